from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from acolwhats.answers.models import Source, Statement
from acolwhats.database import Base, make_engine, session_scope


@pytest.fixture
def on_disk(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'prueba.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def names(engine) -> list[str]:
    with session_scope(engine) as session:
        return list(session.scalars(select(Source.name)))


def test_what_a_session_writes_is_there_for_the_next(on_disk):
    with session_scope(on_disk) as session:
        session.add(Source(key="boletin", name="Boletín"))
    assert names(on_disk) == ["Boletín"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_undoes_everything_and_goes_on(on_disk, error):
    with pytest.raises(error), session_scope(on_disk) as session:
        session.add(Source(key="boletin", name="Boletín"))
        session.flush()
        raise error
    assert names(on_disk) == []


def test_a_record_can_be_read_after_its_session_ended(on_disk):
    with session_scope(on_disk) as session:
        source = Source(key="boletin", name="Boletín")
        session.add(source)
    assert source.name == "Boletín"


def test_sqlite_refuses_a_fact_whose_source_does_not_exist(on_disk):
    with pytest.raises(IntegrityError), session_scope(on_disk) as session:
        session.add(Statement(key="x", aspect="costo", text="Gratis.", source_key="nadie"))


def test_sqlite_lets_others_read_while_somebody_writes(on_disk):
    with session_scope(on_disk) as writer:
        writer.add(Source(key="boletin", name="Boletín"))
        writer.flush()
        assert names(on_disk) == []
        assert writer.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_an_address_of_postgresql_is_not_connected_to_before_it_is_used():
    assert make_engine("postgresql://bot@db.example/acolwhats").dialect.name == "postgresql"
