from __future__ import annotations

import threading
from datetime import date, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from acolwhats.database import Base, make_engine, session_scope
from acolwhats.denuncias import audit
from acolwhats.denuncias.calendar import MEXICO_CITY
from acolwhats.denuncias.models import AuditEntry, AuditHead, Denuncia

INES, CASE = "1" * 32, "a" * 32
AT = datetime(2026, 11, 24, 9, 30, 15, 250_000, MEXICO_CITY)


@pytest.fixture
def chain(scope):
    """Six entries."""
    with scope() as session:
        audit.record(session, "citizen", "filed", CASE, at=AT)
        for action in ("listed", "opened", "asked", "state_changed"):
            audit.record(session, INES, action, CASE, at=AT)
        audit.record(session, "system", "purged", CASE, at=AT)
    return scope


def verified(scope, noted=None):
    with scope() as session:
        return audit.verify(session, noted)


def _ids(scope):
    with scope() as session:
        return list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))


def test_an_empty_chain_is_whole(scope):
    assert verified(scope) is None


def test_a_chain_that_nobody_touched_is_whole(chain):
    assert verified(chain) is None
    assert len(_ids(chain)) == 6


def test_an_officer_is_recorded_to_the_second_and_a_citizen_by_the_day(chain):
    with chain() as session:
        citizen, officer = (entry.at for entry in audit.entries(session)[:2])
    assert citizen == "2026-11-24"
    assert officer == "2026-11-24T09:30:15-06:00"


def test_without_a_time_it_is_now(scope):
    with scope() as session:
        audit.record(session, INES, "listed")
        audit.record(session, "citizen", "opened", CASE)
        officer, citizen = audit.entries(session)
    assert abs(datetime.now(MEXICO_CITY) - datetime.fromisoformat(officer.at)).seconds < 60
    assert date.fromisoformat(citizen.at) is not None


@pytest.mark.parametrize(
    "values",
    [
        {"action": "replied"},
        {"actor": "2" * 32},
        {"at": "2020-01-01"},
        {"reason": "other"},
        {"denuncia_id": "b" * 32},
        {"denuncia_id": None},
    ],
)
@pytest.mark.parametrize("number", range(6))
def test_a_changed_entry_is_noticed_wherever_it_is(chain, number, values):
    entry = _ids(chain)[number]
    with chain() as session:
        before = session.execute(
            select(*(getattr(AuditEntry, name) for name in values)).where(AuditEntry.id == entry)
        ).first()
        session.execute(update(AuditEntry).where(AuditEntry.id == entry).values(values))
    assert tuple(values.values()) != tuple(before)
    assert f"entry {number + 1}" in verified(chain)


@pytest.mark.parametrize("number", range(6))
def test_a_deleted_entry_is_noticed_wherever_it_was(chain, number):
    with chain() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == _ids(chain)[number]))
    assert verified(chain)


@pytest.mark.parametrize("number", range(5))
def test_two_entries_that_changed_places_are_noticed(chain, number):
    first, second = _ids(chain)[number : number + 2]
    with chain() as session:
        for old, new in ((first, 999), (second, first), (999, second)):
            session.execute(update(AuditEntry).where(AuditEntry.id == old).values(id=new))
    assert "does not follow" in verified(chain)


@pytest.mark.parametrize("count", range(1, 7))
def test_an_end_that_was_cut_off_is_noticed(chain, count):
    with chain() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id.in_(_ids(chain)[-count:])))
    assert "cut off" in verified(chain)


def _forged(session, action="opened"):
    last = audit.entries(session)[-1]
    entry = {
        "at": "2026-11-24",
        "actor": INES,
        "action": action,
        "denuncia_id": CASE,
        "reason": None,
        "previous": last.hash,
    }
    return AuditEntry(**entry, hash=audit._hash(entry))


def test_an_entry_that_was_added_with_the_right_hashes_is_noticed(chain):
    with chain() as session:
        session.add(_forged(session))
    assert "added to" in verified(chain)


def test_a_head_that_was_written_without_the_key_is_noticed(chain):
    with chain() as session:
        forged = _forged(session)
        session.add(forged)
        session.execute(update(AuditHead).values(entries=7, hash=forged.hash))
    assert "head was changed" in verified(chain)


