"""Logins: a random token in a cookie, its hash in the database, an end when nothing happens."""

from __future__ import annotations

import hashlib
import secrets
from typing import Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from acolwhats.staff.models import StaffSession, StaffUser
from acolwhats.staff.roles import Role

LONGEST_SECONDS = 12 * 3600.0
IDLE_SECONDS = 30 * 60.0
OFFICER_IDLE_SECONDS = 15 * 60.0
_SEEN_EVERY = 30.0  # not a write for each request


def start(session: Session, user: StaffUser, now: float, second_factor: bool = False) -> str:
    """A new login; the token for the cookie (256 bits, URL-safe)."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            id=_hash(token),
            user_id=user.id,
            second_factor=second_factor,
            created_at=now,
            seen_at=now,
        )
    )
    user.last_login_at = now
    session.flush()
    return token


def find(
    session: Session, token: Optional[str], now: float
) -> Optional[tuple[StaffSession, StaffUser]]:
    """The login that a cookie's token belongs to, and its account; None when it is over."""
    if not token:
        return None
    row = session.get(StaffSession, _hash(token))
    if row is None:
        return None
    user = session.get(StaffUser, row.user_id)
    if user is None or not user.active or now - row.created_at > LONGEST_SECONDS:
        return None
    if now - row.seen_at > idle_seconds(Role(user.role)):
        return None
    if now - row.seen_at > _SEEN_EVERY:
        row.seen_at = now
    return row, user


def idle_seconds(role: Role) -> float:
    """How long a login lasts when nothing happens."""
    return OFFICER_IDLE_SECONDS if role is Role.OFFICER else IDLE_SECONDS


def end(session: Session, token: Optional[str]) -> None:
    """Log out."""
    if token:
        session.execute(delete(StaffSession).where(StaffSession.id == _hash(token)))


def end_all(session: Session, user_id: int, but: Optional[str] = None) -> None:
    """End every login of an account, but the one with this id."""
    query = delete(StaffSession).where(StaffSession.user_id == user_id)
    session.execute(query.where(StaffSession.id != but) if but else query)


def purge(session: Session, now: float) -> None:
    """Forget logins that are over."""
    ids = select(StaffSession.id).where(StaffSession.created_at < now - LONGEST_SECONDS)
    session.execute(
        delete(StaffSession)
        .where(StaffSession.id.in_(ids))
        .execution_options(synchronize_session=False)
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
