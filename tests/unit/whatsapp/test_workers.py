"""Citizens do not wait for each other, and what one citizen is owed is done in order, one piece at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from acolwhats.database import Base, get_engine
from acolwhats.whatsapp import leases
from acolwhats.whatsapp.models import Contact
from acolwhats.whatsapp.workers import CitizenWorkers

ROSA, LUZ = "wa-rosa", "wa-luz"
NOW, SECONDS = 1000.0, 60.0
ME, ANOTHER = "mesa:100:a", "mesa:200:b"


class Desk:
    """Work for citizens, and workers who do it.

    Attributes:
        waiting: citizen -> pieces of work; one that is an exception is raised.
        done: (citizen, piece), in the order in which they were done.
        gate: closed, pieces that have begun do not end.
    """

    def __init__(self, scope):
        self.scope = scope
        self.now = NOW
        self.waiting = defaultdict(list)
        self.found = []
        self.done = []
        self.begun = []
        self.most_at_once = defaultdict(int)
        self.gate = asyncio.Event()
        self.gate.set()
        self._at_work = defaultdict(int)
        self.workers = CitizenWorkers(
            "turn",
            ME,
            lambda session, now: self.find(session, now),
            lambda sender_id: self.work(sender_id),
            lambda: self.now,
            SECONDS,
        )

    def find(self, session, now):
        assert session.scalar(select(Contact.sender_id).limit(1))
        assert now == self.now
        return list(self.found)

    async def work(self, sender_id):
        if not self.waiting[sender_id]:
            return False
        piece = self.waiting[sender_id].pop(0)
        self._at_work[sender_id] += 1
        self.most_at_once[sender_id] = max(self.most_at_once[sender_id], self._at_work[sender_id])
        self.begun.append(piece)
        await self.gate.wait()
        self._at_work[sender_id] -= 1
        if isinstance(piece, Exception):
            raise piece
        self.done.append((sender_id, piece))
        return True

    def owner(self, sender_id=ROSA):
        """Who holds a citizen's lease, and until when."""
        with self.scope() as session:
            contact = session.get(Contact, sender_id)
            return contact.turn_owner, contact.turn_until

    def is_free(self):
        return self.owner() == self.owner(LUZ) == (None, None)

    def is_free_after(self, count):
        """Condition: so many pieces are done, and nobody holds a lease any more."""
        return lambda: len(self.done) == count and self.is_free()

    async def until(self, condition):
        while not condition():
            await asyncio.sleep(0.002)


@pytest.fixture
def run(process_database):
    """Runs a scenario at a desk; fails rather than wait for ever."""
    with process_database() as session:
        session.add_all(Contact(sender_id=name, last_inbound_at=NOW) for name in (ROSA, LUZ))

    def run(scenario):
        async def main():
            return await asyncio.wait_for(scenario(Desk(process_database)), 5)

        return asyncio.run(main())

    return run


