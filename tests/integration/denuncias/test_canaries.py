"""Fifty denuncias with a canary in every field, and something going wrong at every step: no canary is found anywhere.

What is looked through: every byte under VAR_DIR and of the database (of PostgreSQL's own files too), every row, the
logs at DEBUG, and what the simulated Twilio still has. `make canaries` runs this file alone, with test_scan.py, which proves that the scan can fail.
"""

from __future__ import annotations

import logging
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import pytest
import sqlalchemy as sa
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from acolwhats.database import get_engine, session_scope
from acolwhats.denuncias import officers
from acolwhats.denuncias.casework import Desk
from acolwhats.denuncias.demo import DEMO_PASSPHRASE
from acolwhats.denuncias.evidence import EvidenceFolder
from acolwhats.denuncias.models import Denuncia, Evidence
from acolwhats.denuncias.routing import load_routing
from acolwhats.guides import drafts
from acolwhats.keys import derive_key, secret_key
from acolwhats.settings import get_settings
from acolwhats.simulator import Fault
from acolwhats.whatsapp.desk import MEDIA_LIFETIME
from acolwhats.whatsapp.media import MediaStore
from acolwhats.whatsapp.models import Cleanup, Inbox, Outbox
from acolwhats.whatsapp.sealing import Box, SealBroken
from acolwhats.whatsapp.upkeep import DAY, forget
from tests.integration.conftest import own_database
from tests.integration.denuncias import canaries
from tests.integration.denuncias.bridged import Phone, folio_and_clave, town_hall
from tests.integration.denuncias.scan import Hit, Logbook, Scanner, every_table, told
from tests.integration.whatsapp.conftest import World, until

# How many on each database; the hashes of claves cost what they cost in earnest.
COUNTS = {"sqlite": 50, "postgres": 14}
TOGETHER = 16
# At each step, each of these strikes some citizens: the seventh part of them.
FAULTS = ("", "500", "429", "lost response", "failed turn", "twice", "opt-out")
RESTARTS = ("when", "photo", "send")
MISSING_MEDIA = 8
SCANNER = Scanner(*canaries.COMMON)


@dataclass
class Filed:
    """What was done, and what was found on the way."""

    world: World
    count: int
    log: Logbook
    raw_log: Logbook
    claves: list[str] = field(default_factory=list)
    midway: list[Hit] = field(default_factory=list)
    drafts_midway: int = 0
    media_midway: int = 0
    struck: set[tuple[str, str]] = field(default_factory=set)


class Unfiltered(Logbook):
    """What our own code says before anything is hidden."""

    def addFilter(self, filter: Any) -> None:
        pass


class Failing:
    """`drafts.save`, which fails after its work, once for each citizen who is told."""

    def __init__(self) -> None:
        self.senders: set[str] = set()
        self._save = drafts.save

    def __call__(self, session: Any, box: Any, sender_id: str, *more: Any) -> None:
        self._save(session, box, sender_id, *more)
        if sender_id in self.senders:
            self.senders.discard(sender_id)
            raise RuntimeError(f"injected: {more}")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def filed(request, tmp_path_factory):
    """All of them, filed."""
    folder = tmp_path_factory.mktemp(f"canaries-{request.param}")
    settings = {}
    if request.param == "postgres":
        url = own_database(request.getfixturevalue("postgres_url"), "canaries")
        settings["DATABASE_URL"] = url
    failing, log, raw_log = Failing(), Logbook(), Unfiltered()
    (folder / "tmp").mkdir()
    loggers = {logging.getLogger(): log, logging.getLogger("acolwhats"): raw_log}
    levels = {logger: logger.level for logger in loggers}
    for logger, book in loggers.items():
        logger.addHandler(book)
        logger.setLevel(logging.DEBUG)
    with pytest.MonkeyPatch.context() as patch:
        # What is put aside for a moment is looked through as well.
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        patch.setattr("acolwhats.guides.drafts.save", failing)
        patch.setattr("acolwhats.whatsapp.retry._UNCERTAIN", 0.3)
        patch.setattr("acolwhats.whatsapp.retry._FIRST", 0.2)
        patch.setattr("acolwhats.whatsapp.redaction._EVERY_SECONDS", 0.5)
        # A status that Twilio told while the bridge was down is asked for at once.
        patch.setattr("acolwhats.whatsapp.upkeep._STALE_SECONDS", 1.0)
        patch.setattr("acolwhats.whatsapp.outbox.IN_FLIGHT_SECONDS", 5.0)
        patch.setattr("acolwhats.whatsapp.upkeep._EVERY_SECONDS", 1.0)
        world = town_hall(folder, **settings)
        try:
            done = Filed(world, COUNTS[request.param], log, raw_log)
            _file_all(done, failing)
            yield done
        finally:
            world.close()
            for logger, book in loggers.items():
                logger.removeHandler(book)
                logger.setLevel(levels[logger])


