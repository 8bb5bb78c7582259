"""Who can open which denuncia: its private key, sealed to each of them."""

from __future__ import annotations

from typing import Iterable, Optional

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from acolwhats.denuncias.keys import SealBroken, open_seal, seal
from acolwhats.denuncias.models import Denuncia, Officer, Wrap


def may_read(officer: Officer, groups: Iterable[str], excluded: Iterable[str]) -> bool:
    """Whether a denuncia for these groups is for an officer. Who also belongs to an excluded group is left out."""
    if officer.left_on is not None:
        return False
    if officer.kind == "recovery":
        return True
    mine = set(officer.groups)
    return bool(mine & set(groups)) and not mine & set(excluded)


def wrap_key(denuncia_id: str, private_key: bytes, officer: Officer) -> Wrap:
    """The row that lets an officer open a denuncia."""
    sealed = seal(private_key, officer.public_key, _place(denuncia_id, str(officer.id)))
    return Wrap(denuncia_id=denuncia_id, officer_id=officer.id, wrapped=sealed)


def denuncia_key(
    session: Session, denuncia_id: str, officer: Officer, officer_key: bytes
) -> Optional[bytes]:
    """The private key of a denuncia, for an officer; None when it is not for them.

    Raises:
        SealBroken: what is there was not sealed for this officer and this denuncia.
    """
    wrap = session.get(Wrap, (denuncia_id, officer.id))
    return _open(wrap, officer_key) if wrap is not None else None


def share(session: Session, holder: Officer, holder_key: bytes) -> tuple[int, int]:
    """Give everybody whom they are for the denuncias that one officer can open: after somebody joined or changed groups.

    Returns:
        (wraps that were added, wraps of the holder that could not be opened).
    """
    officers = list(session.scalars(select(Officer).where(Officer.left_on.is_(None))))
    query = select(Wrap, Denuncia.groups, Denuncia.excluded).join(
        Denuncia, Denuncia.id == Wrap.denuncia_id
    )
    added = broken = 0
    for wrap, groups, excluded in session.execute(query.where(Wrap.officer_id == holder.id)).all():
        have = set(
            session.scalars(select(Wrap.officer_id).where(Wrap.denuncia_id == wrap.denuncia_id))
        )
        missing = [
            officer
            for officer in officers
            if officer.id not in have and may_read(officer, groups, excluded)
        ]
        if not missing:
            continue
        try:
            private_key = _open(wrap, holder_key)
        except SealBroken:
            broken += 1
            continue
        session.add_all(wrap_key(wrap.denuncia_id, private_key, officer) for officer in missing)
        added += len(missing)
    session.flush()
    return added, broken


def rewrap(session: Session, officer: Officer, old_key: bytes) -> int:
    """Seal an officer's wraps anew, to the public key that they have now; how many.

    Raises:
        SealBroken: one could not be opened with the old key; nothing must be committed then.
    """
    wraps = list(session.scalars(select(Wrap).where(Wrap.officer_id == officer.id)))
    for wrap in wraps:
        wrap.wrapped = wrap_key(wrap.denuncia_id, _open(wrap, old_key), officer).wrapped
    session.flush()
    return len(wraps)


def remove_wraps(session: Session, officer: Officer) -> int:
    """Take from an officer whatever is not for them (any more); how many."""
    query = select(Wrap, Denuncia.groups, Denuncia.excluded).join(
        Denuncia, Denuncia.id == Wrap.denuncia_id
    )
    rows = session.execute(query.where(Wrap.officer_id == officer.id)).all()
    gone = [row[0] for row in rows if not may_read(officer, row[1], row[2])]
    for wrap in gone:
        session.delete(wrap)
    session.flush()
    return len(gone)


def forget_wraps(session: Session, officer: Officer) -> None:
    """Take everything from an officer."""
    session.execute(
        delete(Wrap)
        .where(Wrap.officer_id == officer.id)
        .execution_options(synchronize_session="fetch")
    )


def without_officer(session: Session) -> int:
    """How many denuncias nobody can open but with the recovery key."""
    readable = exists().where(
        Wrap.denuncia_id == Denuncia.id, Wrap.officer_id == Officer.id, Officer.kind == "officer"
    )
    query = select(func.count()).select_from(Denuncia).where(~readable)
    return int(session.scalar(query) or 0)


def _open(wrap: Wrap, officer_key: bytes) -> bytes:
    place = _place(str(wrap.denuncia_id), str(wrap.officer_id))
    return open_seal(wrap.wrapped, officer_key, place)


def _place(denuncia_id: str, officer_id: str) -> str:
    return f"wrap:{denuncia_id}:{officer_id}"
