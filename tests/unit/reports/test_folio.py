from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from acolwhats.denuncias.codes import ALPHABET
from acolwhats.denuncias.folio import find_folio as find_denuncia
from acolwhats.denuncias.folio import new_folio as new_denuncia
from acolwhats.reports.folio import find_folio, new_folio, parse_folio

folios = st.builds(new_folio)


def test_a_folio_has_a_prefix_and_two_groups():
    assert re.fullmatch(rf"RS-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", new_folio())


@given(folios, st.integers(3, 10), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(folio, at, character):
    assume(folio[at] not in ("-", character))

    assert parse_folio(folio[:at] + character + folio[at + 1 :]) is None


@given(folios, st.integers(0, 6))
def test_two_neighbours_that_changed_places_are_always_noticed(folio, at):
    symbols = list(folio.removeprefix("RS-").replace("-", ""))
    assume(symbols[at] != symbols[at + 1])
    symbols[at], symbols[at + 1] = symbols[at + 1], symbols[at]

    assert parse_folio("RS-" + "".join(symbols)) is None


@given(folios, st.text("abcdeñ ,.¿?", max_size=20), st.text("abcdeñ ,.¿?", max_size=20))
def test_it_is_found_inside_a_sentence(folio, before, after):
    assert find_folio(f"{before} {folio} {after}") == (folio, True)


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text):
    folio, is_ours = find_folio(text)

    assert folio is None or parse_folio(folio) == folio
    assert isinstance(is_ours, bool)


@given(st.builds(new_denuncia))
def test_the_folio_of_a_denuncia_is_none_of_a_report(folio):
    assert find_folio(folio) == (None, False)
    assert find_denuncia(new_folio()) is None


@pytest.mark.parametrize("text", ["los rs 3 de la fila", "mrs. smith 12", "RS", "cars 4"])
def test_two_letters_are_not_yet_a_folio(text):
    assert find_folio(text) == (None, False)


def test_ten_thousand_folios_are_all_different():
    assert len({new_folio() for _ in range(10_000)}) > 9_998
