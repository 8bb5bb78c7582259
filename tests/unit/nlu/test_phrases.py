from __future__ import annotations

from itertools import combinations
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.nlu.phrases import NEAR_COPY, Phrase, near_copies, plain, read_phrases

BAGS = st.lists(
    st.sets(st.sampled_from(["barro", "maceta", "flor", "raiz", "tallo", "hoja", "fruto", "rama", "nido"]), max_size=8),
    max_size=12,
)  # fmt: skip


def phrase(text: str, file: str = "a.yml") -> Phrase:
    return Phrase(text, "vivero/riego", False, False, file)


def jaccard_pairs(bags: list[set[str]], tested: int) -> set[tuple[str, str]]:
    """Every pair that is alike and has one of the first `tested` bags, the slow way."""
    return {
        (str(i), str(j))
        for i, j in combinations(range(len(bags)), 2)
        if i < tested
        and min(len(bags[i]), len(bags[j])) > 2
        and len(bags[i] & bags[j]) / len(bags[i] | bags[j]) >= NEAR_COPY
    }


@given(BAGS, st.integers(0, 12))
def test_near_copies_are_those_that_comparing_every_pair_finds(bags, tested):
    tested = min(tested, len(bags))
    phrases = [phrase(" ".join(sorted(bag)), str(number)) for number, bag in enumerate(bags)]
    pairs = list(near_copies(phrases[:tested], phrases[tested:]))
    found = {(one.file, other.file) for one, other in pairs}
    assert found == jaccard_pairs(bags, tested)
    assert len(pairs) == len(found)


def test_case_accents_and_order_do_not_hide_a_copy():
    one, other = phrase("dónde riego la Maceta azul"), phrase("la maceta azul DONDE riego")
    assert list(near_copies([one, other])) == [(one, other)]


def test_very_short_phrases_may_repeat():
    assert not list(near_copies([phrase("hola maceta"), phrase("hola maceta")]))


@pytest.mark.parametrize(
    ("annotated", "text"),
    [
        ("el [vivero](lugar) abre", "el vivero abre"),
        ('[cuánto](aspecto) y [dónde]{"entity": "aspecto", "value": "lugar"}', "cuánto y dónde"),
        ("sin nada [entre corchetes] (ni así)", "sin nada [entre corchetes] (ni así)"),
    ],
)
def test_annotations_are_taken_off(annotated, text):
    assert plain(annotated) == text


def test_phrases_are_read_with_their_label_danger_and_file(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "vivero.yml").write_text(
        dedent(
            """
            version: "3.1"
            nlu:
            - intent: vivero/riego
              examples: |
                - cuándo riego
                - riego el [nopal](planta)
            - intent: vivero/enjambre
              metadata: {urgent: true, discreet: true}
              examples: |
                - hay abejas aquí
            - lookup: planta
              examples: |
                - nopal
            """
        ),
        encoding="utf-8",
    )
    assert read_phrases(tmp_path) == [
        Phrase("cuándo riego", "vivero/riego", False, False, "vivero.yml"),
        Phrase("riego el nopal", "vivero/riego", False, False, "vivero.yml"),
        Phrase("hay abejas aquí", "vivero/enjambre", True, True, "vivero.yml"),
    ]
