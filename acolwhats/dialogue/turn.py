"""What comes into a turn and what goes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional


@dataclass(frozen=True)
class Context:
    """What is remembered between turns (the slots of domain.yml); nothing that a citizen wrote.

    Attributes:
        last_label: question answered last.
        offered: entries of the numbered list shown last, see choices.py.
        offer: what a “sí” accepts: an entry of `Offer`.
        notice_version: version of the privacy notice that this session has seen.
    """

    last_label: Optional[str] = None
    offered: tuple[str, ...] = ()
    offer: Optional[str] = None
    notice_version: Optional[str] = None


class Offer:
    """What a “sí” may accept."""

    ASK_OFFICE = "ask_office"
    ERASE = "erase"


@dataclass(frozen=True)
class Choices:
    """A list to choose from, for channels that have buttons; the reply's text has it in words already.

    Attributes:
        body: the text without the list.
        options: (entry, title); the entry comes back as `Turn.chosen`.
    """

    body: str
    options: tuple[tuple[str, str], ...]


def as_mapping(choices: Optional[Choices]) -> Optional[dict[str, Any]]:
    """The list as a channel reads it: `{"body", "options": [{"entry", "title"}]}`."""
    if choices is None:
        return None
    options = [{"entry": entry, "title": title} for entry, title in choices.options]
    return {"body": choices.body, "options": options}


@dataclass(frozen=True)
class Turn:
    """A message as understood.

    Attributes:
        decision: what Decision said: decision, label, labels, urgent, discreet.
        aspects: (aspect, start, end) found in the text, in order.
        last_reply: what the assistant said last.
        chosen: entry of the button or list item that was tapped, once it is known that it was offered.
        kind: text, or what the phone sent instead or beside it: image, video, audio, document, sticker, contact,
            location, unknown.
        problem: why what was attached could not be received.
        guided: whether the channel leads guided conversations (WhatsApp does).
    """

    sender_id: str
    text: str
    decision: Mapping[str, Any]
    aspects: tuple[tuple[str, int, int], ...] = ()
    context: Context = Context()
    last_reply: str = ""
    chosen: Optional[str] = None
    kind: str = "text"
    problem: Optional[str] = None
    guided: bool = False

    @property
    def urgent(self) -> bool:
        """Somebody is in danger now."""
        return bool(self.decision.get("urgent"))

    @property
    def labels(self) -> list[str]:
        """What the citizen gets: answered questions, or choices."""
        return list(self.decision.get("labels", []))


@dataclass
class Reply:
    """What the assistant says, and what it will remember.

    Attributes:
        changes: values of `Context` that change; the others stay.
        erase: forget the conversation.
        choices: the list in the text, for buttons.
    """

    text: str
    changes: dict[str, Any] = field(default_factory=dict)
    erase: bool = False
    choices: Optional[Choices] = None

    def __post_init__(self) -> None:
        """What was offered is accepted by the next message or not at all: a later “sí” is about something else."""
        self.changes.setdefault("offer", None)
