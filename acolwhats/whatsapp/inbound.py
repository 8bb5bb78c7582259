"""What Twilio posts when a citizen writes -> an `InboundMessage`. Nothing a phone sends is an error here.

Source: https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from typing import Any, Mapping, Optional

from acolwhats.whatsapp.identity import clean_address

_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MAX_MEDIA = 10
_KINDS = ("image", "video", "audio")
_CONTACT_TYPES = ("text/vcard", "text/x-vcard", "text/directory")


@dataclass(frozen=True)
class Media:
    """Something attached: where Twilio keeps it, and what it says it is."""

    url: str
    content_type: str


@dataclass(frozen=True)
class Location:
    """A pin. Degrees (WGS 84); the address and the label when the citizen chose a place."""

    latitude: float
    longitude: float
    address: Optional[str] = None
    label: Optional[str] = None


@dataclass(frozen=True)
class InboundMessage:
    """A citizen's message.

    Attributes:
        sender: the address as Twilio spells it, `whatsapp:+5215512345678`.
        text: exactly what was written; the title of a button or list item that was tapped.
        kind: text, image, video, audio, document, sticker, contact, location or unknown.
        payload: id of a tapped button or list item.
        replied_sid: MessageSid of the message that this one answers.
    """

    message_sid: str
    sender: str
    text: str = ""
    kind: str = "text"
    media: tuple[Media, ...] = ()
    location: Optional[Location] = None
    payload: Optional[str] = None
    replied_sid: Optional[str] = None
    forwarded: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For sealing; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> InboundMessage:
        """What `as_dict` wrote."""
        location = value["location"]
        return cls(
            **{
                **value,
                "media": tuple(Media(**item) for item in value["media"]),
                "location": Location(**location) if location else None,
            }
        )


def parse_inbound(params: Mapping[str, str]) -> Optional[InboundMessage]:
    """The message in a webhook's parameters; None when it is none (no MessageSid, or nobody sent it)."""
    sid = _first(params, "MessageSid", "SmsMessageSid", "SmsSid")
    sender = params.get("From", "").strip()
    if not _SID.fullmatch(sid) or not sender or len(sender) > 255:
        return None
    media = _media(params)
    location = _location(params)
    return InboundMessage(
        message_sid=sid,
        sender=clean_address(sender),
        text=params.get("Body") or _first(params, "ButtonText", "ListTitle"),
        kind=_kind(params.get("MessageType", ""), media, location, params.get("Body", "")),
        media=media,
        location=location,
        payload=_first(params, "ButtonPayload", "ListId") or None,
        replied_sid=_first(params, "OriginalRepliedMessageSid") or None,
        forwarded=_is_true(params, "Forwarded") or _is_true(params, "FrequentlyForwarded"),
    )


def _first(params: Mapping[str, str], *names: str) -> str:
    return next((params[name] for name in names if params.get(name)), "")


def _is_true(params: Mapping[str, str], name: str) -> bool:
    return params.get(name, "").lower() == "true"


def _media(params: Mapping[str, str]) -> tuple[Media, ...]:
    # NumMedia is not needed, and so cannot lie.
    found = ((params.get(f"MediaUrl{n}", ""), n) for n in range(_MAX_MEDIA))
    return tuple(
        Media(url, params.get(f"MediaContentType{n}", "").split(";")[0].strip().lower())
        for url, n in found
        if url
    )


def _location(params: Mapping[str, str]) -> Optional[Location]:
    latitude = _degrees(params.get("Latitude", ""), 90)
    longitude = _degrees(params.get("Longitude", ""), 180)
    if latitude is None or longitude is None:
        return None
    return Location(
        latitude, longitude, _first(params, "Address") or None, _first(params, "Label") or None
    )


def _degrees(text: str, most: float) -> Optional[float]:
    if not re.fullmatch(r"\s*[+-]?\d{1,3}(\.\d*)?\s*", text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= most else None


def _kind(
    message_type: str, media: tuple[Media, ...], location: Optional[Location], body: str
) -> str:
    if location:
        return "location"
    named = message_type.lower().rstrip("s")
    if not media:
        # A tap, a text, or something that Twilio does not pass on: a poll, a sticker it refused.
        if body or named in ("", "text", "button", "interactive", "order"):
            return "text"
        return named if named in (*_KINDS, "document", "sticker", "contact") else "unknown"
    declared = media[0].content_type
    if named == "sticker" or declared == "image/webp":
        return "sticker"
    if named == "contact" or declared in _CONTACT_TYPES:
        return "contact"
    main = declared.split("/")[0]
    return main if main in _KINDS else "document"
