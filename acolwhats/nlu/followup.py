"""Is a message only about an aspect of the last answer (“¿y cuánto cuesta?”)? Pure functions over text."""

from __future__ import annotations

from typing import Optional, Sequence

from acolwhats.answers.aspects import Aspect
from acolwhats.nlu.text import normalize

# Words that name no new subject.
_FILLER = frozenset(
    [
        "y",
        "e",
        "o",
        "a",
        "al",
        "ante",
        "con",
        "de",
        "del",
        "en",
        "para",
        "por",
        "que",
        "se",
        "me",
        "te",
        "le",
        "les",
        "lo",
        "la",
        "los",
        "las",
        "el",
        "un",
        "una",
        "unos",
        "unas",
        "eso",
        "esa",
        "ese",
        "esto",
        "esta",
        "este",
        "estos",
        "estas",
        "ahi",
        "alli",
        "alla",
        "aca",
        "aqui",
        "pues",
        "entonces",
        "oye",
        "oiga",
        "disculpa",
        "disculpe",
        "perdon",
        "perdone",
        "favor",
        "gracias",
        "ok",
        "bueno",
        "bien",
        "si",
        "no",
        "solo",
        "tambien",
        "mas",
        "o",
        "sea",
        "sabes",
        "sabe",
        "dime",
        "diga",
        "digame",
        "dame",
        "deme",
        "pasame",
        "paseme",
        "tienes",
        "tiene",
        "tienen",
        "es",
        "son",
        "esta",
        "estan",
        "hay",
        "algo",
        "ahora",
        "hoy",
        "manana",
        "ir",
        "voy",
        "vas",
        "va",
        "puedo",
        "pueden",
        "puede",
        "hacer",
        "hacerlo",
        "tramite",
        "tramites",
        "servicio",
        "informacion",
        "datos",
        "dato",
        "quiero",
        "quisiera",
        "necesito",
        "saber",
        "cual",
        "cuales",
        "como",
        "a",
        "ver",
        "aparte",
        "ademas",
        "oficina",
        "ellos",
        "ella",
        "el",
        "atienden",
        "abren",
        "cierran",
        "cuesta",
        "cobran",
        "llevar",
        "queda",
        "hasta",
        "desde",
        "luego",
        "igual",
        "porque",
        "?",
        "cada",
        "persona",
        "semana",
        "sabado",
        "sabados",
        "domingo",
        "domingos",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "fin",
    ]
)
_ASPECTS = frozenset(aspect.value for aspect in Aspect)
_MORE = frozenset(
    ["mas", "detalle", "detalles", "completo", "completa", "todo", "amplia", "extiendete"]
)


def followed_aspect(text: str, aspects: Sequence[tuple[str, int, int]]) -> Optional[Aspect]:
    """The aspect that a message asks about, if it names no other subject.

    Args:
        text: the message as sent.
        aspects: (aspect, start, end) of the entities found in it.
    """
    if not aspects:
        return None
    if aspects[0][0] not in _ASPECTS:
        return None
    rest = text
    for _, start, end in sorted(aspects, key=lambda found: -found[1]):
        rest = f"{rest[:start]} {rest[end:]}"
    if set(normalize(rest).split()) <= _FILLER:
        return Aspect(aspects[0][0])
    return None


def asks_for_more(text: str) -> bool:
    """Whether a message asks for the whole of the last answer (“más”, “dame más detalles”)."""
    words = set(normalize(text).split())
    return bool(words & _MORE) and words <= _FILLER | _MORE
