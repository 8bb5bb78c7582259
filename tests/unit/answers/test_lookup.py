from __future__ import annotations

from datetime import date, timedelta

import pytest

from acolwhats.answers.aspects import Aspect
from acolwhats.answers.lookup import find_answer, titles
from acolwhats.answers.models import Statement
from acolwhats.answers.seed import apply_seed

from ..invented import TODAY, advice, answer, fact, seed_of, town

DAY = timedelta(days=1)


def found(session, *statements, today=TODAY, **more):
    """The answer made of those statements, as it stands on a day."""
    shared = more.pop("shared", None)
    apply_seed(session, seed_of(answer("vivero/riego", *statements, **more), shared=shared))
    return find_answer(session, "vivero/riego", today)


def test_a_question_without_an_answer_gives_none(session):
    assert find_answer(session, "vivero/riego", TODAY) is None


def test_facts_come_in_order_with_their_source(session):
    result = found(session, fact("Uno.", confidence="media"), advice("Dos."))
    first, second = result.facts
    assert (first.text, first.aspect, first.confidence) == ("Uno.", Aspect.RESPUESTA, "media")
    assert (first.source, first.published) == ("Boletín del vivero", date(2026, 1, 5))
    assert (second.text, second.source, second.published) == ("Dos.", "", None)


def test_the_facts_about_one_aspect_can_be_picked(session):
    result = found(session, fact("Uno."), fact("Dos.", "costo"), fact("Tres.", "costo"))
    assert [f.text for f in result.about(Aspect.COSTO)] == ["Dos.", "Tres."]
    assert result.about(Aspect.PLAZO) == []


@pytest.mark.parametrize(
    ("dates", "holds"),
    [
        ({}, True),
        ({"valid_until": TODAY}, True),
        ({"valid_until": TODAY - DAY}, False),
        ({"valid_until": TODAY + DAY}, True),
        ({"valid_from": TODAY}, True),
        ({"valid_from": TODAY + DAY}, False),
        ({"valid_from": TODAY - DAY, "valid_until": TODAY + DAY}, True),
        ({"confidence": "media"}, True),
        ({"confidence": "baja"}, False),
    ],
)
def test_only_what_is_sure_and_within_its_dates_is_told(session, dates, holds):
    result = found(session, fact("Cuesta 20.", "costo", **dates))
    assert bool(result.facts) is holds
    assert (Aspect.COSTO in result.missing) is not holds


def test_a_lapsed_fact_is_not_missing_when_another_tells_the_same_aspect(session):
    old = fact("Costaba 10.", "costo", valid_until=TODAY - DAY)
    assert found(session, old, fact("Cuesta 20.", "costo")).missing == ()


def test_what_the_office_must_still_tell_is_missing_once(session):
    doubtful = fact("Quizá 20.", "costo", confidence="baja")
    result = found(session, doubtful, missing=["costo", "horario"])
    assert result.missing == (Aspect.COSTO, Aspect.HORARIO)


def test_guidance_has_no_dates_nor_doubts(session):
    assert [f.text for f in found(session, advice("Riega.")).facts] == ["Riega."]


def test_an_edit_is_told_at_once(session):
    apply_seed(session, town(workshops=()))
    session.get(Statement, "ventanilla").text = "Ventanilla nueva."
    session.flush()
    result = find_answer(session, "vivero/semillas", TODAY)
    assert result.about(Aspect.TELEFONO)[0].text == "Ventanilla nueva."


def test_related_questions_without_an_answer_are_left_out(session):
    apply_seed(
        session,
        seed_of(
            answer("vivero/riego", related=["kiosco/banda", "vivero/semillas"]),
            answer("vivero/semillas", title="Semillas gratis"),
        ),
    )
    result = find_answer(session, "vivero/riego", TODAY)
    assert result.related == (("vivero/semillas", "Semillas gratis"),)


def test_titles_come_in_the_order_asked(session):
    apply_seed(session, town(workshops=()))
    labels = ["kiosco/banda", "vivero/nada", "vivero/riego"]
    assert titles(session, labels) == [("kiosco/banda", "Banda"), ("vivero/riego", "Riego")]


def test_somebody_in_danger_gets_numbers_and_instructions(session):
    apply_seed(session, town(workshops=()))
    result = find_answer(session, "vivero/enjambre", TODAY)
    assert result.emergency.numbers == ("*(000) 000 0000*: ventanilla del vivero.",)
    assert result.emergency.instructions == ("Aléjate despacio.", "Cubre tu cara.")
    assert result.discreet.numbers == ()


def test_a_number_that_no_longer_holds_is_not_given_to_somebody_in_danger(session):
    lapsed = fact("*000*: número viejo.", "telefono", valid_until=TODAY - DAY)
    result = found(
        session,
        advice("Aléjate."),
        shared={"viejo": lapsed},
        emergency={"numbers": ["viejo"], "instructions": ["Aléjate."]},
    )
    assert result.emergency.numbers == ()
