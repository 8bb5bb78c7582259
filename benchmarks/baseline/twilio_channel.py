"""Rasa's own Twilio channel as it is, except for the address that it sends to."""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.channels.channel import InputChannel
from rasa.core.channels.twilio import TwilioInput, TwilioOutput

from acolwhats.settings import get_settings


class SimulatedTwilioOutput(TwilioOutput):
    """Sends to `TWILIO_API_BASE_URL`."""

    def __init__(self, *arguments: Any) -> None:
        """As the original."""
        super().__init__(*arguments)
        self.api.base_url = get_settings().twilio_api_base_url


class SimulatedTwilioInput(TwilioInput):
    """Credentials from the environment."""

    @classmethod
    def from_credentials(cls, credentials: Optional[dict[str, Any]]) -> InputChannel:
        """The channel."""
        settings = get_settings()
        assert settings.twilio_auth_token is not None
        return cls(
            settings.twilio_account_sid,
            settings.twilio_auth_token.get_secret_value(),
            settings.twilio_whatsapp_from,
        )

    def get_output_channel(self) -> SimulatedTwilioOutput:
        """Where replies go."""
        return SimulatedTwilioOutput(self.account_sid, self.auth_token, self.twilio_number)
