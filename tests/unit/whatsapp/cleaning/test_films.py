"""Of a film only what is seen and heard remains, to the last bit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.whatsapp.cleaning import films as module
from acolwhats.whatsapp.cleaning.films import clean_film
from acolwhats.whatsapp.cleaning.kinds import kind_of
from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, WRONG_TYPE, Rejected
from tests.unit.whatsapp.cleaning.pictures import SECRET
from tests.unit.whatsapp.cleaning.reels import (
    box,
    boxes,
    copied,
    facts,
    film,
    heard,
    shown,
    turned,
    with_boxes,
)

MAKES = {
    "an Android phone's": (("libx264", "aac", "mp4"), "video/mp4"),
    "an iPhone's": (("libx265", "aac", "mov"), "video/mp4"),
    "an iPhone's of before": (("libx264", "aac", "mov"), "video/mp4"),
    "with MP3": (("libx264", "libmp3lame", "mp4"), "video/mp4"),
    "MPEG-4": (("mpeg4", "aac", "mp4"), "video/mp4"),
    "an old phone's": (("h263", "libopencore_amrnb", "3gp"), "video/3gpp"),
    "a less old phone's": (("mpeg4", "libopencore_amrnb", "3gp"), "video/3gpp"),
    "silent": (("libx264", None, "mp4"), "video/mp4"),
}
TECHNICAL = {
    *("major_brand", "minor_version", "compatible_brands", "language", "handler_name"),
    "vendor_id",
}
FILM = film()


def rejected(content: bytes) -> str:
    with pytest.raises(Rejected) as caught:
        clean_film(content)
    return caught.value.args[0]


@pytest.fixture(scope="module", params=MAKES.values(), ids=MAKES.keys())
def make(request):
    """(a film, cleaned, its type, the type that is expected)."""
    (picture, sound, container), expected = request.param
    content = with_boxes(film(picture, sound, container))
    content_type, made = clean_film(content)
    return content, made, content_type, expected


class TestEveryMake:
    def test_these_films_do_hide_something(self, make):
        """Or the tests below would prove nothing."""
        content, *_ = make
        assert SECRET in content
        assert any("location" in said for said in facts(content))
        assert "udta" in set(boxes(content)) and "uuid" in set(boxes(content))

    def test_no_word_of_it_is_left(self, make):
        _, made, *_ = make
        for word in (SECRET, b"19.6381", b"098.9106", b"\xa9xyz", b"loci", b"Lavf", b"PK\x03\x04"):
            assert word not in made

    def test_it_says_nothing_of_itself_that_is_not_technical(self, make):
        _, made, *_ = make
        for said in facts(made):
            assert said.keys() <= TECHNICAL
            assert said.get("handler_name", "") in ("VideoHandler", "SoundHandler", "")

    def test_it_has_no_box_for_anything_else(self, make):
        _, made, *_ = make
        assert not {"uuid", "XMP_", "keys", "data", "\xa9nam", "\xa9xyz", "loci"} & set(boxes(made))
        if "udta" in set(boxes(made)):
            assert made.endswith(box(b"ilst", b""))  # a list of words, without any

    def test_it_does_not_say_when_it_was_made(self, make):
        _, made, *_ = make
        for name in (b"mvhd", b"tkhd", b"mdhd"):
            at = made.index(name) + 8
            assert made[at : at + 8] == bytes(8)

    def test_what_is_seen_is_the_same(self, make):
        content, made, *_ = make
        assert len(shown(made)) == 10
        assert shown(made) == shown(content)

    def test_what_is_heard_is_the_same(self, make):
        content, made, *_ = make
        if b"soun" in content:
            assert heard(made) == heard(content)
        else:
            assert len(facts(made)) == 2

    def test_it_has_a_type_that_is_true(self, make):
        _, made, content_type, expected = make
        assert content_type == expected
        assert kind_of(made) == "FILM"
        assert made[8:12] == (b"3gp4" if expected == "video/3gpp" else b"isom")


def test_words_in_apples_tags_are_gone():
    content = film(tags=True)
    assert "com.apple.quicktime.location.ISO6709" in facts(content)[0]
    made = clean_film(content)[1]
    assert SECRET not in made and b"quicktime" not in made


@pytest.mark.parametrize(
    ("codec", "said"), [("libx264", b"x264 - core"), ("libx265", b"x265 (build")]
)
def test_words_between_the_pictures_are_gone(codec, said):
    """Cameras write a place and a time where these encoders write their settings."""
    content = film(codec, None)
    assert said in content
    made = clean_film(content)[1]
    assert said not in made and b"options:" not in made
    assert shown(made) == shown(content)


def test_a_film_that_was_taken_upright_is_shown_upright():
    content = turned(FILM)
    assert shown(content)[0][1] == -90
    assert shown(clean_film(content)[1]) == shown(content)


def test_a_second_sound_is_not_kept():
    content = film(sounds=2)
    assert len(facts(content)) == 4
    assert len(facts(clean_film(content)[1])) == 3


def test_cleaning_what_is_clean_changes_nothing():
    made = clean_film(FILM)[1]
    again = clean_film(made)[1]
    assert (shown(again), heard(again), facts(again)) == (shown(made), heard(made), facts(made))


class TestRefused:
    def test_sound_alone_is_no_film(self):
        assert rejected(copied(FILM, "audio")) == WRONG_TYPE

    @pytest.mark.parametrize(("picture", "sound"), [("mpeg2video", None), ("libx264", "pcm_s16le")])
    def test_what_no_phone_makes_is_no_film(self, picture, sound):
        assert rejected(film(picture, sound, "mov")) == WRONG_TYPE

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\0\0\0\x18ftypisom\0\0\2\0isomiso2",
            b"\0\0\0\x18ftypisom" + bytes(1000),
            FILM[: len(FILM) // 2],
            box(b"ftyp", b"isom\0\0\2\0") + box(b"moov", b""),
            box(b"ftyp", b"isom\0\0\2\0") + box(b"mdat", SECRET * 100),
        ],
        ids=["nothing", "a beginning", "zeros", "half a film", "an empty film", "no film"],
    )
    def test_what_cannot_be_read_is_refused(self, content):
        assert rejected(content) == UNREADABLE

    def test_what_became_too_big_is_refused(self, monkeypatch):
        monkeypatch.setattr(module, "MAX_BYTES", 1000)
        assert rejected(FILM) == TOO_BIG

    @pytest.mark.parametrize("left", [{"comment": "x"}, {"handler_name": "Teléfono de alguien"}])
    def test_in_doubt_it_is_refused(self, monkeypatch, left):
        """Should a container ever keep a word, nothing is kept."""
        leaky = copied(FILM, "video", left)
        monkeypatch.setattr(module, "_remux", lambda content: ("mp4", leaky))
        assert rejected(FILM) == UNREADABLE

    @given(st.data())
    def test_whatever_is_broken_in_it_it_is_a_film_without_words_or_it_is_refused(self, data):
        content = bytearray(FILM)
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        try:
            _, made = clean_film(bytes(content))
        except Rejected as error:
            assert error.args[0] in (UNREADABLE, WRONG_TYPE)
        else:
            assert all(said.keys() <= TECHNICAL for said in facts(made))
