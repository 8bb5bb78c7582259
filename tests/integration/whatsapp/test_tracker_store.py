"""A conversation is kept without what citizens wrote, and with its turn's answer or not at all."""

from __future__ import annotations

import asyncio
import contextvars
import json
from datetime import datetime, timezone

import pytest
import sqlalchemy as sa
from rasa.shared.core.constants import SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from acolwhats.conversations.commit import current_commit
from acolwhats.conversations.tracker_store import ConversationTrackerStore, without_text
from acolwhats.database import Base, get_engine, session_scope
from acolwhats.handoff.models import PersonRequest
from acolwhats.handoff.requests import request_person
from tests.integration.whatsapp.connector import settings_are_fresh

SENDER = "wa-0a1b"
SID = "SM" + "0c" * 16
WORD = "SECRETO"
DECISION = {"decision": "answer", "label": "servicios_publicos/bache", "urgent": False}


def wrote(sid: str = SID) -> UserUttered:
    """A message in which everything that a citizen could have written is a secret."""
    intent = {"name": "servicios_publicos", "confidence": 0.9}
    entity = {"entity": "lugar", "value": WORD, "start": 0, "end": 7}
    return UserUttered(
        text=f"hay un bache en {WORD}",
        intent=intent,
        entities=[entity],
        parse_data={
            "text": f"hay un bache en {WORD}",
            "intent": intent,
            "entities": [entity],
            "intent_ranking": [intent],
            "decision": DECISION,
            "text_tokens": [[0, 7]],
            "normalized": WORD,
        },
        timestamp=10.0,
        input_channel="whatsapp",
        message_id=sid,
        metadata={"location": {"label": WORD}, "attachments": [{"handle": WORD}]},
    )


class TestWithoutText:
    def test_of_a_message_nothing_is_kept_that_was_written(self):
        kept = json.dumps(without_text(wrote()).as_dict())
        assert WORD in json.dumps(wrote().as_dict())
        assert WORD not in kept and "bache en" not in kept

    def test_nor_what_leads_to_who_wrote_it(self):
        assert SID not in json.dumps(without_text(wrote()).as_dict())

    def test_what_the_dialogue_needs_is_kept(self):
        kept = without_text(wrote())
        assert kept.intent["name"] == "servicios_publicos"
        assert kept.parse_data["decision"] == DECISION
        assert (kept.timestamp, kept.input_channel) == (10.0, "whatsapp")

    def test_a_message_that_was_not_understood_can_be_kept(self):
        kept = without_text(UserUttered(text=WORD))
        assert WORD not in json.dumps(kept.as_dict())

    def test_what_came_beside_the_first_message_is_not_kept(self):
        """Rasa copies it into a slot when a session starts."""
        kept = without_text(SlotSet(SESSION_START_METADATA_SLOT, {"label": WORD}, timestamp=3.0))
        assert (kept.key, kept.value, kept.timestamp) == (SESSION_START_METADATA_SLOT, None, 3.0)

    @pytest.mark.parametrize(
        "event",
        [
            ActionExecuted("action_answer_question"),
            BotUttered("Repórtalo a Servicios Públicos"),
            SlotSet("turn_done", True),
            SessionStarted(),
        ],
    )
    def test_everything_else_is_kept_as_it_is(self, event):
        assert without_text(event) is event


