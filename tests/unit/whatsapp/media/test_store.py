"""Attachments rest encrypted, under names that say nothing, until their time is over."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acolwhats.whatsapp.media.store import Cleaned, MediaStore

KEY = bytes(range(32))
DAY = 86400
NOON = 20_000 * DAY + DAY // 2
PHOTO = Cleaned(b"una foto", "image/jpeg")
STEP = 64 * 1024


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media", KEY, lambda: NOON)


def file_of(store: MediaStore, handle: str) -> Path:
    (path,) = [path for path in store._folder.iterdir() if path.name == handle]
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=3000), st.sampled_from(["image/jpeg", "application/pdf", "video/mp4", ""])
)
def test_what_was_kept_is_there(store, content, content_type):
    kept = Cleaned(content, content_type)
    assert store.get(store.put(kept)) == kept


@pytest.mark.parametrize("size", [STEP - 20, STEP, STEP + 1, 3 * STEP])
def test_what_fills_its_file_is_there_too(store, size):
    kept = Cleaned(os.urandom(size), "image/png")
    assert store.get(store.put(kept)) == kept


def test_another_process_with_the_key_can_read_it(store, tmp_path):
    handle = store.put(PHOTO)
    assert MediaStore(tmp_path / "media", KEY).get(handle) == PHOTO


def test_without_the_key_nobody_can(store, tmp_path):
    handle = store.put(PHOTO)
    assert MediaStore(tmp_path / "media", bytes(32)).get(handle) is None


class TestNames:
    def test_a_handle_is_random(self, store):
        handles = {store.put(PHOTO) for _ in range(30)}
        assert len(handles) == 30
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", handle) for handle in handles)

    @pytest.mark.parametrize(
        "handle",
        [
            *("", ".", "..", "../secreto", "/etc/passwd", "a" * 21, "a" * 23, "a" * 22 + "\n"),
            *("ñ" * 22, "a" * 21 + "/", "a" * 21 + "\0", "a" * 21 + "."),
        ],
    )
    def test_what_is_no_handle_names_nothing(self, store, tmp_path, handle):
        (tmp_path / "secreto").write_text("x")
        store.put(PHOTO)
        assert store.get(handle) is None
        store.delete(handle)
        assert (tmp_path / "secreto").exists()
        assert len(list((tmp_path / "media").iterdir())) == 1

    def test_a_handle_that_was_never_given_names_nothing(self, store):
        assert store.get("a" * 22) is None
        store.delete("a" * 22)


class TestTampering:
    def test_a_file_under_another_handle_is_nothing(self, store):
        one, two = store.put(PHOTO), store.put(Cleaned(b"otra", "image/png"))
        first, second = file_of(store, one), file_of(store, two)
        first.write_bytes(second.read_bytes())
        assert store.get(one) is None
        assert store.get(two) == Cleaned(b"otra", "image/png")

    @pytest.mark.parametrize("place", [0, 23, 24, 1000, -1])
    def test_a_bit_that_changed_is_noticed(self, store, place):
        handle = store.put(PHOTO)
        path = file_of(store, handle)
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)
        assert store.get(handle) is None

    @pytest.mark.parametrize("size", [0, 1, 23, 24, 40, 5000, -1])
    def test_a_piece_is_nothing(self, store, size):
        handle = store.put(PHOTO)
        path = file_of(store, handle)
        path.write_bytes(path.read_bytes()[:size])
        assert store.get(handle) is None


class TestDisk:
    def test_nobody_else_may_read(self, store):
        path = file_of(store, store.put(PHOTO))
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_a_file_shows_neither_content_nor_type_nor_size(self, store):
        small = file_of(store, store.put(PHOTO)).read_bytes()
        large = file_of(store, store.put(Cleaned(b"x" * 60_000, "application/pdf"))).read_bytes()
        assert len(small) == len(large)
        assert b"una foto" not in small and b"jpeg" not in small

    def test_the_same_photo_twice_is_two_different_files(self, store):
        one, two = (file_of(store, store.put(PHOTO)).read_bytes() for _ in range(2))
        assert one != two

    def test_a_file_shows_its_day_and_not_its_hour(self, store):
        times = file_of(store, store.put(PHOTO)).stat()
        assert (times.st_mtime, times.st_atime) == (20_000 * DAY, 20_000 * DAY)

    def test_nothing_unfinished_is_left(self, store):
        handle = store.put(PHOTO)
        assert [path.name for path in store._folder.iterdir()] == [handle]

    def test_what_cannot_be_written_is_an_error_of_the_system(self, tmp_path):
        (tmp_path / "media").write_text("un archivo")
        with pytest.raises(OSError):
            MediaStore(tmp_path / "media", KEY).put(PHOTO)

    def test_nothing_is_made_before_it_is_needed(self, store, tmp_path):
        assert store.get("a" * 22) is None
        assert store.purge(timedelta(days=1)) == 0
        assert not list(tmp_path.iterdir())


class TestEnd:
    def test_what_was_deleted_is_gone(self, store):
        handle, other = store.put(PHOTO), store.put(PHOTO)
        store.delete(handle)
        store.delete(handle)
        assert store.get(handle) is None
        assert store.get(other) == PHOTO

    @pytest.mark.parametrize(
        ("hours", "kept"), [(0, True), (24, True), (35.9, True), (36.1, False), (100, False)]
    )
    def test_it_goes_with_the_second_day_after_its_own(self, tmp_path, hours, kept):
        """Came at noon: kept all of the next day, and deleted when that is over."""
        now = NOON
        store = MediaStore(tmp_path, KEY, lambda: now)
        handle = store.put(PHOTO)
        now += hours * 3600
        assert store.purge(timedelta(days=1)) == (0 if kept else 1)
        assert store.get(handle) == (PHOTO if kept else None)

    def test_what_a_process_left_unfinished_goes_too(self, store):
        store.put(PHOTO)
        unfinished = store._folder / ("b" * 22 + ".partial")
        unfinished.write_bytes(b"x")
        os.utime(unfinished, (NOON - 3 * DAY, NOON - 3 * DAY))
        assert store.purge(timedelta(days=1)) == 1
        assert not unfinished.exists()

    def test_another_process_may_purge_at_the_same_time(self, store, monkeypatch):
        handle = store.put(PHOTO)
        path = file_of(store, handle)
        os.utime(path, (NOON - 3 * DAY, NOON - 3 * DAY))
        gone = [path.with_name("c" * 22), path.with_name("d" * 22)]
        monkeypatch.setattr(type(path), "iterdir", lambda _: iter([gone[0], path, gone[1]]))
        assert store.purge(timedelta(days=1)) == 1
        assert store.get(handle) is None
