"""The inbox: what citizens sent, recorded before it is acknowledged and gone when its turn is done."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import Optional, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from acolwhats.database import in_session, insert
from acolwhats.whatsapp import redaction
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.leases import is_free
from acolwhats.whatsapp.models import Contact, Inbox

logger = logging.getLogger(__name__)

_MOST_AT_ONCE = 200
_TOKEN = re.compile(r"[!-~]{1,255}")


@dataclass(frozen=True)
class Arrival:
    """A message as it arrived, sealed already.

    Attributes:
        idempotency_token: Twilio's, the same for each repetition of a webhook.
    """

    message_sid: str
    idempotency_token: Optional[str]
    sender_id: str
    content: bytes
    address: bytes
    at: float


def seal_arrival(
    settings: BridgeSettings, message: InboundMessage, token: Optional[str], at: float
) -> Arrival:
    """Seal a message for its row, and the citizen's address for theirs."""
    sender_id = settings.identities.sender_id(message.sender)
    return Arrival(
        message_sid=message.message_sid,
        # Not signed, and so not trusted: whatever a database might refuse is left out.
        idempotency_token=token if token and _TOKEN.fullmatch(token) else None,
        sender_id=sender_id,
        content=settings.box.seal(message.as_dict(), f"inbox:{message.message_sid}"),
        address=settings.box.seal(message.sender, f"contact:{sender_id}"),
        at=at,
    )


def record(session: Session, arrivals: Sequence[Arrival]) -> list[bool]:
    """Record messages in their order of arrival; for each, whether it is new and not a repetition."""
    news = [_record_message(session, arrival) for arrival in arrivals]
    contacts = {a.sender_id: a for a, is_new in zip(arrivals, news) if is_new}
    # Always in the same order: two processes that record the same citizens must not wait for each other.
    for sender_id in sorted(contacts):
        _record_contact(session, contacts[sender_id])
    return news


def _record_message(session: Session, arrival: Arrival) -> bool:
    row = insert(session)(Inbox).values(
        message_sid=arrival.message_sid,
        idempotency_token=arrival.idempotency_token,
        sender_id=arrival.sender_id,
        content=arrival.content,
        state="received",
        attempts=0,
        received_at=arrival.at,
        due_at=arrival.at,
    )
    return bool(session.execute(row.on_conflict_do_nothing()).rowcount)


def _record_contact(session: Session, arrival: Arrival) -> None:
    contact = insert(session)(Contact).values(
        sender_id=arrival.sender_id,
        address=arrival.address,
        last_inbound_at=arrival.at,
        forget=False,
    )
    changes = {
        "address": arrival.address,
        "last_inbound_at": arrival.at,
        "opted_out_at": None,  # who writes wants an answer
        "forget": False,
    }
    session.execute(contact.on_conflict_do_update(index_elements=["sender_id"], set_=changes))


def is_away(error: Exception) -> bool:
    """Whether the database could not be asked at all; otherwise it refused something in particular."""
    refused = getattr(getattr(error, "orig", None), "pgcode", None)
    return isinstance(error, OperationalError) and refused is None


class Recorder:
    """Records what arrives at the same time in one transaction, in order of arrival.

    What the database refuses for one message's sake (or for a deadlock with another process) is recorded one by one.
    """

    def __init__(self) -> None:
        """Nothing is recorded until `run`."""
        self._waiting: asyncio.Queue[tuple[Arrival, asyncio.Future[bool]]] = asyncio.Queue()

    async def record(self, arrival: Arrival) -> bool:
        """True when the message is new. When this returns, it is in the database.

        Raises:
            SQLAlchemyError: it could not be recorded.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((arrival, done))
        return await done

    async def run(self) -> None:
        """Record until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._record_batch(batch)

    async def _record_batch(self, batch: list[tuple[Arrival, asyncio.Future[bool]]]) -> None:
        try:
            news = await in_session(record, [arrival for arrival, _ in batch])
        except Exception as error:
            if is_away(error):
                self._refuse(batch, error)
            else:
                await self._record_one_by_one(batch)
            return
        for (_, done), is_new in zip(batch, news):
            if not done.done():
                done.set_result(is_new)

    async def _record_one_by_one(self, batch: list[tuple[Arrival, asyncio.Future[bool]]]) -> None:
        for number, (arrival, done) in enumerate(batch):
            try:
                (is_new,) = await in_session(record, [arrival])
            except Exception as error:
                if is_away(error):
                    self._refuse(batch[number:], error)
                    return
                self._refuse([(arrival, done)], error)
                continue
            if not done.done():
                done.set_result(is_new)

    @staticmethod
    def _refuse(batch: list[tuple[Arrival, asyncio.Future[bool]]], error: Exception) -> None:
        reason = (
            "the database is away or not migrated" if is_away(error) else "the database said no"
        )
        logger.error(
            "whatsapp: %d message(s) refused, %s (%s)", len(batch), reason, type(error).__name__
        )
        for _, done in batch:
            if not done.done():
                done.set_exception(error)


def citizens_with_work(session: Session, now: float, most: int = 500) -> list[str]:
    """Citizens with a message to be run now, for whom no process is at work; longest waiting first."""
    query = (
        select(Inbox.sender_id)
        .join(Contact, Contact.sender_id == Inbox.sender_id)
        .where(Inbox.state == "received", is_free("turn", now))
        .group_by(Inbox.sender_id)
        .having(func.min(Inbox.due_at) <= now)
        .order_by(func.min(Inbox.id))
        .limit(most)
    )
    return list(session.scalars(query))


def next_message(session: Session, sender_id: str) -> Optional[Inbox]:
    """A citizen's oldest message whose turn has not been run."""
    query = select(Inbox).where(Inbox.state == "received", Inbox.sender_id == sender_id)
    return session.scalars(query.order_by(Inbox.id).limit(1)).first()


def begin(session: Session, message_id: int) -> int:
    """Count an attempt; how many were made, this one included."""
    change = update(Inbox).where(Inbox.id == message_id)
    session.execute(
        change.values(attempts=Inbox.attempts + 1).execution_options(synchronize_session=False)
    )
    return int(session.scalar(select(Inbox.attempts).where(Inbox.id == message_id)) or 0)


def postpone(session: Session, message_id: int, due_at: float) -> None:
    """Try again later."""
    session.execute(update(Inbox).where(Inbox.id == message_id).values(due_at=due_at))


def finish(
    session: Session, message_id: int, now: float, state: str = "done", private: bool = False
) -> bool:
    """The turn is done (or failed for good); its content is forgotten. False when it already was."""
    change = (
        update(Inbox)
        .where(Inbox.id == message_id, Inbox.state == "received")
        .values(state=state, content=None)
        .execution_options(synchronize_session=False)
    )
    if not session.execute(change).rowcount:
        return False
    message_sid = session.scalar(select(Inbox.message_sid).where(Inbox.id == message_id))
    redaction.schedule(session, str(message_sid), now, private)
    return True


def backlog(session: Session) -> int:
    """How many messages wait for their turn, of all citizens."""
    waiting = select(func.count()).select_from(Inbox).where(Inbox.state == "received")
    return int(session.scalar(waiting) or 0)
