"""Who may read denuncias: their key pairs, under a passphrase each. For the key that is kept on paper, see `recovery`.

What is written here takes effect when the caller commits.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Collection, Iterable, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit
from acolwhats.denuncias.keys import (
    PASSPHRASE_COST,
    Cost,
    SealBroken,
    lock,
    new_key_pair,
    new_salt,
    public_key_of,
    slow_hash,
)
from acolwhats.denuncias.keys import (
    unlock as unlock_key,
)
from acolwhats.denuncias.models import Officer
from acolwhats.denuncias.wraps import forget_wraps, may_read, remove_wraps, rewrap, share

RECOVERY_NAME = "clave de recuperación"
_SHORTEST = 16
_FEWEST_LETTERS = 6


class OfficerProblem(Exception):
    """Something cannot be done; the message says why, in one line of Spanish."""


# -- reading -----------------------------------------------------------------------------------------


def find_officer(session: Session, name: str) -> Officer:
    """Who has this name and has not left.

    Raises:
        OfficerProblem: nobody.
    """
    officer = session.scalars(
        select(Officer).where(
            Officer.name == name.strip(), Officer.kind == "officer", Officer.left_on.is_(None)
        )
    ).first()
    if officer is None:
        raise OfficerProblem("no hay nadie activo con ese nombre")
    return officer


def active_officers(session: Session) -> list[Officer]:
    """Everybody who has not left, without the recovery key."""
    query = select(Officer).where(Officer.kind == "officer", Officer.left_on.is_(None))
    return list(session.scalars(query.order_by(Officer.name)))


def recovery_officer(session: Session) -> Optional[Officer]:
    """The row of the recovery key, if there is one."""
    query = select(Officer).where(Officer.kind == "recovery", Officer.left_on.is_(None))
    return session.scalars(query).first()


def readers(session: Session, groups: Iterable[str], excluded: Iterable[str]) -> list[Officer]:
    """Whom a denuncia for these groups is sealed to: its officers and the recovery key; none unless both exist."""
    groups, excluded = list(groups), list(excluded)
    recovery = recovery_officer(session)
    officers = [one for one in active_officers(session) if may_read(one, groups, excluded)]
    return [*officers, recovery] if officers and recovery is not None else []


def unlock(session: Session, name: str, passphrase: str) -> bytes:
    """An officer's private key.

    Raises:
        OfficerProblem: no such officer or another passphrase: it does not say which.
    """
    wrong = OfficerProblem("el nombre o la frase no son correctos")
    try:
        officer = find_officer(session, name)
    except OfficerProblem:
        slow_hash(passphrase.encode(), new_salt(), PASSPHRASE_COST)
        raise wrong from None
    try:
        private = unlock_key(officer.private_key, passphrase, _place(officer), officer.kdf)
    except SealBroken:
        raise wrong from None
    # Whoever changes the public key in the database would have denuncias sealed to themselves.
    if public_key_of(private) != officer.public_key:
        raise OfficerProblem("alguien cambió la clave pública de esta persona: avisa a seguridad")
    return private


# -- officers ----------------------------------------------------------------------------------------


def check_passphrase(passphrase: str, name: str = "") -> None:
    """Refuse what can be guessed.

    Raises:
        OfficerProblem: it is too short, repeats itself, or is the name.
    """
    bare = passphrase.strip().casefold()
    if len(bare) < _SHORTEST:
        raise OfficerProblem(
            f"la frase necesita al menos {_SHORTEST} caracteres: usa cinco palabras al azar"
        )
    rest = bare.replace(name.strip().casefold(), "") if name.strip() else bare
    if len(set(rest)) < _FEWEST_LETTERS:
        raise OfficerProblem("la frase es muy fácil de adivinar: usa cinco palabras al azar")


def add(
    session: Session,
    name: str,
    groups: Collection[str],
    passphrase: str,
    on: date,
    cost: Cost = PASSPHRASE_COST,
) -> Officer:
    """Somebody new, who can open what is filed from now on; `share` of a colleague gives them what was before.

    Raises:
        OfficerProblem: the name is taken or the passphrase is weak.
    """
    name = name.strip()
    if not name or len(name) > Officer.name.type.length:
        raise OfficerProblem("el nombre debe tener de 1 a 80 caracteres")
    if session.scalars(select(Officer).where(Officer.name == name)).first() is not None:
        raise OfficerProblem("ya hay o hubo alguien con ese nombre")
    if not groups:
        raise OfficerProblem("falta al menos un grupo")
    check_passphrase(passphrase, name)
    public, private = new_key_pair()
    officer = Officer(
        id=secrets.token_hex(16),
        name=name,
        groups=sorted(set(groups)),
        kind="officer",
        public_key=public,
        created_on=on,
    )
    lock_own(officer, private, passphrase, cost)
    session.add(officer)
    session.flush()
    audit.record(session, "system", "officer_added", reason=str(officer.id))
    return officer


def change_passphrase(
    session: Session, name: str, old: str, new: str, cost: Cost = PASSPHRASE_COST
) -> None:
    """Another passphrase for the same key.

    Raises:
        OfficerProblem: the old one is wrong, or the new one is weak.
    """
    private = unlock(session, name, old)
    officer = find_officer(session, name)
    check_passphrase(new, name)
    lock_own(officer, private, new, cost)
    session.flush()
    audit.record(session, str(officer.id), "passphrase_changed")


def rotate(session: Session, name: str, passphrase: str, cost: Cost = PASSPHRASE_COST) -> int:
    """A new key pair under the same passphrase; how many denuncias were sealed to it anew.

    Raises:
        OfficerProblem: the passphrase is wrong.
        SealBroken: something that was to be sealed anew cannot be opened.
    """
    old = unlock(session, name, passphrase)
    officer = find_officer(session, name)
    officer.public_key, private = new_key_pair()
    lock_own(officer, private, passphrase, cost)
    count = rewrap(session, officer, old)
    audit.record(session, str(officer.id), "key_rotated")
    return count


def set_groups(session: Session, name: str, groups: Collection[str]) -> int:
    """Other groups; how many denuncias an officer loses by it. What they gain, a colleague shares.

    Raises:
        OfficerProblem: no such officer, or no group.
    """
    if not groups:
        raise OfficerProblem("falta al menos un grupo")
    officer = find_officer(session, name)
    officer.groups = sorted(set(groups))
    session.flush()
    audit.record(session, "system", "officer_groups", reason=str(officer.id))
    return remove_wraps(session, officer)


def share_with_colleagues(session: Session, name: str, passphrase: str) -> tuple[int, int]:
    """Let everybody whom they are for open what this officer can open; see `wraps.share`.

    Raises:
        OfficerProblem: the passphrase is wrong.
    """
    private = unlock(session, name, passphrase)
    officer = find_officer(session, name)
    result = share(session, officer, private)
    audit.record(session, str(officer.id), "wraps_shared")
    return result


def leave(session: Session, name: str, on: date) -> None:
    """Somebody leaves: their key is deleted, and everything that was sealed to it.

    Raises:
        OfficerProblem: no such officer.
    """
    officer = find_officer(session, name)
    officer.left_on = on
    officer.private_key = None
    officer.kdf = None
    session.flush()
    forget_wraps(session, officer)
    audit.record(session, "system", "officer_left", reason=str(officer.id))


def lock_own(officer: Officer, private: bytes, passphrase: str, cost: Cost) -> None:
    """Put an officer's private key under their passphrase."""
    officer.private_key, officer.kdf = lock(private, passphrase, _place(officer), cost)


def _place(officer: Officer) -> str:
    return f"officer:{officer.id}"