@pytest.fixture
def store(monkeypatch, tmp_path):
    """A tracker store on a database of its own."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'conversaciones.db'}")
    settings_are_fresh()
    Base.metadata.create_all(get_engine())
    yield ConversationTrackerStore(Domain.empty())
    get_engine().dispose()
    settings_are_fresh()


def tracker(*events) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(SENDER, list(events))


def rows() -> list[str]:
    """Everything that the table of events holds, row by row."""
    with session_scope() as session:
        found = session.execute(sa.text("SELECT * FROM events ORDER BY id")).all()
        return [str(tuple(row)) for row in found]


class Commit:
    """Commits a request with the turn, or fails to."""

    def __init__(self, message_id: str = SID, fails: bool = False) -> None:
        self.message_id, self.done, self.error = message_id, False, None
        self.fails = fails

    def write(self, session) -> None:
        request_person(session, SENDER, None, datetime.now(timezone.utc))
        if self.fails:
            raise LookupError("another process answered")


def save(store, events, commit=None) -> None:
    """Save a conversation, within a turn or without one."""

    async def main() -> None:
        if commit is not None:
            current_commit.set(commit)
        await store.save(tracker(*events))

    contextvars.copy_context().run(asyncio.run, main())


def requests() -> int:
    with session_scope() as session:
        return session.query(PersonRequest).count()


TURN = [ActionExecuted("action_listen"), wrote(), BotUttered("Repórtalo")]


class TestSaving:
    def test_nothing_that_was_written_is_in_the_database(self, store, tmp_path):
        save(store, TURN)
        assert len(rows()) == 3
        assert WORD not in str(rows()) and SID not in str(rows())
        get_engine().dispose()
        assert all(WORD.encode() not in path.read_bytes() for path in tmp_path.iterdir())

    def test_a_conversation_is_there_again(self, store):
        save(store, TURN)
        found = asyncio.run(store.retrieve(SENDER))
        assert [event.type_name for event in found.events] == ["action", "user", "bot"]
        assert found.latest_message.intent["name"] == "servicios_publicos"
        assert found.latest_message.text is None

    def test_what_is_new_is_added(self, store):
        save(store, TURN)
        save(store, [*TURN, ActionExecuted("action_listen")])
        assert len(rows()) == 4

    def test_who_never_wrote_has_no_conversation(self, store):
        assert asyncio.run(store.retrieve("wa-nadie")) is None

    def test_a_restart_forgets_everything(self, store):
        save(store, TURN)
        save(store, [*TURN, Restarted()])
        assert rows() == []

    def test_deleting_forgets_one_citizen(self, store):
        save(store, TURN)
        asyncio.run(store.delete("wa-otra"))
        assert len(rows()) == 3
        asyncio.run(store.delete(SENDER))
        assert rows() == []


class TestCommit:
    def test_the_answer_is_committed_with_the_conversation(self, store):
        commit = Commit()
        save(store, TURN, commit)
        assert (commit.done, commit.error, requests(), len(rows())) == (True, None, 1, 3)

    def test_neither_is_when_the_answer_may_not_be_given(self, store):
        commit = Commit(fails=True)
        save(store, TURN, commit)
        assert isinstance(commit.error, LookupError)
        assert (commit.done, requests(), rows()) == (False, 0, [])

    @pytest.mark.parametrize(
        "events", [[SessionStarted()], [wrote("SM" + "0d" * 16)]], ids=["empty", "another message"]
    )
    def test_a_conversation_without_the_message_commits_nothing(self, store, events):
        commit = Commit()
        save(store, events, commit)
        assert (commit.done, commit.error, requests()) == (False, None, 0)
        assert len(rows()) == 1

    def test_without_a_turn_a_failure_is_rasas(self, store, monkeypatch):
        def fails(*_):
            raise LookupError

        monkeypatch.setattr(store, "_save", fails)
        with pytest.raises(LookupError):
            save(store, TURN)

    def test_two_turns_at_once_each_have_their_own(self, store):
        first, second = Commit("SM1"), Commit("SM2", fails=True)

        async def turn(commit, sender_id):
            current_commit.set(commit)
            await asyncio.sleep(0)
            told = DialogueStateTracker.from_events(sender_id, [wrote(commit.message_id)])
            await store.save(told)

        async def main():
            await asyncio.gather(turn(first, "wa-1"), turn(second, "wa-2"))
            return current_commit.get()

        assert asyncio.run(main()) is None
        assert (first.done, first.error) == (True, None)
        assert not second.done and isinstance(second.error, LookupError)
