"""What the bot says in a turn, collected until the turn is committed."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from rasa.core.channels.channel import OutputChannel

from acolwhats.whatsapp.buttons import parts_for
from acolwhats.whatsapp.outbox import Part


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
        choices = message.get("choices") or _choices(message)
        media_url = message.get("image") or message.get("attachment")
        if not (isinstance(media_url, str) and media_url.startswith("https://")):
            media_url = None
        text = message.get("text") or ""
        self.parts += parts_for(text, choices, self._content_sids, media_url)


def _choices(message: Mapping[str, Any]) -> Any:
    """Rasa's own buttons, as a list to choose from: each says its title, its payload stays inside."""
    buttons = message.get("buttons") or message.get("quick_replies")
    if not buttons:
        return None
    options = [{"entry": f"say:{button['title']}", "title": button["title"]} for button in buttons]
    return {"body": message.get("text") or "", "options": options}
