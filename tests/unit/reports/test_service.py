from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select, text

from acolwhats.reports import notices, repeats, service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.models import Report, ReportChange, ReportMark, ReportWatcher
from acolwhats.reports.service import EVERYTHING, Filter, NewReport
from acolwhats.reports.states import IllegalTransition, State
from tests.unit.reports.talking import NOON, add_days

CATEGORIES = get_categories()
ANA, BEA = "wa-" + "a" * 32, "wa-" + "b" * 32


def file(session, category="bache", at=NOON, **more):
    kind = CATEGORIES.by_code[category]
    values = {"place": "calle Aldama, Xometla", **more}
    expected = service.expected_on(kind, at, add_days)
    return service.create(session, NewReport(kind, **values), at, expected)


# -- filing and changing -----------------------------------------------------------------------------


def test_what_is_filed_goes_to_the_unit_of_its_category(session):
    report = file(session, "fuga_agua")

    assert (report.unit, report.state, report.is_open) == ("odapasa", "received", True)
    assert report.expected_on == date(2025, 11, 28)


def test_the_expected_day_counts_from_the_day_in_acolman():
    # 23:30 of Friday in Acolman is Saturday in UTC.
    friday = NOON + 3 * 86_400 + 11.5 * 3600

    expected = service.expected_on(CATEGORIES.by_code["fuga_agua"], friday, add_days)
    assert expected == date(2025, 12, 3)


def test_ids_and_folios_tell_no_order(session):
    reports = [file(session) for _ in range(20)]

    assert sorted(reports, key=lambda r: r.id) != reports
    assert sorted(reports, key=lambda r: r.folio) != reports


def test_a_change_is_recorded_and_closes(session):
    report = file(session)
    service.change_state(session, report, State.IN_PROGRESS, NOON + 1)
    service.change_state(session, report, State.DONE, NOON + 2)

    states = session.scalars(select(ReportChange.state).order_by(ReportChange.id)).all()
    assert states == ["received", "in_progress", "done"]
    assert (report.is_open, report.closed_at, report.updated_at) == (False, NOON + 2, NOON + 2)


def test_an_illegal_change_leaves_everything_as_it_was(session):
    report = file(session)
    service.change_state(session, report, State.WITHDRAWN, NOON + 1)

    with pytest.raises(IllegalTransition):
        service.change_state(session, report, State.DONE, NOON + 2)
    assert (report.state, report.updated_at) == ("withdrawn", NOON + 1)


@pytest.mark.parametrize("original", ["RS-0000-0000", "itself"])
def test_a_duplicate_names_another_report_that_exists(original, session):
    report = file(session)

    with pytest.raises(IllegalTransition, match="no other report"):
        other = report.folio if original == "itself" else original
        service.change_state(session, report, State.DUPLICATE, NOON, None, other)


def test_a_report_is_handed_to_a_unit_that_exists(session):
    report = file(session)
    service.assign(session, report, "odapasa", CATEGORIES, NOON + 1)

    assert report.unit == "odapasa"
    with pytest.raises(ValueError, match="no unit"):
        service.assign(session, report, "nadie", CATEGORIES, NOON)


# -- finding -----------------------------------------------------------------------------------------


@pytest.fixture
def many(session):
    made = []
    for number in range(30):
        category = ("bache", "alumbrado", "fuga_agua")[number % 3]
        made.append(file(session, category, NOON + number))
    for report in made[:5]:
        service.change_state(session, report, State.DONE, NOON + 100)
    return made


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (EVERYTHING, 30),
        (Filter(states=("done",)), 5),
        (Filter(is_open=True), 25),
        (Filter(is_open=False), 5),
        (Filter(categories=("bache",)), 10),
        (Filter(units=("odapasa",)), 10),
        (Filter(since=NOON + 10, until=NOON + 20), 10),
        (Filter(overdue_on=date(2025, 11, 29)), 9),
        (Filter(categories=("bache",), is_open=False), 2),
    ],
)
def test_reports_are_found_by_what_they_are(wanted, count, many, session):
    found = service.find_reports(session, wanted)

    assert len(found) == count == service.count_reports(session, wanted)
    assert [r.created_at for r in found] == sorted((r.created_at for r in found), reverse=True)
    every = list(service.every_report(session, wanted, at_once=3))
    assert {r.id for r in every} == {r.id for r in found} and len(every) == count


def test_pages_do_not_overlap(many, session):
    pages = [service.find_reports(session, EVERYTHING, 10, skip) for skip in (0, 10, 20, 30)]

    assert len({r.id for page in pages for r in page}) == 30 and pages[3] == []


