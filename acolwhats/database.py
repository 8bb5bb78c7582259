"""Engine, sessions and the declarative base of every table of ours."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Iterator

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool, StaticPool

from acolwhats.settings import get_settings

Base = declarative_base()


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # WAL lets the action server read while the bot writes.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; dead connections are noticed and replaced."""
    if url.startswith("sqlite"):
        # SQLAlchemy 1.4 opens a SQLite file anew for each session; kept open, a turn saves milliseconds.
        in_memory = make_url(url).database in (None, "", ":memory:")
        pool = StaticPool if in_memory else QueuePool
        engine = create_engine(
            url, future=True, poolclass=pool, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _sqlite_pragmas)
        return engine
    return create_engine(
        url, future=True, pool_pre_ping=True, pool_recycle=1800, connect_args={"connect_timeout": 3}
    )


@lru_cache(maxsize=1)
def get_engine() -> Engine:
    """The engine of this process."""
    return make_engine(get_settings().database)


@contextmanager
def session_scope(engine: Engine | None = None) -> Iterator[Session]:
    """A session that commits at the end, and rolls back on any error."""
    factory = sessionmaker(engine or get_engine(), future=True, expire_on_commit=False)
    session = factory()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
