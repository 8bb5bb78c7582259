"""What is looked after when nobody asks: lost statuses, many failures, what is over."""

from __future__ import annotations

import asyncio
import logging

import pytest

from acolwhats.whatsapp import upkeep as module
from acolwhats.whatsapp.client import Sent, TwilioProblem
from acolwhats.whatsapp.models import Contact, Outbox
from acolwhats.whatsapp.upkeep import DAY, Upkeep, failures
from tests.unit.whatsapp.rows import NOW, contact, outbound


class Twilio:
    """Says how far messages have come."""

    def __init__(self, answer=None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def fetch(self, message_sid: str) -> Sent:
        self.asked.append(message_sid)
        if isinstance(self.answer, Exception):
            raise self.answer
        return Sent(message_sid, self.answer or "delivered", "", NOW, None)


class World:
    """Upkeep of the process database, with a clock that tests move."""

    def __init__(self, scope) -> None:
        self.scope = scope
        self.now = NOW
        self.twilio = Twilio()
        self.statuses: list = []
        self.purged = 0
        self.upkeep = Upkeep(self.twilio, lambda: self.now, self._status, self._purge)

    async def _status(self, *status) -> None:
        self.statuses.append(status)

    def _purge(self) -> None:
        self.purged += 1

    def once(self) -> None:
        asyncio.run(self.upkeep.once())

    def add(self, *args, **values) -> None:
        with self.scope() as session:
            outbound(session, *args, **values)


@pytest.fixture
def world(process_database):
    return World(process_database)


class TestLostStatuses:
    def stale(self, world, **more) -> None:
        values = {"state": "accepted", "message_sid": "SM1", "started_at": NOW - 601, **more}
        world.add(601, **values)

    def test_a_message_without_news_for_ten_minutes_is_asked_about(self, world):
        self.stale(world)
        world.once()
        assert world.statuses == [(None, "SM1", "delivered", None)]

    @pytest.mark.parametrize(
        "more",
        [
            {"started_at": NOW - 599},
            {"settled_at": NOW - 10},
            {"state": "waiting", "message_sid": None},
            {"state": "undeliverable"},
        ],
    )
    def test_others_are_not(self, world, more):
        self.stale(world, **more)
        world.once()
        assert world.twilio.asked == []

    def test_it_is_asked_again_after_ten_more_minutes(self, world):
        self.stale(world)
        world.twilio.answer = "sent"
        for seconds in (0, 15, 599, 601):
            world.now = NOW + seconds
            world.once()
        assert world.twilio.asked == ["SM1", "SM1"]

    def test_a_message_that_twilio_does_not_know_is_settled_and_its_words_are_gone(self, world):
        self.stale(world, content=b"sellado")
        world.twilio.answer = TwilioProblem("no", status=404, code=20404)
        world.once()
        with world.scope() as session:
            (row,) = session.query(Outbox)
            assert (row.settled_at, row.content) == (NOW, None)
        assert world.statuses == []

    def test_while_twilio_is_away_nothing_is_concluded(self, world):
        self.stale(world, content=b"sellado")
        world.twilio.answer = TwilioProblem("no", status=503, ambiguous=True)
        world.once()
        with world.scope() as session:
            (row,) = session.query(Outbox)
            assert (row.settled_at, row.content, row.state) == (None, b"sellado", "accepted")


class TestAlert:
    def settle(self, world, arrived: int, failed: int, age: float = 10.0) -> None:
        for number in range(arrived + failed):
            is_failed = number >= arrived
            world.add(
                age,
                state="undeliverable" if is_failed else "accepted",
                status="failed" if is_failed else "delivered",
                settled_at=world.now - age,
            )

    def alerts(self, world, caplog) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.ERROR, logger=module.__name__):
            world.once()
        return [record.getMessage() for record in caplog.records]

    @pytest.mark.parametrize(
        ("arrived", "failed", "told"),
        [
            (97, 3, True),
            (147, 3, False),
            (144, 3, True),
            (0, 3, True),
            (0, 2, False),
            (98, 2, False),
        ],
    )
    def test_more_than_two_in_a_hundred_are_told(self, world, caplog, arrived, failed, told):
        self.settle(world, arrived, failed)
        said = self.alerts(world, caplog)
        assert bool(said) is told
        if told:
            assert f"{failed} of {arrived + failed} messages failed" in said[0]

    def test_it_is_told_once_in_five_minutes(self, world, caplog):
        told = []
        for seconds in (0, 15, 299, 300, 310):
            world.now = NOW + seconds
            self.settle(world, 0, 3)
            told.append(bool(self.alerts(world, caplog)))
        assert told == [True, False, False, True, False]

    def test_what_failed_earlier_is_old_news(self, world, caplog):
        self.settle(world, 0, 5, age=301)
        assert self.alerts(world, caplog) == []

    def test_both_kinds_of_failure_count_once(self, session):
        outbound(session, state="undeliverable", settled_at=NOW)
        outbound(session, state="accepted", status="undelivered", settled_at=NOW)
        outbound(session, state="undeliverable", status="failed", settled_at=NOW)
        outbound(session, state="accepted", status="read", settled_at=NOW)
        outbound(session, state="waiting")
        assert failures(session, NOW - 1) == (4, 3)


class TestRounds:
    def test_a_round_forgets_and_purges(self, world):
        with world.scope() as session:
            contact(session, wrote=4 * DAY)
        world.once()
        with world.scope() as session:
            assert session.query(Contact).count() == 0
        assert world.purged == 1

    def test_a_round_that_fails_is_told_and_the_next_one_comes(self, world, monkeypatch, caplog):
        monkeypatch.setattr(module, "_EVERY_SECONDS", 0.01)
        rounds = []

        async def once() -> None:
            rounds.append(len(rounds))
            if len(rounds) == 1:
                raise OSError("disco lleno en /home/alguien")

        monkeypatch.setattr(world.upkeep, "once", once)

        async def main() -> None:
            task = asyncio.ensure_future(world.upkeep.run())
            while len(rounds) < 3:
                await asyncio.sleep(0.01)
            task.cancel()

        asyncio.run(asyncio.wait_for(main(), 5))
        assert "upkeep was interrupted (OSError)" in caplog.text
        assert "alguien" not in caplog.text
