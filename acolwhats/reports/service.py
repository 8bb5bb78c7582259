"""What is done with reports: file, change, assign, find."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Callable, Iterator, Optional, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from acolwhats.reports import states
from acolwhats.reports.categories import Categories, Category
from acolwhats.reports.folio import new_folio
from acolwhats.reports.geo import Point, cell_of
from acolwhats.reports.models import Report, ReportChange
from acolwhats.reports.repeats import spot_of
from acolwhats.reports.states import State

MEXICO_CITY = ZoneInfo("America/Mexico_City")

AddWorkingDays = Callable[[date, int], date]  # (day, count) -> the day so many working days later
Write = Callable[[Session], None]


@dataclass(frozen=True)
class NewReport:
    """What is filed.

    Attributes:
        place: where it is, in the citizen's words.
        photos: [{"handle", "content_type"}] in the store of reports.
        source: whatsapp, or open311:<id of the key>.
    """

    category: Category
    place: str
    place_name: Optional[str] = None
    street: Optional[str] = None
    point: Optional[Point] = None
    note: str = ""
    photos: Sequence[dict[str, str]] = ()
    source: str = "whatsapp"
    attributes: dict[str, Any] = field(default_factory=dict)


def expected_on(category: Category, now: float, add_working_days: AddWorkingDays) -> date:
    """The day until which the category should be mended."""
    return add_working_days(datetime.fromtimestamp(now, MEXICO_CITY).date(), category.working_days)


def unused_folio(session: Session) -> str:
    """A folio that no report has."""
    while True:
        folio = new_folio()
        if find(session, folio) is None:
            return folio


def create(
    session: Session,
    new: NewReport,
    now: float,
    expected: date,
    folio: Optional[str] = None,
) -> Report:
    """File a report."""
    category = new.category
    report = Report(
        id=secrets.token_hex(16),
        folio=folio or unused_folio(session),
        category=category.code,
        unit=category.unit,
        state=State.RECEIVED.value,
        is_open=True,
        place=new.place,
        place_name=new.place_name,
        street=new.street,
        spot=spot_of(new.street, new.place_name),
        latitude=new.point[0] if new.point else None,
        longitude=new.point[1] if new.point else None,
        cell=cell_of(new.point) if new.point else None,
        note=new.note or None,
        attributes=new.attributes or None,
        photos=list(new.photos),
        source=new.source,
        supporters=0,
        created_at=now,
        updated_at=now,
        expected_on=expected,
        expected_confirmed=category.is_confirmed,
    )
    session.add(report)
    session.flush()
    _record(session, report, now)
    return report


def _record(session: Session, report: Report, now: float) -> None:
    change = ReportChange(
        report_id=report.id, state=report.state, reason=report.reason, unit=report.unit, at=now
    )
    session.add(change)
    session.flush()


def find(session: Session, folio: str) -> Optional[Report]:
    """The report with this folio."""
    return session.scalars(select(Report).where(Report.folio == folio)).first()


def change_state(
    session: Session,
    report: Report,
    to: State,
    now: float,
    reason: Optional[str] = None,
    original: Optional[str] = None,
) -> None:
    """Take a report to another state.

    Raises:
        IllegalTransition: it cannot go there, or what the state needs is missing.
    """
    states.check_transition(State(report.state), to, reason, original)
    if original is not None:
        other = find(session, original)
        if other is None or other.id == report.id:
            raise states.IllegalTransition(f"{original} is no other report")
    report.state, report.reason, report.duplicate_of = to.value, reason, original
    report.is_open = not states.is_closed(to)
    report.updated_at = now
    report.closed_at = None if report.is_open else now
    _record(session, report, now)


def assign(session: Session, report: Report, unit: str, categories: Categories, now: float) -> None:
    """Hand a report to another unit.

    Raises:
        ValueError: there is no such unit.
    """
    if unit not in categories.units:
        raise ValueError(f"{unit} is no unit; one of {', '.join(categories.units)}")
    if report.unit != unit:
        report.unit, report.updated_at = unit, now
        _record(session, report, now)


@dataclass(frozen=True)
class Filter:
    """Which reports.

    Attributes:
        since: created at that time or later; `until`: before that.
    """

    states: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    is_open: Optional[bool] = None
    since: Optional[float] = None
    until: Optional[float] = None
    overdue_on: Optional[date] = None


EVERYTHING = Filter()


def _where(wanted: Filter) -> Iterator[Any]:
    if wanted.states:
        yield Report.state.in_(wanted.states)
    if wanted.categories:
        yield Report.category.in_(wanted.categories)
    if wanted.units:
        yield Report.unit.in_(wanted.units)
    if wanted.is_open is not None:
        yield Report.is_open.is_(wanted.is_open)
    if wanted.since is not None:
        yield Report.created_at >= wanted.since
    if wanted.until is not None:
        yield Report.created_at < wanted.until
    if wanted.overdue_on is not None:
        yield and_(Report.is_open.is_(True), Report.expected_on < wanted.overdue_on)


def find_reports(session: Session, wanted: Filter, most: int = 100, skip: int = 0) -> list[Report]:
    """Reports, newest first."""
    query = select(Report).where(*_where(wanted)).order_by(Report.created_at.desc(), Report.id)
    return list(session.scalars(query.offset(skip).limit(most)))


def count_reports(session: Session, wanted: Filter) -> int:
    """How many reports there are."""
    return int(session.scalar(select(func.count()).select_from(Report).where(*_where(wanted))))


def every_report(session: Session, wanted: Filter, at_once: int = 1000) -> Iterator[Report]:
    """All of them, oldest first, without holding them all in memory."""
    last: Optional[Report] = None
    while True:
        query = select(Report).where(*_where(wanted))
        if last is not None:
            query = query.where(
                or_(
                    Report.created_at > last.created_at,
                    and_(Report.created_at == last.created_at, Report.id > last.id),
                )
            )
        page = list(session.scalars(query.order_by(Report.created_at, Report.id).limit(at_once)))
        yield from page
        if len(page) < at_once:
            return
        last = page[-1]
