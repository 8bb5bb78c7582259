"""What rests in the database is readable with the key only, and only where it was written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.sealing import Box, SealBroken

PLACE = "inbox:SM1"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
BOX = Box(bytes(32))


@given(json_values, st.text())
def test_what_was_sealed_is_read_in_its_place(value, place):
    assert BOX.open(BOX.seal(value, place), place) == value


def test_a_text_that_is_half_a_character_survives():
    assert BOX.open(BOX.seal("\ud83d", PLACE), PLACE) == "\ud83d"


@given(st.text(), st.text())
def test_another_place_cannot_read_it(place, other):
    sealed = BOX.seal("secreto", place)
    if place != other:
        with pytest.raises(SealBroken):
            BOX.open(sealed, other)


@given(st.binary(min_size=32, max_size=32).filter(any))
def test_another_key_cannot_read_it(key):
    with pytest.raises(SealBroken):
        Box(key).open(BOX.seal("secreto", PLACE), PLACE)


@given(st.data())
def test_one_bit_that_changed_is_noticed(data):
    sealed = bytearray(BOX.seal("secreto", PLACE))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        BOX.open(bytes(sealed), PLACE)


@given(st.data())
def test_a_piece_of_it_is_nothing(data):
    sealed = BOX.seal("secreto", PLACE)
    with pytest.raises(SealBroken):
        BOX.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], PLACE)


def test_something_added_is_noticed():
    with pytest.raises(SealBroken):
        BOX.open(BOX.seal("secreto", PLACE) + b"\x00", PLACE)


@given(st.binary(max_size=600))
def test_anything_else_is_nothing(garbage):
    with pytest.raises(SealBroken):
        BOX.open(garbage, PLACE)


@given(st.text(max_size=200), st.text(max_size=200))
def test_texts_of_like_length_are_sealed_at_the_same_length(first, second):
    written = [len(json.dumps(text)) for text in (first, second)]
    sealed = [len(BOX.seal(text, PLACE)) for text in (first, second)]
    assert (-(-written[0] // 256) == -(-written[1] // 256)) is (sealed[0] == sealed[1])


def test_yes_and_no_cannot_be_told_apart_by_their_length():
    assert len(BOX.seal("sí", PLACE)) == len(BOX.seal("no, para nada", PLACE))


def test_the_same_words_are_never_sealed_alike():
    assert len({BOX.seal("hola", PLACE) for _ in range(200)}) == 200


def test_what_was_sealed_shows_nothing_of_it():
    assert b"secreto" not in BOX.seal({"texto": "secreto"}, PLACE)


def test_the_error_says_the_kind_of_place_and_not_whose():
    with pytest.raises(SealBroken) as caught:
        BOX.open(b"", "contact:wa-0a1b")
    assert str(caught.value) == "contact: the seal is broken"