def _file_all(done: Filed, failing: Failing) -> None:
    world = done.world
    phones = [
        Phone(world, canaries.address(number), **canaries.always(number))
        for number in range(done.count)
    ]
    for position, step in enumerate(canaries.STEPS):
        if step.name in ("photo", "document"):
            world.simulator.faults.add(Fault("media", "missing", times=MISSING_MEDIA))
        waits = _sent(done, failing, phones, position)
        if step.name in RESTARTS:
            world.restart()
        with ThreadPoolExecutor(TOGETHER) as threads:
            answers = list(threads.map(lambda wait: wait(), waits))
        for answer in filter(None, answers):
            assert step.expects in answer, f"{step.name}: {answer}"
            if step.name == "send":
                done.claves.append(folio_and_clave(answer)[1])
        if step.name == "witness":
            # All is told and nothing is sealed yet: also now it is nowhere in clear.
            done.midway = _everywhere(done)
            with session_scope() as session:
                done.drafts_midway = session.query(drafts.Draft).count()
            done.media_midway = len(list((world.folder / "media").iterdir()))
    assert until(lambda: not _on_its_way(), 60), _on_its_way()


def _sent(
    done: Filed, failing: Failing, phones: list[Phone], position: int
) -> list[Callable[[], str]]:
    """Everybody takes a step, each with the fault that is theirs; what waits for the answers."""
    step = canaries.STEPS[position]

    def send(number: int) -> Callable[[], str]:
        phone, fault = phones[number], FAULTS[(number + position) % len(FAULTS)]
        done.struck.add((step.name, fault))
        values = step.values(number)
        if fault == "twice":
            values["copies"] = 2
        _strike(done.world, failing, phone, fault)
        phone.sends(values.pop("body", ""), **values)
        return phone.hears if fault != "opt-out" else lambda: _unheard(phone)

    with ThreadPoolExecutor(TOGETHER) as threads:
        return list(threads.map(send, range(done.count)))


def _strike(world: World, failing: Failing, phone: Phone, fault: str) -> None:
    create: dict[str, Any] = {"operation": "create_message", "to": phone.address}
    if fault in ("500", "429"):
        code = 20429 if fault == "429" else None
        world.simulator.faults.add(Fault(kind="error", status=int(fault), code=code, **create))
    elif fault == "lost response":
        world.simulator.faults.add(Fault(kind="lost_response", **create))
    elif fault == "failed turn":
        failing.senders.add(phone.sender_id)
    elif fault == "opt-out":
        world.simulator.opt_out(phone.address)


def _unheard(phone: Phone) -> str:
    """Who has sent STOP hears nothing; then they take it back."""
    sender_id = phone.sender_id

    def refused() -> bool:
        with session_scope() as session:
            query = session.query(Inbox.id).filter_by(sender_id=sender_id, state="received")
            waiting = session.query(Outbox.id).filter_by(sender_id=sender_id, state="waiting")
            return query.first() is None and waiting.first() is None

    assert until(refused, 30)
    phone.world.simulator.opt_out(phone.address, opted_out=False)
    return ""


