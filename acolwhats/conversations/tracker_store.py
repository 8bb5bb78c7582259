"""Rasa's SQL tracker store on our database, keeping what the dialogue needs and nothing that a citizen wrote."""

from __future__ import annotations

import json
import sys
from typing import Any, Awaitable, Iterator, Optional, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from acolwhats.conversations.commit import TurnCommit, current_commit
from acolwhats.conversations.logs import shorten_action_failures
from acolwhats.conversations.speed import remember_checked_schemas, remember_event_types
from acolwhats.database import get_engine, in_database
from acolwhats.settings import exit_with, get_settings

T = TypeVar("T")

# Of what the pipeline says about a message, only this is kept: no text, no entity values.
_KEPT = ("intent", "decision")


def without_text(event: Event) -> Event:
    """The event as it may be stored: a message of a citizen keeps its intent and decision only."""
    if isinstance(event, SlotSet) and event.key == SESSION_START_METADATA_SLOT:
        # Rasa copies a message's metadata (a pin, a handle) into a slot when a session starts.
        return SlotSet(event.key, None, timestamp=event.timestamp)
    if not isinstance(event, UserUttered):
        return event
    parse_data: Any = {key: event.parse_data[key] for key in _KEPT if key in event.parse_data}  # type: ignore[literal-required]
    kept = UserUttered(
        text=None,
        intent=event.intent,
        entities=[],
        parse_data={**parse_data, "entities": [], "text": None},
        timestamp=event.timestamp,
        input_channel=event.input_channel,
        message_id=None,  # Twilio's name of the message leads to the citizen's number
    )
    return kept


class ConversationTrackerStore(SQLTrackerStore):
    """Conversations in `DATABASE_URL`, without the words of citizens; erased on request."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        """Connects to the database that the settings name; `host` is ignored."""
        _refuse_other_doors()
        shorten_action_failures()
        remember_checked_schemas()
        remember_event_types()
        url = sa.engine.make_url(get_settings().database)
        super().__init__(
            domain,
            dialect=url.drivername,
            host=url.host,
            port=url.port,
            db=url.database,
            username=url.username,
            password=url.password,
            event_broker=event_broker,
            query=dict(url.query),
        )
        self.engine: sa.engine.Engine = get_engine()
        self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)

    def _additional_events(
        self, session: sa.orm.Session, tracker: DialogueStateTracker
    ) -> Iterator[Event]:
        return map(without_text, super()._additional_events(session, tracker))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store new events; after a restart (“borra mis datos”), forget the whole conversation.

        What the channel commits with the turn (`current_commit`) is committed with it, or neither is: then the channel
        is told, and Rasa is not, for it would keep the conversation in memory and go on.
        """
        await self.stream_events(tracker)
        commit = _commit_of(tracker)
        try:
            await in_database(self._save, tracker, commit)
        except Exception as error:
            if commit is None:
                raise
            commit.error = error
            return
        if commit is not None:
            commit.done = True

    def _save(self, tracker: DialogueStateTracker, commit: Optional[TurnCommit]) -> None:
        with self.session_scope() as session:
            if any(isinstance(event, Restarted) for event in tracker.events):
                session.query(self.SQLEvent).filter_by(sender_id=tracker.sender_id).delete()
            else:
                for event in self._additional_events(session, tracker):
                    session.add(self._row(tracker.sender_id, event))
            if commit is not None:
                commit.write(session)
            session.commit()

    def _row(self, sender_id: str, event: Event) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation, read in a thread: the event loop waits for no database."""
        return await in_database(_finish, super().retrieve(sender_id))

    async def delete(self, sender_id: str) -> None:
        """Delete every event of a conversation."""

        def delete() -> None:
            with self.session_scope() as session:
                session.query(self.SQLEvent).filter_by(sender_id=sender_id).delete()
                session.commit()

        await in_database(delete)


def _refuse_other_doors() -> None:
    """In production conversations come in through the bridge, which is what shuts Rasa's other doors: it must be there."""
    if get_settings().env == "production" and "acolwhats.whatsapp.channel" not in sys.modules:
        exit_with("in production Rasa runs with credentials.yml, which names the WhatsApp bridge")


def _commit_of(tracker: DialogueStateTracker) -> Optional[TurnCommit]:
    """What is committed with this conversation; nothing before the message is part of it (Rasa saves new ones empty)."""
    commit = current_commit.get()
    if commit is None:
        return None
    messages = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    return commit if any(event.message_id == commit.message_id for event in messages) else None


def _finish(coroutine: Awaitable[T]) -> T:
    """Run a coroutine that awaits nothing, as Rasa's SQL tracker store's are, outside the event loop."""
    steps = coroutine.__await__()
    try:
        next(steps)
    except StopIteration as stop:
        result: T = stop.value
        return result
    raise RuntimeError("the tracker store waits for something")
