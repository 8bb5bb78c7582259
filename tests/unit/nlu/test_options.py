from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.nlu.options import LAST, parse_option

WRAPPINGS = st.sampled_from(
    ["{}", "la {}", "opción {}", "OPCIÓN {}", "la {} por favor", "quiero la {}", "el número {}.", "¿la {}?", "  {}  ", "pues la {}, gracias"]
)  # fmt: skip
CARDINALS = dict(
    zip(
        ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"],
        range(1, 11),
        strict=True,
    )
)
ORDINALS = dict(
    zip(
        [
            "primera",
            "segundo",
            "tercera",
            "cuarto",
            "quinta",
            "sexto",
            "séptima",
            "octavo",
            "novena",
            "décimo",
        ],
        range(1, 11),
        strict=True,
    )
)


@given(st.integers(0, 99), WRAPPINGS)
def test_a_number_is_read_whatever_stands_around_it(number, wrapping):
    assert parse_option(wrapping.format(number)) == number


@given(st.sampled_from(sorted({**CARDINALS, **ORDINALS}.items())), WRAPPINGS)
def test_a_number_in_words_is_read_too(named, wrapping):
    word, number = named
    assert parse_option(wrapping.format(word)) == number


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("keycap", ["\ufe0f\u20e3", "\u20e3"])
def test_a_keycap_emoji_is_a_number(digit, keycap):
    assert parse_option(f"{digit}{keycap}") == digit


@pytest.mark.parametrize("text", ["la última", "el último", "ULTIMA", "la última opción"])
def test_the_last_one_can_be_chosen(text):
    assert parse_option(text) == LAST


@pytest.mark.parametrize(
    "text",
    ["", "?", "no", "sí", "gracias", "911", "089", "debo 2 años", "2 3", "la dos o la tres", "hola", "3.5", "calle 5 de mayo", "😀"],
)  # fmt: skip
def test_what_is_not_a_choice_is_none(text):
    assert parse_option(text) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_number_of_at_most_two_digits_or_the_last_or_nothing(text):
    option = parse_option(text)
    assert option is None or option == LAST or 0 <= option <= 99
