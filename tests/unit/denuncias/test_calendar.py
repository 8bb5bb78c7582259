from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.denuncias.calendar import WorkingDays, day_of, town_hall
from acolwhats.denuncias.routing import load_routing

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
PLAIN = WorkingDays()


def _utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (_utc(2026, 1, 15, 5, 59), date(2026, 1, 14)),
        (_utc(2026, 1, 15, 6, 0), date(2026, 1, 15)),
        # In summer it is six hours too, since 2022.
        (_utc(2026, 7, 15, 5, 30), date(2026, 7, 14)),
        (_utc(2026, 7, 15, 6, 0), date(2026, 7, 15)),
        (_utc(2026, 4, 5, 5, 30), date(2026, 4, 4)),
        (_utc(2026, 10, 25, 5, 30), date(2026, 10, 24)),
    ],
)
def test_a_day_begins_at_six_in_the_morning_of_greenwich_all_the_year(now, day):
    assert day_of(now) == day


@given(st.floats(_utc(2023, 1, 1), _utc(2040, 1, 1)))
def test_every_day_has_24_hours(now):
    assert day_of(now + 86400) == day_of(now) + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), "New Year"),
        (date(2026, 2, 2), "first Monday of February"),
        (date(2026, 3, 16), "third Monday of March"),
        (date(2026, 5, 1), "Labour Day"),
        (date(2026, 9, 16), "Independence"),
        (date(2026, 11, 16), "third Monday of November"),
        (date(2026, 12, 25), "Christmas"),
        (date(2030, 10, 1), "change of the federal government"),
        (date(2026, 11, 21), "Saturday"),
        (date(2026, 11, 22), "Sunday"),
    ],
)
def test_days_of_rest_are_not_working_days(day, why):
    assert not PLAIN.is_working(day), why


@pytest.mark.parametrize(
    "day",
    # The 20th of November is kept on the third Monday; nobody rests on Maundy Thursday by law.
    [date(2026, 11, 20), date(2026, 2, 5), date(2026, 4, 2), date(2025, 12, 12), date(2026, 10, 1)],
)
def test_other_days_are_working_days(day):
    assert PLAIN.is_working(day)


def test_the_town_hall_may_have_free_days_of_its_own():
    days = WorkingDays({date(2026, 11, 25): "Local"})
    assert not days.is_working(date(2026, 11, 25))
    assert days.after(date(2026, 11, 24), 1) == date(2026, 11, 26)
    assert all(not town_hall().is_working(day) for day in load_routing().non_working_days)


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2026, 11, 20), 3, date(2026, 11, 25)),  # Friday
        (date(2026, 11, 21), 3, date(2026, 11, 25)),  # Saturday
        (date(2026, 11, 13), 1, date(2026, 11, 17)),  # a long weekend
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year, then a weekend
    ],
)
def test_working_days_are_counted_from_the_day_after(start, count, day):
    assert PLAIN.after(start, count) == day


@pytest.mark.parametrize("count", [0, -1])
def test_no_day_is_not_counted(count):
    with pytest.raises(ValueError, match="positive"):
        PLAIN.after(date(2026, 11, 20), count)


@given(DAYS, st.integers(1, 60))
def test_the_day_that_is_found_works_and_so_many_days_have_passed(start, count):
    day = PLAIN.after(start, count)
    assert PLAIN.is_working(day)
    assert PLAIN.between(start, day) == count


@given(DAYS, DAYS)
def test_nothing_passes_backwards(first, last):
    assert PLAIN.between(first, last) >= 0
    assert first <= last or PLAIN.between(first, last) == 0
