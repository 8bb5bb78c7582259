from __future__ import annotations

import os
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from acolwhats.database import Base, make_engine, session_scope
from acolwhats.denuncias import audit, states
from acolwhats.denuncias.models import Attempt, Denuncia, Evidence, ThreadMessage, Wrap
from acolwhats.denuncias.retention import Purged, compact, purge
from acolwhats.denuncias.states import State

from .town import NOW, STATEMENT, TODAY, Town, the

DAY = 86400
DAYS = 90
RIPE = NOW + DAYS * DAY


@pytest.fixture
def database(tmp_path):
    """A file, as it is in use: what is deleted could be found in it."""
    engine = make_engine(f"sqlite:///{tmp_path / 'town.db'}")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def town(database, tmp_path):
    return Town(partial(session_scope, database), tmp_path).staff()


def close(town, filed, on=TODAY):
    with town.scope() as session:
        states.change(the(session, filed), State.NOT_OURS, on)


def purged(town, database, now=RIPE, dry_run=False) -> Purged:
    return purge(database, town.vault.evidence, DAYS, now, dry_run)


def counts(town) -> dict[str, int]:
    with town.scope() as session:
        models = (Denuncia, Wrap, ThreadMessage, Evidence)
        return {
            m.__tablename__: session.scalar(select(func.count()).select_from(m)) for m in models
        }


def files(town) -> list[str]:
    folder = town.folder / "denuncias"
    return sorted(os.listdir(folder)) if folder.exists() else []


def file_one(town):
    """A denuncia with two attachments and a message."""
    filed = town.file(STATEMENT, town.attach(b"una foto"), town.attach(b"otra foto"))
    with town.scope() as session:
        town.followed(session, filed).add("Y volvió a pasar")(session)
    return filed


@pytest.fixture
def filed(town):
    return file_one(town)


def test_everything_of_it_is_deleted_after_its_time(town, database, filed):
    close(town, filed)
    assert counts(town) == {
        "denuncias": 1,
        "denuncia_wraps": 2,
        "denuncia_messages": 1,
        "denuncia_evidence": 2,
    }
    assert len(files(town)) == 2
    done = purged(town, database)
    assert done.folios == (filed.folio,)
    assert (done.wraps, done.messages, done.files, done.compacted) == (2, 1, 2, True)
    assert set(counts(town).values()) == {0}
    assert files(town) == []


def test_a_day_earlier_it_is_all_there(town, database, filed):
    close(town, filed)
    assert purged(town, database, RIPE - DAY).folios == ()
    assert counts(town)["denuncias"] == 1 and len(files(town)) == 2


@pytest.mark.parametrize("state", [state for state in State if state not in states.FINAL])
def test_what_is_not_closed_stays_however_old_it_is(town, database, filed, state):
    with town.scope() as session:
        session.execute(update(Denuncia).values(state=state.value))
    assert purged(town, database, NOW + 3650 * DAY).folios == ()


def test_what_was_taken_up_again_stays(town, database, filed):
    close(town, filed)
    with town.scope() as session:
        states.change(the(session, filed), State.IN_REVIEW, TODAY + timedelta(days=80))
    assert purged(town, database).folios == ()


def test_what_is_held_stays_until_it_is_released(town, database, filed):
    close(town, filed)
    with town.scope() as session:
        the(session, filed).legal_hold = True
    assert purged(town, database, RIPE + 1000 * DAY).folios == ()
    assert purged(town, database, dry_run=True).folios == ()
    with town.scope() as session:
        the(session, filed).legal_hold = False
    assert purged(town, database).folios == (filed.folio,)


def test_others_are_not_touched(town, database, filed):
    other = file_one(town)
    close(town, filed)
    purged(town, database)
    assert counts(town)["denuncias"] == 1 and len(files(town)) == 2
    with town.scope() as session:
        assert town.followed(session, other).thread() == [("citizen", "Y volvió a pasar")]


