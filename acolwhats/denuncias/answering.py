"""What a message answers, at each step of a denuncia. Changes the case; says what to tell before the next question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Callable, Optional

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias import told
from acolwhats.denuncias.case import Case
from acolwhats.denuncias.routing import OTHER_CATEGORY, Routing
from acolwhats.guides.commands import Command
from acolwhats.guides.extract import find_when, find_where, is_elsewhere
from acolwhats.guides.talk import words_in

# A story has at least so many words; fewer, and a little more is asked for, once.
_FEW_WORDS = 3
# Longer than this, and it is a story that holds an answer, not the answer.
_LONG_ANSWER = 12
_NOTHING = (Command.NO, Command.SKIP, Command.RATHER_NOT, Command.DONE)


@dataclass
class Answering:
    """One message that is no command of the whole guide.

    Attributes:
        today: in Acolman.
    """

    case: Case
    today: date
    routing: Routing

    def answer(self, text: str, command: Optional[Command]) -> list[str]:
        """Take the message as the answer to the question of the step; what to say before the next one."""
        step = self.case.step
        handlers: dict[str, Callable[[str, Optional[Command]], list[str]]] = {
            "what": self._what,
            "who": self._who,
            "when": self._when,
            "where": self._where,
            "evidence": self._evidence,
            "witnesses": self._witnesses,
            "category": self._category,
            "summary": self._more,
        }
        return handlers[step](text, command)

    def tell(self, text: str) -> list[str]:
        """Add to the story, and take from it whatever it answers."""
        if not self.case.tell(text):
            return [texts.TOO_LONG]
        self.case.absorb(text, self.today, self.routing)
        return []

    def go_on(self) -> None:
        """To the next question."""
        self.case.correcting = ""
        self.case.step = self.case.next_step()

    # -- one method a step -------------------------------------------------------------------------

    def _what(self, text: str, command: Optional[Command]) -> list[str]:
        case = self.case
        if command is not None:
            if case.correcting or case.what or command in (Command.SKIP, Command.RATHER_NOT):
                case.answer("what")
                self.go_on()
                return [texts.SKIPPED]
            return self._ask_again("what")
        if case.correcting == "what":
            case.what = []
        problem = self.tell(text)
        if problem:
            return problem
        if words_in(case.narrative) < _FEW_WORDS and "what" not in case.again:
            return self._ask_again("what")
        said = texts.CORRECTED if case.correcting else texts.NOTED_ASK_MORE
        case.answer("what")
        self.go_on()
        return [said]

    def _who(self, text: str, command: Optional[Command]) -> list[str]:
        if command is not None or told.is_unknown(text):
            return self._nothing("who", command)
        if self._is_more_story(text, told.find_who(text) or self.routing.area_in(text)):
            return self._add_and_ask_again("who", text)
        case = self.case
        case.who, case.area = self._kept(text), self.routing.area_in(text) or ""
        self._take_also(text, "who")
        return self._noted("who")

    def _when(self, text: str, command: Optional[Command]) -> list[str]:
        if command is not None or told.is_unknown(text):
            return self._nothing("when", command)
        found = find_when(text, self.today)
        if found is None and self._is_for_later(text, "where", find_where(text)):
            return [texts.NOTED]
        more = found is None and (self._is_more_story(text, None) or words_in(text) > 6)
        if more and "when" not in self.case.again:
            return self._add_and_ask_again("when", text)
        self.case.when = str(found) if found else self._kept(text)
        if found and words_in(text) > words_in(found.said) + 3:
            self.tell(text)
        self._take_also(text, "when")
        return self._noted("when")

    def _where(self, text: str, command: Optional[Command]) -> list[str]:
        if command is not None or told.is_unknown(text):
            return self._nothing("where", command)
        found = find_where(text)
        when = find_when(text, self.today)
        if found is None and self._is_for_later(text, "when", str(when or "")):
            return [texts.NOTED]
        if self._is_more_story(text, found or (is_elsewhere(text) and text)):
            return self._add_and_ask_again("where", text)
        if words_in(text) > _LONG_ANSWER and found:
            self.case.where = found
            self.tell(text)
        else:
            self.case.where = self._kept(text)
        if self.case.correcting:
            self.case.pin, self.case.rounded = None, False
        self._take_also(text, "where")
        outside = is_elsewhere(text) and self.case.once("outside")
        said = self._noted("where")
        return [texts.OUTSIDE] if outside else said

    def _evidence(self, text: str, command: Optional[Command]) -> list[str]:
        case = self.case
        if command in _NOTHING:
            case.answer("evidence")
            self.go_on()
            return [texts.NOTED] if case.files or command is Command.DONE else [texts.SKIPPED]
        if command is not None:
            return [texts.EVIDENCE_SEND]
        if told.has_no_evidence(text) or told.is_a_no(text):
            case.answer("evidence")
            self.go_on()
            return [texts.SKIPPED]
        if told.has_evidence(text) and words_in(text) <= _LONG_ANSWER:
            return [texts.EVIDENCE_SEND]
        problem = self.tell(text)
        if "evidence" in case.again:
            case.answer("evidence")
            self.go_on()
        else:
            case.again.append("evidence")
        return problem or [texts.ADDED]

    def _witnesses(self, text: str, command: Optional[Command]) -> list[str]:
        case = self.case
        if command in _NOTHING or told.is_unknown(text) or (text and told.is_a_no(text)):
            return self._nothing("witnesses", command)
        if command is not None:
            if "witnesses" in case.again:
                case.witnesses = case.witnesses or "sí, sin decir quién"
                return self._noted("witnesses")
            return self._ask_again("witnesses")
        case.witnesses = self._kept(text)
        self._take_also(text, "witnesses")
        return self._noted("witnesses")

    def _category(self, text: str, command: Optional[Command]) -> list[str]:
        case = self.case
        if command in (Command.YES, Command.GO_ON):
            return self._ask_again("category")
        found = None if command else self.routing.category_in(text)
        if found is None and command is None and "category" not in case.again:
            return [*self.tell(text), *self._ask_again("category")]
        if found is None and command is None:
            self.tell(text)
        if not (command and case.correcting):
            case.category = found or case.category or OTHER_CATEGORY
        return self._noted("category")

    def _more(self, text: str, command: Optional[Command]) -> list[str]:
        return self.tell(text) or [texts.ADDED]

    def _is_for_later(self, text: str, name: str, value: Optional[str]) -> bool:
        """“El martes pasado” says when, although it was asked where: kept there, and the question stays."""
        case = self.case
        if not value or words_in(text) > words_in(value) + 2 or case.step in case.again:
            return False
        if getattr(case, name) and not case.correcting:
            return False
        setattr(case, name, value)
        case.answer(name)
        self._ask_again(case.step)
        return True

    # -- helpers -----------------------------------------------------------------------------------

    def _kept(self, text: str) -> str:
        """An answer, which is short: a long one is part of the story."""
        text = " ".join(text.split())
        if len(text) <= 300:
            return text
        self.tell(text)
        return f"{text[:300]}…"

    def _is_more_story(self, text: str, found: object) -> bool:
        if self.case.step in self.case.again or self.case.correcting:
            return False
        if told.goes_on(text):
            return not (found and words_in(text) <= _LONG_ANSWER)
        return words_in(text) > _LONG_ANSWER and not found

    def _add_and_ask_again(self, name: str, text: str) -> list[str]:
        problem = self.tell(text)
        if name in self.case.answered:
            # The new part of the story said it.
            self.go_on()
        else:
            self.case.again.append(name)
        return problem or [texts.ADDED]

    def _ask_again(self, name: str) -> list[str]:
        if name not in self.case.again:
            self.case.again.append(name)
        return []

    def _take_also(self, text: str, asked: str) -> None:
        """An answer to one question often answers the next: “ayer, en la tesorería”."""
        case = self.case
        when = find_when(text, self.today)
        if asked != "when" and "when" not in case.answered and when:
            case.when = str(when)
            case.answer("when")
        if asked != "where":
            case.absorb_where(text)
        if asked != "witnesses":
            case.absorb_witnesses(text)
        case.categorise(self.routing)

    def _noted(self, name: str) -> list[str]:
        said = texts.CORRECTED if self.case.correcting else texts.NOTED
        self.case.answer(name)
        self.go_on()
        return [said]

    def _nothing(self, name: str, command: Optional[Command]) -> list[str]:
        """“No sé” and its kin: the question is not asked again. A “sí” is no answer to “¿quién?”."""
        case = self.case
        if command in (Command.YES, Command.GO_ON) and name not in case.again:
            return self._ask_again(name)
        said = texts.KEPT_AS_IT_WAS if case.correcting else texts.SKIPPED
        case.answer(name)
        self.go_on()
        return [said]
