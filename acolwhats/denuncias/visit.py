"""What the guide of the follow-up keeps between messages, and what it needs of the vault."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Callable, Optional, Protocol, Sequence, Union

from sqlalchemy.orm import Session

from acolwhats.denuncias.throttle import Throttled
from acolwhats.guides.turn import File

Write = Callable[[Session], None]


class Added(Protocol):
    """Something that is ready to be written: `acolwhats.denuncias.followup.Added`."""

    write: Write
    after: Callable[[], None]
    lost: int


class FollowUp(Protocol):
    """A denuncia that was opened: `acolwhats.denuncias.followup.FollowUp`."""

    @property
    def state(self) -> Any:
        """How far it is."""

    @property
    def folio(self) -> str:
        """Its folio."""

    @property
    def notices(self) -> bool:
        """Whether somebody is told that there is news."""

    def thread(self) -> list[tuple[str, str]]:
        """(citizen or officer, text), in order."""

    def add(self, text: str, files: Sequence[File] = ()) -> Any:
        """An `Added`. Raises Refused."""

    def withdraw(self) -> Write:
        """Take it back."""

    def rotate(self) -> tuple[str, Write]:
        """A new clave."""

    def ask_notices(self, sender_id: Optional[str]) -> Write:
        """Tell this pseudonym when there is news; with None, nobody."""


class OpenFollowUps(Protocol):
    """Remembers what was opened, in memory: no draft holds a clave."""

    def remember(self, followup: Any, now: float) -> str:
        """A token that resumes it for a while."""

    def resume(self, session: Session, token: str, who: str, now: float) -> Optional[Any]:
        """What was opened, as it is now."""

    def close(self, token: str) -> None:
        """Forget it."""


Open = Callable[[Session, str, str, str, float], Union[FollowUp, Throttled, None]]


@dataclass
class Visit:
    """What a draft of this guide holds: never a clave.

    Attributes:
        step: folio, clave, menu, add, rotate, withdraw.
        token: resumes what was opened.
        text: to be added, once it is said to be complete; files likewise.
    """

    step: str = "folio"
    folio: str = ""
    token: str = ""
    text: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def load(cls, draft: dict[str, Any]) -> Visit:
        """What `asdict` made of it."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in draft.items() if name in known})

    def handles(self) -> list[str]:
        """Names of the files in the media store."""
        return [str(one["handle"]) for one in self.files]