def test_a_dry_run_says_what_would_be_deleted_and_deletes_nothing(town, database, filed):
    close(town, filed)
    before, on_disk = counts(town), files(town)
    said = purged(town, database, dry_run=True)
    assert (said.folios, said.wraps, said.messages, said.files) == ((filed.folio,), 2, 1, 2)
    assert (counts(town), files(town)) == (before, on_disk)
    done = purged(town, database)
    assert (done.folios, done.wraps, done.messages, done.files) == (
        said.folios,
        said.wraps,
        said.messages,
        said.files,
    )


def test_the_audit_keeps_that_it_was_filed_and_deleted(town, database, filed):
    close(town, filed)
    with town.scope() as session:
        denuncia_id = the(session, filed).id
    purged(town, database)
    with town.scope() as session:
        actions = [entry.action for entry in audit.entries(session, denuncia_id)]
        assert actions[0] == "filed" and actions[-1] == "purged"
        assert audit.verify(session) is None


def test_whoever_filed_it_gets_nothing_any_more(town, database, filed):
    close(town, filed)
    purged(town, database)
    with town.scope() as session:
        assert town.follow(session, filed) is None


def test_attempts_that_no_limit_counts_any_more_are_deleted(town, database, filed):
    with town.scope() as session:
        before = session.scalar(select(func.count()).select_from(Attempt))
    assert before > 0
    assert purged(town, database, NOW + DAY).attempts == 0
    assert purged(town, database, NOW + 3 * DAY, dry_run=True).attempts == before
    assert purged(town, database, NOW + 3 * DAY).attempts == before


def test_files_that_an_interrupted_filing_left_are_swept(town, database, filed):
    orphan = town.folder / "denuncias" / ("0" * 32)
    orphan.write_bytes(b"x")
    assert purged(town, database, time.time() + 2 * DAY).orphans == 1
    assert not orphan.exists() and len(files(town)) == 2


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("town.db*")))


def test_no_byte_of_what_was_sealed_is_left_in_the_database_file(town, database, filed, tmp_path):
    with town.scope() as session:
        denuncia = the(session, filed)
        sealed = [
            denuncia.content,
            denuncia.citizen_wrap,
            denuncia.lookup_hash,
            denuncia.public_key,
        ]
        for model, column in ((ThreadMessage, "content"), (Evidence, "content"), (Wrap, "wrapped")):
            sealed += session.scalars(select(getattr(model, column)))
    assert len(sealed) == 9
    close(town, filed)
    # Not as a whole: a long value lies on several pages, and pieces of it could be left.
    pieces = [value[at : at + 24] for value in sealed for at in range(0, len(value) - 23, 24)]
    before = _bytes(tmp_path)
    assert sum(piece in before for piece in pieces) > len(pieces) * 0.9
    purged(town, database)
    after = _bytes(tmp_path)
    assert [piece for piece in pieces if piece in after] == []
    assert filed.folio.encode() in before and filed.folio.encode() not in after


def test_a_reader_that_keeps_the_old_pages_is_told_of(town, database, filed, tmp_path):
    close(town, filed)
    other = make_engine(f"sqlite:///{tmp_path / 'town.db'}")
    with database.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=100"))
    with other.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.execute(text("SELECT count(*) FROM denuncias"))
        assert purged(town, database).compacted is False
    other.dispose()
    assert compact(database) is True


def test_nothing_is_compacted_when_nothing_was_deleted(town, database, filed):
    assert purged(town, database).compacted is None


def test_the_day_counts_and_not_the_hour(town, database, filed):
    close(town, filed, date(2026, 11, 24))
    just_after_midnight = RIPE - 14 * 3600 + 60
    assert purged(town, database, just_after_midnight - 120, dry_run=True).folios == ()
    assert purged(town, database, just_after_midnight, dry_run=True).folios == (filed.folio,)
