from __future__ import annotations

import pytest
from sqlalchemy import func, select

from acolwhats.denuncias import demo, officers, recovery
from acolwhats.denuncias.keys import PASSPHRASE_COST, SealBroken, new_key_pair, public_key_of
from acolwhats.denuncias.models import AuditEntry, Denuncia, Officer, Wrap
from acolwhats.denuncias.officers import OfficerProblem
from acolwhats.denuncias.statement import open_statement
from acolwhats.denuncias.wraps import denuncia_key, may_read, without_officer

from .town import (
    AGAINST_CONTRALORIA,
    CHEAP,
    LUZ,
    PASSPHRASE,
    STATEMENT,
    TODAY,
    Town,
    key_of,
    recovered_key_of,
    the,
)

OTHER = "otras cinco palabras distintas"


@pytest.fixture
def town(scope, tmp_path) -> Town:
    return Town(scope, tmp_path).staff()


@pytest.fixture
def filed(town):
    return town.file()


def reads(session, filed, name, passphrase=PASSPHRASE) -> bool:
    key = key_of(session, filed, name, passphrase)
    return key is not None and open_statement(the(session, filed), key)[0] == STATEMENT


def recovers(session, filed, text) -> bool:
    key = recovered_key_of(session, filed, text)
    return key is not None and open_statement(the(session, filed), key)[0] == STATEMENT


# -- passphrases ---------------------------------------------------------------------------------------


def test_the_passphrase_unlocks_the_key(town, session):
    private = officers.unlock(session, "Inés", PASSPHRASE)
    assert public_key_of(private) == officers.find_officer(session, "Inés").public_key


def test_a_wrong_name_and_a_wrong_passphrase_are_told_alike(town, session):
    said = set()
    for name, passphrase in (
        ("Inés", OTHER),
        ("Nadie", PASSPHRASE),
        ("clave de recuperación", OTHER),
    ):
        with pytest.raises(OfficerProblem) as caught:
            officers.unlock(session, name, passphrase)
        said.add(str(caught.value))
    assert len(said) == 1


def test_a_public_key_that_somebody_changed_is_noticed(town, session):
    officers.find_officer(session, "Inés").public_key = new_key_pair()[0]
    with pytest.raises(OfficerProblem, match="seguridad"):
        officers.unlock(session, "Inés", PASSPHRASE)


def test_a_key_that_was_moved_to_another_officer_stays_shut(town, session):
    inés, saúl = (officers.find_officer(session, name) for name in ("Inés", "Saúl"))
    saúl.private_key, saúl.kdf = inés.private_key, inés.kdf
    with pytest.raises(OfficerProblem):
        officers.unlock(session, "Saúl", PASSPHRASE)


@pytest.mark.parametrize(
    "weak", ["", "corta", "quince letras.", "aaaaaaaaaaaaaaaaaaaaaaaa", "Inés Inés Inés Inés"]
)
def test_a_passphrase_that_can_be_guessed_is_refused(town, session, weak):
    with pytest.raises(OfficerProblem):
        officers.change_passphrase(session, "Inés", PASSPHRASE, weak, CHEAP)
    assert officers.unlock(session, "Inés", PASSPHRASE)


def test_another_passphrase_for_the_same_key(town, session, filed):
    officers.change_passphrase(session, "Inés", PASSPHRASE, OTHER, CHEAP)
    assert reads(session, filed, "Inés", OTHER)
    with pytest.raises(OfficerProblem):
        officers.unlock(session, "Inés", PASSPHRASE)


def test_passphrases_are_hashed_at_the_real_cost_unless_told_otherwise(town, session):
    officers.change_passphrase(session, "Inés", PASSPHRASE, OTHER)
    kdf = officers.find_officer(session, "Inés").kdf
    assert (kdf["ops"], kdf["memory"]) == (PASSPHRASE_COST.ops, PASSPHRASE_COST.memory)
    assert officers.unlock(session, "Inés", OTHER)


# -- joining, other groups, leaving --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Inés", " Inés ", "", "x" * 81, officers.RECOVERY_NAME])
def test_names_are_taken_once(town, session, name):
    with pytest.raises(OfficerProblem):
        officers.add(session, name, ["contraloria"], PASSPHRASE, TODAY, CHEAP)


def test_the_name_of_who_left_is_not_given_again(town, session):
    officers.leave(session, "Inés", TODAY)
    with pytest.raises(OfficerProblem):
        officers.add(session, "Inés", ["contraloria"], PASSPHRASE, TODAY, CHEAP)


def test_nobody_is_without_a_group(town, session):
    with pytest.raises(OfficerProblem):
        officers.add(session, "Eva", [], PASSPHRASE, TODAY, CHEAP)
    with pytest.raises(OfficerProblem):
        officers.set_groups(session, "Inés", [])


