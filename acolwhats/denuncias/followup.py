"""What whoever has a folio and its clave can do, from any number."""

from __future__ import annotations

import logging
import secrets
from dataclasses import asdict, dataclass, field
from typing import Callable, Optional, Sequence, Union

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit, states
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.evidence import seal_files
from acolwhats.denuncias.folio import find_clave, holds, new_clave, parse_clave, parse_folio
from acolwhats.denuncias.keys import SealBroken, open_seal
from acolwhats.denuncias.models import Denuncia, Evidence
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.states import State
from acolwhats.denuncias.thread import Message, new_message, read_thread
from acolwhats.denuncias.throttle import Throttled
from acolwhats.denuncias.vault import Vault, citizen_place, wrap_for_citizen
from acolwhats.guides.turn import File
from acolwhats.whatsapp.contacts import keep_for_news

__all__ = ["Added", "FollowUp", "OpenFollowUps", "Throttled", "open_followup"]

logger = logging.getLogger(__name__)

Write = Callable[[Session], None]
# Somebody who has been silent so long is asked for the clave again: phones are shared.
OPEN_SECONDS = 15 * 60.0
_MOST_OPEN = 1000


@dataclass(frozen=True)
class Added:
    """Something that is ready to be written: call it with a session.

    Attributes:
        after: once that is committed: deletes the attachments where they waited.
        lost: how many attachments were not there any more.
    """

    write: Write
    after: Callable[[], None]
    lost: int = 0

    def __call__(self, session: Session) -> None:
        """Write it."""
        self.write(session)


@dataclass(repr=False)
class FollowUp:
    """A denuncia in the hands of whoever filed it. Lives for one turn; nothing is written but by what it returns."""

    denuncia: Denuncia
    _vault: Vault
    _session: Session
    _private_key: bytes
    _clave: str
    _who: str
    _now: float

    @property
    def state(self) -> State:
        """How far it is."""
        return State(self.denuncia.state)

    @property
    def folio(self) -> str:
        """Its folio."""
        return str(self.denuncia.folio)

    @property
    def notices(self) -> bool:
        """Whether somebody is told that there is news."""
        return self.denuncia.notify is not None

    def thread(self) -> list[tuple[str, str]]:
        """What was said since it was filed: (citizen or officer, text), in order."""
        return [(message.author, message.text) for message in self.messages()]

    def messages(self) -> list[Message]:
        """The same, with times."""
        return read_thread(self._session, str(self.denuncia.id), self._private_key)

    def add(self, text: str, files: Sequence[File] = ()) -> Added:
        """Say more, or add evidence. Attachments are written at once, rows when the result is called.

        Raises:
            Refused: see `Refusal`.
            OSError: attachments could not be written.
        """
        text = text.strip()
        taken = [file for file in files if file.handle]
        if not text and not taken:
            raise Refused(Refusal.EMPTY)
        if find_clave(text) or holds(text, self._clave):
            raise Refused(Refusal.CLAVE)
        denuncia_id, on = str(self.denuncia.id), day_of(self._now)
        self._vault.check_files(
            self._session, len(taken), self._files_already(), self._who, self._now
        )
        sealing = seal_files(
            taken, self._vault.store, self._vault.evidence, denuncia_id, self.denuncia.public_key
        )

        def write(session: Session) -> None:
            denuncia = _still_there(session, denuncia_id)
            if text:
                session.add(new_message(denuncia, "citizen", text, self._now, on))
            session.add_all(kept.row(denuncia_id, on) for kept in sealing.kept)
            if sealing.kept:
                self._vault.throttle.record(
                    session, "evidence", self._who, self._now, len(sealing.kept)
                )
            audit.record(session, "citizen", "added", denuncia_id, at=on)

        return Added(write, sealing.done, sealing.lost)

    def withdraw(self) -> Write:
        """Take it back. What is kept of it, and until when, is a matter of retention."""

        def write(session: Session) -> None:
            on = day_of(self._now)
            denuncia = _still_there(session, str(self.denuncia.id))
            states.change(denuncia, State.WITHDRAWN, on, self._vault.routing)
            audit.record(session, "citizen", "withdrawn", str(denuncia.id), at=on)

        return write

    def rotate(self) -> tuple[str, Write]:
        """(a new clave, shown once; what makes it the only one)."""
        clave = new_clave()
        access = self._vault.claves.access(clave)
        denuncia_id = str(self.denuncia.id)
        wrap = wrap_for_citizen(denuncia_id, self._private_key, access.citizen_public_key)

        def write(session: Session) -> None:
            denuncia = _still_there(session, denuncia_id)
            for column, value in asdict(access).items():
                setattr(denuncia, column, value)
            denuncia.citizen_wrap = wrap
            on = day_of(self._now)
            audit.record(session, "citizen", "clave_rotated", denuncia_id, at=on)

        return clave, write

    def ask_notices(self, sender_id: Optional[str]) -> Write:
        """Tell this pseudonym when there is news; with None, nobody."""
        denuncia_id = str(self.denuncia.id)
        sealed = self._vault.sealed_notify(sender_id, denuncia_id)

        def write(session: Session) -> None:
            _still_there(session, denuncia_id).notify = sealed
            action = "notices_off" if sealed is None else "notices_on"
            audit.record(session, "citizen", action, denuncia_id, at=day_of(self._now))
            if sender_id is not None:
                keep_for_news(session, sender_id, self._now)

        return write

    def _files_already(self) -> int:
        query = select(func.count()).select_from(Evidence)
        return int(self._session.scalar(query.where(Evidence.denuncia_id == self.denuncia.id)) or 0)


