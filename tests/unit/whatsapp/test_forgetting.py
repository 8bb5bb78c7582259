"""What is kept, and for how long."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from acolwhats.handoff.models import PersonRequest
from acolwhats.handoff.requests import request_person
from acolwhats.whatsapp.models import Cleanup, Contact, Inbox, Outbox
from acolwhats.whatsapp.upkeep import DAY, HOUR, forget
from tests.unit.whatsapp.rows import ANA, LUZ, NOW, contact, inbound, outbound


def left(session, table) -> int:
    session.expire_all()
    return session.query(table).count()


@pytest.mark.parametrize(
    ("state", "age", "kept"),
    [
        ("done", 7 * DAY - 1, True),
        ("done", 7 * DAY + 1, False),
        ("failed", 7 * DAY - 1, True),
        ("failed", 7 * DAY + 1, False),
        ("received", 30 * DAY, True),
    ],
)
def test_a_message_is_recognised_for_a_week_and_never_lost_unanswered(session, state, age, kept):
    inbound(session, age, state=state)
    forget(session, NOW)
    assert left(session, Inbox) == kept


@pytest.mark.parametrize(
    ("values", "age", "kept"),
    [
        ({"state": "accepted", "settled_at": NOW - DAY + 1}, 2 * DAY, True),
        ({"state": "accepted", "settled_at": NOW - DAY - 1}, 2 * DAY, False),
        ({"state": "accepted"}, 6 * DAY, True),
        ({"state": "accepted"}, 7 * DAY + 1, False),
        ({"state": "undeliverable", "settled_at": NOW - 6 * DAY}, 6 * DAY, True),
        ({"state": "undeliverable", "settled_at": NOW - 7 * DAY}, 7 * DAY + 1, False),
        ({"state": "held"}, 7 * DAY - 1, True),
        ({"state": "held"}, 7 * DAY + 1, False),
        ({"state": "waiting"}, 0, True),
        ({"state": "uncertain"}, HOUR, True),
    ],
)
def test_an_answer_is_kept_a_day_after_it_arrived_and_a_week_otherwise(session, values, age, kept):
    outbound(session, age, **values)
    forget(session, NOW)
    assert left(session, Outbox) == kept


def test_what_was_forgotten_on_its_way_does_not_stay_at_twilio(session):
    outbound(session, 7 * DAY + 1, state="accepted", message_sid="SM1")
    outbound(session, 7 * DAY + 1, state="held")
    forget(session, NOW)
    assert [row.message_sid for row in session.query(Cleanup)] == ["SM1"]


@pytest.mark.parametrize(("wrote", "kept"), [(3 * DAY - 1, True), (3 * DAY + 1, False)])
def test_an_address_is_kept_for_three_days(session, wrote, kept):
    contact(session, wrote=wrote)
    forget(session, NOW)
    assert left(session, Contact) == kept


@pytest.mark.parametrize(
    ("attended", "wrote", "kept"),
    [
        (False, 4 * DAY, True),
        (False, 30 * DAY - 1, True),
        (False, 30 * DAY + 1, False),
        (True, 4 * DAY, False),
    ],
)
def test_who_waits_for_the_office_is_kept_for_thirty(session, attended, wrote, kept):
    contact(session, wrote=wrote)
    when = datetime.fromtimestamp(NOW - wrote, timezone.utc)
    request_person(session, ANA, None, when).attended_at = when if attended else None
    session.flush()
    forget(session, NOW)
    assert left(session, Contact) == kept
    assert left(session, PersonRequest) == 1


@pytest.mark.parametrize("wrote", [10.0, 40 * DAY])
@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize(
    "owed",
    [
        {"state": "waiting"},
        {"state": "uncertain"},
        {"state": "held"},
        {"state": "accepted"},
        {"state": "undeliverable", "content": b"x"},
    ],
)
def test_nobody_is_forgotten_who_is_owed_something(session, wrote, asked, owed):
    contact(session, wrote=wrote, forget=asked)
    outbound(session, 60, **owed)
    forget(session, NOW)
    assert left(session, Contact) == 1


def test_nobody_is_forgotten_whose_message_waits(session):
    contact(session, wrote=40 * DAY, forget=True)
    inbound(session, 40 * DAY, state="received")
    forget(session, NOW)
    assert left(session, Contact) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"state": "accepted", "settled_at": NOW - 60},
        {"state": "undeliverable", "settled_at": NOW - 60},
    ],
)
def test_who_asked_to_be_forgotten_is_gone_with_the_last_answer(session, said):
    contact(session, forget=True)
    contact(session, LUZ)
    inbound(session, 60)
    outbound(session, 60, **said)
    forget(session, NOW)
    assert [row.sender_id for row in session.query(Contact)] == [LUZ]


def test_what_others_are_owed_keeps_nobody(session):
    contact(session, wrote=4 * DAY)
    contact(session, LUZ, wrote=4 * DAY)
    outbound(session, sender_id=LUZ, state="waiting")
    inbound(session, 10, sender_id=LUZ, state="received")
    forget(session, NOW)
    assert [row.sender_id for row in session.query(Contact)] == [LUZ]


def test_twice_is_as_good_as_once(session):
    contact(session, wrote=4 * DAY)
    inbound(session, 8 * DAY)
    for _ in range(2):
        forget(session, NOW)
    assert (left(session, Contact), left(session, Inbox)) == (0, 0)
