"""What can be reported: `data/reports/categories.yml`, validated when it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence

from acolwhats.catalog import Catalog, get_catalog
from acolwhats.nlu.text import normalize
from acolwhats.reports.config import FOLDER, check_keys, phrases, read, require

CATEGORIES_FILE = FOLDER / "categories.yml"
MOST_TITLE = 24  # it is an item of a list
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
_REQUIRED = (
    *("code", "title", "noun", "description", "unit", "labels", "words"),
    *("group", "keywords", "working_days"),
)
_OPTIONAL = ("confirmed_by", "verified_on", "caution", "attributes")
# What is denounced never becomes a report, which everybody may see.
_SECRET_TOPIC = "denuncia_anonima"


@dataclass(frozen=True)
class Attribute:
    """An additional question of Open311."""

    code: str
    description: str
    datatype: str
    required: bool
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Category:
    """Something that can be reported.

    Attributes:
        noun: the thing with its article, for sentences.
        working_days: goal of the unit.
        is_confirmed: the unit has confirmed the goal; otherwise it is told as an estimate.
    """

    code: str
    title: str
    noun: str
    description: str
    unit: str
    labels: tuple[str, ...]
    words: tuple[str, ...]
    group: str
    keywords: tuple[str, ...]
    working_days: int
    is_confirmed: bool
    caution: str = ""
    attributes: tuple[Attribute, ...] = ()

    def is_named_in(self, comparable: str) -> int:
        """How clearly a comparable text names it: length of the longest of its words there, 0 for none."""
        found = (len(w) for w in self.words if re.search(rf"\b{re.escape(w)}\b", comparable))
        return max(found, default=0)


@dataclass(frozen=True)
class Categories:
    """Everything that can be reported, and who mends it.

    Attributes:
        units: code -> title.
        by_code: in the order in which they are listed.
        version: day of the last change.
    """

    version: date
    units: Mapping[str, str]
    by_code: Mapping[str, Category]

    def get(self, code: Optional[str]) -> Optional[Category]:
        """The category with this code."""
        return self.by_code.get(code or "")

    def unit_title(self, unit: str) -> str:
        """Name of a unit."""
        return self.units.get(unit, unit)

    def of_label(self, label: Optional[str], text: str) -> Optional[Category]:
        """The category that a question of the catalogue leads to; words decide where several share it."""
        candidates = [c for c in self.by_code.values() if label in c.labels]
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        comparable = normalize(text)
        named = [(c.is_named_in(comparable), c) for c in candidates[1:]]
        best, category = max(named, key=lambda pair: pair[0])
        return category if best > 0 else candidates[0]

    def named_in(self, text: str) -> Optional[Category]:
        """The category that a text names most clearly, without help of the model."""
        comparable = normalize(text)
        best = max(self.by_code.values(), key=lambda c: c.is_named_in(comparable))
        return best if best.is_named_in(comparable) else None


def _attribute(entry: Any, where: str) -> Attribute:
    check_keys(entry, where, ("code", "description", "datatype"), ("required", "values"))
    kind = str(entry["datatype"])
    require(kind in _DATATYPES, f"{where} has datatype {kind}, which Open311 does not know")
    values = tuple((str(key), str(name)) for key, name in (entry.get("values") or {}).items())
    require(bool(values) == kind.endswith("list"), f"{where}: values are for lists, and only those")
    required = bool(entry.get("required", False))
    return Attribute(str(entry["code"]), str(entry["description"]), kind, required, values)


def _category(entry: Any, units: Mapping[str, str], catalog: Catalog) -> Category:
    code = str(entry.get("code")) if isinstance(entry, dict) else "?"
    where = f"categories.yml: {code}"
    check_keys(entry, where, _REQUIRED, _OPTIONAL)
    require(_CODE.fullmatch(code), f"{where} is no code: small letters, digits and _")
    title = str(entry["title"])
    require(len(title) <= MOST_TITLE, f"{where}: title is longer than {MOST_TITLE} characters")
    require(entry["unit"] in units, f"{where}: unit {entry['unit']} is not declared")
    labels = tuple(map(str, entry["labels"]))
    for label in labels:
        require(label in catalog.questions, f"{where}: {label} is no question of the catalogue")
        require(not label.startswith(_SECRET_TOPIC), f"{where}: a denuncia is never a report")
    days = entry["working_days"]
    require(isinstance(days, int) and 1 <= days <= 120, f"{where}: working_days is not 1 to 120")
    confirmed = (entry.get("confirmed_by"), entry.get("verified_on"))
    require(
        all(confirmed) or not any(confirmed),
        f"{where}: confirmed_by and verified_on go together",
    )
    require(
        confirmed[1] is None or isinstance(confirmed[1], date),
        f"{where}: verified_on is no date",
    )
    attributes = tuple(_attribute(a, f"{where}: attribute") for a in entry.get("attributes") or ())
    codes = [attribute.code for attribute in attributes]
    require(len(codes) == len(set(codes)), f"{where}: an attribute is there twice")
    return Category(
        code,
        title,
        str(entry["noun"]),
        str(entry["description"]),
        str(entry["unit"]),
        labels,
        phrases(entry["words"]),
        str(entry["group"]),
        tuple(map(str, entry["keywords"])),
        days,
        all(confirmed),
        str(entry.get("caution") or ""),
        attributes,
    )


def _check_shared_labels(categories: Sequence[Category]) -> None:
    seen: set[str] = set()
    for category in categories:
        for label in category.labels:
            require(
                label not in seen or category.words,
                f"categories.yml: {category.code} shares {label} and has no words of its own",
            )
            seen.add(label)


def read_categories(path: Path, catalog: Catalog) -> Categories:
    """Read and validate a file of categories.

    Raises:
        ReportsConfigError: something is wrong with it.
    """
    content = check_keys(read(path), "categories.yml", ("version", "units", "categories"))
    require(isinstance(content["version"], date), "categories.yml: version is no date")
    units = {
        str(code): str(check_keys(unit, f"categories.yml: unit {code}", ("title",))["title"])
        for code, unit in content["units"].items()
    }
    categories = [_category(entry, units, catalog) for entry in content["categories"]]
    require(categories, "categories.yml: there is no category")
    by_code = {category.code: category for category in categories}
    require(len(by_code) == len(categories), "categories.yml: a code is there twice")
    _check_shared_labels(categories)
    return Categories(content["version"], units, by_code)


@lru_cache(maxsize=1)
def get_categories() -> Categories:
    """The project's categories, read once.

    Raises:
        ReportsConfigError: something is wrong with them.
    """
    return read_categories(CATEGORIES_FILE, get_catalog())
