from __future__ import annotations

from datetime import timedelta

import pytest

from acolwhats.answers.pending import EXPIRES_SOON, pending
from acolwhats.answers.seed import apply_seed

from ..invented import TODAY, advice, answer, fact, seed_of

DAY = timedelta(days=1)


def reasons(session, *statements, **more) -> list[tuple[str, str]]:
    shared = more.pop("shared", None)
    apply_seed(session, seed_of(answer("vivero/riego", *statements, **more), shared=shared))
    return [(item.aspect, item.reason) for item in pending(session, TODAY)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"valid_until": TODAY - DAY}, "venció"),
        ({"valid_until": TODAY}, "por vencer"),
        ({"valid_until": TODAY + EXPIRES_SOON}, "por vencer"),
        ({"confidence": "baja"}, "sin confirmar"),
        ({"confidence": "baja", "valid_until": TODAY - DAY}, "venció"),
    ],
)
def test_a_fact_that_an_office_should_look_at_is_listed(session, changes, reason):
    assert reasons(session, fact("Cuesta 20.", "costo", **changes)) == [("costo", reason)]


@pytest.mark.parametrize(
    "statement",
    [
        fact("Cuesta 20."),
        fact("Cuesta 20.", confidence="media"),
        fact("Cuesta 20.", valid_until=TODAY + EXPIRES_SOON + DAY),
        advice("Riega."),
    ],
)
def test_what_is_sure_and_lasts_is_not_listed(session, statement):
    assert reasons(session, statement) == []


def test_what_nobody_has_told_yet_is_listed_first(session):
    doubtful = fact("Quizá los lunes.", "horario", confidence="baja")
    assert reasons(session, doubtful, missing=["costo", "plazo"]) == [
        ("costo", "falta"),
        ("plazo", "falta"),
        ("horario", "sin confirmar"),
    ]


def test_a_doubtful_shared_fact_is_listed_under_the_answers_that_use_it(session):
    shared = {"ventanilla": fact("Teléfono.", "telefono", confidence="baja")}
    assert reasons(session, "ventanilla", shared=shared) == [("telefono", "sin confirmar")]


def test_the_office_sees_which_fact_and_until_when(session):
    until = TODAY - DAY
    apply_seed(session, seed_of(answer("kiosco/banda", fact("Toca hoy.", valid_until=until))))
    (item,) = pending(session, TODAY)
    assert (item.label, item.text, item.until) == ("kiosco/banda", "Toca hoy.", until)


def test_labels_come_in_order(session):
    labels = ["vivero/riego", "kiosco/banda", "vivero/enjambre"]
    apply_seed(session, seed_of(*(answer(label, missing=["costo"]) for label in labels)))
    assert [item.label for item in pending(session, TODAY)] == sorted(labels)
