from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.nlu.places import with_place_marks

HERE, ELSEWHERE = "lugardeaqui", "lugardeotros"


def marks(text: str) -> set[str]:
    return set(with_place_marks(text).removeprefix(text).split())


@pytest.mark.parametrize("place", ["acolman", "tepexpan", "prados de san juan", "geo villas"])
def test_a_place_of_the_municipality_is_marked(place):
    assert marks(f"una fiesta en {place} hoy") == {HERE}


@pytest.mark.parametrize("place", ["ecatepec", "chiautla", "los reyes la paz", "milpa alta"])
def test_another_municipality_is_marked(place):
    assert marks(f"una fiesta en {place} hoy") == {ELSEWHERE}


def test_a_text_that_names_both_gets_both_marks_once():
    assert with_place_marks("de acolman y tepexpan a texcoco").split()[-2:] == [ELSEWHERE, HERE]


@pytest.mark.parametrize("text", ["", "una fiesta", "neza1", "lermar", "pueblas"])
def test_other_words_get_no_mark(text):
    assert marks(text) == set()


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=60))
def test_the_text_itself_stays(text):
    assert with_place_marks(text).startswith(text)
    assert marks(text) <= {HERE, ELSEWHERE}