def test_finding_uses_an_index_and_never_reads_every_report(many, session, engine):
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2:4]))
    point, spot = (19.6, -98.9), repeats.spot_of("calle Aldama", "Xometla")
    repeats.nearest_open(session, "bache", point, None, NOON)
    repeats.nearest_open(session, "bache", None, spot, NOON)
    service.find(session, many[0].folio)
    service.find_reports(session, EVERYTHING)
    service.find_reports(session, Filter(states=("done",)))
    service.find_reports(session, Filter(units=("odapasa",), is_open=True))
    queries = list(seen)

    assert len(queries) == 6
    for statement, parameters in queries:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        details = [row[3] for row in plan]
        assert any("USING INDEX" in detail for detail in details), (statement, details)


# -- the same thing twice ----------------------------------------------------------------------------


def test_in_words_the_same_street_of_the_same_place_is_the_same(session):
    report = file(session, street="calle Aldama", place_name="Xometla")
    near = repeats.nearest_open

    assert near(session, "bache", None, repeats.spot_of("Calle ALDAMA", "Xometla"), NOON) == (
        report,
        None,
    )
    assert near(session, "bache", None, repeats.spot_of("calle Aldama", "Tepexpan"), NOON) is None
    assert near(session, "bache", None, repeats.spot_of("calle Aldama", None), NOON) is None
    later = NOON + 91 * 86_400
    assert near(session, "bache", None, repeats.spot_of("calle Aldama", "Xometla"), later) is None


def test_a_pin_far_away_is_not_the_same_although_the_words_are(session):
    file(session, street="calle Aldama", place_name="Xometla", point=(19.60, -98.90))
    spot = repeats.spot_of("calle Aldama", "Xometla")

    assert repeats.nearest_open(session, "bache", (19.61, -98.90), spot, NOON) is None


def test_forgetting_a_citizen_leaves_the_reports(session):
    report = file(session)
    for who in (ANA, BEA):
        repeats.mark(session, report, who, NOON)
        notices.watch(session, report, who)

    repeats.forget_citizen(session, ANA)

    assert session.get(Report, report.id) is not None
    assert [w.sender_id for w in session.scalars(select(ReportWatcher))] == [BEA]
    assert not repeats.has_mark(session, report, ANA) and repeats.has_mark(session, report, BEA)


def test_marks_of_different_reports_cannot_be_told_to_be_of_one_citizen(session):
    for _ in range(3):
        repeats.mark(session, file(session), ANA, NOON)

    marks = session.scalars(select(ReportMark.mark)).all()
    assert len(set(marks)) == 3 and not any(ANA[3:] in mark for mark in marks)


# -- whom to tell ------------------------------------------------------------------------------------


def test_only_who_asked_is_told_and_only_what_is_new(session):
    report = file(session)
    repeats.mark(session, report, BEA, NOON)
    notices.watch(session, report, ANA)
    assert notices.changes_to_tell(session, CATEGORIES) == []

    service.change_state(session, report, State.IN_PROGRESS, NOON + 1)
    (notice,) = notices.changes_to_tell(session, CATEGORIES)

    assert (notice.sender_id, notice.folio) == (ANA, report.folio)
    assert "En atención" in notice.text and len(notice.text) <= 600
    notices.mark_told(session, notice)
    assert notices.changes_to_tell(session, CATEGORIES) == []


def test_of_several_changes_the_latest_is_told(session):
    report = file(session)
    notices.watch(session, report, ANA)
    service.change_state(session, report, State.IN_PROGRESS, NOON + 1)
    service.change_state(session, report, State.DONE, NOON + 2)

    (notice,) = notices.changes_to_tell(session, CATEGORIES)

    assert "Atendido" in notice.text
    notices.mark_told(session, notice)
    assert notices.changes_to_tell(session, CATEGORIES) == []


def test_what_happens_while_one_is_told_is_told_next(session):
    report = file(session)
    notices.watch(session, report, ANA)
    service.change_state(session, report, State.IN_PROGRESS, NOON + 1)
    (early,) = notices.changes_to_tell(session, CATEGORIES)
    service.change_state(session, report, State.DONE, NOON + 2)

    notices.mark_told(session, early)

    (late,) = notices.changes_to_tell(session, CATEGORIES)
    assert "Atendido" in late.text


def test_who_watches_later_is_not_told_what_was_before(session):
    report = file(session)
    service.change_state(session, report, State.DONE, NOON + 1)
    notices.watch(session, report, ANA)

    assert notices.changes_to_tell(session, CATEGORIES) == []


def test_a_deleted_report_takes_everything_with_it(session):
    report = file(session)
    repeats.mark(session, report, ANA, NOON)
    notices.watch(session, report, ANA)
    session.execute(text("delete from reports"))

    for table in (ReportChange, ReportMark, ReportWatcher):
        assert session.scalars(select(table)).all() == []
