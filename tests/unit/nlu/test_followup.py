from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.answers.aspects import Aspect
from acolwhats.nlu.followup import asks_for_more, followed_aspect


def found(text: str, *marked: tuple[str, str]) -> list[tuple[str, int, int]]:
    """Aspects as entities: (aspect, words of the text)."""
    return [(name, text.index(words), text.index(words) + len(words)) for name, words in marked]


@pytest.mark.parametrize(
    ("text", "words", "aspect"),
    [
        ("¿y cuánto cuesta?", "cuánto cuesta", Aspect.COSTO),
        ("oye y a qué hora abren los sábados", "a qué hora", Aspect.HORARIO),
        ("dame el teléfono por favor", "teléfono", Aspect.TELEFONO),
        ("requisitos", "requisitos", Aspect.REQUISITOS),
        ("Y EL COSTO, POR FAVOR", "COSTO", Aspect.COSTO),
    ],
)
def test_a_message_only_about_an_aspect_follows_up(text, words, aspect):
    assert followed_aspect(text, found(text, (aspect.value, words))) is aspect


@pytest.mark.parametrize(
    ("text", "words"),
    [("cuánto cuesta la maceta azul", "cuánto cuesta"), ("costo del concierto", "costo")],
)
def test_a_message_that_names_a_subject_does_not(text, words):
    assert followed_aspect(text, found(text, ("costo", words))) is None


@pytest.mark.parametrize("text", ["", "y eso", "por favor"])
def test_without_an_aspect_there_is_nothing_to_follow(text):
    assert followed_aspect(text, []) is None


def test_a_value_that_is_no_aspect_is_not_followed():
    assert followed_aspect("el color", [("color", 3, 8)]) is None


def test_of_two_aspects_the_first_is_told():
    text = "y el horario y el costo"
    marks = found(text, ("horario", "horario"), ("costo", "costo"))
    assert followed_aspect(text, marks) is Aspect.HORARIO


@pytest.mark.parametrize("text", ["más", "dame más detalles", "¿más información?", "todo"])
def test_asking_for_more_is_noticed(text):
    assert asks_for_more(text)


@pytest.mark.parametrize("text", ["", "sí", "quiero más macetas", "la banda", "y eso"])
def test_other_messages_do_not_ask_for_more(text):
    assert not asks_for_more(text)


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_no_text_nor_mark_breaks_it(text, start, end):
    assert followed_aspect(text, [("costo", min(start, end), max(start, end))]) in (
        None,
        Aspect.COSTO,
    )
    assert asks_for_more(text) in (True, False)
