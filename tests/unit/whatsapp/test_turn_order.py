"""Two processes, slow, dying and late, on one database: each message has one turn, in order of arrival."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from acolwhats.database import Base, make_engine, session_scope
from acolwhats.whatsapp import inbox, leases
from acolwhats.whatsapp.inbox import Arrival
from acolwhats.whatsapp.models import Cleanup, Contact, Inbox

CITIZENS = st.sampled_from(["wa-rosa", "wa-luz"])
PROCESSES = st.sampled_from([0, 1])
NAMES = st.sampled_from("abcdefghijkl")
MESSAGES = st.lists(st.tuples(NAMES, st.none() | NAMES, CITIZENS), min_size=1, max_size=3)
OUTCOMES = st.sampled_from(["answered", "answered and left", "failed", "killed"])
LEASE = 60


class TwoProcesses(RuleBasedStateMachine):
    """What each process does, and what ought to come of it."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'puente.db'}"
        self.engines = [make_engine(url), make_engine(url)]
        Base.metadata.create_all(
            self.engines[0], tables=[Contact.__table__, Inbox.__table__, Cleanup.__table__]
        )
        self.names = ["mesa:100:a", "mesa:200:b"]
        self.now = 1000.0
        self.tokens: set[str] = set()
        self.arrived: dict[str, list[str]] = {}  # citizen -> sids, in order of arrival
        self.due: dict[str, float] = {}
        self.attempts: dict[str, int] = {}
        self.turns: dict[str, list[str]] = {}  # citizen -> sids, in the order of their turns
        self.leases: dict[str, tuple[str, float]] = {}
        # (process, citizen) -> the message that the process believes to be its to answer
        self.at_work: dict[tuple[int, str], tuple[int, str]] = {}

    def teardown(self):
        for engine in self.engines:
            engine.dispose()
        self.folder.cleanup()

    def session(self, process):
        return session_scope(self.engines[process])

    def waiting(self, citizen):
        done = len(self.turns.get(citizen, []))
        return self.arrived.get(citizen, [])[done:]

    def holder(self, citizen):
        """Who holds the lease, unless it has run out."""
        owner, until = self.leases.get(citizen, (None, 0))
        return owner if until >= self.now else None

    @initialize(process=PROCESSES, messages=MESSAGES)
    def somebody_has_written(self, process, messages):
        self.messages_arrive(process, messages)

    @rule(process=PROCESSES, messages=MESSAGES)
    def messages_arrive(self, process, messages):
        seen = {sid for sids in self.arrived.values() for sid in sids}
        expected, arrivals = [], []
        for sid, token, citizen in messages:
            is_new = sid not in seen and token not in self.tokens
            expected.append(is_new)
            arrivals.append(Arrival(sid, token, citizen, b"sellado", b"direccion", self.now))
            if is_new:
                seen.add(sid)
                self.tokens |= {token} - {None}
                self.arrived.setdefault(citizen, []).append(sid)
                self.due[sid] = self.now
        with self.session(process) as session:
            assert inbox.record(session, arrivals) == expected

    @rule(process=PROCESSES, citizen=CITIZENS)
    def a_process_asks_for_a_citizen_and_begins_a_turn(self, process, citizen):
        name = self.names[process]
        expected = citizen in self.arrived and self.holder(citizen) in (None, name)
        with self.session(process) as session:
            got = leases.claim(session, citizen, "turn", name, self.now, LEASE)
        assert got == expected
        if not got:
            return
        self.leases[citizen] = (name, self.now + LEASE)
        with self.session(process) as session:
            row = inbox.next_message(session, citizen)
            assert (row and row.message_sid) == next(iter(self.waiting(citizen)), None)
            if row is not None:
                self.attempts[row.message_sid] = self.attempts.get(row.message_sid, 0) + 1
                assert inbox.begin(session, row.id) == self.attempts[row.message_sid]
                self.at_work[process, citizen] = (row.id, row.message_sid)

    @precondition(lambda self: self.at_work)
    @rule(data=st.data(), outcome=OUTCOMES)
    def a_turn_ends(self, data, outcome):
        process, citizen = data.draw(st.sampled_from(sorted(self.at_work)))
        message_id, sid = self.at_work.pop((process, citizen))
        if outcome == "killed":
            self.at_work = {key: work for key, work in self.at_work.items() if key[0] != process}
            self.names[process] += "x"  # the process that comes in its place
            return
        if outcome == "failed":
            self.due[sid] = self.now + 1
            with self.session(process) as session:
                inbox.postpone(session, message_id, self.due[sid])
            return
        is_ours = self.leases.get(citizen, ("",))[0] == self.names[process]
        is_late = sid in self.turns.get(citizen, [])
        try:
            with self.session(process) as session:
                leases.hold(session, citizen, "turn", self.names[process])
                if not inbox.finish(session, message_id, self.now):
                    raise leases.LeaseLost("the message is finished already")
        except leases.LeaseLost:
            assert is_late or not is_ours
        else:
            assert is_ours and not is_late
            self.turns.setdefault(citizen, []).append(sid)
        if outcome == "answered and left":
            with self.session(process) as session:
                leases.release(session, citizen, "turn", self.names[process])
            if is_ours:
                del self.leases[citizen]

    @rule(seconds=st.sampled_from([1, LEASE + 1]))
    def time_passes(self, seconds):
        self.now += seconds

    @invariant()
    def each_message_has_one_turn_in_order_of_arrival(self):
        for citizen, sids in self.turns.items():
            assert sids == self.arrived[citizen][: len(sids)]

    @invariant()
    def whoever_has_work_and_nobody_at_it_is_found(self):
        expected = [
            citizen
            for citizen in self.arrived
            if any(self.due[sid] <= self.now for sid in self.waiting(citizen))
            and self.holder(citizen) is None
        ]
        with self.session(0) as session:
            assert sorted(inbox.citizens_with_work(session, self.now)) == sorted(expected)

    @invariant()
    def the_lease_is_whose_it_ought_to_be(self):
        columns = select(Contact.sender_id, Contact.turn_owner, Contact.turn_until)
        with self.engines[1].connect() as connection:
            held = connection.execute(columns.where(Contact.turn_owner.is_not(None))).all()
        assert {sender_id: (owner, until) for sender_id, owner, until in held} == self.leases


TwoProcesses.TestCase.settings = settings(max_examples=40, stateful_step_count=40)
test_each_message_has_one_turn_in_order_of_arrival = TwoProcesses.TestCase


def test_the_late_one_is_fenced_off(on_disk):
    """The story that the machine above finds too, told once in order."""
    with on_disk() as session:
        inbox.record(session, [Arrival(sid, None, "wa-rosa", b"", b"", 0) for sid in "ab"])
        leases.claim(session, "wa-rosa", "turn", "mesa:100:a", 0, LEASE)
    with on_disk() as slow:
        message = inbox.next_message(slow, "wa-rosa")
    with on_disk() as session:
        assert leases.claim(session, "wa-rosa", "turn", "mesa:200:b", LEASE + 1, LEASE)
        assert inbox.next_message(session, "wa-rosa").id == message.id
        assert inbox.finish(session, message.id, LEASE + 1)
    with pytest.raises(leases.LeaseLost), on_disk() as slow:
        inbox.finish(slow, message.id, LEASE + 2)
        leases.hold(slow, "wa-rosa", "turn", "mesa:100:a")
    with on_disk() as session:
        assert inbox.next_message(session, "wa-rosa").message_sid == "b"
