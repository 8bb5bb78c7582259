"""What a citizen attached becomes a handle, or a problem that can be told."""

from __future__ import annotations

import asyncio
import time

import pytest

from acolwhats.whatsapp.media import MediaFetcher, MediaStore, receive, wanted
from acolwhats.whatsapp.media.problems import MediaProblem
from tests.unit.whatsapp.cleaning import pictures
from tests.unit.whatsapp.host import Host, answer
from tests.unit.whatsapp.media.test_addresses import ACCOUNT, PATH


def received(store: MediaStore, content: bytes, path: str = PATH):
    async def main():
        async with Host(answer(200, content)) as host:
            fetcher = MediaFetcher(host.url, ACCOUNT, "ficha")
            try:
                return await receive(host.url + path, fetcher, store)
            finally:
                await fetcher.close()

    return asyncio.run(main())


@pytest.fixture
def store(tmp_path):
    return MediaStore(tmp_path / "media", bytes(32))


def test_a_photo_is_kept_clean_under_its_handle(store):
    attachment = received(store, pictures.jpeg())
    kept = store.get(attachment.handle)
    assert (attachment.content_type, attachment.problem) == ("image/jpeg", None)
    assert attachment.size == len(kept.content)
    assert kept.content_type == "image/jpeg"
    assert pictures.SECRET not in kept.content


@pytest.mark.parametrize(
    ("content", "path", "problem"),
    [
        (b"GIF89a", PATH, MediaProblem.WRONG_TYPE),
        (pictures.jpeg()[:400], PATH, MediaProblem.UNREADABLE),
        (pictures.png_of(50_000, 50_000), PATH, MediaProblem.TOO_BIG),
        (b"x", PATH + "?x", MediaProblem.FORBIDDEN_URL),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(store, tmp_path, content, path, problem):
    attachment = received(store, content, path)
    assert (attachment.problem, attachment.handle, attachment.size) == (problem, None, 0)
    assert not (tmp_path / "media").exists()


def test_a_disk_that_is_full_is_a_problem_too(tmp_path):
    (tmp_path / "media").write_text("un archivo")
    attachment = received(MediaStore(tmp_path / "media", bytes(32)), pictures.jpeg())
    assert (attachment.problem, attachment.handle) == (MediaProblem.UNAVAILABLE, None)


def test_nobody_waits_for_the_disk(store, monkeypatch):
    """Others are answered while a file is encrypted and written."""
    put = store.put
    monkeypatch.setattr(store, "put", lambda cleaned: [time.sleep(1), put(cleaned)][1])

    async def main():
        async with Host(answer(200, pictures.jpeg())) as host:
            fetcher = MediaFetcher(host.url, ACCOUNT, "ficha")
            task = asyncio.ensure_future(receive(host.url + PATH, fetcher, store))
            longest = 0.0
            while not task.done():
                before = time.perf_counter()
                await asyncio.sleep(0.005)
                longest = max(longest, time.perf_counter() - before)
            await fetcher.close()
            return task.result(), longest

    attachment, longest = asyncio.run(main())
    assert attachment.handle is not None
    assert longest < 0.8


@pytest.mark.parametrize(
    ("declared", "is_wanted"),
    [
        ("image/jpeg", True),
        ("image/heic", True),
        ("video/mp4", True),
        ("video/3gpp", True),
        ("application/pdf", True),
        ("audio/ogg", False),
        ("text/vcard", False),
        ("application/zip", False),
        ("application/pdfx", False),
        ("", False),
    ],
)
def test_only_what_is_of_use_is_fetched(declared, is_wanted):
    assert wanted(declared) is is_wanted
