"""How often somebody may ask: so many times in a window that moves on. In memory of this process alone."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Callable

_MOST_KNOWN = 10_000


class Pace:
    """Counts requests of each client.

    Args:
        most: requests in `seconds`.
        now: the clock.
    """

    def __init__(self, most: int, seconds: float, now: Callable[[], float]) -> None:
        """Nobody has asked yet."""
        self._most = most
        self._seconds = seconds
        self._now = now
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, who: str) -> float:
        """Note a request; 0 when it is welcome, else the seconds until one will be."""
        now = self._now()
        with self._lock:
            times = self._asked.setdefault(who, deque())
            self._asked.move_to_end(who)
            while len(self._asked) > _MOST_KNOWN:
                self._asked.popitem(last=False)
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) >= self._most:
                return times[0] + self._seconds - now
            times.append(now)
            return 0.0
