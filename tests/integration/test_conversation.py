"""Whole conversations with the real model, action server and database."""

from __future__ import annotations

import re

import pytest

DANGER = [
    "SE METIERON A ROBAR A MI CASA ESTAN ADENTRO",
    "se esta kemando la casa d enfrente ayudaaa",
    "huele muchisimo a gas en la cocina y ya me maree",
    "mi esposo me esta golpeando",
    "se callo un cable de luz en la calle y esta sacando chispas",
]


def test_a_question_in_everyday_spanish_gets_an_answer_with_a_source(service, sender):
    answer = service.say(sender, "oiga y el predial onde se paga, ya debo 2 años")
    assert "Tesorería" in answer
    assert "Fuente:" in answer


def test_the_first_contact_shows_menu_and_privacy_notice_once(service, sender):
    first = service.say(sender, "hola buenas tardes")
    assert "*8.* Denuncia Anónima" in first
    assert "privacidad" in first
    assert "privacidad" not in service.say(sender, "menu")


@pytest.mark.parametrize("choice", ["4", "4️⃣", "la cuatro", "opción 4", "protección civil"])
def test_the_menu_is_chosen_from_by_number_or_name(service, sender, choice):
    service.say(sender, "menu")
    assert service.say(sender, choice).startswith("*Protección Civil*")


def test_numbers_refer_to_the_list_shown_last(service, sender):
    service.say(sender, "menu")
    topic = service.say(sender, "2")
    third = re.search(r"\*3\.\* (.+)", topic)
    assert third is not None
    assert service.say(sender, "3").startswith(f"*{third[1]}*")


def test_a_number_that_is_not_in_the_list_says_which_are(service, sender):
    service.say(sender, "menu")
    assert "*8*" in service.say(sender, "14")


def test_a_follow_up_is_about_the_last_answer(service, sender):
    service.say(sender, "a que hora abren el ex convento de acolman")
    assert "Ex convento" in service.say(sender, "y cuanto cuesta?")
    assert "Agustinos" in service.say(sender, "¿dónde queda?")


def test_what_is_not_confirmed_is_offered_to_the_office_and_recorded(service, sender):
    service.say(sender, "donde pago el predial")
    offer = service.say(sender, "y cuanto cuesta?")
    assert "Me falta confirmar" in offer
    assert "anotada" in service.say(sender, "si")
    assert "servicios_publicos/predial_pago" in service.acolwhats("requests")


def test_two_requests_in_one_message_get_two_answers(service, sender):
    answer = service.say(sender, "donde pago el predial y tambien quiero reportar un bache")
    assert "Tesorería" in answer
    assert "bache" in answer.lower()


@pytest.mark.parametrize("message", DANGER)
def test_danger_gets_911_in_the_first_line_in_the_middle_of_anything(service, sender, message):
    service.say(sender, "menu")
    service.say(sender, "2")
    answer = service.say(sender, message)
    lines = answer.splitlines()
    assert "911" in lines[0]
    assert len(lines) <= 4
    assert "menú" not in answer and "*1.*" not in answer


def test_violence_against_women_gets_the_state_line_too(service, sender):
    assert (
        "800 108 4053"
        in service.say(sender, "mi esposo me esta golpeando ayudenme").splitlines()[0]
    )


def test_somebody_who_cannot_talk_gets_a_discreet_answer(service, sender):
    answer = service.say(sender, "no puedo hablar el esta aqui en el otro cuarto me pego")
    assert "911" in answer.splitlines()[0]
    assert "🚨" not in answer


@pytest.mark.parametrize(
    "message",
    ["la feria estuvo de fuego", "hay curso de extintores?", "me robaron el celular el mes pasado"],
)
def test_look_alikes_of_danger_are_left_alone(service, sender, message):
    assert "Llama al 911 ahora" not in service.say(sender, message)


def test_repeat_says_the_last_answer_again(service, sender):
    answer = service.say(sender, "cada cuando pasa la basura")
    assert answer.splitlines()[0] in service.say(sender, "repite por favor")


def test_a_person_can_be_asked_for_at_any_point(service, sender):
    service.say(sender, "menu")
    assert "oficina de la presidencia" in service.say(sender, "quiero hablar con una persona")


def test_cancel_thanks_robot_and_insult_get_their_answer(service, sender):
    assert "asistente automático" in service.say(sender, "eres una persona o una maquina?")
    assert "Con gusto" in service.say(sender, "muchas gracias")
    assert "lo dejamos" in service.say(sender, "cancelar")
    assert "Perdón" in service.say(sender, "no sirves para nada pinche bot")


def test_the_conversation_is_erased_on_request(service, sender):
    service.say(sender, "donde pago el predial")
    assert "Responde *sí*" in service.say(sender, "borra mis datos")
    assert "borré" in service.say(sender, "si")
    assert "privacidad" in service.say(sender, "menu"), "the next contact is a first contact"
