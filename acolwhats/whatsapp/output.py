"""What the bot says in a turn, collected until the turn is committed."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from rasa.core.channels.channel import OutputChannel

from acolwhats.answers.render import numbered
from acolwhats.whatsapp.buttons import parts_for
from acolwhats.whatsapp.outbox import Part
from acolwhats.whatsapp.understanding import SAY


class CollectedOutput(OutputChannel):
    """Rasa's output channel during one turn. Nothing is sent from here.

    Args:
        content_sids: the Content templates that exist.
    """

    def __init__(self, content_sids: Mapping[str, str]) -> None:
        """Nothing has been said."""
        self._content_sids = content_sids
        self.parts: List[Part] = []
        self.urgent = False

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "whatsapp"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Collect one utterance: its text, its list to choose from, its picture. Payloads are never shown."""
        self.urgent = self.urgent or bool(message.get("urgent"))
        text = message.get("text") or ""
        choices = message.get("choices")
        if titles := _titles(message):
            options = [{"entry": f"{SAY}{title}", "title": title} for title in titles]
            choices = {"body": text, "options": options}
            text = f"{text}\n{numbered(titles)}"
        media_url = message.get("image") or message.get("attachment")
        if not (isinstance(media_url, str) and media_url.startswith("https://")):
            media_url = None
        self.parts += parts_for(text, choices, self._content_sids, media_url)


def _titles(message: Mapping[str, Any]) -> List[str]:
    """Titles of Rasa's own buttons. Their payloads stay inside: a tap says the title."""
    buttons = message.get("buttons") or message.get("quick_replies") or []
    return [str(button["title"]) for button in buttons]
