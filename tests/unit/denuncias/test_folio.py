from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.denuncias.codes import ALPHABET, Code, random_symbols
from acolwhats.denuncias.folio import (
    find_clave,
    find_folio,
    holds,
    new_clave,
    new_folio,
    parse_clave,
    parse_folio,
)

DRAWS = 200_000
# 31 degrees of freedom: one run in a million is above.
CHI_SQUARE_31 = 84.0

FOLIOS = st.builds(new_folio)
CLAVES = st.builds(new_clave)


def symbols_of(code: str) -> str:
    return code.removeprefix("AC-").replace("-", "")


def regrouped(code: str, symbols: str) -> str:
    prefix = "AC-" if code.startswith("AC-") and len(symbols) == 12 else ""
    return prefix + "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    return [new_folio() for _ in range(DRAWS)]


def test_folios_never_meet(drawn):
    assert len(set(drawn)) == DRAWS


def test_every_symbol_of_a_folio_is_equally_likely(drawn):
    expected = DRAWS / 32
    for place in range(12):
        counts = Counter(symbols_of(folio)[place] for folio in drawn)
        assert sum((counts[s] - expected) ** 2 / expected for s in ALPHABET) < CHI_SQUARE_31


def test_neighbours_in_time_share_nothing(drawn):
    same = sum(
        first == second
        for one, other in pairwise(drawn)
        for first, second in zip(symbols_of(one), symbols_of(other))
    )
    # One in 32 by chance; five standard deviations.
    trials = 12 * (DRAWS - 1)
    assert abs(same - trials / 32) < 5 * (trials / 32 * 31 / 32) ** 0.5


def test_claves_never_meet_and_have_at_least_60_random_bits():
    claves = {new_clave() for _ in range(20_000)}
    assert len(claves) == 20_000
    assert all(len(symbols_of(clave)) - 1 >= 60 / 5 for clave in claves)


@pytest.mark.parametrize("new, parse", [(new_folio, parse_folio), (new_clave, parse_clave)])
def test_every_single_wrong_symbol_is_noticed(new, parse):
    for code in (new() for _ in range(20)):
        symbols = symbols_of(code)
        for place, right in enumerate(symbols):
            for wrong in ALPHABET:
                if wrong != right:
                    slip = symbols[:place] + wrong + symbols[place + 1 :]
                    assert parse(regrouped(code, slip)) is None


@pytest.mark.parametrize("new, parse", [(new_folio, parse_folio), (new_clave, parse_clave)])
def test_every_swap_of_neighbours_is_noticed(new, parse):
    swaps = 0
    for code in (new() for _ in range(200)):
        symbols = symbols_of(code)
        for place in range(len(symbols) - 1):
            first, second = symbols[place : place + 2]
            if first != second:
                slip = symbols[:place] + second + first + symbols[place + 2 :]
                assert parse(regrouped(code, slip)) is None
                swaps += 1
    assert swaps > 1000


@given(length=st.integers(2, 31), data=st.data())
def test_slips_are_noticed_at_any_length(length, data):
    code = Code(length)
    symbols = code.new().replace("-", "")
    place = data.draw(st.integers(0, length - 1))
    wrong = data.draw(st.sampled_from([s for s in ALPHABET if s != symbols[place]]))
    assert code.parse(symbols[:place] + wrong + symbols[place + 1 :]) is None
    assert code.parse(symbols + "0") is None
    assert code.parse(symbols[:-1]) is None


@pytest.mark.parametrize(
    "written",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", " - "),
        lambda code: code.replace("-", "–"),
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("0", "o").replace("1", "I"),
        lambda code: f"  *{code}*\n",
        lambda code: f"_{code}_.",
        lambda code: "".join(chr(ord(s) + 0xFEE0) if s != "-" else s for s in code),
        lambda code: "\u200e" + code.replace("-", "-\u200b"),
    ],
)
def test_however_it_is_copied_it_is_read(written):
    for _ in range(50):
        folio, clave = new_folio(), new_clave()
        assert parse_folio(written(folio)) == folio
        assert parse_clave(written(clave)) == clave