def test_a_head_that_is_gone_is_noticed_even_when_more_is_recorded(chain):
    with chain() as session:
        session.execute(delete(AuditHead))
    assert "head is missing" in verified(chain)
    with chain() as session:
        audit.record(session, INES, "listed")
    assert verified(chain)


def test_another_key_is_noticed(chain, monkeypatch):
    monkeypatch.setattr(audit, "_key", lambda: b"z" * 32)
    assert "another one" in verified(chain)


def test_a_denuncia_without_an_entry_is_noticed(scope):
    with scope() as session:
        session.add(
            Denuncia(
                id=CASE,
                folio="AC-1",
                category="otro",
                groups=[],
                excluded=[],
                state="recibida",
                received_on=AT.date(),
                state_on=AT.date(),
                **dict.fromkeys(
                    [
                        "public_key",
                        "content",
                        "lookup_salt",
                        "lookup_hash",
                        "key_salt",
                        "citizen_public_key",
                        "citizen_wrap",
                    ],
                    b"x",
                ),
            )
        )
    assert "nobody filed" in verified(scope)
    with scope() as session:
        audit.record(session, "citizen", "filed", CASE)
    assert verified(scope) is None


def test_an_older_copy_that_was_put_back_is_noticed_by_what_was_noted(chain):
    with chain() as session:
        older = audit.position(session)
        audit.record(session, INES, "opened", CASE)
        newer = audit.position(session)
        head = session.execute(select(AuditHead.mac)).scalar_one()
    assert verified(chain, older) is None and verified(chain, newer) is None
    assert head
    with chain() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.id == _ids(chain)[-1]))
        audit._write_head(session, audit._key(), 6, older.split(":")[1])
    assert verified(chain) is None, "by itself it looks right"
    assert "older copy" in verified(chain, newer)


def test_a_chain_that_was_written_anew_is_noticed_by_what_was_noted(chain):
    assert "written anew" in verified(chain, "3:" + "0" * 64)


@pytest.mark.parametrize("noted", ["", "3", "3:xyz", "a:0000000000", "3:00"])
def test_what_was_noted_wrongly_is_no_proof(chain, noted):
    with pytest.raises(ValueError, match="count:hash"):
        verified(chain, noted)


def test_what_is_rolled_back_was_not_recorded(chain):
    with pytest.raises(RuntimeError), chain() as session:
        audit.record(session, INES, "exported", CASE)
        raise RuntimeError
    assert len(_ids(chain)) == 6 and verified(chain) is None


# -- nothing of the matter ---------------------------------------------------------------------------

WORDS = "El inspector Juan me pidió dinero"


@pytest.mark.parametrize(
    "arguments",
    [
        {"actor": WORDS},
        {"actor": "Inés"},
        {"actor": "5215512345678"},
        {"action": WORDS},
        {"action": "robo"},
        {"denuncia_id": WORDS},
        {"denuncia_id": "AC-7K3M-Q9X2-5TCD"},
        {"reason": WORDS},
        {"reason": "inspector juan"},
        {"reason": "Juan"},
        {"reason": "mordió"},
        {"reason": "x" * 81},
        {"reason": ""},
        {"reason": "a:b:c:d:e"},
    ],
)
def test_whatever_could_be_words_is_refused_and_not_repeated(scope, arguments):
    given_ = {"actor": INES, "action": "opened", "denuncia_id": CASE, **arguments}
    with pytest.raises(ValueError) as error, scope() as session:
        audit.record(session, **given_)
    assert not any(value in str(error.value) for value in arguments.values() if value)
    assert _ids(scope) == []


@given(st.text(min_size=1))
def test_a_reason_is_a_code_or_refused(text):
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[AuditEntry.__table__, AuditHead.__table__])
    with session_scope(engine) as session:
        try:
            audit.record(session, INES, "opened", reason=text)
        except ValueError:
            return
    assert len(text) <= 80 and not set(text) & set(" ,;áéíóúñ") and text == text.lower()
    engine.dispose()


# -- many at once ------------------------------------------------------------------------------------


def test_many_at_once_make_one_chain(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'audit.db'}")
    Base.metadata.create_all(engine)
    scope = partial(session_scope, engine)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(15):
                with scope() as session:
                    session.scalar(select(func.count()).select_from(Denuncia))  # reads first
                    audit.record(session, INES, "listed")
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(_ids(scope)) == 90 and verified(scope) is None
    engine.dispose()
