from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from acolwhats.denuncias.models import Denuncia
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.states import (
    ALLOWED,
    FINAL,
    FIRST,
    IllegalTransition,
    State,
    change,
    citizen_text,
    citizen_title,
    due_on,
    may_withdraw,
)

RECEIVED, TODAY = date(2026, 11, 20), date(2026, 11, 24)
# Written out once more, by hand: the table itself is what is tested.
MAY_FOLLOW = {
    "recibida": "en_revision falta_informacion turnada en_investigacion no_competencia acumulada retirada",
    "en_revision": "falta_informacion turnada en_investigacion en_espera improcedente no_competencia acumulada retirada",
    "falta_informacion": "en_revision turnada en_investigacion archivada no_competencia acumulada retirada",
    "turnada": "en_revision falta_informacion en_investigacion en_espera no_competencia acumulada retirada",
    "en_investigacion": "falta_informacion turnada en_espera en_procedimiento procedente improcedente no_competencia acumulada retirada",
    "en_espera": "en_revision falta_informacion en_investigacion en_procedimiento archivada no_competencia acumulada retirada",
    "en_procedimiento": "falta_informacion en_espera procedente improcedente",
    "procedente": "cerrada en_investigacion",
    "improcedente": "cerrada en_investigacion",
    "no_competencia": "en_revision",
    "acumulada": "en_revision",
    "archivada": "en_revision",
    "cerrada": "en_revision",
    "retirada": "",
}


def _denuncia(state: State) -> Denuncia:
    return Denuncia(
        state=state.value,
        received_on=RECEIVED,
        state_on=RECEIVED,
        category="soborno",
        closed_on=None,
    )


def test_there_are_more_than_ten_states_and_each_is_in_the_table():
    assert len(State) >= 10
    assert {state.value for state in ALLOWED} == set(MAY_FOLLOW) == {state.value for state in State}


@pytest.mark.parametrize(("before", "after"), product(State, State))
def test_of_every_two_states_the_second_may_follow_or_is_refused(before, after):
    denuncia = _denuncia(before)
    if after.value in MAY_FOLLOW[before.value].split():
        change(denuncia, after, TODAY)
        assert (denuncia.state, denuncia.state_on) == (after.value, TODAY)
        assert denuncia.closed_on == (TODAY if after in FINAL else None)
        assert (denuncia.due_on is None) == (after in FINAL)
    else:
        with pytest.raises(IllegalTransition):
            change(denuncia, after, TODAY)
        assert (denuncia.state, denuncia.state_on) == (before.value, RECEIVED)


def test_every_state_can_be_reached_and_every_open_one_ends():
    reached, ends = {FIRST}, set(FINAL)
    for _ in State:
        reached |= {after for before in reached for after in ALLOWED[before]}
        ends |= {before for before in State if ALLOWED[before] & ends}
    assert reached == ends == set(State)


def test_what_is_taken_up_again_is_no_longer_closed():
    denuncia = _denuncia(State.UNFOUNDED)
    change(denuncia, State.CLOSED, TODAY)
    assert denuncia.closed_on == TODAY
    change(denuncia, State.IN_REVIEW, TODAY)
    assert denuncia.closed_on is None and denuncia.due_on is not None


def test_it_can_be_withdrawn_until_a_procedure_has_begun():
    assert {state for state in State if not may_withdraw(state)} == {
        State.PROCEDURE,
        State.FOUNDED,
        State.UNFOUNDED,
        *FINAL,
    }


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_for_the_citizen(state):
    text = citizen_text(state)
    assert text == citizen_text(state.value)
    assert text.startswith(f"*{citizen_title(state)}*. ") and text.endswith(".")
    assert len(text) <= 200
    assert not re.search(r"\d|an[oó]nim|pronto|días|usted|\bsu\b", text), "no promise, and “tú”"


def test_no_two_states_read_the_same():
    assert len({citizen_text(state) for state in State}) == len(State)
    assert len({citizen_title(state) for state in State}) == len(State)


def test_the_values_fit_their_column():
    assert all(len(state.value) <= Denuncia.state.type.length for state in State)


def test_it_is_looked_at_within_three_working_days():
    # Friday; Monday, Tuesday, Wednesday.
    assert due_on(State.RECEIVED, RECEIVED, RECEIVED) == date(2026, 11, 25)


def test_the_goal_counts_from_the_day_of_filing_and_is_that_of_the_category():
    for category in ("maltrato", "desvio"):
        goal = load_routing().categories[category].goal
        due = due_on(State.INVESTIGATING, RECEIVED, TODAY, category)
        assert due == due_on(State.IN_REVIEW, RECEIVED, date(2026, 12, 1), category)
        assert (due - RECEIVED).days >= goal
    assert due_on(State.IN_REVIEW, RECEIVED, TODAY, "maltrato") < due_on(
        State.IN_REVIEW, RECEIVED, TODAY, "desvio"
    )


def test_a_category_that_the_file_no_longer_has_has_a_goal_too():
    assert due_on(State.IN_REVIEW, RECEIVED, TODAY, "gone") == due_on(
        State.IN_REVIEW, RECEIVED, TODAY, "otro"
    )


def test_an_answer_is_awaited_from_the_day_of_the_question():
    assert due_on(State.NEEDS_INFORMATION, RECEIVED, TODAY) == date(2026, 12, 8)


@pytest.mark.parametrize("state", sorted(FINAL, key=lambda state: state.value))
def test_nothing_is_due_once_it_is_over(state):
    assert due_on(state, RECEIVED, TODAY) is None
