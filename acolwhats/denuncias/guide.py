"""DenunciaGuide: somebody denounces in the chat. What is said here reaches no tracker, and leaves as a sealed denuncia or not at all."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Callable, Optional

from sqlalchemy.orm import Session

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias.case import Case
from acolwhats.denuncias.conversation import Conversation
from acolwhats.denuncias.crimes import against_women, crime_told
from acolwhats.denuncias.folio import find_clave, find_folio
from acolwhats.denuncias.ports import Vault
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.routing import UNKNOWN_AREA, Route, Routing
from acolwhats.denuncias.statement import Statement
from acolwhats.denuncias.throttle import Throttled
from acolwhats.denuncias.told import find_who, is_a_private_person
from acolwhats.dialogue.assistant import MEXICO_CITY
from acolwhats.guides.talk import Answers, asks, danger_text, is_in_danger
from acolwhats.guides.turn import File, Incoming, Outcome
from acolwhats.nlu.text import normalize

START = "denuncia:start"
_LABEL = "denuncia_anonima/presentar"
# Areas of data/denuncias/routing.yml for whoever belongs to none of the others.
_PRIVATE, _OTHER_AREA = "particular", "otra"
_TOPIC = "denuncia_anonima/"
# Categories of the same file that are about officials, whoever is told about.
_BRIBE = "soborno"
_OF_OFFICIALS = (_BRIBE, "desvio", "abuso", "acoso", "favoritismo", "cobro", "maltrato")
# Understood whatever the classifier says: it is what our own texts tell people to write.
_ASKED_FOR = re.compile(
    r"^(?:quiero |quisiera |deseo |necesito |ocupo |hola |buenas )*(?:hacer |poner |presentar |levantar |iniciar |empezar )?"
    r"(?:una |mi |otra )*(?:denuncia|denunciar)(?: anonima| confidencial| algo)?(?: por favor)?$"
)
_REFUSED = {
    Refusal.TOO_MANY: texts.TOO_MANY,
    Refusal.TOO_MUCH_EVIDENCE: texts.TOO_MUCH_EVIDENCE,
    Refusal.TOO_MANY_FILES: texts.TOO_MANY_FILES,
    Refusal.CLAVE: texts.HOLDS_CLAVE,
}


def _nowhere_outside(latitude: float, longitude: float) -> bool:
    return False


class DenunciaGuide:
    """The guided conversation of a denuncia.

    Args:
        vault: takes it in at the end.
        routing: areas, categories and who receives what.
        answers: answers questions in the middle: the assistant.
        discard: deletes a file of the media store.
        is_outside: whether a pin lies in another municipality.
    """

    name = "denuncia"

    def __init__(
        self,
        vault: Vault,
        routing: Routing,
        answers: Answers,
        discard: Callable[[str], None],
        is_outside: Callable[[float, float], bool] = _nowhere_outside,
    ) -> None:
        """Nothing is read yet."""
        self._vault = vault
        self._routing = routing
        self._answers = answers
        self._discard = discard
        self._is_outside = is_outside

    # -- the protocol ------------------------------------------------------------------------------

    def start(self, incoming: Incoming, session: Session) -> Optional[Outcome]:
        """Begin when somebody asks to denounce, or tells what an official did."""
        if not self._is_a_beginning(incoming):
            return None
        if is_in_danger(incoming):
            return self._danger(Case(), incoming)
        if not self._vault.accepts(session):
            return Outcome(texts.NOT_TAKEN, after=self._deleting(_handles(incoming)))
        talk = self._conversation(Case(), incoming)
        before = talk.begin()
        return self._ask(talk, before)

    def go_on(
        self, draft: dict[str, Any], incoming: Incoming, session: Session
    ) -> Optional[Outcome]:
        """The next turn."""
        case = Case.load(draft)
        if is_in_danger(incoming):
            return self._danger(case, incoming)
        talk = self._conversation(case, incoming)
        before = talk.reply()
        if talk.effects.over:
            return Outcome("\n\n".join(before), after=self._deleting(talk.effects.discard))
        if talk.effects.send:
            return self._file(talk, session)
        return self._ask(talk, before)

    def _is_a_beginning(self, incoming: Incoming) -> bool:
        if incoming.chosen is not None:
            return incoming.chosen == START
        text = incoming.text
        if find_folio(text) or find_clave(text):
            return False  # of one that was filed already
        # “Denuncia anónima” is an item of the menu, with all that is known about it.
        asked = _ASKED_FOR.match(normalize(text).replace("?", "").strip())
        if asked and incoming.label != "elegir_opcion":
            return True
        decided = incoming.decision.get("decision")
        if incoming.label == _LABEL:
            return decided == "answer" or is_in_danger(incoming)
        return not asks(text) and self._tells(text, incoming)

    def _tells(self, text: str, incoming: Incoming) -> bool:
        """“El inspector me pidió mordida”: told, not asked. It is taken here, before it goes anywhere else."""
        category, area = self._routing.category_in(text), self._routing.area_in(text)
        if category is None or area is None or self._routing.areas[area].weak:
            return False
        if find_who(text) is None:
            return False
        if category == _BRIBE:
            return True
        about_this = (incoming.label or "").startswith(_TOPIC)
        unsure = incoming.decision.get("decision") != "answer"
        return (about_this or unsure) and category in _OF_OFFICIALS

    # -- what comes out ----------------------------------------------------------------------------

    def _conversation(self, case: Case, incoming: Incoming) -> Conversation:
        today = datetime.fromtimestamp(incoming.now, MEXICO_CITY).date()
        return Conversation(case, incoming, today, self._routing, self._answers, self._is_outside)

    def _ask(self, talk: Conversation, before: list[str]) -> Outcome:
        case = talk.case
        if case.step == "summary" and (external := self._external(case)):
            before = [*before, external]
        case.at = talk.incoming.now
        after = self._deleting(talk.effects.discard)
        if case.paused:
            return Outcome("\n\n".join(before), draft=case.dump(), after=after)
        text, choices = talk.question.said(*before)
        return Outcome(text, choices, case.dump(), after=after)

    def _danger(self, case: Case, incoming: Incoming) -> Outcome:
        """The number first. Nothing is stored: what was told is dropped, with its files."""
        women = against_women(crime_told(incoming.text)) or against_women(case.crime)
        own = f"{texts.DANGER}\n{texts.WOMEN_LINE}" if women else texts.DANGER
        said = danger_text(incoming, self._answers, own)
        files = [*case.handles(), *_handles(incoming)]
        return Outcome(f"{said}\n\n{texts.NOTHING_KEPT}", after=self._deleting(files))

    def _route(self, case: Case) -> Route:
        """Who receives it: nobody whom the story names, whichever area was chosen."""
        named = self._routing.areas_in(f"{case.who}\n{case.narrative}")
        return self._routing.route(case.category, self._area(case), also=named)

    def _external(self, case: Case) -> str:
        """Another way, told once before it is sent: whoever is accused should not be who judges."""
        external = self._route(case).external
        return external if external and case.once("external") else ""

    def _file(self, talk: Conversation, session: Session) -> Outcome:
        case, incoming = talk.case, talk.incoming
        if not case.what and not case.files:
            case.step = "what"
            return self._ask(talk, [texts.NOTHING_TOLD])
        if not self._vault.accepts(session):
            return self._ask(talk, [texts.NOT_TAKEN_NOW])
        area, route = self._area(case), self._route(case)
        files = [File(**one) for one in case.files]
        notify = incoming.sender_id if talk.effects.notify else None
        try:
            filed = self._vault.file(
                session, self._statement(case, area), files, route, notify, who=incoming.sender_id
            )
        except Refused as refused:
            return self._ask(talk, [_REFUSED.get(refused.reason, texts.NOT_TAKEN_NOW)])
        if isinstance(filed, Throttled):
            return self._ask(talk, [texts.TOO_MANY])
        notices = texts.WITH_NOTICES if notify else texts.WITHOUT_NOTICES
        parts = [
            texts.SENT,
            f"{texts.FOLIO.format(folio=filed.folio)}\n{texts.CLAVE.format(clave=filed.clave)}",
            texts.EVIDENCE_GONE if filed.lost else "",
            texts.NEXT,
            f"{notices} {texts.DELETE_CHAT}",
        ]
        return Outcome("\n\n".join(filter(None, parts)), write=filed.write, after=filed.after)

    def _statement(self, case: Case, area: str) -> Statement:
        pin = (float(case.pin[0]), float(case.pin[1]), str(case.pin[2])) if case.pin else None
        extra = {"notice": texts.NOTICE_VERSION}
        if pin:
            extra["pin"] = "redondeado" if case.rounded else "exacto"
        return Statement(
            what=case.narrative,
            who=case.who,
            when=case.when,
            where=case.where,
            witnesses=case.witnesses,
            pin=pin,
            category=case.category,
            area=area,
            crime=self._is_crime(case),
            extra=extra,
        )

    def _is_crime(self, case: Case) -> bool:
        kind = self._routing.categories.get(case.category)
        return bool(case.crime) or (kind is not None and kind.crime)

    def _area(self, case: Case) -> str:
        """The accused area; where none was named, the one of the routing that says so."""
        if case.area:
            return case.area
        if not case.who:
            return UNKNOWN_AREA
        return _PRIVATE if is_a_private_person(case.who) else _OTHER_AREA

    def _deleting(self, handles: list[str]) -> Optional[Callable[[], None]]:
        if not handles:
            return None

        def delete() -> None:
            for handle in handles:
                self._discard(handle)

        return delete


def _handles(incoming: Incoming) -> list[str]:
    return [file.handle for file in incoming.files if file.handle]
