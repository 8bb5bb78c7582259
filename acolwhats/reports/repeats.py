"""The same thing reported twice: what is near, who said so already, who joins."""

from __future__ import annotations

import hashlib
from typing import Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from acolwhats.nlu.text import normalize
from acolwhats.reports.geo import NEAR_METRES, Point, cells_around, distance
from acolwhats.reports.models import Report, ReportMark, ReportWatcher

MOST_A_DAY = 10  # of one citizen
_DAY = 86400
# In words alone, the same street and colonia is the same matter for this long.
_SAME_SPOT_SECONDS = 90 * _DAY


def spot_of(street: Optional[str], place_name: Optional[str]) -> Optional[str]:
    """The street and the place as they are compared; None unless both are known."""
    return f"{normalize(street)}|{normalize(place_name)}" if street and place_name else None


def nearest_open(
    session: Session,
    category: str,
    point: Optional[Point],
    spot: Optional[str],
    now: float,
) -> Optional[tuple[Report, Optional[float]]]:
    """The open report that this one may repeat, and how many metres away it is.

    By distance where both have a pin; in words, the same street of the same place.
    """
    same = (Report.is_open.is_(True), Report.category == category)
    if point is not None:
        query = select(Report).where(*same, Report.cell.in_(cells_around(point)))
        near = [(distance(point, (r.latitude, r.longitude)), r) for r in session.scalars(query)]
        near = [pair for pair in near if pair[0] <= NEAR_METRES]
        if near:
            metres, report = min(near, key=lambda pair: pair[0])
            return report, metres
    if spot is not None:
        query = select(Report).where(
            *same, Report.spot == spot, Report.created_at >= now - _SAME_SPOT_SECONDS
        )
        if point is not None:
            query = query.where(Report.cell.is_(None))  # a pin that is farther away is another spot
        report = session.scalars(query.order_by(Report.created_at.desc()).limit(1)).first()
        if report is not None:
            return report, None
    return None


def _mark(report_id: str, sender_id: str) -> str:
    return hashlib.sha256(f"{report_id}:{sender_id}".encode()).hexdigest()[:32]


def mark(session: Session, report: Report, sender_id: str, now: float) -> bool:
    """Note that a citizen reported this; False when it is known already."""
    made = _mark(report.id, sender_id)
    if session.get(ReportMark, (report.id, made)) is not None:
        return False
    session.add(ReportMark(report_id=report.id, mark=made, at=now))
    session.flush()
    return True


def has_mark(session: Session, report: Report, sender_id: str) -> bool:
    """Whether a citizen reported this, or joined."""
    return session.get(ReportMark, (report.id, _mark(report.id, sender_id))) is not None


def join(session: Session, report: Report, sender_id: str, now: float) -> bool:
    """One more who says so; False when they said so before."""
    if not mark(session, report, sender_id, now):
        return False
    report.supporters += 1
    return True


def filed_since_yesterday(session: Session, sender_id: str, now: float) -> int:
    """How many reports a citizen made or joined in the last 24 hours."""
    query = select(ReportMark.report_id, ReportMark.mark).where(ReportMark.at > now - _DAY)
    return sum(made == _mark(report_id, sender_id) for report_id, made in session.execute(query))


def forget_citizen(session: Session, sender_id: str) -> None:
    """Forget who reported; the reports stay, without anybody."""
    session.execute(delete(ReportWatcher).where(ReportWatcher.sender_id == sender_id))
    marks = session.execute(select(ReportMark.report_id, ReportMark.mark))
    mine = [(r, made) for r, made in marks if made == _mark(r, sender_id)]
    for report_id, made in mine:
        session.execute(
            delete(ReportMark).where(ReportMark.report_id == report_id, ReportMark.mark == made)
        )
