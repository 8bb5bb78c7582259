"""Invented officers, so that a denuncia can be tried out on a developer's machine."""

from __future__ import annotations

from datetime import date
from typing import Iterable

from sqlalchemy.orm import Session

from acolwhats.denuncias import officers, recovery

# Known to everybody: nothing that is filed under it is secret.
DEMO_PASSPHRASE = "frase de demostración local"
DEMO_PREFIX = "demo "


def seed_demo_officers(session: Session, groups: Iterable[str], on: date) -> list[str]:
    """Somebody in each group that has nobody, and a recovery key that is thrown away; the names of who is new."""
    covered = {group for one in officers.active_officers(session) for group in one.groups}
    names = []
    for group in groups:
        if group not in covered:
            names.append(f"{DEMO_PREFIX}{group}")
            officers.add(session, names[-1], [group], DEMO_PASSPHRASE, on)
    if officers.recovery_officer(session) is None:
        recovery.create(session, on)
    return names
