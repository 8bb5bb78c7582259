"""What a filled-in spreadsheet changes in the answer base: shown first, then made, all or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.answers.models import AnswerRecord, Source, Statement
from acolwhats.answers.seed import SeedAnswer, SeedStatement, replace_answer
from acolwhats.answers.spreadsheet_reader import SheetAnswers, SheetSource
from acolwhats.nlu.text import strip_accents

_OFFICE = "Unidad administrativa"


@dataclass(frozen=True)
class Change:
    """One answer, or one shared fact, as it will be.

    Attributes:
        lines: the difference, one line each: “+ …”, “- …”.
        answer: the new answer; None for a shared fact.
        shared: (name, new fact).
        sources: sources to add, by key.
    """

    name: str
    lines: tuple[str, ...]
    answer: Optional[SeedAnswer] = None
    shared: Optional[tuple[str, SeedStatement]] = None
    sources: tuple[tuple[str, SheetSource], ...] = ()

    def describe(self) -> str:
        """The change as the office reads it."""
        return "\n".join([self.name, *(f"  {line}" for line in self.lines)])


def _line(statement: SeedStatement | str) -> str:
    if isinstance(statement, str):
        return f"dato común: {statement}"
    s = statement
    details = [s.source, s.confidence, s.verified_by]
    details += [f"verificado {s.verified_on}" if s.verified_on else None]
    details += [
        f"desde {s.valid_from}" if s.valid_from else None,
        f"hasta {s.valid_until}" if s.valid_until else None,
    ]
    return f"{s.aspect}: {s.text} [{', '.join(d for d in details if d)}]"


def _difference(before: list[str], after: list[str]) -> tuple[str, ...]:
    removed = [f"- {line}" for line in before if line not in after]
    added = [f"+ {line}" for line in after if line not in before]
    if not removed and not added and before != after:
        return ("~ otro orden",)
    return (*removed, *added)


class _Sources:
    """Names of sources -> keys, old or new."""

    def __init__(self, session: Session, sheet: SheetAnswers) -> None:
        self._known: dict[tuple, str] = {}
        # Two keys may name the same page; the spreadsheet shows only the page.
        self._same: dict[str, str] = {}
        for source in session.scalars(select(Source).order_by(Source.key)):
            identity = (source.name, source.url, source.published)
            self._same[source.key] = self._known.setdefault(identity, source.key)
        self._keys = set(self._same)
        self._sheet = sheet
        self.added: dict[str, SheetSource] = {}

    def canonical(self, key: Optional[str]) -> Optional[str]:
        """The one key among those that name the same page."""
        return self._same.get(key, key) if key else None

    def key_of(self, name: str) -> str:
        source = self._sheet.sources[name]
        identity = (source.name, source.url, source.published)
        if identity not in self._known:
            slug = re.sub(r"[^a-z0-9]+", "_", strip_accents(name.lower())).strip("_")[:60]
            key, number = slug, 2
            while key in self._keys:
                key, number = f"{slug}_{number}", number + 1
            self._known[identity] = key
            self._keys.add(key)
            self.added[key] = source
        return self._known[identity]


def _as_seed(statement: Statement, sources: _Sources) -> SeedStatement:
    source = sources.canonical(statement.source_key)
    return SeedStatement(
        statement.aspect, statement.text, bool(statement.guidance), source,
        statement.confidence, statement.verified_on, statement.verified_by,
        statement.valid_from, statement.valid_until,
    )  # fmt: skip


def _with_key(statement: SeedStatement | str, sources: _Sources) -> SeedStatement | str:
    if isinstance(statement, str) or statement.source is None:
        return statement
    return SeedStatement(**{**vars(statement), "source": sources.key_of(statement.source)})


def _answer_change(
    record: AnswerRecord, sheet: SheetAnswers, sources: _Sources
) -> Optional[Change]:
    before: list[SeedStatement | str] = [
        link.statement_key if link.statement.shared else _as_seed(link.statement, sources)
        for link in record.statements
    ]
    after = [_with_key(statement, sources) for statement in sheet.statements[record.label]]
    missing = list(sheet.missing[record.label])
    # A fact that is no longer told is missing again: nobody forgets it silently.
    told = {s.aspect for s in after if not isinstance(s, str)}
    dropped = {s.aspect for s in before if not isinstance(s, str) and not s.guidance} - told
    missing += sorted(dropped - set(missing) - {"respuesta"})
    if before == after and list(record.missing) == missing:
        return None
    lines = _difference([_line(s) for s in before], [_line(s) for s in after])
    if list(record.missing) != missing:
        lines += (f"falta: {', '.join(missing) or 'nada'}",)
    answer = SeedAnswer(
        record.label,
        record.title,
        after,
        missing,
        list(record.related),
        record.emergency,
        record.discreet,
    )
    return Change(record.label, lines, answer=answer, sources=tuple(sources.added.items()))


def _shared_changes(session: Session, sheet: SheetAnswers, sources: _Sources) -> Iterator[Change]:
    for key, statement in sheet.shared.items():
        record = session.get(Statement, key)
        after = _with_key(statement, sources)
        assert isinstance(after, SeedStatement)
        before = _as_seed(record, sources) if record else None
        # Marks the fact as kept by an office: a later seed leaves it alone.
        marked = SeedStatement(**{**vars(after), "verified_by": after.verified_by or _OFFICE})
        if before not in (after, marked):
            after = marked
            lines = _difference([_line(before)] if before else [], [_line(after)])
            yield Change(key, lines, shared=(key, after), sources=tuple(sources.added.items()))


def plan_changes(session: Session, sheet: SheetAnswers) -> list[Change]:
    """Everything that importing a spreadsheet would change; changes nothing."""
    sources = _Sources(session, sheet)
    changes = list(_shared_changes(session, sheet, sources))
    for label in sheet.statements:
        record = session.get(AnswerRecord, label)
        if record is not None and (change := _answer_change(record, sheet, sources)):
            changes.append(change)
    return changes


def apply_changes(session: Session, changes: list[Change]) -> None:
    """Make the changes; the session's transaction makes them all or none."""
    for change in changes:
        for key, source in change.sources:
            session.merge(
                Source(key=key, name=source.name, url=source.url, published=source.published)
            )
    session.flush()
    for change in changes:
        if change.answer is not None:
            replace_answer(session, change.answer, seed_hash=None)
        if change.shared is not None:
            key, fact = change.shared
            values = {**vars(fact), "source_key": fact.source}
            del values["source"]
            session.merge(Statement(key=key, shared=True, **values))
    session.flush()
