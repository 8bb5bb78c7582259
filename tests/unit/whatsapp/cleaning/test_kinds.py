"""A file is what its first bytes are, and only what can be cleaned is taken at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.cleaning.__main__ import clean
from acolwhats.whatsapp.cleaning.kinds import kind_of
from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, WRONG_TYPE, Rejected
from acolwhats.whatsapp.media.problems import MediaProblem
from tests.unit.whatsapp.cleaning import pictures
from tests.unit.whatsapp.cleaning.pictures import encoded, halves

JPEG, PNG = encoded(halves(), "JPEG"), encoded(halves(), "PNG")
KINDS = {
    "JPEG": JPEG,
    "PNG": PNG,
    "WEBP": encoded(halves(), "WEBP"),
    "PDF": b"%PDF-1.7\n",
    "FILM": b"\0\0\0\x18ftypisom\0\0\2\0",
}
OTHERS = {
    "nothing": b"",
    "text": b"hola",
    "GIF": encoded(halves(), "GIF"),
    "BMP": encoded(halves(), "BMP"),
    "TIFF": encoded(halves(), "TIFF"),
    "ICO": encoded(halves(), "ICO"),
    # What an iPhone makes; WhatsApp sends a photo as JPEG, and as this only when it is attached as a document.
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "HEIC sequence": b"\0\0\0\x18ftyphevc\0\0\0\0",
    "HEIF": b"\0\0\0\x18ftypmif1\0\0\0\0",
    "AVIF": b"\0\0\0\x18ftypavif\0\0\0\0",
    "sound in MP4": b"\0\0\0\x18ftypM4A \0\0\0\0",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "SVG with a header": b"<?xml version='1.0'?><svg/>",
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML before a PDF": b"<html>%PDF-1.4",
    "a space before a PDF": b" %PDF-1.4",
    "a picture behind something": b"x" + JPEG,
    "ZIP": pictures.archive(),
    "a picture behind a ZIP": pictures.archive() + PNG,
    "a program": b"\x7fELF\2\1\1",
    "a program of Windows": b"MZ\x90\0",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "MP3": b"ID3\4\0\0\0\0\0\0",
    "OGG": b"OggS\0\2",
    "AVI": b"RIFF\0\0\0\0AVI LIST",
    "WAV": b"RIFF\0\0\0\0WAVEfmt ",
    "Matroska": b"\x1a\x45\xdf\xa3",
    "PostScript": b"%!PS-Adobe-3.0",
    "RTF": b"{\\rtf1}",
    "Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
}


@pytest.mark.parametrize(("kind", "content"), KINDS.items())
def test_what_can_be_cleaned_is_known_by_its_beginning(kind, content):
    assert kind_of(content) == kind


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"qt  ", b"3gp4", b"3gp5", b"3g2a", b"avc1"])
def test_films_of_phones_are_known(brand):
    assert kind_of(b"\0\0\0\x14ftyp" + brand + b"\0\0\0\0") == "FILM"


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
def test_everything_else_is_refused_and_the_reason_is_its_type(content):
    assert kind_of(content) is None
    with pytest.raises(Rejected) as caught:
        clean(content)
    assert caught.value.args == (WRONG_TYPE,)


@given(st.binary())
def test_no_file_is_an_error(content):
    assert kind_of(content) in (None, *KINDS)


def test_reasons_are_those_that_the_bridge_knows():
    """The cleaner's process imports nothing of the bridge's: the words must be the same."""
    known = {problem.value for problem in MediaProblem}
    assert {TOO_BIG, UNREADABLE, WRONG_TYPE} <= known


class TestEach:
    def test_a_picture_is_cleaned_as_a_picture(self):
        assert clean(pictures.jpeg())[0] == "image/jpeg"

    @pytest.mark.parametrize("kind", ["PDF", "FILM"])
    def test_what_only_begins_like_one_is_unreadable(self, kind):
        with pytest.raises(Rejected) as caught:
            clean(KINDS[kind])
        assert caught.value.args == (UNREADABLE,)
