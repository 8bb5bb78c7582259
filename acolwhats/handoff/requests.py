"""Recording and listing requests for the office."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from acolwhats.handoff.models import PersonRequest


def request_person(
    session: Session,
    sender_id: str,
    label: Optional[str],
    now: datetime,
    aspect: Optional[str] = None,
) -> PersonRequest:
    """Record a request, once: asking again for the same thing while it waits adds nothing."""
    waiting = session.scalars(
        select(PersonRequest).where(
            PersonRequest.sender_id == sender_id,
            PersonRequest.label.is_(None) if label is None else PersonRequest.label == label,
            PersonRequest.aspect.is_(None) if aspect is None else PersonRequest.aspect == aspect,
            PersonRequest.attended_at.is_(None),
        )
    ).first()
    if waiting is not None:
        return waiting
    request = PersonRequest(sender_id=sender_id, label=label, aspect=aspect, created_at=now)
    session.add(request)
    session.flush()
    return request


def waiting_requests(session: Session) -> list[PersonRequest]:
    """Requests that nobody has attended, oldest first."""
    query = select(PersonRequest).where(PersonRequest.attended_at.is_(None))
    return list(session.scalars(query.order_by(PersonRequest.created_at)))


def erase_requests(session: Session, sender_id: str) -> None:
    """Forget everything that a citizen asked the office."""
    session.execute(delete(PersonRequest).where(PersonRequest.sender_id == sender_id))
