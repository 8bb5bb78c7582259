"""The settings of the bridge, checked together: which are missing, which contradict each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping, Optional
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from acolwhats.keys import derive_key, secret_key
from acolwhats.settings import Settings, SettingsError
from acolwhats.whatsapp.identity import Identities
from acolwhats.whatsapp.sealing import Box

TWILIO_API = "https://api.twilio.com"
TWILIO_CONTENT_API = "https://content.twilio.com"

# What development takes for granted: the simulator's account. Worth nothing anywhere else.
SIMULATED_ACCOUNT_SID = "AC" + "0" * 32
SIMULATED_AUTH_TOKEN = "simulador"
SIMULATED_FROM = "whatsapp:+525500000000"

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SCHEMES = ("http", "https")
_TWILIO_ADDRESS = re.compile(r"https://api(\.[a-z0-9-]+){0,2}\.twilio\.com")
CONTENT_NAMES = (
    *(f"quick-reply-{count}" for count in range(1, 4)),
    *(f"list-picker-{count}" for count in range(1, 11)),
    "reopen",
)
SIMULATED_CONTENT_SIDS = {
    name: f"HX{number:032x}" for number, name in enumerate(CONTENT_NAMES, start=1)
}


@dataclass(frozen=True)
class BridgeSettings:
    """What the bridge needs to know.

    Attributes:
        auth_tokens: the first one is used to call Twilio; a signature by any of them is accepted.
        sender: `whatsapp:+…`, or the SID of a Messaging Service (`MG…`).
        public_url: the address that Twilio calls and signs, without a trailing slash.
        content_sids: `quick-reply-1…3`, `list-picker-1…10`, `reopen` -> `HX…`.
        retention: what happens at Twilio to messages that are done with: keep, redact, delete or discard.
        messages_per_second: ceiling for this process.
    """

    account_sid: str
    auth_tokens: tuple[str, ...]
    sender: str
    api_base_url: str
    public_url: str
    content_sids: Mapping[str, str]
    retention: str
    messages_per_second: float
    production: bool
    identities: Identities
    box: Box
    media_key: bytes

    @property
    def simulated(self) -> bool:
        """Whether Twilio is the simulator."""
        return urlsplit(self.api_base_url).hostname in _LOOPBACK

    @property
    def content_base_url(self) -> str:
        """Address of the Content API; the simulator has it beside the rest."""
        return self.api_base_url if self.simulated else TWILIO_CONTENT_API


def bridge_settings(settings: Settings) -> BridgeSettings:
    """Check and complete the settings.

    Raises:
        SettingsError: one is missing, malformed, or contradicts another; one line.
    """
    production = settings.env == "production"
    named = _check_given(settings, production)
    secret = secret_key(settings)
    base_url = _base_url(settings, named)
    public_url = _public_url(settings, production)
    return BridgeSettings(
        account_sid=_account_sid(settings.twilio_account_sid or SIMULATED_ACCOUNT_SID),
        auth_tokens=_tokens(_secret(settings.twilio_auth_token)),
        sender=_sender(settings.twilio_whatsapp_from or SIMULATED_FROM),
        api_base_url=base_url,
        public_url=public_url,
        content_sids=_content_sids(settings.twilio_content_sids)
        if named
        else SIMULATED_CONTENT_SIDS,
        # What citizens are told is that nothing is kept; while developing, one wants to see what was sent.
        retention=settings.twilio_retention or ("redact" if production else "keep"),
        messages_per_second=settings.twilio_messages_per_second,
        production=production,
        identities=Identities(derive_key(secret, "sender_id")),
        box=Box(derive_key(secret, "whatsapp")),
        media_key=derive_key(secret, "media"),
    )


def _check_given(settings: Settings, production: bool) -> bool:
    """Whether the settings name an account; a part of one is an error, and so is the simulator's in production.

    Raises:
        SettingsError: see there.
    """
    needed = {
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "TWILIO_WHATSAPP_FROM": settings.twilio_whatsapp_from,
        "PUBLIC_URL": settings.public_url,
    }
    url = settings.twilio_api_base_url
    real = url is not None and not _is_local(url)
    named = any([*needed.values(), real, settings.twilio_content_sids])
    missing = [name for name, value in needed.items() if not value]
    if missing and (production or named):
        raise SettingsError(f"{', '.join(missing)} missing; the bridge needs all of them")
    if production and (
        settings.twilio_account_sid == SIMULATED_ACCOUNT_SID
        or SIMULATED_AUTH_TOKEN in _tokens(_secret(settings.twilio_auth_token))
    ):
        raise SettingsError(
            "TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is the simulator's; production needs Twilio's own"
        )
    return named


def _secret(token: Optional[SecretStr]) -> str:
    return token.get_secret_value() if token else SIMULATED_AUTH_TOKEN


def _account_sid(text: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        raise SettingsError("TWILIO_ACCOUNT_SID must be “AC” and 32 hexadecimal digits")
    return text


def _tokens(text: str) -> tuple[str, ...]:
    tokens = tuple(part.strip() for part in text.split(","))
    if not all(tokens) or len(tokens) > 2:
        raise SettingsError("TWILIO_AUTH_TOKEN must be one token, or two with a comma between them")
    return tokens


def _sender(text: str) -> str:
    if re.fullmatch(r"MG[0-9a-fA-F]{32}", text):
        return text
    number = re.sub(r"[\s().-]", "", text.removeprefix("whatsapp:"))
    if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
        raise SettingsError(
            "TWILIO_WHATSAPP_FROM must be a number such as whatsapp:+14155238886, or a Messaging Service (MG…)"
        )
    return f"whatsapp:{number}"


def _base_url(settings: Settings, named: bool) -> str:
    simulator = f"http://127.0.0.1:{settings.panel_port}/simulador"
    url = (settings.twilio_api_base_url or (TWILIO_API if named else simulator)).rstrip("/")
    local = _is_local(url)
    if settings.env == "production" and local:
        raise SettingsError("TWILIO_API_BASE_URL is the simulator; production needs Twilio's own")
    if not local and not _TWILIO_ADDRESS.fullmatch(url):
        raise SettingsError("TWILIO_API_BASE_URL must be https://api.twilio.com, or the simulator")
    return url


def _is_local(url: str) -> bool:
    parts = _parts(url)
    return parts is not None and parts.scheme == "http" and parts.hostname in _LOOPBACK


def _parts(url: str) -> Optional[SplitResult]:
    """The parts of an address; None when it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no number
    except ValueError:
        return None
    return None if not parts.hostname or parts.username else parts


def _public_url(settings: Settings, production: bool) -> str:
    url = (settings.public_url or f"http://127.0.0.1:{settings.bot_port}").rstrip("/")
    parts = _parts(url)
    if parts is None or parts.scheme not in _SCHEMES or parts.query or parts.fragment:
        raise SettingsError(
            "PUBLIC_URL must be the address that Twilio calls, such as https://bot.example.mx"
        )
    if production and parts.scheme != "https":
        raise SettingsError("PUBLIC_URL must begin with https:// in production")
    return url


def _content_sids(text: str) -> Mapping[str, str]:
    sids: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, sid = part.partition("=")
        if name not in CONTENT_NAMES or not re.fullmatch(r"HX[0-9a-fA-F]{32}", sid):
            raise SettingsError(
                f"TWILIO_CONTENT_SIDS: “{name}” is not known or its SID is not HX…; "
                "`acolwhats whatsapp templates` prints the right line"
            )
        sids[name] = sid
    return sids
