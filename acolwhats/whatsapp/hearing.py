"""What is made of a citizen's message: for a guide, or for Rasa."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from rasa.core.channels.channel import UserMessage

from acolwhats.dialogue.choices import is_of_a_guide
from acolwhats.guides.turn import File, Incoming, Pin
from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.media import Attachment
from acolwhats.whatsapp.models import Contact
from acolwhats.whatsapp.output import CollectedOutput
from acolwhats.whatsapp.understanding import (
    chosen_entry,
    guide_entry,
    parse_data_for,
    text_for,
)


def for_a_guide(
    message: InboundMessage,
    contact: Contact,
    decision: Mapping[str, Any],
    attachments: Sequence[Attachment],
    now: float,
) -> Incoming:
    """What a guide is told of a message."""
    place = message.location
    return Incoming(
        sender_id=str(contact.sender_id),
        text=message.text,
        now=now,
        chosen=guide_entry(message, contact.offers, decision.get("label")),
        kind=message.kind,
        files=tuple(_file(attachment) for attachment in attachments),
        pin=Pin(place.latitude, place.longitude, place.address, place.label) if place else None,
        decision=decision,
    )


def user_message(
    message: InboundMessage,
    contact: Contact,
    output: CollectedOutput,
    attachments: list[Attachment],
    parsed: Mapping[str, Any],
) -> UserMessage:
    """What Rasa is told of a message.

    Args:
        parsed: what was understood of its text already: once is enough.
    """
    chosen = chosen_entry(message, contact.offers)
    if chosen is not None and is_of_a_guide(chosen[0]):
        chosen = None  # no guide took it: it is only its title
    text = text_for(message, chosen)
    known = dict(parsed) if parsed and text == message.text else None
    return UserMessage(
        text=text,
        output_channel=output,
        sender_id=contact.sender_id,
        parse_data=parse_data_for(message, chosen) or known,
        input_channel="whatsapp",
        message_id=message.message_sid,
        metadata=_metadata(message, attachments),
    )


def _file(attachment: Attachment) -> File:
    problem = attachment.problem
    return File(
        handle=attachment.handle,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=attachment.sha256,
        problem=problem.value if problem else None,
    )


def _metadata(message: InboundMessage, attachments: list[Attachment]) -> dict[str, Any]:
    """What goes beside the text: never an address of Twilio's, never a number."""
    problems = [attachment.problem for attachment in attachments]
    place = message.location
    return {
        "kind": message.kind,
        "problem": problems[0].value if problems and all(problems) and problems[0] else None,
        "attachments": [
            {"handle": attachment.handle, "content_type": attachment.content_type}
            for attachment in attachments
            if attachment.handle
        ],
        "location": None
        if place is None
        else {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "address": place.address,
            "label": place.label,
        },
        "forwarded": message.forwarded,
    }
