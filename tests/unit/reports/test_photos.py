from __future__ import annotations

import pytest

from acolwhats.reports import service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.photos import ReportPhotos
from acolwhats.reports.service import NewReport
from acolwhats.whatsapp.media.store import Cleaned, MediaStore
from tests.unit.reports.talking import NOON


class Stores:
    def __init__(self, folder):
        self.now = NOON
        self.folder = folder / "reports"
        self.drafts = MediaStore(folder / "media", b"d" * 32, lambda: self.now)
        self.photos = ReportPhotos(self.drafts, self.folder, b"r" * 32, lambda: self.now)

    def attach(self, content=b"foto"):
        return self.drafts.put(Cleaned(content, "image/png"))


@pytest.fixture
def stores(tmp_path):
    return Stores(tmp_path)


def test_what_is_kept_is_encrypted_and_another_copy(stores):
    (kept,) = stores.photos.keep([stores.attach(b"un bache muy hondo")])

    assert stores.photos.get(kept["handle"]) == Cleaned(b"un bache muy hondo", "image/png")
    assert stores.drafts.get(kept["handle"]) is None
    assert b"bache" not in (stores.folder / kept["handle"]).read_bytes()


def test_what_no_report_has_is_swept_after_two_days(stores, session):
    mine, lost = stores.photos.keep([stores.attach(), stores.attach()])
    new = NewReport(get_categories().by_code["bache"], "x", photos=[mine])
    service.create(session, new, NOON, None)

    assert stores.photos.sweep(session) == 0
    stores.now += 3 * 86_400 + 1
    assert stores.photos.sweep(session) == 1
    assert stores.photos.get(mine["handle"]) and not stores.photos.get(lost["handle"])


def test_the_photos_of_a_report_can_be_deleted(stores, session):
    kept = stores.photos.keep([stores.attach()])
    new = NewReport(get_categories().by_code["bache"], "x", photos=kept)
    report = service.create(session, new, NOON, None)

    stores.photos.delete(report)

    assert report.photos == [] and stores.photos.get(kept[0]["handle"]) is None
