from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.nlu.text import MAX_CHARACTERS, clean, expand, normalize, strip_accents

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)
KEYBOARD = st.text(
    "abcdefghijklmnñopqrstuvwxyzáéíóúüABCXYZÑÁ0123456789 \t\n.,;:¿?¡!()$+-_/'\"@#%&🔥😀👍🏽",
    max_size=200,
)
WORDS = st.lists(
    st.sampled_from(
        [
            "la",
            "fuga",
            "de",
            "agua",
            "en",
            "calle",
            "pino",
            "hace",
            "dos",
            "dias",
            "manda",
            "un",
            "pozo",
            "25",
            "?",
            "si",
        ]
    ),
    max_size=30,
).map(" ".join)


@pytest.mark.parametrize(
    ("written", "comparable"),
    [
        ("¿DÓNDE está el KIOSCO?", "donde esta el kiosco?"),
        ("no ahi aguaaaaa", "no ahi agua"),
        ("xfa dnd pago", "por favor donde pago"),
        ("ke onda jajaja", "que onda"),
        ("el perro ladra", "el perro ladra"),
        ("mi número es el 2️⃣", "mi numero es el 2"),
        ("🔥 en el cerro", "fuego en el cerro"),
        ("mira https://vivero.example/a?b=1 ya", "mira enlace ya"),
        ("<b>hola</b>", "hola"),
        ("ｈｏｌａ", "hola"),
        ("A\tB\n\nC", "a b c"),
        ("piñata", "pinata"),
        ("😀😀", ""),
        ("", ""),
    ],
)
def test_what_people_type_becomes_comparable(written, comparable):
    assert normalize(written).replace(" ?", "?") == comparable


@given(ANYTHING)
def test_no_text_breaks_it_and_only_ascii_words_digits_and_question_marks_come_out(text):
    assert re.fullmatch(r"(?:(?:[a-z0-9]+|\?)(?: (?:[a-z0-9]+|\?))*)?", normalize(text))


@given(ANYTHING)
def test_cleaned_text_is_one_short_line_without_control_characters(text):
    cleaned = clean(text)
    assert len(cleaned) <= MAX_CHARACTERS
    assert cleaned == " ".join(cleaned.split())
    assert cleaned.isprintable()


@given(ANYTHING)
def test_expanded_text_is_lower_case_on_one_line(text):
    expanded = expand(text)
    assert expanded == " ".join(expanded.split())
    assert not any("A" <= c <= "Z" for c in expanded)


@given(KEYBOARD)
def test_cleaning_what_is_clean_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


@given(WORDS)
def test_expanding_and_normalising_ordinary_words_change_nothing(text):
    assert expand(text) == text
    assert normalize(text) == text


@given(KEYBOARD)
def test_case_and_accents_do_not_matter_to_the_comparable_form(text):
    assert normalize(text.upper()) == normalize(text.lower())
    assert strip_accents(normalize(text)) == normalize(text)


def test_a_pasted_document_is_cut():
    assert clean("palabra " * 5000).startswith("palabra palabra")
    assert len(clean("palabra " * 5000)) <= MAX_CHARACTERS


def test_clean_keeps_case_accents_and_money():
    assert clean("  Año NUEVO:  $50 + IVA ") == "Año NUEVO: $50 + IVA"


@pytest.mark.parametrize("text", ["gracias ❤️", "gracias ☀️", "gracias 👨‍👩‍👧"])
def test_an_emoji_without_meaning_leaves_nothing_behind(text):
    assert clean(text) == "gracias"


def test_an_invisible_character_does_not_cut_a_word():
    assert normalize("con\u00adcierto") == "concierto"
