"""When and where, from what somebody tells. Patterns, no model: what is not recognised is asked for. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Iterator, Optional

import yaml

from acolwhats.nlu.places import with_place_marks
from acolwhats.nlu.text import normalize
from acolwhats.settings import ROOT

_PLACES = ROOT / "data" / "nlu" / "entities.yml"
_PIECE = 900  # characters that `normalize` takes without cutting
_OVERLAP = 80


@dataclass(frozen=True)
class When:
    """When something happened, as it was said; the day, where the words name one."""

    said: str
    day: Optional[date] = None

    def __str__(self) -> str:
        """“ayer (24/11/2026)”: it is read on another day."""
        return f"{self.said} ({self.day:%d/%m/%Y})" if self.day else self.said


def fold(text: str) -> str:
    """`text` in lower case and without accents, character for character: offsets stay."""
    folded = []
    for character in text:
        base = unicodedata.normalize("NFD", character)[0].lower()
        folded.append(base if len(base) == 1 else character)
    return "".join(folded)


def comparable(text: str) -> str:
    """The whole of a long text, in the spelling of `normalize`, which reads only its beginning."""
    text = unicodedata.normalize("NFC", text)
    starts = range(0, max(1, len(text)), _PIECE)
    return " ".join(normalize(text[max(0, start - _OVERLAP) : start + _PIECE]) for start in starts)


# -- when -------------------------------------------------------------------------------------------

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_NUMBERS = {
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "quince": 15, "veinte": 20, "treinta": 30,
}  # fmt: skip
_UNIT_DAYS = {"dia": 1, "semana": 7}
_MONTH = f"(?:{'|'.join(_MONTHS)}|setiembre)"
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS)})"
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)}|unos?|unas|varios|varias|muchos|muchas|algunos|algunas|pocos|pocas|medio|media)"
_AGO = rf"hace(?: como| mas de| casi| ya| unos| unas| aproximadamente)*(?: {_COUNT})? (?:dia|semana|mes|ano|hora|minuto|rato|ratito|tiempo|quincena)(?:e?s)?"
_DATE = rf"\d{{1,2}}(?:ro|o|°)? de {_MONTH}(?: (?:de |del )?(?:ano )?\d{{4}})?"
_HOUR = r"(?:\d{1,2}(?::\d{2})?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
_PART = r"(?:(?:de|en|por) la (?:manana|tarde|noche|madrugada|mananita|tardecita)|de madrugada|al? ?mediodia|al medio dia|a medianoche|a media noche)"
_CLOCK = rf"(?:como |eso de |casi |entre |tipo )*a? ?(?:eso de )?las? {_HOUR}(?: y (?:media|cuarto|\d{{1,2}}))?(?: (?:y |a |hasta )las? {_HOUR})?(?: ?(?:am|pm|a\.m\.?|p\.m\.?|hrs?|horas)\b| en punto)?(?: {_PART})?"
_DAY_WORDS = rf"(?:el dia de )?(?:hoy|ayer|anteayer|antier|antes de ayer|anoche|antenoche|antier en la noche)(?: mismo)?(?: {_PART})?"
_WEEK = rf"(?:(?:desde |todos |cada )?(?:el|este|los|un|cada) )?(?:pasado )?{_WEEKDAY}(?: pasado| antepasado| de la semana pasada| de esta semana)?(?: {_PART})?"
_PERIOD = (
    r"(?:la|esta) (?:semana|quincena)(?: pasada| antepasada)?|(?:el|este) (?:mes|ano|fin de semana)(?: pasado| antepasado)?|"
    r"(?:a|en) (?:principios|inicios|mediados|finales|fines) (?:de|del) (?:este |el )?(?:mes|ano|semana|" + _MONTH + r")(?: pasado)?|"
    r"(?:todos los|cada|casi todos los) (?:dias?|semanas?|meses|mes|noches?|fines? de semana|mananas?|tardes?|quincenas?)|a diario|diario|diariamente|todo el tiempo|siempre|"
    r"(?:en )?(?:navidad|ano nuevo|semana santa|dia de muertos|las posadas|la feria)|(?:esta|la otra) (?:manana|tarde|noche|madrugada)|"
    r"el otro dia|los? ultim[oa]s? \w+|(?:en|durante) las (?:mananas|tardes|noches|madrugadas)|(?:desde |en )?(?:el )?(?:ano )?20[0-3]\d\b|"
    r"ultimamente|recientemente|hace rato|hace poco"
)  # fmt: skip
_WHEN = re.compile(
    rf"\b(?:desde )?(?:(?:el|del|al?) (?:dia )?)?(?:{_DATE}|\d{{1,2}}[/-]\d{{1,2}}(?:[/-]\d{{2,4}})?|{_DAY_WORDS}|{_AGO}"
    rf"|{_WEEK}|{_PERIOD}|(?:en|desde|por|hasta) (?:el mes de )?{_MONTH}(?: (?:de |del )?\d{{4}}| pasado)?|{_CLOCK}"
    rf"|\d{{1,2}}:\d{{2}}(?: ?(?:am|pm|hrs?|horas))?|{_PART})(?![a-z0-9])"
)
_JOIN = re.compile(r"^[\s,;:.]*(?:y |como |a eso |por ahi |en |de |a )*$")
_ONLY_MONTH = re.compile(rf"^\W*{_MONTH}(?: (?:de |del )?\d{{4}})?\W*$")


def find_when(text: str, today: date) -> Optional[When]:
    """When a text says that something happened.

    >>> str(find_when("me lo pidió ayer, como a las 3 de la tarde", date(2026, 11, 25)))
    'ayer, como a las 3 de la tarde (24/11/2026)'
    """
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    if _ONLY_MONTH.match(folded):
        return When(text.strip())
    found = [match.span() for match in _WHEN.finditer(folded) if match[0].strip()]
    if not found:
        return None
    # A day goes before an hour; what follows directly belongs to it.
    start, end = max(found, key=lambda span: (_is_a_day(folded[span[0] : span[1]]), -span[0]))
    for other in found:
        if other[0] >= end and _JOIN.match(folded[end : other[0]]):
            end = other[1]
        elif other[1] <= start and folded[other[1] : start].strip(" ,;") in ("", "de", "del"):
            start = other[0]
    said = text[start:end].strip(" ,;.")
    return When(said, _day_of(fold(said), today))


def _is_a_day(folded: str) -> bool:
    return re.fullmatch(rf"\s*(?:{_CLOCK}|{_PART}|siempre|todo el tiempo|\d{{1,2}}:\d{{2}}.*)", folded) is None  # fmt: skip


def _day_of(said: str, today: date) -> Optional[date]:
    if re.search(r"\b(?:desde|todos|cada|los|diario|entre)\b", said):
        return None
    if re.search(r"\b(?:anteayer|antier|antes de ayer|antenoche)\b", said):
        return today - timedelta(days=2)
    if re.search(r"\b(?:ayer|anoche)\b", said):
        return today - timedelta(days=1)
    if re.search(r"\bhoy\b|esta (?:manana|tarde|madrugada)|hace rato", said):
        return today
    return _ago(said, today) or _written(said, today) or _weekday(said, today)


def _ago(said: str, today: date) -> Optional[date]:
    found = re.search(r"hace (\w+) (dia|semana)s?\b", said)
    if found is None or found[1] == "unos":
        return None
    count = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1])
    return today - timedelta(days=count * _UNIT_DAYS[found[2]]) if count else None


def _written(said: str, today: date) -> Optional[date]:
    named = re.search(rf"(\d{{1,2}})(?:ro|o|°)? de ({_MONTH})(?: (?:de |del )?(?:ano )?(\d{{4}}))?", said)  # fmt: skip
    if named:
        month = named[2].replace("setiembre", "septiembre")
        return _date(named[3], _MONTHS.index(month) + 1, named[1], today)
    if short := re.search(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?", said):
        return _date(short[3], int(short[2]), short[1], today)
    return None


def _date(year: Optional[str], month: int, day: str, today: date) -> Optional[date]:
    """Without a year, the last such day."""
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
        found = date(today.year, month, int(day))
        return found if found <= today else date(today.year - 1, month, int(day))
    except ValueError:
        return None  # the 31st of February


def _weekday(said: str, today: date) -> Optional[date]:
    found = re.search(rf"\b({_WEEKDAY})\b", said)
    if found is None or "antepasado" in said:
        return None
    back = (today.weekday() - _WEEKDAYS.index(found[1])) % 7
    if "pasado" in said and back == 0:
        back = 7
    return today - timedelta(days=back)


# -- where ------------------------------------------------------------------------------------------

_STREET = r"(?:calle|av|avenida|calzada|calz|boulevard|blvd|bulevar|camino|carretera|autopista|privada|priv|cerrada|callejon|circuito|andador|prolongacion|cda|colonia|col|fraccionamiento|fracc|unidad|barrio|ejido|manzana|mz|lote|lt|km|kilometro)"  # fmt: skip
_SPOT = (
    r"tesoreria|presidencia|palacio|ayuntamiento|municipio|oficinas?|caja|cajas|registro civil|catastro|odapasa|dif|"
    r"contraloria|obras(?: publicas)?|desarrollo urbano|comandancia|caseta|modulo|delegacion|escuela|primaria|secundaria|"
    r"prepa|preparatoria|kinder|mercado|tianguis|parque|plaza|explanada|iglesia|convento|panteon|clinica|hospital|"
    r"centro de salud|deportivo|cancha|campo|gasolinera|tienda|oxxo|bodega|esquina|entrada|salida|glorieta|puente|"
    r"paradero|base|crucero|reten|corralon|casa de (?:la )?cultura|biblioteca|pozo|lecheria|salon|terreno|lote baldio|"
    r"taller|negocio|local|juzgado|seguridad publica|la barranca|barranca|rio|zocalo|jardin|kiosco|quiosco"
)
_TAIL = r"(?:[ ]+(?!y |pero|que |porque|cuando|me |le |les |nos |se |a las |ayer|hoy|anoche|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)|para |por |con |venden?|hay |es |esta |estan |tienen? |donde |sin |no |ya |muy |roban?|cobran?|piden?)[\w#°.-]+){0,5}"
_STREET_TAIL = _TAIL.replace("{0,5}", "{1,5}")  # “la calle” alone is no place
_BESIDE = r"(?:en|afuera de|fuera de|frente a|enfrente de|atras de|detras de|a un lado de|a lado de|al lado de|junto a|cerca de|por|dentro de|adentro de|saliendo de|entrada de|sobre|hacia)"
_WHERE = re.compile(
    rf"\b{_BESIDE}(?: ?l| el| la| los| las| un| una| mi| su)? (?:{_SPOT})\b{_TAIL}"
    rf"|(?<!\bmi )(?<!\bsu )(?<!\bcada )(?<!\botra )(?<!\buna )\b{_STREET}\b\.?{_STREET_TAIL}(?: con [\w.]+(?: [\w.]+)?)?"
    r"|\bentre (?!las? \d|todos|ellos|nosotros|semana)[\w.]+(?: [\w.]+){0,2} y [\w.]+(?: [\w.]+)?"
    rf"|\b(?:en la )?esquina (?:con|de|que)\b{_TAIL}"
    r"|\b(?:afuera|frente|cerca|enfrente|dentro|adentro|a un lado|al lado) (?:de|del|a|al) (?:mi|la|el|su) (?:casa|trabajo|negocio|domicilio)\b"
    r"|\ben (?:mi|su) (?:casa|domicilio|trabajo|negocio|colonia|calle)\b"
)


@lru_cache(maxsize=1)
def _places() -> re.Pattern[str]:
    """Places of Acolman, as data/nlu/entities.yml names them; longest first."""
    names: set[str] = set()
    for block in yaml.safe_load(_PLACES.read_text(encoding="utf-8"))["nlu"]:
        if block.get("lookup") == "lugar":
            names |= {fold(line.removeprefix("- ").strip()) for line in block["examples"].splitlines()}  # fmt: skip
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:san miguel |san mateo |san bartolo |santa maria )?(?:{'|'.join(map(re.escape, ordered))})\b")  # fmt: skip


def _spans(folded: str) -> Iterator[tuple[int, int]]:
    for pattern in (_WHERE, _places()):
        for match in pattern.finditer(folded):
            yield match.span()


def find_where(text: str) -> Optional[str]:
    """The place that a text names: a street, a spot (“en la tesorería”), a place of Acolman; in the text's own words.

    >>> find_where("me lo pidió en la tesorería, allá en Tepexpan")
    'en la tesorería, Tepexpan'
    """
    text = unicodedata.normalize("NFC", text)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(_spans(fold(text))):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    said = list(dict.fromkeys(text[start:end].strip(" ,.;-") for start, end in merged[:3]))
    return ", ".join(said) or None


_STREET_NAME = re.compile(rf"\b(?:{_STREET}|calles|esquina con|esquina|entre)\b(?: de| del| la| los)? \w+(?: y \w+)?")  # fmt: skip


def is_elsewhere(text: str) -> bool:
    """Whether the place that a text names is in another municipality. A street called Hidalgo is no place called Hidalgo."""
    marks = with_place_marks(_STREET_NAME.sub(" ", comparable(text))).split()
    return "lugardeotros" in marks and "lugardeaqui" not in marks
