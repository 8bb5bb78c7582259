"""Pictures that say more than is seen in them. Every hidden thing holds the word SECRET."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, PngImagePlugin

SECRET = b"SECRETO"
WORD = SECRET.decode()
# Named in the profile's description, as Pillow wants one that is whole.
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>{WORD}</rdf></x:xmpmeta>".encode()
_ASCII, _LONG, _RATIONAL = 2, 4, 5


def halves(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str, **more) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def _directory(entries: list[tuple[int, int, bytes]], at: int, following: int = 0) -> bytes:
    """One directory of a TIFF, with what does not fit into it behind it."""
    after = at + 2 + 12 * len(entries) + 4
    table, values = struct.pack(">H", len(entries)), b""
    for tag, kind, value in entries:
        count = len(value) // {_ASCII: 1, _LONG: 4, _RATIONAL: 8}[kind]
        if len(value) > 4:
            table += struct.pack(">HHII", tag, kind, count, after + len(values))
            values += value
        else:
            table += struct.pack(">HHI", tag, kind, count) + value.ljust(4, b"\0")
    return table + struct.pack(">I", following) + values


def exif(orientation: int = 1) -> bytes:
    """Exif with a camera, an owner, a place (GPS) and a thumbnail, all of which are secrets."""
    thumbnail = encoded(Image.new("RGB", (8, 8), "green"), "JPEG", comment=SECRET)
    degrees = struct.pack(">6I", 19, 1, 38, 1, 0, 1)
    gps = [(1, _ASCII, b"N\0"), (2, _RATIONAL, degrees), (28, _ASCII, SECRET + b"-GPS\0")]
    first = [
        (0x010E, _ASCII, SECRET + b"-DESCRIPTION\0"),
        (0x010F, _ASCII, SECRET + b"-CAMERA\0"),
        (0x0112, _LONG, struct.pack(">I", orientation)),
        (0x0132, _ASCII, b"2026:01:01 00:00:00\0"),
        (0x013B, _ASCII, SECRET + b"-OWNER\0"),
        (0x8825, _LONG, b"\0\0\0\0"),
    ]
    gps_at = 8 + len(_directory(first, 8))
    first[-1] = (0x8825, _LONG, struct.pack(">I", gps_at))
    second_at = gps_at + len(_directory(gps, gps_at))
    second = [(0x0201, _LONG, b"\0\0\0\0"), (0x0202, _LONG, struct.pack(">I", len(thumbnail)))]
    thumbnail_at = second_at + len(_directory(second, second_at))
    second[0] = (0x0201, _LONG, struct.pack(">I", thumbnail_at))
    return b"".join(
        [
            b"MM\0*\0\0\0\x08",
            _directory(first, 8, following=second_at),
            _directory(gps, gps_at),
            _directory(second, second_at),
            thumbnail,
        ]
    )


def profile() -> bytes:
    """A colour profile that names somebody."""
    from PIL import ImageCms

    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made + SECRET


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _iptc() -> bytes:
    """Photoshop's resource 1028: IPTC, with a by-line."""
    record = b"\x1c\x02\x50" + struct.pack(">H", len(SECRET)) + SECRET
    record += bytes(len(record) % 2)
    return b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record


def jpeg(orientation: int = 1, picture: Image.Image | None = None) -> bytes:
    """A JPEG with Exif, XMP, IPTC, a profile, a comment, unknown segments, and something behind its end."""
    plain = encoded(
        picture or halves(),
        "JPEG",
        quality=95,
        comment=SECRET,
        icc_profile=profile(),
        exif=b"Exif\0\0" + exif(orientation),
        xmp=XMP,
    )
    more = _segment(0xED, _iptc()) + _segment(0xE7, SECRET) + _segment(0xEE, b"Ducky" + SECRET)
    return plain[:2] + more + plain[2:] + archive()


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def png(picture: Image.Image | None = None) -> bytes:
    """A PNG with Exif, XMP, a profile, texts, a time, unknown chunks, and something behind its end."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", WORD)
    texts.add_text("Comment", WORD * 20, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    made = encoded(
        picture or halves(), "PNG", pnginfo=texts, icc_profile=profile(), exif=exif(), dpi=(72, 72)
    )
    more = _chunk(b"tIME", b"\x07\xea\1\1\0\0\0") + _chunk(b"seCr", SECRET)
    header = 8 + 25  # signature and IHDR
    return made[:header] + more + made[header:] + archive()


def png_chunks(content: bytes) -> list[str]:
    """The names of a PNG's chunks."""
    names, at = [], 8
    while at < len(content):
        (size,) = struct.unpack_from(">I", content, at)
        names.append(content[at + 4 : at + 8].decode())
        at += size + 12
    return names


def jpeg_segments(content: bytes) -> set[int]:
    """The markers of a JPEG's segments, up to the picture itself."""
    markers, at = set(), 2
    while content[at + 1] != 0xDA:
        markers.add(content[at + 1])
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return markers


def webp(picture: Image.Image | None = None, **more) -> bytes:
    """A WEBP with Exif, XMP and a profile."""
    return encoded(
        picture or halves(),
        "WEBP",
        lossless=True,
        exif=b"Exif\0\0" + exif(),
        xmp=XMP,
        icc_profile=profile(),
        **more,
    )


def archive() -> bytes:
    """A ZIP, which may stand behind anything."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(f"{WORD}.txt", SECRET)
    return file.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and has next to nothing in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [
        _chunk(b"IHDR", header),
        _chunk(b"IDAT", zlib.compress(bytes(1000))),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG that says it is so large."""
    made = bytearray(encoded(halves(), "JPEG"))
    at = made.index(b"\xff\xc0") + 5
    made[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(made)
