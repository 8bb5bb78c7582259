"""Attachments of a denuncia: sealed files under random names, which tell neither their size nor when they came."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Callable, Iterable, Protocol, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias.keys import SealBroken, open_seal, seal
from acolwhats.denuncias.models import Evidence
from acolwhats.guides.turn import File

logger = logging.getLogger(__name__)

MOST_FILES = 10
MOST_BYTES = 16 * 1024**2
# Every file has the same time: the start of a day long ago.
MTIME = 946684800
# A sealed file that no denuncia has is what an interrupted filing left behind.
_ORPHAN_SECONDS = 24 * 3600.0
_NAME = re.compile(r"[0-9a-f]{32}")


class Shelf(Protocol):
    """Where attachments wait until they are claimed: `acolwhats.whatsapp.media.store.MediaStore`."""

    def get(self, handle: str) -> Any:
        """What a handle names, with `content` and `content_type`; None when it is gone."""

    def delete(self, handle: str) -> None:
        """Delete it."""


@dataclass(frozen=True)
class Description:
    """What is told about a file inside its seal.

    Attributes:
        size: bytes of what is kept (without metadata).
        sha256: of what is kept.
        original_sha256: of what the citizen sent.
    """

    content_type: str
    size: int
    sha256: str
    original_sha256: str


@dataclass(frozen=True)
class Kept:
    """A file that is sealed on disk; its row is still to be written."""

    id: str
    content: bytes

    def row(self, denuncia_id: str, on: date) -> Evidence:
        """The row that describes it."""
        return Evidence(id=self.id, denuncia_id=denuncia_id, content=self.content, on=on)


class EvidenceFolder:
    """Sealed files on disk.

    Args:
        folder: made when it is needed, for this user only.
    """

    def __init__(self, folder: Path) -> None:
        """Nothing is written yet."""
        self._folder = folder

    def keep(self, cleaned: Any, original_sha256: str, denuncia_id: str, public_key: bytes) -> Kept:
        """Seal an attachment.

        Raises:
            OSError: it could not be written.
        """
        evidence_id = secrets.token_hex(16)
        description = Description(
            cleaned.content_type, len(cleaned.content), _sha256(cleaned.content), original_sha256
        )
        sealed = seal(cleaned.content, public_key, _file_place(denuncia_id, evidence_id))
        self._write(evidence_id, sealed)
        described = json.dumps(asdict(description)).encode()
        content = seal(described, public_key, _row_place(denuncia_id, evidence_id))
        return Kept(evidence_id, content)

    def describe(self, row: Evidence, private_key: bytes) -> Description:
        """What a file is.

        Raises:
            SealBroken: it is not what was written there.
        """
        place = _row_place(str(row.denuncia_id), str(row.id))
        return Description(**json.loads(open_seal(row.content, private_key, place)))

    def read(self, row: Evidence, private_key: bytes) -> bytes:
        """The file.

        Raises:
            SealBroken: it is gone, or it is not what was written there.
        """
        description = self.describe(row, private_key)
        try:
            sealed = self._path(str(row.id)).read_bytes()
        except OSError:
            raise SealBroken("evidence: the file is gone") from None
        place = _file_place(str(row.denuncia_id), str(row.id))
        content = open_seal(sealed, private_key, place)
        if _sha256(content) != description.sha256:
            raise SealBroken("evidence: the file is not the one that is described")
        return content

    def delete(self, ids: Iterable[str]) -> None:
        """Delete files, if they are there."""
        for evidence_id in ids:
            self._path(evidence_id).unlink(missing_ok=True)

    def sweep(self, session: Session, now: float) -> int:
        """Delete what no denuncia has, a day after it was written; how many files."""
        if not self._folder.is_dir():
            return 0
        known = set(session.scalars(select(Evidence.id)))
        # The time of the last change of the inode: unlike the other, it cannot be set.
        orphans = [
            path
            for path in self._folder.iterdir()
            if path.name not in known and path.stat().st_ctime < now - _ORPHAN_SECONDS
        ]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def _write(self, evidence_id: str, sealed: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(evidence_id)
        partial = path.with_suffix(".partial")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            os.utime(partial, (MTIME, MTIME))
            partial.rename(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        _sync(self._folder)

    def _path(self, evidence_id: str) -> Path:
        if not _NAME.fullmatch(evidence_id):
            raise ValueError("not a name of a sealed file")
        return self._folder / evidence_id


@dataclass(frozen=True)
class Sealing:
    """Attachments of one message, sealed.

    Attributes:
        lost: how many were not there any more.
        done: deletes them from where they waited.
    """

    kept: tuple[Kept, ...]
    lost: int
    done: Callable[[], None]


def seal_files(
    files: Sequence[File], shelf: Shelf, folder: EvidenceFolder, denuncia_id: str, public_key: bytes
) -> Sealing:
    """Seal what was attached and taken; what is too big was never taken, and is refused here once more.

    Raises:
        OSError: they could not be written; nothing of them stays.
    """
    kept: list[Kept] = []
    lost = 0
    handles = [(file.handle, file.sha256) for file in files if file.handle]
    try:
        for handle, sha256 in handles:
            cleaned = shelf.get(handle)
            if cleaned is None or len(cleaned.content) > MOST_BYTES:
                lost += 1
                continue
            kept.append(folder.keep(cleaned, sha256, denuncia_id, public_key))
    except BaseException:
        folder.delete(one.id for one in kept)
        raise
    if lost:
        logger.error("denuncias: %d attachment(s) were gone before they could be sealed", lost)

    def done() -> None:
        for handle, _ in handles:
            shelf.delete(handle)

    return Sealing(tuple(kept), lost, done)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _file_place(denuncia_id: str, evidence_id: str) -> str:
    return f"file:{denuncia_id}:{evidence_id}"


def _row_place(denuncia_id: str, evidence_id: str) -> str:
    return f"evidence:{denuncia_id}:{evidence_id}"


def _sync(folder: Path) -> None:
    """Make the new name survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
