"""The inbox: what citizens sent, recorded before it is acknowledged and gone when its turn is done."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Optional, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from acolwhats.database import in_session
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.leases import is_free
from acolwhats.whatsapp.models import Contact, Inbox

logger = logging.getLogger(__name__)

_MOST_AT_ONCE = 200


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
        idempotency_token=token[:255] if token else None,
        sender_id=sender_id,
        content=settings.box.seal(message.as_dict(), f"inbox:{message.message_sid}"),
        address=settings.box.seal(message.sender, f"contact:{sender_id}"),
        at=at,
    )


def insert(session: Session) -> Any:
    """INSERT with `on_conflict_do_…`, in the dialect of the database."""
    name = session.get_bind().dialect.name
    return postgresql.insert if name == "postgresql" else sqlite.insert


def record(session: Session, arrivals: Sequence[Arrival]) -> list[bool]:
    """Record messages in their order of arrival; for each, whether it is new and not a repetition."""
    return [_record_one(session, arrival) for arrival in arrivals]


def _record_one(session: Session, arrival: Arrival) -> bool:
    row = insert(session)(Inbox).values(
        message_sid=arrival.message_sid,
        idempotency_token=arrival.idempotency_token,
        sender_id=arrival.sender_id,
        content=arrival.content,
        state="received",
        attempts=0,
        received_at=arrival.at,
        due_at=arrival.at,
        private=False,
    )
    if not session.execute(row.on_conflict_do_nothing()).rowcount:
        return False
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
    return True


class Recorder:
    """Records what arrives at the same time in one transaction, in order of arrival."""

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
            logger.error(
                "whatsapp: %d message(s) refused, the database is away or not migrated (%s)",
                len(batch),
                type(error).__name__,
            )
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for (_, done), is_new in zip(batch, news):
            if not done.done():
                done.set_result(is_new)


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
        .values(state=state, content=None, clean_at=now, private=private)
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(change).rowcount)


def backlog(session: Session) -> int:
    """How many messages wait for their turn, of all citizens."""
    waiting = select(func.count()).select_from(Inbox).where(Inbox.state == "received")
    return int(session.scalar(waiting) or 0)
