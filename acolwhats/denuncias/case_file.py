"""A denuncia as an officer reads it, and as it goes into the file of the case. Pure functions, but for what writes a file."""

from __future__ import annotations

import json
import os
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any, Iterable, Mapping, Sequence

from acolwhats.denuncias.calendar import MEXICO_CITY
from acolwhats.denuncias.casework import OpenCase
from acolwhats.denuncias.evidence import Description
from acolwhats.denuncias.models import AuditEntry
from acolwhats.denuncias.routing import Routing
from acolwhats.denuncias.states import citizen_title

_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
}
_QUESTIONS = (
    ("what", "Qué pasó"),
    ("who", "Quién"),
    ("when", "Cuándo"),
    ("where", "Dónde"),
    ("witnesses", "Testigos"),
)
_AUTHORS = {"citizen": "Quien denuncia", "officer": "Autoridad"}
_NOTHING = "(no lo dijo)"


def as_dict(
    case: OpenCase,
    routing: Routing,
    history: Sequence[AuditEntry] = (),
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything about a denuncia, as JSON; `names` are those of the officers."""
    denuncia, statement = case.denuncia, case.statement
    return {
        "folio": denuncia.folio,
        "estado": denuncia.state,
        "categoria": _title(routing.categories, statement.category),
        "area": _title(routing.areas, statement.area),
        "grupos": list(denuncia.groups),
        "excluidos": list(denuncia.excluded),
        "recibida": denuncia.received_on.isoformat(),
        "presentada": _when(case.filed_at),
        "posible_delito": statement.crime,
        **{title: getattr(statement, name) for name, title in _QUESTIONS},
        "ubicacion": list(statement.pin) if statement.pin else None,
        "otros_datos": statement.extra,
        "archivos": [{"id": file.row.id, **_described(file.description)} for file in case.files],
        "mensajes": [
            {
                "autor": _AUTHORS.get(message.author, message.author),
                "fecha": _when(message.at),
                "texto": message.text,
            }
            for message in case.messages
        ],
        "bitacora": [
            {
                "fecha": entry.at,
                "quien": (names or {}).get(entry.actor, entry.actor),
                "accion": entry.action,
                "motivo": entry.reason,
                "huella": entry.hash,
            }
            for entry in history
        ],
    }


def as_json(content: Mapping[str, Any]) -> str:
    """The same, for another program."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_text(content: Mapping[str, Any]) -> str:
    """The same, to read; nothing in it moves the cursor or colours a terminal."""
    lines = [
        f"Folio: {content['folio']}",
        f"Estado: {citizen_title(content['estado'])}",
        f"Categoría: {content['categoria']}",
        f"Área señalada: {content['area']}",
        f"La atiende: {', '.join(content['grupos'])}",
        f"Presentada: {content['presentada']}",
    ]
    if content["excluidos"]:
        lines.append(f"No puede recibirla: {', '.join(content['excluidos'])}")
    if content["posible_delito"]:
        lines.append("Puede ser delito: se le ofrecieron el 089 y la Fiscalía")
    for _, title in _QUESTIONS:
        lines += ["", f"{title}:", content[title] or _NOTHING]
    if content["ubicacion"]:
        latitude, longitude, name = content["ubicacion"]
        lines.append(f"Ubicación: {latitude}, {longitude} {name}".rstrip())
    for name, value in content["otros_datos"].items():
        lines.append(f"{name}: {value if isinstance(value, str) else as_json(value).strip()}")
    lines += _section("Archivos", [_file_line(n, file) for n, file in enumerate(content["archivos"], 1)])  # fmt: skip
    lines += _section(
        "Mensajes", [f"[{m['fecha']}] {m['autor']}:\n{m['texto']}" for m in content["mensajes"]]
    )
    lines += _section(
        "Bitácora",
        [
            " ".join(filter(None, [b["fecha"], b["quien"], b["accion"], b["motivo"]]))
            for b in content["bitacora"]
        ],
    )
    return printable("\n".join(lines)) + "\n"


def printable(text: str) -> str:
    """Text of a citizen without what a terminal would obey, or what would make it read otherwise than it is."""
    return "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf")
    )


def file_name(folio: str, number: int, content_type: str) -> str:
    """`AC-7K3M-Q9X2-5TCD-1.jpg`: nothing of what the citizen called it."""
    return f"{folio}-{number}.{_SUFFIXES.get(content_type, 'bin')}"


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only this user can read.

    Raises:
        OSError: it is there already, or cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)


def _title(named: Mapping[str, Any], name: str) -> str:
    return named[name].title if name in named else name


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, MEXICO_CITY).strftime("%d/%m/%Y %H:%M")


def _described(description: Description | None) -> dict[str, Any]:
    if description is None:
        return {"problema": "alguien cambió lo guardado"}
    return {
        "tipo": description.content_type,
        "bytes": description.size,
        "sha256": description.sha256,
        "sha256_original": description.original_sha256,
    }


def _file_line(number: int, file: Mapping[str, Any]) -> str:
    if "problema" in file:
        return f"{number}. {file['problema']}"
    return (
        f"{number}. {file['tipo']}, {file['bytes']} bytes\n"
        f"   SHA-256: {file['sha256']}\n   SHA-256 del original: {file['sha256_original']}"
    )


def _section(title: str, lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    return ["", f"{title}:", *lines] if lines else []
