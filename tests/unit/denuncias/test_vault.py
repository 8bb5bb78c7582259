from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from acolwhats.denuncias import officers, recovery
from acolwhats.denuncias.demo import seed_demo_officers
from acolwhats.denuncias.folio import new_clave, parse_clave, parse_folio
from acolwhats.denuncias.keys import SealBroken, new_key_pair
from acolwhats.denuncias.models import (
    Attempt,
    AuditEntry,
    Denuncia,
    Evidence,
    Officer,
    ThreadMessage,
    Wrap,
)
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.statement import Statement, open_statement, seal_statement
from acolwhats.denuncias.throttle import Throttled

from .town import (
    AGAINST_CONTRALORIA,
    ANA,
    LUZ,
    NOW,
    ORIGINAL,
    STATEMENT,
    TODAY,
    Town,
    key_of,
    recovered_key_of,
    the,
)

ROWS = (Denuncia, Wrap, ThreadMessage, Evidence, Attempt)


@pytest.fixture
def town(scope, tmp_path) -> Town:
    return Town(scope, tmp_path).staff()


def counts(session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) for table in ROWS]


def test_the_officer_it_is_for_reads_what_was_said_and_when(town, session):
    filed = town.file()
    statement, filed_at = open_statement(the(session, filed), key_of(session, filed, "Inés"))
    assert statement == STATEMENT
    assert filed_at == NOW


def test_folio_and_clave_are_well_formed(town):
    filed = town.file()
    assert parse_folio(filed.folio) == filed.folio
    assert parse_clave(filed.clave) == filed.clave


def test_other_officers_get_nothing(town, session):
    filed = town.file()
    assert key_of(session, filed, "Saúl") is None
    private = officers.unlock(session, "Saúl", "cinco palabras dichas al azar")
    with pytest.raises(SealBroken):
        open_statement(the(session, filed), private)


def test_whoever_is_accused_gets_nothing_whatever_else_they_belong_to(town, session):
    town.hire("Dueño de dos sombreros", "sindicatura", "contraloria")
    filed = town.file(route=AGAINST_CONTRALORIA)
    assert key_of(session, filed, "Inés") is None
    assert key_of(session, filed, "Dueño de dos sombreros") is None
    assert key_of(session, filed, "Saúl")


def test_the_recovery_key_opens_it(town, session):
    filed = town.file()
    key = recovered_key_of(session, filed, town.recovery)
    assert open_statement(the(session, filed), key)[0] == STATEMENT


def test_who_left_gets_no_new_ones(town, session):
    town.hire("Otra", "contraloria")
    officers.leave(session, "Inés", TODAY)
    session.commit()
    filed = town.file()
    assert session.scalars(select(Wrap).join(Officer).where(Officer.name == "Inés")).all() == []
    assert key_of(session, filed, "Otra")


def test_who_leaves_while_it_is_being_filed_gets_nothing(town, session):
    town.hire("Otra", "contraloria")
    filed = town.prepare()
    officers.leave(session, "Inés", TODAY)
    session.commit()
    filed.write(session)
    names = session.scalars(select(Officer.name).join(Wrap, Wrap.officer_id == Officer.id))
    assert sorted(names) == ["Otra", "clave de recuperación"]


# -- what can be seen without a key --------------------------------------------------------------------


def test_dates_outside_the_seal_are_days(town, session):
    town.file(STATEMENT, town.attach())
    for table in (Denuncia, Evidence):
        for row in session.scalars(select(table)):
            values = {c.name: getattr(row, c.name) for c in table.__table__.columns}
            dates = {name: v for name, v in values.items() if name.endswith("on") and v}
            assert dates and all(type(value) is date for value in dates.values())
    assert the(session, town.file()).received_on == TODAY


def test_the_day_is_the_one_in_acolman(town, session):
    town.now = NOW + 9 * 3600  # 23:00 there, already the next day in UTC
    assert the(session, town.file()).received_on == TODAY


def test_nothing_tells_in_which_order_they_came(town, session):
    town.file(STATEMENT, town.attach())
    for table in ("denuncias", "denuncia_wraps", "denuncia_messages", "denuncia_evidence"):
        with pytest.raises(OperationalError, match="no such column: rowid"):
            session.execute(text(f"SELECT rowid FROM {table}")).all()


def test_rows_of_different_stories_have_the_same_length(town, session):
    short = Statement(what="Mordida", category="soborno", area="obras")
    sizes = {
        len(the(session, town.file(s, who=s.what)).content)
        for s in (short, replace(short, what="x" * 200))
    }
    assert len(sizes) == 1


def test_somebody_must_have_looked_at_it_within_three_working_days(town, session):
    assert the(session, town.file()).due_on == date(2026, 11, 27)


