"""What is done with a message, given probabilities. Here and not among the unit tests: decision.py imports Rasa."""

from __future__ import annotations

import json
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.answers.lookup import find_answer
from acolwhats.answers.seed import apply_seed, read_seed
from acolwhats.catalog import OUT_OF_SCOPE, get_catalog
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.nlu.decision import EMERGENCY_LABELS, Thresholds, decide

LIMITS = Thresholds(
    general=0.4,
    answer=0.5,
    choose=0.5,
    choice=0.1,
    second_request=0.6,
    danger=0.5,
    danger_part=0.9,
    discreet=0.4,
)
CALM = {"urgent": 0.1, "discreet": 0.0}
URGENT = {"urgent": 0.9, "discreet": 0.0}
DISCREET = {"urgent": 0.9, "discreet": 0.6}
LABELS = ["vivero/riego", "vivero/semillas", "kiosco/banda", "kiosco/fila", "saludo", OUT_OF_SCOPE]


def ranking(**probabilities: float) -> list[tuple[str, float]]:
    """A ranking; `vivero__riego` stands for `vivero/riego`."""
    pairs = [(name.replace("__", "/"), p) for name, p in probabilities.items()]
    return sorted(pairs, key=lambda pair: -pair[1])


def verdict(danger=CALM, segments=None, **probabilities):
    return decide(ranking(**probabilities), danger, segments, LIMITS)


# -- answer, choose, fallback -----------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [0.5, 0.9])
def test_a_sure_question_is_answered(confidence):
    result = verdict(vivero__riego=confidence, kiosco__banda=0.05)
    assert (result.decision, result.labels) == ("answer", ("vivero/riego",))


def test_a_sure_general_intent_is_answered():
    assert verdict(saludo=0.9, vivero__riego=0.1).decision == "answer"


def test_a_sure_topic_offers_its_likeliest_questions():
    result = verdict(vivero__riego=0.4, vivero__semillas=0.3, kiosco__banda=0.05)
    assert result.decision == "choose"
    assert result.labels == ("vivero/riego", "vivero/semillas")


def test_questions_of_several_topics_may_be_offered_together_at_most_three():
    result = verdict(vivero__riego=0.3, kiosco__banda=0.25, otro__uno=0.2, otro__dos=0.15)
    assert result.decision == "choose"
    assert result.labels == ("vivero/riego", "kiosco/banda", "otro/uno")


def test_a_general_intent_is_never_offered():
    result = verdict(vivero__riego=0.4, saludo=0.3, vivero__semillas=0.2)
    assert result.labels == ("vivero/riego", "vivero/semillas")


def test_an_unsure_message_falls_back_with_what_it_may_mean():
    result = verdict(vivero__riego=0.2, kiosco__banda=0.12, saludo=0.08)
    assert result.decision == "fallback"
    assert result.labels == ("vivero/riego", "kiosco/banda")


def test_a_general_intent_needs_less_certainty_than_an_answer():
    assert verdict(saludo=0.45, vivero__riego=0.3, vivero__semillas=0.25).decision == "answer"


def test_an_unsure_general_intent_falls_back():
    assert verdict(saludo=0.35, vivero__riego=0.34, vivero__semillas=0.25).decision == "fallback"


@pytest.mark.parametrize("confidence", [0.3, 0.99])
def test_a_matter_of_others_falls_back_however_sure(confidence):
    result = verdict(fuera_de_tema=confidence, vivero__riego=0.01)
    assert (result.decision, result.label) == ("fallback", OUT_OF_SCOPE)


# -- two requests -----------------------------------------------------------------------------------


def test_two_pieces_that_are_sure_of_different_questions_are_both_answered():
    segments = [ranking(kiosco__banda=0.7), ranking(vivero__riego=0.8)]
    result = verdict(segments=segments, vivero__riego=0.45, kiosco__banda=0.4)
    assert (result.decision, result.labels) == ("answer", ("kiosco/banda", "vivero/riego"))


