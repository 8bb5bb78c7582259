"""Wrong logins slow down whoever makes them, by account and by address; nobody is locked out for good."""

from __future__ import annotations

import hashlib
import hmac
from typing import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from acolwhats.staff.models import StaffAttempt

WINDOW_SECONDS = 15 * 60.0
_MOST = {"account": 8, "address": 40}


class Attempts:
    """Counts failures.

    Args:
        key: 32 bytes; names and addresses are kept as HMAC under it.
    """

    def __init__(self, key: bytes) -> None:
        """Keeps the key."""
        self._key = key

    def too_many(self, session: Session, username: str, address: str, now: float) -> bool:
        """Whether this account, or this address, has to wait."""
        session.execute(delete(StaffAttempt).where(StaffAttempt.at < now - WINDOW_SECONDS))
        return any(
            session.scalar(select(func.count()).where(StaffAttempt.who == who)) >= _MOST[kind]
            for kind, who in self._whos(username, address)
        )

    def failed(self, session: Session, username: str, address: str, now: float) -> None:
        """Count a failure."""
        for _, who in self._whos(username, address):
            session.add(StaffAttempt(who=who, at=now))
        session.flush()

    def succeeded(self, session: Session, username: str) -> None:
        """Forget an account's failures: its owner is in."""
        who = self._who("account", username)
        session.execute(delete(StaffAttempt).where(StaffAttempt.who == who))

    def _whos(self, username: str, address: str) -> Sequence[tuple[str, str]]:
        return [
            ("account", self._who("account", username)),
            ("address", self._who("address", address)),
        ]

    def _who(self, kind: str, value: str) -> str:
        message = f"{kind}:{value.casefold()}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()
