from __future__ import annotations

import logging
import statistics
import time

import pytest
from sqlalchemy import func, select

from acolwhats.denuncias import claves as claves_module
from acolwhats.denuncias.folio import new_clave, new_folio
from acolwhats.denuncias.followup import FollowUp, OpenFollowUps, open_followup
from acolwhats.denuncias.keys import CLAVE_COST, SealBroken
from acolwhats.denuncias.models import Attempt, AuditEntry, Denuncia, Evidence, ThreadMessage
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.statement import open_statement
from acolwhats.denuncias.states import IllegalTransition, State
from acolwhats.denuncias.thread import new_message, read_message, read_thread
from acolwhats.denuncias.throttle import Throttled

from .town import ANA, LUZ, NOW, STATEMENT, TODAY, Town, key_of, the


@pytest.fixture
def town(scope, tmp_path) -> Town:
    return Town(scope, tmp_path).staff()


@pytest.fixture
def filed(town):
    return town.file()


def says(session, filed, author, text, at):
    session.add(new_message(the(session, filed), author, text, at, TODAY))
    session.flush()


# -- who gets in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [ANA, LUZ])
def test_folio_and_clave_open_it_from_any_number(town, session, filed, who):
    followup = town.followed(session, filed, who=who)
    assert followup.folio == filed.folio
    assert followup.state is State(the(session, filed).state)


@pytest.mark.parametrize(
    "written", [str.lower, lambda c: c.replace("-", " "), lambda c: f"*{c.replace('-', '')}*"]
)
def test_they_may_be_written_as_people_write_them(town, session, filed, written):
    followup = open_followup(
        session, town.vault, written(filed.folio), written(filed.clave), LUZ, NOW
    )
    assert isinstance(followup, FollowUp)


@pytest.mark.parametrize("wrong", ["", "hola", "AC-0000", "'; DROP TABLE denuncias; --"])
def test_anything_else_gets_the_same_nothing(town, session, filed, wrong):
    assert open_followup(session, town.vault, filed.folio, wrong, LUZ, NOW) is None
    assert open_followup(session, town.vault, wrong, filed.clave, LUZ, NOW) is None


def test_a_wrong_clave_and_a_wrong_folio_get_the_same_nothing(town, session, filed):
    assert town.follow(session, filed, clave=new_clave()) is None
    assert open_followup(session, town.vault, new_folio(), filed.clave, LUZ, NOW) is None


def test_the_clave_of_another_denuncia_opens_nothing(town, session, filed):
    other = town.file(who=LUZ)
    assert town.follow(session, filed, clave=other.clave) is None


def test_both_kinds_of_wrong_are_written_down_alike(town, session, filed):
    def left_behind(attempt):
        before = session.scalar(select(func.count()).select_from(AuditEntry))
        attempt()
        kinds = session.scalars(select(Attempt.kind).where(Attempt.kind == "guess")).all()
        return kinds, session.scalar(select(func.count()).select_from(AuditEntry)) - before

    first = left_behind(lambda: town.follow(session, filed, clave=new_clave(), who="wa-1"))
    second = left_behind(
        lambda: open_followup(session, town.vault, new_folio(), new_clave(), "wa-2", NOW)
    )
    assert first == (["guess"], 0)
    assert second == (["guess", "guess"], 0)


def test_every_try_takes_the_work_of_two_slow_hashes(town, session, filed, monkeypatch):
    made = []
    slow_hash = claves_module.slow_hash
    monkeypatch.setattr(claves_module, "slow_hash", lambda *a: made.append(a[2]) or slow_hash(*a))
    cost = town.vault.cost
    for attempt in (
        lambda: town.follow(session, filed),
        lambda: town.follow(session, filed, clave=new_clave()),
        lambda: open_followup(session, town.vault, new_folio(), filed.clave, LUZ, NOW),
        lambda: open_followup(session, town.vault, "", "", LUZ, NOW),
    ):
        made.clear()
        attempt()
        assert made == [cost, cost]