def test_who_joins_reads_what_comes_then_and_the_rest_once_it_is_shared(town, session, filed):
    town.hire("Eva", "contraloria")
    later = town.file(who=LUZ)
    assert not reads(session, filed, "Eva") and reads(session, later, "Eva")
    assert officers.share_with_colleagues(session, "Inés", PASSPHRASE) == (1, 0)
    assert reads(session, filed, "Eva")
    assert officers.share_with_colleagues(session, "Inés", PASSPHRASE) == (0, 0)


def test_sharing_gives_nobody_what_is_not_for_them(town, session, filed):
    against = town.file(route=AGAINST_CONTRALORIA, who=LUZ)
    town.hire("Dos", "sindicatura", "contraloria")
    officers.share_with_colleagues(session, "Inés", PASSPHRASE)
    officers.share_with_colleagues(session, "Saúl", PASSPHRASE)
    assert not reads(session, filed, "Saúl")
    assert not reads(session, against, "Inés")
    assert not reads(session, against, "Dos")  # accused as well
    assert reads(session, filed, "Dos")


def test_a_wrap_that_was_changed_is_counted_and_the_others_are_shared(town, session, filed):
    town.file(who=LUZ)
    inés = officers.find_officer(session, "Inés")
    session.get(Wrap, (the(session, filed).id, inés.id)).wrapped = b"x"
    session.commit()
    town.hire("Eva", "contraloria")
    assert officers.share_with_colleagues(session, "Inés", PASSPHRASE) == (1, 1)


def test_who_changes_groups_loses_what_was_for_the_old_ones(town, session, filed):
    against = town.file(route=AGAINST_CONTRALORIA, who=LUZ)
    assert officers.set_groups(session, "Inés", ["sindicatura"]) == 1
    assert not reads(session, filed, "Inés")
    officers.share_with_colleagues(session, "Saúl", PASSPHRASE)
    assert reads(session, against, "Inés")


def test_who_joins_the_accused_loses_what_is_about_them(town, session):
    against = town.file(route=AGAINST_CONTRALORIA)
    assert officers.set_groups(session, "Saúl", ["sindicatura", "contraloria"]) == 1
    assert not reads(session, against, "Saúl")


def test_who_leaves_opens_nothing_and_colleagues_and_recovery_still_do(town, session, filed):
    town.hire("Eva", "contraloria")
    officers.share_with_colleagues(session, "Inés", PASSPHRASE)
    old = officers.unlock(session, "Inés", PASSPHRASE)
    inés = officers.find_officer(session, "Inés")
    officers.leave(session, "Inés", TODAY)
    assert session.scalars(select(Wrap).where(Wrap.officer_id == inés.id)).all() == []
    assert old and inés.left_on == TODAY
    with pytest.raises(OfficerProblem):
        officers.unlock(session, "Inés", PASSPHRASE)
    assert reads(session, filed, "Eva")
    assert recovers(session, filed, town.recovery)


def test_who_left_gets_nothing_shared(town, session, filed):
    town.hire("Eva", "contraloria")
    officers.leave(session, "Eva", TODAY)
    assert officers.share_with_colleagues(session, "Inés", PASSPHRASE) == (0, 0)


def test_what_only_the_recovery_key_opens_is_counted(town, session, filed):
    assert without_officer(session) == 0
    officers.leave(session, "Inés", TODAY)
    assert without_officer(session) == 1
    assert recovers(session, filed, town.recovery)


@pytest.mark.parametrize(
    "groups, excluded, left, may",
    [
        (["contraloria"], [], None, True),
        (["contraloria", "secretaria"], ["presidencia"], None, True),
        (["sindicatura"], [], None, False),
        (["contraloria"], ["contraloria"], None, False),
        (["contraloria"], [], TODAY, False),
        ([], [], None, False),
    ],
)
def test_who_may_read(groups, excluded, left, may):
    officer = Officer(kind="officer", groups=["contraloria", "seguridad"], left_on=left)
    assert may_read(officer, groups, excluded) is may


# -- new keys ------------------------------------------------------------------------------------------


def test_a_new_key_pair_opens_everything_and_the_old_one_nothing(town, session, filed):
    old = officers.unlock(session, "Inés", PASSPHRASE)
    town.file(who=LUZ)
    assert officers.rotate(session, "Inés", PASSPHRASE, CHEAP) == 2
    assert officers.unlock(session, "Inés", PASSPHRASE) != old
    assert reads(session, filed, "Inés")
    with pytest.raises(SealBroken):
        denuncia_key(session, the(session, filed).id, officers.find_officer(session, "Inés"), old)


def test_an_old_wrap_that_is_put_back_is_of_no_use(town, session, filed):
    inés = officers.find_officer(session, "Inés")
    before = session.get(Wrap, (the(session, filed).id, inés.id)).wrapped
    officers.rotate(session, "Inés", PASSPHRASE, CHEAP)
    session.get(Wrap, (the(session, filed).id, inés.id)).wrapped = before
    with pytest.raises(SealBroken):
        reads(session, filed, "Inés")


