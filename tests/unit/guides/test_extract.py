from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.guides.extract import comparable, find_when, find_where, fold, is_elsewhere

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "said", "day"),
    [
        ("fue ayer", "ayer", date(2026, 11, 24)),
        ("me lo pidió ayer, como a las 3 de la tarde", "ayer, como a las 3 de la tarde", date(2026, 11, 24)),
        ("antier en la noche", "antier en la noche", date(2026, 11, 23)),
        ("Anoche, a eso de las 11", "Anoche, a eso de las 11", date(2026, 11, 24)),
        ("el martes pasado", "el martes pasado", date(2026, 11, 24)),
        ("fue el miércoles pasado", "el miércoles pasado", date(2026, 11, 18)),
        ("el lunes", "el lunes", date(2026, 11, 23)),
        ("el 15 de marzo", "el 15 de marzo", date(2026, 3, 15)),
        ("15 de diciembre", "15 de diciembre", date(2025, 12, 15)),
        ("el 3 de noviembre de 2025", "el 3 de noviembre de 2025", date(2025, 11, 3)),
        ("pasó el 15/03/2026 a las 3 pm", "el 15/03/2026 a las 3 pm", date(2026, 3, 15)),
        ("hace dos semanas", "hace dos semanas", date(2026, 11, 11)),
        ("hace 10 días", "hace 10 días", date(2026, 11, 15)),
        ("hoy en la mañana", "hoy en la mañana", TODAY),
        ("hace como 3 meses", "hace como 3 meses", None),
        ("desde enero", "desde enero", None),
        ("en marzo", "en marzo", None),
        ("todos los días", "todos los días", None),
        ("los lunes en la noche", "los lunes en la noche", None),
        ("la semana pasada", "la semana pasada", None),
        ("a las 3 y media", "a las 3 y media", None),
        ("por la mañana", "por la mañana", None),
        ("el 31 de febrero", "el 31 de febrero", None),
    ],
)  # fmt: skip
def test_when_is_found_as_it_was_said_and_as_a_day(text, said, day):
    found = find_when(text, TODAY)
    assert found is not None
    assert (found.said, found.day) == (said, day)


def test_a_day_is_written_out_because_it_is_read_on_another_day():
    assert str(find_when("ayer", TODAY)) == "ayer (24/11/2026)"
    assert str(find_when("desde enero", TODAY)) == "desde enero"


@pytest.mark.parametrize(
    "text", ["mañana sigo", "me cobró 500 pesos", "fue el inspector", "calle 15", "no tengo fecha", "3"]
)  # fmt: skip
def test_what_names_no_time_is_none(text):
    assert find_when(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("me lo pidió en la tesorería", "en la tesorería"),
        ("fue en Tepexpan", "Tepexpan"),
        ("calle Hidalgo, Xometla", "calle Hidalgo, Xometla"),
        ("en la calle Hidalgo esquina con Juárez, San Marcos", "calle Hidalgo esquina con Juárez, San Marcos"),
        ("entre Aldama y Morelos", "entre Aldama y Morelos"),
        ("frente al oxxo de Tepexpan", "frente al oxxo de Tepexpan"),
        ("cerca de la caseta", "cerca de la caseta"),
        ("me pidió 5 mil ayer en la presidencia", "en la presidencia"),
        ("afuera de mi casa", "afuera de mi casa"),
        ("allá por geovillas", "geovillas"),
    ],
)  # fmt: skip
def test_where_is_found_in_the_words_of_the_text(text, where):
    assert find_where(text) == where


@pytest.mark.parametrize("text", ["era para un permiso", "me pidió dinero", "ayer", "se portó grosero"])  # fmt: skip
def test_what_names_no_place_is_none(text):
    assert find_where(text) is None


def test_another_municipality_is_told_from_a_street_of_that_name():
    assert is_elsewhere("en Ecatepec")
    assert not is_elsewhere("calle Hidalgo esquina con Morelos")
    assert not is_elsewhere("en Tepexpan, saliendo a Texcoco")
    assert not is_elsewhere("en mi casa")


def test_the_end_of_a_long_text_is_read_too():
    long = "me hicieron dar vueltas " * 150 + "fue el inspector"
    assert comparable(long).endswith("fue el inspector")


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text):
    assert len(fold(text)) == len(text)
    find_when(text, TODAY)
    find_where(text)
    is_elsewhere(text)
