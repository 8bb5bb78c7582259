"""What citizens send is recorded once, in order of arrival, and found until its turn is done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from acolwhats.whatsapp.identity import Identities
from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.inbox import (
    Arrival,
    backlog,
    begin,
    citizens_with_work,
    finish,
    next_message,
    postpone,
    record,
    seal_arrival,
)
from acolwhats.whatsapp.leases import claim
from acolwhats.whatsapp.models import Cleanup, Contact, Inbox

# A column that there is not would be a warning only.
pytestmark = pytest.mark.filterwarnings("error::sqlalchemy.exc.SAWarning")

ROSA, LUZ, EVA = "wa-rosa", "wa-luz", "wa-eva"
NOW = 1000.0


def arrival(sid, sender_id=ROSA, token=None, at=NOW, address=b"direccion"):
    return Arrival(sid, token, sender_id, b"sellado " + sid.encode(), address, at)


def sids(session, **values):
    return list(session.scalars(select(Inbox.message_sid).filter_by(**values).order_by(Inbox.id)))


def row(session, sid):
    return session.scalars(select(Inbox).filter_by(message_sid=sid)).one()


@pytest.fixture
def says(session):
    """Records a message of each (citizen, sid)."""

    def says(*messages, at=NOW):
        assert all(record(session, [arrival(sid, name, at=at) for name, sid in messages]))

    return says


def cleanups(session):
    """What is to be cleaned up at Twilio, and when."""
    return {row.message_sid: row.due_at for row in session.query(Cleanup)}


# -- once -----------------------------------------------------------------------------------------


def test_a_message_is_recorded_as_it_came(session):
    assert record(session, [arrival("SM1", token="t1", at=1000.5)]) == [True]
    saved = row(session, "SM1")
    assert (saved.idempotency_token, saved.sender_id, saved.content) == ("t1", ROSA, b"sellado SM1")
    assert (saved.state, saved.attempts) == ("received", 0)
    assert (saved.received_at, saved.due_at) == (1000.5, 1000.5)


@pytest.mark.parametrize(
    "again",
    [
        arrival("SM1", token="t1", at=NOW + 9),
        arrival("SM1", token="t2"),
        arrival("SM1"),
        arrival("SM2", token="t1"),
        arrival("SM1", LUZ),
    ],
    ids=["as it was", "another token", "no token", "another sid", "another sender"],
)
def test_what_has_the_sid_or_the_token_of_another_is_a_repetition(session, again):
    record(session, [arrival("SM1", token="t1")])
    assert record(session, [again]) == [False]
    assert sids(session) == ["SM1"]
    assert row(session, "SM1").received_at == NOW


def test_messages_without_a_token_are_not_taken_for_each_other(session):
    assert record(session, [arrival("SM1"), arrival("SM2")]) == [True, True]


def test_of_those_that_come_together_each_is_told_whether_it_is_new(session):
    together = [
        arrival("SM1"),
        arrival("SM2", token="t"),
        arrival("SM1"),
        arrival("SM3", token="t"),
    ]
    assert record(session, together) == [True, True, False, False]
    assert sids(session) == ["SM1", "SM2"]


def test_a_repetition_is_known_after_its_turn_is_done(session, says):
    says((ROSA, "SM1"))
    finish(session, row(session, "SM1").id, NOW)
    assert record(session, [arrival("SM1")]) == [False]
    assert next_message(session, ROSA) is None


def test_twenty_copies_at_the_same_moment_are_one_message(on_disk):
    start = Barrier(20)

    def post(number):
        start.wait()
        with on_disk() as session:
            return record(session, [arrival("SM1", token="t1", at=NOW + number)])

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(post, range(20)))
    assert sorted(answers) == [[False]] * 19 + [[True]]
    with on_disk() as session:
        assert sids(session) == ["SM1"]


# -- who wrote ------------------------------------------------------------------------------------


def contact(session, sender_id=ROSA):
    session.expire_all()
    return session.get(Contact, sender_id)


def test_who_writes_is_known_from_then_on(session):
    record(session, [arrival("SM1", address=b"casa")])
    known = contact(session)
    assert (known.address, known.last_inbound_at, known.forget) == (b"casa", NOW, False)
    assert known.opted_out_at is None


def test_who_writes_again_reopens_the_24_hours_and_wants_an_answer(session):
    record(session, [arrival("SM1", address=b"casa")])
    before = contact(session)
    before.opted_out_at, before.forget, before.offers = NOW, True, [{"token": "x", "entries": []}]
    before.turn_owner, before.notice_at = "mesa:1:a", NOW
    session.flush()
    record(session, [arrival("SM2", address=b"otra", at=NOW + 9)])
    after = contact(session)
    assert (after.address, after.last_inbound_at) == (b"otra", NOW + 9)
    assert (after.opted_out_at, after.forget) == (None, False)
    assert (after.turn_owner, after.notice_at) == ("mesa:1:a", NOW)
    assert after.offers == [{"token": "x", "entries": []}]


def test_a_repetition_says_nothing_new_about_who_wrote(session):
    record(session, [arrival("SM1", address=b"casa")])
    contact(session).opted_out_at = NOW + 1
    session.flush()
    record(session, [arrival("SM1", address=b"otra", at=NOW + 9)])
    assert contact(session).address == b"casa"
    assert (contact(session).last_inbound_at, contact(session).opted_out_at) == (NOW, NOW + 1)


# -- sealed ---------------------------------------------------------------------------------------


@pytest.fixture
def bridge(box):
    return SimpleNamespace(identities=Identities(bytes(32)), box=box)


def test_what_was_written_and_who_wrote_it_are_sealed_each_for_its_own_row(bridge):
    message = InboundMessage("SM1", "whatsapp:+525500000001", "me robaron")
    sealed = seal_arrival(bridge, message, "t1", NOW)
    assert (sealed.message_sid, sealed.idempotency_token, sealed.at) == ("SM1", "t1", NOW)
    assert sealed.sender_id == bridge.identities.sender_id("whatsapp:+525500000001")
    for closed in (sealed.content, sealed.address):
        assert b"robaron" not in closed and b"5500000001" not in closed
    opened = bridge.box.open(sealed.content, "inbox:SM1")
    assert InboundMessage.from_dict(opened) == message
    assert bridge.box.open(sealed.address, f"contact:{sealed.sender_id}") == message.sender


@pytest.mark.parametrize(
    ("token", "kept"),
    [
        *((None, None), ("", None), ("t", "t"), ("t" * 255, "t" * 255), ("t" * 256, None)),
        *(("a b", None), ("ñ", None), ("a\x00", None), ("\udcff", None), ("t\n", None)),
    ],
)
def test_a_token_that_no_database_could_refuse_is_kept(bridge, token, kept):
    message = InboundMessage("SM1", "whatsapp:+525500000001")
    assert seal_arrival(bridge, message, token, NOW).idempotency_token == kept
    assert Inbox.idempotency_token.type.length == 255


# -- in order -------------------------------------------------------------------------------------


def test_a_citizens_messages_come_out_in_the_order_in_which_they_came_in(session, says):
    says((ROSA, "SM3"), (LUZ, "SM2"), (ROSA, "SM1"))
    heard = []
    while message := next_message(session, ROSA):
        heard.append(message.message_sid)
        assert finish(session, message.id, NOW)
    assert heard == ["SM3", "SM1"]
    assert next_message(session, LUZ).message_sid == "SM2"


def test_a_message_that_is_put_off_is_not_overtaken(session, says):
    says((ROSA, "SM1"), (ROSA, "SM2"))
    first = next_message(session, ROSA)
    postpone(session, first.id, NOW + 2)
    session.expire_all()
    assert next_message(session, ROSA).message_sid == "SM1"
    assert row(session, "SM1").due_at == NOW + 2
    assert row(session, "SM2").due_at == NOW


def test_attempts_are_counted_for_each_message(session, says):
    says((ROSA, "SM1"), (ROSA, "SM2"))
    first = next_message(session, ROSA).id
    assert [begin(session, first), begin(session, first)] == [1, 2]
    assert [message.attempts for message in session.scalars(select(Inbox))] == [2, 0]
    assert begin(session, 999) == 0


# -- done -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["done", "failed"])
def test_what_is_done_is_forgotten_and_only_its_sid_stays(session, says, state):
    says((ROSA, "SM1"), (ROSA, "SM2"))
    assert finish(session, next_message(session, ROSA).id, NOW + 5, state) is True
    session.expire_all()
    done = row(session, "SM1")
    assert (done.state, done.content) == (state, None)
    assert cleanups(session) == {"SM1": NOW + 5}
    assert row(session, "SM2").content == b"sellado SM2"
    assert backlog(session) == 1


def test_a_turn_is_done_once(session, says):
    says((ROSA, "SM1"))
    message_id = next_message(session, ROSA).id
    assert finish(session, message_id, NOW) is True
    assert finish(session, message_id, NOW + 9, "failed") is False
    session.expire_all()
    assert row(session, "SM1").state == "done"
    assert cleanups(session) == {"SM1": NOW}
    assert finish(session, 999, NOW) is False


@pytest.mark.parametrize(("told", "private"), [({}, False), ({"private": True}, True)])
def test_what_is_private_goes_from_twilio_whatever_the_setting(session, says, told, private):
    says((ROSA, "SM1"))
    finish(session, next_message(session, ROSA).id, NOW, **told)
    assert [cleanup.private for cleanup in session.query(Cleanup)] == [private]


def test_how_many_wait_is_told_for_all_citizens(session, says):
    assert backlog(session) == 0
    says((ROSA, "SM1"), (LUZ, "SM2"), (ROSA, "SM3"))
    assert backlog(session) == 3
    finish(session, row(session, "SM2").id, NOW)
    assert backlog(session) == 2


# -- whose turn it is -----------------------------------------------------------------------------


def test_who_has_waited_longest_comes_first_and_each_once(session, says):
    says((LUZ, "SM1"), (ROSA, "SM2"), (LUZ, "SM3"), (EVA, "SM4"))
    assert citizens_with_work(session, NOW) == [LUZ, ROSA, EVA]
    assert citizens_with_work(session, NOW, most=2) == [LUZ, ROSA]
    finish(session, row(session, "SM1").id, NOW)
    assert citizens_with_work(session, NOW) == [ROSA, LUZ, EVA]


def test_who_has_nothing_left_to_be_run_is_not_there(session, says):
    says((ROSA, "SM1"), (LUZ, "SM2"))
    finish(session, row(session, "SM1").id, NOW, "failed")
    assert citizens_with_work(session, NOW) == [LUZ]


def test_what_is_put_off_is_found_when_it_is_due_and_not_before(session, says):
    says((ROSA, "SM1"))
    postpone(session, row(session, "SM1").id, NOW + 2)
    assert citizens_with_work(session, NOW + 1.9) == []
    assert citizens_with_work(session, NOW + 2) == [ROSA]


def test_whom_a_process_is_working_for_is_left_to_it_until_its_lease_runs_out(session, says):
    says((ROSA, "SM1"), (LUZ, "SM2"), (EVA, "SM3"))
    claim(session, ROSA, "turn", "mesa:1:a", NOW, 60)
    claim(session, LUZ, "send", "mesa:1:a", NOW, 60)
    assert citizens_with_work(session, NOW + 60) == [LUZ, EVA]
    assert citizens_with_work(session, NOW + 60.1) == [ROSA, LUZ, EVA]


def test_a_crowd_is_taken_five_hundred_at_a_time(session, says):
    says(*((f"wa-{number}", f"SM{number}") for number in range(510)))
    assert citizens_with_work(session, NOW) == [f"wa-{number}" for number in range(500)]
