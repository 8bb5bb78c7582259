"""One turn of the guide: what the message changes, and what is asked next."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Optional

from acolwhats.guides.commands import Command, command_in, correction_text, field_named
from acolwhats.guides.talk import digression
from acolwhats.guides.turn import Outcome
from acolwhats.nlu.options import LAST, parse_option
from acolwhats.nlu.text import normalize
from acolwhats.reports import asking, taking
from acolwhats.reports import guide_texts as texts
from acolwhats.reports.asking import say
from acolwhats.reports.categories import Category
from acolwhats.reports.reading import asks, note_of, read_place
from acolwhats.reports.steps import Steps

_TELL_ME = re.compile(r"\b(?:avis\w+|notif\w+|me (?:dices|informas))\b")
_JOINS = re.compile(r"\b(?:sum[oa]\w*|junt\w+|apoy\w+|el mismo|ese mismo|es ese)\b")
_ANOTHER = re.compile(r"\b(?:es otr[oa]|otr[oa]|distint\w+|diferente)\b")
_AGAIN = (
    *(Command.SUMMARY, Command.REPEAT, Command.HELP),
    *(Command.GREETING, Command.GO_ON, Command.THANKS),
)
_STOP = (Command.CANCEL, Command.ERASE)
_LEAVE_TO_OTHERS = (Command.MENU, Command.PERSON)
_LEAVE_LABELS = frozenset(["aviso_privacidad", "borrar_mis_datos", "eres_bot", "hablar_con_persona", "menu"])  # fmt: skip
_FIELDS = {"where": "place", "evidence": "photo", "category": "category", "what": "note"}
_PLACE_STEPS = ("place", "detail", "which", "streets", "elsewhere", "border")
_WHERE_ITSELF = re.compile(r"^(?:(?:es|esta|queda|ahi|aqui|por|en) )*donde (?:esta|estan|hay|queda|se ponen)\b")  # fmt: skip


class Conversation(Steps):
    """One turn of the guide."""

    def begin(self) -> Outcome:
        """The first turn, its words read already."""
        problem = taking.take_photos(self._draft, self._incoming)
        return self._pin() or self._next(problem)

    def reply(self) -> Optional[Outcome]:
        """A later turn; None when the message is for others."""
        incoming = self._incoming
        if incoming.chosen is not None:
            return self._chosen(incoming.chosen)
        problem = taking.take_photos(self._draft, incoming)
        if outcome := self._pin():
            return outcome
        attached = incoming.pin is not None or bool(incoming.files)
        if not incoming.text.strip():
            return self._next(problem) if attached else None
        if not attached:
            if self._is_for_others():
                return None
            if outcome := self._number() or self._command() or self._digression():
                return outcome
        return self._answer(problem, attached)

    # -- pins, buttons, numbers --------------------------------------------------------------------

    def _pin(self) -> Optional[Outcome]:
        """Take over a pin; what is said when it is no place of Acolman."""
        said = taking.take_pin(self._draft, self._incoming.pin, self._parts.places)
        if said is None:
            return None
        if self._draft.category is None:
            return self._asker.ask("category", self._draft, said)
        return self._asker.ask_where(self._draft, said)

    def _chosen(self, entry: str) -> Optional[Outcome]:
        draft = self._draft
        if entry == asking.MORE:
            return self._asker.more_categories(draft)
        if entry == asking.OTHER:
            return self._cancel(texts.SOMETHING_ELSE)
        if entry == asking.CANCEL:
            return self._cancel()
        if entry.startswith(asking.START):
            category = self._parts.categories.get(entry.removeprefix(asking.START))
            return self._take_category(category) if category else self._asker.ask("category", draft)
        if entry not in draft.shown:
            return self._again() if asking.is_ours(entry) else None
        if entry in (asking.SEND, asking.SEND_AND_TELL):
            return self._file(entry == asking.SEND_AND_TELL)
        if entry in (asking.JOIN, asking.JOIN_AND_TELL):
            return self._join(entry == asking.JOIN_AND_TELL)
        if entry == asking.ANOTHER:
            return self._another()
        if entry.startswith(asking.FIX):
            return self._fix(entry.removeprefix(asking.FIX))
        taking.take_choice(draft, entry, self._parts.places)
        return self._next()

    def _number(self) -> Optional[Outcome]:
        shown, number = self._draft.shown, parse_option(self._incoming.text)
        if not shown or number is None or len(shown) == 1:
            return None
        place = len(shown) if number == LAST else number
        return self._chosen(shown[place - 1]) if 1 <= place <= len(shown) else None

    def _take_category(self, category: Category) -> Outcome:
        self._draft.category, self._draft.repeat = category.code, None
        self._draft.is_new = False
        return self._next()

    # -- commands ----------------------------------------------------------------------------------

    def _is_for_others(self) -> bool:
        said = command_in(self._incoming.text)
        if said is not None:
            return said.command in _LEAVE_TO_OTHERS
        decided = self._incoming.decision.get("decision") == "answer"
        return decided and self._incoming.label in _LEAVE_LABELS

    def _command(self) -> Optional[Outcome]:
        """Skip, correct, cancel and the like; None when it is an answer."""
        said = command_in(self._incoming.text)
        if said is None:
            return None
        command, step = said.command, self._draft.step
        if command in _STOP or (command is Command.RATHER_NOT and step != "photo"):
            return self._cancel()
        if command is Command.PAUSE:
            return Outcome(texts.PAUSED, draft=self._draft.as_dict())
        if command is Command.CORRECT:
            return self._correct(said.rest)
        if command in _AGAIN:
            return self._again(texts.HELP if command is Command.HELP else "")
        if command is Command.YES or (command is Command.DONE and step == "confirm"):
            return self._yes()
        if command in (Command.NO, Command.RATHER_NOT):
            return self._no()
        return self._skip()

    def _yes(self) -> Optional[Outcome]:
        entry = {
            "repeat": asking.JOIN,
            "border": asking.BORDER_YES,
            "confirm": asking.SEND,
        }.get(self._draft.step)
        if entry is not None:
            return self._chosen(entry)
        if self._draft.step == "photo":
            return say(self._draft, texts.SEND_IT_NOW, ((asking.SKIP, texts.NO_PHOTO),))
        return self._again()

    def _no(self) -> Optional[Outcome]:
        step = self._draft.step
        if step == "repeat":
            return self._another()
        if step == "border":
            return self._chosen(asking.BORDER_NO)
        if step == "confirm":
            return self._asker.ask("fix", self._draft)
        return self._skip()

    def _skip(self) -> Outcome:
        """Leave a question out, unless nothing could be found without its answer."""
        draft = self._draft
        if draft.step == "category":
            return self._asker.ask("category", draft, texts.CATEGORY_AGAIN)
        if draft.step == "border":
            draft.point, draft.border = draft.border, None
        if draft.step in ("place", "elsewhere") and not (draft.place or draft.point):
            return say(draft, texts.PLACE_NEEDED)
        if draft.step == "repeat":
            return self._another()
        return self._next(texts.CONFIRM_FIRST if draft.step == "confirm" else "")

    def _correct(self, rest: str) -> Outcome:
        named = _FIELDS.get(field_named(rest) or "")
        if named is None:
            return self._asker.ask("fix", self._draft)
        said = correction_text(rest, self._incoming.text)
        if said and named == "place":
            self._draft.forget_place()
            self._draft.add_place(read_place(said, self._parts.places, whole=True))
            return self._next(texts.FIXED)
        if said and named == "note":
            self._draft.note = note_of(said)
            return self._next(texts.FIXED)
        return self._fix(named)

    def _fix(self, name: str) -> Outcome:
        """Ask again for one thing; the rest stays."""
        draft = self._draft
        if name == "place":
            draft.forget_place()
            draft.is_new, draft.repeat = False, None
            # A new place may need all its questions again; a photo is not asked for twice.
            draft.asked = [step for step in draft.asked if step == "photo"]
            return self._asker.ask("place", draft) if draft.category else self._next()
        if name == "photo":
            handles, draft.photos = draft.handles, []
            asked = self._asker.ask("photo", draft)
            return replace(asked, after=lambda: self._parts.photos.drop_drafts(handles))
        if name == "note":
            draft.step = "note"
            return say(draft, texts.FIX_NOTE)
        draft.category = None
        return self._asker.ask("category", draft)

    # -- questions and answers ---------------------------------------------------------------------

    def _digression(self) -> Optional[Outcome]:
        """A question on another matter is answered, and the guide goes on where it was."""
        incoming = self._incoming
        label, text = incoming.label or "", normalize(incoming.text)
        if self._draft.step in _PLACE_STEPS and _WHERE_ITSELF.match(text):
            return None
        if self._parts.answers is None or "/" not in label or not asks(incoming.text):
            return None
        answer = digression(incoming, self._parts.answers, lambda _: None)
        return self._again(f"{answer}\n\n{texts.BACK_TO}") if answer else None

    def _answer(self, problem: str, attached: bool) -> Outcome:
        draft, text = self._draft, self._incoming.text.strip()
        comparable = normalize(text)
        if draft.step == "category" and draft.category is None:
            return self._category_in_words()
        if draft.step in _PLACE_STEPS and draft.point is None:
            taking.take_place(draft, text, self._parts.places)
            return self._next(problem)
        if draft.step == "note":
            draft.note = note_of(text)
            return self._next(texts.FIXED)
        if draft.step == "fix":
            named = _FIELDS.get(field_named(text) or "")
            return self._fix(named) if named else self._asker.ask("fix", draft)
        if draft.step == "confirm" and _TELL_ME.search(comparable):
            return self._file(True)
        if draft.step == "repeat" and _JOINS.search(comparable):
            return self._join(bool(_TELL_ME.search(comparable)))
        if draft.step == "repeat" and _ANOTHER.search(comparable):
            return self._another()
        draft.note = note_of(" ".join(filter(None, [draft.note, text])))
        return self._next(problem or ("" if attached else texts.NOTE_ADDED))

    def _category_in_words(self) -> Outcome:
        text, categories = self._incoming.text, self._parts.categories
        category = categories.of_label(self._incoming.label, text) or categories.named_in(text)
        if category is None:
            return self._asker.ask("category", self._draft, texts.CATEGORY_AGAIN)
        self._draft.note = note_of(" ".join(filter(None, [self._draft.note, text])))
        if self._draft.point is None and not self._draft.place:
            self._draft.add_place(read_place(text, self._parts.places))
        return self._take_category(category)
