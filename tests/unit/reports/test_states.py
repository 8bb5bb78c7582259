from __future__ import annotations

import re

import pytest

from acolwhats.reports.states import (
    ALLOWED,
    CLOSED,
    REASONS,
    TITLES,
    IllegalTransition,
    State,
    check_transition,
    citizen_text,
)


def _needs(after):
    return (
        "not_found" if after is State.REJECTED else None,
        "RS-0000-0000" if after is State.DUPLICATE else None,
    )


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_only_what_the_table_allows_follows(before, after):
    if after in ALLOWED[before]:
        check_transition(before, after, *_needs(after))
    else:
        with pytest.raises(IllegalTransition):
            check_transition(before, after, *_needs(after))


def test_every_state_but_the_first_can_be_reached_and_every_open_one_left():
    reached, todo = {State.RECEIVED}, [State.RECEIVED]
    while todo:
        for after in ALLOWED[todo.pop()]:
            if after not in reached:
                reached.add(after)
                todo.append(after)
    assert reached == set(State) == set(ALLOWED)
    assert all(ALLOWED[state] for state in State if state not in CLOSED)


def test_what_is_mended_or_refused_can_be_opened_again_and_what_is_withdrawn_cannot():
    assert {s for s in CLOSED if State.REOPENED in ALLOWED[s]} == CLOSED - {State.WITHDRAWN}


@pytest.mark.parametrize("reason", [None, "porque no", ""])
def test_a_rejection_without_a_reason_of_the_list_is_refused(reason):
    with pytest.raises(IllegalTransition):
        check_transition(State.RECEIVED, State.REJECTED, reason)


def test_only_a_rejection_has_a_reason_and_only_a_duplicate_an_original():
    with pytest.raises(IllegalTransition):
        check_transition(State.RECEIVED, State.DONE, "not_found")
    with pytest.raises(IllegalTransition):
        check_transition(State.RECEIVED, State.DONE, None, "RS-0000-0000")
    with pytest.raises(IllegalTransition):
        check_transition(State.RECEIVED, State.DUPLICATE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("reason", [None, *REASONS])
def test_every_state_has_a_text_that_fits_and_a_title(state, reason):
    text = citizen_text(state, "Dirección de Servicios Públicos", reason, "RS-0000-0000")

    assert 10 < len(text) < 300 and not re.search(r"[{}]|None", text)
    assert TITLES[state]
