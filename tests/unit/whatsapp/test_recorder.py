"""What arrives at the same time is recorded together, in its order; what cannot be recorded is not acknowledged."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError, OperationalError

from acolwhats.database import get_engine
from acolwhats.whatsapp.inbox import Arrival, Recorder, is_away, record
from acolwhats.whatsapp.models import Inbox

RECORD = "acolwhats.whatsapp.inbox.record"
AWAY = OperationalError("", {}, Exception())
DEADLOCK = OperationalError("", {}, SimpleNamespace(pgcode="40P01"))


def arrival(sid, sender_id="wa-rosa", at=1000.0):
    return Arrival(sid, None, sender_id, b"sellado", b"direccion", at)


def sids(session):
    return list(session.scalars(select(Inbox.message_sid).order_by(Inbox.id)))


def run(scenario):
    """Runs a scenario beside a recorder; fails rather than wait for ever."""

    async def main():
        recorder = Recorder()
        task = asyncio.get_running_loop().create_task(recorder.run())
        try:
            return await asyncio.wait_for(scenario(recorder), 5)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return asyncio.run(main())


def together(*arrivals):
    """What each of these is answered when they arrive at once: whether it is new, or the kind of error."""

    async def post(recorder):
        posts = [recorder.record(one) for one in arrivals]
        answers = await asyncio.gather(*posts, return_exceptions=True)
        return [type(one) if isinstance(one, Exception) else one for one in answers]

    return run(post)


@pytest.fixture
def log(caplog):
    """What was logged as an error."""
    caplog.set_level(logging.ERROR)
    return lambda: [line.getMessage() for line in caplog.records]


# -- together -------------------------------------------------------------------------------------


def test_what_arrives_together_is_recorded_in_its_order(process_database):
    numbers = [*range(450), 7, 449]
    assert together(*(arrival(f"SM{n}") for n in numbers)) == [True] * 450 + [False] * 2
    with process_database() as session:
        assert sids(session) == [f"SM{number}" for number in range(450)]


def test_it_is_one_transaction_of_at_most_two_hundred(process_database, monkeypatch):
    sizes = []

    def counted(session, arrivals):
        sizes.append(len(arrivals))
        return record(session, arrivals)

    monkeypatch.setattr(RECORD, counted)
    together(*(arrival(f"SM{n}") for n in range(450)))
    assert sizes == [200, 200, 50]


def test_when_it_is_answered_the_message_is_in_the_database(process_database):
    async def post(recorder):
        for number in range(3):
            assert await recorder.record(arrival(f"SM{number}")) is True
            with process_database() as session:
                assert sids(session)[-1] == f"SM{number}"
        assert await recorder.record(arrival("SM0")) is False

    run(post)


# -- what cannot be recorded ----------------------------------------------------------------------


def test_while_the_database_is_away_all_are_refused_and_then_it_goes_on(process_database, log):
    Inbox.__table__.drop(get_engine())
    assert together(arrival("SM0"), arrival("SM1")) == [OperationalError] * 2
    Inbox.__table__.create(get_engine())
    assert together(arrival("SM0")) == [True]
    assert log() == [
        "whatsapp: 2 message(s) refused, the database is away or not migrated (OperationalError)"
    ]


def test_one_that_the_database_refuses_does_not_take_the_others_with_it(process_database, log):
    broken = arrival("SM1", at=None)
    answers = together(arrival("SM0"), broken, arrival("SM2"), arrival("SM0"))
    assert answers == [True, IntegrityError, True, False]
    with process_database() as session:
        assert sids(session) == ["SM0", "SM2"]
    assert log() == ["whatsapp: 1 message(s) refused, the database said no (IntegrityError)"]


def test_after_a_deadlock_with_another_process_all_are_recorded_in_their_order(
    process_database, monkeypatch, log
):
    def deadlock(session, arrivals):
        if len(arrivals) > 1:
            raise DEADLOCK
        return record(session, arrivals)

    monkeypatch.setattr(RECORD, deadlock)
    assert together(arrival("SM2"), arrival("SM1"), arrival("SM3")) == [True] * 3
    with process_database() as session:
        assert sids(session) == ["SM2", "SM1", "SM3"]
    assert log() == []


def test_when_the_database_goes_away_meanwhile_it_is_not_asked_for_each_of_the_rest(
    process_database, monkeypatch, log
):
    asked = []

    def leaving(session, arrivals):
        asked.append([one.message_sid for one in arrivals])
        if len(arrivals) > 1:
            raise DEADLOCK
        if len(asked) > 2:
            raise AWAY
        return record(session, arrivals)

    monkeypatch.setattr(RECORD, leaving)
    answers = together(*(arrival(f"SM{n}") for n in range(4)))
    assert answers == [True, OperationalError, OperationalError, OperationalError]
    assert asked[1:] == [["SM0"], ["SM1"]]
    assert log() == [
        "whatsapp: 3 message(s) refused, the database is away or not migrated (OperationalError)"
    ]


@pytest.mark.parametrize("trouble", [None, AWAY, DEADLOCK], ids=["none", "away", "deadlock"])
def test_a_webhook_that_was_hung_up_does_not_disturb_the_others(
    process_database, monkeypatch, trouble
):
    def troubled(session, arrivals):
        if trouble and len(arrivals) > 1:
            raise trouble
        return record(session, arrivals)

    monkeypatch.setattr(RECORD, troubled)

    async def post(recorder):
        posts = [asyncio.ensure_future(recorder.record(arrival(f"SM{n}"))) for n in range(3)]
        await asyncio.sleep(0)
        posts[1].cancel()
        answers = await asyncio.gather(*posts, return_exceptions=True)
        return [type(one) for one in answers], await recorder.record(arrival("SM9"))

    kind = OperationalError if trouble is AWAY else bool
    assert run(post) == ([kind, asyncio.CancelledError, kind], True)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (AWAY, True),
        (OperationalError("", {}, SimpleNamespace(pgcode=None)), True),
        (OperationalError("", {}, None), True),
        (DEADLOCK, False),
        (IntegrityError("", {}, SimpleNamespace(pgcode="23502")), False),
        (IntegrityError("", {}, Exception()), False),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, ""), False),
    ],
)
def test_a_database_that_is_away_is_told_from_one_that_says_no(error, away):
    assert is_away(error) is away


# -- PostgreSQL -----------------------------------------------------------------------------------


class Statements:
    """A session of PostgreSQL that only writes down what it is asked."""

    def __init__(self):
        self.said = []

    def get_bind(self):
        return SimpleNamespace(dialect=postgresql.dialect())

    def execute(self, statement):
        compiled = statement.compile(dialect=postgresql.dialect())
        self.said.append((statement.table, str(compiled), compiled.params))
        return SimpleNamespace(rowcount=1)


def test_in_postgresql_a_repetition_is_no_error_and_a_citizen_is_known_by_their_pseudonym():
    session = Statements()
    record(session, [arrival("SM1")])
    (inbox, message, _), (contacts, contact, _) = session.said
    assert (inbox.name, contacts.name) == ("whatsapp_inbox", "whatsapp_contacts")
    assert message.endswith("ON CONFLICT DO NOTHING RETURNING whatsapp_inbox.id")
    assert "ON CONFLICT (sender_id) DO UPDATE SET address = " in contact


def test_two_processes_that_record_the_same_citizens_take_them_in_the_same_order():
    session = Statements()
    record(
        session, [arrival("SM1", "wa-rosa"), arrival("SM2", "wa-luz"), arrival("SM3", "wa-rosa")]
    )
    contacts = [
        params["sender_id"]
        for table, _, params in session.said
        if table.name == "whatsapp_contacts"
    ]
    assert contacts == ["wa-luz", "wa-rosa"]
    messages = [
        params["message_sid"] for table, _, params in session.said if table.name == "whatsapp_inbox"
    ]
    assert messages == ["SM1", "SM2", "SM3"]
