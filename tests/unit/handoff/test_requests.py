from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from acolwhats.handoff.requests import erase_requests, request_person, waiting_requests

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
ANA, LUZ = "whatsapp:vecina-1", "whatsapp:vecina-2"


def waiting(session) -> list[tuple]:
    return [(r.sender_id, r.label, r.aspect) for r in waiting_requests(session)]


def test_a_request_waits_with_what_it_is_about(session):
    request_person(session, ANA, "vivero/riego", NOW, "horario")
    assert waiting(session) == [(ANA, "vivero/riego", "horario")]


def test_requests_are_listed_oldest_first(session):
    request_person(session, ANA, "vivero/riego", NOW)
    request_person(session, LUZ, None, NOW - timedelta(hours=1))
    assert [sender for sender, *_ in waiting(session)] == [LUZ, ANA]


@pytest.mark.parametrize("label", [None, "vivero/riego"])
def test_asking_again_for_the_same_thing_adds_nothing(session, label):
    first = request_person(session, ANA, label, NOW)
    again = request_person(session, ANA, label, NOW + timedelta(days=1))
    assert again is first
    assert len(waiting(session)) == 1


def test_other_people_and_other_questions_are_other_requests(session):
    request_person(session, ANA, "vivero/riego", NOW)
    request_person(session, ANA, "vivero/semillas", NOW)
    request_person(session, ANA, None, NOW)
    request_person(session, LUZ, "vivero/riego", NOW)
    assert len(waiting(session)) == 4


def test_another_aspect_of_the_same_question_is_recorded_too(session):
    request_person(session, ANA, "vivero/riego", NOW, "horario")
    request_person(session, ANA, "vivero/riego", NOW, "costo")
    assert [aspect for *_, aspect in waiting(session)] == ["horario", "costo"]


def test_asking_again_after_it_was_attended_is_a_new_request(session):
    first = request_person(session, ANA, "vivero/riego", NOW)
    first.attended_at = NOW + timedelta(hours=1)
    session.flush()
    assert waiting(session) == []
    request_person(session, ANA, "vivero/riego", NOW + timedelta(days=1))
    assert waiting(session) == [(ANA, "vivero/riego", None)]


def test_erasing_forgets_one_person_only(session):
    request_person(session, ANA, "vivero/riego", NOW)
    request_person(session, ANA, None, NOW)
    request_person(session, LUZ, None, NOW)
    erase_requests(session, ANA)
    assert [sender for sender, *_ in waiting(session)] == [LUZ]
