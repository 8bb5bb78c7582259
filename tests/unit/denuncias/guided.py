"""The reviewed routing, a vault in memory, and somebody who denounces in it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any, Optional

from acolwhats.denuncias.case import Case
from acolwhats.denuncias.guide import DenunciaGuide
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.statement import Statement
from acolwhats.dialogue.turn import Reply, Turn
from acolwhats.guides.turn import File, Incoming, Outcome, Pin

NOW = 1_795_600_800.0  # Wednesday 25 November 2026, 10:40 in Acolman
START = {"decision": "answer", "label": "denuncia_anonima/presentar", "labels": ["denuncia_anonima/presentar"]}  # fmt: skip
ASKS_PREDIAL = {
    "decision": "answer",
    "label": "servicios_publicos/predial_pago",
    "labels": ["servicios_publicos/predial_pago"],
}
DANGER = {
    "decision": "emergency",
    "label": "seguridad_ciudadana/emergencia_delito",
    "labels": ["seguridad_ciudadana/emergencia_delito"],
    "urgent": True,
}
PREDIAL = "El predial se paga en la Tesorería."


@dataclass
class FakeFiled:
    folio: str
    clave: str
    lost: int = 0
    written: list[Any] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def write(self, session: Any) -> None:
        self.written.append(session)

    def after(self) -> None:
        self.done.append("after")


@dataclass
class FakeVault:
    open: bool = True
    answers: Any = None  # what `file` returns or raises instead
    filed: list[tuple[Statement, list[File], Any, Optional[str]]] = field(default_factory=list)

    def accepts(self, session: Any) -> bool:
        return self.open

    def file(self, session, statement, files, route, notify, *, who):
        if isinstance(self.answers, Exception):
            raise self.answers
        if self.answers is not None:
            return self.answers
        self.filed.append((statement, list(files), route, notify))
        return FakeFiled("AC-7K3M-Q9X2-5TCD", "K7M3-Q9X2-AB5T-CDE8")


class FakeAnswers:
    """The assistant: knows one question, and what to do in danger."""

    def __init__(self) -> None:
        self.asked: list[Turn] = []

    def answer_question(self, turn: Turn) -> Reply:
        self.asked.append(turn)
        if turn.urgent:
            return Reply("🚨 *Llama al 911 ahora.*\n• Aléjate.")
        return Reply(
            f"*Pagar el predial*\n{PREDIAL}\n\nMe falta confirmar el costo. Responde *sí* y paso tu pregunta."
            "\n\nTambién te puede servir:\n*1.* Descuentos\n*2.* Agua"
        )


class Teller:
    """Somebody who denounces, and the bridge between them and the guide: drafts are JSON, what is over is gone."""

    def __init__(self, vault: Optional[FakeVault] = None, outside: bool = False) -> None:
        self.vault = vault or FakeVault()
        self.answers = FakeAnswers()
        self.deleted: list[str] = []
        self.guide = DenunciaGuide(
            self.vault, load_routing(), self.answers, self.deleted.append, lambda a, b: outside
        )
        self.draft: Optional[dict[str, Any]] = None
        self.now = NOW
        self.turns = 0
        self.outcome: Optional[Outcome] = None
        self._handles = itertools.count()

    @property
    def case(self) -> Case:
        assert self.draft is not None
        return Case.load(self.draft)

    def says(self, text: str = "", wait: float = 40.0, **more: Any) -> str:
        """One turn; what the citizen reads."""
        decision = more.pop("decision", START if self.draft is None else {})
        self.now += wait
        self.turns += 1
        incoming = Incoming("pseudonym", text, self.now, decision=decision, **more)
        if self.draft is None:
            outcome = self.guide.start(incoming, None)
        else:
            outcome = self.guide.go_on(self.draft, incoming, None)
        self.outcome = outcome
        if outcome is None:
            return ""
        kept = outcome.draft
        self.draft = None if kept is None else json.loads(json.dumps(kept, allow_nan=False))
        if outcome.write is not None:
            outcome.write("transaction")
        if outcome.after is not None:
            outcome.after()
        return outcome.text

    def taps(self, title: str) -> str:
        """Tap a button of the last message."""
        options = self.outcome.choices.options
        entry = next(entry for entry, shown in options if shown == title)
        return self.says(title, chosen=entry)

    def sends_photo(self, text: str = "", problem: Optional[str] = None) -> str:
        return self.says(text, kind="image", files=(self.photo(problem),))

    def photo(self, problem: Optional[str] = None) -> File:
        if problem:
            return File(None, problem=problem)
        return File(f"handle-{next(self._handles)}", "image/jpeg", 1000, "ab" * 32)

    def sends_pin(self, latitude: float = 19.6401, longitude: float = -98.9123) -> str:
        return self.says("", kind="location", pin=Pin(latitude, longitude, "Calle Falsa 1", "Casa"))

    def goes_to(self, step: str) -> Teller:
        """Walk to a step, as somebody who tells one thing at a time."""
        if step == "round":
            self.goes_to("where").sends_pin()
            return self
        self.says("quiero denunciar")
        walk = {
            "what": "sí",
            "who": "me sacaron un susto en pleno baile y no estuvo bien",
            "when": "fue el inspector",
            "where": "ayer",
            "evidence": "calle Aldama",
            "witnesses": "no",
            "category": "no",
            "summary": "otra cosa",
        }
        for _ in walk:
            if self.case.step == step:
                break
            self.says(walk[self.steps_after(self.case.step)])
        assert self.case.step == step, self.case.step
        return self

    @staticmethod
    def steps_after(step: str) -> str:
        order = ["intro", "what", "who", "when", "where", "evidence", "witnesses", "category", "summary"]  # fmt: skip
        return order[order.index(step) + 1]
