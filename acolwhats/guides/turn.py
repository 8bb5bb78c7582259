"""What comes into a turn of a guide, and what goes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Optional, Protocol

from sqlalchemy.orm import Session

from acolwhats.dialogue.turn import Choices


@dataclass(frozen=True)
class Pin:
    """A place that was chosen on a map. Degrees (WGS 84)."""

    latitude: float
    longitude: float
    address: Optional[str] = None
    label: Optional[str] = None


@dataclass(frozen=True)
class File:
    """Something that was attached and cleaned; `handle` names it in the media store.

    Attributes:
        sha256: of the file as the citizen sent it, in hexadecimal.
        problem: why it was not taken (a value of MediaProblem); there is no handle then.
    """

    handle: Optional[str]
    content_type: str = ""
    size: int = 0
    sha256: str = ""
    problem: Optional[str] = None


@dataclass(frozen=True)
class Incoming:
    """A citizen's message in a guide.

    Attributes:
        sender_id: the citizen's pseudonym.
        chosen: entry of the button that was tapped, of the list that this guide showed last.
        kind: text, image, video, audio, document, sticker, contact, location or unknown.
        decision: what the pipeline decided about the text (decision, label, labels, confidence, urgent); empty for none.
        now: seconds since the epoch.
    """

    sender_id: str
    text: str
    now: float
    chosen: Optional[str] = None
    kind: str = "text"
    files: tuple[File, ...] = ()
    pin: Optional[Pin] = None
    decision: Mapping[str, Any] = field(default_factory=dict)

    @property
    def urgent(self) -> bool:
        """Somebody is in danger now."""
        return bool(self.decision.get("urgent"))

    @property
    def label(self) -> Optional[str]:
        """The question or general intent that was understood."""
        return self.decision.get("label")


@dataclass(frozen=True)
class Outcome:
    """What a guide says, and what is kept.

    Attributes:
        text: one message, with the list in numbered form if there is one.
        choices: the same list for buttons; entries come back as `Incoming.chosen`.
        draft: kept until the next message, JSON; None: the guide is over.
        write: done in the transaction that finishes the citizen's message: all or nothing.
        after: done once that is committed, such as deleting files that are sealed elsewhere now.
    """

    text: str
    choices: Optional[Choices] = None
    draft: Optional[dict[str, Any]] = None
    write: Optional[Callable[[Session], None]] = None
    after: Optional[Callable[[], None]] = None


class Guide(Protocol):
    """A guided conversation.

    Attributes:
        name: names its drafts.
    """

    name: str

    def start(self, incoming: Incoming, session: Session) -> Optional[Outcome]:
        """Begin with this message, which may hold answers already; None when it is no beginning of this guide.

        `session` is for reading.
        """

    def go_on(
        self, draft: dict[str, Any], incoming: Incoming, session: Session
    ) -> Optional[Outcome]:
        """The next turn; None when the message is none of the guide's business (the draft then stays as it is)."""
