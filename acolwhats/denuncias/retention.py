"""What is deleted when: closed denuncias after their time, with everything that belongs to them.

The audit stays: it says that something was deleted, and not a word of what it was.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Optional

from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from acolwhats.database import session_scope
from acolwhats.denuncias import audit
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.evidence import EvidenceFolder
from acolwhats.denuncias.models import Attempt, Denuncia, Evidence, ThreadMessage, Wrap
from acolwhats.denuncias.throttle import DAY

logger = logging.getLogger(__name__)

_CHILDREN: tuple[Any, ...] = (Wrap, ThreadMessage, Evidence)
# No limit looks at an attempt any more.
_ATTEMPT_SECONDS = 2 * DAY


@dataclass(frozen=True)
class Purged:
    """What was deleted, or would be.

    Attributes:
        folios: of the denuncias.
        orphans: sealed files that no denuncia has.
        compacted: whether the database file was written anew; None when that was not tried.
    """

    folios: tuple[str, ...] = ()
    wraps: int = 0
    messages: int = 0
    files: int = 0
    attempts: int = 0
    orphans: int = 0
    compacted: Optional[bool] = None


def purge(
    engine: Engine, evidence: EvidenceFolder, days: int, now: float, dry_run: bool = False
) -> Purged:
    """Delete what was closed more than so many days ago and is not held.

    Args:
        evidence: the folder of sealed files.
        now: seconds since the epoch.
        dry_run: only say what would be deleted.
    """
    last = day_of(now) - timedelta(days=days)
    with session_scope(engine) as session:
        if dry_run:
            return _counted(session, _ripe(session, last), now)
        _overwrite(session)
        ids = [(row.id, row.folio) for row in _ripe(session, last)]
        purged, files = _delete(session, ids, last, now)
    # Not before the rows are gone for good: a file too many is swept, a row without its file is a loss.
    evidence.delete(files)
    with session_scope(engine) as session:
        orphans = evidence.sweep(session, now)
        if orphans:
            audit.record(session, "system", "swept", reason=str(orphans))
    compacted = compact(engine) if purged.folios else None
    return replace(purged, orphans=orphans, compacted=compacted)


def _ripe(session: Session, last: date) -> list:
    query = select(Denuncia.id, Denuncia.folio).where(*_condition(last)).order_by(Denuncia.folio)
    return list(session.execute(query))


def _condition(last: date) -> tuple:
    return (
        Denuncia.closed_on.is_not(None),
        Denuncia.closed_on <= last,
        Denuncia.legal_hold.is_(False),
    )


def _delete(
    session: Session, ripe: list[tuple[str, str]], last: date, now: float
) -> tuple[Purged, list[str]]:
    """(what was deleted, files that are to be deleted once that is committed)."""
    folios: list[str] = []
    files: list[str] = []
    counts = dict.fromkeys(_CHILDREN, 0)
    for denuncia_id, folio in ripe:
        here = {model: _count(session, model, denuncia_id) for model in _CHILDREN}
        mine = list(session.scalars(select(Evidence.id).where(Evidence.denuncia_id == denuncia_id)))
        # Once more, in the same statement: somebody may have put it on hold, or taken it up again, meanwhile.
        statement = delete(Denuncia).where(Denuncia.id == denuncia_id, *_condition(last))
        if not _run(session, statement):
            continue
        for model in _CHILDREN:
            _run(session, delete(model).where(model.denuncia_id == denuncia_id))
            counts[model] += here[model]
        audit.record(session, "system", "purged", denuncia_id)
        folios.append(folio)
        files += mine
    attempts = _run(session, delete(Attempt).where(Attempt.at < now - _ATTEMPT_SECONDS))
    wraps, messages, kept = (counts[model] for model in _CHILDREN)
    return Purged(tuple(folios), wraps, messages, kept, attempts), files


def _counted(session: Session, ripe: list, now: float) -> Purged:
    wraps, messages, files = (
        sum(_count(session, model, row.id) for row in ripe) for model in _CHILDREN
    )
    old = select(func.count()).select_from(Attempt).where(Attempt.at < now - _ATTEMPT_SECONDS)
    attempts = int(session.scalar(old) or 0)
    return Purged(tuple(row.folio for row in ripe), wraps, messages, files, attempts)


def _count(session: Session, model: Any, denuncia_id: str) -> int:
    query = select(func.count()).select_from(model).where(model.denuncia_id == denuncia_id)
    return int(session.scalar(query) or 0)


def _run(session: Session, statement: Any) -> int:
    options = statement.execution_options(synchronize_session=False)
    return int(session.execute(options).rowcount)


def _overwrite(session: Session) -> None:
    """SQLite only marks deleted content as free, unless it is told to overwrite it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))


def compact(engine: Engine) -> bool:
    """Write the database anew without what was deleted; False when somebody else kept it from that.

    PostgreSQL's write-ahead log and backups keep deleted content for as long as they are kept themselves.
    """
    if engine.dialect.name == "postgresql":
        names = [model.__tablename__ for model in (Denuncia, *_CHILDREN, Attempt)]
        statements = ["SET lock_timeout = '5s'", *(f"VACUUM (FULL) {name}" for name in names)]
    else:
        checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
        statements = [checkpoint, "VACUUM", checkpoint]
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                result = connection.execute(text(statement))
                # (busy, pages in the log, pages moved): a reader keeps the old pages in the log.
                last = result.first() if result.returns_rows else None
            if engine.dialect.name == "postgresql":
                connection.execute(text("RESET lock_timeout"))
    except OperationalError:
        logger.warning("denuncias: the database was in use and was not compacted")
        return False
    return not (last and last[0])
