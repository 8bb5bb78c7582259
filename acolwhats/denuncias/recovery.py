"""The recovery key: it opens every denuncia, is printed once, and is kept nowhere but on paper.

What is written here takes effect when the caller commits.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Optional, Sequence

from sqlalchemy.orm import Session

from acolwhats.denuncias import audit
from acolwhats.denuncias.codes import ALPHABET, Code, with_check
from acolwhats.denuncias.keys import (
    KEY_BYTES,
    PASSPHRASE_COST,
    Cost,
    new_key_pair,
    public_key_of,
)
from acolwhats.denuncias.models import Officer
from acolwhats.denuncias.officers import (
    RECOVERY_NAME,
    OfficerProblem,
    add,
    check_passphrase,
    find_officer,
    lock_own,
    recovery_officer,
)
from acolwhats.denuncias.wraps import forget_wraps, rewrap, share

_SYMBOLS = 52  # 5 bits each: room for 256
_SUM = 3
_CODE = Code(length=_SYMBOLS + _SUM + 1, prefix="REC")


def create(
    session: Session, on: date, previous: Optional[str] = None, lost: bool = False
) -> tuple[str, int]:
    """A recovery key.

    Args:
        previous: the one before, if there is one: what it opens is sealed to the new one.
        lost: there is one, but nobody has it any more; officers `share` what they can open with the new one.

    Returns:
        (what to print, once; how many denuncias were sealed to it anew).

    Raises:
        OfficerProblem: there is one already, or `previous` is another.
    """
    officer = recovery_officer(session)
    public, private = new_key_pair()
    count = 0
    if officer is None:
        session.add(
            Officer(
                id=secrets.token_hex(16),
                name=RECOVERY_NAME,
                groups=[],
                kind="recovery",
                public_key=public,
                created_on=on,
            )
        )
        session.flush()
    elif previous is not None:
        old = _recovery_key(officer, previous)
        officer.public_key = public
        count = rewrap(session, officer, old)
    elif lost:
        officer.public_key = public
        forget_wraps(session, officer)
    else:
        raise OfficerProblem("ya hay una clave de recuperación")
    audit.record(session, "system", "recovery_created")
    return recovery_text(private), count


def use(
    session: Session,
    recovery: str,
    name: str,
    passphrase: str,
    on: date,
    groups: Sequence[str] = (),
    cost: Cost = PASSPHRASE_COST,
) -> tuple[int, int]:
    """Give an officer who lost their passphrase a new key, or somebody new theirs, with all that is for them.

    Returns:
        (denuncias that they can open now, those that could not be opened).

    Raises:
        OfficerProblem: another recovery key, a weak passphrase, or groups for somebody who has theirs.
    """
    holder = recovery_officer(session)
    if holder is None:
        raise OfficerProblem("no hay clave de recuperación")
    key = _recovery_key(holder, recovery)
    if groups:
        officer = add(session, name, groups, passphrase, on, cost)
    else:
        officer = find_officer(session, name)
        check_passphrase(passphrase, name)
        officer.public_key, private = new_key_pair()
        lock_own(officer, private, passphrase, cost)
        session.flush()
        forget_wraps(session, officer)
    result = share(session, holder, key)
    audit.record(session, "system", "recovery_used", reason=str(officer.id))
    return result


def _recovery_key(officer: Officer, text: str) -> bytes:
    key = read_recovery(text)
    if key is None or public_key_of(key) != officer.public_key:
        raise OfficerProblem("esa no es la clave de recuperación, o tiene un error al copiarla")
    return key


# -- on paper -----------------------------------------------------------------------------------------


def recovery_text(private_key: bytes) -> str:
    """What is printed, once."""
    return _CODE.written(with_check(_symbols(private_key) + _checksum(private_key)))


def read_recovery(text: str) -> Optional[bytes]:
    """The private key that was printed; None when the text is no recovery key or was copied with a slip."""
    written = _CODE.parse(text)
    if written is None:
        return None
    symbols = written.removeprefix("REC-").replace("-", "")
    number = 0
    for symbol in symbols[:_SYMBOLS]:
        number = number << 5 | ALPHABET.index(symbol)
    if number.bit_length() > 8 * KEY_BYTES:
        return None
    private_key = number.to_bytes(KEY_BYTES, "big")
    whole = symbols[_SYMBOLS : _SYMBOLS + _SUM] == _checksum(private_key)
    return private_key if whole else None


def _symbols(private_key: bytes) -> str:
    number = int.from_bytes(private_key, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(_SYMBOLS)))


def _checksum(private_key: bytes) -> str:
    digest = hashlib.blake2b(private_key, digest_size=_SUM, person=b"recovery").digest()
    return "".join(ALPHABET[byte % 32] for byte in digest)
