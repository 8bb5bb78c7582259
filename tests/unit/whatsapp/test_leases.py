"""Of several processes one at a time works for a citizen, and one that was too slow writes nothing."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from sqlalchemy import select

from acolwhats.whatsapp import leases
from acolwhats.whatsapp.leases import (
    LeaseLost,
    claim,
    free_dead,
    hold,
    is_free,
    new_owner,
    release,
)
from acolwhats.whatsapp.models import Contact

ROSA, LUZ = "wa-rosa", "wa-luz"
ONE, TWO = "mesa:100:aaaaaaaaaaaa", "mesa:200:bbbbbbbbbbbb"
NOW, SECONDS = 1000.0, 60.0


@pytest.fixture(autouse=True)
def citizens(session):
    session.add_all(Contact(sender_id=name, last_inbound_at=NOW) for name in (ROSA, LUZ))
    session.flush()


def take(session, owner, now=NOW, sender_id=ROSA, kind="turn"):
    return claim(session, sender_id, kind, owner, now, SECONDS)


def holders(session, kind="turn"):
    """Who holds the lease of whom."""
    column = getattr(Contact, f"{kind}_owner")
    rows = session.execute(select(Contact.sender_id, column).where(column.is_not(None)))
    return dict(tuple(row) for row in rows)


def free(session, now, kind="turn"):
    return set(session.scalars(select(Contact.sender_id).where(is_free(kind, now))))


# -- one at a time --------------------------------------------------------------------------------


def test_the_first_who_asks_gets_it_and_the_second_does_not(session):
    assert take(session, ONE) is True
    assert take(session, TWO) is False
    assert holders(session) == {ROSA: ONE}


def test_who_holds_it_may_prolong_it(session):
    take(session, ONE)
    assert take(session, ONE, NOW + 50)
    assert not take(session, TWO, NOW + 110)
    assert take(session, TWO, NOW + 110.1)


def test_it_runs_out_and_another_takes_it(session):
    take(session, ONE)
    assert not take(session, TWO, NOW + SECONDS)
    assert take(session, TWO, NOW + SECONDS + 0.1)
    assert holders(session) == {ROSA: TWO}
    assert not take(session, ONE, NOW + SECONDS + 1)


def test_who_let_it_run_out_may_take_it_up_again_if_nobody_did(session):
    take(session, ONE)
    assert take(session, ONE, NOW + 500)


def test_citizens_do_not_share_it(session):
    assert take(session, ONE)
    assert take(session, TWO, sender_id=LUZ)
    assert holders(session) == {ROSA: ONE, LUZ: TWO}


def test_turns_and_sending_have_each_their_own(session):
    assert take(session, ONE, kind="turn")
    assert take(session, TWO, kind="send")
    release(session, ROSA, "turn", ONE)
    assert (holders(session, "turn"), holders(session, "send")) == ({}, {ROSA: TWO})


def test_of_somebody_who_never_wrote_there_is_none(session):
    assert take(session, ONE, sender_id="wa-nadie") is False


@pytest.mark.parametrize("kind", ["turn", "send"])
def test_free_are_those_whom_nobody_works_for(session, kind):
    take(session, ONE, kind=kind)
    assert free(session, NOW + SECONDS, kind) == {LUZ}
    assert free(session, NOW + SECONDS + 0.1, kind) == {ROSA, LUZ}


def test_what_is_given_back_is_free_at_once(session):
    take(session, ONE)
    take(session, TWO, sender_id=LUZ)
    release(session, ROSA, "turn", ONE)
    assert holders(session) == {LUZ: TWO}
    assert free(session, NOW) == {ROSA}
    assert session.scalar(select(Contact.turn_until).where(Contact.sender_id == ROSA)) is None


def test_nobody_gives_back_what_is_not_theirs(session):
    take(session, ONE)
    release(session, ROSA, "turn", TWO)
    assert holders(session) == {ROSA: ONE}


# -- fencing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["turn", "send"])
def test_who_holds_it_may_commit(session, kind):
    take(session, ONE, kind=kind)
    hold(session, ROSA, kind, ONE)
    assert holders(session, kind) == {ROSA: ONE}


@pytest.mark.parametrize("kind", ["turn", "send"])
def test_who_does_not_hold_it_may_not(session, kind):
    take(session, ONE, kind=kind)
    for sender_id, owner in [(ROSA, TWO), (LUZ, ONE), ("wa-nadie", ONE)]:
        with pytest.raises(LeaseLost, match=f"^the lease of a {kind} was lost$"):
            hold(session, sender_id, kind, owner)
    assert holders(session, kind) == {ROSA: ONE}


def test_what_a_slow_process_had_begun_is_undone_when_another_took_over(on_disk):
    """Two sessions of one file: the slow one read its message before the other one took the citizen."""
    with on_disk() as session:
        session.add(Contact(sender_id=ROSA, last_inbound_at=NOW))
        session.flush()
        assert take(session, ONE)
    with on_disk() as session:
        assert take(session, TWO, NOW + SECONDS + 1)
    with pytest.raises(LeaseLost), on_disk() as slow:
        slow.execute(Contact.__table__.update().values(offers=["de quien llegó tarde"]))
        hold(slow, ROSA, "turn", ONE)
    with on_disk() as session:
        contact = session.get(Contact, ROSA)
        assert (contact.turn_owner, contact.offers) == (TWO, None)


# -- processes that are no more -------------------------------------------------------------------


@pytest.fixture
def alive(monkeypatch):
    """Numbers of the processes of this machine; 1 is somebody else's."""
    alive = {1, 100, 200}

    def kill(pid, signal):
        assert signal == 0, "a process must only be asked whether it is there"
        if pid not in alive:
            raise ProcessLookupError
        if pid == 1:
            raise PermissionError

    monkeypatch.setattr("acolwhats.whatsapp.leases.os.kill", kill)
    return alive


