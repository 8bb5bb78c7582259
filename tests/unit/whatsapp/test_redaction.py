"""Words do not stay at Twilio once a message is done with."""

from __future__ import annotations

import asyncio
import logging

import pytest

from acolwhats.whatsapp import redaction as module
from acolwhats.whatsapp.client import TwilioProblem
from acolwhats.whatsapp.models import Cleanup
from acolwhats.whatsapp.redaction import Redactor, schedule
from tests.unit.whatsapp.account import settings_for

NOW = 1_700_000_000.0
BUSY = TwilioProblem("not yet", status=409, code=20009)
GONE = TwilioProblem("not there", status=404, code=20404)
AWAY = TwilioProblem("away", status=503, ambiguous=True)


class Twilio:
    """Remembers what it was told to redact or delete; `answers` are raised first."""

    def __init__(self, *answers: Exception) -> None:
        self.answers = list(answers)
        self.done: list[tuple[str, str]] = []
        self.at_once = self.most_at_once = 0

    async def redact(self, message_sid: str) -> None:
        await self._do("redact", message_sid)

    async def delete(self, message_sid: str) -> None:
        await self._do("delete", message_sid)

    async def _do(self, what: str, message_sid: str) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.answers:
            raise self.answers.pop(0)
        self.done.append((what, message_sid))


class World:
    """The process database, with a clock that tests move."""

    def __init__(self, scope) -> None:
        self.scope = scope
        self.now = NOW

    def schedule(self, *sids: str, at: float = NOW) -> None:
        with self.scope() as session:
            for sid in sids:
                schedule(session, sid, at)

    def once(self, twilio: Twilio, retention: str = "redact") -> bool:
        async def main() -> bool:
            settings = settings_for("http://127.0.0.1:1", retention=retention)
            return await Redactor(settings, twilio, lambda: self.now).once()

        return asyncio.run(main())

    def left(self) -> dict[str, float]:
        with self.scope() as session:
            return {row.message_sid: row.due_at - NOW for row in session.query(Cleanup)}


@pytest.fixture
def world(process_database):
    return World(process_database)


@pytest.mark.parametrize(
    ("retention", "what"), [("redact", "redact"), ("delete", "delete"), ("discard", "delete")]
)
def test_what_is_done_with_is_cleaned_up_as_the_settings_say(world, retention, what):
    world.schedule("SM1", "SM2")
    twilio = Twilio()
    assert world.once(twilio, retention) is False
    assert sorted(twilio.done) == [(what, "SM1"), (what, "SM2")]
    assert world.left() == {}


def test_who_keeps_messages_asks_for_nothing_and_remembers_nothing(world):
    world.schedule("SM1")
    twilio = Twilio()
    assert world.once(twilio, "keep") is False
    assert (twilio.done, world.left()) == ([], {})


def test_a_message_that_is_still_on_its_way_is_tried_again_half_a_minute_later(world, caplog):
    world.schedule("SM1")
    twilio = Twilio(BUSY)
    for world.now in (NOW, NOW + 5, NOW + 29):
        world.once(twilio)
    assert (twilio.done, world.left()) == ([], {"SM1": 30.0})
    world.now = NOW + 30
    world.once(twilio)
    assert (twilio.done, world.left()) == ([("redact", "SM1")], {})
    assert caplog.text == ""


def test_a_message_that_is_not_there_is_cleaned_up(world):
    world.schedule("SM1")
    world.once(Twilio(GONE))
    assert world.left() == {}


def test_another_problem_is_told_and_tried_again(world, caplog):
    world.schedule("SM1")
    with caplog.at_level(logging.WARNING):
        world.once(Twilio(AWAY))
    assert "a message was not cleaned up (away)" in caplog.text
    assert world.left() == {"SM1": 30.0}


def test_one_problem_keeps_no_other_message_there(world):
    world.schedule(*[f"SM{n}" for n in range(10)])
    twilio = Twilio(AWAY)
    world.once(twilio)
    assert len(twilio.done) == 9 and len(world.left()) == 1


def test_what_is_not_due_waits(world):
    world.schedule("SM1", at=NOW + 1)
    twilio = Twilio()
    world.once(twilio)
    assert (twilio.done, world.left()) == ([], {"SM1": 1.0})


def test_a_message_is_scheduled_once(world):
    world.schedule("SM1")
    world.schedule("SM1", at=NOW + 100)
    assert world.left() == {"SM1": 0.0}


def test_many_are_done_oldest_first_a_few_at_a_time(world):
    for number in range(50):
        world.schedule(f"SM{number}", at=NOW - 50 + number)
    twilio = Twilio()
    assert world.once(twilio) is True
    assert {sid for _, sid in twilio.done} == {f"SM{number}" for number in range(40)}
    assert twilio.most_at_once == 8
    assert world.once(twilio) is False
    assert world.left() == {}


def test_it_goes_on_when_a_round_fails(world, monkeypatch, caplog):
    monkeypatch.setattr(module, "_EVERY_SECONDS", 0.01)
    world.schedule("SM1", "SM2")
    twilio = Twilio(RuntimeError("de whatsapp:+525500000001"))

    async def main() -> None:
        redactor = Redactor(
            settings_for("http://127.0.0.1:1", retention="delete"), twilio, lambda: NOW
        )
        task = asyncio.ensure_future(redactor.run())
        while len(twilio.done) < 2:
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(asyncio.wait_for(main(), 5))
    assert "redaction was interrupted (RuntimeError)" in caplog.text
    assert "5500000001" not in caplog.text
