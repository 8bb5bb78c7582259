"""The questions of the guide: which one comes next, and how it is asked."""

from __future__ import annotations

from typing import Callable, Optional, Sequence

from acolwhats.answers.render import join_words, numbered
from acolwhats.dialogue.turn import Choices
from acolwhats.guides.turn import Outcome
from acolwhats.reports import guide_texts as texts
from acolwhats.reports.categories import Categories, Category
from acolwhats.reports.draft import MOST_BEFORE_CONFIRM, Draft
from acolwhats.reports.models import Report

PAGE = 9
START = "report:"  # `report:bache` begins a report; `report:` asks of what
MORE, OTHER = "report_more", "report_other"
SKIP, SEND, SEND_AND_TELL, CANCEL = "skip", "send", "send_and_tell", "cancel"
JOIN, JOIN_AND_TELL, ANOTHER = "join", "join_and_tell", "another"
BORDER_YES, BORDER_NO = "border_yes", "border_no"
WHICH, STREET, FIX = "which:", "street:", "fix:"

_ENTRIES = (SKIP, SEND, SEND_AND_TELL, JOIN, JOIN_AND_TELL, ANOTHER, BORDER_YES, BORDER_NO)

Options = Sequence[tuple[str, str]]
Repeat = tuple[Report, Optional[float]]


def is_ours(entry: str) -> bool:
    """Whether a button is of this guide."""
    return entry in _ENTRIES or entry.startswith((WHICH, STREET, FIX))


def say(
    draft: Draft, body: str, options: Options = (), before: str = "", hint: str = ""
) -> Outcome:
    """Ask something, and keep the draft."""
    draft.shown = [entry for entry, _ in options]
    lead = f"{before}\n\n" if before else ""
    # One button beside an open question is no list.
    listed = "\n" + numbered([title for _, title in options]) if len(options) > 1 else ""
    after = f"\n{hint}" if hint else ""
    choices = Choices(f"{lead}{body}{' ' + hint if hint else ''}", tuple(options))
    return Outcome(
        f"{lead}{body}{listed}{after}", choices if options else None, draft=draft.as_dict()
    )


def next_step(draft: Draft, find_repeat: Callable[[Draft], Optional[Repeat]]) -> str:
    """What is asked next: nothing that was said, nothing twice, and at most three things before sending."""
    may_ask = len(draft.asked) < MOST_BEFORE_CONFIRM
    if draft.category is None:
        return "category"
    if draft.border:
        return "border"
    if draft.municipality:
        return "elsewhere"
    if draft.point is None:
        if draft.options and "which" not in draft.asked and may_ask:
            return "which"
        if draft.streets and "which" not in draft.asked and may_ask:
            return "streets"
        if not draft.place:
            return "place"
        vague = not (draft.has_spot and (draft.place_name or draft.options or draft.streets))
        if vague and "place" not in draft.asked and not draft.has_spot:
            return "place"
        if vague and "detail" not in draft.asked and may_ask:
            return "detail"
    if not draft.is_new and (repeat := find_repeat(draft)) is not None:
        draft.repeat = repeat[0].id
        return "repeat"
    if not draft.photos and "photo" not in draft.asked and may_ask:
        return "photo"
    return "confirm"