@pytest.mark.parametrize("kind", ["turn", "send"])
def test_a_restart_frees_what_a_process_held_that_was_killed(session, alive, kind):
    take(session, "mesa:999:cccccccccccc", kind=kind)
    free_dead(session, ONE)
    assert holders(session, kind) == {}
    assert take(session, ONE, kind=kind)


@pytest.mark.parametrize("other", [TWO, "mesa:1:cccccccccccc"])
def test_it_frees_nothing_of_a_process_that_lives(session, alive, other):
    take(session, other)
    free_dead(session, ONE)
    assert holders(session) == {ROSA: other}


def test_it_frees_nothing_of_its_own(session, alive):
    take(session, ONE)
    free_dead(session, ONE)
    assert holders(session) == {ROSA: ONE}


def test_in_a_container_where_every_process_has_the_same_number_the_earlier_one_is_gone(
    session, alive
):
    take(session, "mesa:100:cccccccccccc")
    free_dead(session, ONE)
    assert holders(session) == {}


@pytest.mark.parametrize("host", ["otra", "mesa2", "mes", "m_sa", "mes%"])
def test_it_frees_nothing_of_another_machine(session, alive, host):
    other = f"{host}:999:cccccccccccc"
    take(session, other)
    for owner in (ONE, "m_sa:100:dddddddddddd", "mes%:100:dddddddddddd"):
        if owner.split(":")[0] != host:
            free_dead(session, owner)
    assert holders(session) == {ROSA: other}


def test_of_a_dead_process_everything_is_freed_and_of_others_nothing(session, alive):
    dead = "mesa:999:cccccccccccc"
    take(session, dead)
    take(session, TWO, sender_id=LUZ)
    take(session, dead, sender_id=LUZ, kind="send")
    free_dead(session, ONE)
    assert (holders(session, "turn"), holders(session, "send")) == ({LUZ: TWO}, {})
    assert session.scalar(select(Contact.turn_until).where(Contact.sender_id == ROSA)) is None


def test_a_real_process_is_seen_while_it_lives_and_missed_when_it_is_gone(session):
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    owner, other = new_owner(), f"{new_owner().split(':')[0]}:{process.pid}:cccccccccccc"
    try:
        take(session, other)
        free_dead(session, owner)
        assert holders(session) == {ROSA: other}
    finally:
        process.communicate(b"\n")
    assert process.returncode == 0
    free_dead(session, owner)
    assert holders(session) == {}


# -- names ----------------------------------------------------------------------------------------


def test_every_process_has_a_name_of_its_own(monkeypatch):
    assert len({new_owner() for _ in range(100)}) == 100
    monkeypatch.setattr(leases.os, "getpid", lambda: 4321)
    assert re.fullmatch(r"[0-9a-f]{16}:4321:[0-9a-f]{12}", new_owner())
    assert len(new_owner()) <= Contact.turn_owner.type.length


@pytest.mark.parametrize("what", ["hostname", "boot", "namespace"])
def test_two_machines_that_look_alike_have_names_of_their_own(monkeypatch, what):
    here = new_owner().split(":")[0]
    if what == "hostname":
        monkeypatch.setattr(leases.socket, "gethostname", lambda: "otra-maquina")
    elif what == "boot":
        monkeypatch.setattr(leases.Path, "read_text", lambda path: "otro arranque")
    else:
        # Another container of the same host: the same boot, other process numbers.
        class Other:
            st_ino = 1

        monkeypatch.setattr(leases.os, "stat", lambda path: Other)
    assert new_owner().split(":")[0] != here


def test_a_machine_without_a_proc_has_a_name_too(monkeypatch):
    def missing(path):
        raise FileNotFoundError

    monkeypatch.setattr(leases.Path, "read_text", missing)
    assert re.fullmatch(r"[0-9a-f]{16}", new_owner().split(":")[0])
