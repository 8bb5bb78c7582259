"""Photos of reports: taken over from what is attached in a chat, and kept as long as their report."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.keys import derive_key, secret_key
from acolwhats.reports.models import Report
from acolwhats.settings import Settings
from acolwhats.whatsapp.media.store import MediaStore

FOLDER = "reports"
KEY_PURPOSE = "report photos"
MOST = 5
_KINDS = ("image/", "video/")
_DAY = 86400


def is_photo(content_type: str) -> bool:
    """Whether it shows something."""
    return content_type.startswith(_KINDS)


class ReportPhotos:
    """The pictures of reports.

    Args:
        drafts: where attachments of a chat are, for a day.
        folder, key: of the store where they stay.
    """

    def __init__(
        self,
        drafts: MediaStore,
        folder: Path,
        key: bytes,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Nothing is written yet."""
        self._drafts = drafts
        self._folder = folder
        self._store = MediaStore(folder, key, now)
        self._now = now
        self.get = self._store.get

    def keep(self, handles: Sequence[str]) -> list[dict[str, str]]:
        """Copy attachments to stay; those that are gone are left out."""
        kept = []
        for handle in handles:
            cleaned = self._drafts.get(handle)
            if cleaned is not None:
                kept.append(
                    {"handle": self._store.put(cleaned), "content_type": cleaned.content_type}
                )
        return kept

    def drop_drafts(self, handles: Sequence[str]) -> None:
        """Delete attachments of a chat."""
        for handle in handles:
            self._drafts.delete(handle)

    def delete(self, report: Report) -> None:
        """Delete the pictures of a report."""
        for photo in report.photos:
            self._store.delete(photo["handle"])
        report.photos = []

    def sweep(self, session: Session) -> int:
        """Delete pictures that no report has: of filings that came to nothing more than a day ago."""
        if not self._folder.is_dir():
            return 0
        lists = session.scalars(select(Report.photos))
        known = {photo["handle"] for photos in lists for photo in photos}
        old = self._now() - 2 * _DAY
        lost = [
            path
            for path in self._folder.iterdir()
            if path.name not in known and path.stat().st_mtime < old
        ]
        for path in lost:
            path.unlink(missing_ok=True)
        return len(lost)


def report_photos(settings: Settings, drafts: MediaStore) -> ReportPhotos:
    """The pictures of this installation's reports.

    Raises:
        SettingsError: the secret key is missing or malformed.
    """
    key = derive_key(secret_key(settings), KEY_PURPOSE)
    return ReportPhotos(drafts, settings.var_dir / FOLDER, key)