@pytest.mark.parametrize(
    "segments",
    [
        None,
        [],
        [ranking(kiosco__banda=0.7), ranking(kiosco__banda=0.9)],
        [ranking(kiosco__banda=0.7), ranking(vivero__riego=0.59)],
        [ranking(saludo=0.9), ranking(vivero__riego=0.9)],
    ],
    ids=["no pieces", "empty", "the same question", "one unsure", "a greeting"],
)
def test_otherwise_the_message_is_one_request(segments):
    assert verdict(segments=segments, vivero__riego=0.8).labels == ("vivero/riego",)


def test_a_third_request_is_left_out():
    names = ("vivero__riego", "kiosco__banda", "kiosco__fila")
    segments = [ranking(**{name: 0.9}) for name in names]
    assert len(verdict(segments=segments, vivero__riego=0.4).labels) == 2


# -- danger -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("likeliest", ["proteccion_civil__incendio", OUT_OF_SCOPE, "saludo"])
def test_danger_goes_before_everything(likeliest):
    result = verdict(danger=URGENT, **{likeliest: 0.9, "proteccion_civil__incendio": 0.05})
    assert (result.decision, result.urgent, result.discreet) == ("emergency", True, False)
    assert result.labels == ("proteccion_civil/incendio",)


def test_the_likeliest_emergency_is_the_one_answered():
    result = verdict(
        danger=URGENT, vivero__riego=0.5, proteccion_civil__fuga_gas=0.3, proteccion_civil__incendio=0.2
    )  # fmt: skip
    assert result.label == "proteccion_civil/fuga_gas"


def test_who_cannot_talk_is_answered_as_such():
    result = verdict(danger=DISCREET, proteccion_civil__incendio=0.9)
    assert result.discreet
    assert result.label == "red_violeta/ayuda_urgente"


def test_a_little_danger_is_none():
    assert not verdict(danger={"urgent": 0.49, "discreet": 0.45}, vivero__riego=0.9).urgent


def test_every_emergency_is_a_question_whose_answer_says_what_to_do():
    assert set(EMERGENCY_LABELS) <= set(get_catalog().questions)
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    scope = partial(session_scope, engine)
    with scope() as session:
        apply_seed(session, read_seed())
        found = {one: find_answer(session, one, date(2026, 11, 23)) for one in EMERGENCY_LABELS}
    engine.dispose()
    assert [label for label, one in found.items() if one is None or not one.emergency] == []
    assert found["red_violeta/ayuda_urgente"].discreet


def test_an_alarming_part_of_a_long_message_is_enough():
    result = verdict(danger={**CALM, "urgent_part": 0.95}, proteccion_civil__incendio=0.2)
    assert (result.decision, result.confidence) == ("emergency", 0.95)
    assert not verdict(danger={**CALM, "urgent_part": 0.89}, vivero__riego=0.9).urgent


# -- any probabilities ------------------------------------------------------------------------------

PROBABILITY = st.floats(0, 1)
RANKINGS = st.lists(
    st.tuples(st.sampled_from(LABELS), PROBABILITY), min_size=1, unique_by=lambda pair: pair[0]
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[1]))
DANGERS = st.tuples(PROBABILITY, PROBABILITY).map(
    lambda pair: {"urgent": max(pair), "discreet": min(pair)}
)


@given(RANKINGS, DANGERS, st.none() | st.lists(RANKINGS, max_size=4))
def test_any_probabilities_lead_to_one_of_four_decisions_with_labels(ranked, danger, segments):
    result = decide(ranked, danger, segments, LIMITS)
    assert result.decision in ("answer", "choose", "fallback", "emergency")
    assert (result.decision == "emergency") == result.urgent == (danger["urgent"] >= 0.5)
    assert result.urgent or not result.discreet
    assert 1 <= len(result.labels) <= 3
    assert len(set(result.labels)) == len(result.labels)
    assert json.loads(json.dumps(result.as_dict()))["labels"] == list(result.labels)


@given(RANKINGS, st.none() | st.lists(RANKINGS, max_size=4))
def test_only_questions_are_offered_and_nothing_sure_is(ranked, segments):
    result = decide(ranked, CALM, segments, LIMITS)
    if result.decision == "choose":
        assert all("/" in label for label in result.labels)
        assert ranked[0][1] < LIMITS.answer
