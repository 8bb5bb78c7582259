"""Fair use: twenty messages a minute, three hundred a day, and not too many waiting at once."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.database import Base, make_engine, session_scope
from acolwhats.whatsapp.limits import (
    NOTICE_SECONDS,
    PER_DAY,
    PER_MINUTE,
    WAITING,
    Limit,
    notice_is_due,
    passed_limit,
)
from acolwhats.whatsapp.models import Contact, Inbox

ANA, LUZ = "wa-ana", "wa-luz"
NOW = 1_700_000_000.0
_sids = itertools.count()


def write(session, *times: float, sender_id: str = ANA, state: str = "done") -> Inbox:
    """Messages arrive; the last one."""
    rows = [
        Inbox(
            message_sid=f"SM{next(_sids)}",
            sender_id=sender_id,
            state=state,
            received_at=at,
            due_at=at,
        )
        for at in times
    ]
    session.add_all(rows)
    session.flush()
    return rows[-1]


def test_the_twentieth_message_of_a_minute_is_answered_and_the_next_is_not(session):
    row = write(session, *[NOW + n for n in range(PER_MINUTE)])
    assert passed_limit(session, row) is None
    assert passed_limit(session, write(session, NOW + PER_MINUTE)) is Limit.MINUTE


def test_a_minute_later_it_may_be_asked_again(session):
    write(session, *[NOW] * PER_MINUTE)
    assert passed_limit(session, write(session, NOW + 59.9)) is Limit.MINUTE
    assert passed_limit(session, write(session, NOW + 60)) is None


def test_the_three_hundredth_message_of_a_day_is_answered_and_the_next_is_not(session):
    row = write(session, *[NOW + 200 * n for n in range(PER_DAY)])
    assert passed_limit(session, row) is None
    assert passed_limit(session, write(session, NOW + 200 * PER_DAY)) is Limit.DAY


def test_a_day_later_it_may_be_asked_again(session):
    write(session, *[NOW + 200 * n for n in range(PER_DAY)])
    assert passed_limit(session, write(session, NOW + 86400)) is None


def test_somebody_elses_messages_do_not_count(session):
    write(session, *[NOW] * PER_DAY, sender_id=LUZ)
    assert passed_limit(session, write(session, NOW)) is None


def test_what_came_later_does_not_count_against_an_earlier_message(session):
    first = write(session, NOW)
    write(session, *[NOW + 1] * PER_MINUTE)
    assert passed_limit(session, first) is None


def test_when_too_much_waits_nobody_new_is_served(session):
    for number in range(WAITING - 1):
        write(session, NOW, sender_id=f"wa-{number}", state="received")
    assert passed_limit(session, write(session, NOW, state="received")) is None
    assert passed_limit(session, write(session, NOW, state="received")) is Limit.EVERYBODY


def test_what_is_done_or_failed_does_not_wait(session):
    for state in ("done", "failed"):
        for number in range(WAITING):
            write(session, NOW, sender_id=f"wa-{number}", state=state)
    assert passed_limit(session, write(session, NOW, state="received")) is None


def test_ones_own_haste_is_named_before_everybodys(session):
    write(session, *[NOW] * WAITING, state="received")
    assert passed_limit(session, write(session, NOW, state="received")) is Limit.MINUTE


@given(st.lists(st.floats(0, 300), min_size=1, max_size=60).map(sorted))
def test_no_more_than_twenty_are_answered_in_any_minute_of_patience(times):
    """Counted with what was refused: who keeps hurrying keeps waiting."""
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    with session_scope(engine) as session:
        answered = [at for at in times if passed_limit(session, write(session, NOW + at)) is None]
    engine.dispose()
    for at in answered:
        assert sum(at - 60 < other <= at for other in answered) <= PER_MINUTE
    assert answered[:1] == times[:1]


def test_each_limit_is_told_in_words_that_name_911():
    assert len({limit.value for limit in Limit}) == 3
    assert all("*911*" in limit.value for limit in Limit)


class TestNotice:
    @pytest.fixture(autouse=True)
    def contact(self, session):
        session.add(Contact(sender_id=ANA, last_inbound_at=NOW))
        session.flush()

    def test_it_is_told_once_in_five_minutes(self, session):
        asked = [0, 1, NOTICE_SECONDS - 1, NOTICE_SECONDS, NOTICE_SECONDS + 1]
        told = [notice_is_due(session, ANA, NOW + seconds) for seconds in asked]
        assert told == [True, False, False, True, False]

    def test_it_is_remembered(self, session):
        notice_is_due(session, ANA, NOW)
        session.flush()
        assert session.get(Contact, ANA, populate_existing=True).notice_at == NOW

    def test_nobody_is_told_who_is_not_there(self, session):
        assert not notice_is_due(session, LUZ, NOW)
