from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.dialogue.choices import PAGE, chosen, menu, page_of, split_entry

from ..invented import CATALOG, WORKSHOPS

OFFERED = ["vivero/semillas", "kiosco/concierto", "talleres@2"]
TITLES = [("vivero/semillas", "Semillas gratis"), ("kiosco/concierto", "Concierto de mayo")]


def choose(text: str, offered=OFFERED, titles=TITLES) -> str | None:
    return chosen(text, offered, CATALOG, titles)


@pytest.fixture
def pages(session):
    """The pages of the longest topic."""
    found, page = [], 1
    while page:
        found.append(page_of(session, CATALOG.topics["talleres"], page))
        name, following = split_entry(found[-1][-1][0])
        page = following if name == "talleres" and "@" in found[-1][-1][0] else 0
    return found


def test_the_menu_has_every_topic_in_order():
    assert menu(CATALOG) == [
        ("vivero", "Vivero del pueblo"),
        ("kiosco", "Música del kiosco"),
        ("talleres", "Talleres de barro"),
    ]


def test_a_long_topic_is_paged_and_no_question_is_lost_or_repeated(pages):
    entries = [entry for page in pages for entry, _ in page if "@" not in entry]
    assert tuple(entries) == WORKSHOPS
    assert all(len(page) <= PAGE + 1 for page in pages)


def test_each_page_but_the_last_ends_by_leading_to_the_next(pages):
    assert [page[-1] for page in pages[:-1]] == [
        (f"talleres@{number}", "Ver más") for number in range(2, len(pages) + 1)
    ]
    assert pages[-1][-1][1] != "Ver más"


def test_a_topic_that_fits_one_list_is_not_paged(session):
    entries = [entry for entry, _ in page_of(session, CATALOG.topics["vivero"], 1)]
    assert tuple(entries) == CATALOG.topics["vivero"].questions


@pytest.mark.parametrize(
    ("entry", "parts"), [("vivero", ("vivero", 1)), ("talleres@3", ("talleres", 3))]
)
def test_an_entry_says_its_topic_and_page(entry, parts):
    assert split_entry(entry) == parts


@given(st.integers(0, 99))
def test_a_number_chooses_from_the_list_or_nothing(number):
    expected = OFFERED[number - 1] if 1 <= number <= len(OFFERED) else None
    assert choose(str(number)) == expected


def test_without_a_list_a_number_chooses_from_the_menu():
    assert choose("2", offered=[], titles=[]) == "kiosco"
    assert choose("9", offered=[], titles=[]) is None


def test_the_last_one_can_be_chosen():
    assert choose("la última") == "talleres@2"


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("semillas", "vivero/semillas"),
        ("quiero el CONCIERTO de mayo", "kiosco/concierto"),
        ("talleres de barro", "talleres"),
        ("la música del kiosco", "kiosco"),
    ],
)
def test_a_name_chooses_from_the_list_and_from_the_menu(text, entry):
    assert choose(text) == entry


def test_the_name_of_the_last_line_leads_to_the_next_page():
    assert choose("ver más") == "talleres@2"


@pytest.mark.parametrize("text", ["", "hola", "el de la", "?"])
def test_other_words_choose_nothing(text):
    assert choose(text) is None


@given(st.text(max_size=60))
def test_any_text_chooses_an_entry_of_the_list_or_of_the_menu_or_nothing(text):
    assert choose(text) in {None, *OFFERED, *CATALOG.topics}
