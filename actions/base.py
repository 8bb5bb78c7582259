"""From a Rasa tracker to a turn, and from a reply to Rasa's events."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import replace
from functools import lru_cache
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import Restarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import SQLAlchemyError

from acolwhats.answers.aspects import Aspect
from acolwhats.answers.render import render_danger
from acolwhats.catalog import get_catalog
from acolwhats.database import session_scope
from acolwhats.dialogue import texts
from acolwhats.dialogue.assistant import Assistant
from acolwhats.dialogue.turn import Choices, Context, Reply, Turn, as_mapping
from acolwhats.reports.wiring import report_entry

logger = logging.getLogger(__name__)

GUIDED_CHANNEL = "whatsapp"
_ASPECTS = {aspect.value for aspect in Aspect}


@lru_cache(maxsize=1)
def get_assistant() -> Assistant:
    """The assistant of this process."""
    return Assistant(get_catalog(), session_scope, report_entry=report_entry)


def last_reply(tracker: Tracker) -> str:
    """What the bot said in its last turn."""
    said: List[str] = []
    for event in reversed(tracker.events):
        if event["event"] == "bot" and event.get("text"):
            said.insert(0, event["text"])
        elif event["event"] == "user" and said:
            break
    return "\n\n".join(said)


def last_metadata(tracker: Tracker) -> Dict[str, Any]:
    """What the channel said about the citizen's message: its kind, what was attached."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return event.get("metadata") or {}
    return {}


def decision_of(message: Dict[str, Any]) -> Dict[str, Any]:
    """What our pipeline decided; for another pipeline (a comparison), what its intent says."""
    if decision := message.get("decision"):
        return dict(decision)
    selected = message.get("response_selector", {}).get("default", {}).get("response", {})
    label = selected.get("intent_response_key")
    if label and label.startswith(f"{message.get('intent', {}).get('name')}/"):
        return {"decision": "answer", "label": label, "labels": [label]}
    return {"decision": "fallback", "labels": []}


def turn_from(tracker: Tracker) -> Turn:
    """The current turn of a conversation."""
    message = tracker.latest_message
    sent = last_metadata(tracker)
    found = [e for e in message.get("entities", []) if e["entity"] == "aspecto"]
    found.sort(key=lambda entity: entity["start"])
    return Turn(
        sender_id=tracker.sender_id,
        text=message.get("text") or "",
        decision=decision_of(message),
        aspects=tuple((e["value"], e["start"], e["end"]) for e in found if e["value"] in _ASPECTS),
        context=Context(
            last_label=tracker.get_slot("last_label"),
            offered=tuple(tracker.get_slot("offered") or ()),
            offer=tracker.get_slot("offer"),
            notice_version=tracker.get_slot("notice_version"),
        ),
        last_reply=last_reply(tracker),
        chosen=message.get("decision", {}).get("chosen"),
        kind=sent.get("kind", "text"),
        problem=sent.get("problem"),
        guided=tracker.get_latest_input_channel() == GUIDED_CHANNEL,
    )


def as_buttons(choices: Optional[Choices], notice: str) -> Optional[Dict[str, Any]]:
    """A list to choose from, as the WhatsApp channel reads it; other channels leave it alone."""
    return as_mapping(choices and replace(choices, body=f"{choices.body}{notice}"))


class AssistantAction(ABC):
    """An action that the assistant does. Subclasses are also rasa_sdk's `Action`, name it and say which method.

    It is no `Action` itself: the SDK would register it.
    """

    @abstractmethod
    def name(self) -> str:
        """Name of the action in domain.yml."""

    @abstractmethod
    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """What the assistant says."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Say it, and remember what it changes. A database that is away never silences the bot."""
        turn = turn_from(tracker)
        try:
            reply = self.reply(get_assistant(), turn)
        except (
            Exception
        ) as error:  # whatever it is: its words may be a citizen's, and silence helps nobody
            away = isinstance(error, SQLAlchemyError)
            reason = "the database is away" if away else "it failed"
            logger.error("%s: %s (%s)", self.name(), reason, type(error).__name__)
            reply = Reply(render_danger(None) if turn.urgent else texts.UNAVAILABLE)
        if reply.erase:
            dispatcher.utter_message(text=reply.text)
            return [Restarted()]
        notice = ""
        if not turn.urgent and turn.context.notice_version != texts.NOTICE_VERSION:
            notice = f"\n\n{texts.NOTICE}"
            reply.changes["notice_version"] = texts.NOTICE_VERSION
        dispatcher.utter_message(
            # Rasa's own channels cut a message at its blank lines; one answer is one message.
            text=f"{reply.text}{notice}".replace("\n\n", "\n \n"),
            choices=as_buttons(reply.choices, notice),
            urgent=turn.urgent,
        )
        return [SlotSet("turn_done", True), *(SlotSet(k, v) for k, v in reply.changes.items())]
