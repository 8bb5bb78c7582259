from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.reports.places import get_places
from acolwhats.reports.reading import (
    MOST_NOTE,
    MOST_PLACE,
    asks,
    note_of,
    read_place,
    reports_something,
    street_in,
)

PLACES = get_places()


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("hay un bache en la calle Aldama, Xometla", "calle Aldama"),
        ("en la calle Aldama Xometla", "calle Aldama"),
        ("calle 5 de Mayo en Tepexpan", "calle 5 de Mayo"),
        ("av. Benito Juárez número 14", "av. Benito Juárez"),
        ("calle Morelos 14", "calle Morelos"),
        ("calle Niño Perdido esquina con Aldama", "calle Niño Perdido"),
        ("Calzada de los Agustinos", "Calzada de los Agustinos"),
        ("CALLE LEONARDO MUÑOZ", "CALLE LEONARDO MUÑOZ"),
        ("la calle donde vive mi tía", None),
        ("en mi calle hay un bache", None),
        ("toda la calle está a oscuras", None),
        ("frente a la iglesia", None),
        ("", None),
    ],
)
def test_the_name_of_a_street_is_read_without_house_number_and_place(text, street):
    assert street_in(text, PLACES.find(text)) == street


@pytest.mark.parametrize(
    ("text", "place", "has_spot"),
    [
        ("hay un bache en la calle Aldama, Xometla", "calle Aldama, Xometla", True),
        ("hay un bache en Xometla", "Xometla", False),
        ("hay un bache en mi calle", "", False),
        ("hay un bache", "", False),
        ("no hay luz frente a la iglesia de Tepexpan", "frente a la iglesia de Tepexpan", True),
        ("se rompió un tubo afuera de la primaria", "afuera de la primaria", True),
    ],
)
def test_only_what_tells_where_is_taken_from_a_first_message(text, place, has_spot):
    found = read_place(text, PLACES)

    assert (found.text, found.has_spot) == (place, has_spot)


def test_the_answer_to_where_is_taken_whole():
    said = "a dos casas de la tortillería, de aquel lado"

    assert read_place(said, PLACES, whole=True).text == said


@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    for whole in (True, False):
        assert len(read_place(text, PLACES, whole=whole).text) <= MOST_PLACE
    assert not (asks(text) and reports_something(text))


@given(st.text(max_size=2000))
def test_a_note_is_bounded(text):
    assert len(note_of(text)) <= MOST_NOTE and "\n" not in note_of(text)


def test_a_long_story_is_read_quickly():
    import time

    started = time.perf_counter()
    reports_something("hay un bache en la calle " * 400)
    read_place("entre la calle y la esquina de la " * 200, PLACES)
    assert time.perf_counter() - started < 2
