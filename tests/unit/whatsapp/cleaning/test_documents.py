"""Of a PDF only the look of its pages remains."""

from __future__ import annotations

import io
import re
import time

import pypdfium2
import pytest
from pypdfium2 import raw

from acolwhats.whatsapp.cleaning import documents as module
from acolwhats.whatsapp.cleaning.documents import MAX_PAGES, clean_document
from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, Rejected
from tests.unit.whatsapp.cleaning import pictures
from tests.unit.whatsapp.cleaning.papers import pdf
from tests.unit.whatsapp.cleaning.pictures import SECRET, encoded, halves

ACTIVE = re.compile(
    rb"/(JS|JavaScript|OpenAction|AA|AcroForm|XFA|EmbeddedFile|EmbeddedFiles|Filespec|Annots|URI"
    rb"|Launch|Metadata|Author|Title|Creator|Producer|CreationDate|ModDate|Names|Font)\b"
)


def cleaned(content: bytes) -> bytes:
    content_type, made = clean_document(content)
    assert content_type == "application/pdf"
    return made


def rejected(content: bytes) -> str:
    with pytest.raises(Rejected) as caught:
        clean_document(content)
    return caught.value.args[0]


def facts(content: bytes) -> dict:
    """What there is in a PDF besides the look of its pages."""
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    page = document[0]
    return {
        "metadata": document.get_metadata_dict(skip_empty=True),
        "attachments": document.count_attachments(),
        "form": document.get_formtype(),
        "notes": raw.FPDFPage_GetAnnotCount(page),
        "text": page.get_textpage().get_text_range(),
        "scripts": raw.FPDFDoc_GetJavaScriptActionCount(document),
    }


def dark_share(content: bytes, page: int = 0) -> float:
    """How much of a page is dark."""
    drawn = pypdfium2.PdfDocument(content)[page].render(scale=1).to_pil().convert("L")
    return sum(drawn.histogram()[:100]) / (drawn.width * drawn.height)


class TestHidden:
    def test_this_document_does_hide_something(self):
        """Or the tests below would prove nothing."""
        found = facts(pdf())
        assert found["metadata"]["Author"] == "SECRETO"
        assert found["attachments"] == 1
        assert found["form"] != raw.FORMTYPE_NONE
        assert found["notes"] == 4
        assert found["scripts"] == 1
        assert "SECRETO" in found["text"]
        assert ACTIVE.search(pdf())

    def test_nothing_of_it_is_left(self):
        assert facts(cleaned(pdf())) == {
            "metadata": {},
            "attachments": 0,
            "form": raw.FORMTYPE_NONE,
            "notes": 0,
            "text": "",
            "scripts": 0,
        }

    def test_no_word_of_it_is_left_in_the_file(self):
        made = cleaned(pdf())
        assert SECRET not in made
        assert [match[0] for match in ACTIVE.finditer(made)] == []

    def test_its_pictures_hide_nothing_either(self):
        photo = pypdfium2.PdfDocument.new()
        picture = pypdfium2.PdfImage.new(photo)
        with io.BytesIO(pictures.jpeg()) as file:
            picture.load_jpeg(file, inline=True)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(200, 150))
        page = photo.new_page(200, 150)
        page.insert_obj(picture)
        page.gen_content()
        file = io.BytesIO()
        photo.save(file)
        assert SECRET in file.getvalue()
        made = cleaned(file.getvalue())
        assert SECRET not in made and b"Exif" not in made

    def test_what_stands_behind_its_end_is_gone(self):
        assert b"PK\x03\x04" not in cleaned(pdf() + pictures.archive())

    def test_a_page_of_the_web_in_it_is_gone(self):
        both = pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n%<html><script>alert(1)</script>\n", 1)
        made = cleaned(both)
        assert b"<script" not in made and made.startswith(b"%PDF-")

    def test_in_doubt_it_is_refused(self, monkeypatch):
        """Should the library ever write who made it, nothing is kept."""
        save = module.Image.Image.save

        def signed(self, file, kind, **more):
            save(self, file, kind, **({**more, "producer": "alguien"} if kind == "PDF" else more))

        monkeypatch.setattr(module.Image.Image, "save", signed)
        assert rejected(pdf()) == UNREADABLE


class TestSeen:
    def test_what_was_shown_is_shown(self):
        assert dark_share(cleaned(pdf())) == pytest.approx(dark_share(pdf()), abs=0.02)
        assert dark_share(pdf()) > 0.2

    def test_every_page_is_there_in_its_size(self):
        made = pypdfium2.PdfDocument(cleaned(pdf(pages=3)))
        assert len(made) == 3
        assert made[2].get_size() == pytest.approx((300, 800), abs=1)

    def test_thirty_pages_are_not_too_many(self):
        assert (
            len(pypdfium2.PdfDocument(cleaned(pdf(pages=MAX_PAGES, size="0 0 30 40")))) == MAX_PAGES
        )

    def test_a_wall_chart_is_drawn_smaller(self):
        made = pypdfium2.PdfDocument(cleaned(pdf(size="0 0 14400 14400")))
        width, height = (side * 150 / 72 for side in made[0].get_size())
        assert width * height < 12_100_000


class TestHostile:
    def test_more_than_thirty_pages_are(self):
        assert rejected(pdf(pages=MAX_PAGES + 1)) == TOO_BIG

    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.7\n",
            b"%PDF-" + SECRET * 100,
            pdf()[: len(pdf()) // 3],
            pdf(pages=0),
            b"%PDF-1.4\n" + encoded(halves(), "JPEG"),
            b"%PDF-1.4\n<html><script>alert(1)</script></html>",
        ],
        ids=["empty", "garbage", "truncated", "without pages", "a picture", "a page of the web"],
    )
    def test_what_cannot_be_drawn_is_refused(self, content):
        assert rejected(content) == UNREADABLE

    def test_a_page_that_is_nothing_is_refused(self, monkeypatch):
        monkeypatch.setattr(pypdfium2.PdfPage, "get_size", lambda page: (0.0, 100.0))
        assert rejected(pdf()) == UNREADABLE

    def test_a_page_that_cannot_be_drawn_spoils_the_document(self, monkeypatch):
        def fails(page, **_):
            raise MemoryError

        monkeypatch.setattr(pypdfium2.PdfPage, "render", fails)
        assert rejected(pdf()) == UNREADABLE

    @pytest.mark.parametrize("size", ["0 0 1000000000 0.001", "0 0 14401 20", "0 0 20 14401"])
    def test_a_page_longer_than_any_is_refused_before_it_is_drawn(self, size):
        started = time.monotonic()
        assert rejected(pdf(size=size)) == UNREADABLE
        assert time.monotonic() - started < 3

    def test_a_document_with_a_password_is_refused(self):
        with pytest.raises(pypdfium2.PdfiumError, match="password"):
            pypdfium2.PdfDocument(pdf(locked=True))
        assert rejected(pdf(locked=True)) == UNREADABLE
