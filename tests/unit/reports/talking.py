"""A citizen who talks to the guides of reports, as the bridge lets them: drafts kept, writes done, files deleted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Callable, Optional

from acolwhats.dialogue.turn import Reply
from acolwhats.guides.turn import File, Incoming, Outcome, Pin
from acolwhats.reports.categories import get_categories
from acolwhats.reports.folio import find_folio
from acolwhats.reports.guide import ReportGuide
from acolwhats.reports.models import Report
from acolwhats.reports.photos import ReportPhotos
from acolwhats.reports.places import get_places
from acolwhats.reports.service import find
from acolwhats.reports.status import ReportStatusGuide
from acolwhats.whatsapp.media.store import Cleaned, MediaStore

NOON = 1_764_093_600.0  # Tuesday, 25 November 2025, 12:00 in Acolman
CENTRE = Pin(19.6385, -98.9120)

_numbers = itertools.count(1)

# What the model says about words of these tests.
_WORDS = {
    "bache": "servicios_publicos/bache",
    "hoyo": "servicios_publicos/bache",
    "lampara": "servicios_publicos/alumbrado",
    "lámpara": "servicios_publicos/alumbrado",
    "luminaria": "servicios_publicos/alumbrado",
    "fuga": "servicios_publicos/fuga_agua",
    "coladera": "servicios_publicos/drenaje",
    "drenaje": "servicios_publicos/drenaje",
    "basura": "servicios_publicos/basura",
    "cascajo": "servicios_publicos/basura",
    "árbol": "servicios_publicos/poda_arbol",
    "parque": "servicios_publicos/parques_jardines",
    "perro": "servicios_publicos/animales_calle",
    "semáforo": "seguridad_ciudadana/vialidad",
    "agua": "servicios_publicos/falta_agua",
    "predial": "servicios_publicos/predial_pago",
    "horario": "conoce_acolman/horario_palacio",
}


def understood(text: str) -> dict[str, Any]:
    """A decision, as the pipeline makes it."""
    label = next((label for word, label in _WORDS.items() if word in text.lower()), None)
    if label is None:
        return {"decision": "fallback", "label": "fuera_de_tema", "labels": []}
    return {"decision": "answer", "label": label, "labels": [label], "urgent": False}


def add_days(day: date, count: int) -> date:
    """Working days without holidays: Monday to Friday."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def check_for_a_phone(outcome: Outcome) -> None:
    """What WhatsApp takes, and what a citizen reads at a glance."""
    assert 0 < len(outcome.text) <= 600, outcome.text
    assert "{" not in outcome.text and "None" not in outcome.text, outcome.text
    if outcome.choices:
        titles = [title for _, title in outcome.choices.options]
        longest = 20 if len(titles) <= 3 and max(map(len, titles)) <= 20 else 24
        assert len(titles) <= 10 and max(map(len, titles)) <= longest, titles
        assert len(set(titles)) == len(titles), titles


class Assistant:
    """Answers every question alike."""

    def answer_question(self, turn: Any) -> Reply:
        return Reply(f"RESPUESTA sobre {turn.labels[0]}.")


@dataclass
class Town:
    """The guides, and what they write to."""

    scope: Callable[[], Any]
    drafts: MediaStore
    photos: ReportPhotos
    now: float = NOON

    def __post_init__(self) -> None:
        guide = ReportGuide(self.photos, get_categories(), get_places(), add_days, Assistant())
        self.guides = [ReportStatusGuide(get_categories()), guide]

    def citizen(self) -> Citizen:
        """Somebody who has never written."""
        return Citizen(self, f"wa-{next(_numbers):032x}")

    def attach(self, content: bytes = b"foto", kind: str = "image/jpeg") -> File:
        """A photo that was cleaned and waits in the store of drafts."""
        handle = self.drafts.put(Cleaned(content, kind))
        return File(handle, kind, len(content), "0" * 64)


@dataclass
class Citizen:
    """One side of a conversation.

    Attributes:
        draft: what the bridge keeps until the next message.
        said: everything that the guides said.
    """

    town: Town
    sender_id: str
    draft: Optional[dict[str, Any]] = None
    guide: Any = None
    last: Optional[Outcome] = None
    said: list[Outcome] = field(default_factory=list)

    def says(self, text: str = "", **values: Any) -> Optional[Outcome]:
        """Write; what the guide says, or None when the message goes to others."""
        decision = values.pop("decision", None) or (understood(text) if text else {})
        incoming = Incoming(self.sender_id, text, self.town.now, decision=decision, **values)
        return self._send(incoming)

    def taps(self, title: str) -> Optional[Outcome]:
        """Tap the button with this title, of the last list."""
        options = self.last.choices.options if self.last and self.last.choices else ()
        entry = next((entry for entry, name in options if name == title), None)
        assert entry is not None, f"no button {title!r} among {[name for _, name in options]}"
        return self._send(Incoming(self.sender_id, "", self.town.now, chosen=entry))

    def presses(self, entry: str) -> Optional[Outcome]:
        """Tap a button below something that was said before."""
        return self._send(Incoming(self.sender_id, "", self.town.now, chosen=entry))

    def sends(self, *files: File, text: str = "") -> Optional[Outcome]:
        """Send photos."""
        return self.says(text, files=files, kind="image")

    def pins(self, pin: Pin = CENTRE) -> Optional[Outcome]:
        """Send a location."""
        return self.says("", pin=pin, kind="location")

    def _send(self, incoming: Incoming) -> Optional[Outcome]:
        with self.town.scope() as session:
            outcome = self._ask(incoming, session)
            if outcome is None:
                return None
            if outcome.write:
                outcome.write(session)
        if outcome.after:
            outcome.after()
        check_for_a_phone(outcome)
        self.draft, self.last = outcome.draft, outcome
        self.said.append(outcome)
        return outcome

    def _ask(self, incoming: Incoming, session: Any) -> Optional[Outcome]:
        if self.draft is not None:
            return self.guide.go_on(self.draft, incoming, session)
        for guide in self.town.guides:
            if outcome := guide.start(incoming, session):
                self.guide = guide
                return outcome
        return None

    @property
    def asked(self) -> list[str]:
        """The things that were asked, each once."""
        steps = [outcome.draft["step"] for outcome in self.said if outcome.draft]
        return list(dict.fromkeys(steps))

    def report(self) -> Optional[Report]:
        """The report whose folio was told last."""
        folio, _ = find_folio(self.last.text) if self.last else (None, False)
        with self.town.scope() as session:
            return find(session, folio) if folio else None
