from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from acolwhats.answers.models import Statement
from acolwhats.answers.seed import apply_seed
from acolwhats.dialogue import texts
from acolwhats.dialogue.assistant import MEXICO_CITY, mexico_now
from acolwhats.dialogue.turn import Offer

from ..invented import advice, answer, fact, seed_of

SEEDS = "vivero/semillas"

# -- questions --------------------------------------------------------------------------------------


def test_a_question_gets_its_answer_and_related_questions_to_choose_from(citizen):
    reply = citizen.asks(SEEDS)
    assert "El vivero regala 20 semillas por familia." in reply.text
    assert "*1.* Riego\n*2.* Concierto" in reply.text
    assert citizen.context.offered == ("vivero/riego", "kiosco/concierto")
    assert citizen.context.last_label == SEEDS


def test_a_number_after_an_answer_chooses_a_related_question(citizen):
    citizen.asks(SEEDS)
    assert "El concierto es el 5 de mayo." in citizen.does("choose_option", "la 2").text
    assert citizen.context.last_label == "kiosco/concierto"


def test_two_questions_in_one_message_are_both_answered(citizen):
    reply = citizen.does("answer_question", "dos cosas", "vivero/riego", "kiosco/banda")
    assert "Riega al amanecer." in reply.text
    assert "La banda tiene 12 músicos." in reply.text


def test_a_message_between_several_questions_gets_a_list(citizen):
    labels = ("vivero/riego", "kiosco/banda")
    reply = citizen.does("answer_question", "algo", *labels, decision="choose")
    assert reply.text.startswith(texts.CHOOSE)
    assert "*1.* Riego\n*2.* Banda" in reply.text
    assert citizen.context.offered == labels


def test_a_question_without_an_answer_can_be_passed_on(citizen):
    assert citizen.asks("vivero/nada").text == texts.NO_ANSWER
    citizen.does("accept", "sí")
    assert citizen.said.startswith("Listo: tu solicitud quedó anotada")


def test_a_fact_is_told_until_the_end_of_its_last_day_in_acolman(citizen, clock):
    clock[0] = datetime(2026, 12, 24, 23, 59, tzinfo=MEXICO_CITY)
    assert "El concierto es el 5 de mayo." in citizen.asks("kiosco/concierto").text
    clock[0] += timedelta(minutes=1)
    reply = citizen.asks("kiosco/concierto")
    assert "El concierto es el 5 de mayo." not in reply.text
    assert "Me falta confirmar la fecha" in reply.text


def test_the_clock_is_that_of_acolman():
    assert mexico_now().utcoffset() == timedelta(hours=-6)


# -- danger -----------------------------------------------------------------------------------------


def test_somebody_in_danger_gets_911_and_instructions_and_nothing_else(citizen):
    reply = citizen.asks("vivero/enjambre", decision="emergency", urgent=True)
    assert reply.text.split("\n")[0].startswith("🚨 *Llama al 911 ahora.*")
    assert "• Aléjate despacio." in reply.text
    assert citizen.context.offered == ()
    assert citizen.context.offer is None


def test_somebody_who_cannot_talk_gets_the_discreet_instructions(citizen):
    reply = citizen.asks("vivero/enjambre", decision="emergency", urgent=True, discreet=True)
    assert "🚨" not in reply.text
    assert "• Guarda silencio." in reply.text


@pytest.mark.parametrize("label", ["vivero/riego", "vivero/nada"])
def test_danger_without_instructions_of_its_own_still_gets_911(citizen, label):
    reply = citizen.asks(label, decision="emergency", urgent=True)
    assert "911" in reply.text.split("\n")[0]


def test_danger_goes_before_a_follow_up(citizen):
    citizen.asks(SEEDS)
    reply = citizen.asks("vivero/enjambre", "teléfono", urgent=True, aspects=(("telefono", 0, 8),))
    assert "911" in reply.text.split("\n")[0]


# -- follow-ups -------------------------------------------------------------------------------------

COST = {"text": "¿y cuánto cuesta?", "aspects": (("costo", 3, 16),)}
HOURS = {"text": "y el horario", "aspects": (("horario", 5, 12),)}
ACTIONS = ("answer_question", "ask_to_rephrase", "out_of_scope")


