"""A wrong setting stops the start with one line that says which it is and what to do."""

from __future__ import annotations

import base64

import pytest

from acolwhats.settings import Settings, SettingsError
from acolwhats.whatsapp.config import (
    CONTENT_NAMES,
    SIMULATED_ACCOUNT_SID,
    SIMULATED_AUTH_TOKEN,
    SIMULATED_FROM,
    bridge_settings,
)

ACCOUNT_SID = "AC" + "b2" * 16
SERVICE_SID = "MG" + "c3" * 16
CONTENT_SID = "HX" + "d4" * 16
TOKEN = "ficha-secreta"
KEY = base64.urlsafe_b64encode(b"clave de prueba de 32 bytes ....").decode()
NAMED = {
    "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_WHATSAPP_FROM": "whatsapp:+525500000000",
    "PUBLIC_URL": "https://bot.example.mx",
}
PRODUCTION = {**NAMED, "ACOLWHATS_ENV": "production", "ACOLWHATS_SECRET_KEY": KEY}


@pytest.fixture
def bridge(monkeypatch, tmp_path):
    """The bridge's settings in an environment of nothing but these."""
    monkeypatch.setattr(Settings.__config__, "env_file", None)
    for field in Settings.__fields__.values():
        monkeypatch.delenv(field.field_info.extra["env"], raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))

    def make(environment=(), **more):
        for name, value in {**dict(environment), **more}.items():
            monkeypatch.setenv(name, value)
        return bridge_settings(Settings())

    return make


def refused(bridge, environment, **more) -> str:
    with pytest.raises(SettingsError) as caught:
        bridge(environment, **more)
    message = str(caught.value)
    assert "\n" not in message
    assert TOKEN not in message and KEY not in message
    return message


class TestDevelopment:
    def test_without_any_setting_twilio_is_the_simulator(self, bridge):
        settings = bridge()
        assert settings.simulated and not settings.production
        assert settings.api_base_url == "http://127.0.0.1:8000/simulador"
        assert settings.content_base_url == settings.api_base_url
        assert settings.account_sid == SIMULATED_ACCOUNT_SID
        assert settings.auth_tokens == (SIMULATED_AUTH_TOKEN,)
        assert settings.sender == SIMULATED_FROM
        assert settings.public_url == "http://127.0.0.1:5005"
        assert set(settings.content_sids) == set(CONTENT_NAMES)
        assert (settings.retention, settings.messages_per_second) == ("keep", 80)

    def test_the_simulator_is_where_the_panel_and_the_bot_are(self, bridge):
        settings = bridge(PANEL_PORT="8123", BOT_PORT="5123")
        assert settings.api_base_url == "http://127.0.0.1:8123/simulador"
        assert settings.public_url == "http://127.0.0.1:5123"

    def test_the_key_is_made_once_and_is_the_same_after_a_restart(self, bridge, tmp_path):
        first, again = bridge(), bridge()
        assert first.media_key == again.media_key
        address = "whatsapp:+525512345678"
        assert first.identities.sender_id(address) == again.identities.sender_id(address)
        assert again.box.open(first.box.seal("hola", "inbox:SM1"), "inbox:SM1") == "hola"

    def test_naming_an_account_means_twilio_itself(self, bridge):
        settings = bridge(NAMED)
        assert not settings.simulated
        assert settings.api_base_url == "https://api.twilio.com"
        assert settings.content_base_url == "https://content.twilio.com"
        assert settings.content_sids == {}

    def test_a_named_account_may_be_simulated_too(self, bridge):
        settings = bridge(NAMED, TWILIO_API_BASE_URL="http://127.0.0.1:9000/")
        assert settings.simulated
        assert settings.api_base_url == "http://127.0.0.1:9000"

    @pytest.mark.parametrize("name", NAMED)
    def test_an_account_is_named_wholly_or_not_at_all(self, bridge, name):
        rest = {key: value for key, value in NAMED.items() if key != name}
        assert refused(bridge, rest).startswith(f"{name} missing")

    @pytest.mark.parametrize("name", NAMED)
    def test_one_part_alone_names_the_other_three(self, bridge, name):
        message = refused(bridge, {name: NAMED[name]})
        assert [other for other in NAMED if other in message] == [n for n in NAMED if n != name]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("TWILIO_API_BASE_URL", "https://api.twilio.com"),
            ("TWILIO_CONTENT_SIDS", f"reopen={CONTENT_SID}"),
        ],
    )
    def test_what_only_a_real_account_has_names_what_is_missing(self, bridge, name, value):
        """The simulator's token is no secret: it must not guard a webhook that Twilio itself calls."""
        message = refused(bridge, {name: value})
        assert [other for other in NAMED if other in message] == [*NAMED]

    def test_the_public_address_need_not_be_https(self, bridge):
        settings = bridge(NAMED, PUBLIC_URL="http://tunel.example")
        assert settings.public_url == "http://tunel.example"


