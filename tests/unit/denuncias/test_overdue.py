from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from acolwhats.denuncias import audit, states
from acolwhats.denuncias.models import Denuncia
from acolwhats.denuncias.overdue import escalate, overdue, told_to
from acolwhats.denuncias.routing import Route, load_routing
from acolwhats.denuncias.states import State

from .town import AGAINST_CONTRALORIA, TODAY, the

# Filed on Tuesday the 24th: to be looked at by Friday the 27th.
DUE = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def filed(office):
    return office.file()


def test_nothing_is_overdue_on_its_last_day(filed, session):
    assert overdue(session, DUE) == []


def test_what_nobody_looked_at_is_overdue_on_the_day_after(filed, session):
    (late,) = overdue(session, DUE + timedelta(days=1))
    assert (late.folio, late.due_on, late.state) == (filed.folio, DUE, State.RECEIVED)
    assert late.days_late == 0, "it is Saturday"
    assert overdue(session, MONDAY)[0].days_late == 1


def test_a_denuncia_without_a_day_has_that_of_its_state(filed, session):
    session.execute(update(Denuncia).values(due_on=None))
    assert [late.due_on for late in overdue(session, MONDAY)] == [DUE]
    assert overdue(session, DUE) == []


def test_what_was_looked_at_has_the_time_of_its_category(filed, session):
    states.change(the(session, filed), State.IN_REVIEW, TODAY)
    session.flush()
    assert overdue(session, MONDAY) == []
    due = the(session, filed).due_on
    assert len(overdue(session, due + timedelta(days=1))) == 1


@pytest.mark.parametrize("state", sorted(states.FINAL, key=lambda state: state.value))
def test_what_is_over_is_never_overdue(filed, session, state):
    session.execute(update(Denuncia).values(state=state.value, due_on=date(2026, 1, 1)))
    assert overdue(session, date(2030, 1, 1)) == []


def test_the_latest_come_first(office, session):
    folios = [office.file(route=AGAINST_CONTRALORIA).folio for _ in range(3)]
    for days, folio in enumerate(folios):
        later = update(Denuncia).where(Denuncia.folio == folio)
        session.execute(later.values(due_on=DUE - timedelta(days=days)))
    assert [late.folio for late in overdue(session, MONDAY)] == folios[::-1]


def test_who_stands_in_is_told_once_for_each_deadline(filed, session):
    (late,) = escalate(session, MONDAY)
    assert late.told == "sindicatura"
    assert escalate(session, MONDAY) == [] == escalate(session, MONDAY + timedelta(days=1))
    entries = [entry for entry in audit.entries(session) if entry.action == "escalated"]
    assert [(e.actor, e.denuncia_id, e.reason) for e in entries] == [
        ("system", the(session, filed).id, "sindicatura:2026_11_27")
    ]
    session.execute(update(Denuncia).values(due_on=MONDAY))
    assert len(escalate(session, MONDAY + timedelta(days=1))) == 1
    assert audit.verify(session) is None


def test_nobody_who_is_accused_is_told(office, session):
    office.file(route=Route(("contraloria",), ("sindicatura", "presidencia"), None))
    (late,) = escalate(session, MONDAY)
    assert late.told == "contraloria"


def test_with_everybody_accused_nobody_is_told_and_it_is_listed_still(office, session):
    office.file()
    session.execute(update(Denuncia).values(excluded=list(load_routing().fallback)))
    (late,) = overdue(session, MONDAY)
    assert late.told is None
    assert escalate(session, MONDAY) == []


def test_who_was_told_can_be_asked_for(filed, session):
    assert told_to(session, {"sindicatura"}) == set()
    escalate(session, MONDAY)
    assert told_to(session, {"sindicatura", "x"}) == {the(session, filed).id}
    assert told_to(session, {"contraloria"}) == set()