@pytest.mark.parametrize("action", ACTIONS)
def test_an_aspect_of_the_last_answer_is_told_however_the_message_was_understood(citizen, action):
    citizen.asks(SEEDS)
    reply = citizen.does(action, COST["text"], "kiosco/banda", aspects=COST["aspects"])
    assert reply.text == "*Semillas*\n*Costo:* Es gratis.\n_Fuente: Boletín del vivero (ene 2026)._"


def test_an_aspect_that_nobody_confirmed_is_said_so_with_a_telephone(citizen):
    citizen.asks(SEEDS)
    reply = citizen.does("answer_question", HOURS["text"], SEEDS, aspects=HOURS["aspects"])
    assert "Me falta confirmar el horario de *Semillas*" in reply.text
    assert "*(000) 000 0000*: ventanilla del vivero." in reply.text


def test_an_aspect_without_a_last_answer_is_a_question_of_its_own(citizen):
    reply = citizen.does("answer_question", COST["text"], "kiosco/banda", aspects=COST["aspects"])
    assert "La banda tiene 12 músicos." in reply.text


def test_asking_for_more_tells_the_whole_of_the_last_answer(citizen, scope):
    long = [fact(f"{n} " + "horario muy largo " * 12, "horario") for n in range(4)]
    with scope() as session:
        apply_seed(session, seed_of(answer("vivero/riego", advice("Riega.", "respuesta"), *long)))
    assert long[3].text not in citizen.asks("vivero/riego").text
    reply = citizen.does("ask_to_rephrase", "dame más detalles", "fuera_de_tema")
    assert all(one.text in reply.text for one in long)


# -- not understood ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "😀", "...", "??"])
def test_a_message_without_words_is_said_to_be_unreadable(citizen, text):
    assert citizen.does("ask_to_rephrase", text).text == texts.EMPTY


def test_a_message_that_was_not_understood_offers_the_menu_and_a_person(citizen):
    reply = citizen.does("ask_to_rephrase", "asdf", "vivero/riego", decision="fallback")
    assert reply.text.startswith(texts.NOT_SURE)
    assert texts.OR_MENU_OR_PERSON in reply.text
    assert citizen.context.offered == ()


def test_a_message_that_was_half_understood_offers_what_it_may_mean(citizen):
    labels = ("vivero/riego", "saludo", "kiosco/banda")
    reply = citizen.does("ask_to_rephrase", "asdf", *labels, decision="fallback")
    assert reply.text.startswith(texts.NOT_SURE_MAYBE)
    assert citizen.context.offered == ("vivero/riego", "kiosco/banda")


def test_a_matter_of_others_is_not_answered(citizen):
    reply = citizen.does("out_of_scope", "quién ganó ayer", "fuera_de_tema", decision="fallback")
    assert reply.text.startswith(texts.OUT_OF_SCOPE)


def test_a_complaint_is_met_calmly(citizen):
    assert citizen.does("handle_complaint", "no entiendes nada").text.startswith(texts.COMPLAINT)


def test_the_last_message_can_be_repeated(citizen):
    assert citizen.does("repeat").text == texts.NOTHING_TO_REPEAT
    said = citizen.asks(SEEDS).text
    assert citizen.does("repeat").text == said
    assert citizen.does("repeat").text == said


# -- what a “sí” accepts ----------------------------------------------------------------------------


def test_an_answer_that_lacks_something_offers_to_pass_the_question_on(citizen):
    citizen.asks(SEEDS)
    assert citizen.context.offer == Offer.ASK_OFFICE
    citizen.asks("kiosco/banda")
    assert citizen.context.offer is None


def test_a_yes_does_what_a_message_about_two_questions_offered(citizen):
    reply = citizen.does("answer_question", "dos cosas", SEEDS, "kiosco/banda")
    assert "Responde *sí* y paso tu pregunta." in reply.text
    assert citizen.does("accept", "sí").text.startswith("Listo: tu solicitud quedó anotada")


def test_a_switchboard_is_told_with_a_recorded_request(citizen, scope):
    with scope() as session:
        session.add(Statement(key="conmutador", aspect="telefono", text="*000*", shared=True))
    reply = citizen.does("request_person", "quiero hablar con alguien")
    assert texts.IF_URGENT_CALL.format(phone="*000*") in reply.text
