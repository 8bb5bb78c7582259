"""Filing a denuncia: everything is sealed before it is written, and its key is thrown away."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator, Optional, Sequence, Union

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias import audit, states
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.claves import Claves
from acolwhats.denuncias.demo import DEMO_PREFIX
from acolwhats.denuncias.evidence import (
    MOST_FILES,
    EvidenceFolder,
    Shelf,
    seal_files,
)
from acolwhats.denuncias.folio import find_clave, new_clave, new_folio
from acolwhats.denuncias.keys import CLAVE_COST, Cost, new_key_pair, seal
from acolwhats.denuncias.models import Denuncia, Officer, Wrap
from acolwhats.denuncias.officers import active_officers, readers, recovery_officer
from acolwhats.denuncias.refusals import Refusal, Refused
from acolwhats.denuncias.routing import Route, Routing
from acolwhats.denuncias.statement import Statement, seal_statement
from acolwhats.denuncias.throttle import Throttle, Throttled
from acolwhats.denuncias.wraps import may_read, wrap_key
from acolwhats.guides.turn import File
from acolwhats.keys import derive_key, secret_key
from acolwhats.settings import Settings
from acolwhats.whatsapp.contacts import keep_for_news
from acolwhats.whatsapp.sealing import Box, SealBroken

__all__ = ["Filed", "Statement", "Vault", "VaultKeys", "make_vault"]


@dataclass(frozen=True, repr=False)
class VaultKeys:
    """What the bot needs that is not the officers': none of it opens a denuncia."""

    lookup_pepper: bytes
    key_pepper: bytes
    throttle: bytes
    notify: bytes

    @classmethod
    def derived(cls, secret: bytes) -> VaultKeys:
        """From the key of this installation."""
        return cls(
            lookup_pepper=derive_key(secret, "clave-lookup"),
            key_pepper=derive_key(secret, "clave"),
            throttle=derive_key(secret, "denuncia-throttle"),
            notify=derive_key(secret, "denuncia-notify"),
        )


@dataclass(repr=False)
class Filed:
    """A denuncia that is ready to be written.

    Attributes:
        write: inserts all rows.
        after: once that is committed: deletes the attachments where they waited.
        lost: how many attachments were not there any more.
    """

    folio: str
    clave: str
    write: Callable[[Session], None]
    after: Callable[[], None]
    lost: int = 0