def _on_its_way() -> list[Any]:
    """What is not finished, or not deleted at Twilio yet."""
    with session_scope() as session:
        unsent = session.query(Outbox.state, Outbox.status, Outbox.error_code).filter(
            Outbox.content.is_not(None), Outbox.state != "undeliverable"
        )
        unread = session.query(Inbox.state, Inbox.attempts).filter(Inbox.content.is_not(None))
        cleanups = session.query(Cleanup.message_sid, Cleanup.private)
        return [*unsent.all(), *unread.all(), *cleanups.all()]


def _everywhere(done: Filed) -> list[Hit]:
    """Hits in the files, the database and the logs."""
    engine = get_engine()
    hits = [
        *SCANNER.folder(done.world.folder),
        *SCANNER.tables(engine),
        *SCANNER.text("the log", done.log.text),
        *SCANNER.text("our own log", done.raw_log.text),
    ]
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT pg_switch_wal()"))
            folder = connection.scalar(sa.text("SHOW data_directory"))
        hits += SCANNER.folder(Path(folder))
    return hits


# -- that it was done --------------------------------------------------------------------------------


def test_all_were_filed_and_the_officers_read_every_word(filed):
    with session_scope() as session:
        denuncias = session.query(Denuncia).all()
        assert len(denuncias) == filed.count
        names = {f"demo {denuncia.groups[0]}" for denuncia in denuncias}
        keys = {name: officers.unlock(session, name, DEMO_PASSPHRASE) for name in names}
        read = ""
        for denuncia in denuncias:
            name = f"demo {denuncia.groups[0]}"
            officer = officers.find_officer(session, name)
            evidence = EvidenceFolder(filed.world.folder / "denuncias")
            desk = Desk(session, officer, keys[name], evidence, load_routing(), 0.0)
            case = desk.open(str(denuncia.folio))
            read += " ".join(case.statement.words())
            assert case.statement.pin and str(case.statement.pin[0]).startswith(canaries.NORTH[:7])
            files = desk.read_files(str(denuncia.folio))
            assert {one.content_type for one, _ in files} == {"image/jpeg", "application/pdf"}
            for _, content in files:
                assert SCANNER.data("evidence", content) == []
        session.rollback()
    for number in range(filed.count):
        for name in ("narrative", "who", "when", "where", "label", "address", "witness", "caption"):
            assert canaries.word(number, name) in read


def test_every_fault_struck_at_every_step(filed):
    assert len(filed.struck) == len(canaries.STEPS) * len(FAULTS)
    assert filed.drafts_midway == filed.count
    assert filed.media_midway >= 2 * filed.count
    assert "RuntimeError" in filed.log.text and len(filed.claves) > filed.count // 2
    assert filed.world.heard(canaries.address(0)) == []
    assert filed.world.assistant.heard == []


# -- that nothing is found ---------------------------------------------------------------------------


def test_while_it_is_told_it_is_nowhere_in_clear(filed):
    assert filed.midway == [], told(filed.midway)


def test_once_it_is_filed_it_is_nowhere_in_clear(filed):
    hits = _everywhere(filed)
    assert hits == [], told(hits)


def test_twilio_has_nothing_any_more(filed):
    words = [word for number in range(filed.count) for word in canaries.every_word(number)]
    assert filed.world.simulator.leaks(words) == []
    assert filed.world.simulator.state.media == {}
    # Neither words nor numbers: no message of theirs is there at all.
    assert filed.world.simulator.state.messages == {}


