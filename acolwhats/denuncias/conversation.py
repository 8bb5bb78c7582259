"""One turn of a denuncia: from the case as it was and a message, to the case as it is and what is said."""

from __future__ import annotations

import re
from typing import Optional

from acolwhats.denuncias import guide_texts as texts
from acolwhats.denuncias import questions
from acolwhats.denuncias.crimes import against_women
from acolwhats.denuncias.folio import find_clave
from acolwhats.denuncias.interrupting import Interrupting
from acolwhats.guides.commands import Command, Said, command_in, field_named
from acolwhats.guides.extract import is_elsewhere
from acolwhats.guides.talk import asks, chosen, digression, words_in
from acolwhats.nlu.text import normalize

# Who comes back after so long is reminded of what was being done.
RETURN_SECONDS = 30 * 60.0
_ROUND_DECIMALS = 3  # some 100 metres
# Words with which people ask to denounce, without telling anything yet.
_REQUEST = frozenset(
    normalize(
        """quiero quisiera deseo necesito ocupo voy a puedo poder poner hacer levantar presentar iniciar empezar meter dejar dar una
    un denuncia denuncias denunciar denunsia denunciarlo queja reportar reporte anonima anonimo anonimamente confidencial
    secreta secreto por favor hola buenas buenos dias tardes noches oiga oye senorita aqui este medio mi me en de la el lo que
    algo alguien como se para si no sin nombre y con ayuda pueden puede tomar tome reciban recibir gracias disculpe vengo
    hay unos unas su contra al es esta esto ? urge mas forma manera nueva otra boy aki porfavor"""
    ).split()
)
_FEWEST_WORDS = 3
# “Quiero denunciar a los del corralón” is not yet what happened.
_FEWEST_OF_A_REQUEST = 5
_LONGEST_NAME = 4  # words that name a question: “la fecha y hora”
_WANTS_NOTICES = re.compile(
    r"^(?:si |claro |ok |va |y |envia\w* |manda\w* |por favor |quiero |que |me |pero )*"
    r"(?:avisame|avisenme|avisen|avisarme|con avisos?|avisos|notificame|notifiquenme|notificaciones)(?: por favor| si| cuando haya algo)*$"
)
_DROP_FILES = re.compile(r"^(?:quit\w*|borr\w*|elimin\w*|sin) (?:las |los |mis |esas |esos |todas |todos )*(?:archivos?|fotos?|videos?|pruebas?|imagenes)")  # fmt: skip


