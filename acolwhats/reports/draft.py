"""What has been said so far in the guide of a report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Mapping, Optional

from acolwhats.reports.geo import Point
from acolwhats.reports.places import Mention
from acolwhats.reports.reading import Place

# Asked before the last question, which is whether to send it.
MOST_BEFORE_CONFIRM = 3


@dataclass
class Draft:
    """A report that is being made.

    Attributes:
        step: what was asked last.
        asked: every step that was asked, once each.
        shown: entries of the list that was shown last.
        place: where it is, in words; `place_name`, `street`: what was recognised in them.
        has_spot: the words tell where in the place.
        options: what an ambiguous name may mean: [{"name", "place", "municipality"}].
        streets: the only ones of the place that are of Acolman.
        border: a pin that the citizen must say is of Acolman.
        is_new: the citizen says that it is not the one that was reported already.
        next: another category that the first message reports.
    """

    step: str = ""
    category: Optional[str] = None
    asked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    note: str = ""
    place: str = ""
    place_name: Optional[str] = None
    street: Optional[str] = None
    has_spot: bool = False
    point: Optional[list[float]] = None
    border: Optional[list[float]] = None
    options: list[dict[str, Optional[str]]] = field(default_factory=list)
    streets: list[str] = field(default_factory=list)
    municipality: Optional[str] = None
    photos: list[dict[str, str]] = field(default_factory=list)
    repeat: Optional[str] = None
    is_new: bool = False
    next: Optional[str] = None

    def as_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Draft:
        """What `as_dict` made; what another version kept besides is left out."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: kept for name, kept in value.items() if name in known})

    @property
    def pin(self) -> Optional[Point]:
        """Where it is on the map."""
        return (self.point[0], self.point[1]) if self.point else None

    @property
    def handles(self) -> list[str]:
        """What is attached."""
        return [photo["handle"] for photo in self.photos]

    @property
    def where(self) -> str:
        """The place, as the citizen reads it back."""
        if self.place:
            return self.place
        return "la ubicación que mandaste" if self.point else ""

    def add_place(self, place: Place, merge: bool = False) -> None:
        """Take over what a message says about where it is."""
        words = place.text
        if merge and self.place and words:
            # From the street to the colonia, in whatever order it was said.
            first, last = (words, self.place) if place.has_spot else (self.place, words)
            words = f"{first}, {last}"
        self.place = words[:200] or self.place
        self.street = place.street or (self.street if merge else None)
        self.has_spot = place.has_spot or (merge and self.has_spot)
        if place.mention is not None or not merge:
            self.take_mention(place.mention)

    def take_mention(self, mention: Optional[Mention]) -> None:
        """Take over the place that was named."""
        self.place_name = mention.name if mention else None
        self.municipality = mention.municipality if mention else None
        self.streets = list(mention.streets) if mention else []
        self.options = [
            {"name": o.name, "place": o.place, "municipality": o.municipality}
            for o in (mention.options if mention else ())
        ]

    def forget_place(self) -> None:
        """Ask again where it is."""
        self.place, self.street, self.has_spot = "", None, False
        self.point = self.border = None
        self.take_mention(None)
