"""Passwords: Argon2id (RFC 9106) by libsodium, with its interactive limits (64 MiB, some 100 ms)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nacl import pwhash
from nacl.exceptions import InvalidkeyError

SHORTEST = 12
LONGEST = 200


class WeakPassword(ValueError):
    """The message says, in Spanish, what the password lacks."""


def hash_password(password: str, username: str = "") -> str:
    """The hash of a new password, in libsodium's own format (`$argon2id$…`).

    Raises:
        WeakPassword: it is too short, too long, or made of the account's name.
    """
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise WeakPassword(
            f"La contraseña necesita al menos {SHORTEST} caracteres; varias palabras juntas sirven bien."
        )
    if len(normal) > LONGEST:
        raise WeakPassword(f"La contraseña puede tener hasta {LONGEST} caracteres.")
    if len(set(normal)) < 5 or (username and username.casefold() in normal.casefold()):
        raise WeakPassword("La contraseña es fácil de adivinar; elige otra.")
    return _hash(normal)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether a password is the right one; takes as long when there is no account (None)."""
    known = password_hash or _nobodys()
    try:
        right: bool = pwhash.verify(known.encode(), _normal(password)[:LONGEST].encode())
    except InvalidkeyError:
        return False
    return right and password_hash is not None


def _normal(password: str) -> str:
    # A phone and a computer may write “ñ” in different ways.
    return unicodedata.normalize("NFKC", password)


def _hash(password: str) -> str:
    return pwhash.argon2id.str(
        password.encode(),
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    ).decode("ascii")


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hash("nobody has this password")
