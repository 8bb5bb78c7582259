"""What a citizen's phone shows, as JSON for the chat page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from acolwhats.simulator.models import ListPicker, Media, Message

_SHOWN = ("image/", "audio/", "video/")


def message_json(message: Message, prefix: str = "") -> dict[str, Any]:
    """A bubble.

    Args:
        prefix: path that the simulator is mounted at.
    """
    return {
        "sid": message.sid,
        "direction": "inbound" if message.direction == "inbound" else "outbound",
        "body": message.body,
        "status": message.status,
        "error_code": message.error_code,
        "date": message.date_created.isoformat(),
        "media": [_media(media, prefix) for media in message.media],
        "location": asdict(message.location) if message.location else None,
        "buttons": [asdict(button) for button in message.buttons] or None,
        "list": _list(message.list_picker) if message.list_picker else None,
        "replied_sid": message.replied_sid,
        "forwarded": message.forwarded,
    }


def media_response(media: Media) -> Response:
    """Something attached, for the page; harmless whatever it is."""
    shown = media.content_type.startswith(_SHOWN)
    name = quote(media.filename or media.sid)
    headers = {
        "Content-Type": media.content_type,
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(media.data, headers=headers)


def _media(media: Media, prefix: str) -> dict[str, Any]:
    return {
        "content_type": media.content_type,
        "url": f"{prefix}/control/media/{media.sid}",
        "filename": media.filename,
        "size": len(media.data),
    }


def _list(picker: ListPicker) -> dict[str, Any]:
    return {"button": picker.button, "items": [asdict(item) for item in picker.items]}
