"""What the database keeps of a clave: a slow hash to recognise it, and the public half of a key made from it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Optional

from acolwhats.denuncias.keys import (
    CLAVE_COST,
    SALT_BYTES,
    Cost,
    new_salt,
    public_key_of,
    slow_hash,
)


@dataclass(frozen=True)
class Access:
    """Columns of a denuncia that its clave answers to."""

    lookup_salt: bytes
    lookup_hash: bytes
    key_salt: bytes
    citizen_public_key: bytes


class Claves:
    """Makes and checks them. Two peppers, kept outside the database: what recognises a clave opens nothing.

    Args:
        lookup_pepper: 32 bytes.
        key_pepper: 32 bytes.
        cost: of each of the two hashes that a try takes.
    """

    def __init__(self, lookup_pepper: bytes, key_pepper: bytes, cost: Cost = CLAVE_COST) -> None:
        """Keeps the peppers."""
        self._lookup_pepper = lookup_pepper
        self._key_pepper = key_pepper
        self._cost = cost

    def access(self, clave: str) -> Access:
        """What to keep of a new clave."""
        lookup_salt, key_salt = new_salt(), new_salt()
        return Access(
            lookup_salt,
            self._lookup_hash(clave, lookup_salt),
            key_salt,
            public_key_of(self._private_key(clave, key_salt)),
        )

    def open(self, clave: str, folio: str, denuncia: Optional[Any]) -> Optional[bytes]:
        """The citizen's private key, if this is the clave of this denuncia.

        A wrong clave and a folio that does not exist take the same work as a right one.
        """
        if denuncia is None:
            lookup_salt, key_salt = self._no_salt(folio, "lookup"), self._no_salt(folio, "key")
            expected = bytes(32)
        else:
            lookup_salt, key_salt = denuncia.lookup_salt, denuncia.key_salt
            expected = denuncia.lookup_hash
        found = self._lookup_hash(clave, lookup_salt)
        private = self._private_key(clave, key_salt)
        right = hmac.compare_digest(found, expected)
        return private if right and denuncia is not None else None

    def _lookup_hash(self, clave: str, salt: bytes) -> bytes:
        return slow_hash(_peppered(self._lookup_pepper, clave), salt, self._cost)

    def _private_key(self, clave: str, salt: bytes) -> bytes:
        return slow_hash(_peppered(self._key_pepper, clave), salt, self._cost)

    def _no_salt(self, folio: str, of: str) -> bytes:
        return _peppered(self._lookup_pepper, f"{of}:{folio}")[:SALT_BYTES]


def _peppered(pepper: bytes, text: str) -> bytes:
    return hmac.new(pepper, text.encode(), hashlib.sha256).digest()
