"""The end of the guide: a report is filed, or somebody joins one."""

from __future__ import annotations

from typing import Optional

from sqlalchemy.orm import Session

from acolwhats.dialogue.turn import Choices
from acolwhats.guides.turn import Incoming, Outcome
from acolwhats.reports import guide_texts as texts
from acolwhats.reports import notices, repeats, service
from acolwhats.reports.asking import START
from acolwhats.reports.categories import Categories, Category
from acolwhats.reports.draft import Draft
from acolwhats.reports.models import Report
from acolwhats.reports.photos import ReportPhotos


class Filing:
    """Writes what was said together with the answer: all or nothing."""

    def __init__(
        self,
        photos: ReportPhotos,
        categories: Categories,
        add_working_days: service.AddWorkingDays,
    ) -> None:
        """Nothing is written yet."""
        self._photos = photos
        self._categories = categories
        self._add_working_days = add_working_days

    def file(self, draft: Draft, incoming: Incoming, session: Session, tell: bool) -> Outcome:
        """File the report; `tell`: the citizen wants to hear of it."""
        category = self._categories.get(draft.category)
        assert category is not None, "a report without category is not confirmed"
        now, sender_id = incoming.now, incoming.sender_id
        expected = service.expected_on(category, now, self._add_working_days)
        folio = service.unused_folio(session)
        kept = self._photos.keep(draft.handles)
        new = service.NewReport(
            category,
            draft.place or texts.ON_THE_MAP,
            draft.place_name,
            draft.street,
            draft.pin,
            draft.note,
            kept,
        )

        def write(session: Session) -> None:
            report = service.create(session, new, now, expected, folio)
            repeats.mark(session, report, sender_id, now)
            if tell:
                notices.watch(session, report, sender_id)

        text = texts.FILED.format(
            folio=folio,
            title=category.title,
            place=draft.where,
            unit=self._categories.unit_title(category.unit),
            expected=texts.expected_text(expected, category.is_confirmed),
            telling=_telling(tell),
            extra=texts.CAUTION.format(caution=category.caution) if category.caution else "",
        )
        return self._over(draft, text, write)

    def join(
        self, draft: Draft, report: Report, incoming: Incoming, session: Session, tell: bool
    ) -> Outcome:
        """Add the citizen to a report that is there already."""
        now, sender_id, report_id = incoming.now, incoming.sender_id, report.id
        is_new = not repeats.has_mark(session, report, sender_id)

        def write(session: Session) -> None:
            joined = session.get(Report, report_id)
            if joined is None:
                return
            repeats.join(session, joined, sender_id, now)
            if tell:
                notices.watch(session, joined, sender_id)

        category = self._categories.get(report.category)
        text = (texts.JOINED if is_new else texts.ALREADY_JOINED).format(
            folio=report.folio,
            title=category.title if category else report.category,
            place=report.place_name or report.street or "ese lugar",
            state=notices.state_text(report, self._categories),
            telling=_telling(tell),
        )
        return self._over(draft, text, write)

    def _over(self, draft: Draft, text: str, write: service.Write) -> Outcome:
        handles = draft.handles
        following: Optional[Category] = self._categories.get(draft.next)
        choices = None
        if following is not None:
            text += texts.AND_NEXT.format(title=following.title)
            option = (f"{START}{following.code}", texts.REPORT_IT)
            choices = Choices(text, (option,))
        return Outcome(text, choices, write=write, after=lambda: self._photos.drop_drafts(handles))


def _telling(tell: bool) -> str:
    return f"{texts.WILL_TELL} {texts.ASK_WITH_FOLIO}" if tell else texts.ASK_WITH_FOLIO
