"""Engine, sessions and the declarative base of every table of ours."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, Callable, Iterator, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool, StaticPool

from acolwhats.settings import get_settings

Base = declarative_base()
T = TypeVar("T")

_POSTGRESQL_THREADS = 8


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # WAL lets the action server read while the bot writes.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    cursor.close()


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL; dead connections are noticed and replaced."""
    if url.startswith("sqlite"):
        # SQLAlchemy 1.4 opens a SQLite file anew for each session; kept open, a turn saves milliseconds.
        in_memory = make_url(url).database in (None, "", ":memory:")
        pool = StaticPool if in_memory else QueuePool
        engine = create_engine(
            url,
            future=True,
            poolclass=pool,
            connect_args={"check_same_thread": False},
            hide_parameters=True,  # an error must not show what a citizen wrote
        )
        event.listen(engine, "connect", _sqlite_pragmas)
        return engine
    return create_engine(
        url,
        future=True,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_size=_POSTGRESQL_THREADS + 2,
        connect_args={"connect_timeout": 3},
        hide_parameters=True,
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


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    # SQLite has one writer at a time: a second thread would only wait for it.
    sqlite = get_settings().database.startswith("sqlite")
    return ThreadPoolExecutor(
        1 if sqlite else _POSTGRESQL_THREADS, thread_name_prefix="acolwhats-database"
    )


def insert(session: Session) -> Any:
    """INSERT with `on_conflict_do_…`, in the dialect of the database."""
    name = session.get_bind().dialect.name
    return postgresql.insert if name == "postgresql" else sqlite.insert


async def in_database(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run database work in a thread, so that the event loop never waits for a lock or for the network."""
    call = partial(contextvars.copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads(), call)


async def in_session(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """`function(session, …)` in a thread, with a session that commits at the end."""

    def call() -> T:
        with session_scope() as session:
            return function(session, *args, **kwargs)

    return await in_database(call)
