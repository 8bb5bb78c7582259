"""Who did what, without a word of what it was about: an append-only chain that shows tampering.

Every entry holds the hash of the one before it. How many there are and what the last hash is, is written beside them
under a key that is not in the database: cutting off the end shows too. Whoever puts back an older copy of the whole
database is found out by a count and hash that were noted down elsewhere: `acolwhats audit verify --noted`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import date, datetime
from typing import Any, NamedTuple, Optional, Union

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from acolwhats.denuncias.calendar import MEXICO_CITY
from acolwhats.denuncias.models import AuditEntry, AuditHead, Denuncia
from acolwhats.keys import derive_key, secret_key
from acolwhats.settings import get_settings

# What can be done: by whoever filed it; by officers; by itself; to keys.
_CITIZENS = "filed added opened withdrawn clave_rotated notices_on notices_off"
_OFFICERS = (
    "opened listed replied asked assigned state_changed evidence_read exported held released"
)
_SYSTEM = "escalated purged swept"
_KEYS = (
    "officer_added officer_left officer_groups passphrase_changed key_rotated wraps_shared"
    " recovery_created recovery_used"
)
ACTIONS = frozenset(" ".join([_CITIZENS, _OFFICERS, _SYSTEM, _KEYS]).split())
CITIZEN = "citizen"
_ACTOR = re.compile(r"citizen|bot|system|[0-9a-f]{32}")
_ID = re.compile(r"[0-9a-f]{32}")
# A state, a group, a count, somebody's id: never words.
_REASON = re.compile(r"[a-z0-9_]{1,40}(?:[:.>-][a-z0-9_]{1,40}){0,3}")
_MOST_REASON = 80
_START = "0" * 64
_HEAD = 1
_FIELDS = ("at", "actor", "action", "denuncia_id", "reason", "previous")
_NOTED = re.compile(r"(\d+):([0-9a-f]{8,64})")


def record(
    session: Session,
    actor: str,
    action: str,
    denuncia_id: Optional[str] = None,
    reason: Optional[str] = None,
    at: Union[datetime, date, None] = None,
) -> None:
    """Add an entry, in the transaction of what it tells. Others who want to add one wait until that ends.

    Args:
        actor: `citizen`, `bot`, `system`, or the id of an officer.
        action: one of ACTIONS.
        reason: a code: letters of ASCII, digits and `_`, up to four parts.

    Raises:
        ValueError: something else was given; it is not repeated in the message.
    """
    if not _ACTOR.fullmatch(actor):
        raise ValueError("actor: not one that can be recorded")
    if action not in ACTIONS:
        raise ValueError("action: not one that can be recorded")
    if denuncia_id is not None and not _ID.fullmatch(denuncia_id):
        raise ValueError("denuncia_id: no id")
    if reason is not None and (len(reason) > _MOST_REASON or not _REASON.fullmatch(reason)):
        raise ValueError("reason: no code")
    key = _key()
    session.flush()
    count, previous = _lock(session, key)
    entry: dict[str, Any] = {
        "at": _time(actor, at),
        "actor": actor,
        "action": action,
        "denuncia_id": denuncia_id,
        "reason": reason,
        "previous": previous,
    }
    last = _hash(entry)
    session.add(AuditEntry(**entry, hash=last))
    session.flush()
    _write_head(session, key, count + 1, last)


def verify(session: Session, noted: Optional[str] = None) -> Optional[str]:
    """The first thing that is wrong, in a line; None when nothing is.

    Args:
        noted: `count:hash`, as `position` said it once.
    """
    count, last = 0, _START
    wanted = _noted(noted)
    for entry in session.execute(select(AuditEntry.__table__).order_by(AuditEntry.id)):
        count += 1
        where = f"entry {count} (id {entry.id})"
        if entry.previous != last:
            return (
                f"{where} does not follow the one before it: something was deleted, added or moved"
            )
        if entry.hash != _hash({name: getattr(entry, name) for name in _FIELDS}):
            return f"{where} was changed"
        last = entry.hash
        if wanted and wanted[0] == count and not last.startswith(wanted[1]):
            return f"{where} is not the one that was noted: the chain was written anew"
    head = _head(session)
    if head is None:
        if count:
            return "the head is missing"
    elif not hmac.compare_digest(head.mac, _mac(_key(), head.entries, head.hash)):
        return "the head was changed, or ACOLWHATS_SECRET_KEY is another one"
    elif (head.entries, head.hash) != (count, last):
        return f"the head says {head.entries} entries, there are {count}: the end was cut off or added to"
    if wanted and wanted[0] > count:
        return f"{wanted[0]} entries were noted, there are {count}: an older copy was put back"
    filed = select(AuditEntry.denuncia_id).where(
        AuditEntry.action == "filed", AuditEntry.denuncia_id.is_not(None)
    )
    unknown = select(Denuncia.id).where(Denuncia.id.not_in(filed))
    if session.execute(unknown.limit(1)).first() is not None:
        return "there is a denuncia that nobody filed: entries are missing"
    return None


def position(session: Session) -> str:
    """`count:hash` of the last entry, to note down elsewhere."""
    head = _head(session)
    return f"{head.entries}:{head.hash}" if head else f"0:{_START}"


def entries(
    session: Session, denuncia_id: Optional[str] = None, last: int = 100
) -> list[AuditEntry]:
    """The last entries, of one denuncia or of all, oldest first."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(last)
    if denuncia_id is not None:
        query = query.where(AuditEntry.denuncia_id == denuncia_id)
    return list(session.scalars(query))[::-1]


