from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.answers.aspects import Aspect
from acolwhats.answers.lookup import Answer, Danger, Fact
from acolwhats.answers.render import (
    MAX_CHARACTERS,
    join_words,
    numbered,
    render_answer,
    render_aspect,
    render_danger,
    source_line,
)

SENTENCE = st.text("abcdefg áñ.", min_size=1, max_size=120)
FACTS = st.builds(
    Fact,
    aspect=st.sampled_from(Aspect),
    text=SENTENCE,
    source=st.sampled_from(["", "Boletín", "Cartel del kiosco", "Periódico mural de la plaza"]),
    published=st.none() | st.dates(date(2000, 1, 1), date(2026, 11, 23)),
    confidence=st.sampled_from(["alta", "media"]),
)
ANSWERS = st.builds(
    Answer,
    label=st.just("vivero/riego"),
    title=st.text("abc ñ", min_size=1, max_size=24),
    facts=st.lists(FACTS, max_size=8).map(tuple),
    missing=st.lists(st.sampled_from(Aspect), max_size=4, unique=True).map(tuple),
    related=st.just(()),
)
TITLES = st.lists(st.text("abc ñ", min_size=1, max_size=24), max_size=3)


def make(*facts: Fact, missing: tuple[Aspect, ...] = ()) -> Answer:
    return Answer("vivero/riego", "Riego", facts, missing, ())


def only_the_answer(answer: Answer) -> Answer:
    """Without any detail that may be left out."""
    facts = tuple(fact for fact in answer.facts if fact.aspect == Aspect.RESPUESTA)
    return Answer(answer.label, answer.title, facts, answer.missing, ())


# -- an answer --------------------------------------------------------------------------------------


def test_an_answer_tells_its_title_its_facts_and_its_source_in_order():
    message = render_answer(
        make(
            Fact(Aspect.RESPUESTA, "El riego es los lunes.", "Boletín", date(2026, 1, 5), "alta"),
            Fact(Aspect.PASOS, "Cierra la llave."),
            Fact(Aspect.COSTO, "Es gratis.", "Cartel", None, "media"),
        )
    )
    assert message == (
        "*Riego*\n"
        "El riego es los lunes.\n"
        "*Qué hacer:* Cierra la llave.\n"
        "*Costo:* Es gratis.\n"
        "_Fuente: Boletín (ene 2026); Cartel, por confirmar._"
    )


def test_guidance_alone_names_no_source():
    assert render_answer(make(Fact(Aspect.RESPUESTA, "Riega."))) == "*Riego*\nRiega."


def test_what_is_not_confirmed_is_said_and_can_be_asked_for():
    message = render_answer(
        make(Fact(Aspect.RESPUESTA, "Riega."), missing=(Aspect.COSTO, Aspect.HORARIO))
    )
    assert "Me falta confirmar el costo y el horario." in message
    assert "Responde *sí*" in message


def test_related_questions_are_numbered_at_the_end():
    message = render_answer(make(Fact(Aspect.RESPUESTA, "Riega.")), ["Semillas", "Banda"])
    assert message.endswith("También te puede servir:\n*1.* Semillas\n*2.* Banda")


@given(ANSWERS, TITLES, st.integers(50, 900))
def test_a_message_fits_whenever_the_answer_itself_fits(answer, titles, limit):
    core = render_answer(only_the_answer(answer), titles, whole=True)
    message = render_answer(answer, titles, limit=limit)
    assert len(message) <= max(limit, len(core))


@given(ANSWERS, TITLES)
def test_the_answer_itself_and_the_offers_are_never_left_out(answer, titles):
    message = render_answer(answer, titles, limit=50)
    assert message.startswith(f"*{answer.title}*")
    for fact in only_the_answer(answer).facts:
        assert fact.text in message
    assert all(title in message for title in titles)
    assert ("Responde *sí*" in message) == bool(answer.missing)


@given(ANSWERS)
def test_an_answer_that_fits_or_is_asked_for_whole_loses_nothing(answer):
    for message in (render_answer(answer, whole=True), render_answer(answer, limit=10_000)):
        assert all(fact.text in message for fact in answer.facts)


def test_the_least_useful_detail_goes_first():
    phone = Fact(Aspect.TELEFONO, "t" * 300)
    link = Fact(Aspect.ENLACE, "e" * 300)
    message = render_answer(make(Fact(Aspect.RESPUESTA, "Riega."), link, phone))
    assert phone.text in message
    assert link.text not in message
    assert len(message) <= MAX_CHARACTERS


# -- parts ------------------------------------------------------------------------------------------


def test_one_aspect_is_told_alone_with_its_source():
    answer = make(
        Fact(Aspect.RESPUESTA, "Riega.", "Boletín"), Fact(Aspect.COSTO, "Gratis.", "Cartel")
    )
    assert render_aspect(answer, Aspect.COSTO) == "*Riego*\n*Costo:* Gratis.\n_Fuente: Cartel._"
    assert render_aspect(answer, Aspect.PLAZO) is None


@given(st.lists(FACTS, max_size=8))
def test_a_source_line_names_at_most_two_sources_once_each(facts):
    line = source_line(facts)
    assert bool(line) == any(fact.source for fact in facts)
    assert line.count(";") <= 1
    assert all(line.count(fact.source) <= 1 for fact in facts if fact.source)


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ([], ""),
        (["el costo"], "el costo"),
        (["el costo", "la fecha"], "el costo y la fecha"),
        (["el costo", "la fecha", "el lugar"], "el costo, la fecha y el lugar"),
        (["agua", "informes"], "agua e informes"),
    ],
)
def test_words_are_joined_as_in_spanish(words, joined):
    assert join_words(words) == joined


def test_options_are_numbered_from_one():
    assert numbered(["Riego", "Banda"]) == "*1.* Riego\n*2.* Banda"
    assert numbered([]) == ""


# -- danger -----------------------------------------------------------------------------------------

DANGERS = st.none() | st.builds(
    Danger,
    numbers=st.lists(SENTENCE, max_size=2).map(tuple),
    instructions=st.lists(SENTENCE, min_size=1, max_size=5).map(tuple),
)


@given(DANGERS, st.booleans())
def test_somebody_in_danger_reads_911_first_and_then_at_most_three_instructions(danger, discreet):
    first, *instructions = render_danger(danger, discreet).split("\n")
    assert "911" in first
    assert 1 <= len(instructions) <= 3
    assert all(line.startswith("• ") for line in instructions)


def test_other_numbers_stand_beside_911():
    message = render_danger(Danger(("*000*: vivero.",), ("Aléjate.",)))
    assert message == "🚨 *Llama al 911 ahora.* También *000*: vivero.\n• Aléjate."


def test_who_cannot_talk_is_told_so_calmly():
    message = render_danger(Danger((), ("Guarda silencio.",)), discreet=True)
    assert message.startswith("Llama al *911* en cuanto puedas; si no puedes hablar")
    assert "🚨" not in message
