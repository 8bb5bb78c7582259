"""What the simulator must know, and where it must not run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Optional

from acolwhats.settings import get_settings


class SimulatorRefused(RuntimeError):
    """The simulator does not start here; the message says why, on one line."""


@dataclass
class SimulatorConfig:
    """The simulated account.

    Attributes:
        auth_token: signs the webhooks, and opens the REST API.
        whatsapp_from: the account's WhatsApp number, `whatsapp:+525500000000`.
        webhook_url: where what citizens write is posted; signed as it is spelt here.
        secondary_token: also opens the REST API, as during a rotation of tokens.
        base_url: the simulator's own address, for `MediaUrlN`; None takes it from the server that runs it, or from the
            first request.
        fallback_url: called when the webhook fails for good, as Twilio's fallback URL.
        webhook_retries: how often a delivery is repeated after a 5xx, a time-out or a broken connection: Twilio's `rc`, 0 to 5.
        webhook_timeout: seconds for a whole webhook request; Twilio waits 15 at most.
        window_error: how a free message outside the 24 hours fails: `async` (accepted, then failed with 63016, as Twilio
            does) or `sync` (400).
        media_requires_auth: Twilio's “HTTP Basic Authentication for media access”.
        strict_variables: refuse newlines, tabs and more than four spaces in a variable of a body, as Twilio's error 21656
            says.
        max_messages: how many messages are remembered.
    """

    account_sid: str
    auth_token: str
    whatsapp_from: str
    webhook_url: str
    secondary_token: Optional[str] = None
    messaging_service_sid: Optional[str] = None
    base_url: Optional[str] = None
    fallback_url: Optional[str] = None
    webhook_retries: int = 1
    webhook_timeout: float = 15.0
    window_error: Literal["async", "sync"] = "async"
    media_requires_auth: bool = True
    strict_variables: bool = True
    max_messages: int = 20_000

    def __post_init__(self) -> None:
        """Check the number of retries.

        Raises:
            ValueError: it is not one that Twilio has.
        """
        if not 0 <= self.webhook_retries <= 5:
            raise ValueError("webhook_retries must be 0 to 5")


def refuse_in_production() -> None:
    """Stop before a stand-in answers where citizens expect Twilio.

    Raises:
        SimulatorRefused: this is production.
    """
    if get_settings().env == "production":
        raise SimulatorRefused("the simulator does not run with ACOLWHATS_ENV=production")