def test_right_and_wrong_take_the_same_time(scope, tmp_path, session):
    """With the real cost: medians differ by less than ten per cent."""
    town = Town(scope, tmp_path, CLAVE_COST).staff()
    filed = town.file()
    tries = {
        "right": lambda who: town.follow(session, filed, who=who),
        "clave": lambda who: town.follow(session, filed, clave=new_clave(), who=who),
        "folio": lambda who: open_followup(session, town.vault, new_folio(), filed.clave, who, NOW),
    }
    taken: dict[str, list[float]] = {name: [] for name in tries}
    for round_ in range(7):
        for name, attempt in tries.items():
            start = time.thread_time()
            found = attempt(f"wa-{name}-{round_}")
            taken[name].append(time.thread_time() - start)
            assert (found is not None) == (name == "right")
    medians = [statistics.median(times) for times in taken.values()]
    assert max(medians) / min(medians) < 1.10, taken


def test_five_wrong_tries_and_then_not_even_the_right_one(town, session, filed):
    for _ in range(5):
        assert town.follow(session, filed, clave=new_clave()) is None
    for clave in (new_clave(), filed.clave):
        assert isinstance(town.follow(session, filed, clave=clave), Throttled)
    assert isinstance(town.follow(session, filed, who=ANA), FollowUp)
    wait = town.follow(session, filed).seconds
    town.now += wait
    assert isinstance(town.follow(session, filed), FollowUp)


def test_right_tries_are_never_too_many(town, session, filed):
    for _ in range(20):
        assert isinstance(town.follow(session, filed), FollowUp)


def test_many_who_guess_find_nothing_and_are_stopped(town, session, filed, monkeypatch, caplog):
    caplog.set_level(logging.ERROR)
    tested = []
    open_ = town.vault.claves.open
    monkeypatch.setattr(town.vault.claves, "open", lambda *a: tested.append(a[0]) or open_(*a))
    for sender in range(200):
        for _ in range(25):
            found = town.follow(session, filed, clave=new_clave(), who=f"wa-{sender}")
            assert not isinstance(found, FollowUp)
    assert len(tested) == 200 * 5
    assert "guessing" in caplog.text
    assert filed.folio not in caplog.text
    assert isinstance(town.follow(session, filed, who=ANA), FollowUp)


def test_a_wrap_that_somebody_changed_opens_nothing_and_is_told_to_nobody(
    town, session, filed, caplog
):
    other = town.file(who=LUZ)
    the(session, filed).citizen_wrap = the(session, other).citizen_wrap
    session.flush()
    assert town.follow(session, filed) is None
    assert filed.folio not in caplog.text and filed.clave not in caplog.text
    assert "opens nothing" in caplog.text


# -- the thread ----------------------------------------------------------------------------------------


def test_questions_of_the_office_and_what_was_added_are_read_in_order(town, session, filed):
    says(session, filed, "officer", "¿A qué hora fue?", NOW + 60)
    town.now = NOW + 120
    town.followed(session, filed).add("  A las once.  ")(session)
    says(session, filed, "officer", "Gracias", NOW + 180)
    assert town.followed(session, filed).thread() == [
        ("officer", "¿A qué hora fue?"),
        ("citizen", "A las once."),
        ("officer", "Gracias"),
    ]


def test_officers_read_what_was_added(town, session, filed):
    town.followed(session, filed).add("Otro dato: traía gafete")(session)
    key = key_of(session, filed, "Inés")
    messages = read_thread(session, the(session, filed).id, key)
    assert [(m.author, m.text, m.at) for m in messages] == [
        ("citizen", "Otro dato: traía gafete", NOW)
    ]


