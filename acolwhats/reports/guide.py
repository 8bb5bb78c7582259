"""The guided report: from an answer's button, or at once when a message itself reports something."""

from __future__ import annotations

from typing import Any, Callable, Optional

from sqlalchemy.orm import Session

from acolwhats.guides.talk import Answers
from acolwhats.guides.turn import Incoming, Outcome
from acolwhats.reports import guide_texts as texts
from acolwhats.reports import repeats
from acolwhats.reports.asking import START
from acolwhats.reports.categories import Categories
from acolwhats.reports.conversation import Conversation
from acolwhats.reports.draft import Draft
from acolwhats.reports.filing import Filing
from acolwhats.reports.photos import ReportPhotos, is_photo
from acolwhats.reports.places import Gazetteer
from acolwhats.reports.reading import note_of, read_place, reports_something
from acolwhats.reports.service import AddWorkingDays
from acolwhats.reports.steps import Parts


class ReportGuide:
    """A guide (acolwhats/guides/turn.py). Danger is for others: the emergency is answered first.

    Args:
        photos: where pictures of reports stay.
        add_working_days: (day, count) -> the day that many working days later.
        answers: answers questions in the middle; without it such a message is left to others.
    """

    name = "report"

    def __init__(
        self,
        photos: ReportPhotos,
        categories: Categories,
        places: Gazetteer,
        add_working_days: AddWorkingDays,
        answers: Optional[Answers] = None,
    ) -> None:
        """Nothing is asked yet."""
        filing = Filing(photos, categories, add_working_days)
        self._parts = Parts(categories, places, photos, filing, answers)

    def start(self, incoming: Incoming, session: Session) -> Optional[Outcome]:
        """Begin with a button `report:<category>`, or with a message that reports something."""
        if incoming.urgent:
            return None
        draft = Draft()
        if incoming.chosen is not None:
            if not incoming.chosen.startswith(START):
                return None
            category = self._parts.categories.get(incoming.chosen.removeprefix(START))
            draft.category = category.code if category else None
        elif not self._reads_a_report(draft, incoming):
            return None
        filed = repeats.filed_since_yesterday(session, incoming.sender_id, incoming.now)
        if filed >= repeats.MOST_A_DAY:
            return Outcome(texts.TOO_MANY.format(count=filed), after=self._dropping(incoming))
        return Conversation(draft, incoming, session, self._parts).begin()

    def go_on(
        self, draft: dict[str, Any], incoming: Incoming, session: Session
    ) -> Optional[Outcome]:
        """The next turn."""
        if incoming.urgent:
            return None
        return Conversation(Draft.from_dict(draft), incoming, session, self._parts).reply()

    def _reads_a_report(self, draft: Draft, incoming: Incoming) -> bool:
        text = incoming.text.strip()
        if not text:
            return incoming.pin is not None or any(is_photo(f.content_type) for f in incoming.files)
        decision = incoming.decision
        if decision.get("decision") != "answer" or not reports_something(text):
            return False
        categories = self._parts.categories
        labels = list(decision.get("labels") or [incoming.label])
        found = [categories.of_label(label, text) for label in labels]
        # Of two requests, one that is no report gets its answer; the other is offered there.
        if not found or any(category is None for category in found):
            return False
        codes = list(dict.fromkeys(category.code for category in found if category))
        draft.category, draft.next = codes[0], codes[1] if len(codes) > 1 else None
        draft.note = note_of(text)
        draft.add_place(read_place(text, self._parts.places))
        return True

    def _dropping(self, incoming: Incoming) -> Callable[[], None]:
        handles = [file.handle for file in incoming.files if file.handle]
        return lambda: self._parts.photos.drop_drafts(handles)
