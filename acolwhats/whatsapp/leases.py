"""Leases: of several processes, one at a time works for a citizen.

A lease that its process did not give back (it was killed) runs out by itself; what that process had begun is fenced off,
because every commit checks that the lease is still its own.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from acolwhats.whatsapp.models import Contact

Kind = Literal["turn", "send"]


class LeaseLost(RuntimeError):
    """Another process works for this citizen now: what was being done must not be committed."""


def _machine() -> str:
    """Where process numbers mean what they mean here: this boot, this PID namespace; else only this host's name."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        boot = namespace = ""
    name = f"{socket.gethostname()}|{boot}|{namespace}"
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def new_owner() -> str:
    """A name for this process that no other process has, now or later."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(6)}"


def _columns(kind: Kind) -> tuple[Any, Any]:
    return getattr(Contact, f"{kind}_owner"), getattr(Contact, f"{kind}_until")


def is_free(kind: Kind, now: float) -> Any:
    """Condition: nobody holds the lease of a contact."""
    owner, until = _columns(kind)
    return or_(owner.is_(None), until < now)


def claim(
    session: Session, sender_id: str, kind: Kind, owner: str, now: float, seconds: float
) -> bool:
    """Take or prolong a citizen's lease; False when another process holds it."""
    column, _ = _columns(kind)
    statement = (
        update(Contact)
        .where(Contact.sender_id == sender_id, or_(is_free(kind, now), column == owner))
        .values({f"{kind}_owner": owner, f"{kind}_until": now + seconds})
    )
    return bool(_run(session, statement))


def release(session: Session, sender_id: str, kind: Kind, owner: str) -> None:
    """Give a lease back."""
    column, _ = _columns(kind)
    statement = update(Contact).where(Contact.sender_id == sender_id, column == owner)
    _run(session, statement.values({f"{kind}_owner": None, f"{kind}_until": None}))


def hold(session: Session, sender_id: str, kind: Kind, owner: str) -> None:
    """Lock the lease until this transaction ends.

    Raises:
        LeaseLost: it is no longer this process's.
    """
    column, _ = _columns(kind)
    statement = update(Contact).where(Contact.sender_id == sender_id, column == owner)
    if not _run(session, statement.values({f"{kind}_owner": owner})):
        raise LeaseLost(f"the lease of a {kind} was lost")


def free_dead(session: Session, owner: str) -> None:
    """Free the leases of processes of this machine that are no more: a restart need not wait for them to run out."""
    for kind in ("turn", "send"):
        column, _until = _columns(kind)  # type: ignore[arg-type]
        held = session.scalars(select(column).where(column.is_not(None)).distinct())
        for other in list(held):
            if other != owner and _is_dead(other, owner):
                gone = update(Contact).where(column == other)
                _run(session, gone.values({f"{kind}_owner": None, f"{kind}_until": None}))


def _is_dead(other: str, owner: str) -> bool:
    machine, pid, _ = other.split(":")
    here, own_pid, _ = owner.split(":")
    # A namesake with this process's own number was here before it.
    return machine == here and (pid == own_pid or not _is_alive(int(pid)))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _run(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)
