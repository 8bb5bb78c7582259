"""Pictures: decoded, turned upright, encoded anew."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, Rejected

MAX_PIXELS = 50_000_000
LONGEST_SIDE = 4096
_MAX_PNG = 5 * 1024 * 1024
_QUALITY = 85
# What Pillow itself tells of a picture; anything else would be metadata.
_PLAIN_INFO = {
    "jfif",
    "jfif_version",
    "jfif_unit",
    "jfif_density",
    "dpi",
    "transparency",
    "gamma",
    "srgb",
}


def clean_image(content: bytes, kind: str) -> tuple[str, bytes]:
    """(content type, picture) without metadata; the first frame of a moving one.

    Args:
        kind: JPEG, PNG or WEBP.

    Raises:
        Rejected: too many pixels, or it cannot be decoded whole.
    """
    picture = _decode(content, kind)
    if picture.mode.startswith("I"):
        # Sixteen bits of grey: converted by itself, whatever is brighter than 255 would be white.
        picture = picture.point(lambda value: value / 256).convert("L")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture = picture.convert("RGBA" if transparent else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture of nothing but its pixels: `info` and profiles stay behind.
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if transparent or kind == "PNG":
        encoded = _encode(bare, "PNG")
        if len(encoded) <= _MAX_PNG:
            return "image/png", encoded
    if transparent:
        white = Image.new("RGB", bare.size, "white")
        white.paste(bare, mask=bare.getchannel("A"))
        bare = white
    return "image/jpeg", _encode(bare, "JPEG")


def _decode(content: bytes, kind: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[kind])
            if picture.width * picture.height > MAX_PIXELS:
                raise Rejected(TOO_BIG)
            picture.load()
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Rejected(TOO_BIG) from None
    except Rejected:
        raise
    except Exception:
        raise Rejected(UNREADABLE) from None


def _encode(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "JPEG":
        picture.save(file, "JPEG", quality=_QUALITY)
    else:
        picture.save(file, "PNG", optimize=False)
    encoded = file.getvalue()
    _verify(encoded, kind)
    return encoded


def _verify(encoded: bytes, kind: str) -> None:
    """Raises Rejected if anything but the picture is left: doubt means no."""
    picture = Image.open(io.BytesIO(encoded), formats=[kind])
    picture.load()
    if set(picture.info) - _PLAIN_INFO or dict(picture.getexif()):
        raise Rejected(UNREADABLE)
