"""PDF files that do more than show something. Every hidden thing holds the word SECRET."""

from __future__ import annotations

from tests.unit.whatsapp.cleaning.pictures import WORD, XMP

# A black rectangle and a text, on half a page.
_SHOWN = f"0 g 50 400 200 300 re f BT /F1 24 Tf 60 300 Td ({WORD}) Tj ET"


def pdf(pages: int = 1, size: str = "0 0 300 800", locked: bool = False) -> bytes:
    """A PDF with an author, XMP, scripts, a form, notes, a link and an attached file; `locked`: with a password."""
    first_page = 20
    kids = " ".join(f"{first_page + n} 0 R" for n in range(pages))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R /AcroForm 5 0 R /Metadata 8 0 R"
        " /Names << /EmbeddedFiles << /Names [(f) 9 0 R] >> /JavaScript << /Names [(j) 4 0 R] >> >>"
        f" /AA << /WC 4 0 R >> /Lang ({WORD}) >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        3: f"<< /Author ({WORD}) /Title ({WORD}) /Creator ({WORD}) /Producer ({WORD})"
        " /CreationDate (D:20260101000000) /Secreto (SECRETO) >>",
        4: f"<< /S /JavaScript /JS (app.alert\\('{WORD}'\\)) >>",
        5: "<< /Fields [6 0 R] /NeedAppearances true /XFA 13 0 R >>",
        6: f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nombre) /V ({WORD}) /Rect [9 9 90 30] /P 20 0 R >>",
        7: f"<< /Type /Annot /Subtype /Text /Contents ({WORD}) /T ({WORD}) /Rect [1 1 20 20] >>",
        8: _stream(XMP.decode(), "/Type /Metadata /Subtype /XML"),
        9: f"<< /Type /Filespec /F ({WORD}.txt) /EF << /F 10 0 R >> >>",
        10: _stream(WORD, "/Type /EmbeddedFile"),
        11: _stream(_SHOWN, ""),
        12: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        13: _stream(f"<xdp>{WORD}</xdp>", ""),
        14: f"<< /Type /Annot /Subtype /Link /Rect [1 1 9 9] /A << /S /URI /URI (http://e.example/{WORD}) >> >>",
        15: "<< /Type /Annot /Subtype /FileAttachment /FS 9 0 R /Rect [1 1 9 9] >>",
    }
    for number in range(pages):
        objects[first_page + number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{size}] /Contents 11 0 R"
            " /Resources << /Font << /F1 12 0 R >> >>"
            " /Annots [6 0 R 7 0 R 14 0 R 15 0 R] /AA << /O 4 0 R >> >>"
        )
    if locked:
        nobodys = "<" + "00" * 32 + ">"
        objects[16] = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O {nobodys} /U {nobodys} >>"
    return _file(objects, "/Encrypt 16 0 R /ID [<00> <00>]" if locked else "")


def _stream(content: str, entries: str) -> str:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: dict[int, str], more: str) -> bytes:
    made = b"%PDF-1.7\n"
    places = {}
    for number, written in objects.items():
        places[number] = len(made)
        made += f"{number} 0 obj\n{written}\nendobj\n".encode("latin-1")
    table = len(made)
    made += f"xref\n0 {max(objects) + 1}\n".encode()
    for number in range(max(objects) + 1):
        state = f"{places[number]:010} 00000 n \n" if number in places else "0000000000 65535 f \n"
        made += state.encode()
    return (
        made
        + (
            f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R /Info 3 0 R {more} >>\nstartxref\n{table}\n%%EOF\n"
        ).encode()
    )
