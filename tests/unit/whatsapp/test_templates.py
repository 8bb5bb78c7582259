"""Templates are created once, at Twilio or at the simulator, and what goes wrong is one line."""

from __future__ import annotations

import pytest

from acolwhats.simulator import Simulator, SimulatorConfig, SimulatorServer
from acolwhats.whatsapp import templates as module
from acolwhats.whatsapp.buttons import template_types
from acolwhats.whatsapp.config import CONTENT_NAMES
from acolwhats.whatsapp.templates import TemplatesRefused, create_templates, definition
from tests.unit.whatsapp.account import ACCOUNT, settings_for

TOKEN = "ficha"


@pytest.fixture(scope="module")
def server():
    config = SimulatorConfig(ACCOUNT, TOKEN, "whatsapp:+525500000000", "http://127.0.0.1:1/")
    with SimulatorServer(Simulator(config)) as server:
        yield server


@pytest.fixture
def contents(server):
    server.simulator.state.contents.clear()
    return server.simulator.state.contents


def create(server, **more):
    return create_templates(settings_for(server.base_url, **more))


def test_every_template_is_created(server, contents):
    sids = create(server)
    assert tuple(sids) == CONTENT_NAMES
    assert len(set(sids.values())) == len(contents) == len(CONTENT_NAMES)
    assert all(sid.startswith("HX") for sid in sids.values())


def test_what_is_there_is_not_made_again(server, contents):
    first = create(server)
    assert create(server) == first
    assert len(contents) == len(CONTENT_NAMES)


def test_what_is_missing_is_made(server, contents):
    first = create(server)
    del contents[first["list-picker-7"]]
    again = create(server)
    assert again["list-picker-7"] != first["list-picker-7"]
    assert {name for name in again if again[name] != first[name]} == {"list-picker-7"}


def test_a_wrong_token_is_one_line_that_names_the_settings(server, contents):
    with pytest.raises(TemplatesRefused) as caught:
        create(server, auth_tokens=("otra",))
    assert str(caught.value).startswith("Twilio answered 401; check TWILIO_ACCOUNT_SID")
    assert "otra" not in str(caught.value)
    assert not contents


def test_an_address_where_nobody_is_is_one_line():
    with pytest.raises(TemplatesRefused, match=r"^Twilio is out of reach"):
        create_templates(settings_for("http://127.0.0.1:1"))


def test_twilio_itself_has_them_at_another_address(monkeypatch):
    asked = []

    def get(url, **_):
        asked.append(url)
        raise module.requests.ConnectionError

    monkeypatch.setattr(module.requests, "get", get)
    with pytest.raises(TemplatesRefused):
        create_templates(settings_for("https://api.twilio.com"))
    assert asked == ["https://content.twilio.com/v1/Content"]


@pytest.mark.parametrize("name", CONTENT_NAMES)
def test_a_template_is_in_spanish_of_mexico_and_ours_by_its_name(name):
    made = definition(name)
    assert (made["friendly_name"], made["language"]) == (f"acolwhats_{name}", "es_MX")


def test_buttons_and_lists_are_templates_of_their_own():
    assert definition("list-picker-3")["types"] == template_types("list-picker-3")


def test_the_template_that_asks_to_write_again_says_nothing_of_the_matter():
    """WhatsApp approves it word for word, and it goes to a phone that others may read."""
    (text,) = definition("reopen")["types"].values()
    assert text == {"body": module.REOPEN_TEXT}
    assert "{{" not in module.REOPEN_TEXT
    assert not any(word in module.REOPEN_TEXT for word in ("denuncia", "folio", "reporte"))
