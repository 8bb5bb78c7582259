"""Who receives a denuncia: read from `data/denuncias/routing.yml`, checked in full before anybody files one.

Every category × area has a recipient, and whoever is accused is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Mapping, Optional, Sequence

from acolwhats.denuncias.words import Vocabulary
from acolwhats.settings import ROOT, SettingsError

ROUTING_FILE = ROOT / "data" / "denuncias" / "routing.yml"
UNKNOWN_AREA = "no_se"
OTHER_CATEGORY = "otro"


class RoutingError(SettingsError):
    """The routing file is wrong; the message says where, on one line."""


@dataclass(frozen=True)
class Category:
    """What happened.

    Attributes:
        title: an item of a list.
        goal: working days in which it should be resolved; not for citizens.
        promised: the same, once an office has confirmed it: citizens may be told.
        crime: it may be a crime.
    """

    name: str
    title: str
    words: tuple[str, ...]
    goal: int
    promised: Optional[int] = None
    crime: bool = False


@dataclass(frozen=True)
class Area:
    """Who is accused.

    Attributes:
        title: an item of a list.
        groups: of people who belong to it or answer to it: they never receive it.
        listed: offered in the list; the others are understood when they are named.
        weak: counts only when nothing else is named.
        external: what a citizen is told about another authority.
    """

    name: str
    title: str
    words: tuple[str, ...]
    groups: tuple[str, ...] = ()
    listed: bool = False
    weak: bool = False
    external: Optional[str] = None


@dataclass(frozen=True)
class Rule:
    """One line of the table; an empty tuple fits everything."""

    groups: tuple[str, ...]
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    def fits(self, category: str, area: str) -> bool:
        """Whether it is about this pair."""
        return (not self.categories or category in self.categories) and (
            not self.areas or area in self.areas
        )


@dataclass(frozen=True)
class Route:
    """Where a denuncia goes.

    Attributes:
        groups: who receives it; at least one.
        excluded: who may never receive it, not even later.
        external: another authority that the citizen is told of; None where there is no conflict.
    """

    groups: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    external: Optional[str] = None


@dataclass(frozen=True)
class Routing:
    """The whole file.

    Attributes:
        groups: name -> title.
        fallback: who receives when a route has nobody left; the first who is not excluded.
        acknowledge_days: working days until somebody has looked at a denuncia.
        answer_days: working days in which a citizen is expected to answer.
        retention_days: days that a closed one is kept.
        non_working_days: besides those of the law.
    """

    groups: Mapping[str, str]
    fallback: tuple[str, ...]
    categories: Mapping[str, Category]
    areas: Mapping[str, Area]
    rules: Sequence[Rule]
    crime_words: tuple[str, ...]
    acknowledge_days: int
    answer_days: int
    retention_days: int
    non_working_days: Mapping[date, str]
    _areas_named: Vocabulary = field(init=False, repr=False, compare=False)
    _categories_named: Vocabulary = field(init=False, repr=False, compare=False)
    _crimes_named: Vocabulary = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepares what finds names in a text."""
        crimes = {"crime": self.crime_words}
        areas = {name: area.words for name, area in self.areas.items()}
        categories = {name: category.words for name, category in self.categories.items()}
        object.__setattr__(self, "_areas_named", Vocabulary(areas))
        object.__setattr__(self, "_categories_named", Vocabulary(categories))
        object.__setattr__(self, "_crimes_named", Vocabulary(crimes))

    def route(self, category: str, area: str, also: Sequence[str] = ()) -> Route:
        """Where a denuncia of this category goes, when this area is accused.

        A name that the file does not have (any more) is “otro”, and “no sé”.

        Args:
            also: other areas that were named: they do not receive it either, as long as somebody is left who does.
        """
        category = category if category in self.categories else OTHER_CATEGORY
        accused = self.areas.get(area, self.areas[UNKNOWN_AREA])
        others = [self.areas[name] for name in also if name in self.areas]
        excluded = tuple(dict.fromkeys([*accused.groups, *(g for o in others for g in o.groups)]))
        rule = next(rule for rule in self.rules if rule.fits(category, accused.name))
        groups = tuple(group for group in rule.groups if group not in excluded)
        if not groups and not others:
            groups = (self.fallback_for(excluded),)
        elif not groups:
            # Whether each of these has officers is known beforehand (`Vault.accepts`); of the rest of `fallback`, not.
            stand_ins = (group for group in self.fallback if group in self.recipients)
            groups = tuple(group for group in stand_ins if group not in excluded)[:1]
            if not groups:
                return self.route(category, area)
        external = accused.external or next((o.external for o in others if o.external), None)
        return Route(groups, excluded, external)

    def fallback_for(self, excluded: Sequence[str], besides: Sequence[str] = ()) -> str:
        """Who stands in: the first who is not excluded; somebody who is not in `besides`, if there is anybody."""
        free = [group for group in self.fallback if group not in excluded]
        if not free:
            raise RoutingError(f"fallback: nobody is left when {', '.join(excluded)} are excluded")
        return next((group for group in free if group not in besides), free[0])

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every group that `route` may choose, in the order of the file."""
        chosen = {
            group
            for category in self.categories
            for area in self.areas
            for group in self.route(category, area).groups
        }
        return tuple(group for group in self.groups if group in chosen)

    def area_in(self, text: str) -> Optional[str]:
        """The area that a text accuses; None when it names none, or more than one: then it is asked for."""
        named = self.areas_in(text)
        meant = [name for name in named if not self.areas[name].weak] or named
        return meant[0] if len(meant) == 1 else None

    def areas_in(self, text: str) -> tuple[str, ...]:
        """Every area that a text names as somebody who acted, not as a place."""
        found = [found for found in self._areas_named.find(text) if not found.beside]
        return tuple(dict.fromkeys(each.name for each in found))

    def category_in(self, text: str) -> Optional[str]:
        """The category that a text tells of; of several the one that most words tell, then the first of the file."""
        weight: dict[str, int] = {}
        for found in self._categories_named.find(text):
            weight[found.name] = weight.get(found.name, 0) + found.words
        order = list(self.categories)
        return min(weight, key=lambda name: (-weight[name], order.index(name)), default=None)

    def mentions_crime(self, text: str) -> bool:
        """Whether what a text tells may be a crime."""
        told = {found.name for found in self._categories_named.find(text)}
        return any(self.categories[name].crime for name in told) or bool(
            self._crimes_named.find(text)
        )


@lru_cache(maxsize=8)
def load_routing(path: Path = ROUTING_FILE) -> Routing:
    """The routing file, read and checked once.

    Raises:
        RoutingError: it cannot be read, or is wrong; one line.
    """
    from acolwhats.denuncias.routing_file import read_routing

    return read_routing(path)
