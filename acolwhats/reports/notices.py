"""Whom to tell that a report has changed. Only who asked for it, and only the latest."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acolwhats.reports import states
from acolwhats.reports.categories import Categories
from acolwhats.reports.models import Report, ReportChange, ReportWatcher
from acolwhats.reports.states import State
from acolwhats.whatsapp.contacts import keep_for_news


@dataclass(frozen=True)
class Notice:
    """News for a citizen who asked for them.

    Attributes:
        change: id of the change that it tells; `mark_told` wants it.
    """

    sender_id: str
    report_id: str
    folio: str
    change: int
    text: str


def _last_change(session: Session, report_id: str) -> int:
    query = select(func.max(ReportChange.id)).where(ReportChange.report_id == report_id)
    return int(session.scalar(query) or 0)


def watch(session: Session, report: Report, sender_id: str) -> bool:
    """A citizen wants to be told of changes from now on; False when that is known already."""
    if session.get(ReportWatcher, (report.id, sender_id)) is not None:
        return False
    told = _last_change(session, report.id)
    session.add(ReportWatcher(report_id=report.id, sender_id=sender_id, told=told))
    keep_for_news(session, sender_id, time.time())
    session.flush()
    return True


def unwatch(session: Session, report: Report, sender_id: str) -> bool:
    """No more news; False when there were none to be told."""
    watcher = session.get(ReportWatcher, (report.id, sender_id))
    if watcher is not None:
        session.delete(watcher)
        session.flush()
    return watcher is not None


def watched(session: Session, sender_id: str, most: int = 5) -> list[Report]:
    """Reports that a citizen wants to hear of, newest first."""
    query = select(Report).join(ReportWatcher, ReportWatcher.report_id == Report.id)
    query = query.where(ReportWatcher.sender_id == sender_id)
    return list(session.scalars(query.order_by(Report.created_at.desc()).limit(most)))


def changes_to_tell(session: Session, categories: Categories, most: int = 500) -> list[Notice]:
    """Whom to tell what: of several changes since the last time, the latest alone."""
    latest = select(ReportChange.report_id, func.max(ReportChange.id).label("id"))
    latest = latest.group_by(ReportChange.report_id).subquery()
    query = (
        select(ReportWatcher, Report, latest.c.id)
        .join(Report, Report.id == ReportWatcher.report_id)
        .join(latest, latest.c.report_id == ReportWatcher.report_id)
        .where(latest.c.id > ReportWatcher.told)
        .order_by(latest.c.id)
        .limit(most)
    )
    return [
        Notice(
            watcher.sender_id,
            report.id,
            report.folio,
            change,
            notice_text(report, categories),
        )
        for watcher, report, change in session.execute(query)
    ]


def notice_text(report: Report, categories: Categories) -> str:
    """The news, in the words of the state."""
    category = categories.get(report.category)
    title = category.title if category else "Reporte"
    said = state_text(report, categories)
    return f"🔔 Novedad de tu reporte *{report.folio}* ({title}):\n{said}"


def state_text(report: Report, categories: Categories) -> str:
    """State of a report, for the citizen."""
    state = State(report.state)
    unit = categories.unit_title(report.unit)
    words = states.citizen_text(state, unit, report.reason, report.duplicate_of)
    return f"*{states.TITLES[state]}*. {words}"


def mark_told(session: Session, notice: Notice) -> None:
    """The citizen has been told, or never will be."""
    watcher = session.get(ReportWatcher, (notice.report_id, notice.sender_id))
    if watcher is not None:
        watcher.told = max(watcher.told, notice.change)
