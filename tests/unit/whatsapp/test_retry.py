"""When a message is tried again: soon, then later and later, never all at once, and not for ever."""

from __future__ import annotations

import math
import random
import time
from datetime import datetime, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.retry import (
    MAX_ATTEMPTS,
    MAX_SECONDS,
    Failure,
    backoff,
    next_attempt,
    parse_retry_after,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc).timestamp()
LONGEST = {1: 1, 2: 4, 3: 16, 4: 64, 5: 120, 6: 120, 30: 120}


def soonest(low: float, _: float) -> float:
    return low


def latest(_: float, high: float) -> float:
    return high


# -- waiting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("attempts", "longest"), LONGEST.items())
def test_each_wait_is_four_times_the_one_before_and_half_of_it_is_chance(attempts, longest):
    assert backoff(attempts, soonest) == longest / 2
    assert backoff(attempts, latest) == longest


@given(st.integers(1, 40))
def test_chance_stays_between_half_and_all_of_it(attempts):
    longest = min(120, 4 ** (attempts - 1))
    assert longest / 2 <= backoff(attempts) <= longest


def test_two_that_failed_together_do_not_come_back_together():
    random.seed(5)
    assert len({backoff(3) for _ in range(100)}) > 90
    assert len({next_attempt(Failure(), 3, NOW, NOW) for _ in range(100)}) > 90


@pytest.mark.parametrize("attempts", [1, 2, 3, 4])
def test_a_failure_is_tried_again_after_the_wait(attempts):
    assert next_attempt(Failure(), attempts, NOW, NOW, soonest) == NOW + LONGEST[attempts] / 2
    assert next_attempt(Failure(), attempts, NOW, NOW, latest) == NOW + LONGEST[attempts]


@pytest.mark.parametrize(("attempts", "wait"), [(1, 5), (2, 5), (3, 8), (4, 32)])
def test_what_twilio_may_have_taken_is_left_alone_for_five_seconds(attempts, wait):
    assert next_attempt(Failure(ambiguous=True), attempts, NOW, NOW, soonest) == NOW + wait


# -- not for ever ---------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [Failure(), Failure(ambiguous=True), Failure(retry_after=0.0)])
def test_the_fifth_attempt_is_the_last(failure):
    assert MAX_ATTEMPTS == 5
    assert next_attempt(failure, 4, NOW, NOW) is not None
    assert next_attempt(failure, 5, NOW, NOW) is None
    assert next_attempt(failure, 6, NOW, NOW) is None


def test_ten_minutes_after_it_was_said_it_is_not_tried_any_more():
    assert MAX_SECONDS == 600
    assert next_attempt(Failure(), 1, NOW - 599, NOW, latest) == NOW + 1
    assert next_attempt(Failure(), 1, NOW - 599.01, NOW, latest) is None
    assert next_attempt(Failure(), 1, NOW - 3600, NOW, latest) is None


def test_an_ordinary_run_of_failures_takes_less_than_two_minutes():
    now = NOW
    for attempts in range(1, MAX_ATTEMPTS):
        due = next_attempt(Failure(), attempts, NOW, now, latest)
        assert due is not None
        now = due
    assert now - NOW == 1 + 4 + 16 + 64


FAILURES = st.builds(
    Failure, st.booleans(), st.none() | st.floats(0, 1000) | st.just(math.inf) | st.integers(0, 700)
)


@given(FAILURES, st.integers(1, 8), st.floats(0, 700))
def test_whatever_failed_the_next_attempt_is_later_and_in_time(failure, attempts, age):
    due = next_attempt(failure, attempts, NOW - age, NOW)
    if due is not None:
        assert attempts < MAX_ATTEMPTS
        assert NOW < due <= NOW - age + MAX_SECONDS
        assert due - NOW >= LONGEST[attempts] / 2 - 0.001
        assert due - NOW >= (failure.retry_after or 0) - 0.001
        assert not failure.ambiguous or due - NOW >= 5
    else:
        longest = max(LONGEST.get(attempts, 120), 5, (failure.retry_after or 0) + 1)
        assert attempts >= MAX_ATTEMPTS or age + longest >= MAX_SECONDS


# -- what Twilio asks for -------------------------------------------------------------------------


def test_when_twilio_asks_to_wait_longer_it_is_done_and_nobody_comes_back_at_the_same_moment():
    failure = Failure(retry_after=30.0)
    assert next_attempt(failure, 1, NOW, NOW, soonest) == NOW + 30
    assert next_attempt(failure, 1, NOW, NOW, latest) == NOW + 31


def test_when_twilio_asks_for_less_than_our_own_wait_ours_stands():
    assert next_attempt(Failure(retry_after=2.0), 4, NOW, NOW, soonest) == NOW + 32
    assert next_attempt(Failure(True, 2.0), 1, NOW, NOW, soonest) == NOW + 5


def test_when_twilio_asks_to_wait_too_long_an_operator_decides():
    assert next_attempt(Failure(retry_after=600.0), 1, NOW, NOW, soonest) == NOW + 600
    assert next_attempt(Failure(retry_after=600.0), 1, NOW, NOW, latest) is None
    assert next_attempt(Failure(retry_after=math.inf), 1, NOW, NOW) is None


@pytest.fixture
def far_from_greenwich(monkeypatch):
    """A machine with the clock of Acolman."""
    monkeypatch.setenv("TZ", "CST+6")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 120 ", 120),
        ("9" * 400, math.inf),
        # The three forms of RFC 9110 §5.6.7.
        ("Mon, 23 Nov 2026 09:01:30 GMT", 90),
        ("Monday, 23-Nov-26 09:01:30 GMT", 90),
        ("Mon Nov 23 09:01:30 2026", 90),
        ("Mon, 23 Nov 2026 03:01:30 -0600", 90),
        ("Mon, 23 Nov 2026 08:59:59 GMT", 0),  # over already
    ],
)
def test_a_retry_after_is_a_number_or_a_date(header, seconds, far_from_greenwich):
    assert parse_retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    "header",
    [
        *(None, "", " ", "pronto", "-5", "+5", "1.5", "5s", "1e3", "0x10", "٣", "²", "5, 6", "nan"),
        *(
            "Mon, 99 Nov 2026 09:01:30 GMT",
            "Mon, 23 Nov 99999 09:00:00 GMT",
            "2026-11-23T09:00:00Z",
        ),
    ],
)
def test_any_other_retry_after_is_as_good_as_none(header):
    assert parse_retry_after(header, NOW) is None


@given(st.text(max_size=40) | st.text("0123456789 :,-+GMTNovSun", max_size=40))
def test_no_retry_after_breaks_it_or_asks_for_the_past(header):
    seconds = parse_retry_after(header, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(0, 10**6))
def test_a_date_and_a_number_mean_the_same(seconds):
    date = datetime.fromtimestamp(NOW + seconds, timezone.utc)
    assert parse_retry_after(format_datetime(date, usegmt=True), NOW) == seconds
    assert parse_retry_after(str(seconds), NOW) == seconds
