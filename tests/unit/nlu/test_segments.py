from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.nlu.segments import MAX_SEGMENTS, MIN_WORDS, WINDOW_WORDS, split_requests, windows

# Words that only join requests, and so may go.
JOINING = set(
    [
        "y",
        "e",
        "también",
        "tambien",
        "además",
        "ademas",
        "aparte",
        "otra",
        "cosa",
        "duda",
        "de",
        "paso",
        "por",
        "cierto",
    ]
)
TOKENS = st.sampled_from(
    [
        "no",
        "hay",
        "luz",
        "quiero",
        "dónde",
        "pago",
        "me",
        "dices",
        "cuánto",
        "cuesta",
        "el",
        "árbol",
        "seco",
        "y",
        "e",
        "también",
        "además",
        "aparte",
        "otra",
        "cosa",
        "duda",
        "de",
        "paso",
        "por",
        "cierto",
        ",",
        ".",
        "?",
        "!",
        ";",
        ",",
        "y",
    ]
)
SENTENCES = st.lists(TOKENS, max_size=40).map(" ".join)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def lost(text: str) -> list[str]:
    """Words of a text that its pieces no longer have."""
    kept = iter(words(" ".join(split_requests(text))))
    missing, current = [], next(kept, None)
    for word in words(text):
        if word == current:
            current = next(kept, None)
        else:
            missing.append(word)
    assert current is None, "a word was added or moved"
    return missing


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "dónde está el vivero y también quiero una maceta",
            ["dónde está el vivero", "quiero una maceta"],
        ),
        (
            "no sirve la fuente. cuánto cuesta el boleto",
            ["no sirve la fuente", "cuánto cuesta el boleto"],
        ),
        (
            "no sirve la fuente\nse cayó el letrero",
            ["no sirve la fuente", "se cayó el letrero"],
        ),
        (
            "quiero una maceta, dónde está el vivero",
            ["quiero una maceta", "dónde está el vivero"],
        ),
    ],
)
def test_two_requests_are_told_apart(text, pieces):
    assert split_requests(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hola",
        "la banda toca danzón y bolero",
        "buenas tardes. quiero una maceta",
        "¿a qué hora abre y cierra?",
    ],
)
def test_one_request_stays_whole(text):
    assert split_requests(text) == [text]


@given(SENTENCES)
def test_no_word_is_lost_but_those_that_join_requests(text):
    assert set(lost(text)) <= JOINING


@given(st.text(max_size=200))
def test_no_word_of_any_text_is_lost(text):
    assert set(lost(text)) <= JOINING


@given(SENTENCES)
def test_there_are_a_few_pieces_and_each_is_long_enough_to_be_a_request(text):
    pieces = split_requests(text)
    assert 1 <= len(pieces) <= MAX_SEGMENTS
    assert pieces == [text] or all(len(piece.split()) >= MIN_WORDS for piece in pieces)


def test_a_list_of_many_complaints_stays_whole():
    text = "no hay luz aquí. " * (MAX_SEGMENTS + 1)
    assert split_requests(text) == [text]


def test_the_word_parte_is_no_link_between_requests():
    assert "parte" not in lost("se cayó la barda y parte del techo se vino abajo")


# -- windows ----------------------------------------------------------------------------------------


@given(st.integers(0, 200))
def test_every_part_of_a_long_message_is_seen_whole_through_some_window(count):
    told = [f"palabra{number}" for number in range(count)]
    seen = [window.split() for window in windows(" ".join(told))]
    if not seen:
        assert count < 2 * WINDOW_WORDS
        return
    assert all(len(window) <= WINDOW_WORDS for window in seen)
    half = WINDOW_WORDS // 2
    for start in range(count - half + 1):
        part = told[start : start + half]
        assert any(set(part) <= set(window) for window in seen), part


@pytest.mark.parametrize("text", ["", "hola", "hay un enjambre en el vivero"])
def test_a_short_message_has_no_windows(text):
    assert windows(text) == []
