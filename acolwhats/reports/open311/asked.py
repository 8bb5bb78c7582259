"""What a client asks for: which requests, or to file one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any, Mapping, Optional, Sequence
from urllib.parse import parse_qsl

from acolwhats.reports.categories import Attribute, Categories, Category
from acolwhats.reports.folio import parse_folio
from acolwhats.reports.geo import Point, Where
from acolwhats.reports.open311.errors import Open311Error
from acolwhats.reports.places import Gazetteer
from acolwhats.reports.reading import MOST_PLACE, Place, read_place
from acolwhats.reports.service import EVERYTHING, Filter

JURISDICTION = "acolman.gob.mx"
DAYS = 90
MOST = 1000
MOST_DESCRIPTION = 4000
_SECONDS = DAYS * 86400
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,40})\](\[\])?")
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")

Values = Mapping[str, Sequence[str]]


def first(values: Values, name: str) -> Optional[str]:
    """A value that is there once; empty is as good as absent."""
    found = [value.strip() for value in values.get(name, ()) if value.strip()]
    return found[0] if found else None


def listed(values: Values, name: str) -> tuple[str, ...]:
    """Values that may be repeated, with commas or without."""
    parts = (part.strip() for value in values.get(name, ()) for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def check_jurisdiction(values: Values) -> None:
    """Raises Open311Error when another jurisdiction is asked for."""
    asked = first(values, "jurisdiction_id")
    if asked is not None and asked.lower() != JURISDICTION:
        raise Open311Error((404, "jurisdiction_id was not found: this is acolman.gob.mx."))


# -- which requests ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Which requests, and which part of them.

    Attributes:
        folios: these and nothing else.
    """

    folios: tuple[str, ...] = ()
    wanted: Filter = EVERYTHING
    most: int = MOST
    skip: int = 0


def page_from(values: Values, categories: Categories, now: float) -> Page:
    """Read the filters of GET requests.

    Raises:
        Open311Error: one makes no sense.
    """
    if folios := listed(values, "service_request_id"):
        return Page(tuple(parse_folio(f) or f for f in folios[:MOST]))
    codes = listed(values, "service_code")
    for code in codes:
        if categories.get(code) is None:
            raise Open311Error((404, "service_code was not found."))
    statuses = listed(values, "status")
    if not set(statuses) <= {"open", "closed"}:
        raise Open311Error((400, "status is open or closed."))
    is_open = statuses == ("open",) if len(statuses) == 1 else None
    since, until = _range(values, now)
    page, size = _number(values, "page", 1, 10**6), _number(values, "page_size", MOST, MOST)
    wanted = Filter((), codes, (), is_open, since, until)
    return Page((), wanted, size, (page - 1) * size)


def _range(values: Values, now: float) -> tuple[float, float]:
    since, until = _time(values, "start_date"), _time(values, "end_date")
    if since is not None and until is not None:
        if not 0 <= until - since <= _SECONDS:
            raise Open311Error((400, f"start_date to end_date spans at most {DAYS} days."))
        return since, until + 1
    if since is not None:
        return since, since + _SECONDS + 1
    end = now if until is None else until
    return end - _SECONDS, end + 1


def _time(values: Values, name: str) -> Optional[float]:
    said = first(values, name)
    if said is None:
        return None
    # A “+” of the offset that was not escaped arrives as a space.
    text = re.sub(r" (?=\d{2}:?\d{2}$)", "+", said)
    try:
        when = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text))
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise Open311Error((400, f"{name} needs the form 2026-01-31T00:00:00Z."))
    return when.timestamp()


def _number(values: Values, name: str, otherwise: int, most: int) -> int:
    said = first(values, name)
    if said is None:
        return otherwise
    if not (said.isascii() and said.isdigit()) or not 1 <= int(said) <= most:
        raise Open311Error((400, f"{name} is a number from 1 to {most}."))
    return int(said)


