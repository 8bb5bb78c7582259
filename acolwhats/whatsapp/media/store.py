"""Attachments on disk: encrypted, under random handles, until somebody claims them or their time is over."""

from __future__ import annotations

import base64
import os
import re
import struct
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Callable, Optional

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

_HANDLE = re.compile(r"[A-Za-z0-9_-]{22}")
_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_PAD = 64 * 1024
_HEADER = struct.Struct(">QB")  # length of the content, length of its type
_DAY = 86400


@dataclass(frozen=True)
class Cleaned:
    """Content without metadata, and what it is."""

    content: bytes
    content_type: str


class MediaStore:
    """Encrypted files (XChaCha20-Poly1305), each bound to its handle.

    A file tells neither its type, nor its size but in steps of 64 KiB, nor the time of day when it came.

    Args:
        folder: made when it is needed, for this user only.
        key: 32 bytes.
        now: seconds since the epoch.
    """

    def __init__(self, folder: Path, key: bytes, now: Callable[[], float] = time.time) -> None:
        """Nothing is written yet."""
        self._folder = folder
        self._key = key
        self._now = now

    def put(self, cleaned: Cleaned) -> str:
        """Keep content; the handle that names it from now on.

        Raises:
            OSError: it could not be written.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = base64.urlsafe_b64encode(random(16)).rstrip(b"=").decode()
        kind = cleaned.content_type.encode()
        plain = _HEADER.pack(len(cleaned.content), len(kind)) + kind + cleaned.content
        padded = plain + bytes(-len(plain) % _PAD)
        nonce = random(_NONCE)
        sealed = nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(
            padded, handle.encode(), nonce, self._key
        )
        path = self._folder / handle
        partial = path.with_suffix(".partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        day = self._now() // _DAY * _DAY
        os.utime(partial, (day, day))
        partial.rename(path)
        return handle

    def get(self, handle: str) -> Optional[Cleaned]:
        """What a handle names; None when there is no such thing (any more), or the file is not what was written."""
        path = self._path(handle)
        try:
            sealed = path.read_bytes() if path else b""
            plain = crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[_NONCE:], handle.encode(), sealed[:_NONCE], self._key
            )
        except (OSError, CryptoError, ValueError):
            return None
        size, kind_size = _HEADER.unpack_from(plain)
        start = _HEADER.size + kind_size
        return Cleaned(plain[start : start + size], plain[_HEADER.size : start].decode())

    def delete(self, handle: str) -> None:
        """Delete what a handle names, if it is there."""
        if path := self._path(handle):
            path.unlink(missing_ok=True)

    def purge(self, older_than: timedelta) -> int:
        """Delete what came earlier than that, by days (UTC); how many files."""
        if not self._folder.is_dir():
            return 0
        last = (self._now() - older_than.total_seconds()) // _DAY * _DAY
        return sum(_delete_if_older(path, last) for path in list(self._folder.iterdir()))

    def _path(self, handle: str) -> Optional[Path]:
        return self._folder / handle if _HANDLE.fullmatch(handle) else None


def _delete_if_older(path: Path, last: float) -> bool:
    try:
        if path.stat().st_mtime >= last:
            return False
        path.unlink()
    except FileNotFoundError:  # another process was faster
        return False
    return True