class Asker:
    """Puts the questions into words."""

    def __init__(self, categories: Categories) -> None:
        """Nothing is asked yet."""
        self._categories = categories

    def category_of(self, draft: Draft) -> Category:
        """The category of a draft that has one."""
        category = self._categories.get(draft.category)
        assert category is not None, "the draft has no category yet"
        return category

    def ask(
        self, step: str, draft: Draft, before: str = "", repeat: Optional[Repeat] = None
    ) -> Outcome:
        """Ask for one thing."""
        counted = {"streets": "which", "border": "which", "elsewhere": "place"}.get(step, step)
        if counted not in draft.asked and step != "fix":
            draft.asked.append(counted)
        draft.step = step
        if step == "repeat" and repeat is not None:
            return self._repeat(draft, repeat, before)
        return getattr(self, f"_{step}")(draft, before)

    def ask_where(self, draft: Draft, said: str) -> Outcome:
        """Ask for another place, in other words than the first time."""
        draft.step = "place"
        if "place" not in draft.asked:
            draft.asked.append("place")
        return say(draft, said)

    def _category(self, draft: Draft, before: str, page: int = 1) -> Outcome:
        all_of_them = [(f"{START}{c.code}", c.title) for c in self._categories.by_code.values()]
        pages = [all_of_them[i : i + PAGE] for i in range(0, len(all_of_them), PAGE)]
        last = page >= len(pages)
        options = [*pages[page - 1], (OTHER, texts.OTHER) if last else (MORE, texts.MORE)]
        opening = texts.CATEGORY
        if draft.point and not before:
            opening = texts.CATEGORY_WITH_PIN
        elif draft.photos and not before:
            opening = texts.CATEGORY_WITH_PHOTO
        return say(draft, opening, options, before)

    def more_categories(self, draft: Draft) -> Outcome:
        """The second page of the list."""
        return self._category(draft, "", 2)

    def _place(self, draft: Draft, before: str) -> Outcome:
        noun = self.category_of(draft).noun
        if draft.place_name:
            return say(draft, texts.PLACE_IN.format(place=draft.place_name, noun=noun), (), before)
        return say(draft, texts.PLACE.format(noun=noun), (), before)

    def _detail(self, draft: Draft, before: str) -> Outcome:
        if draft.place_name and not draft.has_spot:
            noun = self.category_of(draft).noun
            return say(draft, texts.PLACE_IN.format(place=draft.place_name, noun=noun), (), before)
        return say(draft, texts.LOCALITY.format(place=draft.place), (), before)

    def _elsewhere(self, draft: Draft, before: str) -> Outcome:
        municipality, place = draft.municipality or "otro municipio", draft.place_name
        if place and draft.streets:
            said = texts.SPLIT_ELSEWHERE.format(
                place=place, streets=join_words(draft.streets), municipality=municipality
            )
        else:
            said = texts.ELSEWHERE.format(municipality=municipality)
        draft.forget_place()
        draft.asked = [step for step in draft.asked if step not in ("which", "detail")]
        return say(draft, said, (), before)

    def _which(self, draft: Draft, before: str) -> Outcome:
        options = [(f"{WHICH}{i}", str(o["name"])) for i, o in enumerate(draft.options)]
        return say(draft, texts.WHICH, options, before)

    def _streets(self, draft: Draft, before: str) -> Outcome:
        options = [(f"{STREET}{street}", street) for street in draft.streets]
        options.append((f"{STREET}", texts.OTHER_STREET))
        return say(draft, texts.STREETS.format(place=draft.place_name), options, before)

    def _border(self, draft: Draft, before: str) -> Outcome:
        options = ((BORDER_YES, texts.BORDER_YES), (BORDER_NO, texts.BORDER_NO))
        return say(draft, texts.BORDER, options, before)

    def _photo(self, draft: Draft, before: str) -> Outcome:
        return say(draft, texts.PHOTO, ((SKIP, texts.NO_PHOTO),), before, texts.PHOTO_HINT)

    def summary(self, draft: Draft) -> str:
        """What will be sent."""
        note = draft.note if len(draft.note) <= 80 else draft.note[:79].rsplit(" ", 1)[0] + "…"
        return texts.SUMMARY.format(
            title=self.category_of(draft).title,
            place=draft.where,
            photos=texts.photos_text(len(draft.photos)),
            note=f"\n📝 _{note}_" if note else "",
        )

    def _confirm(self, draft: Draft, before: str) -> Outcome:
        options = (
            (SEND, texts.SEND),
            (SEND_AND_TELL, texts.SEND_AND_TELL),
            (CANCEL, texts.CANCEL),
        )
        body = f"{self.summary(draft)}\n\n{texts.CONFIRM}"
        return say(draft, body, options, before, texts.CONFIRM_HINT)

    def _repeat(self, draft: Draft, repeat: Repeat, before: str) -> Outcome:
        report, metres = repeat
        body = texts.REPEAT.format(
            title=self.category_of(draft).title,
            place=report.place_name or report.street or "ese lugar",
            folio=report.folio,
            metres=texts.metres_text(metres),
        )
        another = texts.ANOTHER_GO_ON
        if self.sends_at_once(draft):
            another = texts.ANOTHER
            body += f"\n\n{texts.IF_ANOTHER}\n{self.summary(draft)}"
        options = ((JOIN, texts.JOIN), (JOIN_AND_TELL, texts.JOIN_AND_TELL), (ANOTHER, another))
        return say(draft, body, options, before)

    @staticmethod
    def sends_at_once(draft: Draft) -> bool:
        """Whether “it is another one” is the last question already."""
        return len(draft.asked) > MOST_BEFORE_CONFIRM

    def _fix(self, draft: Draft, before: str) -> Outcome:
        options = [(f"{FIX}{name}", title) for name, title in texts.FIX_OPTIONS]
        return say(draft, texts.FIX, options, before)
