"""What an officer does with denuncias: list, open, answer, ask, hand over, change state, hold.

Everything is done with the officer's own key, which lives as long as the command, and leaves an entry in the audit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit, states
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.evidence import Description, EvidenceFolder
from acolwhats.denuncias.folio import parse_folio
from acolwhats.denuncias.keys import SealBroken, public_key_of
from acolwhats.denuncias.models import Denuncia, Evidence, Officer, Wrap
from acolwhats.denuncias.notices import Tell
from acolwhats.denuncias.officers import active_officers, find_officer, unlock
from acolwhats.denuncias.routing import Routing
from acolwhats.denuncias.statement import Statement, open_statement
from acolwhats.denuncias.states import State
from acolwhats.denuncias.thread import Message, new_message, read_thread
from acolwhats.denuncias.wraps import denuncia_key, may_read, wrap_key
from acolwhats.nlu.text import strip_accents

MOST_CHARACTERS = 3000
# Said by whoever filed it, or by another command.
_NOT_BY_STATE = {
    State.WITHDRAWN: "solo la retira quien la presentó",
    State.NEEDS_INFORMATION: "para pedir información usa ask, que lleva la pregunta",
    State.ASSIGNED: "para pasarla a otra área usa assign",
    State.RECEIVED: "una denuncia solo empieza una vez",
}
_TAMPERED = "alguien cambió lo guardado de esta denuncia: no sigas, y avisa a seguridad"


class CaseProblem(Exception):
    """Something cannot be done; the message says why, in one line of Spanish, and nothing of the matter."""


@dataclass(frozen=True)
class EvidenceFile:
    """A file of a denuncia; no description when somebody has changed what was kept."""

    row: Evidence
    description: Optional[Description]


@dataclass(frozen=True)
class OpenCase:
    """A denuncia, opened. Never written anywhere by itself.

    Attributes:
        filed_at: seconds since the epoch.
    """

    denuncia: Denuncia
    statement: Statement
    filed_at: float
    messages: list[Message]
    files: list[EvidenceFile]


@dataclass
class Desk:
    """An officer at work, for one command.

    Attributes:
        tell: tells whoever asked for it that there is news.
    """

    session: Session
    officer: Officer
    private_key: bytes
    evidence: EvidenceFolder
    routing: Routing
    now: float
    tell: Optional[Tell] = None

    # -- reading -----------------------------------------------------------------------------------

    def open(self, folio: str) -> OpenCase:
        """Read a denuncia.

        Raises:
            CaseProblem: it is not for this officer, or somebody has changed it.
        """
        denuncia, key = self._own(folio)
        case = self._opened(denuncia, key)
        self._record("opened", denuncia)
        return case

    def read_files(self, folio: str) -> list[tuple[Description, bytes]]:
        """What was attached.

        Raises:
            CaseProblem: it is not for this officer, or somebody has changed or deleted a file.
        """
        denuncia, key = self._own(folio)
        rows = self._rows(denuncia)
        try:
            read = [
                (self.evidence.describe(row, key), self.evidence.read(row, key)) for row in rows
            ]
        except SealBroken:
            raise CaseProblem(_TAMPERED) from None
        self._record("evidence_read", denuncia, str(len(read)))
        return read

    def export(self, folio: str) -> OpenCase:
        """Read a denuncia for the file of the case.

        Raises:
            CaseProblem: see `open`.
        """
        denuncia, key = self._own(folio)
        case = self._opened(denuncia, key)
        self._record("exported", denuncia)
        return case

    # -- answering ---------------------------------------------------------------------------------

    def reply(self, folio: str, text: str) -> None:
        """Say something to whoever filed it; they read it with their folio and clave.

        Raises:
            CaseProblem: it is not for this officer, or the text cannot be sent.
        """
        denuncia, _ = self._own(folio)
        self._say(denuncia, text)
        self._record("replied", denuncia)
        self._tell(denuncia)

    def ask(self, folio: str, text: str) -> None:
        """Ask for information: the denuncia waits for an answer.

        Raises:
            CaseProblem: it is not for this officer, the text cannot be sent, or it is no longer the time to ask.
        """
        denuncia, _ = self._own(folio)
        if State(denuncia.state) is not State.NEEDS_INFORMATION:
            self._change(denuncia, State.NEEDS_INFORMATION)
        self._say(denuncia, text)
        self._record("asked", denuncia)
        self._tell(denuncia)

    # -- handing over ------------------------------------------------------------------------------

    def assign(self, folio: str, group: str, only: bool = False) -> int:
        """Let another group read it; how many people that is.

        Args:
            only: and nobody else any more.

        Raises:
            CaseProblem: it is not for this officer, the group may not have it, or has nobody.
        """
        denuncia, key = self._own(folio)
        if group not in self.routing.groups:
            raise CaseProblem(f"no hay un grupo «{group}»; los que hay: {', '.join(self.routing.groups)}")  # fmt: skip
        if group in denuncia.excluded:
            raise CaseProblem("ese grupo no puede recibirla: hay conflicto de interés")
        new = [
            officer
            for officer in active_officers(self.session)
            if may_read(officer, [group], denuncia.excluded)
        ]
        if not new:
            raise CaseProblem(f"en {group} no hay nadie que pueda recibirla")
        have = set(
            self.session.scalars(select(Wrap.officer_id).where(Wrap.denuncia_id == denuncia.id))
        )
        denuncia.groups = [group] if only else [*dict.fromkeys([*denuncia.groups, group])]
        for officer in new:
            if officer.id not in have:
                self.session.add(wrap_key(str(denuncia.id), key, officer))
        if states.may_follow(denuncia.state, State.ASSIGNED):
            self._change(denuncia, State.ASSIGNED)
        self.session.flush()
        if only:
            self._take_from_others(denuncia)
        self._record("assigned", denuncia, f"only:{group}" if only else group)
        self._tell(denuncia)
        return len(new)

    def change_state(self, folio: str, to: str) -> State:
        """Put it into another state; the citizen reads what that means.

        Raises:
            CaseProblem: it is not for this officer, or that state may not follow.
        """
        denuncia, _ = self._own(folio)
        try:
            state = State(to)
        except ValueError:
            raise CaseProblem(f"los estados son: {', '.join(one.value for one in State)}") from None
        if state in _NOT_BY_STATE:
            raise CaseProblem(_NOT_BY_STATE[state])
        self._change(denuncia, state)
        self._tell(denuncia)
        return state

    def hold(self, folio: str, held: bool) -> None:
        """Keep it from being deleted while a procedure needs it, or no longer.

        Raises:
            CaseProblem: it is not for this officer.
        """
        denuncia, _ = self._own(folio)
        denuncia.legal_hold = held
        self._record("held" if held else "released", denuncia)

    # -- inside ------------------------------------------------------------------------------------

    def _own(self, folio: str) -> tuple[Denuncia, bytes]:
        """A denuncia that is for this officer, and its key. Another one looks like none at all."""
        query = select(Denuncia).where(Denuncia.folio == (parse_folio(folio) or ""))
        denuncia = self.session.scalars(query).first()
        if denuncia is None or not may_read(self.officer, denuncia.groups, denuncia.excluded):
            raise CaseProblem("no tienes una denuncia con ese folio")
        try:
            key = denuncia_key(self.session, str(denuncia.id), self.officer, self.private_key)
        except SealBroken:
            raise CaseProblem(_TAMPERED) from None
        if key is None:
            raise CaseProblem("tu clave aún no la abre: pide a un colega que use officers share")
        # Whoever changes the public key in the database would have what is added sealed to themselves.
        if public_key_of(key) != denuncia.public_key:
            raise CaseProblem(_TAMPERED)
        return denuncia, key

    def _opened(self, denuncia: Denuncia, key: bytes) -> OpenCase:
        try:
            statement, filed_at = open_statement(denuncia, key)
        except SealBroken:
            raise CaseProblem(_TAMPERED) from None
        messages = read_thread(self.session, str(denuncia.id), key)
        files = [EvidenceFile(row, self._described(row, key)) for row in self._rows(denuncia)]
        return OpenCase(denuncia, statement, filed_at, messages, files)

    def _described(self, row: Evidence, key: bytes) -> Optional[Description]:
        try:
            return self.evidence.describe(row, key)
        except SealBroken:
            return None

    def _rows(self, denuncia: Denuncia) -> list[Evidence]:
        query = select(Evidence).where(Evidence.denuncia_id == denuncia.id)
        return list(self.session.scalars(query.order_by(Evidence.on, Evidence.id)))

    def _say(self, denuncia: Denuncia, text: str) -> None:
        text = text.strip()
        if not text:
            raise CaseProblem("el texto está vacío; no se envió nada")
        if len(text) > MOST_CHARACTERS:
            raise CaseProblem(f"el texto pasa de {MOST_CHARACTERS} caracteres; no se envió nada")
        if named(text, [str(name) for name in self.session.scalars(select(Officer.name))]):
            raise CaseProblem("el texto trae el nombre de quien atiende; no se envió nada")
        on = day_of(self.now)
        self.session.add(new_message(denuncia, "officer", text, self.now, on))

    def _change(self, denuncia: Denuncia, to: State) -> None:
        before = State(denuncia.state)
        try:
            states.change(denuncia, to, day_of(self.now), self.routing)
        except states.IllegalTransition:
            after = ", ".join(sorted(one.value for one in states.ALLOWED[before]))
            raise CaseProblem(
                f"de {before.value} solo puede pasar a: {after or 'ninguno'}"
            ) from None
        self._record("state_changed", denuncia, f"{before.value}>{to.value}")

    def _record(self, action: str, denuncia: Denuncia, reason: Optional[str] = None) -> None:
        audit.record(self.session, str(self.officer.id), action, str(denuncia.id), reason)

    def _take_from_others(self, denuncia: Denuncia) -> None:
        query = select(Wrap, Officer).join(Officer, Officer.id == Wrap.officer_id)
        for wrap, officer in self.session.execute(
            query.where(Wrap.denuncia_id == denuncia.id)
        ).all():
            if not may_read(officer, denuncia.groups, denuncia.excluded):
                self.session.delete(wrap)

    def _tell(self, denuncia: Denuncia) -> None:
        if self.tell is not None:
            self.tell(self.session, denuncia)


def sit_down(
    session: Session,
    name: str,
    passphrase: str,
    evidence: EvidenceFolder,
    routing: Routing,
    now: float,
    tell: Optional[Tell] = None,
) -> Desk:
    """The desk of an officer. Slow on purpose.

    Raises:
        OfficerProblem: no such officer or another passphrase: it does not say which.
    """
    private_key = unlock(session, name, passphrase)
    return Desk(session, find_officer(session, name), private_key, evidence, routing, now, tell)


def named(text: str, names: list[str]) -> bool:
    """Whether a text holds one of these names, in capitals or without accents too."""
    said = f" {_plain(text)} "
    return any(f" {_plain(name)} " in said for name in names if _plain(name))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", strip_accents(text).casefold()))
