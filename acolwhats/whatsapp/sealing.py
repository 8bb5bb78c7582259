"""What rests in the database is sealed: readable only with the key, and only in the place it was written for."""

from __future__ import annotations

import json
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_PAD = 256


class SealBroken(ValueError):
    """What was read is not what was sealed there: another key, another place, or changed."""


class Box:
    """Authenticated encryption of small JSON values (XChaCha20-Poly1305, libsodium).

    Args:
        key: 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        """Keeps the key."""
        self._key = key

    def seal(self, value: Any, place: str) -> bytes:
        """Seal a JSON value for one place, such as `inbox:SM…`; its length shows only in steps of 256 bytes."""
        plain = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
        padded = plain + b" " * (-len(plain) % _PAD)
        nonce = random(_NONCE)
        return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(
            padded, place.encode(), nonce, self._key
        )

    def open(self, sealed: bytes, place: str) -> Any:
        """The value that was sealed for this place.

        Raises:
            SealBroken: it was sealed for another place, with another key, or has changed.
        """
        nonce, box = sealed[:_NONCE], sealed[_NONCE:]
        try:
            plain = crypto_aead_xchacha20poly1305_ietf_decrypt(
                box, place.encode(), nonce, self._key
            )
        except (CryptoError, ValueError):
            raise SealBroken(f"{place.split(':')[0]}: the seal is broken") from None
        return json.loads(plain)