# -- a new request -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A request to be filed."""

    category: Category
    place: Place
    point: Optional[Point]
    description: str
    attributes: dict[str, Any] = field(default_factory=dict)


def form_values(body: bytes) -> dict[str, list[str]]:
    """The fields of a form.

    Raises:
        Open311Error: it is no form in UTF-8.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            encoding="utf-8",
            errors="strict",
            max_num_fields=200,
        )
    except ValueError:
        raise Open311Error((400, "The body is no form encoded in UTF-8.")) from None
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def new_request(values: Values, categories: Categories, places: Gazetteer) -> Asked:
    """Read a request that is to be filed.

    Raises:
        Open311Error: with everything that is wrong with it.
    """
    code = first(values, "service_code")
    if code is None:
        raise Open311Error((400, "service_code was not provided."))
    category = categories.get(code)
    if category is None:
        raise Open311Error((404, "service_code was not found."))
    problems: list[tuple[int, str]] = []
    point = _point(values, places, problems)
    address = first(values, "address_string")
    place = read_place(address or "", places, whole=True)
    if point is None and address is None and not problems:
        if first(values, "address_id") is not None:
            problems.append((400, "address_id is not supported: send lat and long, or address_string."))  # fmt: skip
        else:
            problems.append((400, "A location was not provided: lat and long, or address_string."))
    if place.mention is not None and place.mention.municipality and point is None:
        problems.append((400, "The location is outside of Acolman."))
    description = first(values, "description") or ""
    if len(description) > MOST_DESCRIPTION:
        problems.append((400, f"description is longer than {MOST_DESCRIPTION} characters."))
    elif _MARKUP.search(description):
        problems.append((400, "description is text, without HTML or code."))
    attributes = _attributes(values, category, problems)
    if problems:
        raise Open311Error(*problems)
    return Asked(category, place, point, description, attributes)


def _point(values: Values, places: Gazetteer, problems: list[tuple[int, str]]) -> Optional[Point]:
    said = first(values, "lat"), first(values, "long")
    if said == (None, None):
        return None
    try:
        latitude, longitude = (float(str(value)) for value in said)
    except ValueError:
        problems.append((400, "lat and long are both needed, in decimal degrees (WGS84)."))
        return None
    if not (isfinite(latitude) and isfinite(longitude)):
        problems.append((400, "lat and long are both needed, in decimal degrees (WGS84)."))
        return None
    located = places.outline.locate(latitude, longitude)
    if located.where is Where.INVALID:
        problems.append((400, "lat and long are no place on earth."))
    elif located.where is Where.OUTSIDE:
        problems.append((400, "The location is outside of Acolman."))
    return located.point


def _attributes(
    values: Values, category: Category, problems: list[tuple[int, str]]
) -> dict[str, Any]:
    known = {attribute.code: attribute for attribute in category.attributes}
    given: dict[str, list[str]] = {}
    for name, said in values.items():
        match = _ATTRIBUTE.fullmatch(name)
        if match is None:
            continue
        if match[1] not in known:
            problems.append((400, "An attribute is none of this service_code."))
            continue
        given.setdefault(match[1], []).extend(value.strip() for value in said if value.strip())
    for code, attribute in known.items():
        _check(attribute, given.get(code, []), problems)
    return {code: said for code, said in given.items() if said}


def _check(attribute: Attribute, said: Sequence[str], problems: list[tuple[int, str]]) -> None:
    if attribute.required and not said:
        problems.append((400, f"attribute[{attribute.code}] was not provided."))
    if attribute.datatype != "multivaluelist" and len(said) > 1:
        problems.append((400, f"attribute[{attribute.code}] takes one value."))
    allowed = {key for key, _ in attribute.values}
    for value in said:
        bad = len(value) > MOST_PLACE or (allowed and value not in allowed)
        if attribute.datatype == "number":
            bad = bad or re.fullmatch(r"-?\d+(?:\.\d+)?", value) is None
        if bad:
            problems.append((400, f"attribute[{attribute.code}] has a value that it cannot have."))
