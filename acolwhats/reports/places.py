"""Names of places in what a citizen writes: one place, one of several, or one that is not of Acolman.

`data/reports/places.yml` has the names. A name that is not there is no error: it is taken as it was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator, Optional

from acolwhats.guides.extract import comparable
from acolwhats.reports.config import FOLDER, check_keys, phrases, read, require
from acolwhats.reports.geo import Outline

PLACES_FILE = FOLDER / "places.yml"
# A street, a school or a church is called after a place without being there. “The market of Tepexpan” is in Tepexpan.
_NAMED_AFTER = re.compile(
    r"(?:calles?|avenida|av|calzada|camino|carretera|autopista|boulevard|blvd|cerrada|privada|andador|callejon|"
    r"prolongacion|circuito|esquina(?: con)?|ruta|combi)(?: de| del| a| rumbo a)?(?: la| el| los| las)? $"
    r"|(?:escuela|primaria|secundaria|prepa|preparatoria|kinder|plaza|tienda|farmacia|clinica|hospital|biblioteca|"
    r"deportivo|salon|taller) $"
    r"|\b(?:y|con|entre) $"
)
_CHURCH_OF = re.compile(r"(?:iglesia|parroquia|capilla|templo|fiesta|panteon)(?: de)? $")


@dataclass(frozen=True)
class Option:
    """A place that an ambiguous name may mean.

    Attributes:
        name: short enough for a button.
        place: as it is recorded.
        municipality: whose it is, when it is not of Acolman.
        with_: words that decide for it.
    """

    name: str
    place: str
    municipality: Optional[str]
    with_: tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """What a text says about where something is.

    Attributes:
        name: the place, as it is written here.
        options: what it could be, when the name has several meanings.
        municipality: whose it is, when it is not of Acolman.
        streets: the only streets of `name` that are of Acolman, and none of them is named.
        said: the words that name it, comparable.
    """

    name: Optional[str] = None
    options: tuple[Option, ...] = ()
    municipality: Optional[str] = None
    streets: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True)
class Split:
    """A colonia of which only some streets are of Acolman."""

    name: str
    said: tuple[str, ...]
    streets: tuple[str, ...]
    also_streets: tuple[str, ...]
    other: str


def _search(phrase: str, text: str) -> Optional[re.Match[str]]:
    """Where a text names a place by this phrase, and not a street or a school that is called so."""
    for match in re.finditer(rf"\b{re.escape(phrase)}\b", text):
        before = text[: match.start()]
        of_a_saint = phrase.startswith("san") and _CHURCH_OF.search(before)
        if not _NAMED_AFTER.search(before) and not of_a_saint:
            return match
    return None


@dataclass(frozen=True)
class Gazetteer:
    """Names of places, and what each means."""

    outline: Outline
    places: tuple[tuple[str, str], ...]  # (phrase, name), longest first
    ambiguous: tuple[tuple[str, tuple[Option, ...]], ...]
    split: tuple[Split, ...]
    elsewhere: tuple[tuple[str, str], ...]  # (phrase, municipality), longest first

    @property
    def names(self) -> tuple[str, ...]:
        """Every place of Acolman that is known by name."""
        options = (o.place for _, found in self.ambiguous for o in found if o.municipality is None)
        return tuple(dict.fromkeys([*(name for _, name in self.places), *options]))

    def other_municipality(self, name: str) -> str:
        """Whose the rest of a split colonia is."""
        return next((split.other for split in self.split if split.name == name), "otro municipio")

    def find(self, text: str) -> Optional[Mention]:
        """The place that a text names; None when it names none that is known."""
        said = comparable(text)
        for split in self.split:
            for phrase in split.said:
                if re.search(rf"\b{phrase}\b", said):
                    return self._split(split, said, phrase)
        if mention := self._several(said):
            return mention
        found = _first(self.places, said)
        if found is not None:
            return Mention(found[1], said=found[0])
        other = _first(self.elsewhere, said)
        if other is not None:
            return Mention(municipality=other[1], said=other[0])
        return None

    @staticmethod
    def _split(split: Split, said: str, phrase: str) -> Mention:
        named = [s for s in (*split.streets, *split.also_streets) if re.search(rf"\b{comparable(s)}\b", said)]  # fmt: skip
        if named:
            return Mention(split.name, said=phrase)
        if re.search(r"\b(?:calle|avenida|andador|cerrada|privada)\b(?! no)", said):
            return Mention(split.name, (), split.other, split.streets, phrase)
        return Mention(split.name, streets=split.streets, said=phrase)

    def _several(self, said: str) -> Optional[Mention]:
        for phrase, options in self.ambiguous:
            if not _search(phrase, said):
                continue
            decided = [o for o in options if any(re.search(rf"\b{w}\b", said) for w in o.with_)]
            if len(decided) == 1:
                return meant(decided[0], phrase)
            known = _first(self.places, said)
            if known is not None:
                return Mention(known[1], said=known[0])
            if _search("acolman", said):
                here = tuple(option for option in options if option.municipality is None)
                return meant(here[0], phrase) if len(here) == 1 else Mention(options=here, said=phrase)  # fmt: skip
            return Mention(options=options, said=phrase)
        return None


def meant(option: Option, phrase: str) -> Mention:
    """What an ambiguous name turned out to mean."""
    return Mention(
        None if option.municipality else option.place, municipality=option.municipality, said=phrase
    )


def _first(entries: tuple[tuple[str, str], ...], said: str) -> Optional[tuple[str, str]]:
    return next((entry for entry in entries if _search(entry[0], said)), None)


def _outline(content: Any) -> Outline:
    entry = check_keys(
        content, "places.yml: outline", ("polygon", "border_metres"), ("approximate",)
    )
    corners = entry["polygon"]
    require(
        isinstance(corners, list)
        and len(corners) >= 3
        and all(
            isinstance(c, list) and len(c) == 2 and abs(c[0]) <= 90 and abs(c[1]) <= 180
            for c in corners
        ),
        "places.yml: outline needs at least three corners [latitude, longitude]",
    )
    border = entry["border_metres"]
    require(
        isinstance(border, (int, float)) and 0 <= border <= 10_000,
        "places.yml: border_metres is not 0 to 10000",
    )
    return Outline(tuple((float(lat), float(lon)) for lat, lon in corners), float(border))


def _longest_first(pairs: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair)))


def _place_pairs(content: Any) -> Iterator[tuple[str, str]]:
    for entry in content:
        check_keys(entry, "places.yml: place", ("name",), ("also",))
        for phrase in phrases([entry["name"], *(entry.get("also") or ())]):
            yield phrase, str(entry["name"])


def _ambiguous(content: Any) -> Iterator[tuple[str, tuple[Option, ...]]]:
    for entry in content:
        check_keys(entry, "places.yml: ambiguous", ("said", "options"))
        options = []
        for option in entry["options"]:
            check_keys(option, "places.yml: option", ("name", "with"), ("place", "municipality"))
            name = str(option["name"])
            require(len(name) <= 24, f"places.yml: {name} is longer than 24 characters")
            place = str(option.get("place", name))
            options.append(Option(name, place, option.get("municipality"), phrases(option["with"])))
        require(
            len(options) > 1 and any(option.municipality is None for option in options),
            f"places.yml: {entry['said']} is not ambiguous, or never of Acolman",
        )
        for phrase in phrases(entry["said"]):
            yield phrase, tuple(options)


def _splits(content: Any) -> Iterator[Split]:
    for entry in content:
        check_keys(
            entry,
            "places.yml: split",
            ("name", "said", "streets", "other", "source", "verified_on"),
            ("also_streets",),
        )
        streets = tuple(map(str, entry["streets"]))
        also = tuple(map(str, entry.get("also_streets") or ()))
        yield Split(str(entry["name"]), phrases(entry["said"]), streets, also, str(entry["other"]))


def _elsewhere(content: Any) -> Iterator[tuple[str, str]]:
    for entry in content:
        check_keys(entry, "places.yml: elsewhere", ("municipality", "said"))
        for phrase in phrases(entry["said"]):
            yield phrase, str(entry["municipality"])


def read_places(path: Path) -> Gazetteer:
    """Read and validate a file of places.

    Raises:
        ReportsConfigError: something is wrong with it.
    """
    content = check_keys(
        read(path),
        "places.yml",
        ("version", "outline", "places", "ambiguous", "split", "elsewhere"),
    )
    ambiguous = sorted(_ambiguous(content["ambiguous"]), key=lambda pair: -len(pair[0]))
    return Gazetteer(
        _outline(content["outline"]),
        _longest_first(_place_pairs(content["places"])),
        tuple(ambiguous),
        tuple(_splits(content["split"])),
        _longest_first(_elsewhere(content["elsewhere"])),
    )


@lru_cache(maxsize=1)
def get_places() -> Gazetteer:
    """The project's places, read once.

    Raises:
        ReportsConfigError: something is wrong with them.
    """
    return read_places(PLACES_FILE)
