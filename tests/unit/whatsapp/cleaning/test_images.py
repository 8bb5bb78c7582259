"""Of a picture only what is seen in it remains."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from acolwhats.whatsapp.cleaning import images as module
from acolwhats.whatsapp.cleaning.images import clean_image
from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, Rejected
from tests.unit.whatsapp.cleaning import pictures
from tests.unit.whatsapp.cleaning.pictures import SECRET, encoded, halves

HIDDEN = {
    "JPEG": (pictures.jpeg(), "image/jpeg"),
    "PNG": (pictures.png(), "image/png"),
    "WEBP": (pictures.webp(), "image/jpeg"),
}
KINDS = list(HIDDEN)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def rejected(content: bytes, kind: str) -> str:
    with pytest.raises(Rejected) as caught:
        clean_image(content, kind)
    return caught.value.args[0]


def is_red_and_blue(picture: Image.Image) -> bool:
    picture = picture.convert("RGB")
    left = picture.getpixel((4, picture.height // 2))
    right = picture.getpixel((picture.width - 5, picture.height // 2))
    return left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


class TestHidden:
    @pytest.mark.parametrize("kind", KINDS)
    def test_these_pictures_do_hide_something(self, kind):
        """Or the tests below would prove nothing."""
        content, _ = HIDDEN[kind]
        picture = opened(content)
        assert SECRET in content
        assert picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)[28].startswith("SECRETO")
        assert {"icc_profile", "exif"} <= picture.info.keys()
        assert SECRET in picture.info["xmp"]
        if kind == "JPEG":
            assert {"photoshop", "comment"} <= picture.info.keys()
            assert 0x0201 in picture.getexif().get_ifd(ExifTags.IFD.IFD1)  # a thumbnail
        if kind != "WEBP":
            assert zipfile.is_zipfile(io.BytesIO(content))

    @pytest.mark.parametrize("kind", KINDS)
    def test_nothing_of_it_is_left(self, kind):
        content, content_type = HIDDEN[kind]
        said, made = clean_image(content, kind)
        picture = opened(made)
        assert said == content_type == f"image/{picture.format.lower()}"
        assert SECRET not in made
        for word in (
            b"Exif",
            b"GPS",
            b"http",
            b"xmp",
            b"ICC",
            b"Photoshop",
            b"8BIM",
            b"PK\x03\x04",
        ):
            assert word not in made
        assert dict(picture.getexif()) == {}
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not zipfile.is_zipfile(io.BytesIO(made))

    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_seen_is_still_there(self, kind):
        picture = opened(clean_image(HIDDEN[kind][0], kind)[1])
        assert picture.size == (64, 48)
        assert is_red_and_blue(picture)

    def test_a_png_is_made_of_nothing_but_pixels(self):
        made = clean_image(pictures.png(), "PNG")[1]
        assert set(pictures.png_chunks(made)) == {"IHDR", "IDAT", "IEND"}

    def test_a_jpeg_is_made_of_nothing_but_its_picture(self):
        made = clean_image(pictures.jpeg(), "JPEG")[1]
        # JFIF (without thumbnail), tables, frame: no other application segment and no comment.
        assert pictures.jpeg_segments(made) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert made.endswith(b"\xff\xd9") and made.count(b"\xff\xd8\xff") == 1

    def test_cleaning_what_is_clean_finds_nothing(self):
        made = clean_image(pictures.jpeg(), "JPEG")[1]
        assert len(clean_image(made, "JPEG")[1]) == pytest.approx(len(made), rel=0.1)

    def test_in_doubt_it_is_refused(self, monkeypatch):
        """Should an encoder ever write more than pixels, nothing is kept."""
        save = Image.Image.save
        monkeypatch.setattr(
            Image.Image,
            "save",
            lambda self, file, kind, **more: save(self, file, kind, comment=SECRET),
        )
        assert rejected(encoded(halves(), "JPEG"), "JPEG") == UNREADABLE


class TestSeen:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_a_picture_is_turned_upright(self, orientation):
        """Without Exif nobody else could."""
        turn = Image.Transpose
        turns = (
            *(None, turn.FLIP_LEFT_RIGHT, turn.ROTATE_180, turn.FLIP_TOP_BOTTOM, turn.TRANSPOSE),
            *(turn.ROTATE_90, turn.TRANSVERSE, turn.ROTATE_270),
        )
        how = turns[orientation - 1]
        stored = halves() if how is None else halves().transpose(how)
        made = opened(clean_image(pictures.jpeg(orientation, stored), "JPEG")[1])
        assert made.size == (64, 48)
        assert is_red_and_blue(made)

    @pytest.mark.parametrize(
        ("mode", "kind"),
        [
            *(("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "JPEG"), ("1", "PNG"), ("L", "PNG")),
            *(("P", "PNG"), ("RGB", "PNG"), ("RGB", "WEBP")),
        ],
    )
    def test_every_kind_of_colour_is_shown(self, mode, kind):
        made = opened(clean_image(encoded(halves(mode=mode), kind), kind)[1])
        assert (made.mode, made.size) == ("RGB", (64, 48))

    @pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")])
    def test_what_is_transparent_stays_so(self, mode, kind):
        picture = halves(mode=mode)
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
        content_type, made = clean_image(encoded(picture, kind), kind)
        assert content_type == "image/png"
        assert opened(made).getchannel("A").getextrema() != (255, 255)

    def test_a_colour_that_is_transparent_stays_so(self):
        made = clean_image(encoded(halves(mode="P"), "PNG", transparency=0), "PNG")[1]
        assert opened(made).mode == "RGBA"

    def test_sixteen_bits_of_grey_stay_grey(self):
        picture = Image.new("I;16", (32, 32), 128 * 256)
        made = opened(clean_image(encoded(picture, "PNG"), "PNG")[1])
        assert made.getpixel((5, 5)) == (128, 128, 128)

    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_of_a_moving_picture_the_first_one_is_kept(self, kind):
        frames = [halves(), Image.new("RGB", (64, 48), "green")]
        moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
        made = opened(clean_image(moving, kind)[1])
        assert getattr(made, "n_frames", 1) == 1
        assert is_red_and_blue(made)

    def test_of_two_pictures_in_one_file_the_first_one_is_kept(self):
        """Phones put the depth, or a whole film, behind the photo."""
        second = Image.new("RGB", (64, 48), "green")
        several = encoded(halves(), "MPO", save_all=True, append_images=[second])
        made = clean_image(several, "JPEG")[1]
        assert is_red_and_blue(opened(made))
        assert made.count(b"\xff\xd8\xff") == 1

    @pytest.mark.parametrize("size", [(5000, 10), (10, 5000), (4096, 4096)])
    def test_a_large_picture_is_made_smaller(self, size):
        made = opened(clean_image(encoded(Image.new("RGB", size), "PNG"), "PNG")[1])
        assert max(made.size) <= 4096 and min(made.size) >= 1

    @pytest.mark.parametrize("mode", ["RGB", "RGBA"])
    def test_a_png_that_would_be_huge_becomes_a_jpeg(self, monkeypatch, mode):
        monkeypatch.setattr(module, "_MAX_PNG", 60_000)
        noise = Image.merge(mode, [Image.effect_noise((200, 200), 200) for _ in mode])
        content_type, made = clean_image(encoded(noise, "PNG"), "PNG")
        assert (content_type, opened(made).format) == ("image/jpeg", "JPEG")
        calm = halves((200, 200), mode)
        assert clean_image(encoded(calm, "PNG"), "PNG")[0] == "image/png"


class TestHostile:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (pictures.png_of(50_000, 50_000), "PNG"),
            (pictures.png_of(2**31 - 1, 2**31 - 1), "PNG"),
            (pictures.png_of(7072, 7072), "PNG"),
            (pictures.jpeg_of(65_000, 65_000), "JPEG"),
        ],
    )
    def test_a_bomb_is_refused_before_it_goes_off(self, content, kind):
        started = time.monotonic()
        assert rejected(content, kind) == TOO_BIG
        assert time.monotonic() - started < 3

    def test_fifty_million_pixels_are_not_too_many(self, monkeypatch):
        monkeypatch.setattr(module, "MAX_PIXELS", 64 * 48)
        assert clean_image(encoded(halves(), "PNG"), "PNG")
        assert rejected(encoded(halves((65, 48)), "PNG"), "PNG") == TOO_BIG

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
    def test_half_a_picture_is_refused(self, kind, share):
        content = encoded(Image.effect_noise((300, 300), 90).convert("RGB"), kind)
        assert rejected(content[: int(len(content) * share)], kind) == UNREADABLE

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_picture_of_another_kind_is_refused(self, kind):
        other = KINDS[KINDS.index(kind) - 1]
        assert rejected(encoded(halves(), other), kind) == UNREADABLE

    def test_a_text_that_unpacks_to_very_much_is_refused(self):
        bomb = pictures.PngImagePlugin.PngInfo()
        bomb.add_text("Comment", "a" * 80_000_000, zip=True)
        assert rejected(encoded(halves(), "PNG", pnginfo=bomb), "PNG") == UNREADABLE

    @pytest.mark.filterwarnings("ignore:.*Truncated File Read")
    @given(st.data(), st.sampled_from(KINDS))
    def test_whatever_is_broken_in_it_it_is_a_picture_or_it_is_refused(self, data, kind):
        content = bytearray(HIDDEN[kind][0])
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        try:
            _, made = clean_image(bytes(content), kind)
        except Rejected as error:
            assert error.args[0] in (UNREADABLE, TOO_BIG)
        else:
            assert SECRET not in made
            assert opened(made).width <= 4096
