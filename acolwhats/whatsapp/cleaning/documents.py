"""PDF: each page is drawn, and a new document made of the drawings. No script, form, attachment or author survives."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image

from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, Rejected

MAX_PAGES = 30
_DPI = 150
_POINTS_PER_INCH = 72
_MAX_PAGE_PIXELS = 12_000_000
_LONGEST_SIDE = 14_400  # of a page, by PDF's own limits
_QUALITY = 80


def clean_document(content: bytes) -> tuple[str, bytes]:
    """(content type, PDF of pictures).

    Raises:
        Rejected: too many pages, or one cannot be drawn.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
    except Exception:
        raise Rejected(UNREADABLE) from None
    if not count:
        raise Rejected(UNREADABLE)
    if count > MAX_PAGES:
        raise Rejected(TOO_BIG)
    try:
        pages = [_draw(document[number]) for number in range(count)]
    except Rejected:
        raise
    except Exception:
        raise Rejected(UNREADABLE) from None
    return "application/pdf", _assemble(pages)


def _draw(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE):
        raise Rejected(UNREADABLE)
    scale = _DPI / _POINTS_PER_INCH
    pixels = width * height * scale * scale
    if pixels > _MAX_PAGE_PIXELS:
        scale *= (_MAX_PAGE_PIXELS / pixels) ** 0.5
    drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    # Kept as a JPEG until the end: thirty pages of raw pixels would not fit in memory.
    file = io.BytesIO()
    drawn.save(file, "JPEG", quality=_QUALITY)
    return Image.open(io.BytesIO(file.getvalue()), formats=["JPEG"])


def _assemble(pages: list[Image.Image]) -> bytes:
    file = io.BytesIO()
    pages[0].save(
        file,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_DPI,
        quality=_QUALITY,
        producer=None,
        creationDate=None,
        modDate=None,
    )
    made = file.getvalue()
    left = pypdfium2.PdfDocument(made).get_metadata_dict(skip_empty=True)
    if left:
        raise Rejected(UNREADABLE)
    return made