@asynccontextmanager
async def looking(desk):
    """The desk looks for work by itself meanwhile."""
    task = asyncio.ensure_future(desk.workers.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("acolwhats.whatsapp.workers._POLL_SECONDS", 0.01)
    monkeypatch.setattr("acolwhats.whatsapp.workers._TROUBLE_SECONDS", 0.02)


# -- waking ---------------------------------------------------------------------------------------


def test_all_of_a_citizens_work_is_done_in_its_order_and_the_lease_given_back(run):
    async def scenario(desk):
        desk.waiting[ROSA] = [1, 2, 3]
        desk.workers.wake(ROSA)
        await desk.until(desk.is_free_after(3))
        assert desk.done == [(ROSA, 1), (ROSA, 2), (ROSA, 3)]

    run(scenario)


def test_however_often_it_is_woken_one_citizen_has_one_piece_of_work_at_a_time(run):
    async def scenario(desk):
        for number in range(10):
            desk.waiting[ROSA].append(number)
            desk.workers.wake(ROSA)
            await asyncio.sleep(0)
        await desk.until(desk.is_free_after(10))
        assert desk.done == [(ROSA, number) for number in range(10)]
        assert desk.most_at_once == {ROSA: 1}

    run(scenario)


def test_a_citizen_whose_work_takes_long_delays_nobody(run):
    async def scenario(desk):
        desk.gate.clear()
        desk.waiting[ROSA], desk.waiting[LUZ] = ["lenta"], ["rápida"]
        desk.workers.wake(ROSA)
        await desk.until(lambda: desk.begun == ["lenta"])
        desk.workers.wake(LUZ)
        await desk.until(lambda: desk.begun == ["lenta", "rápida"])
        desk.gate.set()
        await desk.until(desk.is_free_after(2))

    run(scenario)


def test_work_that_comes_while_the_last_piece_is_done_is_not_forgotten(run):
    async def scenario(desk):
        work = desk.work

        async def last_piece(sender_id):
            more = await work(sender_id)
            if not more and len(desk.done) == 1:
                desk.waiting[ROSA].append("llegó entonces")
                desk.workers.wake(ROSA)
            return more

        desk.work = last_piece
        desk.waiting[ROSA] = ["primera"]
        desk.workers.wake(ROSA)
        await desk.until(desk.is_free_after(2))

    run(scenario)


def test_work_that_comes_while_the_lease_is_given_back_is_not_forgotten(run, monkeypatch):
    release = leases.release

    async def scenario(desk):
        loop = asyncio.get_running_loop()

        def more():
            desk.waiting[ROSA].append("llegó entonces")
            desk.workers.wake(ROSA)

        def slow_release(*args):
            release(*args)
            if len(desk.done) == 1:
                loop.call_soon_threadsafe(more)

        monkeypatch.setattr(leases, "release", slow_release)
        desk.waiting[ROSA] = ["primera"]
        desk.workers.wake(ROSA)
        await desk.until(desk.is_free_after(2))

    run(scenario)


# -- leases ---------------------------------------------------------------------------------------


def test_while_it_works_it_holds_the_lease_and_prolongs_it_for_each_piece(run):
    async def scenario(desk):
        desk.gate.clear()
        desk.waiting[ROSA] = [1, 2]
        desk.workers.wake(ROSA)
        await desk.until(lambda: desk.begun == [1])
        assert desk.owner() == (ME, NOW + SECONDS)
        desk.now += 50
        desk.gate.set()
        desk.gate.clear()
        await desk.until(lambda: desk.begun == [1, 2])
        assert desk.owner() == (ME, NOW + 50 + SECONDS)
        desk.gate.set()
        await desk.until(desk.is_free_after(2))

    run(scenario)


def test_a_citizen_whom_another_process_works_for_is_left_to_it(run):
    async def scenario(desk):
        with desk.scope() as session:
            leases.claim(session, ROSA, "turn", ANOTHER, NOW, SECONDS)
        desk.waiting[ROSA] = ["de la otra"]
        desk.workers.wake(ROSA)
        await asyncio.sleep(0.05)
        assert desk.begun == []
        assert desk.owner() == (ANOTHER, NOW + SECONDS)
        desk.now += SECONDS + 1
        desk.workers.wake(ROSA)
        await desk.until(desk.is_free_after(1))

    run(scenario)


# -- errors ---------------------------------------------------------------------------------------


def test_a_piece_that_breaks_is_logged_without_its_words_and_the_citizen_set_free(run, caplog):
    async def scenario(desk):
        desk.waiting[ROSA] = [ValueError("lo que escribió"), "sigue"]
        desk.workers.wake(ROSA)
        await desk.until(lambda: desk.begun and desk.is_free())
        assert desk.done == []
        desk.workers.wake(ROSA)
        await desk.until(desk.is_free_after(1))

    with caplog.at_level(logging.ERROR):
        run(scenario)
    assert [line.getMessage() for line in caplog.records] == [
        "whatsapp: a turn was interrupted (ValueError)"
    ]


def test_a_wake_during_a_piece_that_breaks_is_not_forgotten(run):
    async def scenario(desk):
        desk.gate.clear()
        desk.waiting[ROSA] = [ValueError(), "sigue"]
        desk.workers.wake(ROSA)
        await desk.until(lambda: desk.begun)
        desk.workers.wake(ROSA)
        desk.gate.set()
        await desk.until(desk.is_free_after(1))

    run(scenario)


def test_when_the_database_is_away_it_goes_on_afterwards(run, caplog):
    async def scenario(desk):
        Contact.__table__.drop(get_engine())
        desk.workers.wake(ROSA)
        await desk.until(lambda: caplog.records)
        Base.metadata.create_all(get_engine())
        with desk.scope() as session:
            session.add_all(Contact(sender_id=name, last_inbound_at=NOW) for name in (ROSA, LUZ))
        desk.waiting[ROSA] = ["sigue"]
        desk.workers.wake(ROSA)
        await desk.until(desk.is_free_after(1))

    with caplog.at_level(logging.ERROR):
        run(scenario)
    assert [line.getMessage() for line in caplog.records] == [
        "whatsapp: a turn was interrupted (OperationalError)"
    ]


# -- looking --------------------------------------------------------------------------------------


def test_work_that_nobody_was_woken_for_is_found(run, impatient):
    async def scenario(desk):
        async with looking(desk):
            await asyncio.sleep(0.05)
            desk.waiting[ROSA], desk.waiting[LUZ] = [1], [2]
            desk.found = [ROSA, LUZ]
            await desk.until(desk.is_free_after(2))
        assert sorted(desk.done) == [(LUZ, 2), (ROSA, 1)]

    run(scenario)


def test_what_is_being_done_already_is_not_begun_again(run, impatient):
    async def scenario(desk):
        desk.gate.clear()
        desk.waiting[ROSA] = [1]
        desk.found = [ROSA]
        async with looking(desk):
            await desk.until(lambda: desk.begun == [1])
            await asyncio.sleep(0.05)
            desk.found = []
            desk.gate.set()
            await desk.until(desk.is_free_after(1))
        assert desk.most_at_once == {ROSA: 1}

    run(scenario)


def test_it_looks_twice_a_second_and_less_often_when_the_database_is_away(run, monkeypatch):
    slept = []
    sleep = asyncio.sleep

    async def quick(seconds):
        slept.append(seconds)
        await sleep(0.001)

    async def scenario(desk):
        monkeypatch.setattr("acolwhats.whatsapp.workers.asyncio.sleep", quick)
        async with looking(desk):
            while len(slept) < 2:
                await sleep(0.001)
            Contact.__table__.drop(get_engine())
            while slept[-1] != 2.0:
                await sleep(0.001)

    run(scenario)
    assert set(slept) == {0.5, 2.0}


def test_an_outage_is_told_once_and_the_next_one_again(run, impatient, caplog):
    async def scenario(desk):
        find, away = desk.find, []

        def broken(session, now):
            away.append(now)
            raise ConnectionError

        async with looking(desk):
            for _ in range(2):
                desk.find = broken
                await desk.until(lambda: len(away) >= 3)
                away.clear()
                desk.find = find
                desk.waiting[ROSA], desk.found = ["sigue"], [ROSA]
                await desk.until(lambda: desk.done)
                desk.found, desk.done = [], []
            await desk.until(desk.is_free)

    with caplog.at_level(logging.ERROR):
        run(scenario)
    assert [line.getMessage() for line in caplog.records] == [
        "whatsapp: the database is away (ConnectionError)"
    ] * 2


# -- stopping -------------------------------------------------------------------------------------


def test_stopping_lets_a_piece_be_finished_and_leaves_the_rest(run):
    async def scenario(desk):
        desk.gate.clear()
        desk.waiting[ROSA], desk.waiting[LUZ] = [1, 2], [3]
        desk.workers.wake(ROSA)
        await desk.until(lambda: desk.begun == [1])
        stop = asyncio.ensure_future(desk.workers.stop())
        await asyncio.sleep(0.01)
        assert not stop.done()
        desk.workers.wake(LUZ)
        desk.workers.wake(ROSA)
        desk.gate.set()
        await stop
        assert desk.done == [(ROSA, 1)]
        assert desk.is_free()

    run(scenario)


def test_stopping_at_rest_is_immediate_and_nothing_begins_afterwards(run):
    async def scenario(desk):
        await desk.workers.stop()
        desk.waiting[ROSA] = [1]
        desk.workers.wake(ROSA)
        await asyncio.sleep(0.02)
        assert desk.begun == []

    run(scenario)


def test_stopping_does_not_wait_for_ever(run, monkeypatch):
    monkeypatch.setattr("acolwhats.whatsapp.workers._STOP_SECONDS", 0.02)

    async def scenario(desk):
        desk.gate.clear()
        desk.waiting[ROSA] = ["se atoró"]
        desk.workers.wake(ROSA)
        await desk.until(lambda: desk.begun)
        await desk.workers.stop()
        desk.gate.set()
        await asyncio.sleep(0.02)
        assert desk.done == []

    run(scenario)
