"""From a citizen's message to what Rasa is given: its text, or a choice that the bot itself offered."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from acolwhats.dialogue.choices import NO, YES, is_of_a_guide
from acolwhats.nlu.options import LAST, parse_option
from acolwhats.whatsapp.contacts import current_entries, offered_entry
from acolwhats.whatsapp.inbound import InboundMessage

SAY = "say:"


def chosen_entry(
    message: InboundMessage, offers: Optional[Sequence[dict[str, Any]]]
) -> Optional[tuple[str, bool]]:
    """What a tapped button stands for, and whether it belongs to the last list.

    None for a text, and for a payload that was never offered in this conversation: that one is only its title.
    """
    return offered_entry(offers, message.payload) if message.payload else None


def guide_entry(
    message: InboundMessage, offers: Optional[Sequence[dict[str, Any]]], label: Optional[str]
) -> Optional[str]:
    """The entry of a guide that was tapped, or chosen by its number, or accepted; only of the last answer's list."""
    if message.payload:
        found = offered_entry(offers, message.payload)
        entry = found[0] if found and found[1] else None
        return entry if entry and is_of_a_guide(entry) else None
    entries = current_entries(offers)
    # A caption (“la primera”) tells of what it goes with: it chooses nothing.
    if message.media or message.location or not any(map(is_of_a_guide, entries)):
        return None
    number = parse_option(message.text)
    if number == LAST:
        number = len(entries)
    if number is None and label == "afirmar":
        number = 1
    if number is None or not 1 <= number <= len(entries):
        return None
    return entries[number - 1] if is_of_a_guide(entries[number - 1]) else None


def parse_data_for(
    message: InboundMessage, chosen: Optional[tuple[str, bool]]
) -> Optional[dict[str, Any]]:
    """Rasa's parse data where there is no text to be understood: a choice, a photo, a pin. None for a text."""
    if chosen is not None:
        entry, is_current = chosen
        if entry.startswith(SAY):
            return None
        intent = {YES: "afirmar", NO: "negar"}.get(entry, "elegir_opcion")
        if intent != "elegir_opcion" and not is_current:
            # “Sí” to an old question must not accept what is offered now.
            intent = "elegir_opcion"
        return _parse_data(message.text, intent, chosen=entry)
    if message.kind != "text" and not message.text.strip():
        return _parse_data("", "nlu_fallback")
    return None


def text_for(message: InboundMessage, chosen: Optional[tuple[str, bool]]) -> str:
    """What is to be understood: what was written, or what one of Rasa's own buttons says."""
    if chosen is not None and chosen[0].startswith(SAY):
        return chosen[0][len(SAY) :]
    return message.text


def _parse_data(text: str, intent: str, chosen: Optional[str] = None) -> dict[str, Any]:
    is_choice = chosen is not None
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "intent_ranking": [{"name": intent, "confidence": 1.0}],
        "entities": [],
        "decision": {
            "decision": "answer" if is_choice else "fallback",
            "label": intent if is_choice else None,
            "labels": [intent] if is_choice else [],
            "urgent": False,
            "discreet": False,
            "chosen": chosen,
        },
    }
