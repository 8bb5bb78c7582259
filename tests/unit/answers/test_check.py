from __future__ import annotations

import pytest

from acolwhats.answers.check import MAX_TITLE, check_statement, problems

from ..invented import CATALOG, SOURCES, advice, answer, fact, seed_of, town


def found(*answers, **more) -> list[str]:
    """Problems of answers to two questions, other than the questions that lack one."""
    lines = problems(seed_of(*answers, **more), CATALOG)
    return [line for line in lines if not line.endswith("has no answer")]


def test_the_invented_town_breaks_no_rule():
    assert problems(town(), CATALOG) == []


def test_a_question_without_an_answer_is_named():
    assert "vivero/riego: has no answer" in problems(seed_of(), CATALOG)


@pytest.mark.parametrize(
    "statement",
    [
        fact("El vivero abre."),
        fact("Cuesta $20.", "costo", confidence="baja"),
        advice("Riega al amanecer."),
        advice("Llama a emergencias si hay heridos."),
    ],
)
def test_a_fact_with_a_source_and_guidance_without_figures_are_fine(statement):
    assert check_statement(statement, SOURCES) is None


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (fact("Abre.", "precio"), "unknown aspect"),
        (fact("  "), "without text"),
        (fact("Abre.", source=None), "without a source"),
        (fact("Abre.", source="rumor"), "not declared"),
        (fact("Abre.", confidence="segura"), "confidence"),
        (fact("Abre.", confidence=None), "confidence"),
        (fact("Abre.", verified_on=None), "verified_on"),
    ],
)
def test_a_fact_that_lacks_something_is_refused(statement, problem):
    assert problem in check_statement(statement, SOURCES)


@pytest.mark.parametrize(
    "text",
    [
        "Abre a las 9.",
        "Cuesta $ poco.",
        "Entra a www.vivero.example",
        "Mira https://vivero.example",
        "Está en vivero.com",
        "Escribe a hola@vivero",
    ],
)
def test_guidance_that_states_a_fact_is_refused(text):
    assert "without a source" in check_statement(advice(text), SOURCES)


@pytest.mark.parametrize(
    "text",
    [
        "Es 100 % anónima.",
        "Es 100% anonima.",
        "Tu aviso es TOTALMENTE ANÓNIMO.",
        "Es imposible de rastrear.",
    ],
)
@pytest.mark.parametrize("write", [fact, advice])
def test_nothing_promises_anonymity(write, text):
    assert "promises anonymity" in check_statement(write(text), SOURCES)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": "x" * (MAX_TITLE + 1)}, "title is longer"),
        ({"missing": ["precio"]}, "unknown missing aspect 'precio'"),
        ({"related": ["vivero/riego"]}, "related question"),
        ({"related": ["vivero/nada"]}, "related question"),
        ({"emergency": {"instructions": []}}, "one to three instructions"),
        ({"emergency": {"instructions": ["a", "b", "c", "d"]}}, "one to three instructions"),
        ({"discreet": {"instructions": ["Marca 123."]}}, "states a fact"),
        ({"emergency": {"instructions": ["a"], "numbers": ["nadie"]}}, "shared.yml does not have"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_named(changes, problem):
    lines = found(answer("vivero/riego", advice("Riega."), **changes))
    assert len(lines) == 1
    assert lines[0].startswith("vivero/riego: ")
    assert problem in lines[0]


def test_an_answer_to_no_question_of_the_catalogue_is_named():
    assert found(answer("vivero/nada", advice("Riega."))) == [
        "vivero/nada: is not in the catalogue"
    ]


def test_a_shared_fact_that_does_not_exist_is_named():
    (line,) = found(answer("vivero/riego", "nadie"))
    assert line == "vivero/riego: uses 'nadie', which shared.yml does not have"


def test_a_broken_shared_fact_is_named():
    (line,) = found(shared={"ventanilla": fact("Abre.", source=None)})
    assert line.startswith("shared.yml: ventanilla: a fact without a source")


def test_every_problem_is_told_not_only_the_first():
    broken = answer("vivero/riego", fact("Abre.", "precio"), advice("Abre a las 9."), "nadie")
    assert len(found(broken)) == 3
