"""Taking words out of Twilio's own log, once a message is done with."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from acolwhats.database import in_session, insert
from acolwhats.whatsapp.client import TwilioClient, TwilioProblem
from acolwhats.whatsapp.clock import Clock
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.models import Cleanup

logger = logging.getLogger(__name__)

_EVERY_SECONDS = 5.0
_AGAIN_SECONDS = 30.0
_BATCH = 40
_TOGETHER = 8
_NOT_DONE_YET = 20009


def schedule(session: Session, message_sid: str, now: float, private: bool = False) -> None:
    """A message is done with: it goes from Twilio as soon as may be. A private one is deleted whatever the setting."""
    row = insert(session)(Cleanup).values(message_sid=message_sid, due_at=now, private=private)
    session.execute(row.on_conflict_do_nothing())


class Redactor:
    """Redacts or deletes what is done with, as the settings say. Harmless when several processes do it at once."""

    def __init__(self, settings: BridgeSettings, client: TwilioClient, clock: Clock) -> None:
        """Nothing runs until `run`."""
        self._retention = settings.retention
        self._client = client
        self._clock = clock
        self._together = asyncio.Semaphore(_TOGETHER)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self.once():
                    pass
            except Exception as error:
                logger.error("whatsapp: redaction was interrupted (%s)", type(error).__name__)
            await asyncio.sleep(_EVERY_SECONDS)

    async def once(self) -> bool:
        """Some of what is due; True when there may be more."""
        if self._retention == "keep":
            await in_session(_forget_what_is_kept)
        due = await in_session(_due, self._clock())
        await asyncio.gather(*map(self._clean, due))
        return len(due) == _BATCH

    async def _clean(self, row: Cleanup) -> None:
        message_sid = str(row.message_sid)
        async with self._together:
            try:
                if self._retention == "redact" and not row.private:
                    await self._client.redact(message_sid)
                else:
                    await self._client.delete(message_sid)
            except TwilioProblem as problem:
                if problem.status != 404:
                    if problem.code != _NOT_DONE_YET:
                        logger.warning("whatsapp: a message was not cleaned up (%s)", problem)
                    await in_session(_later, message_sid, self._clock() + _AGAIN_SECONDS)
                    return
        await in_session(_done, message_sid)


def _due(session: Session, now: float) -> list[Cleanup]:
    query = select(Cleanup).where(Cleanup.due_at <= now).order_by(Cleanup.due_at)
    return list(session.scalars(query.limit(_BATCH)))


def _later(session: Session, message_sid: str, due_at: float) -> None:
    change = update(Cleanup).where(Cleanup.message_sid == message_sid)
    session.execute(change.values(due_at=due_at))


def _done(session: Session, message_sid: str) -> None:
    session.execute(delete(Cleanup).where(Cleanup.message_sid == message_sid))


def _forget_what_is_kept(session: Session) -> None:
    session.execute(delete(Cleanup).where(Cleanup.private.is_(False)))
