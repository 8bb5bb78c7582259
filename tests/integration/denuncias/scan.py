"""Looks for words in whatever a process leaves behind, however they are written there."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable, Iterator
from urllib.parse import quote, quote_plus

import sqlalchemy as sa

from acolwhats.nlu.text import strip_accents


def spellings(word: str) -> dict[str, bytes]:
    """A word as it may be found: name of the spelling -> bytes."""
    found: dict[str, bytes] = {}
    for form, text in {"": word, "bare ": strip_accents(word)}.items():
        utf8 = text.encode()
        found[f"{form}utf-8"] = utf8
        found[f"{form}escaped"] = json.dumps(text)[1:-1].encode()
        found[f"{form}escaped twice"] = json.dumps(json.dumps(text))[3:-3].encode()
        found[f"{form}in a URL"] = quote(text).encode()
        found[f"{form}in a form"] = quote_plus(text).encode()
        found[f"{form}repr of bytes"] = repr(utf8)[2:-1].encode()
        found[f"{form}octal"] = "".join(chr(b) if b < 128 else f"\\{b:03o}" for b in utf8).encode()
        for encoding in ("latin-1", "utf-16-le", "utf-16-be", "utf-32-le"):
            found[f"{form}{encoding}"] = text.encode(encoding)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            written = text.encode(encoding)
            found[f"{form}hex of {encoding}"] = written.hex().encode()
            for offset in range(3):
                inside = _base64_inside(written, offset)
                found[f"{form}base64 of {encoding} at {offset}"] = inside
                safe = inside.translate(bytes.maketrans(b"+/", b"-_"))
                found[f"{form}base64 of {encoding} for URLs at {offset}"] = safe
    return found


def _base64_inside(written: bytes, offset: int) -> bytes:
    """What is the same in any base64 that has these bytes at this place modulo three."""
    encoded = base64.b64encode(bytes(offset) + written)
    first = -(-offset * 8 // 6)
    return encoded[first : (offset + len(written)) * 8 // 6]


@dataclass(frozen=True)
class Hit:
    """A word that was found.

    Attributes:
        around: what stands there, to see whose it is.
    """

    place: str
    spelling: str
    around: bytes


class Scanner:
    """Looks for some words.

    Upper and lower case are the same, except in base64.
    """

    def __init__(self, *words: str) -> None:
        self._exact: dict[bytes, str] = {}
        self._folded: dict[bytes, str] = {}
        for word in words:
            for name, written in spellings(word).items():
                if "base64" in name:
                    self._exact.setdefault(written, name)
                else:
                    self._folded.setdefault(written.lower(), name)

    def data(self, place: str, data: bytes) -> list[Hit]:
        """Where the words are in some bytes: the first place of each spelling."""
        hits = []
        for patterns, hay in ((self._exact, data), (self._folded, data.lower())):
            for written, name in patterns.items():
                at = hay.find(written)
                if at >= 0:
                    hits.append(Hit(place, name, data[max(0, at - 40) : at + 80]))
        return hits

    def text(self, place: str, text: str) -> list[Hit]:
        return self.data(place, text.encode("utf-8", "surrogatepass"))

    def folder(self, folder: Path) -> list[Hit]:
        """In every file, by name and by content."""
        hits = []
        for path in sorted(folder.rglob("*")):
            place = str(path.relative_to(folder))
            hits += self.text(f"name of {place}", place)
            if path.is_file():
                hits += self.data(place, path.read_bytes())
        return hits

    def tables(self, engine: sa.engine.Engine) -> list[Hit]:
        """In every value of every table that the database has, ours or not."""
        hits = []
        with engine.connect() as connection:
            for table, columns, rows in every_table(connection):
                for column, values in zip(columns, zip(*rows)):
                    content = b"\n".join(map(_as_bytes, values))
                    hits += self.data(f"{table}.{column}", content)
        return hits


def every_table(
    connection: sa.engine.Connection,
) -> Iterator[tuple[str, list[str], list[tuple[Any, ...]]]]:
    """(table, columns, rows) of all that there is."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        rows = connection.execute(sa.select(table)).all()
        yield table.name, [column.name for column in table.columns], [tuple(row) for row in rows]


def _as_bytes(value: Any) -> bytes:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).encode("utf-8", "surrogatepass")


class Logbook(logging.Handler):
    """Keeps what is logged, at any level: as it is printed, and what is beside the message."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._format = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")

    def emit(self, record: logging.LogRecord) -> None:
        beside = {name: str(value) for name, value in vars(record).items() if name != "msg"}
        self.lines += [self._format.format(record), str(beside)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def told(hits: Iterable[Hit]) -> str:
    """What was found where, for a failing test."""
    return "\n".join(f"{hit.place}: {hit.spelling}: {hit.around!r}" for hit in hits)
