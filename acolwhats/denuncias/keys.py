"""Key pairs, seals, and keys made from what people remember. All of it is libsodium, through PyNaCl."""

from __future__ import annotations

import base64
import secrets
import struct
import threading
import unicodedata
from dataclasses import dataclass
from typing import Any, Mapping

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id

KEY_BYTES = 32
SALT_BYTES = argon2id.SALTBYTES

_HEADER = struct.Struct(">BHQ")  # version, length of the place, length of the content
_VERSION = 1
_SMALLEST = 512
_STEP = 64 * 1024
_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
# Each takes its megabytes: of many at once, the others wait.
_SLOW_TURNS = threading.BoundedSemaphore(2)


class SealBroken(ValueError):
    """What was read is not what was sealed there: another key, another place, or changed."""


@dataclass(frozen=True)
class Cost:
    """What one guess costs (Argon2id).

    Attributes:
        memory: bytes.
    """

    ops: int
    memory: int


# A clave has 75 random bits; a passphrase is what somebody thought up, and is asked for less often.
CLAVE_COST = Cost(2, 128 * 1024**2)
PASSPHRASE_COST = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)


# -- seals -------------------------------------------------------------------------------------------


def new_key_pair() -> tuple[bytes, bytes]:
    """(public key, private key): X25519."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def public_key_of(private_key: bytes) -> bytes:
    """The public key that belongs to a private key."""
    return bytes(PrivateKey(private_key).public_key)


def padded_size(size: int) -> int:
    """What a content of that size is made to look like: 512 bytes, doubled up to 64 KiB, then steps of 64 KiB."""
    if size > _STEP:
        return -(-size // _STEP) * _STEP
    return max(_SMALLEST, 1 << (size - 1).bit_length())


def seal(plain: bytes, public_key: bytes, place: str) -> bytes:
    """Seal for whoever has the private key, and for one place, such as `content:<id>`.

    Nobody without that key can open it, whoever sealed it included. Its length tells only a class of sizes.
    """
    where = place.encode()
    content = _HEADER.pack(_VERSION, len(where), len(plain)) + where + plain
    padded = content.ljust(padded_size(len(content)), b"\0")
    return SealedBox(PublicKey(public_key)).encrypt(padded)


def open_seal(sealed: bytes, private_key: bytes, place: str) -> bytes:
    """What was sealed for this place.

    Raises:
        SealBroken: it was sealed for another key or another place, or it has changed.
    """
    try:
        padded = SealedBox(PrivateKey(private_key)).decrypt(sealed)
        version, where_length, length = _HEADER.unpack_from(padded)
    except (CryptoError, ValueError, TypeError, struct.error):
        raise _broken(place) from None
    start = _HEADER.size + where_length
    where = padded[_HEADER.size : start]
    plain = padded[start : start + length]
    whole = version == _VERSION and len(plain) == length
    if not whole or not secrets.compare_digest(where, place.encode()):
        raise _broken(place)
    return plain


def _broken(place: str) -> SealBroken:
    # What kind of thing, never which: this may be logged.
    return SealBroken(f"{place.split(':')[0]}: the seal is broken")


# -- what people remember ------------------------------------------------------------------------------


def new_salt() -> bytes:
    """A random salt for `slow_hash`."""
    return secrets.token_bytes(SALT_BYTES)


def slow_hash(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """32 bytes of Argon2id; at most two are made at once in this process."""
    with _SLOW_TURNS:
        return argon2id.kdf(KEY_BYTES, secret, salt, cost.ops, cost.memory)


def lock(private_key: bytes, passphrase: str, place: str, cost: Cost) -> tuple[bytes, dict]:
    """A private key under a passphrase, and what it takes to make the key of it again."""
    salt, nonce = new_salt(), secrets.token_bytes(_NONCE)
    key = slow_hash(_normalized(passphrase), salt, cost)
    locked = crypto_aead_xchacha20poly1305_ietf_encrypt(private_key, place.encode(), nonce, key)
    kdf = {"salt": base64.b64encode(salt).decode(), "ops": cost.ops, "memory": cost.memory}
    return nonce + locked, kdf


def unlock(locked: bytes, passphrase: str, place: str, kdf: Mapping[str, Any]) -> bytes:
    """The private key that was locked.

    Raises:
        SealBroken: another passphrase or place, or it has changed.
    """
    cost = Cost(int(kdf["ops"]), int(kdf["memory"]))
    try:
        key = slow_hash(_normalized(passphrase), base64.b64decode(kdf["salt"]), cost)
        return crypto_aead_xchacha20poly1305_ietf_decrypt(
            locked[_NONCE:], place.encode(), locked[:_NONCE], key
        )
    except (CryptoError, ValueError):
        raise _broken(place) from None


def _normalized(passphrase: str) -> bytes:
    # “ñ” and “á” have two spellings; keyboards differ.
    return unicodedata.normalize("NFKC", passphrase).encode()
