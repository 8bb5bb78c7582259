"""Menus, lists, yes and no, and requests for a person."""

from __future__ import annotations

import pytest

from acolwhats.dialogue import texts
from acolwhats.dialogue.turn import Offer
from acolwhats.handoff.requests import waiting_requests

from ..invented import CATALOG, WORKSHOPS


@pytest.fixture
def waiting(scope):
    """The requests that wait for the office."""

    def waiting() -> list[tuple]:
        with scope() as session:
            return [(r.sender_id, r.label, r.aspect) for r in waiting_requests(session)]

    return waiting


# -- lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "heading"), [("greet", texts.GREETING), ("show_menu", texts.MENU)]
)
def test_a_greeting_and_the_menu_show_the_topics(citizen, action, heading):
    reply = citizen.does(action, "hola")
    assert reply.text.startswith(heading)
    assert "*3.* Talleres de barro" in reply.text
    assert "911" in reply.text
    assert citizen.context.offered == tuple(CATALOG.topics)


def test_a_number_of_the_menu_opens_a_topic_and_then_a_question(citizen):
    citizen.does("show_menu")
    assert citizen.does("choose_option", "1").text.startswith("*Vivero del pueblo*\n*1.* Semillas")
    assert "Riega al amanecer." in citizen.does("choose_option", "2").text


def test_a_topic_can_be_opened_by_its_name(citizen):
    assert citizen.does("choose_option", "música del kiosco").text.startswith("*Música del kiosco*")


def test_a_long_topic_is_read_page_by_page(citizen):
    citizen.does("show_menu")
    citizen.does("choose_option", "3")
    seen = [entry for entry in citizen.context.offered if "@" not in entry]
    while "@" in citizen.context.offered[-1]:
        reply = citizen.does("choose_option", "la última")
        assert reply.text.startswith("*Talleres de barro*\n*1.* ")
        seen += [entry for entry in citizen.context.offered if "@" not in entry]
    assert tuple(seen) == WORKSHOPS


def test_the_next_page_can_be_asked_for_by_its_name(citizen):
    citizen.does("show_menu")
    first = citizen.does("choose_option", "3").text
    assert "Ver más" in first
    reply = citizen.does("choose_option", "Ver más")
    assert reply.text.startswith("*Talleres de barro*")
    assert reply.text != first


@pytest.mark.parametrize("text", ["0", "4", "99"])
def test_a_number_that_is_not_in_the_list_says_which_are(citizen, text):
    citizen.does("show_menu")
    reply = citizen.does("choose_option", text)
    assert reply.text == texts.WRONG_NUMBER.format(last=3)
    assert citizen.context.offered == tuple(CATALOG.topics)


def test_a_name_that_is_not_in_the_list_is_said_so(citizen):
    citizen.does("show_menu")
    assert citizen.does("choose_option", "la lavandería").text == texts.NOT_AN_OPTION


# -- yes and no -------------------------------------------------------------------------------------


def test_a_yes_to_the_office_records_what_the_question_was_about(citizen, waiting):
    citizen.asks("vivero/semillas")
    reply = citizen.does("accept", "sí")
    assert "(tema: Semillas)" in reply.text
    assert waiting() == [(citizen.sender_id, "vivero/semillas", None)]


def test_a_yes_after_an_unknown_aspect_records_the_aspect(citizen, waiting):
    citizen.asks("vivero/semillas")
    citizen.does("answer_question", "y el plazo", "x/y", aspects=(("plazo", 5, 10),))
    citizen.does("accept", "sí")
    assert waiting() == [(citizen.sender_id, "vivero/semillas", "plazo")]


def test_a_second_yes_records_nothing_more(citizen, waiting):
    citizen.asks("vivero/semillas")
    citizen.does("accept", "sí")
    assert citizen.context.offer is None
    citizen.does("accept", "sí")
    assert len(waiting()) == 1


def test_a_yes_to_nothing_asks_what_for(citizen, waiting):
    assert citizen.does("accept", "sí").text == texts.YES_TO_WHAT
    assert waiting() == []


def test_a_yes_to_the_only_question_offered_answers_it(citizen):
    citizen.asks("kiosco/concierto")
    assert "La banda tiene 12 músicos." in citizen.does("accept", "sí").text


@pytest.mark.parametrize(
    ("action", "text"), [("decline", texts.DECLINED), ("cancel", texts.CANCELLED)]
)
def test_a_no_forgets_what_was_offered(citizen, waiting, action, text):
    citizen.asks("vivero/semillas")
    assert citizen.does(action, "no").text == text
    assert citizen.does("accept", "sí").text == texts.YES_TO_WHAT
    assert waiting() == []


# -- a person ---------------------------------------------------------------------------------------


def test_somebody_who_wants_a_person_is_recorded_with_the_last_question(citizen, waiting):
    citizen.asks("kiosco/banda")
    reply = citizen.does("request_person", "quiero hablar con alguien")
    assert "(tema: Banda)" in reply.text
    assert waiting() == [(citizen.sender_id, "kiosco/banda", None)]


def test_a_person_can_be_asked_for_before_any_question(citizen, waiting):
    reply = citizen.does("request_person", "una persona")
    assert "tema" not in reply.text
    assert waiting() == [(citizen.sender_id, None, None)]


def test_a_recorded_request_promises_no_time(citizen):
    assert "aún no tengo confirmado en cuánto tiempo" in citizen.does("request_person").text


# -- erasing ----------------------------------------------------------------------------------------


def test_nothing_is_erased_before_a_yes(citizen, waiting):
    citizen.does("request_person")
    reply = citizen.does("erase_conversation", "borra mis datos")
    assert reply.text == texts.ERASE_QUESTION
    assert not reply.erase
    assert len(waiting()) == 1


def test_a_yes_erases_the_conversation_and_the_requests(citizen, waiting):
    citizen.does("request_person")
    citizen.does("erase_conversation", "borra mis datos")
    reply = citizen.does("accept", "sí")
    assert reply.erase
    assert reply.text == texts.ERASED
    assert waiting() == []


def test_a_no_erases_nothing(citizen, waiting):
    citizen.does("request_person")
    citizen.does("erase_conversation", "borra mis datos")
    citizen.does("decline", "no")
    assert not citizen.does("accept", "sí").erase
    assert len(waiting()) == 1


@pytest.mark.parametrize(
    ("action", "text", "labels"),
    [
        ("answer_question", "cuándo riego", ["vivero/riego"]),
        ("answer_question", "algo", ["vivero/riego", "kiosco/banda"]),
        ("answer_question", "más", ["vivero/riego"]),
        ("answer_question", "costo", ["vivero/riego"]),
        ("show_menu", "menú", []),
        ("choose_option", "1", []),
        ("choose_option", "99", []),
        ("ask_to_rephrase", "asdf", []),
        ("ask_to_rephrase", "😀", []),
        ("out_of_scope", "quién ganó ayer", ["fuera_de_tema"]),
        ("handle_complaint", "no entiendes", []),
        ("request_person", "una persona", []),
    ],
)
def test_a_yes_to_something_else_never_erases(citizen, waiting, action, text, labels):
    citizen.asks("vivero/semillas")
    citizen.does("accept", "sí")
    citizen.does("erase_conversation", "borra mis datos")
    assert citizen.context.offer == Offer.ERASE
    aspects = (("costo", 0, 5),) if text == "costo" else ()
    citizen.does(action, text, *labels, aspects=aspects)
    assert not citizen.does("accept", "sí").erase
    assert ("whatsapp:vecina-1", "vivero/semillas", None) in waiting()
