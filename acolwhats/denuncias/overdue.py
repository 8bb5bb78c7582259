"""What should have been done by now, and who else is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Iterator, Optional

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit
from acolwhats.denuncias.calendar import WorkingDays
from acolwhats.denuncias.models import AuditEntry, Denuncia
from acolwhats.denuncias.routing import Routing, RoutingError, load_routing
from acolwhats.denuncias.states import FINAL, State, due_on


@dataclass(frozen=True)
class Overdue:
    """A denuncia whose day has passed.

    Attributes:
        days_late: working days since then.
        told: group that is told of it; None when every group that could be is excluded.
    """

    denuncia_id: str
    folio: str
    state: State
    groups: tuple[str, ...]
    due_on: date
    days_late: int
    told: Optional[str]


def overdue(session: Session, today: date, routing: Optional[Routing] = None) -> list[Overdue]:
    """Every denuncia whose day has passed, the latest first."""
    routing = routing or load_routing()
    days = WorkingDays(routing.non_working_days)
    found = [
        Overdue(
            denuncia_id=row.id,
            folio=row.folio,
            state=State(row.state),
            groups=tuple(row.groups),
            due_on=due,
            days_late=days.between(due, today),
            told=_told(routing, row.excluded, row.groups),
        )
        for row, due in _open(session, today, routing)
        if due < today
    ]
    return sorted(found, key=lambda late: (late.due_on, late.folio))


def escalate(session: Session, today: date, routing: Optional[Routing] = None) -> list[Overdue]:
    """Tell the fallback group of what is overdue, once for each deadline; what was not told before.

    They see it in their list. They cannot read it: only somebody who can may hand it over to them (`assign`).
    """
    query = select(AuditEntry.denuncia_id, AuditEntry.reason)
    before = {tuple(row) for row in session.execute(query.where(AuditEntry.action == "escalated"))}
    new = []
    for late in overdue(session, today, routing):
        reason = f"{late.told}:{late.due_on:%Y_%m_%d}"
        if late.told is not None and (late.denuncia_id, reason) not in before:
            audit.record(session, "system", "escalated", late.denuncia_id, reason)
            new.append(late)
    return new


def told_to(session: Session, groups: set[str]) -> set[str]:
    """Ids of the denuncias that some of these groups were told of."""
    query = select(AuditEntry.denuncia_id, AuditEntry.reason).where(
        AuditEntry.action == "escalated", AuditEntry.denuncia_id.is_not(None)
    )
    return {row[0] for row in session.execute(query) if row[1].split(":")[0] in groups}


def _open(session: Session, today: date, routing: Routing) -> Iterator[tuple[Denuncia, date]]:
    # Columns and not the whole row: what is sealed is large.
    columns = (
        Denuncia.id,
        Denuncia.folio,
        Denuncia.state,
        Denuncia.groups,
        Denuncia.excluded,
        Denuncia.category,
        Denuncia.received_on,
        Denuncia.state_on,
        Denuncia.due_on,
    )
    query = select(*columns).where(
        Denuncia.state.not_in([state.value for state in FINAL]),
        or_(Denuncia.due_on.is_(None), Denuncia.due_on < today),
    )
    for row in session.execute(query):
        state = State(row.state)
        due = row.due_on or due_on(state, row.received_on, row.state_on, row.category, routing)
        if due is not None:
            yield row, due


def _told(routing: Routing, excluded: list[str], groups: list[str]) -> Optional[str]:
    try:
        return routing.fallback_for(excluded, besides=groups)
    except RoutingError:
        return None  # the file has changed since it was filed
