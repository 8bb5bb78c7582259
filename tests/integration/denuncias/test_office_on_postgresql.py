"""What depends on the database: the audit's lock, and what deleting leaves behind. On a real PostgreSQL."""

from __future__ import annotations

import secrets
import threading
from functools import partial

import pytest
import sqlalchemy as sa

import acolwhats.denuncias.models as models
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.denuncias import audit, states
from acolwhats.denuncias.retention import purge
from acolwhats.denuncias.states import State
from tests.unit.denuncias.town import NOW, STATEMENT, TODAY, Town, the

DAY = 86400
INES = "1" * 32


@pytest.fixture
def engine(postgres_url, monkeypatch):
    """Empty tables in a database of its own."""
    monkeypatch.setattr(audit, "_key", lambda: b"k" * 32)
    # Not deleted afterwards: the whole server is, and a connection may linger.
    name = f"office_{secrets.token_hex(4)}"
    admin = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    url = sa.engine.make_url(postgres_url).set(database=name)
    engine = make_engine(url.render_as_string(hide_password=False))
    Base.metadata.create_all(
        engine,
        tables=[
            model.__table__
            for model in (
                models.Officer,
                models.Denuncia,
                models.Wrap,
                models.ThreadMessage,
                models.Evidence,
                models.AuditEntry,
                models.AuditHead,
                models.Attempt,
            )
        ],
    )
    yield engine
    engine.dispose()


def test_many_at_once_make_one_chain(engine):
    scope = partial(session_scope, engine)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                with scope() as session:
                    session.scalar(sa.select(sa.func.count()).select_from(models.AuditEntry))
                    audit.record(session, INES, "listed")
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with scope() as session:
        assert len(audit.entries(session, last=1000)) == 120
        assert audit.verify(session) is None


def test_an_entry_waits_for_the_transaction_of_the_one_before_it(engine):
    scope = partial(session_scope, engine)
    order: list[str] = []

    def second() -> None:
        with scope() as session:
            audit.record(session, INES, "opened")
            order.append("second")

    with scope() as session:
        audit.record(session, INES, "listed")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.5)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    with scope() as session:
        assert [entry.action for entry in audit.entries(session)] == ["listed", "opened"]
        assert audit.verify(session) is None


def test_what_is_deleted_leaves_no_row_no_file_and_no_page(engine, tmp_path):
    town = Town(partial(session_scope, engine), tmp_path).staff()
    filed = town.file(STATEMENT, town.attach())
    with town.scope() as session:
        states.change(the(session, filed), State.NOT_OURS, TODAY)
    tables = (models.Denuncia, models.Wrap, models.ThreadMessage, models.Evidence)
    size = sa.text("SELECT pg_total_relation_size('denuncias')")
    with town.scope() as session:
        before = session.scalar(size)
    done = purge(engine, town.vault.evidence, 90, NOW + 90 * DAY)
    assert done.folios == (filed.folio,) and done.compacted is True
    with town.scope() as session:
        assert [session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tables] == [
            0
        ] * 4
        # Written anew: the table has no page at all any more, only empty indexes.
        assert session.scalar(sa.text("SELECT pg_relation_size('denuncias')")) == 0
        assert session.scalar(size) < before
        assert audit.verify(session) is None
    assert list((tmp_path / "denuncias").iterdir()) == []


def test_a_table_that_is_in_use_is_told_of(engine, tmp_path):
    town = Town(partial(session_scope, engine), tmp_path).staff()
    filed = town.file()
    with town.scope() as session:
        states.change(the(session, filed), State.NOT_OURS, TODAY)
    with engine.connect() as reader:
        reader.execute(sa.text("SELECT count(*) FROM denuncia_attempts"))
        assert purge(engine, town.vault.evidence, 90, NOW + 90 * DAY).compacted is False
