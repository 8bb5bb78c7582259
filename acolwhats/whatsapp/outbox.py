"""The outbox: what is said to citizens, recorded before it is sent."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from acolwhats.whatsapp import redaction
from acolwhats.whatsapp.client import TOTAL_SECONDS
from acolwhats.whatsapp.leases import is_free
from acolwhats.whatsapp.models import Contact, Outbox
from acolwhats.whatsapp.retry import Failure, next_attempt
from acolwhats.whatsapp.sealing import Box
from acolwhats.whatsapp.status import ARRIVED, FAILED, TERMINAL, advances

_TO_SEND = ("waiting", "uncertain")
# How long a request may take, and Twilio to list what became of it.
IN_FLIGHT_SECONDS = TOTAL_SECONDS + 5.0


@dataclass(frozen=True)
class Part:
    """One message as it is sent.

    Attributes:
        text: the words; also what is sent when the buttons are refused.
        content: name of a Content template (`quick-reply-2`), its variables beside it.
        media_url: a picture or document that Twilio fetches.
        entries: what the buttons or list items stand for, in their order.
    """

    text: str
    content: Optional[str] = None
    variables: Optional[Mapping[str, str]] = None
    media_url: Optional[str] = None
    entries: tuple[str, ...] = ()
    token: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For sealing; `from_dict` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Part:
        """What `as_dict` wrote."""
        return cls(**{**value, "entries": tuple(value["entries"])})


def new_token() -> str:
    """Names a part in its status callbacks and in the ids of its buttons; says nothing about it."""
    return secrets.token_hex(8)


def enqueue(
    session: Session,
    box: Box,
    sender_id: str,
    parts: Sequence[Part],
    now: float,
    urgent: bool = False,
    private: bool = False,
) -> None:
    """Record messages to be sent to a citizen, in this order; private ones are deleted at Twilio whatever its setting."""
    for part in parts:
        token = part.token or new_token()
        session.add(
            Outbox(
                token=token,
                sender_id=sender_id,
                content=box.seal(part.as_dict(), f"outbox:{token}"),
                urgent=urgent,
                private=private,
                created_at=now,
                due_at=now,
            )
        )
        session.flush()  # ids in this order


def citizens_with_parts(session: Session, now: float, most: int = 500) -> list[str]:
    """Citizens whom something is to be sent now, and whom no process is sending to."""
    query = (
        select(Outbox.sender_id)
        .join(Contact, Contact.sender_id == Outbox.sender_id)
        .where(Outbox.state.in_(_TO_SEND), is_free("send", now))
        .group_by(Outbox.sender_id)
        .having(func.min(Outbox.due_at) <= now)
        .order_by(func.max(case((Outbox.urgent, 1), else_=0)).desc(), func.min(Outbox.id))
        .limit(most)
    )
    return list(session.scalars(query))


def next_part(session: Session, sender_id: str) -> Optional[Outbox]:
    """The part to be sent first: in order, except that nothing keeps an urgent one waiting."""
    query = select(Outbox).where(Outbox.state.in_(_TO_SEND), Outbox.sender_id == sender_id)
    return session.scalars(query.order_by(Outbox.urgent.desc(), Outbox.id).limit(1)).first()


def begin(session: Session, part_id: int, now: float) -> bool:
    """An attempt begins. Should the process die now, its outcome is unknown: the row says so beforehand.

    False when there is nothing left to send: a status callback told that Twilio has it.
    """
    return bool(
        _change(
            session,
            part_id,
            state="uncertain",
            attempts=Outbox.attempts + 1,
            first_started_at=func.coalesce(Outbox.first_started_at, now),
            started_at=now,
            # Should nobody hear of this attempt again, it is looked into when Twilio is done with it for certain.
            due_at=now + IN_FLIGHT_SECONDS,
        )
    )


def accepted(session: Session, part_id: int, message_sid: str, status: str, now: float) -> None:
    """Twilio has the message."""
    row = _locked(session, Outbox.id == part_id)
    if row is None or row.message_sid not in (None, message_sid):
        return
    if message_sid in (row.earlier_sids or []) or row.status in FAILED:
        return  # a callback was faster than the answer, and told that it failed
    row.state, row.message_sid, row.error_code = "accepted", message_sid, None
    _advance(session, row, status, None, now)


def failed(
    session: Session, part_id: int, failure: Failure, code: Optional[int], now: float
) -> None:
    """An attempt failed: try again later, or leave it to an operator."""
    row = _locked(session, Outbox.id == part_id)
    if row is None or row.state not in _TO_SEND:
        return
    row.error_code = code
    row.ambiguous += int(failure.ambiguous)
    due = next_attempt(failure, row.attempts, row.created_at, now)
    if due is None:
        row.state, row.settled_at = "undeliverable", now
    else:
        row.state, row.due_at = ("uncertain" if failure.ambiguous else "waiting"), due


def postpone(session: Session, part_id: int, due_at: float) -> None:
    """Not now; it was not tried."""
    _change(session, part_id, due_at=due_at)


def was_not_sent(session: Session, part_id: int, now: float) -> None:
    """What became of an uncertain part is known: nothing."""
    _change(session, part_id, state="waiting", due_at=now)


def replace(session: Session, box: Box, part_id: int, part: Part, now: float) -> None:
    """Say it in another way, as a new attempt."""
    row = _locked(session, Outbox.id == part_id)
    if row is not None and row.state in _TO_SEND:
        row.content = box.seal(part.as_dict(), f"outbox:{row.token}")
        row.state, row.due_at = "waiting", now


def give_up(session: Session, part_id: int, code: Optional[int], now: float) -> None:
    """It cannot be delivered; an operator sees it, and may try again."""
    _change(session, part_id, state="undeliverable", error_code=code, settled_at=now)


def hold(session: Session, part_id: int, code: Optional[int]) -> None:
    """Keep it until the citizen writes again."""
    _change(session, part_id, state="held", error_code=code)


def is_anything_held(session: Session, sender_id: str) -> bool:
    """Whether the citizen has been asked already to write again."""
    query = select(Outbox.id).where(Outbox.sender_id == sender_id, Outbox.state == "held")
    return session.scalars(query.limit(1)).first() is not None


def release_held(session: Session, sender_id: str, now: float) -> int:
    """The citizen wrote: what was held can be said now. Its attempts and its age count from here."""
    change = update(Outbox).where(Outbox.sender_id == sender_id, Outbox.state == "held")
    values = {"state": "waiting", "due_at": now, "created_at": now, "attempts": 0}
    return _run(session, change.values(values))


def send_anew(session: Session, row: Outbox, state: str, now: float) -> None:
    """Send a message again that Twilio had taken and not delivered; callbacks about that one are old news."""
    if row.message_sid is not None:
        row.earlier_sids = [*(row.earlier_sids or []), row.message_sid]
        redaction.schedule(session, row.message_sid, now, row.private)
    row.state, row.status, row.message_sid, row.settled_at = state, None, None, None
    row.due_at = now


def retry(session: Session, now: float, ids: Optional[Sequence[int]] = None) -> int:
    """An operator tries undeliverable messages again; all of them unless `ids` are given."""
    rows = [
        row
        for row in undeliverable(session)
        if row.content is not None and (ids is None or row.id in ids)
    ]
    for row in rows:
        # One whose outcome was never known is looked for at Twilio before it is said again.
        unknown = row.message_sid is None and row.ambiguous > 0
        send_anew(session, row, "uncertain" if unknown else "waiting", now)
        row.created_at, row.attempts = now, 0
    return len(rows)


def undeliverable(session: Session) -> list[Outbox]:
    """What could not be delivered, newest first."""
    query = select(Outbox).where(Outbox.state == "undeliverable")
    return list(session.scalars(query.order_by(Outbox.id.desc())))


def record_status(
    session: Session,
    token: Optional[str],
    message_sid: str,
    status: str,
    code: Optional[int],
    now: float,
) -> Optional[Outbox]:
    """Note a status callback. The row that it took further; None when it is of no message of ours, or no news.

    A part whose sending had no answer is recognised by its token: Twilio has it after all.
    """
    row = _locked(session, Outbox.message_sid == message_sid)
    if row is None and token:
        row = _locked(session, Outbox.token == token)
        if row is None or row.message_sid or message_sid in (row.earlier_sids or []):
            return None
        row.message_sid, row.state = message_sid, "accepted"
    if row is None or not advances(row.status, status):
        return None
    _advance(session, row, status, code, now)
    return row


def _locked(session: Session, condition: Any) -> Optional[Outbox]:
    """A row that nobody else changes until this transaction ends: a change that changes nothing locks it, in any database."""
    _run(session, update(Outbox).where(condition).values(attempts=Outbox.attempts))
    query = select(Outbox).where(condition).execution_options(populate_existing=True)
    return session.scalars(query).first()


def _advance(session: Session, row: Outbox, status: str, code: Optional[int], now: float) -> None:
    if not advances(row.status, status):
        return
    row.status = status
    if status in TERMINAL and row.settled_at is None:
        row.settled_at = now
        redaction.schedule(session, str(row.message_sid), now, row.private)
    if status in FAILED:
        row.state, row.error_code = "undeliverable", code
    elif status in ARRIVED:
        row.state, row.content = "accepted", None


def known_sids(session: Session, sender_id: str) -> set[str]:
    """SIDs of all that Twilio took for a citizen, also of what it then did not deliver."""
    query = select(Outbox.message_sid, Outbox.earlier_sids).where(Outbox.sender_id == sender_id)
    known: set[str] = set()
    for message_sid, earlier_sids in session.execute(query):
        known.update(filter(None, [message_sid, *(earlier_sids or [])]))
    return known


def _change(session: Session, part_id: int, **values: Any) -> int:
    """Change a part that is still to be sent; 0 when it is not."""
    change = update(Outbox).where(Outbox.id == part_id, Outbox.state.in_(_TO_SEND))
    return _run(session, change.values(**values))


def _run(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)
