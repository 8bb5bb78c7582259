"""Denuncias whose every field holds a word that must be found nowhere afterwards."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Callable

from PIL import Image

from acolwhats.simulator import InboundMedia

# What all of them begin with: whoever looks for it finds each. “ñ” has many spellings, none of which hides it.
MARK = "cañariokz"
# The same for numbers and coordinates.
NUMBERS = "55907713"
NORTH, WEST = "19.64073", "98.90773"
COMMON = (MARK, NUMBERS, NORTH, WEST)
FIELDS = (
    *("narrative", "who", "when", "where", "witness", "label", "address", "profile", "external"),
    *("caption", "exif", "xmp", "comment", "photoname", "pdfname", "author", "title", "page"),
)
_LETTERS = "abcdefghij"


def word(number: int, field: str) -> str:
    """A word that is in one field of one denuncia, and nowhere else: letters only, as a name."""
    return MARK + _LETTERS[number // 10] + _LETTERS[number % 10] + field


def address(number: int) -> str:
    """The citizen's number: fictitious."""
    return f"whatsapp:+521{NUMBERS}{number:02d}"


def every_word(number: int) -> list[str]:
    """All that must be found nowhere, of one denuncia."""
    return [word(number, field) for field in FIELDS] + [address(number).removeprefix("whatsapp:")]


def always(number: int) -> dict[str, str]:
    """What Twilio tells with each message of one citizen."""
    return {
        "profile_name": word(number, "profile"),
        "external_user_id": f"MX.{word(number, 'external')}",
    }


@dataclass(frozen=True)
class Step:
    """One message of a denuncia.

    Attributes:
        expects: what the answer holds when it was understood.
    """

    name: str
    values: Callable[[int], dict[str, Any]]
    expects: str = ""


def _body(text: str, field: str = "") -> Callable[[int], dict[str, Any]]:
    return lambda number: {"body": text.format(word(number, field) if field else "")}


STEPS = (
    Step("begin", _body("quiero hacer una denuncia"), "confidencial"),
    Step("consent", _body("sí"), "qué pasó"),
    Step("narrative", _body("Me pidieron una mordida de mil pesos y gritaron {}", "narrative"), "Quién"),
    Step("who", _body("El inspector de obras, le dicen {}", "who"), "Cuándo"),
    Step("when", _body("ayer en la tarde, en la fiesta de {}", "when"), "ónde"),
    Step("where", _body("En la calle {}", "where"), "pruebas"),
    Step(
        "pin",
        lambda number: {
            "latitude": float(f"{NORTH}{number:02d}"),
            "longitude": -float(f"{WEST}{number:02d}"),
            "label": word(number, "label"),
            "address": word(number, "address"),
        },
        "ubicación",
    ),
    Step("exact", _body("Exacto"), "exacto"),
    Step("photo", lambda number: {"body": word(number, "caption"), "media": [photo(number)]}, "archivo"),
    Step("document", lambda number: {"media": [document(number)]}, "archivo"),
    Step("done", _body("listo"), "vio"),
    Step("witness", _body("Mi vecina {}", "witness"), "Resumen"),
    Step("send", _body("enviar"), "Clave"),
)  # fmt: skip


def photo(number: int) -> InboundMedia:
    """A photo with a name, Exif, XMP and a comment."""
    picture = Image.new("RGB", (48, 32), (number * 5 % 256, 90, 120))
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = word(number, "exif").encode().decode("latin-1")
    exif[0x9C9D] = (word(number, "exif") + "\0").encode("utf-16-le")  # XPAuthor
    file = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>{word(number, 'xmp')}</rdf></x:xmpmeta>"
    picture.save(
        file, "JPEG", exif=exif, xmp=xmp.encode(), comment=word(number, "comment").encode()
    )
    return InboundMedia("image/jpeg", file.getvalue(), f"{word(number, 'photoname')}.jpg")


def document(number: int) -> InboundMedia:
    """A PDF with a name, an author, a title and a page."""
    page = f"BT /F1 24 Tf 60 300 Td ({word(number, 'page')}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R"
        " /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(page.encode('latin-1'))} >>\nstream\n{page}\nendstream",
        f"<< /Author ({word(number, 'author')}) /Title ({word(number, 'title')}) >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for index, written in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{index} 0 obj\n{written}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    )
    content = made + end.encode("latin-1")
    return InboundMedia("application/pdf", content, f"{word(number, 'pdfname')}.pdf")
