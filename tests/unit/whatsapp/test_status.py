"""What a message has reached is never taken back, in whatever order Twilio tells it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.status import ARRIVED, FAILED, TERMINAL, advances

IN_ORDER = ["accepted", "queued", "sending", "sent", "delivered", "read"]
KNOWN = [*IN_ORDER, "scheduled", "undelivered", "failed", "canceled"]
STATUSES = st.lists(st.sampled_from([*KNOWN, "receiving", "", "otro"]), max_size=12)


def reached(statuses) -> str | None:
    """Where a message is after these callbacks."""
    status = None
    for told in statuses:
        if advances(status, told):
            status = told
    return status


def test_whatever_the_order_a_message_that_was_read_has_been_read():
    assert {reached(order) for order in permutations(IN_ORDER)} == {"read"}


@given(STATUSES, st.randoms(use_true_random=False), st.integers(1, 3))
def test_order_and_repetition_do_not_change_how_far_it_came(statuses, random, copies):
    told = statuses * copies
    random.shuffle(told)
    before, after = reached(statuses), reached(told)
    # Of several failures the one that was told first stands.
    assert (
        before == after or {before, after} <= FAILED or {before, after} <= {"accepted", "scheduled"}
    )


@given(STATUSES)
def test_it_only_goes_on(statuses):
    status, ranks = None, {name: rank for rank, name in enumerate(IN_ORDER)}
    for told in statuses:
        if not advances(status, told):
            continue
        if status in ranks and told in ranks:
            assert ranks[told] > ranks[status]
        assert status not in ARRIVED or told == "read"
        status = told


@given(STATUSES)
def test_the_same_news_twice_is_no_news(statuses):
    status = reached(statuses)
    assert status is None or not advances(status, status)


@pytest.mark.parametrize("failure", sorted(FAILED))
@pytest.mark.parametrize("before", [None, "accepted", "scheduled", "queued", "sending", "sent"])
def test_a_failure_before_delivery_counts(before, failure):
    assert advances(before, failure)


@pytest.mark.parametrize("failure", sorted(FAILED))
@pytest.mark.parametrize("before", sorted(TERMINAL))
def test_a_failure_after_delivery_or_after_another_failure_does_not(before, failure):
    assert not advances(before, failure)


@pytest.mark.parametrize("failure", sorted(FAILED))
@pytest.mark.parametrize("status", sorted(ARRIVED))
def test_a_message_that_failed_and_arrives_after_all_has_arrived(failure, status):
    assert advances(failure, status)


@pytest.mark.parametrize("status", ["", "otro", "SENT", "received"])
@pytest.mark.parametrize("before", [None, *KNOWN])
def test_a_status_that_is_not_known_is_no_news(before, status):
    assert not advances(before, status)


@pytest.mark.parametrize("status", KNOWN)
def test_the_first_status_is_news(status):
    assert advances(None, status)


def test_a_message_has_come_to_its_end_when_it_arrived_or_failed():
    assert {"delivered", "read"} == ARRIVED
    assert {"undelivered", "failed", "canceled"} == FAILED
    assert TERMINAL == ARRIVED | FAILED
