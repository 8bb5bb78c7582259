"""What every guide does with a message: what was chosen, what is a question on another matter, how a question is put."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, Optional, Protocol, Sequence

from acolwhats.answers.render import CALL_911, numbered
from acolwhats.dialogue.turn import Choices, Reply, Turn
from acolwhats.guides.alarm import happening_now
from acolwhats.guides.turn import Incoming
from acolwhats.nlu.options import LAST, parse_option
from acolwhats.nlu.text import normalize

# A list item of WhatsApp's list picker, see acolwhats/whatsapp/buttons.py.
MAX_TITLE = 24
# Longer than this, and a question mark ends a story: it is not a question on another matter.
_LONGEST_QUESTION = 25
_ASKS = re.compile(
    r"^(?:oye |oiga |y |una pregunta |pregunta |disculpe? |disculpa |perdon |pero |antes |antes de seguir )*"
    r"(?:que|cual|cuales|como|cuando|donde|cuanto|cuanta|cuantos|cuantas|quien|quienes|por que|a que|a donde|en que|"
    r"con quien|es cierto|es verdad|es anonim\w+|puedo|se puede|puede|pueden|hay|tienen|sabes|saben|me puedes decir)\b"
)
_OFFERS = re.compile(r"\n\n(?:También te puede servir:|Me falta confirmar)[^\n]*(?:\n\*\d+\.\*[^\n]*)*")  # fmt: skip


class Answers(Protocol):
    """Answers questions: `acolwhats.dialogue.assistant.Assistant`."""

    def answer_question(self, turn: Turn) -> Reply:
        """The answer to a question that was understood."""


@dataclass(frozen=True)
class Question:
    """What is asked: a sentence, and what can be tapped or chosen by number.

    Attributes:
        hint: how to choose without buttons; said in the text only.
    """

    text: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""

    @property
    def is_list(self) -> bool:
        """Whether it is answered by number. A single button beside an open question is no list."""
        return len(self.options) > 1

    def said(self, *before: str) -> tuple[str, Optional[Choices]]:
        """The message, and the same for buttons."""
        body = "\n\n".join(filter(None, [*before, self.text]))
        choices = Choices(body, self.options) if self.options else None
        if self.is_list:
            return f"{body}\n{numbered([title for _, title in self.options])}", choices
        return " ".join(filter(None, [body, self.hint])), choices


def chosen(incoming: Incoming, question: Question) -> Optional[str]:
    """The entry of a question's list that a message chooses; None when it says something else."""
    entries = [entry for entry, _ in question.options]
    if incoming.chosen in entries:
        return incoming.chosen
    if not question.is_list or not incoming.text.strip():
        return None
    if incoming.files or incoming.pin:
        return None  # a caption (“la primera”) tells of what it goes with
    number = parse_option(incoming.text)
    if number is not None:
        number = len(entries) if number == LAST else number
        return entries[number - 1] if 1 <= number <= len(entries) else None
    said = normalize(incoming.text)
    return next((entry for entry, title in question.options if normalize(title) == said), None)


def is_in_danger(incoming: Incoming) -> bool:
    """Whether somebody is in danger now: the classifier says so, or words inside a long story do."""
    return incoming.urgent or happening_now(incoming.text)


def danger_text(incoming: Incoming, answers: Answers, otherwise: str) -> str:
    """What somebody in danger is told first; `otherwise` where the classifier named no danger of its own."""
    labels = list(incoming.decision.get("labels") or [])
    if not (incoming.urgent and labels):
        return otherwise
    said = answers.answer_question(Turn(incoming.sender_id, incoming.text, incoming.decision)).text
    return said if "911" in said else f"{CALL_911}\n{said}"


def asks(text: str) -> bool:
    """Whether a message asks something, rather than telling it."""
    words = normalize(text).split()
    if not words or len(words) > _LONGEST_QUESTION:
        return False
    return "?" in text or "¿" in text or bool(_ASKS.match(" ".join(words)))


def digression(
    incoming: Incoming, answers: Answers, about: Callable[[str], Optional[str]]
) -> Optional[str]:
    """The answer to a question on another matter; None when it is none, or nobody knows.

    Args:
        about: what the guide itself answers.
    """
    label = incoming.label
    if label is None or not asks(incoming.text):
        return None
    if own := about(label):
        return own
    if "/" not in label or incoming.decision.get("decision") not in ("answer", "choose"):
        return None
    decision: dict[str, Any] = {"decision": "answer", "label": label, "labels": [label]}
    said = answers.answer_question(Turn(incoming.sender_id, incoming.text, decision)).text
    # What an answer offers belongs to the conversation outside: a “sí” or a number is the guide's here.
    return _OFFERS.sub("", said).strip()


def words_in(text: str) -> int:
    """How many words a message has."""
    return len(text.split())


def titled(options: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Options whose titles fit a list."""
    return tuple((entry, title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…") for entry, title in options)  # fmt: skip