class TestProduction:
    def test_everything_named_is_accepted(self, bridge):
        settings = bridge(PRODUCTION)
        assert settings.production and not settings.simulated
        assert settings.auth_tokens == (TOKEN,)
        assert settings.public_url == "https://bot.example.mx"

    @pytest.mark.parametrize("name", [*NAMED, "ACOLWHATS_SECRET_KEY"])
    @pytest.mark.parametrize("blank", ["", "   "])
    def test_nothing_may_be_missing(self, bridge, name, blank):
        assert f"{name} " in refused(bridge, {**PRODUCTION, name: blank})

    def test_all_that_is_missing_is_named_at_once(self, bridge):
        message = refused(bridge, {"ACOLWHATS_ENV": "production"})
        assert all(name in message for name in NAMED)

    def test_a_missing_key_comes_with_the_command_that_makes_one(self, bridge):
        message = refused(bridge, {**PRODUCTION, "ACOLWHATS_SECRET_KEY": ""})
        assert "python3 -c" in message and "token_bytes(32)" in message

    def test_no_key_is_made(self, bridge, tmp_path):
        refused(bridge, {**PRODUCTION, "ACOLWHATS_SECRET_KEY": ""})
        assert not list(tmp_path.rglob("secret_key"))

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:8000/simulador", "http://localhost", "http://[::1]:8000"]
    )
    def test_the_simulator_is_refused(self, bridge, url):
        message = refused(bridge, PRODUCTION, TWILIO_API_BASE_URL=url)
        assert message.startswith("TWILIO_API_BASE_URL is the simulator")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("TWILIO_ACCOUNT_SID", SIMULATED_ACCOUNT_SID),
            ("TWILIO_AUTH_TOKEN", SIMULATED_AUTH_TOKEN),
            ("TWILIO_AUTH_TOKEN", f"{TOKEN},{SIMULATED_AUTH_TOKEN}"),
        ],
    )
    def test_what_the_simulator_takes_for_an_account_is_refused(self, bridge, name, value):
        message = refused(bridge, {**PRODUCTION, name: value})
        assert name in message and "simulator" in message

    def test_nothing_is_kept_at_twilio_unless_that_is_said(self, bridge):
        assert bridge(PRODUCTION).retention == "redact"
        assert bridge(PRODUCTION, TWILIO_RETENTION="keep").retention == "keep"

    def test_a_public_address_without_encryption_is_refused(self, bridge):
        message = refused(bridge, PRODUCTION, PUBLIC_URL="http://bot.example.mx")
        assert message.startswith("PUBLIC_URL must begin with https://")


MALFORMED = [
    ("TWILIO_ACCOUNT_SID", "AC123"),
    ("TWILIO_ACCOUNT_SID", ACCOUNT_SID + "0"),
    ("TWILIO_ACCOUNT_SID", "SK" + "b2" * 16),
    ("TWILIO_ACCOUNT_SID", "AC" + "g" * 32),
    ("TWILIO_AUTH_TOKEN", "a,b,c"),
    ("TWILIO_AUTH_TOKEN", "a,"),
    ("TWILIO_AUTH_TOKEN", ",b"),
    ("TWILIO_AUTH_TOKEN", "a, ,b"),
    ("TWILIO_WHATSAPP_FROM", "5500000000 y algo"),
    ("TWILIO_WHATSAPP_FROM", "whatsapp:525500000000"),
    ("TWILIO_WHATSAPP_FROM", "+0525500000000"),
    ("TWILIO_WHATSAPP_FROM", "+52"),
    ("TWILIO_WHATSAPP_FROM", "+" + "5" * 16),
    ("TWILIO_WHATSAPP_FROM", "MG123"),
    ("TWILIO_API_BASE_URL", "http://api.twilio.com"),
    ("TWILIO_API_BASE_URL", "https://api.twilio.com.example"),
    ("TWILIO_API_BASE_URL", "https://example.mx"),
    ("TWILIO_API_BASE_URL", "https://a.b.c.twilio.com"),
    ("TWILIO_API_BASE_URL", "api.twilio.com"),
    ("TWILIO_API_BASE_URL", "ftp://127.0.0.1"),
    ("TWILIO_API_BASE_URL", "https://localhost"),
    ("TWILIO_API_BASE_URL", "https://yo@api.twilio.com"),
    ("TWILIO_API_BASE_URL", "https://api.twilio.com/otra"),
    ("TWILIO_API_BASE_URL", "https://[::1"),
    ("PUBLIC_URL", "bot.example.mx"),
    ("PUBLIC_URL", "ftp://bot.example.mx"),
    ("PUBLIC_URL", "https://"),
    ("PUBLIC_URL", "https://[::1"),
    ("PUBLIC_URL", "https://bot.example.mx:puerto"),
    ("PUBLIC_URL", "https://yo:clave@bot.example.mx"),
    ("PUBLIC_URL", "https://bot.example.mx/?a=1"),
    ("PUBLIC_URL", "https://bot.example.mx/#a"),
    ("TWILIO_CONTENT_SIDS", "quick-reply-1"),
    ("TWILIO_CONTENT_SIDS", "quick-reply-4=" + CONTENT_SID),
    ("TWILIO_CONTENT_SIDS", "quick-reply-1=HX1"),
    ("TWILIO_CONTENT_SIDS", f"quick-reply-1={CONTENT_SID};quick-reply-2={CONTENT_SID}"),
    ("TWILIO_CONTENT_SIDS", "reopen=" + CONTENT_SID + ",otra=" + CONTENT_SID),
    ("ACOLWHATS_SECRET_KEY", "corta"),
    ("ACOLWHATS_SECRET_KEY", KEY[:-4]),
    ("ACOLWHATS_SECRET_KEY", "ñ" * 44),
]


