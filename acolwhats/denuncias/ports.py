"""What the guided conversation needs of the vault: so little that a test can stand in for it."""

from __future__ import annotations

from typing import Callable, Mapping, Optional, Protocol, Sequence, TypeVar, Union

from sqlalchemy.orm import Session

from acolwhats.denuncias.routing import Route
from acolwhats.denuncias.statement import Statement
from acolwhats.denuncias.throttle import Throttled
from acolwhats.guides.turn import File

Entry = TypeVar("Entry")


def named(values: Union[Mapping[str, Entry], Sequence[Entry]]) -> list[Entry]:
    """Categories or areas, in the order of the configuration."""
    return list(values.values()) if isinstance(values, Mapping) else list(values)


class Filed(Protocol):
    """A denuncia that is about to be written."""

    folio: str
    clave: str
    write: Callable[[Session], None]
    after: Callable[[], None]
    lost: int


class Vault(Protocol):
    """Where denuncias are filed."""

    def accepts(self, session: Session) -> bool:
        """Whether somebody could read what is filed now."""

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
        """Seal a denuncia. Raises Refused."""
