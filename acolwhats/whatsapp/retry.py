"""When a message that could not be sent is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Callable, Optional

MAX_ATTEMPTS = 5
# Counted from when the message was recorded: afterwards an operator decides.
MAX_SECONDS = 600
_FIRST = 1.0
_FACTOR = 4.0
_LONGEST = 120.0
# Twilio may still be at work on a message whose answer we did not wait for.
_UNCERTAIN = 5.0


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed.

    Attributes:
        ambiguous: whether Twilio may have taken the message nevertheless.
        retry_after: seconds that Twilio asked to wait.
    """

    ambiguous: bool = False
    retry_after: Optional[float] = None


def backoff(attempts: int, uniform: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds to wait after so many attempts: 1, 4, 16, 64… at most 120, of which half is left to chance."""
    longest = min(_LONGEST, _FIRST * _FACTOR ** (attempts - 1))
    return uniform(longest / 2, longest)


def next_attempt(
    failure: Failure,
    attempts: int,
    created_at: float,
    now: float,
    uniform: Callable[[float, float], float] = random.uniform,
) -> Optional[float]:
    """When to try again, in seconds since the epoch; None when it is not worth it any more.

    Args:
        attempts: how many were made, this one included.
        created_at: when the message was recorded.
    """
    if attempts >= MAX_ATTEMPTS:
        return None
    wait = backoff(attempts, uniform)
    if failure.ambiguous:
        wait = max(wait, _UNCERTAIN)
    if failure.retry_after is not None:
        # Jitter on top: everybody who was told the same must not come back together.
        wait = max(wait, failure.retry_after + uniform(0, _FIRST))
    due = now + wait
    return due if due <= created_at + MAX_SECONDS else None


def parse_retry_after(value: Optional[str], now: float) -> Optional[float]:
    """Seconds that a `Retry-After` header asks for: a number, or a date (RFC 9110 §10.2.3)."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        if date.tzinfo is None:
            date = date.replace(tzinfo=timezone.utc)  # the oldest form of a date says no zone
        return max(0.0, date.timestamp() - now)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
