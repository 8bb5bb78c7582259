"""Where a turn of the guide may lead: the next question, the same again, or the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from sqlalchemy.orm import Session

from acolwhats.guides.talk import Answers
from acolwhats.guides.turn import Incoming, Outcome
from acolwhats.reports import guide_texts as texts
from acolwhats.reports import repeats
from acolwhats.reports.asking import Asker, Repeat, next_step
from acolwhats.reports.categories import Categories
from acolwhats.reports.draft import Draft
from acolwhats.reports.filing import Filing
from acolwhats.reports.models import Report
from acolwhats.reports.photos import ReportPhotos
from acolwhats.reports.places import Gazetteer


@dataclass(frozen=True)
class Parts:
    """What a conversation works with."""

    categories: Categories
    places: Gazetteer
    photos: ReportPhotos
    filing: Filing
    answers: Optional[Answers]


class Steps:
    """The steps of one turn.

    Args:
        draft: changes as the message is read.
        session: for reading.
    """

    def __init__(self, draft: Draft, incoming: Incoming, session: Session, parts: Parts) -> None:
        """Nothing is read yet."""
        self._draft = draft
        self._incoming = incoming
        self._session = session
        self._parts = parts
        self._asker = Asker(parts.categories)

    def _next(self, before: str = "") -> Outcome:
        draft, found = self._draft, None

        def find_repeat(draft: Draft) -> Optional[Repeat]:
            nonlocal found
            spot = repeats.spot_of(draft.street, draft.place_name)
            found = repeats.nearest_open(
                self._session, str(draft.category), draft.pin, spot, self._incoming.now
            )
            return found

        step = next_step(draft, find_repeat)
        return self._asker.ask(step, draft, before, found)

    def _again(self, before: str = "") -> Outcome:
        draft = self._draft
        if draft.step in ("", "note", "elsewhere"):
            return self._next(before)
        if draft.step != "repeat":
            return self._asker.ask(draft.step, draft, before)
        report = self._session.get(Report, draft.repeat or "")
        if report is None or not report.is_open:
            return self._next(before)
        return self._asker.ask("repeat", draft, before, (report, None))

    def _cancel(self, said: str = texts.CANCELLED) -> Outcome:
        handles = self._draft.handles
        return Outcome(said, after=lambda: self._parts.photos.drop_drafts(handles))

    def _file(self, tell: bool) -> Outcome:
        return self._parts.filing.file(self._draft, self._incoming, self._session, tell)

    def _join(self, tell: bool) -> Outcome:
        report = self._session.get(Report, self._draft.repeat or "")
        if report is None or not report.is_open:
            return self._next()
        return self._parts.filing.join(self._draft, report, self._incoming, self._session, tell)

    def _another(self) -> Outcome:
        self._draft.is_new = True
        return self._file(False) if self._asker.sends_at_once(self._draft) else self._next()
