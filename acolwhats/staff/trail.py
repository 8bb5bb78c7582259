"""Who did or read what in the panel. Denuncias have a chain of their own (acolwhats/denuncias/audit.py)."""

from __future__ import annotations

import time
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.staff.models import StaffTrail, StaffUser


def record(
    session: Session,
    user_id: Optional[int],
    action: str,
    subject: Optional[str] = None,
    now: Optional[float] = None,
) -> None:
    """Add a line, in the transaction of what it tells.

    Args:
        action: a code, such as `login` or `case_read`.
        subject: a folio, a pseudonym or an account; never words of a citizen.
    """
    at = time.time() if now is None else now
    session.add(StaffTrail(at=at, user_id=user_id, action=action, subject=subject))


def latest(
    session: Session, before: Optional[int] = None, most: int = 100
) -> list[tuple[StaffTrail, Optional[StaffUser]]]:
    """Lines with who made them, newest first; `before` is the id of the last one of the page before."""
    query = select(StaffTrail, StaffUser).outerjoin(StaffUser, StaffUser.id == StaffTrail.user_id)
    if before is not None:
        query = query.where(StaffTrail.id < before)
    return [tuple(row) for row in session.execute(query.order_by(StaffTrail.id.desc()).limit(most))]
