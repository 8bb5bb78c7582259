"""The public number of a denuncia, and the secret of whoever filed it.

A folio (`AC-7K3M-Q9X2-5TCD`) has 55 random bits: it tells no date, no order and no category, and two never meet. A
clave (`K7M3-Q9X2-AB5T-CDE8`) has 75. Both end in a check symbol and are told apart by their length.
"""

from __future__ import annotations

import re
from typing import Optional

from acolwhats.denuncias.codes import Code, plain

_FOLIO = Code(length=12, prefix="AC")
_CLAVE = Code(length=16)


def new_folio() -> str:
    """A random folio."""
    return _FOLIO.new()


def parse_folio(text: str) -> Optional[str]:
    """The folio that a text is, in its proper spelling; None when it is none, or was copied with a slip."""
    return _FOLIO.parse(text)


def find_folio(text: str) -> Optional[str]:
    """The folio inside a sentence, which may hold a clave too."""
    return _both(text)[0]


def new_clave() -> str:
    """A random clave."""
    return _CLAVE.new()


def parse_clave(text: str) -> Optional[str]:
    """The clave that a text is, in its proper spelling; None when it is none, or was copied with a slip."""
    return _CLAVE.parse(text)


def find_clave(text: str) -> Optional[str]:
    """The clave inside a sentence, which may hold a folio too."""
    return _both(text)[1]


def _both(text: str) -> tuple[Optional[str], Optional[str]]:
    """(folio, clave): no group of one is taken for a group of the other."""
    text = plain(text)
    folios = list(_FOLIO.found(text))
    claves = list(_CLAVE.found(text))
    # A folio with its prefix is a folio; then whatever leaves room for both.
    folios.sort(key=lambda found: not text[found[1] :].startswith("AC"))
    for folio, start, end in folios:
        for clave, first, last in claves:
            if last <= start or end <= first:
                return folio, clave
        if text[start:].startswith("AC"):
            return folio, None
    if claves:
        return None, claves[0][0]
    return (folios[0][0] if folios else None), None


def holds(text: str, clave: str) -> bool:
    """Whether a text holds this very clave, however it is written: between other letters, or in pieces."""
    symbols = re.sub(r"[^0-9A-Z]", "", plain(text)).translate(str.maketrans("OIL", "011"))
    return clave.replace("-", "") in symbols
