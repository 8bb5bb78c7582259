"""The simulator's clock: real time plus an offset, so that 24 hours can pass at once."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


class Clock:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        """Starts at the real time."""
        self._offset = timedelta()

    def now(self) -> datetime:
        """The simulated time, aware, in UTC."""
        return datetime.now(timezone.utc) + self._offset

    def advance(self, seconds: float) -> datetime:
        """Put the clock forward (or back, with a negative number of seconds) and say the new time."""
        self._offset += timedelta(seconds=seconds)
        return self.now()

    def reset(self) -> None:
        """Back to the real time."""
        self._offset = timedelta()
