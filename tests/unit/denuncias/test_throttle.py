from __future__ import annotations

import logging
from collections import Counter

import pytest
from sqlalchemy import func, select

from acolwhats.denuncias.models import Attempt
from acolwhats.denuncias.throttle import (
    ALERT_GUESSES,
    DAY,
    HOUR,
    KEY_SECONDS,
    LIMITS,
    Throttle,
    Throttled,
)

ANA, LUZ = "wa-" + "a" * 32, "wa-" + "b" * 32
NOW = 1_800_000_000.0


@pytest.fixture
def throttle() -> Throttle:
    return Throttle(bytes(range(32)))


def tries(throttle, session, kind, who, now, count=1) -> int:
    """How many of so many attempts are let through."""
    made = 0
    for _ in range(count):
        if throttle.refused(session, kind, who, now) is None:
            throttle.record(session, kind, who, now)
            made += 1
    return made


@pytest.mark.parametrize("kind, most", [("guess", 5), ("filing", 3), ("evidence", 30)])
def test_only_so_many_are_let_through(throttle, session, kind, most):
    assert tries(throttle, session, kind, ANA, NOW, 50) == most
    assert isinstance(throttle.refused(session, kind, ANA, NOW), Throttled)


@pytest.mark.parametrize("kind, seconds", [("guess", 900), ("filing", HOUR), ("evidence", HOUR)])
def test_the_window_slides_and_never_lets_more_through(throttle, session, kind, seconds):
    (_, most), *_ = LIMITS[kind].windows
    let_through = []
    for minute in range(0, 240, 2):
        now = NOW + 60.0 * minute + 17
        let_through += [now] * tries(throttle, session, kind, ANA, now, 2)
    assert let_through
    for start in let_through:
        assert sum(start <= at < start + seconds for at in let_through) <= most


def test_ten_denuncias_a_day(throttle, session):
    made = [
        NOW + hour * HOUR
        for hour in range(48)
        for _ in range(tries(throttle, session, "filing", ANA, NOW + hour * HOUR, 3))
    ]
    assert len(made) >= 20 - 3
    for start in made:
        assert sum(start <= at < start + DAY for at in made) <= 10


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_who_waits_as_long_as_told_is_let_through_again(throttle, session, kind):
    tries(throttle, session, kind, ANA, NOW, 50)
    wait = throttle.refused(session, kind, ANA, NOW).seconds
    assert wait <= 2 * HOUR
    assert throttle.refused(session, kind, ANA, NOW + wait) is None


def test_several_at_once_count_as_several(throttle, session):
    assert throttle.refused(session, "evidence", ANA, NOW, 30) is None
    assert throttle.refused(session, "evidence", ANA, NOW, 31)
    throttle.record(session, "evidence", ANA, NOW, 25)
    assert throttle.refused(session, "evidence", ANA, NOW, 5) is None
    assert throttle.refused(session, "evidence", ANA, NOW, 6)


def test_kinds_are_counted_apart(throttle, session):
    tries(throttle, session, "guess", ANA, NOW, 50)
    assert throttle.refused(session, "filing", ANA, NOW) is None


def test_being_refused_is_not_counted(throttle, session):
    tries(throttle, session, "guess", ANA, NOW, 50)
    assert session.scalar(select(func.count()).select_from(Attempt)) == 5


def test_a_flood_of_ten_thousand_locks_nobody_else_out(throttle, session):
    for number in range(2000):
        throttle.record(session, "guess", f"wa-{number}", NOW, 5)
        throttle.record(session, "filing", f"wa-{number}", NOW)
    for kind in LIMITS:
        assert throttle.refused(session, kind, LUZ, NOW) is None


def test_many_wrong_tries_of_everybody_are_told_once_an_hour(throttle, session, caplog):
    caplog.set_level(logging.ERROR)
    for number in range(ALERT_GUESSES):
        throttle.record(session, "guess", f"wa-{number}", NOW)
    assert not caplog.records
    for number in range(50):
        throttle.record(session, "guess", f"wb-{number}", NOW + number)
    assert len(caplog.records) == 1
    assert "wa-" not in caplog.text
    for number in range(ALERT_GUESSES + 1):
        throttle.record(session, "guess", f"wc-{number}", NOW + HOUR + 60)
    assert len(caplog.records) == 2


def test_pseudonyms_cannot_be_linked_from_one_month_to_the_next(throttle, session):
    assert KEY_SECONDS <= 30 * DAY
    throttle.record(session, "filing", ANA, NOW)
    throttle.record(session, "evidence", ANA, NOW)
    first = set(session.scalars(select(Attempt.who)))
    throttle.record(session, "filing", ANA, NOW + KEY_SECONDS)
    second = set(session.scalars(select(Attempt.who))) - first
    assert len(first) == len(second) == 1
    assert not any(ANA in who or who in ANA for who in first | second)


def test_another_installation_has_other_pseudonyms(throttle, session):
    throttle.record(session, "filing", ANA, NOW)
    Throttle(bytes(32)).record(session, "filing", ANA, NOW)
    assert len(set(session.scalars(select(Attempt.who)))) == 2


def test_a_new_month_forgives_nothing(throttle, session):
    turn_of_month = (NOW // KEY_SECONDS + 1) * KEY_SECONDS
    tries(throttle, session, "guess", ANA, turn_of_month - 10, 50)
    assert throttle.refused(session, "guess", ANA, turn_of_month + 10)


def test_nothing_is_kept_longer_than_a_day_and_an_hour(throttle, session):
    throttle.record(session, "filing", ANA, NOW)
    throttle.record(session, "guess", LUZ, NOW + DAY + 2 * HOUR)
    assert Counter(session.scalars(select(Attempt.kind))) == {"guess": 1}


def test_times_are_too_coarse_to_be_matched_with_a_message(throttle, session):
    for kind in LIMITS:
        throttle.record(session, kind, ANA, NOW + 1234.5)
    for attempt in session.scalars(select(Attempt)):
        assert attempt.at % (300 if attempt.kind == "guess" else HOUR) == 0
