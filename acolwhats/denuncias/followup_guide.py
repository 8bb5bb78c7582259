"""FollowUpGuide: whoever has a folio and its clave sees how it goes, answers, adds, withdraws. The number alone gets nothing."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any, Callable, Optional, Sequence

from sqlalchemy.orm import Session

from acolwhats.denuncias import followup_texts as texts
from acolwhats.denuncias import guide_texts
from acolwhats.denuncias.folio import find_clave, find_folio
from acolwhats.denuncias.followup_questions import (
    ADD,
    LEAVE,
    NOTICES_OFF,
    NOTICES_ON,
    ROTATE,
    START,
    WITHDRAW,
    YES,
    question,
)
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.throttle import Throttled
from acolwhats.denuncias.visit import FollowUp, Open, OpenFollowUps, Visit, Write
from acolwhats.guides.commands import Command, command_in
from acolwhats.guides.talk import (
    Answers,
    Question,
    asks,
    chosen,
    danger_text,
    digression,
    is_in_danger,
    words_in,
)
from acolwhats.guides.turn import File, Incoming, Outcome

_LABELS = ("denuncia_anonima/seguimiento", "denuncia_anonima/agregar_informacion")
_ASKED_FOR = re.compile(r"^\s*(?:tengo (?:un|mi) )?(?:folio|seguimiento)(?: de (?:mi |una )?denuncia)?\s*$", re.IGNORECASE)  # fmt: skip
_MOST_CHARACTERS = 20_000
_MOST_SHOWN = 3  # messages of the office
_LEAVE = (Command.CANCEL, Command.ERASE, Command.RATHER_NOT, Command.PAUSE, Command.MENU)


class FollowUpGuide:
    """The guided conversation with whoever filed a denuncia.

    Args:
        open_: looks a folio and a clave up: (session, folio, clave, who, now).
        opened: what was opened, from one message to the next.
        answers: answers questions in the middle: the assistant.
        discard: deletes a file of the media store.
        state_text: what a state is to the citizen.
        may_withdraw: whether a denuncia in that state can be taken back.
    """

    name = "followup"

    def __init__(
        self,
        open_: Open,
        opened: OpenFollowUps,
        answers: Answers,
        discard: Callable[[str], None],
        state_text: Callable[[Any], str],
        may_withdraw: Callable[[Any], bool],
    ) -> None:
        """Nothing is read yet."""
        self._open = open_
        self._opened = opened
        self._answers = answers
        self._discard = discard
        self._state_text = state_text
        self._may_withdraw = may_withdraw

    # -- the protocol ------------------------------------------------------------------------------

    def start(self, incoming: Incoming, session: Session) -> Optional[Outcome]:
        """Begin with a folio, or when somebody asks how their denuncia goes."""
        folio = find_folio(incoming.text)
        asked = incoming.label in _LABELS and incoming.decision.get("decision") == "answer"
        if not (folio or asked or incoming.chosen == START or _ASKED_FOR.match(incoming.text)):
            return None
        if is_in_danger(incoming):
            return self._danger(Visit(), incoming)
        visit = Visit()
        self._attach(visit, incoming)
        if folio:
            return self._with_folio(visit, folio, incoming, session)
        return self._said(visit, texts.ASK_FOLIO)

    def go_on(
        self, draft: dict[str, Any], incoming: Incoming, session: Session
    ) -> Optional[Outcome]:
        """The next turn."""
        visit = Visit.load(draft)
        if is_in_danger(incoming):
            return self._danger(visit, incoming)
        said = command_in(incoming.text)
        command = said.command if said else None
        if command in _LEAVE and incoming.chosen is None:
            return self._leave(visit)
        if visit.step in ("folio", "clave"):
            return self._enter(visit, command, incoming, session)
        followup = self._opened.resume(session, visit.token, incoming.sender_id, incoming.now)
        if followup is None:
            visit.step, visit.token = "clave", ""
            return self._said(visit, texts.CLOSED_MEANWHILE)
        return self._inside(visit, followup, command, incoming)

    # -- the way in --------------------------------------------------------------------------------

    def _enter(
        self, visit: Visit, command: Optional[Command], incoming: Incoming, session: Session
    ) -> Outcome:
        text = incoming.text
        self._attach(visit, incoming)
        if folio := find_folio(text):
            return self._with_folio(visit, folio, incoming, session)
        clave = find_clave(text)
        if visit.step == "clave" and clave:
            return self._look_up(visit, clave, incoming, session)
        if command in (Command.NO, Command.SKIP) or re.search(r"\b(?:perd[ií]|se me borr|ya no (?:lo|la) tengo|no (?:lo|la) tengo|olvid)", text.lower()):  # fmt: skip
            return self._leave(visit, texts.LOST)
        answered = digression(incoming, self._answers, _about) if not clave else None
        if answered is None and command is Command.HELP:
            answered = texts.HELP
        if visit.step == "folio":
            asked = texts.ASK_FOLIO if answered or command else texts.NO_FOLIO_YET
        else:
            asked = texts.ASK_CLAVE if answered or command else texts.NO_CLAVE_YET
        return self._said(visit, answered or "", asked)

    def _with_folio(
        self, visit: Visit, folio: str, incoming: Incoming, session: Session
    ) -> Outcome:
        visit.folio, visit.step = folio, "clave"
        if clave := find_clave(incoming.text):
            return self._look_up(visit, clave, incoming, session)
        return self._said(visit, texts.ASK_CLAVE)

    def _look_up(self, visit: Visit, clave: str, incoming: Incoming, session: Session) -> Outcome:
        found = self._open(session, visit.folio, clave, incoming.sender_id, incoming.now)
        if isinstance(found, Throttled):
            return self._leave(visit, texts.THROTTLED)
        if found is None:
            # Which of the two was wrong is told to nobody.
            visit.step, visit.folio = "folio", ""
            return self._said(visit, texts.WRONG)
        visit.token = self._opened.remember(found, incoming.now)
        visit.step = "add" if visit.text or visit.files else "menu"
        if visit.step == "add":
            return self._said(visit, self._status(found), texts.ADD_MORE)
        return self._menu(visit, found, self._status(found))

    # -- inside ------------------------------------------------------------------------------------

    def _inside(
        self, visit: Visit, followup: FollowUp, command: Optional[Command], incoming: Incoming
    ) -> Outcome:
        if find_clave(incoming.text):
            return self._again(visit, followup, texts.HOLDS_CLAVE, incoming)
        entry = chosen(incoming, self._question(visit, followup))
        if visit.step in ("rotate", "withdraw"):
            if entry == YES or (entry is None and command is Command.YES):
                return self._do(visit, followup)
            answered = digression(incoming, self._answers, _about)
            visit.step = "menu"
            return self._menu(visit, followup, answered or texts.KEPT_AS_IT_WAS)
        if entry is not None:
            return self._chosen(visit, followup, entry, incoming)
        problems = self._attach(visit, incoming)
        text = incoming.text.strip()
        if command is None and (answered := digression(incoming, self._answers, _about)):
            return self._again(visit, followup, answered, incoming)
        if command in (Command.DONE, Command.YES) and visit.step == "add":
            return self._send(visit, followup)
        if command in (Command.DONE, Command.NO) and visit.step == "menu":
            return self._leave(visit)
        if command is not None:
            said = texts.HELP if command is Command.HELP else ""
            return self._again(visit, followup, said, incoming)
        if not text and not incoming.files:
            kind = {"audio": guide_texts.AUDIO, "sticker": guide_texts.STICKER}
            said = kind.get(incoming.kind, guide_texts.UNREADABLE)
            return self._again(visit, followup, said, incoming)
        if visit.step == "menu" and not visit.files and (words_in(text) < 3 or asks(text)):
            said = guide_texts.NO_ANSWER if asks(text) else "\n".join(problems)
            return self._menu(visit, followup, said)
        return self._keep(visit, text, problems, incoming)

    def _keep(self, visit: Visit, text: str, problems: list[str], incoming: Incoming) -> Outcome:
        visit.step = "add"
        if len("".join(visit.text)) + len(text) > _MOST_CHARACTERS:
            return self._said(visit, texts.TOO_LONG)
        if text:
            visit.text.append(text)
        files = len(visit.files)
        received = texts.ONE_FILE if files == 1 else texts.MANY_FILES.format(count=files)
        noted = received if incoming.files and files else texts.KEPT if text else ""
        return self._said(visit, noted, *problems, texts.ADD_MORE)

    def _chosen(self, visit: Visit, followup: FollowUp, entry: str, incoming: Incoming) -> Outcome:
        if entry == LEAVE:
            return self._leave(visit)
        if entry == ADD:
            visit.step = "add"
            return self._said(visit, texts.ADD)
        if entry in (NOTICES_ON, NOTICES_OFF):
            on = entry == NOTICES_ON
            write = followup.ask_notices(incoming.sender_id if on else None)
            said = texts.NOTICES_ON if on else texts.NOTICES_OFF
            return self._leave(visit, said, write)
        if entry == WITHDRAW and not self._may_withdraw(followup.state):
            return self._menu(visit, followup, texts.CANNOT_WITHDRAW)
        visit.step = "rotate" if entry == ROTATE else "withdraw"
        return self._ask(visit, self._question(visit, followup))

    def _do(self, visit: Visit, followup: FollowUp) -> Outcome:
        if visit.step == "withdraw":
            return self._leave(visit, texts.WITHDRAWN, followup.withdraw())
        clave, write = followup.rotate()
        said = texts.ROTATED.format(folio=followup.folio, clave=clave)
        return self._leave(visit, said, write)

    def _send(self, visit: Visit, followup: FollowUp) -> Outcome:
        try:
            added = followup.add("\n\n".join(visit.text), [File(**one) for one in visit.files])
        except Refused as refused:
            return self._refused(visit, followup, refused.reason)
        visit.step, visit.text, visit.files = "menu", [], []
        lost = texts.ADDED_BUT_LOST if getattr(added, "lost", 0) else ""
        text, choices = self._question(visit, followup).said(texts.ADDED, lost)
        return Outcome(text, choices, asdict(visit), added.write, added.after)

    def _refused(self, visit: Visit, followup: FollowUp, reason: Refusal) -> Outcome:
        if reason is Refusal.EMPTY:
            return self._said(visit, texts.NOTHING_TO_SEND, texts.ADD)
        if reason is Refusal.GONE:
            return self._leave(visit, texts.GONE)
        handles, visit.files = visit.handles(), []
        said = {
            Refusal.CLAVE: texts.HOLDS_CLAVE,
            Refusal.TOO_MANY_FILES: texts.TOO_MANY_FILES,
        }.get(reason, texts.TOO_MUCH_EVIDENCE)
        if reason is Refusal.CLAVE:
            visit.text = []
        return Outcome(said, draft=asdict(visit), after=self._deleting(handles))

    # -- what is said ------------------------------------------------------------------------------

    def _status(self, followup: FollowUp) -> str:
        """State in plain words, and what the office asked since the citizen wrote last."""
        state = texts.STATE.format(folio=followup.folio, state=self._state_text(followup.state))
        asked: list[str] = []
        for author, text in followup.thread():
            asked = [] if author == "citizen" else [*asked, f"• {text}"]
        said = texts.ASKED.format(messages="\n".join(asked[-_MOST_SHOWN:])) if asked else ""
        return "\n\n".join(filter(None, [state, said]))

    def _question(self, visit: Visit, followup: FollowUp) -> Question:
        may_withdraw = self._may_withdraw(followup.state)
        return question(visit.step, followup.notices, may_withdraw)

    def _again(self, visit: Visit, followup: FollowUp, said: str, incoming: Incoming) -> Outcome:
        """Say something, and ask again what was asked."""
        return self._ask(visit, self._question(visit, followup), said)

    def _menu(self, visit: Visit, followup: FollowUp, said: str) -> Outcome:
        visit.step = "menu"
        return self._ask(visit, self._question(visit, followup), said)

    def _ask(self, visit: Visit, question: Question, *before: str) -> Outcome:
        text, choices = question.said(*before)
        return Outcome(text, choices, asdict(visit))

    def _said(self, visit: Visit, *said: str) -> Outcome:
        return Outcome("\n\n".join(filter(None, said)), draft=asdict(visit))

    # -- the end -----------------------------------------------------------------------------------

    def _leave(self, visit: Visit, said: str = "", write: Optional[Write] = None) -> Outcome:
        if not said:
            said = texts.LEFT_UNSENT if visit.text or visit.files else texts.LEFT
        self._opened.close(visit.token)
        return Outcome(said, write=write, after=self._deleting(visit.handles()))

    def _danger(self, visit: Visit, incoming: Incoming) -> Outcome:
        said = danger_text(incoming, self._answers, guide_texts.DANGER)
        self._opened.close(visit.token)
        handles = [*visit.handles(), *(f.handle for f in incoming.files if f.handle)]
        return Outcome(f"{said}\n\n{texts.DANGER_ENDS}", after=self._deleting(handles))

    def _attach(self, visit: Visit, incoming: Incoming) -> list[str]:
        """Take the files; why some were not taken."""
        problems: list[str] = []
        for file in incoming.files:
            if file.handle and not file.problem:
                visit.files.append(asdict(file))
                continue
            why = guide_texts.REJECTED.get(file.problem or "", guide_texts.REJECTED_OTHERWISE)
            if why not in problems:
                problems.append(why)
        return problems

    def _deleting(self, handles: Sequence[str]) -> Optional[Callable[[], None]]:
        if not handles:
            return None

        def delete() -> None:
            for handle in handles:
                self._discard(handle)

        return delete


def _about(label: str) -> Optional[str]:
    """Questions about denuncias that are answered here, except for those that brought somebody here."""
    return None if label in _LABELS else guide_texts.ABOUT.get(label)
