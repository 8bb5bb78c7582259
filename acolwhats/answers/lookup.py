"""Label -> Answer, read from the database at each call: an edit is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.answers.aspects import Aspect
from acolwhats.answers.models import AnswerRecord, Statement
from acolwhats.answers.models import Source as SourceRecord


@dataclass(frozen=True)
class Fact:
    """A statement as it is told. `source` is empty for guidance."""

    aspect: Aspect
    text: str
    source: str = ""
    published: Optional[date] = None
    confidence: str = ""


@dataclass(frozen=True)
class Danger:
    """What somebody in danger is told: sentences with numbers besides 911, and instructions."""

    numbers: tuple[str, ...]
    instructions: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """An answer with what holds today.

    Attributes:
        facts: what may be stated today, in order.
        missing: aspects that nobody has confirmed, or whose facts no longer hold.
        related: (label, title) of other questions.
    """

    label: str
    title: str
    facts: tuple[Fact, ...]
    missing: tuple[Aspect, ...]
    related: tuple[tuple[str, str], ...]
    emergency: Optional[Danger] = None
    discreet: Optional[Danger] = None

    def about(self, aspect: Aspect) -> list[Fact]:
        """What may be stated about one aspect."""
        return [fact for fact in self.facts if fact.aspect == aspect]


def holds(statement: Statement, today: date) -> bool:
    """Whether a statement may be stated on that day: neither doubtful nor out of its dates."""
    if statement.guidance:
        return True
    started = statement.valid_from is None or statement.valid_from <= today
    ended = statement.valid_until is not None and statement.valid_until < today
    return statement.confidence in ("alta", "media") and started and not ended


def _fact(statement: Statement) -> Fact:
    source: Optional[SourceRecord] = statement.source
    return Fact(
        Aspect(statement.aspect),
        statement.text,
        source.name if source else "",
        source.published if source else None,
        statement.confidence or "",
    )


def _danger(session: Session, record: Optional[dict], today: date) -> Optional[Danger]:
    if not record:
        return None
    numbers = [session.get(Statement, key) for key in record.get("numbers", [])]
    return Danger(
        tuple(number.text for number in numbers if number is not None and holds(number, today)),
        tuple(record["instructions"]),
    )


def titles(session: Session, labels: list[str]) -> list[tuple[str, str]]:
    """(label, title) of those labels that have an answer, in the same order."""
    rows = session.execute(
        select(AnswerRecord.label, AnswerRecord.title).where(AnswerRecord.label.in_(labels))
    )
    found = {label: title for label, title in rows}
    return [(label, found[label]) for label in labels if label in found]


def find_answer(session: Session, label: str, today: date) -> Optional[Answer]:
    """The answer to `topic/question` as it stands on that day; None when there is none."""
    record = session.get(AnswerRecord, label)
    if record is None:
        return None
    statements = [link.statement for link in record.statements]
    facts = tuple(_fact(s) for s in statements if holds(s, today))
    told = {fact.aspect for fact in facts}
    lapsed = [s.aspect for s in statements if not holds(s, today)]
    missing = dict.fromkeys(Aspect(a) for a in [*record.missing, *lapsed])
    return Answer(
        label,
        record.title,
        facts,
        tuple(aspect for aspect in missing if aspect not in told),
        tuple(titles(session, list(record.related))),
        _danger(session, record.emergency, today),
        _danger(session, record.discreet, today),
    )
