"""What has been told so far: the draft of a denuncia. JSON in, JSON out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Mapping, Optional

from acolwhats.denuncias import told
from acolwhats.denuncias.crimes import crime_told
from acolwhats.denuncias.routing import Routing
from acolwhats.guides.extract import find_when, find_where
from acolwhats.guides.turn import File

# What is asked, in this order; what is known already is not.
FIELDS = ("what", "who", "when", "where", "evidence", "witnesses", "category")
MOST_FILES = 10
MOST_CHARACTERS = 40_000
# A crime that only the words of the routing name.
CRIME = "delito"


@dataclass
class Case:
    """A denuncia that is being told.

    Attributes:
        step: a field of FIELDS, or intro, round, correct, cancel, summary.
        before: the step that `correct` or `cancel` interrupted.
        correcting: the field that is being told anew; what was said before stays until then.
        answered: fields that are not asked (any more).
        again: questions that were asked a second time.
        noted: what the citizen has been told once: crime, outside, external.
        at: when the citizen wrote last, seconds since the epoch.
    """

    step: str = "intro"
    what: list[str] = field(default_factory=list)
    who: str = ""
    when: str = ""
    where: str = ""
    witnesses: str = ""
    pin: Optional[list[Any]] = None  # latitude, longitude, what the map calls it
    rounded: bool = False
    category: str = ""
    area: str = ""
    crime: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    before: str = ""
    correcting: str = ""
    paused: bool = False
    at: float = 0.0

    @classmethod
    def load(cls, draft: Mapping[str, Any]) -> Case:
        """What `dump` wrote; what an older version wrote beside it is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in draft.items() if name in known})

    def dump(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @property
    def narrative(self) -> str:
        """What happened, in the citizen's words."""
        return "\n\n".join(self.what)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been told that could be lost."""
        said = (self.who, self.when, self.where, self.witnesses)
        return not any((self.what, self.files, self.pin, *said))

    def next_step(self) -> str:
        """The first question that has no answer yet; then the summary."""
        return next((name for name in FIELDS if name not in self.answered), "summary")

    def answer(self, name: str) -> None:
        """Do not ask this any more."""
        if name not in self.answered:
            self.answered.append(name)

    def tell(self, text: str) -> bool:
        """Add to the story; False when it no longer fits."""
        if len(self.narrative) + len(text) > MOST_CHARACTERS:
            return False
        self.what.append(text.strip())
        return True

    def once(self, note: str) -> bool:
        """True the first time that it is asked for this note."""
        if note in self.noted:
            return False
        self.noted.append(note)
        return True

    def attach(self, file: File) -> bool:
        """Keep a file; False when there are too many."""
        if len(self.files) >= MOST_FILES:
            return False
        self.files.append(
            {
                "handle": file.handle,
                "content_type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
            }
        )
        return True

    def absorb(self, text: str, today: date, routing: Routing) -> None:
        """Take from a story whatever answers a later question. What was said before, or is being asked anew, stays."""
        if "who" not in self.answered:
            self.area = routing.area_in(text) or self.area
            self.who = told.find_who(text) or self.who
            if self.who or self.area:
                self.answer("who")
        if "when" not in self.answered and (when := find_when(text, today)):
            self.when = str(when)
            self.answer("when")
        self.absorb_where(text)
        self.absorb_witnesses(text)
        if "evidence" not in self.answered and told.has_no_evidence(text):
            self.answer("evidence")
        if not self.crime:
            self.crime = crime_told(text) or (CRIME if routing.mentions_crime(text) else "")
        self.categorise(routing)

    def absorb_where(self, text: str) -> None:
        """Take the place, if one is named."""
        if "where" not in self.answered and (where := find_where(text)):
            self.where = where
            self.answer("where")

    def absorb_witnesses(self, text: str) -> None:
        """Take who saw it, if that is told."""
        if "witnesses" not in self.answered and (seen := told.find_witnesses(text)):
            self.witnesses = seen
            self.answer("witnesses")

    def categorise(self, routing: Routing) -> None:
        """Deduce the category from everything that was told."""
        if "category" in self.answered:
            return
        found = routing.category_in(" . ".join([self.narrative, self.who]))
        if found is None and self.crime:
            crimes = (kind.name for kind in routing.categories.values() if kind.crime)
            found = next(crimes, None)
        if found:
            self.category = found
            self.answer("category")

    def handles(self) -> list[str]:
        """Names of the files in the media store."""
        return [str(one["handle"]) for one in self.files if one.get("handle")]
