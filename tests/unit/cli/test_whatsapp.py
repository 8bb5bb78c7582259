"""What operators see of the bridge: how much waits and what failed, never a word and never a number."""

from __future__ import annotations

import base64
import time

import pytest
from typer.testing import CliRunner

from acolwhats import database
from acolwhats.cli import app
from acolwhats.database import Base, session_scope
from acolwhats.settings import Settings, get_settings
from acolwhats.simulator import Simulator, SimulatorConfig, SimulatorServer
from acolwhats.whatsapp.config import CONTENT_NAMES
from acolwhats.whatsapp.identity import Identities
from acolwhats.whatsapp.models import Contact, Inbox, Outbox
from acolwhats.whatsapp.outbox import Part, enqueue
from acolwhats.whatsapp.sealing import Box

KEY = bytes(32)
NUMBER = "5512345678"
SENDER = Identities(KEY).sender_id(f"whatsapp:+52{NUMBER}")
RECORDED = 1_767_225_600.0  # 2026-01-01 00:00 UTC, 18:00 of the day before in Mexico City


@pytest.fixture(autouse=True)
def installation(monkeypatch, tmp_path):
    """An installation of its own, with an empty database."""
    monkeypatch.setattr(Settings.__config__, "env_file", None)
    for field in Settings.__fields__.values():
        monkeypatch.delenv(field.field_info.extra["env"], raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    for made_once in (get_settings, database.get_engine):
        made_once.cache_clear()
    Base.metadata.create_all(database.get_engine())
    yield
    database.get_engine().dispose()
    for made_once in (get_settings, database.get_engine):
        made_once.cache_clear()


def run(*arguments: str, code: int = 0) -> str:
    """What a command prints, on both of its outputs."""
    result = CliRunner().invoke(app, ["whatsapp", *arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    assert NUMBER not in result.output and "secreto" not in result.output
    return result.output


@pytest.fixture
def failed():
    """Two answers that failed, of which one has lost its text, and one that waits."""
    with session_scope() as session:
        session.add(Contact(sender_id=SENDER, last_inbound_at=RECORDED, address=b"x"))
        session.add(
            Inbox(message_sid="SM1", sender_id=SENDER, received_at=RECORDED, due_at=RECORDED)
        )
        parts = [Part(f"secreto {number} de {NUMBER}") for number in range(3)]
        enqueue(session, Box(KEY), SENDER, parts, RECORDED)
        first, second, _ = session.query(Outbox).order_by(Outbox.id)
        first.state, first.attempts, first.error_code = "undeliverable", 5, 63014
        second.state, second.attempts, second.content = "undeliverable", 1, None


def states() -> list[str]:
    with session_scope() as session:
        return [row.state for row in session.query(Outbox).order_by(Outbox.id)]


def test_status_counts(failed):
    lines = run("status").splitlines()
    counts = {line[10:]: int(line[:8]) for line in lines}
    assert counts["messages wait for their turn"] == 1
    assert counts["answers wait to be sent"] == 1
    assert counts["answers could not be delivered"] == 2
    assert counts["citizens can be answered"] == 1
    assert sum(counts.values()) == 5


def test_without_a_failure_that_is_said():
    assert run("undelivered") == "Nothing is undelivered.\n"


def test_what_failed_is_listed_newest_first_with_its_reason(failed):
    head, newest, oldest = run("undelivered").splitlines()
    assert head.split() == ["id", "recorded", "attempts", "code", "citizen"]
    assert newest.split()[:6] == ["2", "2025-12-31", "18:00", "1", "-", SENDER]
    assert newest.endswith("(text gone: cannot be retried)")
    assert oldest.split() == ["1", "2025-12-31", "18:00", "5", "63014", SENDER]


def test_columns_are_aligned(failed):
    head, *rows = run("undelivered").splitlines()
    assert all(row.index(SENDER) == head.index("citizen") for row in rows)


def test_one_is_tried_again(failed):
    before = time.time()
    assert run("retry", "1") == "1 message(s) will be sent again.\n"
    assert states() == ["waiting", "undeliverable", "waiting"]
    with session_scope() as session:
        row = session.get(Outbox, 1)
        assert row.attempts == 0 and before <= row.due_at <= time.time()


def test_all_are_tried_again_that_have_their_text(failed):
    assert run("retry", "--all") == "1 message(s) will be sent again.\n"
    assert states() == ["waiting", "undeliverable", "waiting"]


@pytest.mark.parametrize("ids", [["2"], ["3"], ["99"]])
def test_what_cannot_be_tried_again_is_left_alone(failed, ids):
    before = states()
    assert run("retry", *ids) == "0 message(s) will be sent again.\n"
    assert states() == before


def test_retry_wants_to_know_what(failed):
    said = run("retry", code=2)
    assert said == "acolwhats: name the ids that `acolwhats whatsapp undelivered` shows, or --all\n"
    assert states() == ["undeliverable", "undeliverable", "waiting"]


class TestTemplates:
    ACCOUNT = "AC" + "b2" * 16

    @pytest.fixture
    def twilio(self, monkeypatch):
        config = SimulatorConfig(
            self.ACCOUNT, "ficha", "whatsapp:+525500000000", "http://127.0.0.1:1/"
        )
        with SimulatorServer(Simulator(config)) as server:
            monkeypatch.setenv("TWILIO_ACCOUNT_SID", self.ACCOUNT)
            monkeypatch.setenv("TWILIO_AUTH_TOKEN", "ficha")
            monkeypatch.setenv("TWILIO_WHATSAPP_FROM", "whatsapp:+525500000000")
            monkeypatch.setenv("TWILIO_API_BASE_URL", server.base_url)
            monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:5005")
            monkeypatch.setenv("ACOLWHATS_SECRET_KEY", base64.urlsafe_b64encode(KEY).decode())
            get_settings.cache_clear()
            yield server

    def test_the_line_that_it_prints_is_a_setting(self, twilio, monkeypatch):
        from acolwhats.whatsapp.config import bridge_settings

        name, _, value = run("templates").splitlines()[0].partition("=")
        assert name == "TWILIO_CONTENT_SIDS"
        monkeypatch.setenv(name, value)
        assert set(bridge_settings(Settings()).content_sids) == set(CONTENT_NAMES)

    def test_a_wrong_line_does_not_keep_it_from_being_mended(self, twilio, monkeypatch):
        monkeypatch.setenv("TWILIO_CONTENT_SIDS", "nada=HX1")
        get_settings.cache_clear()
        assert run("templates").startswith("TWILIO_CONTENT_SIDS=quick-reply-1=HX")

    def test_it_reminds_of_the_approval(self, twilio):
        assert "approval" in run("templates")

    def test_a_refusal_is_one_line(self, twilio, monkeypatch):
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "otra")
        get_settings.cache_clear()
        said = run("templates", code=2)
        assert said.startswith("acolwhats: Twilio answered 401") and said.count("\n") == 1

    def test_a_missing_setting_is_one_line(self, twilio, monkeypatch):
        monkeypatch.delenv("PUBLIC_URL")
        get_settings.cache_clear()
        said = run("templates", code=2)
        assert said == "acolwhats: PUBLIC_URL missing; the bridge needs all of them\n"