def test_a_message_does_not_pass_for_another_ones_or_another(town, session, filed):
    says(session, filed, "officer", "uno", NOW)
    says(session, filed, "citizen", "dos", NOW + 1)
    key = key_of(session, filed, "Inés")
    one, two = sorted(session.scalars(select(ThreadMessage)), key=lambda row: row.author)
    for forged in (
        ThreadMessage(
            id=one.id, denuncia_id=one.denuncia_id, author="officer", content=one.content
        ),
        ThreadMessage(
            id=two.id, denuncia_id=one.denuncia_id, author="citizen", content=one.content
        ),
        ThreadMessage(
            id="0" * 32, denuncia_id=one.denuncia_id, author="citizen", content=one.content
        ),
        ThreadMessage(id=one.id, denuncia_id="0" * 32, author="citizen", content=one.content),
    ):
        with pytest.raises(SealBroken):
            read_message(forged, key)


def test_a_message_that_somebody_changed_is_left_out(town, session, filed, caplog):
    says(session, filed, "officer", "uno", NOW)
    says(session, filed, "officer", "dos", NOW + 1)
    first = session.scalars(select(ThreadMessage)).first()
    first.content = first.content[:-1] + bytes([first.content[-1] ^ 1])
    session.flush()
    assert len(town.followed(session, filed).thread()) == 1
    assert "left out" in caplog.text


def test_evidence_can_be_added_and_is_sealed(town, session, filed):
    file = town.attach(b"otra foto")
    added = town.followed(session, filed).add("", [file])
    added(session)
    assert town.store.get(file.handle)
    added.after()
    assert town.store.get(file.handle) is None
    row = session.scalars(select(Evidence)).one()
    assert town.vault.evidence.read(row, key_of(session, filed, "Inés")) == b"otra foto"
    assert town.followed(session, filed).thread() == []


def refused(followup: FollowUp, text: str, *files) -> Refusal:
    with pytest.raises(Refused) as caught:
        followup.add(text, files)
    return caught.value.reason


def test_nothing_is_not_added(town, session, filed):
    assert refused(town.followed(session, filed), "  \n") is Refusal.EMPTY


def test_added_text_that_holds_the_clave_is_refused(town, session, filed):
    followup = town.followed(session, filed)
    clave = filed.clave
    for text in (
        f"mi clave es {clave}",
        clave.lower(),
        f"clave{clave.replace('-', '')}ya",
        " ".join(clave.replace("-", "")),
        f"la otra es {new_clave()}",
    ):
        assert refused(followup, text) is Refusal.CLAVE
    assert session.scalars(select(ThreadMessage)).all() == []


def test_a_denuncia_has_ten_files_at_most_whenever_they_come(town, session):
    filed = town.file(STATEMENT, *(town.attach() for _ in range(8)))
    followup = town.followed(session, filed)
    files = [town.attach() for _ in range(3)]
    assert refused(followup, "", *files) is Refusal.TOO_MANY_FILES
    followup.add("", files[:2])(session)


def test_files_are_counted_for_whoever_sends_them(town, session):
    filings = [town.file(who=f"wa-{number}") for number in range(4)]
    for filed in filings[:3]:
        town.followed(session, filed).add("", [town.attach() for _ in range(10)])(session)
    assert refused(town.followed(session, filings[3]), "", town.attach()) is (
        Refusal.TOO_MUCH_EVIDENCE
    )
    town.followed(session, filings[3], who=ANA).add("", [town.attach()])(session)


# -- withdrawing, a new clave, notices -----------------------------------------------------------------


def test_it_can_be_withdrawn_once(town, session, filed):
    town.followed(session, filed).withdraw()(session)
    assert town.followed(session, filed).state is State.WITHDRAWN
    with pytest.raises(IllegalTransition):
        town.followed(session, filed).withdraw()(session)


def test_a_new_clave_replaces_the_old_one(town, session, filed):
    clave, write = town.followed(session, filed).rotate()
    assert isinstance(town.follow(session, filed), FollowUp)  # until it is written
    write(session)
    assert town.follow(session, filed) is None
    followup = town.followed(session, filed, clave)
    followup.add("Sigo aquí")(session)
    assert followup.thread() == [("citizen", "Sigo aquí")]


def test_a_new_clave_takes_nothing_from_officers(town, session, filed):
    _, write = town.followed(session, filed).rotate()
    write(session)
    assert open_statement(the(session, filed), key_of(session, filed, "Inés"))[0] == STATEMENT


