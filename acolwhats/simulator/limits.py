"""How much may be sent, and how often that was too much."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Optional

_SECOND = timedelta(seconds=1)
_PAIR = timedelta(seconds=6)


@dataclass
class Limits:
    """Twilio's and WhatsApp's rates; None is no limit.

    Attributes:
        max_per_second: messages accepted each second; more are refused with 429 and 20429.
        max_per_pair_6s: messages to one citizen in 6 seconds; more fail with 63018 (WhatsApp's 131056).
    """

    max_per_second: Optional[int] = None
    max_per_pair_6s: Optional[int] = None
    _all: deque[datetime] = field(default_factory=deque, repr=False)
    _pairs: dict[str, deque[datetime]] = field(default_factory=dict, repr=False)

    def admits(self, now: datetime) -> bool:
        """Whether one more message is within the rate of the account; if so it counts."""
        return _admits(self._all, self.max_per_second, now, _SECOND)

    def admits_pair(self, person: str, now: datetime) -> bool:
        """Whether one more message to a person is within the rate; if so it counts."""
        if self.max_per_pair_6s is None:
            return True
        recent = self._pairs.setdefault(person, deque())
        return _admits(recent, self.max_per_pair_6s, now, _PAIR)

    def reset(self) -> None:
        """No limits, nothing counted."""
        self.max_per_second = self.max_per_pair_6s = None
        self._all.clear()
        self._pairs.clear()


def _admits(recent: deque[datetime], limit: Optional[int], now: datetime, span: timedelta) -> bool:
    if limit is None:
        return True
    while recent and now - recent[0] >= span:
        recent.popleft()
    if len(recent) >= limit:
        return False
    recent.append(now)
    return True
