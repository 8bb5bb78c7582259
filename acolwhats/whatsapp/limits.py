"""Fair use: how much one citizen may ask, and how much may wait at once. Never applied to emergencies."""

from __future__ import annotations

from enum import Enum
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acolwhats.whatsapp import inbox, texts
from acolwhats.whatsapp.models import Contact, Inbox

PER_MINUTE = 20
PER_DAY = 300
WAITING = 500
# A notice is not repeated sooner.
NOTICE_SECONDS = 300


class Limit(Enum):
    """Which limit was passed; its value is what the citizen is told."""

    MINUTE = texts.TOO_FAST
    DAY = texts.TOO_MANY_TODAY
    EVERYBODY = texts.BUSY


def passed_limit(session: Session, message: Inbox) -> Optional[Limit]:
    """The limit that a message passes, if any."""
    for seconds, most, limit in ((60, PER_MINUTE, Limit.MINUTE), (86400, PER_DAY, Limit.DAY)):
        if _received(session, message, seconds) > most:
            return limit
    return Limit.EVERYBODY if inbox.backlog(session) > WAITING else None


def _received(session: Session, message: Inbox, seconds: float) -> int:
    """How many messages this citizen sent in the seconds before a message, it included."""
    query = select(func.count()).select_from(Inbox)
    return int(
        session.scalar(
            query.where(
                Inbox.sender_id == message.sender_id,
                Inbox.received_at > message.received_at - seconds,
                Inbox.id <= message.id,
            )
        )
        or 0
    )


def notice_is_due(session: Session, sender_id: str, now: float) -> bool:
    """Whether to tell a citizen about a limit now; notes that it is told."""
    contact = session.get(Contact, sender_id)
    if contact is None or (contact.notice_at and now - contact.notice_at < NOTICE_SECONDS):
        return False
    contact.notice_at = now
    return True