def open_followup(
    session: Session, vault: Vault, folio: str, clave: str, who: str, now: float
) -> Union[FollowUp, Throttled, None]:
    """What belongs to a folio and its clave; None when there is no such folio or that is not its clave.

    It does not say which of the two, and takes the same work. Slow on purpose. A wrong try is counted in the session,
    which must be committed.

    Args:
        who: pseudonym whose tries are counted.
    """
    if throttled := vault.throttle.refused(session, "guess", who, now):
        return throttled
    folio, clave = parse_folio(folio) or "", parse_clave(clave) or ""
    denuncia = session.scalars(select(Denuncia).where(Denuncia.folio == folio)).first()
    citizen_key = vault.claves.open(clave, folio, denuncia)
    if denuncia is not None and citizen_key is not None:
        place = citizen_place(str(denuncia.id))
        try:
            private_key = open_seal(denuncia.citizen_wrap, citizen_key, place)
        except SealBroken as error:
            logger.error("denuncias: a clave was right, but opens nothing (%s)", error)
        else:
            audit.record(session, "citizen", "opened", str(denuncia.id), at=day_of(now))
            return FollowUp(denuncia, vault, session, private_key, clave, who, now)
    vault.throttle.record(session, "guess", who, now)
    return None


def _still_there(session: Session, denuncia_id: str) -> Denuncia:
    denuncia = session.get(Denuncia, denuncia_id)
    if denuncia is None:
        raise Refused(Refusal.GONE)
    return denuncia


@dataclass(repr=False)
class _Opened:
    denuncia_id: str
    private_key: bytes
    clave: str
    citizen_public_key: bytes
    who: str
    until: float


@dataclass(repr=False)
class OpenFollowUps:
    """Remembers what was opened, from one message to the next, in the memory of this process and nowhere else.

    So that no draft holds a clave. After a restart, or in another process, it is asked for again.
    """

    vault: Vault
    _opened: dict[str, _Opened] = field(default_factory=dict)

    def remember(self, followup: FollowUp, now: float) -> str:
        """A random token that resumes it, for the same citizen, for a while."""
        self._opened = {
            token: opened for token, opened in self._opened.items() if opened.until > now
        }
        while len(self._opened) >= _MOST_OPEN:
            del self._opened[next(iter(self._opened))]
        token = secrets.token_hex(16)
        self._opened[token] = _Opened(
            str(followup.denuncia.id),
            followup._private_key,
            followup._clave,
            followup.denuncia.citizen_public_key,
            followup._who,
            now + OPEN_SECONDS,
        )
        return token

    def resume(self, session: Session, token: str, who: str, now: float) -> Optional[FollowUp]:
        """What was opened, as it is now; None when it was closed, too long ago, by somebody else, or has a new clave."""
        opened = self._opened.get(token)
        if opened is None or opened.who != who or opened.until <= now:
            return None
        denuncia = session.get(Denuncia, opened.denuncia_id)
        if denuncia is None or denuncia.citizen_public_key != opened.citizen_public_key:
            return None
        opened.until = now + OPEN_SECONDS
        return FollowUp(denuncia, self.vault, session, opened.private_key, opened.clave, who, now)

    def close(self, token: str) -> None:
        """Forget it."""
        self._opened.pop(token, None)
