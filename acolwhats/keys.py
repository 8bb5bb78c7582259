"""Keys derived from `ACOLWHATS_SECRET_KEY`: one for each purpose, so that none can stand in for another."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import time
from pathlib import Path

from acolwhats.settings import Settings, SettingsError

_BYTES = 32
_HOW = "python3 -c 'import secrets, base64; print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())'"


def decode_key(text: str) -> bytes:
    """The 32 bytes of a URL-safe base64 key, with or without padding.

    Raises:
        SettingsError: it is something else.
    """
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise SettingsError(
            f"ACOLWHATS_SECRET_KEY must be 32 bytes in URL-safe base64; make one with {_HOW}"
        )
    return key


def secret_key(settings: Settings) -> bytes:
    """The key of this installation: from the environment, or in development one made once in `VAR_DIR`.

    Raises:
        SettingsError: it is missing in production, or malformed.
    """
    if settings.secret_key is not None:
        return decode_key(settings.secret_key.get_secret_value().strip())
    if settings.env == "production":
        raise SettingsError(f"ACOLWHATS_SECRET_KEY is missing; make one with {_HOW}")
    return _development_key(settings.var_dir / "keys" / "secret_key")


def _development_key(path: Path) -> bytes:
    try:
        return _read_or_make(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read or made: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} holds no key; delete it") from None


def _read_or_make(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # O_EXCL: of several processes that start together, one makes the key and the others read it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(50):
            if text := path.read_text(encoding="ascii").strip():
                return decode_key(text)
            time.sleep(0.02)
        raise SettingsError(f"{path} is empty; delete it") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = os.urandom(_BYTES)
        file.write(base64.urlsafe_b64encode(key).decode() + "\n")
    return key


def derive_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose: keyed BLAKE2b, with the purpose as its input (RFC 7693 §2.9)."""
    return hashlib.blake2b(
        purpose.encode(), key=secret, digest_size=_BYTES, person=b"acolwhats"
    ).digest()