def test_the_old_clave_opens_nothing_that_is_kept_now(town, session, filed):
    _, write = town.followed(session, filed).rotate()
    write(session)
    row = the(session, filed)
    assert town.vault.claves.open(filed.clave, filed.folio, row) is None


def test_notices_are_asked_for_and_given_up(town, session, filed):
    assert not town.followed(session, filed).notices
    town.followed(session, filed).ask_notices(LUZ)(session)
    assert town.followed(session, filed).notices
    assert town.vault.whom_to_notify(the(session, filed)) == LUZ
    town.followed(session, filed).ask_notices(None)(session)
    assert town.vault.whom_to_notify(the(session, filed)) is None


def test_what_was_deleted_meanwhile_is_told(town, session, filed):
    followup = town.followed(session, filed)
    writes = [followup.add("hola").write, followup.withdraw(), followup.rotate()[1]]
    session.delete(session.get(Denuncia, followup.denuncia.id))
    session.flush()
    session.expunge_all()
    for write in writes:
        with pytest.raises(Refused) as caught:
            write(session)
        assert caught.value.reason is Refusal.GONE


def test_the_audit_tells_what_was_done_by_a_citizen_on_which_day(town, session, filed):
    followup = town.followed(session, filed)
    followup.add("hola")(session)
    followup.rotate()[1](session)
    followup.ask_notices(LUZ)(session)
    followup.ask_notices(None)(session)
    followup.withdraw()(session)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.actor == "citizen")).all()
    assert [e.action for e in entries] == [
        *("filed", "opened", "added", "clave_rotated"),
        *("notices_on", "notices_off", "withdrawn"),
    ]
    assert {e.at for e in entries} == {"2026-11-24"}


# -- from one message to the next ----------------------------------------------------------------------


@pytest.fixture
def opened(town) -> OpenFollowUps:
    return OpenFollowUps(town.vault)


def test_the_conversation_goes_on_without_the_clave(town, session, filed, opened):
    token = opened.remember(town.followed(session, filed), NOW)
    assert filed.clave not in token
    says(session, filed, "officer", "¿Algo más?", NOW)
    resumed = opened.resume(session, token, LUZ, NOW + 60)
    assert resumed.thread() == [("officer", "¿Algo más?")]
    resumed.add("No")(session)
    assert refused(resumed, f"x{filed.clave}") is Refusal.CLAVE


def test_it_is_forgotten_after_a_while_of_silence(town, session, filed, opened):
    token = opened.remember(town.followed(session, filed), NOW)
    assert opened.resume(session, token, LUZ, NOW + 800)
    assert opened.resume(session, token, LUZ, NOW + 1600)
    assert opened.resume(session, token, LUZ, NOW + 2501) is None


def test_nobody_else_goes_on_with_it(town, session, filed, opened):
    token = opened.remember(town.followed(session, filed), NOW)
    assert opened.resume(session, token, ANA, NOW) is None
    assert opened.resume(session, "x", LUZ, NOW) is None
    opened.close(token)
    assert opened.resume(session, token, LUZ, NOW) is None


def test_a_new_clave_ends_what_the_old_one_opened(town, session, filed, opened):
    token = opened.remember(town.followed(session, filed), NOW)
    town.followed(session, filed, who=ANA).rotate()[1](session)
    assert opened.resume(session, token, LUZ, NOW) is None


def test_what_was_deleted_is_not_resumed(town, session, filed, opened):
    token = opened.remember(town.followed(session, filed), NOW)
    session.delete(the(session, filed))
    session.flush()
    assert opened.resume(session, token, LUZ, NOW) is None


def test_so_many_are_remembered_and_the_oldest_forgotten(town, session, filed, opened):
    followup = town.followed(session, filed)
    tokens = [opened.remember(followup, NOW) for _ in range(1001)]
    assert opened.resume(session, tokens[0], LUZ, NOW) is None
    assert opened.resume(session, tokens[-1], LUZ, NOW)