def test_the_audit_says_a_citizen_filed_it_and_on_which_day_alone(town, session):
    filed = town.file()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "filed")).one()
    assert (entry.actor, entry.at, entry.denuncia_id) == (
        "citizen",
        "2026-11-24",
        the(session, filed).id,
    )


# -- tampering -----------------------------------------------------------------------------------------


def test_statements_that_changed_rows_are_not_opened(town, session):
    one, other = town.file(), town.file(who=LUZ)
    first, second = the(session, one), the(session, other)
    first.content, second.content = second.content, first.content
    for filed, row in ((one, first), (other, second)):
        with pytest.raises(SealBroken):
            open_statement(row, key_of(session, filed, "Inés"))


def test_a_statement_that_was_copied_to_a_row_with_the_same_key_is_not_opened(town, session):
    filed = town.file()
    row, key = the(session, filed), key_of(session, filed, "Inés")
    copy = seal_statement(STATEMENT, NOW, "e" * 32, row.public_key)
    row.content = copy
    with pytest.raises(SealBroken):
        open_statement(row, key)


def test_wraps_that_changed_denuncias_are_not_opened(town, session):
    one, other = town.file(), town.file(who=LUZ)
    inés = officers.find_officer(session, "Inés")
    first, second = (session.get(Wrap, (the(session, f).id, inés.id)) for f in (one, other))
    first.wrapped, second.wrapped = second.wrapped, first.wrapped
    session.flush()
    for filed in (one, other):
        with pytest.raises(SealBroken):
            key_of(session, filed, "Inés")


def test_the_wrap_of_one_officer_is_of_no_use_to_another(town, session):
    filed = town.file()
    saúl, inés = (officers.find_officer(session, name) for name in ("Saúl", "Inés"))
    denuncia_id = the(session, filed).id
    stolen = session.get(Wrap, (denuncia_id, inés.id)).wrapped
    session.add(Wrap(denuncia_id=denuncia_id, officer_id=saúl.id, wrapped=stolen))
    session.flush()
    with pytest.raises(SealBroken):
        key_of(session, filed, "Saúl")


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_of_a_statement_is_noticed(position, bit):
    public, private = new_key_pair()
    content = bytearray(seal_statement(STATEMENT, NOW, "d" * 32, public))
    content[position % len(content)] ^= 1 << bit
    with pytest.raises(SealBroken):
        open_statement(Denuncia(id="d" * 32, content=bytes(content)), private)


WORDS = st.text(max_size=200)


@given(
    st.builds(
        Statement,
        what=WORDS,
        who=WORDS,
        where=WORDS,
        witnesses=WORDS,
        pin=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180), WORDS),
        crime=st.booleans(),
        extra=st.dictionaries(WORDS, WORDS | st.integers() | st.lists(WORDS), max_size=3),
    )
)
def test_whatever_was_said_comes_out_as_it_went_in(statement):
    public, private = new_key_pair()
    content = seal_statement(statement, NOW, "d" * 32, public)
    assert open_statement(Denuncia(id="d" * 32, content=content), private) == (statement, NOW)


# -- what is not taken -----------------------------------------------------------------------------------


def refusal(town: Town, *arguments, **more) -> Refusal:
    with pytest.raises(Refused) as refused:
        town.prepare(*arguments, **more)
    return refused.value.reason


@pytest.mark.parametrize("where", ["what", "who", "when", "where", "witnesses"])
@pytest.mark.parametrize("written", ["mi clave es {}", "{}.", "folio y clave: {} gracias"])
def test_a_clave_in_the_text_is_refused(town, session, where, written):
    clave = town.file().clave
    for spelled in (clave, clave.lower()):
        statement = replace(STATEMENT, **{where: written.format(spelled)})
        assert refusal(town, statement, who=LUZ) is Refusal.CLAVE
    assert counts(session)[0] == 1


def test_a_clave_in_what_the_map_says_or_anywhere_else_is_refused(town):
    clave = new_clave()
    for more in (
        {"pin": (19.6, -98.9, clave)},
        {"extra": {"nota": [{"y": f"es {clave}"}]}},
        {"extra": {clave: 1}},
    ):
        assert refusal(town, replace(STATEMENT, **more)) is Refusal.CLAVE


def test_ten_files_are_taken_and_eleven_are_not(town, session):
    files = [town.attach(str(number).encode()) for number in range(11)]
    assert refusal(town, STATEMENT, *files) is Refusal.TOO_MANY_FILES
    filed = town.file(STATEMENT, *files[:10])
    rows = session.scalars(select(Evidence)).all()
    key = key_of(session, filed, "Inés")
    assert sorted(town.vault.evidence.read(row, key) for row in rows) == sorted(
        str(number).encode() for number in range(10)
    )
    assert {town.vault.evidence.describe(row, key).original_sha256 for row in rows} == {ORIGINAL}


