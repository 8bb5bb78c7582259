"""What is said to a citizen is sent in order, once, and is not lost sight of when it could not be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from acolwhats.whatsapp import outbox
from acolwhats.whatsapp.leases import claim
from acolwhats.whatsapp.models import Cleanup, Contact, Outbox
from acolwhats.whatsapp.outbox import Part
from acolwhats.whatsapp.retry import MAX_ATTEMPTS, Failure

ROSA, LUZ, EVA = "wa-rosa", "wa-luz", "wa-eva"
NOW = 1000.0
STATES = ("waiting", "uncertain", "held", "accepted", "undeliverable")
SETTLED = ("held", "accepted", "undeliverable")


@pytest.fixture(autouse=True)
def citizens(session):
    session.add_all(Contact(sender_id=name, last_inbound_at=NOW) for name in (ROSA, LUZ, EVA))
    session.flush()


@pytest.fixture
def say(session, box):
    """Records parts to be sent to a citizen; their ids."""

    def say(*texts, to=ROSA, urgent=False, at=NOW):
        outbox.enqueue(session, box, to, [Part(text) for text in texts], at, urgent)
        newest = select(Outbox.id).order_by(Outbox.id.desc()).limit(len(texts))
        return sorted(session.scalars(newest))

    return say


@pytest.fixture
def part(session, say):
    """Records one part; its id."""
    return say("hola")[0]


@pytest.fixture
def row(session):
    """A part as it is in the database now."""

    def row(part_id):
        session.flush()
        session.expire_all()
        return session.get(Outbox, part_id)

    return row


@pytest.fixture
def in_state(session, part):
    """Puts the part in a state of the five."""

    def in_state(state, **values):
        for name, value in {"state": state, **values}.items():
            setattr(session.get(Outbox, part), name, value)
        session.flush()
        return part

    return in_state


def texts(session, box, sender_id=ROSA):
    """What is sent to a citizen, in its order."""
    said = []
    while (found := outbox.next_part(session, sender_id)) is not None:
        said.append(box.open(found.content, f"outbox:{found.token}")["text"])
        outbox.accepted(session, found.id, f"SM{found.id}", "queued", NOW)
        session.flush()
    return said


# -- parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        Part("hola"),
        Part("", content="reopen"),
        Part("¿Cuál? ñ 😀", "quick-reply-2", {"1": "Sí", "2": "No"}, None, ("sí", "no"), "ab12"),
        Part("mira", media_url="https://acolman.example/mapa.png"),
    ],
)
def test_a_part_comes_out_of_the_seal_as_it_went_in(box, part):
    assert Part.from_dict(box.open(box.seal(part.as_dict(), "outbox:x"), "outbox:x")) == part


def test_a_token_says_nothing_and_is_never_the_same():
    tokens = {outbox.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 16 and int(token, 16) >= 0 for token in tokens)


def test_what_is_to_be_said_is_sealed_under_its_token(session, box):
    parts = [Part("a", token="ab12"), Part("b")]
    outbox.enqueue(session, box, ROSA, parts, NOW)
    first, second = session.scalars(select(Outbox).order_by(Outbox.id))
    assert first.token == "ab12"
    assert len(second.token) == 16
    for saved, text in [(first, "a"), (second, "b")]:
        assert box.open(saved.content, f"outbox:{saved.token}")["text"] == text
        assert (saved.sender_id, saved.state, saved.attempts) == (ROSA, "waiting", 0)
        assert (saved.created_at, saved.due_at) == (NOW, NOW)
        assert (saved.urgent, saved.status, saved.message_sid) == (False, None, None)


# -- in order -------------------------------------------------------------------------------------


def test_parts_are_sent_in_the_order_in_which_they_were_said(session, box, say):
    say("uno", "dos")
    say("de otra", to=LUZ)
    say("tres")
    assert texts(session, box) == ["uno", "dos", "tres"]
    assert texts(session, box, LUZ) == ["de otra"]


def test_nothing_keeps_an_urgent_part_waiting(session, box, say):
    say("uno", "dos")
    say("911", "ponte a salvo", urgent=True)
    say("tres")
    assert texts(session, box) == ["911", "ponte a salvo", "uno", "dos", "tres"]


def test_a_part_that_waits_for_twilio_is_not_overtaken(session, say):
    first, _ = say("uno", "dos")
    outbox.postpone(session, first, NOW + 30)
    assert outbox.next_part(session, ROSA).id == first
    outbox.begin(session, first, NOW)
    assert outbox.next_part(session, ROSA).id == first


def test_a_part_whose_outcome_is_unknown_does_not_overtake_one_that_waits(session, say, row):
    first, second = say("uno", "dos")
    outbox.begin(session, second, NOW)
    assert outbox.next_part(session, ROSA).id == first


@pytest.mark.parametrize("state", SETTLED)
def test_a_part_that_is_not_to_be_sent_keeps_nobody_waiting(session, say, row, state):
    first, second = say("uno", "dos")
    row(first).state = state
    session.flush()
    assert outbox.next_part(session, ROSA).id == second


def test_who_has_something_urgent_comes_first_and_then_who_has_waited_longest(session, say):
    say("a", to=LUZ)
    say("b", "c", to=ROSA)
    say("911", to=EVA, urgent=True)
    say("d", to=LUZ)
    assert outbox.citizens_with_parts(session, NOW) == [EVA, LUZ, ROSA]
    assert outbox.citizens_with_parts(session, NOW, most=2) == [EVA, LUZ]


@pytest.mark.parametrize("state", STATES)
def test_who_has_something_to_be_sent_is_found(session, in_state, state):
    in_state(state)
    found = state not in SETTLED
    assert outbox.citizens_with_parts(session, NOW) == ([ROSA] if found else [])
    assert (outbox.next_part(session, ROSA) is not None) is found


def test_what_is_put_off_is_found_when_it_is_due_and_not_before(session, part):
    outbox.postpone(session, part, NOW + 5)
    assert outbox.citizens_with_parts(session, NOW + 4.9) == []
    assert outbox.citizens_with_parts(session, NOW + 5) == [ROSA]


def test_whom_a_process_is_sending_to_is_left_to_it_until_its_lease_runs_out(session, part):
    claim(session, ROSA, "send", "mesa:1:a", NOW, 45)
    assert outbox.citizens_with_parts(session, NOW + 45) == []
    assert outbox.citizens_with_parts(session, NOW + 45.1) == [ROSA]


def test_whom_a_turn_is_run_for_may_be_sent_to_meanwhile(session, part):
    claim(session, ROSA, "turn", "mesa:1:a", NOW, 60)
    assert outbox.citizens_with_parts(session, NOW) == [ROSA]


def test_a_crowd_is_taken_five_hundred_at_a_time(session, say):
    names = [f"wa-{number}" for number in range(510)]
    session.add_all(Contact(sender_id=name, last_inbound_at=NOW) for name in names)
    for name in names:
        say("hola", to=name)
    assert outbox.citizens_with_parts(session, NOW) == names[:500]


# -- an attempt -----------------------------------------------------------------------------------


def test_before_an_attempt_its_outcome_is_noted_as_unknown(session, part, row):
    assert outbox.begin(session, part, NOW + 1) is True
    assert outbox.begin(session, part, NOW + 9) is True
    saved = row(part)
    assert (saved.state, saved.attempts, saved.started_at) == ("uncertain", 2, NOW + 9)


@pytest.mark.parametrize("state", SETTLED)
def test_no_attempt_begins_when_nothing_is_left_to_be_sent(session, in_state, row, state):
    part = in_state(state)
    assert outbox.begin(session, part, NOW) is False
    assert (row(part).state, row(part).attempts) == (state, 0)
    assert outbox.begin(session, 999, NOW) is False


def test_what_twilio_takes_is_accepted_and_kept_until_it_arrives(session, part, row):
    outbox.begin(session, part, NOW)
    row(part).error_code = 20429
    outbox.accepted(session, part, "SM1", "queued", NOW + 1)
    saved = row(part)
    assert (saved.state, saved.message_sid, saved.status) == ("accepted", "SM1", "queued")
    assert (saved.error_code, saved.settled_at) == (None, None)
    assert saved.content is not None


def test_an_answer_of_twilios_that_comes_after_the_callbacks_takes_nothing_back(session, part, row):
    outbox.begin(session, part, NOW)
    outbox.record_status(session, row(part).token, "SM1", "delivered", None, NOW + 1)
    outbox.accepted(session, part, "SM1", "queued", NOW + 2)
    assert (row(part).state, row(part).status) == ("accepted", "delivered")
    assert row(part).settled_at == NOW + 1


def test_an_answer_about_another_message_changes_nothing(session, part, row):
    outbox.accepted(session, part, "SM1", "sent", NOW)
    outbox.accepted(session, part, "SM2", "delivered", NOW)
    assert (row(part).message_sid, row(part).status) == ("SM1", "sent")
    outbox.accepted(session, 999, "SM3", "sent", NOW)


def test_an_answer_that_comes_after_a_callback_of_failure_does_not_hide_the_failure(
    session, part, row
):
    outbox.begin(session, part, NOW)
    outbox.record_status(session, row(part).token, "SM1", "failed", 63024, NOW + 1)
    outbox.accepted(session, part, "SM1", "queued", NOW + 2)
    assert (row(part).state, row(part).status) == ("undeliverable", "failed")
    assert row(part).error_code == 63024


def test_an_answer_about_a_message_that_is_being_sent_again_already_does_not_stop_it(
    session, part, row
):
    outbox.begin(session, part, NOW)
    outbox.record_status(session, row(part).token, "SM1", "failed", 63018, NOW + 1)
    outbox.send_anew(session, row(part), "waiting", NOW + 1)
    outbox.accepted(session, part, "SM1", "queued", NOW + 2)
    assert (row(part).state, row(part).message_sid) == ("waiting", None)
    outbox.accepted(session, part, "SM2", "queued", NOW + 3)
    assert (row(part).state, row(part).message_sid) == ("accepted", "SM2")


def test_what_twilio_says_at_once_that_failed_is_seen_by_an_operator(session, part, row):
    outbox.accepted(session, part, "SM1", "failed", NOW)
    assert [found.id for found in outbox.undeliverable(session)] == [part]
    assert (row(part).status, row(part).settled_at) == ("failed", NOW)


# -- when it fails --------------------------------------------------------------------------------


def test_a_failure_that_is_certain_leaves_the_part_waiting(session, part, row):
    outbox.begin(session, part, NOW)
    outbox.failed(session, part, Failure(), 20429, NOW)
    saved = row(part)
    assert (saved.state, saved.error_code, saved.ambiguous) == ("waiting", 20429, 0)
    assert NOW + 0.5 <= saved.due_at <= NOW + 1


def test_a_failure_that_is_not_leaves_it_uncertain_and_is_counted(session, part, row):
    for count in (1, 2):
        outbox.begin(session, part, NOW)
        outbox.failed(session, part, Failure(ambiguous=True), None, NOW)
        assert (row(part).state, row(part).ambiguous, row(part).error_code) == (
            "uncertain",
            count,
            None,
        )
        assert row(part).due_at >= NOW + 5


def test_what_twilio_asks_for_is_waited(session, part, row):
    outbox.begin(session, part, NOW)
    outbox.failed(session, part, Failure(retry_after=90), 20429, NOW)
    assert NOW + 90 <= row(part).due_at <= NOW + 91


def test_after_the_last_attempt_an_operator_decides(session, part, row):
    for _ in range(MAX_ATTEMPTS):
        assert row(part).state == "waiting"
        outbox.begin(session, part, NOW)
        outbox.failed(session, part, Failure(), 20500, NOW + 3)
    saved = row(part)
    assert (saved.state, saved.error_code, saved.settled_at) == ("undeliverable", 20500, NOW + 3)
    assert saved.content is not None


def test_ten_minutes_after_it_was_said_an_operator_decides(session, part, row):
    outbox.begin(session, part, NOW)
    outbox.failed(session, part, Failure(), None, NOW + 700)
    assert row(part).state == "undeliverable"


@pytest.mark.parametrize("state", SETTLED)
def test_what_failed_late_does_not_undo_what_is_settled(session, in_state, row, state):
    part = in_state(state)
    outbox.failed(session, part, Failure(ambiguous=True), 20500, NOW)
    assert (row(part).state, row(part).error_code, row(part).ambiguous) == (state, None, 0)
    outbox.failed(session, 999, Failure(), None, NOW)


def test_what_another_process_noted_meanwhile_is_not_overwritten(on_disk, box):
    """The slow one read the row before a callback, taken by another process, told that it was sent."""
    with on_disk() as session:
        outbox.enqueue(session, box, ROSA, [Part("hola")], NOW)
    with on_disk() as slow:
        read_before = outbox.next_part(slow, ROSA)
        with on_disk() as other:
            outbox.accepted(other, read_before.id, "SM1", "sent", NOW)
        outbox.failed(slow, read_before.id, Failure(), 20500, NOW)
    with on_disk() as session:
        (saved,) = session.scalars(select(Outbox))
        assert (saved.state, saved.status, saved.error_code) == ("accepted", "sent", None)


def test_what_was_not_sent_after_all_may_be_sent_at_once(session, part, row):
    outbox.begin(session, part, NOW)
    outbox.was_not_sent(session, part, NOW + 5)
    assert (row(part).state, row(part).due_at) == ("waiting", NOW + 5)


def test_a_part_may_be_said_in_another_way(session, box, part, row):
    outbox.begin(session, part, NOW)
    outbox.replace(session, box, part, Part("más llano"), NOW + 2)
    saved = row(part)
    assert (saved.state, saved.due_at) == ("waiting", NOW + 2)
    assert box.open(saved.content, f"outbox:{saved.token}")["text"] == "más llano"


def test_what_cannot_be_delivered_is_left_to_an_operator(session, part, row):
    outbox.give_up(session, part, 21211, NOW + 1)
    saved = row(part)
    assert (saved.state, saved.error_code, saved.settled_at) == ("undeliverable", 21211, NOW + 1)
    assert saved.content is not None


@pytest.mark.parametrize("state", SETTLED)
def test_what_is_settled_is_not_changed_by_those_who_were_sending_it(
    session, box, in_state, row, state
):
    part = in_state(state)
    before = (row(part).content, row(part).due_at)
    outbox.postpone(session, part, NOW + 5)
    outbox.was_not_sent(session, part, NOW + 5)
    outbox.replace(session, box, part, Part("otra cosa"), NOW + 5)
    outbox.give_up(session, part, 21211, NOW + 5)
    outbox.hold(session, part, 63016)
    saved = row(part)
    assert (saved.state, saved.error_code, saved.settled_at) == (state, None, None)
    assert (saved.content, saved.due_at) == before
    outbox.replace(session, box, 999, Part("nadie"), NOW)


# -- until the citizen writes ---------------------------------------------------------------------


def test_what_is_held_is_sent_when_the_citizen_writes_as_if_it_were_new(session, say, row):
    first, second, other = [*say("uno", "dos"), *say("tres", to=LUZ)]
    outbox.begin(session, first, NOW)
    for part in (first, other):
        outbox.hold(session, part, 63016)
    assert (row(first).state, row(first).error_code) == ("held", 63016)
    assert outbox.release_held(session, ROSA, NOW + 9000) == 1
    saved = row(first)
    assert (saved.state, saved.attempts) == ("waiting", 0)
    assert (saved.created_at, saved.due_at) == (NOW + 9000, NOW + 9000)
    assert row(second).created_at == NOW
    assert row(other).state == "held"
    assert outbox.release_held(session, ROSA, NOW) == 0


def test_whether_the_citizen_was_asked_to_write_is_known(session, part):
    assert outbox.is_anything_held(session, ROSA) is False
    outbox.hold(session, part, 63016)
    assert outbox.is_anything_held(session, ROSA) is True
    assert outbox.is_anything_held(session, LUZ) is False


# -- an operator ----------------------------------------------------------------------------------


def test_what_could_not_be_delivered_is_listed_newest_first(session, say):
    ids = say("uno", "dos", "tres")
    for part in ids[:2]:
        outbox.give_up(session, part, 21211, NOW)
    assert [found.id for found in outbox.undeliverable(session)] == [ids[1], ids[0]]


def test_an_operator_tries_all_again_as_if_they_were_new(session, say, row):
    ids = say("uno", "dos", "tres")
    for part in ids[:2]:
        outbox.begin(session, part, NOW)
        outbox.give_up(session, part, 21211, NOW)
    assert outbox.retry(session, NOW + 9000) == 2
    for part in ids[:2]:
        saved = row(part)
        assert (saved.state, saved.attempts, saved.settled_at) == ("waiting", 0, None)
        assert (saved.created_at, saved.due_at) == (NOW + 9000, NOW + 9000)
    assert row(ids[2]).created_at == NOW


def test_an_operator_may_choose_which(session, say, row):
    ids = say("uno", "dos")
    for part in ids:
        outbox.give_up(session, part, 21211, NOW)
    assert outbox.retry(session, NOW, []) == 0
    assert outbox.retry(session, NOW, [ids[1], 999]) == 1
    assert [row(part).state for part in ids] == ["undeliverable", "waiting"]


def test_what_has_been_forgotten_cannot_be_tried_again(session, in_state, row):
    part = in_state("undeliverable", content=None)
    assert outbox.retry(session, NOW) == 0
    assert row(part).state == "undeliverable"


@pytest.mark.parametrize(
    ("ambiguous", "sid", "state"),
    [(1, None, "uncertain"), (2, None, "uncertain"), (0, None, "waiting"), (1, "SM1", "waiting")],
)
def test_what_may_have_been_taken_is_looked_for_before_it_is_said_again(
    session, in_state, row, ambiguous, sid, state
):
    part = in_state("undeliverable", ambiguous=ambiguous, message_sid=sid)
    outbox.retry(session, NOW)
    assert row(part).state == state


# -- callbacks ------------------------------------------------------------------------------------


def test_a_callback_tells_how_far_a_message_came(session, part, row):
    outbox.accepted(session, part, "SM1", "queued", NOW)
    assert outbox.record_status(session, None, "SM1", "sent", None, NOW + 1).id == part
    assert (row(part).status, row(part).settled_at) == ("sent", None)
    assert cleanups(session) == {}
    assert outbox.record_status(session, None, "SM1", "delivered", None, NOW + 2).id == part
    saved = row(part)
    assert (saved.status, saved.settled_at) == ("delivered", NOW + 2)
    assert (saved.state, saved.content) == ("accepted", None)
    assert outbox.record_status(session, None, "SM1", "read", None, NOW + 3).id == part
    assert (row(part).status, row(part).settled_at) == ("read", NOW + 2)
    assert cleanups(session) == {"SM1": NOW + 2}


def test_no_news_changes_nothing(session, part, row):
    outbox.accepted(session, part, "SM1", "delivered", NOW)
    for status in ("delivered", "sent", "failed", "otro", ""):
        assert outbox.record_status(session, None, "SM1", status, 63018, NOW + 1) is None
    assert (row(part).status, row(part).error_code, row(part).settled_at) == (
        "delivered",
        None,
        NOW,
    )


def test_a_failure_is_seen_by_an_operator_with_its_code_and_may_be_tried_again(session, part, row):
    outbox.accepted(session, part, "SM1", "sent", NOW)
    assert outbox.record_status(session, None, "SM1", "undelivered", 63024, NOW + 1).id == part
    saved = row(part)
    assert (saved.state, saved.error_code, saved.settled_at) == ("undeliverable", 63024, NOW + 1)
    assert saved.content is not None
    assert [found.id for found in outbox.undeliverable(session)] == [part]


def test_a_message_that_failed_and_arrives_after_all_has_arrived(session, part, row):
    outbox.accepted(session, part, "SM1", "sent", NOW)
    outbox.record_status(session, None, "SM1", "failed", 63018, NOW + 1)
    outbox.record_status(session, None, "SM1", "delivered", None, NOW + 2)
    assert (row(part).state, row(part).status, row(part).content) == ("accepted", "delivered", None)
    assert row(part).settled_at == NOW + 1
    assert outbox.undeliverable(session) == []


@pytest.mark.parametrize("status", ["queued", "sent", "delivered"])
def test_a_callback_with_its_token_resolves_a_part_that_was_uncertain(session, part, row, status):
    outbox.begin(session, part, NOW)
    token = row(part).token
    assert outbox.record_status(session, token, "SM1", status, None, NOW + 1).id == part
    assert (row(part).state, row(part).message_sid, row(part).status) == ("accepted", "SM1", status)
    assert outbox.begin(session, part, NOW + 2) is False


@pytest.mark.parametrize("token", [None, "", "nadie"])
def test_a_callback_about_no_message_of_ours_is_ignored(session, part, row, token):
    outbox.begin(session, part, NOW)
    assert outbox.record_status(session, token, "SM9", "delivered", None, NOW) is None
    assert (row(part).state, row(part).message_sid) == ("uncertain", None)


def test_a_callback_about_a_second_message_with_the_same_part_is_ignored(session, part, row):
    outbox.accepted(session, part, "SM1", "sent", NOW)
    token = row(part).token
    assert outbox.record_status(session, token, "SM2", "delivered", None, NOW) is None
    assert (row(part).message_sid, row(part).status) == ("SM1", "sent")


def test_the_sid_says_which_part_is_meant_and_not_the_token(session, say, row):
    first, second = say("uno", "dos")
    outbox.accepted(session, first, "SM1", "sent", NOW)
    assert outbox.record_status(session, row(second).token, "SM1", "read", None, NOW).id == first
    assert (row(second).state, row(second).status) == ("waiting", None)


def test_callbacks_about_a_message_that_was_said_again_are_old_news(session, part, row):
    token = row(part).token
    for sid in ("SM1", "SM2"):
        outbox.accepted(session, part, sid, "sent", NOW)
        outbox.record_status(session, token, sid, "failed", 63018, NOW + 1)
        outbox.send_anew(session, row(part), "waiting", NOW + 2)
        saved = row(part)
        assert (saved.state, saved.status, saved.message_sid) == ("waiting", None, None)
        assert (saved.settled_at, saved.due_at) == (None, NOW + 2)
    assert row(part).earlier_sids == ["SM1", "SM2"]
    for sid in ("SM1", "SM2"):
        assert outbox.record_status(session, token, sid, "failed", 63018, NOW + 3) is None
    assert (row(part).state, row(part).message_sid) == ("waiting", None)
    assert outbox.record_status(session, token, "SM3", "sent", None, NOW + 4).id == part
    assert row(part).message_sid == "SM3"


def test_what_twilio_never_took_leaves_no_sid_behind(session, part, row):
    outbox.send_anew(session, row(part), "uncertain", NOW + 1)
    assert (row(part).state, row(part).earlier_sids, row(part).due_at) == (
        "uncertain",
        None,
        NOW + 1,
    )


def test_all_that_twilio_ever_took_for_a_citizen_is_known(session, say, row):
    first, second, _ = say("uno", "dos", "tres")
    outbox.accepted(session, first, "SM1", "sent", NOW)
    outbox.accepted(session, second, "SM2", "sent", NOW)
    outbox.send_anew(session, row(first), "waiting", NOW + 1)
    outbox.accepted(session, first, "SM3", "sent", NOW + 2)
    session.flush()
    assert outbox.known_sids(session, row(first).sender_id) == {"SM1", "SM2", "SM3"}
    assert outbox.known_sids(session, "nadie") == set()


def test_what_was_taken_and_not_delivered_does_not_stay_at_twilio(session, part, row):
    outbox.accepted(session, part, "SM1", "sent", NOW)
    outbox.send_anew(session, row(part), "waiting", NOW + 1)
    assert cleanups(session) == {"SM1": NOW + 1}


def test_an_attempt_that_nobody_hears_of_is_looked_into_when_twilio_is_done_with_it(
    session, part, row
):
    outbox.begin(session, part, NOW)
    session.expire_all()
    assert row(part).due_at == NOW + outbox.IN_FLIGHT_SECONDS
    outbox.begin(session, part, NOW + 60)
    session.expire_all()
    assert (row(part).first_started_at, row(part).started_at) == (NOW, NOW + 60)


def cleanups(session):
    """What is to be cleaned up at Twilio, and when."""
    session.flush()
    return {row.message_sid: row.due_at for row in session.query(Cleanup)}


@pytest.mark.parametrize(("told", "private"), [({}, False), ({"private": True}, True)])
def test_what_is_private_goes_from_twilio_whatever_the_setting(session, box, row, told, private):
    outbox.enqueue(session, box, ROSA, [Part("tu folio")], NOW, **told)
    part = outbox.next_part(session, ROSA).id
    outbox.accepted(session, part, "SM1", "sent", NOW)
    outbox.send_anew(session, row(part), "waiting", NOW)
    outbox.accepted(session, part, "SM2", "delivered", NOW)
    gone = {cleanup.message_sid: cleanup.private for cleanup in session.query(Cleanup)}
    assert gone == {"SM1": private, "SM2": private}
