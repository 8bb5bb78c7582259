"""Days in Acolman, and the working days of its town hall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Mapping, Optional
from zoneinfo import ZoneInfo

from acolwhats.denuncias.routing import load_routing

# Mexico gave up daylight saving in 2022; a system with old zone data must not move a deadline by a day, which is why
# tests/unit/denuncias/test_calendar.py looks at summer days.
MEXICO_CITY = ZoneInfo("America/Mexico_City")
_SATURDAY = 5


def day_of(now: float) -> date:
    """The day in Acolman at a time in seconds since the epoch."""
    return datetime.fromtimestamp(now, MEXICO_CITY).date()


class WorkingDays:
    """Monday to Friday, without the days of rest of the Ley Federal del Trabajo and those of the town hall.

    Args:
        also_free: days on which the town hall does not work, and why.
    """

    def __init__(self, also_free: Optional[Mapping[date, str]] = None) -> None:
        """Nothing is computed yet."""
        self._also_free = dict(also_free or {})

    def is_working(self, day: date) -> bool:
        """Whether the town hall works."""
        return (
            day.weekday() < _SATURDAY
            and day not in self._also_free
            and day not in _days_of_rest(day.year)
        )

    def after(self, day: date, count: int) -> date:
        """The `count`th working day after a day, which itself does not count."""
        if count < 1:
            raise ValueError("count is not positive")
        while count:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days have passed: those after `first`, up to and with `last`."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))


@lru_cache(maxsize=64)
def _days_of_rest(year: int) -> frozenset[date]:
    # Slow to import, and not needed to talk to a citizen.
    import holidays

    return frozenset(holidays.country_holidays("MX", years=year))


@lru_cache(maxsize=1)
def town_hall() -> WorkingDays:
    """The working days of this town hall."""
    return WorkingDays(load_routing().non_working_days)
