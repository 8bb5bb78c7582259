"""What a file is, by its first bytes; never by what it says it is."""

from __future__ import annotations

from typing import Optional

_IMAGES = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"))
# Brands of ISO base media files that are films (https://mp4ra.org): MP4, 3GPP, QuickTime.
_FILMS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"qt  ",
)


def kind_of(content: bytes) -> Optional[str]:
    """`JPEG`, `PNG`, `WEBP`, `PDF` or `FILM`; None for anything else."""
    for magic, name in _IMAGES:
        if content.startswith(magic):
            return name
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content.startswith(b"%PDF-"):
        return "PDF"
    if content[4:8] == b"ftyp" and (content[8:12] in _FILMS or content[8:10] == b"3g"):
        return "FILM"
    return None
