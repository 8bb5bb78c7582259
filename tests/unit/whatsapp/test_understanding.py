"""What Rasa is given: the words of a text, a choice that was offered, or that there is nothing to understand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.understanding import (
    chosen_entry,
    guide_entry,
    parse_data_for,
    text_for,
)

OFFERS = [
    {"token": "aa", "entries": ["si", "no"], "old": True},
    {"token": "bb", "entries": ["servicios_publicos/agua", "si", "no", "say:¿Cuánto cuesta?"]},
]


def message(text: str = "", **more) -> InboundMessage:
    return InboundMessage("SM1", "whatsapp:+525500000001", text, **more)


def understood(told: InboundMessage, offers=OFFERS):
    """(what is understood of it, Rasa's parse data)."""
    chosen = chosen_entry(told, offers)
    return text_for(told, chosen), parse_data_for(told, chosen)


def tapped(payload: str, title: str = "Sí"):
    return understood(message(title, payload=payload))


@pytest.mark.parametrize(
    ("payload", "intent", "chosen"),
    [
        ("bb.1", "elegir_opcion", "servicios_publicos/agua"),
        ("bb.2", "afirmar", "si"),
        ("bb.3", "negar", "no"),
        # Yes and no to an old question must not answer the last one.
        ("aa.1", "elegir_opcion", "si"),
        ("aa.2", "elegir_opcion", "no"),
    ],
)
def test_a_tap_is_a_choice_without_any_doubt(payload, intent, chosen):
    text, parsed = tapped(payload)
    assert text == "Sí"
    assert parsed["intent"] == {"name": intent, "confidence": 1.0}
    assert parsed["intent_ranking"] == [parsed["intent"]]
    assert parsed["entities"] == []
    assert parsed["decision"] == {
        "decision": "answer",
        "label": intent,
        "labels": [intent],
        "urgent": False,
        "discreet": False,
        "chosen": chosen,
    }


def test_a_button_of_rasas_own_is_understood_as_what_it_says():
    assert tapped("bb.4", "¿Cuánto cues…") == ("¿Cuánto cuesta?", None)


@pytest.mark.parametrize("payload", ["aa.3", "cc.1", "/restart", '/afirmar{"x":1}', "si", "bb.0"])
def test_a_payload_that_was_never_offered_is_only_its_title(payload):
    assert tapped(payload) == ("Sí", None)


@pytest.mark.parametrize("offers", [None, []])
def test_without_an_offer_nothing_is_chosen(offers):
    assert understood(message("Sí", payload="aa.1"), offers) == ("Sí", None)


@given(st.text())
def test_a_text_is_understood_as_it_was_written(text):
    assert understood(message(text)) == (text, None)


KINDS = ["image", "video", "audio", "document", "sticker", "contact", "location", "unknown"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "  \n"])
def test_what_came_without_words_is_not_guessed(kind, text):
    _, parsed = understood(message(text, kind=kind))
    assert (parsed["text"], parsed["intent"]["name"]) == ("", "nlu_fallback")
    assert parsed["decision"]["decision"] == "fallback"
    assert (parsed["decision"]["label"], parsed["decision"]["labels"]) == (None, [])
    assert parsed["decision"]["chosen"] is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_caption_is_understood_like_a_text(kind):
    assert understood(message("hay una fuga", kind=kind)) == ("hay una fuga", None)


def test_an_empty_text_is_left_to_the_model():
    assert understood(message("")) == ("", None)


@given(st.text(), st.text(), st.sampled_from(["text", *KINDS]))
def test_nothing_that_a_phone_sends_is_an_error_or_an_emergency_by_itself(text, payload, kind):
    _, parsed = understood(message(text, payload=payload, kind=kind))
    assert parsed is None or parsed["decision"]["urgent"] is False


REPORT = [{"token": "cc", "entries": ["report:bache", "servicios_publicos/agua"]}]


@pytest.mark.parametrize(
    ("text", "payload", "label", "entry"),
    [
        ("Reportarlo aquí", "cc.1", None, "report:bache"),
        ("Agua", "cc.2", None, None),  # for Rasa
        ("1", None, None, "report:bache"),
        ("la uno", None, None, "report:bache"),
        ("2", None, None, None),
        ("sí", None, "afirmar", "report:bache"),
        ("claro que si", None, "afirmar", "report:bache"),
        ("no", None, "negar", None),
        ("7", None, None, None),
        ("hay un bache", None, "servicios_publicos/bache", None),
    ],
)
def test_a_guide_is_chosen_by_button_by_number_or_by_a_yes(text, payload, label, entry):
    assert guide_entry(message(text, payload=payload), REPORT, label) == entry


@pytest.mark.parametrize("text", ["1", "sí"])
def test_what_an_older_answer_offered_is_not_chosen(text):
    old = [{**offer, "old": True} for offer in REPORT]
    assert guide_entry(message(text), old, "afirmar") is None
    assert guide_entry(message("Reportarlo aquí", payload="cc.1"), old, None) is None
    assert guide_entry(message(text), None, "afirmar") is None
