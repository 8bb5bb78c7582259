"""What has to be done now and then: asking for lost statuses, forgetting in time, telling of many failures."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Optional

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from acolwhats.database import in_session
from acolwhats.handoff.models import PersonRequest
from acolwhats.whatsapp import redaction
from acolwhats.whatsapp.client import TwilioClient, TwilioProblem
from acolwhats.whatsapp.clock import Clock
from acolwhats.whatsapp.models import Contact, Inbox, Outbox
from acolwhats.whatsapp.status import FAILED

logger = logging.getLogger(__name__)

HOUR = 3600.0
DAY = 24 * HOUR
# How long things are kept; docs/decisions/0006-whatsapp-bridge.md and the privacy notice say so.
ADDRESS_SECONDS = 3 * DAY
WAITING_REQUEST_SECONDS = 30 * DAY
REPETITION_SECONDS = 7 * DAY
UNDELIVERABLE_SECONDS = 7 * DAY

_EVERY_SECONDS = 15.0
_BATCH = 40
_STALE_SECONDS = 600.0
_ALERT_SECONDS = 300.0
_ALERT_SHARE = 0.02
_ALERT_LEAST = 3

Status = Callable[[Optional[str], str, str, Optional[int]], Awaitable[None]]


class Upkeep:
    """Runs every fifteen seconds. Several processes may do it at once: nothing here matters when done twice.

    Args:
        status: notes a status as if its callback had come (token, SID, status, error code).
        chores: what else is done in each round, outside the event loop.
    """

    def __init__(
        self,
        client: TwilioClient,
        clock: Clock,
        status: Status,
        chores: Callable[[], Any],
    ) -> None:
        """Nothing runs until `run`."""
        self._client = client
        self._status = status
        self._clock = clock
        self._chores = chores
        self._alerted_at = 0.0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.once()
            except Exception as error:
                logger.error("whatsapp: upkeep was interrupted (%s)", type(error).__name__)
            await asyncio.sleep(_EVERY_SECONDS)

    async def once(self) -> None:
        """One round."""
        await self._ask_for_statuses()
        await in_session(forget, self._clock())
        await asyncio.to_thread(self._chores)
        await self._alert()

    async def _ask_for_statuses(self) -> None:
        """Ask about messages whose last callback never came."""
        for row in await in_session(_stale, self._clock()):
            await in_session(_set, Outbox, row.id, due_at=self._clock() + _STALE_SECONDS)
            try:
                sent = await self._client.fetch(row.message_sid)
            except TwilioProblem as problem:
                if problem.status == 404:
                    await in_session(_set, Outbox, row.id, settled_at=self._clock(), content=None)
                continue
            await self._status(None, sent.sid, sent.status, sent.error_code)

    async def _alert(self) -> None:
        now = self._clock()
        if now - self._alerted_at < _ALERT_SECONDS:
            return
        settled, failed = await in_session(failures, now - _ALERT_SECONDS)
        if failed >= _ALERT_LEAST and failed > _ALERT_SHARE * settled:
            self._alerted_at = now
            logger.error(
                "whatsapp: %d of %d messages failed in five minutes; see `acolwhats whatsapp undelivered`",
                failed,
                settled,
            )


def _stale(session: Session, now: float) -> list[Outbox]:
    query = select(Outbox).where(
        Outbox.state == "accepted",
        Outbox.settled_at.is_(None),
        Outbox.started_at < now - _STALE_SECONDS,
        Outbox.due_at < now,
    )
    return list(session.scalars(query.limit(_BATCH)))


def _set(session: Session, table: Any, row_id: int, **values: Any) -> None:
    session.execute(update(table).where(table.id == row_id).values(**values))


def failures(session: Session, since: float) -> tuple[int, int]:
    """(messages that reached their last status, how many of them failed) since a time."""
    settled = select(func.count()).select_from(Outbox).where(Outbox.settled_at >= since)
    failed = settled.where(or_(Outbox.status.in_(FAILED), Outbox.state == "undeliverable"))
    return int(session.scalar(settled) or 0), int(session.scalar(failed) or 0)


def forget(session: Session, now: float) -> None:
    """Delete what is no longer needed: repetitions too old to come, answers that arrived, addresses."""
    _run(
        session,
        delete(Inbox).where(
            Inbox.state != "received", Inbox.received_at < now - REPETITION_SECONDS
        ),
    )
    gone = or_(
        and_(Outbox.settled_at < now - DAY, Outbox.state == "accepted"),
        Outbox.created_at < now - UNDELIVERABLE_SECONDS,
    )
    # What never reached a last status is not left at Twilio for that.
    unsettled = select(Outbox).where(gone, Outbox.settled_at.is_(None))
    for row in session.scalars(unsettled).all():
        if row.message_sid is not None:
            redaction.schedule(session, row.message_sid, now, row.private)
    _run(session, delete(Outbox).where(gone))
    _run(session, _old_private(now).values(content=None))
    _run(session, delete(Contact).where(_not_needed(now)))


def _old_private(now: float) -> Any:
    """What could not be delivered of a denuncia: no longer than a draft can the bot still read it."""
    failed = (Outbox.private.is_(True), Outbox.state == "undeliverable")
    return update(Outbox).where(*failed, Outbox.settled_at < now - DAY)


def _not_needed(now: float) -> Any:
    """Condition: nothing remains to be said to a contact, and they wrote too long ago, or asked to be forgotten."""
    unread = exists().where(Inbox.sender_id == Contact.sender_id, Inbox.state == "received")
    unsent = exists().where(
        Outbox.sender_id == Contact.sender_id,
        or_(
            Outbox.state.in_(("waiting", "uncertain", "held")),
            and_(Outbox.state == "accepted", Outbox.settled_at.is_(None)),
            and_(Outbox.state == "undeliverable", Outbox.content.is_not(None)),  # may be retried
        ),
    )
    waits = exists().where(
        PersonRequest.sender_id == Contact.sender_id, PersonRequest.attended_at.is_(None)
    )
    old = and_(
        Contact.last_inbound_at < now - ADDRESS_SECONDS,
        or_(~waits, Contact.last_inbound_at < now - WAITING_REQUEST_SECONDS),
        or_(Contact.keep_until.is_(None), Contact.keep_until < now),
    )
    return and_(~unread, ~unsent, or_(Contact.forget.is_(True), old))


def _run(session: Session, statement: Any) -> None:
    session.execute(statement.execution_options(synchronize_session=False))