def test_a_wrong_passphrase_rotates_nothing(town, session, filed):
    before = officers.find_officer(session, "Inés").public_key
    with pytest.raises(OfficerProblem):
        officers.rotate(session, "Inés", OTHER, CHEAP)
    assert officers.find_officer(session, "Inés").public_key == before
    assert reads(session, filed, "Inés")


# -- the recovery key ----------------------------------------------------------------------------------


def test_the_recovery_key_is_not_kept(town, session):
    holder = officers.recovery_officer(session)
    assert holder.private_key is None and holder.kdf is None


def test_there_is_one_recovery_key(town, session):
    with pytest.raises(OfficerProblem):
        recovery.create(session, TODAY)


def test_another_recovery_key_takes_the_place_of_the_one_before(town, session, filed):
    text, count = recovery.create(session, TODAY, previous=town.recovery)
    assert count == 1 and text != town.recovery
    assert recovers(session, filed, text)
    with pytest.raises(OfficerProblem):
        recovery.create(session, TODAY, previous=town.recovery)


def test_after_the_recovery_key_was_lost_officers_share_with_the_next_one(town, session, filed):
    text, _ = recovery.create(session, TODAY, lost=True)
    assert recovered_key_of(session, filed, text) is None
    assert officers.share_with_colleagues(session, "Inés", PASSPHRASE) == (1, 0)
    assert recovers(session, filed, text)


def test_who_lost_their_passphrase_gets_another_and_everything_back(town, session, filed):
    assert recovery.use(session, town.recovery, "Inés", OTHER, TODAY, (), CHEAP) == (1, 0)
    assert reads(session, filed, "Inés", OTHER)
    with pytest.raises(OfficerProblem):
        officers.unlock(session, "Inés", PASSPHRASE)


def test_somebody_new_takes_over_with_the_recovery_key(town, session, filed):
    officers.leave(session, "Inés", TODAY)
    groups = ["contraloria"]
    assert recovery.use(session, town.recovery, "Eva", OTHER, TODAY, groups, CHEAP) == (
        1,
        0,
    )
    assert reads(session, filed, "Eva", OTHER)
    assert without_officer(session) == 0


def test_the_recovery_key_gives_nobody_what_is_not_for_them(town, session):
    against = town.file(route=AGAINST_CONTRALORIA)
    recovery.use(session, town.recovery, "Inés", OTHER, TODAY, (), CHEAP)
    assert not reads(session, against, "Inés", OTHER)


def test_another_recovery_key_is_of_no_use(town, session):
    for wrong in ("", "hola", recovery.recovery_text(new_key_pair()[1]), town.recovery[:-1] + "Z"):
        with pytest.raises(OfficerProblem):
            recovery.use(session, wrong, "Inés", OTHER, TODAY, (), CHEAP)
    assert officers.unlock(session, "Inés", PASSPHRASE)


def test_without_a_recovery_key_none_can_be_used(scope, tmp_path, session):
    town = Town(scope, tmp_path)
    town.hire("Inés", "contraloria")
    with pytest.raises(OfficerProblem):
        recovery.use(session, "x", "Inés", OTHER, TODAY, (), CHEAP)


# -- what is written down ------------------------------------------------------------------------------


def test_everything_that_is_done_to_keys_is_in_the_audit(town, session, filed):
    officers.change_passphrase(session, "Inés", PASSPHRASE, OTHER, CHEAP)
    officers.rotate(session, "Inés", OTHER, CHEAP)
    officers.share_with_colleagues(session, "Inés", OTHER)
    officers.set_groups(session, "Saúl", ["sindicatura"])
    recovery.use(session, town.recovery, "Inés", PASSPHRASE, TODAY, (), CHEAP)
    officers.leave(session, "Inés", TODAY)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == [
        *("officer_added", "officer_added", "recovery_created", "filed", "passphrase_changed"),
        *("key_rotated", "wraps_shared", "officer_groups", "recovery_used", "officer_left"),
    ]


def test_officers_of_a_demonstration_are_made_once(scope, tmp_path, session):
    groups = ["contraloria", "sindicatura"]
    assert demo.seed_demo_officers(session, groups, TODAY) == [
        "demo contraloria",
        "demo sindicatura",
    ]
    assert demo.seed_demo_officers(session, groups, TODAY) == []
    assert officers.unlock(session, "demo contraloria", demo.DEMO_PASSPHRASE)
    session.commit()
    town = Town(scope, tmp_path)
    assert town.vault.accepts(session)
    town.file()
    assert session.scalar(select(func.count()).select_from(Denuncia)) == 1
    assert session.scalar(select(func.count()).select_from(Officer)) == 3
