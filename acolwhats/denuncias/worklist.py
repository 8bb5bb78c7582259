"""The list of an officer's denuncias: folio, state and days. Nothing of what was denounced is opened for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit
from acolwhats.denuncias.models import AuditEntry, Denuncia, Officer
from acolwhats.denuncias.overdue import told_to
from acolwhats.denuncias.states import FINAL, State
from acolwhats.denuncias.wraps import may_read

_BY_CITIZENS = ("filed", "added", "withdrawn")


@dataclass(frozen=True)
class Line:
    """A denuncia in the list.

    Attributes:
        news: something came from whoever filed it since an officer last read it.
        told: it is another group's, overdue; this officer can only see that.
    """

    folio: str
    category: str
    state: State
    groups: tuple[str, ...]
    received_on: date
    due_on: Optional[date]
    late: bool
    news: bool
    held: bool
    told: bool


def worklist(session: Session, officer: Officer, today: date, closed: bool = False) -> list[Line]:
    """What is routed to an officer, the most urgent first; that they looked is in the audit."""
    news = _news(session)
    told = told_to(session, set(officer.groups))
    columns = (
        Denuncia.id,
        Denuncia.folio,
        Denuncia.category,
        Denuncia.state,
        Denuncia.groups,
        Denuncia.excluded,
        Denuncia.received_on,
        Denuncia.due_on,
        Denuncia.legal_hold,
    )
    query = select(*columns)
    if not closed:
        query = query.where(Denuncia.state.not_in([state.value for state in FINAL]))
    lines = []
    for row in session.execute(query):
        mine = may_read(officer, row.groups, row.excluded)
        is_told = not mine and row.id in told and not set(row.excluded) & set(officer.groups)
        if mine or is_told:
            lines.append(
                Line(
                    folio=row.folio,
                    category=row.category,
                    state=State(row.state),
                    groups=tuple(row.groups),
                    received_on=row.received_on,
                    due_on=row.due_on,
                    late=row.due_on is not None and row.due_on < today,
                    news=row.id in news,
                    held=bool(row.legal_hold),
                    told=is_told,
                )
            )
    audit.record(session, str(officer.id), "listed", reason=str(len(lines)))
    return sorted(lines, key=lambda line: (line.due_on or date.max, line.received_on, line.folio))


def _news(session: Session) -> set[str]:
    """Ids of the denuncias with something that no officer has read; the audit knows which came first."""
    by_citizen = _last(session, AuditEntry.actor == audit.CITIZEN, _BY_CITIZENS)
    by_officer = _last(session, AuditEntry.actor != audit.CITIZEN, ("opened", "exported"))
    return {one for one, entry in by_citizen.items() if entry > by_officer.get(one, 0)}


def _last(session: Session, who: object, actions: tuple[str, ...]) -> dict[str, int]:
    query = select(AuditEntry.denuncia_id, func.max(AuditEntry.id)).where(
        who, AuditEntry.action.in_(actions), AuditEntry.denuncia_id.is_not(None)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(AuditEntry.denuncia_id))}
