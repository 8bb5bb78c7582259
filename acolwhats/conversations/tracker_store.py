"""Rasa's SQL tracker store on our database, keeping what the dialogue needs and nothing that a citizen wrote."""

from __future__ import annotations

from typing import Any, Iterator, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, Restarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from acolwhats.conversations.logs import shorten_action_failures
from acolwhats.conversations.speed import remember_checked_schemas, remember_event_types
from acolwhats.database import make_engine
from acolwhats.settings import get_settings

# Of what the pipeline says about a message, only this is kept: no text, no entity values.
_KEPT = ("intent", "decision")


def without_text(event: Event) -> Event:
    """The event as it may be stored: a message of a citizen keeps its intent and decision only."""
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
        message_id=event.message_id,
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
        self.engine: sa.engine.Engine = make_engine(get_settings().database)
        self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)

    def _additional_events(
        self, session: sa.orm.Session, tracker: DialogueStateTracker
    ) -> Iterator[Event]:
        return map(without_text, super()._additional_events(session, tracker))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store new events; after a restart (“borra mis datos”), forget the whole conversation."""
        if any(isinstance(event, Restarted) for event in tracker.events):
            await self.delete(tracker.sender_id)
        else:
            await super().save(tracker)

    async def delete(self, sender_id: str) -> None:
        """Delete every event of a conversation."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter_by(sender_id=sender_id).delete()
            session.commit()
