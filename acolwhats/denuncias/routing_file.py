"""Reads and checks `data/denuncias/routing.yml`. What is wrong is told in one line: where, and what."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, Iterable, Mapping, Optional

import yaml

from acolwhats.denuncias.routing import (
    OTHER_CATEGORY,
    UNKNOWN_AREA,
    Area,
    Category,
    Routing,
    RoutingError,
    Rule,
)
from acolwhats.nlu.text import normalize

TITLE = 24  # characters: an item of a WhatsApp list
LIST_ITEMS = 10
_MOST_ACKNOWLEDGE_DAYS = 3
_NAME = re.compile(r"[a-z][a-z_]{1,19}")
_PHONE = re.compile(r"\d(?:[ ().-]*\d){6,}")
_ANONYMOUS = re.compile(r"an[oó]nim|imposible de rastrear", re.IGNORECASE)
_LINK = re.compile(r"\S+")
_PREFIX = 4  # characters in front of a “*”, at least


def read_routing(path: Path) -> Routing:
    """The routing in a file.

    Raises:
        RoutingError: it cannot be read, or is wrong.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RoutingError(f"{path.name} cannot be read: {type(error).__name__}") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise RoutingError(f"{path.name} is no YAML (line {line})") from None
    try:
        return _routing(content)
    except RoutingError as error:
        raise RoutingError(f"{path.name}: {error}") from None


def _routing(content: Any) -> Routing:
    parts = _fields(
        content,
        "the file",
        needs=("groups", "fallback", "days", "categories", "areas", "routes", "external"),
        may=("non_working_days", "crime_words"),
    )
    groups = {_name(name, "groups"): _text(title, f"groups.{name}") for name, title in _items(parts, "groups")}  # fmt: skip
    external = {name: _external(name, entry) for name, entry in _items(parts, "external")}
    categories = {name: _category(name, entry) for name, entry in _items(parts, "categories")}
    areas = {name: _area(name, entry, groups, external) for name, entry in _items(parts, "areas")}
    days = _fields(parts["days"], "days", needs=("acknowledge", "answer", "retention"))
    routing = Routing(
        groups=groups,
        fallback=_known(parts["fallback"], groups, "fallback"),
        categories=categories,
        areas=areas,
        rules=[
            _rule(f"routes, number {number}", entry, groups, categories, areas)
            for number, entry in enumerate(_list(parts["routes"], "routes"), 1)
        ],
        crime_words=_words(parts.get("crime_words", []), "crime_words"),
        acknowledge_days=_days(days, "acknowledge", _MOST_ACKNOWLEDGE_DAYS),
        answer_days=_days(days, "answer", 365),
        retention_days=_days(days, "retention", 3650),
        non_working_days=_dates(parts.get("non_working_days") or {}),
    )
    _check(routing)
    return routing


def _check(routing: Routing) -> None:
    if OTHER_CATEGORY not in routing.categories:
        raise RoutingError(f"categories: {OTHER_CATEGORY} is missing")
    if UNKNOWN_AREA not in routing.areas or routing.areas[UNKNOWN_AREA].groups:
        raise RoutingError(f"areas: {UNKNOWN_AREA} is missing, or belongs to a group")
    if len(routing.categories) > LIST_ITEMS:
        raise RoutingError(f"categories: a list has {LIST_ITEMS} items, not {len(routing.categories)}")  # fmt: skip
    listed = [area for area in routing.areas.values() if area.listed]
    if len(listed) > LIST_ITEMS or routing.areas[UNKNOWN_AREA] not in listed:
        raise RoutingError(f"areas: {LIST_ITEMS} at most are listed, {UNKNOWN_AREA} among them")
    for kind, named in (("categories", routing.categories), ("areas", routing.areas)):
        _distinct(kind, named)
    for category in routing.categories:
        for area in routing.areas.values():
            _check_cell(routing, category, area)


def _check_cell(routing: Routing, category: str, area: Area) -> None:
    where = f"{category} × {area.name}"
    if not any(rule.fits(category, area.name) for rule in routing.rules):
        raise RoutingError(f"{where} has no route")
    try:
        route = routing.route(category, area.name)
        routing.fallback_for(area.groups)
    except RoutingError:
        raise RoutingError(f"{where} has no recipient: route and fallback are excluded") from None
    if set(route.groups) & set(area.groups):
        raise RoutingError(f"{where} would be received by who is accused")


def _distinct(kind: str, named: Mapping[str, Any]) -> None:
    """No two of a kind share a title or a phrase: nobody could tell which is meant."""
    seen: dict[str, str] = {}
    for name, entry in named.items():
        for phrase in {normalize(entry.title), *(normalize(word) for word in entry.words)}:
            if seen.setdefault(phrase, name) != name:
                raise RoutingError(f"{kind}: “{phrase}” is {seen[phrase]} and {name}")


