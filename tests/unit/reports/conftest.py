from __future__ import annotations

import pytest

from acolwhats.reports.photos import ReportPhotos
from acolwhats.whatsapp.media.store import MediaStore
from tests.unit.reports.talking import NOON, Town


@pytest.fixture
def town(scope, tmp_path):
    drafts = MediaStore(tmp_path / "media", b"d" * 32, lambda: NOON)
    photos = ReportPhotos(drafts, tmp_path / "reports", b"r" * 32, lambda: NOON)
    return Town(scope, drafts, photos)


@pytest.fixture
def ana(town):
    return town.citizen()