class Conversation(Interrupting):
    """One turn."""

    # -- the beginning -----------------------------------------------------------------------------

    def begin(self) -> list[str]:
        """The first message, which may tell something already."""
        self._attach()
        self._take_pin(ask_to_round=False)
        text = self.incoming.text.strip()
        if text and self.incoming.chosen is None and not find_clave(text) and not asks(text):
            told = _content_words(text)
            if told >= _FEWEST_WORDS:
                self._answering.tell(text)
            if told >= (_FEWEST_OF_A_REQUEST if "denunci" in text.lower() else _FEWEST_WORDS):
                self.case.answer("what")
            if told < _FEWEST_WORDS:
                # “Quiero denunciar al director de obras”: who, and nothing else yet.
                self.case.absorb(text, self.today, self.routing)
        return [texts.INTRO, "" if self.case.is_empty else texts.KEPT_FOR_NOW]

    # -- the rest ----------------------------------------------------------------------------------

    def reply(self) -> list[str]:
        """Take the message; what to say before the question that is asked now."""
        before: list[str] = []
        gone = self.case.at and self.incoming.now - self.case.at > RETURN_SECONDS
        if gone or self.case.paused:
            before.append(texts.GOING_ON)
        was_paused, self.case.paused = bool(before), False
        return [*before, *self._take(was_paused)]

    def _take(self, came_back: bool) -> list[str]:
        text = self.incoming.text.strip()
        if find_clave(text):
            self.effects.discard += [f.handle for f in self.incoming.files if f.handle]
            return [texts.HOLDS_CLAVE]
        entry = chosen(self.incoming, self.question)
        said = command_in(text)
        if entry and not (said and said.command is Command.YES and self._is_a_mere_yes(entry)):
            return self._chosen(entry)
        files = self._attach()
        pin = self._take_pin(ask_to_round=True)
        taken = self.incoming.files or self.incoming.pin
        if not text:
            return [*files, *pin] if taken else [self._kind()]
        if taken and (said is None or self.incoming.pin):
            # A caption tells something; what it goes with has been taken.
            return [*files, *pin, *([] if said else self._answering.tell(text))]
        return [*files, *self._text(text, said, came_back)]

    def _text(self, text: str, said: Optional[Said], came_back: bool) -> list[str]:
        if said is not None and (done := self._command(said, came_back)) is not None:
            return done
        if self.case.step == "evidence" and _DROP_FILES.match(normalize(text)):
            return self._drop_files()
        if (answered := digression(self.incoming, self.answers, texts.ABOUT.get)) is not None:
            return [answered]
        return self._words(text, said)

    def _is_a_mere_yes(self, entry: str) -> bool:
        """Whether a “sí” was typed, which the bridge takes for the first button: to an open question it is no “saltar”."""
        title = dict(self.question.options)[entry]
        return normalize(self.incoming.text) != normalize(title)

    def _kind(self) -> str:
        by_kind = {
            "audio": texts.AUDIO,
            "sticker": texts.STICKER,
            "contact": texts.CONTACT,
            "unknown": texts.UNKNOWN_KIND,
        }
        return by_kind.get(self.incoming.kind, texts.UNREADABLE)

    def _words(self, text: str, said: Optional[Said]) -> list[str]:
        case = self.case
        command = said.command if said else None
        if command is Command.CORRECT:
            command = None
        if not re.search(r"\w|[^\x00-\x7f]", text):
            return [texts.UNREADABLE]
        if self.incoming.label == "aviso_privacidad" and words_in(text) <= 6:
            return [texts.PRIVACY]
        if command is None and asks(text) and self._is_no_story(text):
            return [texts.NO_ANSWER]
        if case.step == "intro":
            return self._intro(text, command)
        if case.step == "round":
            return [*self._answering.tell(text)] if command is None else self._rounded(command)
        if case.step in ("cancel", "correct"):
            return self._interrupted(text, command)
        if case.step == "summary":
            return self._summary(text, command)
        told_before = len(case.what)
        before = self._answering.answer(text, command)
        return [*before, *self._notes(told_before)]

    def _is_no_story(self, text: str) -> bool:
        """A question that nobody can answer here. At “¿qué pasó?” it may well be the story."""
        if self.case.step == "what":
            return words_in(text) <= 3
        return words_in(text) <= 12 and "?" in text

    def _notes(self, told_before: int) -> list[str]:
        """What has to be said once, after something new was told."""
        case = self.case
        notes = []
        elsewhere = len(case.what) > told_before and is_elsewhere(case.where)
        if elsewhere and case.once("outside"):
            notes.append(texts.OUTSIDE)
        if case.crime and case.once("crime"):
            notes.append(texts.CRIME)
            if against_women(case.crime):
                notes.append(texts.WOMEN_LINE)
        return notes

    # -- steps with a list -------------------------------------------------------------------------

    def _chosen(self, entry: str) -> list[str]:
        case = self.case
        if entry == questions.CONTINUE:
            return self._accepted()
        if entry == questions.DECLINE:
            return self._leave(texts.DECLINED)
        if entry == questions.DROP:
            return self._leave(texts.DROPPED) if case.step == "cancel" else self._ask_to_drop()
        if entry == questions.KEEP:
            return self._back()
        if entry in (questions.EXACT, questions.ROUNDED):
            return self._rounded(Command.YES if entry == questions.ROUNDED else Command.NO)
        if entry in (questions.SKIP, questions.NONE):
            return self._answering.answer("", Command.SKIP)
        if entry in (questions.SEND, questions.SEND_AND_NOTIFY):
            self.effects.send, self.effects.notify = True, entry == questions.SEND_AND_NOTIFY
            return []
        if entry == questions.CORRECT:
            return self._ask_what_to_correct()
        name = entry.rsplit(":", 1)[1]
        if entry.startswith(questions.FIELD):
            return self._correct(name)
        case.category = name
        case.answer("category")
        self._answering.go_on()
        return [texts.NOTED]

    def _intro(self, text: str, command: Optional[Command]) -> list[str]:
        if command in (Command.YES, Command.GO_ON, Command.DONE):
            return self._accepted()
        if command in (Command.NO, Command.RATHER_NOT):
            return self._leave(texts.DECLINED)
        if command is None and _content_words(text) >= _FEWEST_WORDS:
            # Who has read the notice and begins to tell has agreed to go on.
            self._answering.tell(text)
            self.case.answer("what")
            return self._accepted()
        self.case.again.append("intro")
        return []

    def _accepted(self) -> list[str]:
        # A pin that came with the first message has not been asked about yet.
        self.case.step = "round" if self.case.pin else self.case.next_step()
        return self._notes(0)

    def _rounded(self, command: Command) -> list[str]:
        case = self.case
        case.rounded = command is Command.YES
        if case.rounded and case.pin:
            # The address would tell what the point no longer does.
            latitude, longitude = (round(degrees, _ROUND_DECIMALS) for degrees in case.pin[:2])
            case.pin = [latitude, longitude, ""]
        self._answering.go_on()
        return [texts.ROUNDED if case.rounded else texts.EXACT]

    def _interrupted(self, text: str, command: Optional[Command]) -> list[str]:
        case = self.case
        if case.step == "cancel":
            if command in (Command.YES, Command.DONE):
                return self._leave(texts.DROPPED)
            if command in (Command.NO, Command.RATHER_NOT, Command.SKIP, Command.GO_ON):
                return self._back()
        elif words_in(text) <= _LONGEST_NAME and (name := field_named(text)):
            return self._correct(name)
        elif command in (Command.NO, Command.RATHER_NOT, Command.SKIP, Command.DONE, Command.GO_ON):
            return self._back()
        if command is not None:
            return []
        self._back()
        return self._words(text, None)

    def _summary(self, text: str, command: Optional[Command]) -> list[str]:
        wants_notices = bool(_WANTS_NOTICES.match(normalize(text)))
        if command in (Command.YES, Command.DONE) or wants_notices:
            self.effects.send, self.effects.notify = True, wants_notices
            return []
        if command in (Command.NO, Command.RATHER_NOT):
            return self._ask_what_to_correct()
        if command is not None:
            return []
        told_before = len(self.case.what)
        return [*self._answering.answer(text, None), *self._notes(told_before)]


def _content_words(text: str) -> int:
    return sum(word not in _REQUEST for word in normalize(text).split())
