"""Keys of programs that may file reports. Random and long, so that a fast hash keeps them."""

from __future__ import annotations

import hashlib
import secrets
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.reports.models import Open311Key

_PREFIX = "acw_"
_LONGEST_NAME = 80


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def create(session: Session, name: str, now: float) -> tuple[str, str]:
    """A new key: (its id, the key itself, which is not kept).

    Raises:
        ValueError: the name is empty or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ValueError(f"the name must have 1 to {_LONGEST_NAME} characters")
    key = _PREFIX + secrets.token_urlsafe(32)
    made = Open311Key(id=secrets.token_hex(6), name=name, hash=_hash(key), created_at=now)
    session.add(made)
    session.flush()
    return str(made.id), key


def holder(session: Session, key: Optional[str]) -> Optional[Open311Key]:
    """Whose key this is; None when nobody's, or when it is refused."""
    if not key:
        return None
    query = select(Open311Key).where(Open311Key.hash == _hash(key), Open311Key.revoked_at.is_(None))
    return session.scalars(query).first()


def known(session: Session) -> list[Open311Key]:
    """Every key, oldest first."""
    return list(session.scalars(select(Open311Key).order_by(Open311Key.created_at)))


def revoke(session: Session, key_id: str, now: float) -> bool:
    """Refuse a key from now on; False when there is no such valid key."""
    key = session.get(Open311Key, key_id)
    if key is None or key.revoked_at is not None:
        return False
    key.revoked_at = now
    return True