def test_the_prefix_of_a_folio_may_be_left_out():
    folio = new_folio()
    assert parse_folio(folio.removeprefix("AC-")) == folio


@given(folio=FOLIOS, clave=CLAVES)
def test_one_is_never_taken_for_the_other(folio, clave):
    assert parse_clave(folio) is None
    assert parse_folio(clave) is None


@given(st.text(max_size=60))
def test_anything_else_is_neither(text):
    for parse in (parse_folio, parse_clave, find_folio, find_clave):
        found = parse(text)
        assert found is None or len(symbols_of(found)) in (12, 16)


@pytest.mark.parametrize(
    "sentence",
    [
        "mi folio es {folio} y mi clave {clave}",
        "{folio} {clave}",
        "{clave} {folio}",
        "{folio}\n{clave}",
        "Folio: {folio}.\nClave: {clave}.",
        "*{folio}* _{clave}_",
        "hola quiero saber como va lo mío,{folio},{clave}, gracias",
        "tengo 2 hijos y el folio {folio} – clave {clave} de hace 10 días",
    ],
)
def test_both_are_found_inside_a_sentence(sentence):
    for _ in range(30):
        folio, clave = new_folio(), new_clave()
        text = sentence.format(folio=folio, clave=clave)
        for said in (text, text.lower()):
            assert (find_folio(said), find_clave(said)) == (folio, clave)


def mixed(new) -> str:
    """One with a group of letters and digits, as nearly all are: without hyphens it is told from words by that."""
    while True:
        code = new()
        groups = code.removeprefix("AC-").split("-")
        if any(not group.isalpha() and not group.isdigit() for group in groups):
            return code


def test_what_has_the_prefix_is_the_folio():
    for _ in range(20):
        folio, other = new_folio(), new_folio().removeprefix("AC-")
        assert find_folio(f"{other} no, era {folio}") == folio
        clave = new_clave()
        said = f"{other} no, era {folio} y {clave}"
        assert (find_folio(said), find_clave(said)) == (folio, clave)


@pytest.mark.parametrize("lengths", [(5, 7), (2, 3, 7), (6, 6), (1, 11)])
def test_words_that_happen_to_have_the_right_check_are_no_folio(lengths):
    found = 0
    while found < 20:
        words = [random_symbols(length).lower() for length in lengths]
        if parse_folio("".join(words)):
            found += 1
            assert find_folio(f"vi {' '.join(words)} ahí") is None


def test_groups_may_stand_apart():
    for _ in range(50):
        folio, clave = new_folio(), mixed(new_clave)
        text = f"folio {folio.replace('-', ' ')} clave {clave.replace('-', ' ')}".lower()
        assert (find_folio(text), find_clave(text)) == (folio, clave)


@pytest.mark.parametrize(
    "text",
    [
        "para este caso donde está todo mal",
        "me depositó a la tarjeta 4152 3133 0000 1111 ayer",
        "su teléfono es 55 0000 1111 y el otro 594 000 1111",
        "la CLABE 012180001111222233 es de él",
        "el electrodoméstico y la responsabilidad",
        "ayer 12 de mayo de 2026 a las 10 30 de la noche",
    ],
)
def test_words_cards_and_telephones_are_neither(text):
    # Their check could be right by chance: no spelling of them may count.
    assert find_folio(text) is None
    assert find_clave(text) is None


def test_no_number_of_a_card_is_ever_a_clave():
    for number in range(4000):
        groups = [f"{number * 7919 * (place + 3) % 10_000:04}" for place in range(4)]
        for glue in (" ", "-", ""):
            assert find_clave(f"tarjeta {glue.join(groups)} de él") is None


@pytest.mark.parametrize(
    "written",
    ["es {}", "{}", "miclavees{}gracias", "{} y ya"],
)
def test_a_text_that_holds_a_clave_is_recognised(written):
    clave = new_clave()
    for spelled in (clave, clave.lower(), clave.replace("-", ""), " ".join(clave.replace("-", ""))):
        assert holds(written.format(spelled), clave)
    assert not holds(written.format(new_clave()), clave)


def test_symbols_are_those_of_crockford():
    assert set(random_symbols(10_000)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
