"""Cutting a long text into messages that WhatsApp takes: at paragraphs, else sentences, else words."""

from __future__ import annotations

from typing import Iterator

import regex

# Twilio refuses a longer body (error 21617). It does not say what it counts: we keep to the stricter of code points and
# UTF-16 units.
MAX_CHARACTERS = 1600

_URL = r"(?:https?://|www\.)\S+"
_FOLIO = r"\b[\p{Lu}\d]+(?:-[\p{Lu}\d]+)+\b"
_WHOLE = regex.compile(rf"(?:{_URL}|{_FOLIO})")
# Where a cut is welcome, most welcome first. Each match ends where the next message may begin.
_CUTS = (
    regex.compile(r"\n[^\S\n]*\n\s*"),
    regex.compile(r"\n"),
    regex.compile(r"(?<=[.!?…:;][\"”»)*_]*)\s+"),
    regex.compile(r"\s+"),
)


_GRAPHEME = regex.compile(r"\X")
_LOOK_AHEAD = 400


def length(text: str) -> int:
    """The stricter of code points and UTF-16 units: an emoji outside the Basic Multilingual Plane counts two."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def split_text(text: str, limit: int = MAX_CHARACTERS) -> list[str]:
    """Parts of at most `limit` units, in order; together they hold every character but the spaces at the cuts.

    No part cuts a grapheme, an address or a folio, unless one alone is longer than the limit.
    """
    rest = text.strip()
    parts = []
    while length(rest) > limit:
        end = _cut(rest, _fitting(rest, limit))
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [part for part in (*parts, rest) if part]


def _fitting(text: str, limit: int) -> int:
    """How many code points fit."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return index
    return len(text)


def _cut(text: str, most: int) -> int:
    """Where to cut: the most welcome place in the second half, else the last space, else between graphemes."""
    start = text[: most + _LOOK_AHEAD]
    boundaries = {match.end() for match in _GRAPHEME.finditer(start)}
    for pattern, least in [*((pattern, most // 2) for pattern in _CUTS), (_CUTS[-1], 0)]:
        ends = [end for end in _ends(pattern, start, most) if end > least and end in boundaries]
        if ends:
            return ends[-1]
    return _within_a_word(start, most, boundaries)


def _ends(pattern: regex.Pattern, text: str, most: int) -> Iterator[int]:
    for match in pattern.finditer(text):
        # What stays before the cut must fit; the spaces themselves are dropped.
        if 0 < match.start() <= most:
            yield match.end()


def _within_a_word(text: str, most: int, boundaries: set[int]) -> int:
    """Before an address or folio that can then go whole, else the last place between two graphemes."""
    for start, end in (match.span() for match in _WHOLE.finditer(text)):
        if start <= most < end and start in boundaries:
            return start
    return max((end for end in boundaries if end <= most), default=most)
