"""The list of an officer's denuncias: folio, state and days. Nothing of what was denounced is opened for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Optional

from sqlalchemy import String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit
from acolwhats.denuncias.models import AuditEntry, Denuncia, Officer
from acolwhats.denuncias.overdue import told_to
from acolwhats.denuncias.states import FINAL, State
from acolwhats.denuncias.wraps import may_read

_BY_CITIZENS = ("filed", "added", "withdrawn")
_READ = ("opened", "exported")


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
        # As text: of thousands of rows few differ, and each is read once (`_names`).
        cast(Denuncia.groups, String).label("groups"),
        cast(Denuncia.excluded, String).label("excluded"),
        Denuncia.received_on,
        Denuncia.due_on,
        Denuncia.legal_hold,
    )
    query = select(*columns)
    if not closed:
        query = query.where(Denuncia.state.not_in([state.value for state in FINAL]))
    lines = []
    for row in session.execute(query):
        groups, excluded = _names(row.groups), _names(row.excluded)
        mine = may_read(officer, groups, excluded)
        is_told = not mine and row.id in told and not set(excluded) & set(officer.groups)
        if mine or is_told:
            lines.append(
                Line(
                    folio=row.folio,
                    category=row.category,
                    state=State(row.state),
                    groups=groups,
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


@lru_cache(maxsize=1024)
def _names(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _news(session: Session) -> set[str]:
    """Ids of the denuncias with something that no officer has read; the audit knows which came first."""
    by_citizen = _last(AuditEntry.actor == audit.CITIZEN, _BY_CITIZENS)
    by_officer = _last(AuditEntry.actor != audit.CITIZEN, _READ)
    query = (
        select(AuditEntry.denuncia_id)
        .where(AuditEntry.action.in_(_BY_CITIZENS + _READ), AuditEntry.denuncia_id.is_not(None))
        .group_by(AuditEntry.denuncia_id)
        .having(by_citizen > func.coalesce(by_officer, 0))
    )
    return set(session.scalars(query))


def _last(who: Any, actions: tuple[str, ...]) -> Any:
    return func.max(case((and_(who, AuditEntry.action.in_(actions)), AuditEntry.id)))
