"""How far a message has come, by Twilio's status callbacks, which may be late, doubled or out of order."""

from __future__ import annotations

from typing import Optional

# Twilio's MessageStatus, in the order in which a message passes through them.
_RANK = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "delivered": 5,
    "read": 6,
}
FAILED = frozenset(["undelivered", "failed", "canceled"])
ARRIVED = frozenset(["delivered", "read"])
TERMINAL = FAILED | ARRIVED


def advances(before: Optional[str], status: str) -> bool:
    """Whether a status takes a message further; what it had reached is never taken back.

    A failure counts only before delivery, and is final unless the message arrives after all.
    """
    if status not in _RANK:
        return False
    if before is None:
        return True
    return _RANK[status] > _RANK[before]
