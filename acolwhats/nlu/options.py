"""Reads a choice from a list: “3”, “2️⃣”, “la cinco”, “opción 3”, “el último”. Pure functions over text."""

from __future__ import annotations

import re
from typing import Optional

from acolwhats.nlu.text import normalize

LAST = -1
_CARDINALS = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez")
_ORDINALS = (
    "primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven", "decim",
)  # fmt: skip
_NUMBERS = {
    **{word: number for number, word in enumerate(_CARDINALS, start=1)},
    "una": 1,
    "sinco": 5,
    "sies": 6,
    "ocjo": 8,
    **{stem + end: n for n, stem in enumerate(_ORDINALS, start=1) for end in ("o", "a", "")},
    "ultima": LAST,
    "ultimo": LAST,
}
# What people say around the number.
_FILLER = frozenset(
    [
        "la",
        "el",
        "lo",
        "los",
        "las",
        "opcion",
        "opciones",
        "op",
        "opc",
        "numero",
        "num",
        "no",
        "nro",
        "inciso",
        "punto",
        "menu",
        "del",
        "de",
        "a",
        "con",
        "por",
        "favor",
        "quiero",
        "quisiera",
        "dame",
        "deme",
        "escojo",
        "elijo",
        "eligo",
        "selecciono",
        "prefiero",
        "marco",
        "mejor",
        "seria",
        "es",
        "esa",
        "ese",
        "pues",
        "ok",
        "si",
        "gracias",
        "la",
        "opcion",
        "me",
        "interesa",
        "ver",
        "vamos",
        "va",
        "entonces",
        "seria",
    ]
)


def parse_option(text: str) -> Optional[int]:
    """The number that a message chooses; LAST for “la última”; None when it is not a choice.

    >>> parse_option("la cinco por favor"), parse_option("2️⃣"), parse_option("debo 2 años")
    (5, 2, None)
    """
    words = [word for word in normalize(text).replace("?", " ").split() if word not in _FILLER]
    if len(words) != 1:
        return None
    if re.fullmatch(r"\d{1,2}", words[0]):
        return int(words[0])
    return _NUMBERS.get(words[0])
