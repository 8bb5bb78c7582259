"""The public number of a report: `RS-7K3M-Q9X2`, random, the last symbol a check."""

from __future__ import annotations

import re
from typing import Optional

from acolwhats.denuncias.codes import Code, plain

PREFIX = "RS"
_FOLIO = Code(length=8, prefix=PREFIX)
_MOST_PIECES = 8
_WITH_PREFIX = re.compile(r"\bRS[\s.\-]*(?=[0-9A-Z])")


def new_folio() -> str:
    """A random folio."""
    return _FOLIO.new()


def parse_folio(text: str) -> Optional[str]:
    """The folio that a text is, in its proper spelling; None when it is none, or was copied with a slip."""
    return _FOLIO.parse(text)


def find_folio(text: str) -> tuple[Optional[str], bool]:
    """The folio inside a sentence, and whether it says by itself that it is a report's.

    A folio without its prefix may be something else; one with its prefix that does not add up is (None, True).
    """
    prefix = _WITH_PREFIX.search(plain(text))
    if prefix is None:
        return _FOLIO.find(text), False
    pieces = re.findall(r"[0-9A-Z]+", plain(text)[prefix.end() :])
    for count in range(1, _MOST_PIECES + 1):
        if folio := _FOLIO.parse(PREFIX + "".join(pieces[:count])):
            return folio, True
    # “RS” and something with digits of about that length is meant as one.
    meant = "".join(pieces[:2])[:8]
    return None, len(meant) >= 6 and any(character.isdigit() for character in meant)