class _Head(NamedTuple):
    entries: int
    hash: str
    mac: str


def _lock(session: Session, key: bytes) -> tuple[int, str]:
    """Wait for whoever is adding an entry, keep others from it; (entries, last hash)."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = {"id": _HEAD, "entries": 0, "hash": _START, "mac": _mac(key, 0, _START)}
    # Not a read that is followed by a write: on SQLite the first statement has to take the lock.
    insert = dialect.insert(AuditHead.__table__).values(first)
    session.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
    head = _head(session, lock=dialect is postgresql)
    assert head is not None
    return head.entries, head.hash


def _head(session: Session, lock: bool = False) -> Optional[_Head]:
    # The table and not the class: an object that the session remembers may be old.
    table = AuditHead.__table__
    query = select(table.c.entries, table.c.hash, table.c.mac).where(table.c.id == _HEAD)
    row = session.execute(query.with_for_update() if lock else query).first()
    return _Head(*row) if row else None


def _write_head(session: Session, key: bytes, count: int, last: str) -> None:
    table = AuditHead.__table__
    values = {"entries": count, "hash": last, "mac": _mac(key, count, last)}
    session.execute(update(table).where(table.c.id == _HEAD).values(values))


def _hash(entry: dict[str, Any]) -> str:
    canonical = json.dumps(
        {name: entry[name] for name in _FIELDS},
        sort_keys=True,
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _mac(key: bytes, count: int, last: str) -> str:
    return hmac.new(key, f"{count}:{last}".encode(), hashlib.sha256).hexdigest()


def _time(actor: str, at: Union[datetime, date, None]) -> str:
    at = at or datetime.now(MEXICO_CITY)
    if isinstance(at, datetime):
        # By the second, an entry would tell when somebody had the phone in their hand.
        return at.date().isoformat() if actor == CITIZEN else at.isoformat(timespec="seconds")
    return at.isoformat()


def _noted(text: Optional[str]) -> Optional[tuple[int, str]]:
    if text is None:
        return None
    found = _NOTED.fullmatch(text.strip())
    if found is None:
        raise ValueError("what was noted is not count:hash")
    return int(found[1]), found[2]


def _key() -> bytes:
    return derive_key(secret_key(get_settings()), "audit")
