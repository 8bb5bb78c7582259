"""Messages go out no faster than WhatsApp takes them, fairly, and nothing urgent waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp import pace as module
from acolwhats.whatsapp.pace import PAIR_BURST, PAIR_SECONDS, Pace, TokenBucket

LONG = 1e9
ANA, LUZ = "wa-ana", "wa-luz"


class FakeClock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return FakeClock()


def most_in(times: list[float], seconds: float) -> int:
    """How many fall into the fullest window of that length."""
    times = sorted(times)
    return max(sum(at <= other < at + seconds for other in times) for at in times)


class TestEverybody:
    def test_eighty_a_second_and_no_burst_of_them(self, clock):
        pace = Pace(80, clock)
        waits = [pace.reserve(f"wa-{n}", False, LONG)[0] for n in range(800)]
        assert waits[:8] == [0.0] * 8
        assert most_in(waits, 1.0) <= 88
        assert waits[-1] == pytest.approx((800 - 8) / 80)

    def test_time_that_passed_is_not_saved_up(self, clock):
        pace = Pace(80, clock)
        clock.now += 3600
        assert sum(pace.reserve(f"wa-{n}", False, LONG)[0] == 0 for n in range(100)) == 8

    def test_slower_than_one_a_second_is_possible(self, clock):
        pace = Pace(0.5, clock)
        assert [pace.reserve(f"wa-{n}", False, LONG)[0] for n in range(3)] == [0.0, 2.0, 4.0]

    def test_who_has_to_wait_long_takes_nobodys_place(self, clock):
        pace = Pace(1, clock)
        assert pace.reserve(ANA, False, 3.0) == (0.0, True)
        assert [pace.reserve(f"wa-{n}", False, 3.0)[1] for n in range(5)] == [
            *(True, True, True, False, False)
        ]
        clock.now += 4
        assert pace.reserve(LUZ, False, 3.0)[1]


class TestPair:
    def test_a_burst_and_then_one_every_six_seconds(self, clock):
        pace = Pace(2000, clock)
        waits = []
        for _ in range(PAIR_BURST + 3):
            waits.append(pace.reserve(ANA, False, LONG)[0])
        assert waits[:PAIR_BURST] == [0.0] * PAIR_BURST
        assert waits[PAIR_BURST:] == pytest.approx([6.0, 12.0, 18.0])

    def test_a_burst_can_be_repeated_after_two_minutes(self, clock):
        pace = Pace(2000, clock)
        for _ in range(2):
            waits = [pace.reserve(ANA, False, LONG)[0] for _ in range(PAIR_BURST)]
            assert waits == [0.0] * PAIR_BURST
            clock.now += PAIR_BURST * PAIR_SECONDS

    def test_one_who_gets_too_much_keeps_nobody_waiting(self, clock):
        pace = Pace(2000, clock)
        for _ in range(PAIR_BURST):
            pace.reserve(ANA, False, 3.0)
        refused = [pace.reserve(ANA, False, 3.0) for _ in range(500)]
        assert all(not counted and wait == pytest.approx(6.0) for wait, counted in refused)
        assert pace.reserve(LUZ, False, 3.0) == (0.0, True)

    def test_who_comes_back_when_told_may_go(self, clock):
        pace = Pace(2000, clock)
        for _ in range(PAIR_BURST):
            pace.reserve(ANA, False, 3.0)
        wait, counted = pace.reserve(ANA, False, 3.0)
        assert not counted
        clock.now += wait
        assert pace.reserve(ANA, False, 3.0) == (0.0, True)

    def test_the_memory_of_pairs_is_bounded_and_forgets_none_that_counts(self, clock, monkeypatch):
        monkeypatch.setattr(module, "_MOST_PAIRS", 50)
        pace = Pace(2000, clock)
        for number in range(50):
            pace.reserve(f"wa-{number}", False, LONG)
        clock.now += PAIR_BURST * PAIR_SECONDS - 1
        for _ in range(PAIR_BURST):
            pace.reserve(ANA, False, LONG)
        clock.now += 1
        pace.reserve(LUZ, False, LONG)
        assert set(pace._pairs) == {ANA, LUZ}
        assert pace.reserve(ANA, False, 3.0)[1] is False


class TestUrgent:
    def test_nothing_urgent_waits(self, clock):
        pace = Pace(1, clock)
        for number in range(100):
            pace.reserve(f"wa-{number % 3}", False, LONG)
        assert [pace.reserve(ANA, True, 3.0) for _ in range(50)] == [(0.0, True)] * 50

    def test_what_is_urgent_is_counted_and_the_rest_waits_for_it(self, clock):
        pace = Pace(10, clock)
        for number in range(11):
            pace.reserve(f"wa-{number}", True, 3.0)
        assert pace.reserve(LUZ, False, 3.0) == (pytest.approx(1.1), True)


# Seconds that pass, to whom, whether it is urgent.
steps = st.lists(
    st.tuples(st.floats(0, 2), st.integers(0, 3), st.booleans()), min_size=1, max_size=150
)


@given(steps, st.sampled_from([0.5, 2.0, 10.0, 80.0]))
def test_in_no_window_does_more_go_out_than_is_allowed(steps, rate):
    clock = FakeClock()
    pace = Pace(rate, clock)
    calm: list[float] = []
    pairs: dict[int, list[float]] = {}
    for seconds, person, urgent in steps:
        clock.now += seconds
        wait, counted = pace.reserve(f"wa-{person}", urgent, 3.0)
        assert wait >= 0 and (not urgent or (wait, counted) == (0.0, True))
        if counted and not urgent:
            assert wait <= 3.0
            calm.append(clock.now + wait)
            pairs.setdefault(person, []).append(clock.now + wait)
    burst = max(1.0, rate / 10)
    for window in (0.1, 1.0, 10.0, 60.0):
        if calm:
            assert most_in(calm, window) <= burst + rate * window + 1e-6
        for times in pairs.values():
            assert most_in(times, window) <= PAIR_BURST + window / PAIR_SECONDS + 1e-6


@given(st.lists(st.floats(0, 100), max_size=50), st.floats(0.1, 100), st.floats(1, 50))
def test_a_bucket_never_holds_more_than_it_can(passing, rate, capacity):
    now = 0.0
    bucket = TokenBucket(rate, capacity, capacity, now)
    for seconds in passing:
        now += seconds
        if bucket.reserve(now) > 1:
            bucket.give_back()
        assert bucket.tokens <= capacity
    bucket.give_back()
    assert bucket.tokens <= capacity
