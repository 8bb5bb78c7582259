"""One denuncia in memory, and whoever has its folio and its clave."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any, Optional

from acolwhats.denuncias.codes import grouped, with_check
from acolwhats.denuncias.followup_guide import FollowUpGuide
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.throttle import Throttled
from acolwhats.guides.turn import File, Incoming

from .guided import NOW, FakeAnswers

FOLIO = f"AC-{grouped(with_check('7K3MQ9X25TC'))}"
OTHER_FOLIO = f"AC-{grouped(with_check('8K3MQ9X25TC'))}"
CLAVE = grouped(with_check("K7M3Q9X2AB5TCDE"))
WRONG_CLAVE = grouped(with_check("A7M3Q9X2AB5TCDE"))
NEW_CLAVE = grouped(with_check("B7M3Q9X2AB5TCDE"))
ASKS_STATE = {"decision": "answer", "label": "denuncia_anonima/seguimiento"}


@dataclass
class FakeAdded:
    what: tuple[str, tuple[str, ...]]
    office: FakeOffice
    lost: int = 0

    def write(self, session: Any) -> None:
        self.office.added.append(self.what)

    def after(self) -> None:
        self.office.done += 1


@dataclass
class FakeOffice:
    """One denuncia, and everything that is done to it. It is a `FollowUp` and what remembers it, too."""

    state: str = "review"
    folio: str = FOLIO
    notices: bool = False
    messages: list[tuple[str, str]] = field(default_factory=list)
    added: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    answers: Optional[Exception] = None
    throttled: bool = False
    done: int = 0
    until: dict[str, float] = field(default_factory=dict)
    tokens: Any = field(default_factory=itertools.count)

    def open(self, session, folio, clave, who, now):
        if self.throttled:
            return Throttled(900.0)
        return self if (folio, clave) == (FOLIO, CLAVE) else None

    def remember(self, followup, now):
        token = f"t{next(self.tokens)}"
        self.until[token] = now + 900
        return token

    def resume(self, session, token, who, now):
        return self if self.until.get(token, 0) > now else None

    def close(self, token):
        self.until.pop(token, None)

    def thread(self):
        return self.messages

    def add(self, text, files=()):
        if self.answers:
            raise self.answers
        if not text and not files:
            raise Refused(Refusal.EMPTY)
        return FakeAdded((text, tuple(file.handle for file in files)), self)

    def withdraw(self):
        return lambda session: self.written.append("withdrawn")

    def rotate(self):
        return NEW_CLAVE, lambda session: self.written.append("rotated")

    def ask_notices(self, sender_id):
        return lambda session: self.written.append(f"notices {sender_id}")


class Visitor:
    """Whoever has the folio and the clave."""

    def __init__(self, **office: Any) -> None:
        self.office = FakeOffice(**office)
        self.deleted: list[str] = []
        self.guide = FollowUpGuide(
            self.office.open,
            self.office,
            FakeAnswers(),
            self.deleted.append,
            {"review": "La está leyendo el personal.", "closed": "Está cerrada."}.__getitem__,
            lambda state: state != "closed",
        )
        self.draft: Optional[dict] = None
        self.now = NOW
        self.outcome: Any = None

    def says(self, text: str = "", wait: float = 30.0, **more: Any) -> str:
        self.now += wait
        decision = more.pop("decision", {})
        incoming = Incoming("another-number", text, self.now, decision=decision, **more)
        if self.draft is None:
            self.outcome = self.guide.start(incoming, None)
        else:
            self.outcome = self.guide.go_on(self.draft, incoming, None)
        if self.outcome is None:
            return ""
        kept = self.outcome.draft
        self.draft = None if kept is None else json.loads(json.dumps(kept))
        if self.outcome.write:
            self.outcome.write("transaction")
        if self.outcome.after:
            self.outcome.after()
        assert CLAVE not in self.outcome.text
        assert CLAVE.replace("-", "") not in str(self.draft).replace("-", "")
        return self.outcome.text

    def taps(self, title: str) -> str:
        options = self.outcome.choices.options
        return self.says(title, chosen=next(entry for entry, shown in options if shown == title))

    def photo(self, handle: str = "h1", problem: Optional[str] = None) -> str:
        file = File(None if problem else handle, "image/jpeg", 10, "ab", problem)
        return self.says("", kind="image", files=(file,))
