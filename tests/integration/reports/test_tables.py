"""The migration makes the tables that the code expects, on SQLite and on a real PostgreSQL; and it can be undone."""

from __future__ import annotations

import importlib.util
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import inspect, text

import acolwhats.reports.models  # noqa: F401
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.reports import notices, repeats, service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.service import EVERYTHING, Filter, NewReport
from acolwhats.reports.states import State
from acolwhats.whatsapp.models import Contact
from tests.integration.conftest import own_database

ROOT = Path(__file__).resolve().parents[3]
NOW = 1_764_093_600.0
TABLES = ("reports", "report_changes", "report_marks", "report_watchers", "open311_keys")


def migration():
    path = ROOT / "migrations" / "versions" / "0004_service_reports.py"
    spec = importlib.util.spec_from_file_location("migration_0004", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path / 'reports.db'}")
    else:
        # Its own: the bots of other tests have these tables in theirs.
        engine = make_engine(own_database(request.getfixturevalue("postgres_url"), "tables"))
    Contact.__table__.create(engine)  # whoever asks for news is kept for them
    run(engine, "upgrade")
    yield engine
    run(engine, "downgrade")
    engine.dispose()


def run(engine, direction):
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        getattr(migration(), direction)()


def test_the_tables_are_those_of_the_code(engine):
    def ours(thing, name, kind, reflected, compared):
        if kind == "table":
            return name in TABLES
        return True

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_undoing_leaves_none_of_them(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'undone.db'}")
    run(engine, "upgrade")
    assert set(TABLES) <= set(inspect(engine).get_table_names())
    run(engine, "downgrade")
    assert not set(TABLES) & set(inspect(engine).get_table_names())


def test_a_report_lives_there_from_filing_to_forgetting(engine):
    categories = get_categories()
    scope = partial(session_scope, engine)
    new = NewReport(
        categories.by_code["bache"],
        "calle Ñandú 5, Xometla 🕳",
        "Xometla",
        "calle Ñandú",
        (19.638, -98.912),
    )
    with scope() as session:
        report = service.create(session, new, NOW, date(2025, 12, 9))
        assert repeats.mark(session, report, "wa-1", NOW)
        assert not repeats.mark(session, report, "wa-1", NOW)
        assert notices.watch(session, report, "wa-1")
    with scope() as session:
        near = repeats.nearest_open(session, "bache", (19.639, -98.912), None, NOW)
        assert near[0].id == report.id and 100 < near[1] < 120
        assert repeats.join(session, near[0], "wa-2", NOW)
        service.change_state(session, near[0], State.DONE, NOW + 1)
    with scope() as session:
        (notice,) = notices.changes_to_tell(session, categories)
        notices.mark_told(session, notice)
        assert service.find_reports(session, Filter(is_open=False))[0].place.endswith("🕳")
        assert service.count_reports(session, EVERYTHING) == 1
        assert service.count_reports(session, Filter(overdue_on=date(2026, 1, 1))) == 0
        repeats.forget_citizen(session, "wa-1")
    with scope() as session:
        assert notices.changes_to_tell(session, categories) == []
        session.execute(text("delete from reports"))
    with engine.connect() as connection:
        for table in TABLES[1:4]:
            assert connection.execute(text(f"select count(*) from {table}")).scalar() == 0
