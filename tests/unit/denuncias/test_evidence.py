from __future__ import annotations

import hashlib
import os
import stat
import time
from datetime import date

import pytest

from acolwhats.denuncias.evidence import MOST_BYTES, MTIME, EvidenceFolder, seal_files
from acolwhats.denuncias.keys import SealBroken, new_key_pair
from acolwhats.guides.turn import File
from acolwhats.whatsapp.media.store import Cleaned, MediaStore

PUBLIC, PRIVATE = new_key_pair()
DENUNCIA = "d" * 32
TODAY = date(2026, 11, 24)
ORIGINAL = hashlib.sha256(b"as it was sent").hexdigest()


@pytest.fixture
def folder(tmp_path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "denuncias")


@pytest.fixture
def store(tmp_path) -> MediaStore:
    return MediaStore(tmp_path / "media", bytes(32))


@pytest.fixture
def keep(folder):
    """Keeps content; the row that describes it."""

    def keep(content=b"una foto", denuncia_id=DENUNCIA):
        kept = folder.keep(Cleaned(content, "image/jpeg"), ORIGINAL, denuncia_id, PUBLIC)
        return kept.row(denuncia_id, TODAY)

    return keep


def test_a_file_is_read_back_with_what_was_told_about_it(folder, keep):
    row = keep(b"una foto" * 10_000)
    assert folder.read(row, PRIVATE) == b"una foto" * 10_000
    description = folder.describe(row, PRIVATE)
    assert (description.content_type, description.size) == ("image/jpeg", 80_000)
    assert description.original_sha256 == ORIGINAL
    assert description.sha256 == hashlib.sha256(b"una foto" * 10_000).hexdigest()


def test_another_key_reads_nothing(folder, keep):
    row = keep()
    for key in (new_key_pair()[1], PUBLIC):
        with pytest.raises(SealBroken):
            folder.describe(row, key)
        with pytest.raises(SealBroken):
            folder.read(row, key)


def test_files_tell_neither_time_nor_owner_nor_size(folder, keep, tmp_path):
    rows = [keep(b"x"), keep(b"x" * 400), keep(b"x" * 30_000)]
    paths = [tmp_path / "denuncias" / row.id for row in rows]
    assert sorted((tmp_path / "denuncias").iterdir()) == sorted(paths)
    assert {path.stat().st_mtime for path in paths} == {MTIME}
    assert MTIME % 86400 == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert stat.S_IMODE((tmp_path / "denuncias").stat().st_mode) == 0o700
    assert paths[0].stat().st_size == paths[1].stat().st_size
    assert b"x" * 100 not in paths[2].read_bytes()


def test_files_that_changed_places_are_not_read(folder, keep, tmp_path):
    one, other = keep(b"one"), keep(b"other")
    first, second = (tmp_path / "denuncias" / row.id for row in (one, other))
    swapped = first.read_bytes(), second.read_bytes()
    second.write_bytes(swapped[0])
    first.write_bytes(swapped[1])
    for row in (one, other):
        with pytest.raises(SealBroken):
            folder.read(row, PRIVATE)


def test_rows_that_changed_places_are_not_read(folder, keep):
    one, other = keep(b"one"), keep(b"other")
    one.content, other.content = other.content, one.content
    with pytest.raises(SealBroken):
        folder.describe(one, PRIVATE)


def test_a_file_does_not_move_to_another_denuncia(folder, keep):
    row = keep()
    row.denuncia_id = "e" * 32
    with pytest.raises(SealBroken):
        folder.describe(row, PRIVATE)


@pytest.mark.parametrize(
    "harm",
    [lambda b: b[:-1], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b"", lambda b: b * 2],
)
def test_a_damaged_file_is_not_read(folder, keep, tmp_path, harm):
    row = keep()
    path = tmp_path / "denuncias" / row.id
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(SealBroken):
        folder.read(row, PRIVATE)


def test_a_file_that_is_gone_is_not_read(folder, keep):
    row = keep()
    folder.delete([row.id])
    with pytest.raises(SealBroken):
        folder.read(row, PRIVATE)


@pytest.mark.parametrize("name", ["../keys", "", "/etc/passwd", "A" * 32])
def test_only_names_of_sealed_files_are_deleted(folder, name):
    with pytest.raises(ValueError):
        folder.delete([name])


def test_what_an_interrupted_filing_left_behind_is_swept_after_a_day(
    folder, keep, session, tmp_path
):
    orphan = keep()
    assert folder.sweep(session, time.time()) == 0
    assert (tmp_path / "denuncias" / orphan.id).exists()
    assert folder.sweep(session, time.time() + 2 * 86400) == 1
    assert list((tmp_path / "denuncias").iterdir()) == []


def test_sweeping_before_there_is_a_folder_is_nothing(folder, session):
    assert folder.sweep(session, time.time()) == 0


def attach(store, content=b"una foto") -> File:
    return File(store.put(Cleaned(content, "image/jpeg")), "image/jpeg", len(content), ORIGINAL)


def test_attachments_are_sealed_and_then_gone_from_where_they_waited(folder, store, tmp_path):
    files = [attach(store, b"one"), attach(store, b"two"), File(None, problem="too_big")]
    sealing = seal_files(files, store, folder, DENUNCIA, PUBLIC)
    assert [folder.read(k.row(DENUNCIA, TODAY), PRIVATE) for k in sealing.kept] == [b"one", b"two"]
    assert store.get(files[0].handle)
    sealing.done()
    assert not any((tmp_path / "media").iterdir())
    assert sealing.lost == 0


def test_what_is_gone_or_too_big_is_counted_as_lost(folder, store):
    gone, big, fine = attach(store), attach(store, bytes(MOST_BYTES + 1)), attach(store)
    store.delete(gone.handle)
    sealing = seal_files([gone, big, fine], store, folder, DENUNCIA, PUBLIC)
    assert (len(sealing.kept), sealing.lost) == (1, 2)


def test_the_largest_file_that_is_taken_is_sealed(folder, store):
    content = bytes(range(256)) * (MOST_BYTES // 256)
    sealing = seal_files([attach(store, content)], store, folder, DENUNCIA, PUBLIC)
    assert folder.read(sealing.kept[0].row(DENUNCIA, TODAY), PRIVATE) == content


def test_when_the_disk_is_full_nothing_stays(folder, store, tmp_path, monkeypatch):
    files = [attach(store), attach(store)]
    fsync, calls = os.fsync, []

    def full(descriptor):
        calls.append(descriptor)
        if len(calls) > 2:  # the first file and its folder
            raise OSError(28, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        seal_files(files, store, folder, DENUNCIA, PUBLIC)
    assert list((tmp_path / "denuncias").iterdir()) == []
    assert all(store.get(file.handle) for file in files)
