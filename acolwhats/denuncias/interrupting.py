"""What may interrupt a denuncia at any step: commands, files, a pin. The other half of a turn is in conversation.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Callable, Optional

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias import questions
from acolwhats.denuncias.answering import Answering
from acolwhats.denuncias.case import Case
from acolwhats.denuncias.routing import Routing
from acolwhats.guides import commands
from acolwhats.guides.commands import Command, Said, command_in, field_named
from acolwhats.guides.talk import Answers, Question
from acolwhats.guides.turn import Incoming, Pin


@dataclass
class Effects:
    """What a turn leads to beside words.

    Attributes:
        over: the draft is dropped.
        discard: files to delete, once the turn is committed.
        send: file the denuncia; with notices or without.
    """

    over: bool = False
    discard: list[str] = field(default_factory=list)
    send: bool = False
    notify: bool = False


@dataclass
class Interrupting:
    """One turn, as far as it is no answer.

    Attributes:
        is_outside: whether a pin lies in another municipality.
    """

    case: Case
    incoming: Incoming
    today: date
    routing: Routing
    answers: Answers
    is_outside: Callable[[float, float], bool]
    effects: Effects = field(default_factory=Effects)

    def __post_init__(self) -> None:
        """What takes answers works on the same case."""
        self._answering = Answering(self.case, self.today, self.routing)

    @property
    def question(self) -> Question:
        """What is asked at the step that the case is at now."""
        return questions.question(self.case, self.routing)

    def _words(self, text: str, said: Optional[Said]) -> list[str]:
        """Take words as an answer."""
        raise NotImplementedError

    # -- commands ----------------------------------------------------------------------------------

    def _command(self, said: Said, came_back: bool) -> Optional[list[str]]:
        """What a command leads to at any step; None when it is an answer to what was asked."""
        case, command = self.case, said.command
        if command is Command.ERASE:
            return self._leave(texts.DROPPED)
        if command is Command.CANCEL:
            if case.step == "cancel" or case.is_empty:
                return self._leave(texts.DECLINED if case.is_empty else texts.DROPPED)
            return self._ask_to_drop()
        if command is Command.RATHER_NOT and case.step in ("what", "who"):
            return self._leave(texts.DROPPED) if case.is_empty else self._ask_to_drop()
        if command is Command.PAUSE:
            case.paused = True
            return [texts.PAUSED]
        if command is Command.CORRECT:
            return self._corrected(said) if case.step != "intro" else []
        simple = {
            Command.HELP: texts.HELP,
            Command.MENU: texts.NO_MENU,
            Command.PERSON: texts.NO_PERSON,
            Command.THANKS: texts.WELCOME,
        }
        if command in simple:
            return [simple[command]]
        if command is Command.SUMMARY and case.step not in ("intro", "summary"):
            return [questions.summary(case, self.routing)]
        if command in (Command.SUMMARY, Command.REPEAT, Command.GREETING):
            return []
        if command is Command.GO_ON and (came_back or case.step not in ("intro", "cancel", "correct")):  # fmt: skip
            return []
        return None

    def _corrected(self, said: Said) -> list[str]:
        name = field_named(said.rest)
        if name is None:
            return self._ask_what_to_correct()
        before = self._correct(name)
        new = commands.correction_text(said.rest, self.incoming.text)
        if not new or name in ("evidence", "category"):
            return before
        return self._words(new, command_in(new))

    def _correct(self, name: str) -> list[str]:
        case = self.case
        if name not in case.answered:
            # It has not been asked yet: it is now.
            case.step, case.correcting, case.before = name, "", ""
            return []
        case.step, case.correcting, case.before = name, name, ""
        if name in case.again:
            case.again.remove(name)
        value = questions.value_of(case, name, self.routing)
        return [texts.CORRECT_IT + texts.FROM_BEFORE.format(before=value)] if value else []

    def _ask_what_to_correct(self) -> list[str]:
        self._interrupt("correct")
        return []

    def _ask_to_drop(self) -> list[str]:
        self._interrupt("cancel")
        return []

    def _interrupt(self, step: str) -> None:
        case = self.case
        if case.step not in ("correct", "cancel"):
            case.before = case.step
        case.step = step

    def _back(self) -> list[str]:
        case = self.case
        case.step, case.before = case.before or case.next_step(), ""
        return []

    def _leave(self, text: str) -> list[str]:
        self.effects.over = True
        self.effects.discard += self.case.handles()
        return [text]

    # -- what is not words -------------------------------------------------------------------------

    def _attach(self) -> list[str]:
        case = self.case
        kept, lines = 0, []
        for file in self.incoming.files:
            if file.problem or not file.handle:
                line = texts.REJECTED.get(file.problem or "", texts.REJECTED_OTHERWISE)
            elif case.attach(file):
                kept += 1
                continue
            else:
                self.effects.discard.append(file.handle)
                line = texts.TOO_MANY_FILES
            if line not in lines:
                lines.append(line)
        if kept:
            total = len(case.files)
            lines.insert(0, questions.files_line(total, texts.RECEIVED_ONE, texts.RECEIVED_MANY))
        return lines

    def _drop_files(self) -> list[str]:
        self.effects.discard += self.case.handles()
        self.case.files = []
        self.case.answer("evidence")
        self._answering.go_on()
        return [texts.FILES_DROPPED]

    def _take_pin(self, ask_to_round: bool) -> list[str]:
        pin = self.incoming.pin
        if pin is None:
            return []
        if not _is_on_earth(pin):
            return [texts.BAD_PIN]
        case = self.case
        named_place = ", ".join(filter(None, [pin.label, pin.address]))[:300]
        case.pin, case.rounded = [pin.latitude, pin.longitude, named_place], False
        case.answer("where")
        if ask_to_round and case.step != "intro":
            case.correcting, case.before = "", ""
            case.step = "round"
        outside = self.is_outside(pin.latitude, pin.longitude) and case.once("outside")
        return [texts.OUTSIDE] if outside else []


def _is_on_earth(pin: Pin) -> bool:
    degrees = (pin.latitude, pin.longitude)
    return (
        all(map(isfinite, degrees))
        and degrees != (0, 0)
        and abs(degrees[0]) <= 90
        and abs(degrees[1]) <= 180
    )