@dataclass(repr=False)
class Vault:
    """Takes denuncias in; opens none of them.

    Attributes:
        store: where attachments wait.
        folder: of sealed attachments.
        clock: seconds since the epoch.
        cost: of each of the two hashes that a clave takes.
        demo: whether the invented officers count.
    """

    keys: VaultKeys
    store: Shelf
    folder: Path
    routing: Routing
    clock: Callable[[], float] = time.time
    cost: Cost = CLAVE_COST
    demo: bool = True
    claves: Claves = field(init=False)
    throttle: Throttle = field(init=False)
    evidence: EvidenceFolder = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is written yet."""
        self.claves = Claves(self.keys.lookup_pepper, self.keys.key_pepper, self.cost)
        self.throttle = Throttle(self.keys.throttle)
        self.evidence = EvidenceFolder(self.folder)
        self._box = Box(self.keys.notify)

    def accepts(self, session: Session) -> bool:
        """Whether every denuncia that could be filed would have an officer in each of its groups, and a recovery key."""
        officers = active_officers(session)
        if not self.demo and any(str(one.name).startswith(DEMO_PREFIX) for one in officers):
            return False  # everybody knows their passphrase
        return recovery_officer(session) is not None and all(
            any(may_read(officer, [group], route.excluded) for officer in officers)
            for route in set(routes(self.routing))
            for group in route.groups
        )

    def may_file(self, session: Session, who: str, now: float) -> Optional[Throttled]:
        """None, unless a citizen has filed too much lately."""
        return self.throttle.refused(session, "filing", who, now)

    def file(
        self,
        session: Session,
        statement: Statement,
        files: Sequence[File],
        route: Route,
        notify: Optional[str],
        *,
        who: str,
    ) -> Union[Filed, Throttled]:
        """Seal a denuncia, unless this citizen has filed too much lately.

        Slow on purpose. Attachments are written at once, rows when `Filed.write` is called.

        Args:
            session: for reading.
            notify: pseudonym to tell that there is news, if that was asked for.
            who: pseudonym whose filings and attachments are counted; linked to nothing.

        Raises:
            Refused: see `Refusal`.
            OSError: attachments could not be written.
        """
        now = self.clock()
        taken = [file for file in files if file.handle]
        if any(find_clave(words) for words in statement.words()):
            raise Refused(Refusal.CLAVE)
        if throttled := self.may_file(session, who, now):
            return throttled
        self.check_files(session, len(taken), 0, who, now)
        officers = readers(session, route.groups, route.excluded)
        if not officers:
            raise Refused(Refusal.NOBODY)
        denuncia_id, on = new_id(), day_of(now)
        folio, clave = new_folio(), new_clave()
        public, private = new_key_pair()
        access = self.claves.access(clave)
        values: dict[str, Any] = {
            "id": denuncia_id,
            "folio": folio,
            "category": statement.category,
            "groups": list(route.groups),
            "excluded": list(route.excluded),
            "state": states.FIRST.value,
            "received_on": on,
            "state_on": on,
            "due_on": states.due_on(states.FIRST, on, on, statement.category, self.routing),
            "public_key": public,
            "content": seal_statement(statement, now, denuncia_id, public),
            "citizen_wrap": wrap_for_citizen(denuncia_id, private, access.citizen_public_key),
            "notify": self.sealed_notify(notify, denuncia_id),
            **asdict(access),
        }
        wraps = {
            str(officer.id): wrap_key(denuncia_id, private, officer).wrapped for officer in officers
        }
        sealing = seal_files(taken, self.store, self.evidence, denuncia_id, public)

        def write(session: Session) -> None:
            session.add(Denuncia(**values))
            session.flush()
            left = select(Officer.id).where(Officer.id.in_(wraps), Officer.left_on.is_not(None))
            for officer_id in wraps.keys() - set(session.scalars(left)):
                wrapped = wraps[officer_id]
                session.add(Wrap(denuncia_id=denuncia_id, officer_id=officer_id, wrapped=wrapped))
            session.add_all(kept.row(denuncia_id, on) for kept in sealing.kept)
            self.throttle.record(session, "filing", who, now)
            self.throttle.record(session, "evidence", who, now, len(sealing.kept))
            audit.record(session, "citizen", "filed", denuncia_id, at=on)
            if notify is not None:
                keep_for_news(session, notify, now)

        return Filed(folio, clave, write, sealing.done, sealing.lost)

    def check_files(self, session: Session, count: int, already: int, who: str, now: float) -> None:
        """Whether so many attachments may be added to those that a denuncia has.

        Raises:
            Refused: they may not.
        """
        if already + count > MOST_FILES:
            raise Refused(Refusal.TOO_MANY_FILES)
        if count and self.throttle.refused(session, "evidence", who, now, count):
            raise Refused(Refusal.TOO_MUCH_EVIDENCE)

    def sealed_notify(self, sender_id: Optional[str], denuncia_id: str) -> Optional[bytes]:
        """Column `notify`: who wants to hear that there is news."""
        return None if sender_id is None else self._box.seal(sender_id, f"notify:{denuncia_id}")

    def whom_to_notify(self, denuncia: Denuncia) -> Optional[str]:
        """The pseudonym of who asked to hear that there is news."""
        if denuncia.notify is None:
            return None
        try:
            return str(self._box.open(denuncia.notify, f"notify:{denuncia.id}"))
        except SealBroken:
            return None  # made with another key: nobody can be told


def routes(routing: Routing) -> Iterator[Route]:
    """Every route that a denuncia can take."""
    for category in routing.categories:
        for area in routing.areas:
            yield routing.route(category, area)


def wrap_for_citizen(denuncia_id: str, private_key: bytes, citizen_public_key: bytes) -> bytes:
    """Column `citizen_wrap`: the key of a denuncia, for whoever has its clave."""
    return seal(private_key, citizen_public_key, citizen_place(denuncia_id))


def citizen_place(denuncia_id: str) -> str:
    """What the citizen's wrap is bound to."""
    return f"citizen:{denuncia_id}"


def new_id() -> str:
    """A random id, which tells no order."""
    return secrets.token_hex(16)


def make_vault(
    settings: Settings, store: Shelf, routing: Routing, clock: Callable[[], float] = time.time
) -> Vault:
    """The vault of this installation.

    Raises:
        SettingsError: the key of the installation is missing or malformed.
    """
    keys = VaultKeys.derived(secret_key(settings))
    demo = settings.env != "production"
    return Vault(keys, store, settings.var_dir / "denuncias", routing, clock, demo=demo)