@pytest.mark.parametrize(("name", "value"), MALFORMED)
@pytest.mark.parametrize("environment", [NAMED, PRODUCTION], ids=["development", "production"])
def test_a_malformed_setting_is_named(bridge, environment, name, value):
    assert refused(bridge, {**environment, name: value}).startswith(f"{name}")


SPELLINGS = {
    "whatsapp:+525500000000": "whatsapp:+525500000000",
    "+525500000000": "whatsapp:+525500000000",
    "+52 55 0000-0000": "whatsapp:+525500000000",
    "whatsapp:+1 (415) 523.8886": "whatsapp:+14155238886",
    SERVICE_SID: SERVICE_SID,
}


@pytest.mark.parametrize(("given", "sender"), SPELLINGS.items())
def test_our_number_may_be_spelt_as_people_do_or_be_a_service(bridge, given, sender):
    assert bridge(PRODUCTION, TWILIO_WHATSAPP_FROM=given).sender == sender


@pytest.mark.parametrize("given", ["nueva,vieja", " nueva , vieja "])
def test_two_tokens_are_accepted_while_one_replaces_the_other(bridge, given):
    assert bridge(PRODUCTION, TWILIO_AUTH_TOKEN=given).auth_tokens == ("nueva", "vieja")


@pytest.mark.parametrize(
    "url",
    ["https://api.twilio.com", "https://api.dublin.ie1.twilio.com", "https://api.ie1.twilio.com"],
)
def test_twilio_may_be_in_another_region(bridge, url):
    assert bridge(PRODUCTION, TWILIO_API_BASE_URL=url + "/").api_base_url == url


def test_the_public_address_may_have_a_path_and_loses_its_last_slash(bridge):
    settings = bridge(PRODUCTION, PUBLIC_URL="https://bot.example.mx/acolman/")
    assert settings.public_url == "https://bot.example.mx/acolman"


def test_content_sids_are_read_by_name(bridge):
    other = "HX" + "0" * 32
    given = f" quick-reply-2={CONTENT_SID}, list-picker-10={other},"
    settings = bridge(PRODUCTION, TWILIO_CONTENT_SIDS=given)
    assert settings.content_sids == {"quick-reply-2": CONTENT_SID, "list-picker-10": other}


def test_an_unknown_content_name_points_to_the_command_that_makes_the_line(bridge):
    message = refused(bridge, {**PRODUCTION, "TWILIO_CONTENT_SIDS": "otra=" + CONTENT_SID})
    assert "“otra”" in message and "acolwhats whatsapp templates" in message


def test_retention_and_pace_are_taken_over(bridge):
    settings = bridge(PRODUCTION, TWILIO_RETENTION="redact", TWILIO_MESSAGES_PER_SECOND="12.5")
    assert (settings.retention, settings.messages_per_second) == ("redact", 12.5)


def test_another_key_means_other_pseudonyms_and_other_seals(bridge):
    first = bridge(PRODUCTION)
    second = bridge(PRODUCTION, ACOLWHATS_SECRET_KEY=base64.urlsafe_b64encode(bytes(32)).decode())
    address = "whatsapp:+525512345678"
    assert first.identities.sender_id(address) != second.identities.sender_id(address)
    assert first.media_key != second.media_key
