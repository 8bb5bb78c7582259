"""A real SQLite file, and the database of `in_session` when a test needs more than one session."""

from __future__ import annotations

from functools import partial

import pytest

import acolwhats.whatsapp.models  # noqa: F401
from acolwhats import database
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.settings import get_settings
from acolwhats.whatsapp.sealing import Box


def _forget_the_process() -> None:
    """What is made once a process is made anew."""
    for made_once in (get_settings, database.get_engine, database._threads):
        made_once.cache_clear()


@pytest.fixture
def disk(tmp_path):
    """A database in a file, with every table."""
    engine = make_engine(f"sqlite:///{tmp_path / 'puente.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def on_disk(disk):
    """Opens sessions of the database in a file; they commit at the end."""
    return partial(session_scope, disk)


@pytest.fixture
def process_database(tmp_path, monkeypatch):
    """The database of this process (`in_session`), in a file of its own; opens sessions on it."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'proceso.db'}")
    _forget_the_process()
    Base.metadata.create_all(database.get_engine())
    yield session_scope
    database._threads().shutdown()
    database.get_engine().dispose()
    _forget_the_process()


@pytest.fixture
def box():
    """Seals with a key that is worth nothing."""
    return Box(bytes(32))