def test_no_clave_is_anywhere(filed):
    log, folder = f"{filed.log.text}{filed.raw_log.text}".encode(), filed.world.folder
    found = [log, *(path.read_bytes() for path in folder.rglob("*") if path.is_file())]
    with get_engine().connect() as connection:
        found += [repr(rows).encode() for _, _, rows in every_table(connection)]
    for clave in filed.claves:
        for written in (clave, clave.replace("-", "")):
            for spelling in (written.encode(), written.lower().encode(), written.encode().hex().encode()):  # fmt: skip
                assert not any(spelling in data for data in found)


# -- that the bot's keys open nothing ----------------------------------------------------------------

KEY_NAMES = (
    *("sender_id", "whatsapp", "media", "drafts", "clave-lookup", "clave"),
    *("denuncia-throttle", "denuncia-notify", "audit", "report photos"),
)


def _bot_keys() -> dict[str, bytes]:
    secret = secret_key(get_settings())
    return {"": secret, **{name: derive_key(secret, name) for name in KEY_NAMES}}


def _opens(blob: bytes, key: bytes, ids: list[str]) -> bool:
    """Whether a key opens a blob: as a box for any place that there is, or as a private key."""
    try:
        SealedBox(PrivateKey(key)).decrypt(blob)
        return True
    except (CryptoError, ValueError, TypeError):
        pass
    kinds = ("content", "notify", "evidence", "file", "message", "wrap", "citizen", "draft")
    for place in ["", *ids, *(f"{kind}:{one}" for kind in kinds for one in ids)]:
        try:
            Box(key).open(blob, place)
            return True
        except (SealBroken, ValueError):
            continue
    return False


def test_the_database_the_files_and_the_bots_key_open_nothing(filed):
    with get_engine().connect() as connection:
        tables = {table: (columns, rows) for table, columns, rows in every_table(connection)}
    blobs = []
    for table, (columns, rows) in tables.items():
        if not table.startswith("denuncia"):
            continue
        for row in rows:
            values = dict(zip(columns, row))
            ids = [value for name, value in values.items() if name.endswith("id") and value]
            # The pseudonym of who asked for notices is the one thing that the bot must read.
            values.pop("notify", None)
            blobs += [(table, name, bytes(v), ids) for name, v in values.items() if isinstance(v, (bytes, memoryview))]  # fmt: skip
    for path in (filed.world.folder / "denuncias").iterdir():
        blobs.append(("file", path.name, path.read_bytes(), [path.name]))
    assert len(blobs) > 10 * filed.count
    opened = [
        (table, name, key_name)
        for key_name, key in _bot_keys().items()
        for table, name, blob, ids in blobs
        if _opens(blob, key, ids)
    ]
    assert opened == []
    assert tables["guide_drafts"][1] == []


def test_that_attempt_would_succeed_with_the_right_key(filed):
    sealed = Box(_bot_keys()["drafts"]).seal({"a": 1}, "content:x")
    assert _opens(sealed, _bot_keys()["drafts"], ["x"])
    assert not _opens(sealed, _bot_keys()["media"], ["x"])
    key = PrivateKey(_bot_keys()["clave"])
    assert _opens(SealedBox(key.public_key).encrypt(b"x"), bytes(key), [])


def test_what_an_interrupted_turn_left_of_evidence_is_gone_in_two_days(filed):
    with session_scope() as session:
        assert session.query(Evidence).count() == 2 * filed.count
    folder = filed.world.folder / "media"
    in_two_days = MediaStore(folder, _bot_keys()["media"], lambda: time.time() + 2 * DAY)
    in_two_days.purge(MEDIA_LIFETIME)
    assert list(folder.iterdir()) == []


def test_what_could_not_be_delivered_is_unreadable_a_day_later(filed):
    kept = sa.select(Outbox).where(Outbox.private, Outbox.content.is_not(None))
    with session_scope() as session:
        assert {row.state for row in session.scalars(kept)} == {"undeliverable"}
        forget(session, time.time() + DAY + 60)
        assert session.scalars(kept).all() == []
        session.rollback()