def test_thirty_files_an_hour_for_each_citizen(town, session):
    mine = [town.file(STATEMENT, *(town.attach() for _ in range(9))) for _ in range(3)]
    other = town.file(STATEMENT, *(town.attach() for _ in range(5)), who=LUZ)
    followup = town.followed(session, other, who=ANA)
    with pytest.raises(Refused) as refused:
        followup.add("", [town.attach() for _ in range(4)])
    assert refused.value.reason is Refusal.TOO_MUCH_EVIDENCE
    followup.add("", [town.attach() for _ in range(3)])(session)
    town.now += 2 * 3600
    town.followed(session, mine[0], who=ANA).add("", [town.attach()])(session)


def test_three_denuncias_an_hour_and_others_are_not_held_up(town, session):
    for _ in range(3):
        town.file()
    with town.scope() as other:
        filed = town.vault.file(other, STATEMENT, [], AGAINST_CONTRALORIA, None, who=ANA)
    assert isinstance(filed, Throttled)
    town.file(who=LUZ)
    assert counts(session)[0] == 4


def test_what_nobody_could_read_is_not_taken(scope, tmp_path):
    town = Town(scope, tmp_path)
    assert refusal(town) is Refusal.NOBODY
    town.hire("Inés", "contraloria")
    assert refusal(town) is Refusal.NOBODY  # a lost passphrase would be the end of it


# -- when denuncias are taken at all -----------------------------------------------------------------


def test_denuncias_are_taken_once_every_route_has_somebody_and_there_is_a_recovery_key(
    scope, tmp_path, session
):
    town = Town(scope, tmp_path)
    assert not town.vault.accepts(session)
    town.hire("Inés", "contraloria")
    assert not town.vault.accepts(session)
    town.hire("Saúl", "sindicatura")
    assert not town.vault.accepts(session)
    recovery.create(session, TODAY)
    assert town.vault.accepts(session)
    officers.leave(session, "Saúl", TODAY)
    assert not town.vault.accepts(session)


def test_who_is_excluded_from_a_route_does_not_count_for_it(scope, tmp_path, session):
    town = Town(scope, tmp_path)
    town.hire("Inés", "contraloria", "sindicatura")
    recovery.create(session, TODAY)
    assert not town.vault.accepts(session)


# -- all or nothing ------------------------------------------------------------------------------------


def test_nothing_is_written_before_it_is_told_to(town, session):
    before = counts(session)
    town.prepare(STATEMENT, town.attach())
    assert counts(session) == before


def test_what_is_rolled_back_leaves_nothing_and_can_be_written_again(town, session):
    before = counts(session)
    file = town.attach()
    filed = town.prepare(STATEMENT, file)
    with pytest.raises(RuntimeError), town.scope() as broken:
        filed.write(broken)
        raise RuntimeError("the answer could not be recorded")
    assert counts(session) == before
    assert town.store.get(file.handle)
    with town.scope() as again:
        filed.write(again)
    filed.after()
    assert counts(session)[0] == 1
    assert town.store.get(file.handle) is None
    row = session.scalars(select(Evidence)).one()
    assert town.vault.evidence.read(row, key_of(session, filed, "Inés")) == b"una foto"


def test_files_that_are_gone_do_not_cost_the_story(town, session):
    gone, there = town.attach(), town.attach()
    town.store.delete(gone.handle)
    filed = town.file(STATEMENT, gone, there)
    assert filed.lost == 1
    assert counts(session)[0] == 1


# -- notices -------------------------------------------------------------------------------------------


def test_only_who_asked_is_told_that_there_is_news(town, session):
    silent, told = town.file(), town.file(notify=ANA)
    assert town.vault.whom_to_notify(the(session, silent)) is None
    assert town.vault.whom_to_notify(the(session, told)) == ANA
    assert ANA.encode() not in the(session, told).notify


def test_a_notice_cannot_be_moved_to_another_denuncia(town, session):
    silent, told = town.file(), town.file(notify=ANA)
    the(session, silent).notify = the(session, told).notify
    assert town.vault.whom_to_notify(the(session, silent)) is None


def test_officers_whose_passphrase_everybody_knows_take_nothing_in_production(
    scope, tmp_path, session
):
    town = Town(scope, tmp_path)
    seed_demo_officers(session, ["contraloria", "sindicatura"], TODAY)
    assert town.vault.accepts(session)
    town.vault.demo = False
    assert not town.vault.accepts(session)
