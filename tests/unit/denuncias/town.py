"""An invented town hall with a vault: officers, a recovery key, citizens who file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Callable, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias import officers, recovery
from acolwhats.denuncias.followup import FollowUp, open_followup
from acolwhats.denuncias.keys import Cost
from acolwhats.denuncias.models import Denuncia, Officer
from acolwhats.denuncias.routing import Route
from acolwhats.denuncias.statement import Statement
from acolwhats.denuncias.vault import Filed, Vault, VaultKeys
from acolwhats.denuncias.wraps import denuncia_key
from acolwhats.guides.turn import File
from acolwhats.whatsapp.media.store import Cleaned, MediaStore

# A real guess takes a tenth of a second and 128 MiB: tests/unit/denuncias/test_claves.py pays it once.
CHEAP = Cost(1, 8192)
SECRET = bytes(range(32))
NOW = 1_795_550_400.0  # 24 November 2026, 14:00 in Acolman
TODAY = date(2026, 11, 24)
ANA, LUZ = "wa-" + "a" * 32, "wa-" + "b" * 32
PASSPHRASE = "cinco palabras dichas al azar"
ORIGINAL = "5f" * 32

CONTRALORIA = Route(("contraloria",), (), None)
AGAINST_CONTRALORIA = Route(("sindicatura",), ("contraloria",), None)


def _route(category: str, area: str) -> Route:
    return AGAINST_CONTRALORIA if area == "contraloria" else CONTRALORIA


ROUTING = SimpleNamespace(
    categories={"soborno": None, "abuso": None},
    areas={"obras": None, "contraloria": None},
    route=_route,
    non_working_days={},
    acknowledge_days=3,
    answer_days=10,
)
STATEMENT = Statement(
    what="El inspector me pidió quinientos pesos para no clausurar",
    who="Un inspector de chaleco azul",
    when="El martes, a media mañana",
    where="Frente al kiosco de Xometla",
    witnesses="Mi hermana Ñoñita",
    pin=(19.6381, -98.9132, "Portal Hundido"),
    category="soborno",
    area="obras",
    crime=True,
    extra={"pruebas": "dos fotos"},
)


class Town:
    """What a test needs of it."""

    def __init__(
        self, scope: Callable[[], AbstractContextManager[Session]], folder: Path, cost: Cost = CHEAP
    ) -> None:
        self.scope = scope
        self.now = NOW
        self.folder = folder
        self.store = MediaStore(folder / "media", bytes(32))
        self.vault = Vault(
            VaultKeys.derived(SECRET), self.store, folder / "denuncias", ROUTING, self.clock, cost
        )
        self.recovery = ""

    def clock(self) -> float:
        return self.now

    def hire(self, name: str, *groups: str) -> None:
        with self.scope() as session:
            officers.add(session, name, groups, PASSPHRASE, TODAY, CHEAP)

    def staff(self) -> Town:
        """Somebody in each group, and a recovery key."""
        self.hire("Inés", "contraloria")
        self.hire("Saúl", "sindicatura")
        with self.scope() as session:
            self.recovery, _ = recovery.create(session, TODAY)
        return self

    def attach(self, content: bytes = b"una foto") -> File:
        handle = self.store.put(Cleaned(content, "image/jpeg"))
        return File(handle, "image/jpeg", len(content), ORIGINAL)

    def prepare(
        self,
        statement: Statement = STATEMENT,
        *files: File,
        route: Route = CONTRALORIA,
        notify: Optional[str] = None,
        who: str = ANA,
    ) -> Filed:
        with self.scope() as session:
            filed = self.vault.file(session, statement, files, route, notify, who=who)
        assert isinstance(filed, Filed), filed
        return filed

    def file(self, *arguments, **more) -> Filed:
        """File, written and done."""
        filed = self.prepare(*arguments, **more)
        with self.scope() as session:
            filed.write(session)
        filed.after()
        return filed

    def follow(self, session: Session, filed: Filed, clave: str = "", who: str = LUZ):
        return open_followup(session, self.vault, filed.folio, clave or filed.clave, who, self.now)

    def followed(self, session: Session, filed: Filed, clave: str = "", who: str = LUZ) -> FollowUp:
        followup = self.follow(session, filed, clave, who)
        assert isinstance(followup, FollowUp), followup
        return followup


def the(session: Session, filed: Filed) -> Denuncia:
    return session.scalars(select(Denuncia).where(Denuncia.folio == filed.folio)).one()


def key_of(session: Session, filed: Filed, name: str, passphrase: str = PASSPHRASE):
    """The key of a denuncia as an officer gets it; None when it is not for them."""
    private = officers.unlock(session, name, passphrase)
    officer = session.scalars(select(Officer).where(Officer.name == name)).one()
    return denuncia_key(session, the(session, filed).id, officer, private)


def recovered_key_of(session: Session, filed: Filed, text: str):
    """The same with the recovery key."""
    holder = officers.recovery_officer(session)
    return denuncia_key(session, the(session, filed).id, holder, recovery.read_recovery(text))