def _category(name: str, entry: Any) -> Category:
    where = f"categories.{_name(name, 'categories')}"
    parts = _fields(entry, where, ("title", "goal", "words"), ("crime", "confirmed_by", "verified_on"))  # fmt: skip
    goal = _days(parts, "goal", 365, where)
    confirmed = [key in parts for key in ("confirmed_by", "verified_on")]
    if any(confirmed) and not all(confirmed):
        raise RoutingError(f"{where}: confirmed_by and verified_on go together")
    if all(confirmed):
        _text(parts["confirmed_by"], f"{where}.confirmed_by")
        _day(parts["verified_on"], f"{where}.verified_on")
    return Category(
        name=name,
        title=_title(parts["title"], where),
        words=_words(parts["words"], where, may_be_empty=name == OTHER_CATEGORY),
        goal=goal,
        promised=goal if all(confirmed) else None,
        crime=_flag(parts, "crime", where),
    )


def _area(name: str, entry: Any, groups: Mapping[str, str], external: Mapping[str, str]) -> Area:
    where = f"areas.{_name(name, 'areas')}"
    parts = _fields(entry, where, ("title", "words"), ("listed", "is", "weak", "external"))
    other: Optional[str] = None
    if "external" in parts:
        other = external[_known([parts["external"]], external, f"{where}.external")[0]]
    return Area(
        name=name,
        title=_title(parts["title"], where),
        words=_words(parts["words"], where),
        groups=_known(parts.get("is", []), groups, f"{where}.is"),
        listed=_flag(parts, "listed", where),
        weak=_flag(parts, "weak", where),
        external=other,
    )


def _rule(
    where: str, entry: Any, groups: Iterable[str], categories: Iterable[str], areas: Iterable[str]
) -> Rule:
    parts = _fields(entry, where, ("groups",), ("categories", "areas"))
    if not parts["groups"]:
        raise RoutingError(f"{where}: groups is empty")
    return Rule(
        groups=_known(parts["groups"], groups, f"{where}.groups"),
        categories=_known(parts.get("categories", []), categories, f"{where}.categories"),
        areas=_known(parts.get("areas", []), areas, f"{where}.areas"),
    )


def _external(name: str, entry: Any) -> str:
    where = f"external.{_name(name, 'external')}"
    parts = _fields(entry, where, ("text", "source", "verified_on"))
    if not _LINK.fullmatch(_text(parts["source"], f"{where}.source")):
        raise RoutingError(f"{where}.source is no link")
    _day(parts["verified_on"], f"{where}.verified_on")
    text = _text(parts["text"], f"{where}.text")
    if _PHONE.search(text):
        raise RoutingError(f"{where}.text has a telephone: those belong to the answer base")
    if _ANONYMOUS.search(text):
        raise RoutingError(f"{where}.text promises anonymity")
    return text


def _fields(
    entry: Any, where: str, needs: tuple[str, ...], may: tuple[str, ...] = ()
) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise RoutingError(f"{where} is no table")
    for key in needs:
        if key not in entry:
            raise RoutingError(f"{where}: {key} is missing")
    for key in entry:
        if key not in needs + may:
            raise RoutingError(f"{where}: {key} is unknown")
    return entry


def _items(parts: Mapping[str, Any], key: str) -> Iterable[tuple[Any, Any]]:
    if not isinstance(parts[key], dict) or not parts[key]:
        raise RoutingError(f"{key} is no table")
    return parts[key].items()


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise RoutingError(f"{where} is no list")
    return value


def _known(value: Any, names: Iterable[str], where: str) -> tuple[str, ...]:
    known = set(names)
    for name in _list(value, where):
        if name not in known:
            raise RoutingError(f"{where}: {name} is unknown")
    if len(set(value)) != len(value):
        raise RoutingError(f"{where} says something twice")
    return tuple(value)


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise RoutingError(f"{where}: “{value}” is no name (small letters and _, 20 at most)")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RoutingError(f"{where} is empty")
    return value.strip()


def _title(value: Any, where: str) -> str:
    title = _text(value, f"{where}.title")
    if len(title) > TITLE:
        raise RoutingError(f"{where}.title has {len(title)} characters, {TITLE} at most")
    return title


def _words(value: Any, where: str, may_be_empty: bool = False) -> tuple[str, ...]:
    words = tuple(_text(word, f"{where}.words") for word in _list(value, f"{where}.words"))
    if not words and not may_be_empty:
        raise RoutingError(f"{where}: words is empty")
    for phrase in words:
        for word in phrase.split():
            if not normalize(word.rstrip("*")) or (word.endswith("*") and len(word) <= _PREFIX):
                raise RoutingError(f"{where}: “{phrase}” would match almost everything")
    return words


def _flag(parts: Mapping[str, Any], key: str, where: str) -> bool:
    value = parts.get(key, False)
    if not isinstance(value, bool):
        raise RoutingError(f"{where}.{key} is neither true nor false")
    return value


def _days(parts: Mapping[str, Any], key: str, most: int, where: str = "days") -> int:
    value = parts[key]
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise RoutingError(f"{where}.{key} is no number of days between 1 and {most}")
    return value


def _day(value: Any, where: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RoutingError(f"{where} is no day (2026-11-23)")
    return value


def _dates(value: Any) -> dict[date, str]:
    if not isinstance(value, dict):
        raise RoutingError("non_working_days is no table")
    return {_day(day, "non_working_days"): _text(name, "non_working_days") for day, name in value.items()}  # fmt: skip
