"""What a folio answers, from any number: how the report is; news on request; “it is not mended”."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Optional

from sqlalchemy.orm import Session

from acolwhats.dialogue.turn import Choices
from acolwhats.guides.turn import Incoming, Outcome
from acolwhats.nlu.text import normalize
from acolwhats.reports import guide_texts, notices, repeats, service
from acolwhats.reports.categories import Categories
from acolwhats.reports.folio import find_folio
from acolwhats.reports.models import Report
from acolwhats.reports.service import MEXICO_CITY
from acolwhats.reports.states import State

TELL, DO_NOT_TELL, STILL_BROKEN = "report_tell:", "report_quiet:", "report_still:"
_ENTRIES = (TELL, DO_NOT_TELL, STILL_BROKEN)
# A unit has the last word on what it did some weeks ago; after that, it is a new report.
REOPEN_DAYS = 30

STATE = "Reporte *{folio}*: {title}{place}\n{state}{expected}{supporters}"
RECEIVED_ON = "\nRecibido el {day}."
SUPPORTERS = "\nOtras personas que se sumaron: *{count}*."
TELL_ME = "Avísame si cambia"
QUIET = "Ya no me avises"
STILL = "Sigue igual"
WILL_TELL = "🔔 Listo: te aviso por aquí cuando cambie el reporte *{folio}*."
KNOWN_TO_TELL = "Ya te aviso de los cambios del reporte *{folio}*."
IS_QUIET = "Listo: ya no te aviso del reporte *{folio}*."
REOPENED = "Gracias por decirlo. Reabrí el reporte *{folio}* y *{unit}* lo va a revisar otra vez."
NOT_YOURS = (
    "Solo quien hizo el reporte *{folio}* o se sumó a él puede reabrirlo. Si el problema sigue, "
    "cuéntame qué pasa y dónde, y hago uno nuevo."
)
TOO_OLD = "El reporte *{folio}* se cerró hace más de {days} días. Si el problema sigue, cuéntame dónde y hago uno nuevo."
NOT_CLOSED = "El reporte *{folio}* sigue abierto.\n{state}"
WRONG = "No encontré ese folio. Revísalo, por favor: es como *RS-7K3M-Q9X2*."
WHICH = "Mándame el *folio* de tu reporte (es como *RS-7K3M-Q9X2*) y te digo cómo va.{mine}"
MINE = "\n\nTe estoy avisando de estos:\n{reports}"

_ASKS_STATE = re.compile(
    r"\b(?:como va|como van|en que va|que paso con|que ha pasado con|que hay de|estado de|estatus de|status de|avance de|"
    r"seguimiento (?:a|al|de|del)|consultar|checar|ver|saber de)\b.{0,20}\breportes?\b(?! (?:de|por) robo)"
)
_WANTS_NEWS = re.compile(r"\bavis(?:ame|enme|eme|a|en)\b|\bnotifica\w*\b")
_WANTS_SILENCE = re.compile(r"\b(?:ya )?no (?:me )?(?:avises|avisen|notifiques|notifiquen)\b")
_SAYS_STILL = re.compile(
    r"\b(?:sigue|siguen|esta|continua)(?: \w+)? (?:igual|mal|peor|roto|rota|sin arreglar|fallando)\b|\bno (?:quedo|lo arreglaron|la arreglaron|han (?:venido|hecho))\b|\breabr\w+"
)


class ReportStatusGuide:
    """A guide of one turn: it keeps no draft."""

    name = "report_status"

    def __init__(self, categories: Categories) -> None:
        """Nothing is read yet."""
        self._categories = categories

    def start(self, incoming: Incoming, session: Session) -> Optional[Outcome]:
        """Answer a folio, or a button below such an answer."""
        if incoming.urgent:
            return None
        if incoming.chosen is not None:
            return self._chosen(incoming.chosen, incoming, session)
        if not incoming.text.strip():
            return None
        folio, is_ours = find_folio(incoming.text)
        report = service.find(session, folio) if folio else None
        if report is not None:
            return self._said(report, incoming, session)
        if is_ours:
            return Outcome(WRONG)
        if _ASKS_STATE.search(normalize(incoming.text)) and "denuncia" not in normalize(
            incoming.text
        ):
            return self._ask_folio(incoming, session)
        return None

    def go_on(
        self, draft: dict[str, Any], incoming: Incoming, session: Session
    ) -> Optional[Outcome]:
        """Never under way: the next message begins anew."""
        return self.start(incoming, session)

    def _chosen(self, entry: str, incoming: Incoming, session: Session) -> Optional[Outcome]:
        if not entry.startswith(_ENTRIES):
            return None
        action, _, folio = entry.partition(":")
        report = service.find(session, folio)
        if report is None:
            return Outcome(WRONG)
        if f"{action}:" == TELL:
            return self._tell(report, incoming, session)
        if f"{action}:" == DO_NOT_TELL:
            return self._be_quiet(report, incoming)
        return self._still(report, incoming, session)

    def _said(self, report: Report, incoming: Incoming, session: Session) -> Outcome:
        """What somebody says beside a folio."""
        text = normalize(incoming.text)
        if _WANTS_SILENCE.search(text):
            return self._be_quiet(report, incoming)
        if _WANTS_NEWS.search(text):
            return self._tell(report, incoming, session)
        if _SAYS_STILL.search(text):
            return self._still(report, incoming, session)
        return self._state(report, incoming, session)

    def _state(self, report: Report, incoming: Incoming, session: Session) -> Outcome:
        text = self.text(report)
        options: list[tuple[str, str]] = []
        watchers = {r.id for r in notices.watched(session, incoming.sender_id, 50)}
        if report.id in watchers:
            options.append((f"{DO_NOT_TELL}{report.folio}", QUIET))
        elif report.is_open:
            options.append((f"{TELL}{report.folio}", TELL_ME))
        if report.state == State.DONE.value:
            options.insert(0, (f"{STILL_BROKEN}{report.folio}", STILL))
        choices = Choices(text, tuple(options)) if options else None
        return Outcome(f"{text}{_in_words(report, options)}", choices)

    def text(self, report: Report) -> str:
        """How a report is. The place only as far as everybody may know it."""
        category = self._categories.get(report.category)
        place = report.place_name or report.street
        day = datetime.fromtimestamp(report.created_at, MEXICO_CITY).date()
        expected = RECEIVED_ON.format(day=guide_texts.long_day(day))
        if report.is_open and report.expected_on is not None:
            expected += "\n" + guide_texts.expected_text(
                report.expected_on, report.expected_confirmed
            )
        return STATE.format(
            folio=report.folio,
            title=category.title if category else report.category,
            place=f", en {place}" if place else "",
            state=notices.state_text(report, self._categories),
            expected=expected,
            supporters=SUPPORTERS.format(count=report.supporters) if report.supporters else "",
        )

    def _tell(self, report: Report, incoming: Incoming, session: Session) -> Outcome:
        watchers = {r.id for r in notices.watched(session, incoming.sender_id, 50)}
        if report.id in watchers:
            return Outcome(KNOWN_TO_TELL.format(folio=report.folio))
        report_id, sender_id = report.id, incoming.sender_id

        def write(session: Session) -> None:
            if (found := session.get(Report, report_id)) is not None:
                notices.watch(session, found, sender_id)

        return Outcome(WILL_TELL.format(folio=report.folio), write=write)

    def _be_quiet(self, report: Report, incoming: Incoming) -> Outcome:
        report_id, sender_id = report.id, incoming.sender_id

        def write(session: Session) -> None:
            if (found := session.get(Report, report_id)) is not None:
                notices.unwatch(session, found, sender_id)

        return Outcome(IS_QUIET.format(folio=report.folio), write=write)

    def _still(self, report: Report, incoming: Incoming, session: Session) -> Outcome:
        """It was closed as mended, and is not: whoever reported it says so."""
        if report.state != State.DONE.value:
            state = notices.state_text(report, self._categories)
            said = NOT_CLOSED.format(folio=report.folio, state=state)
            return Outcome(said if report.is_open else self.text(report))
        if not repeats.has_mark(session, report, incoming.sender_id):
            return Outcome(NOT_YOURS.format(folio=report.folio))
        if incoming.now - report.closed_at > REOPEN_DAYS * 86400:
            return Outcome(TOO_OLD.format(folio=report.folio, days=REOPEN_DAYS))
        report_id, now = report.id, incoming.now

        def write(session: Session) -> None:
            found = session.get(Report, report_id)
            if found is not None and found.state == State.DONE.value:
                service.change_state(session, found, State.REOPENED, now)

        unit = self._categories.unit_title(report.unit)
        return Outcome(REOPENED.format(folio=report.folio, unit=unit), write=write)

    def _ask_folio(self, incoming: Incoming, session: Session) -> Outcome:
        mine = notices.watched(session, incoming.sender_id)
        lines = "\n".join(f"• *{report.folio}*: {self._title(report)}" for report in mine)
        return Outcome(WHICH.format(mine=MINE.format(reports=lines) if mine else ""))

    def _title(self, report: Report) -> str:
        category = self._categories.get(report.category)
        return category.title if category else str(report.category)


def _in_words(report: Report, options: list[tuple[str, str]]) -> str:
    """The same as the buttons, for phones that show none: no list, a number would mean something else later."""
    said = {
        TELL: f"Escribe *avísame {report.folio}* si quieres saber de cambios.",
        DO_NOT_TELL: f"Escribe *ya no me avises {report.folio}* para dejar de recibir avisos.",
        STILL_BROKEN: f"Si no quedó, escribe *sigue igual {report.folio}*.",
    }
    lines = [text for entry, text in said.items() if any(o.startswith(entry) for o, _ in options)]
    return "".join(f"\n{line}" for line in lines)
