"""Finds what a text names by the words of a reviewed list: whole words, whatever accents and capitals. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterable, Iterator, Mapping

from acolwhats.nlu.text import normalize

_PIECE = 120  # words; `normalize` takes 1000 characters
_OVERLAP = 8  # words: more than the longest phrase has
_LONG_WORD = 40  # characters; nothing in a list is longer
# What is named only to say where something happened: “frente a la tesorería”.
_BESIDE = re.compile(
    r"\b(?:frente|enfrente|afuera|fuera|cerca|atras|detras|junto|lado|espaldas|vuelta|costado|rumbo)"
    r" (?:de|del|a|al)(?: el| la| los| las)? $"
)


def comparable(text: str) -> str:
    """The whole of a text in the spelling of `normalize`, which reads only the beginning of a long one."""
    words = [word[:_LONG_WORD] for word in text.split()]
    return " ".join(normalize(" ".join(piece)) for piece in _pieces(words))


def _pieces(words: list[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    length = 0
    for word in words:
        if len(piece) >= _PIECE or length + len(word) > 800:
            yield piece
            piece = piece[-_OVERLAP:]
            length = sum(len(kept) + 1 for kept in piece)
        piece.append(word)
        length += len(word) + 1
    yield piece


@dataclass(frozen=True)
class Found:
    """A phrase of a list inside a comparable text.

    Attributes:
        beside: it only says where.
    """

    name: str
    start: int
    end: int
    words: int
    beside: bool


class Vocabulary:
    """Names, and the phrases by which people mean each of them.

    Args:
        phrases: name -> phrases; `golpe*` stands for every word that begins so.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        """Prepares one pattern for each phrase."""
        self._patterns = [
            (name, re.compile(rf"\b{_pattern(phrase)}\b"))
            for name, listed in phrases.items()
            for phrase in listed
        ]

    def find(self, text: str) -> list[Found]:
        """What a text names, in its order. Of two phrases in the same place the longer one is meant."""
        said = comparable(text)
        every = [
            Found(
                name,
                match.start(),
                match.end(),
                len(match[0].split()),
                _BESIDE.search(said, max(0, match.start() - 40), match.start()) is not None,
            )
            for name, pattern in self._patterns
            for match in pattern.finditer(said)
        ]
        every.sort(key=lambda found: (found.start - found.end, found.start))
        kept: list[Found] = []
        for found in every:
            if not any(_hides(other, found) for other in kept):
                kept.append(found)
        return sorted(kept, key=lambda found: found.start)


def _pattern(phrase: str) -> str:
    parts = []
    for word in phrase.split():
        stem = normalize(word.rstrip("*"))
        parts.append(rf"{stem}\w*" if word.endswith("*") else rf"{stem}(?:e?s)?")
    return " ".join(parts)


def _hides(longer: Found, shorter: Found) -> bool:
    # Two names with the very same phrase are both meant: which of them, nobody can tell.
    same = (longer.start, longer.end) == (shorter.start, shorter.end)
    return not same and longer.start < shorter.end and shorter.start < longer.end
