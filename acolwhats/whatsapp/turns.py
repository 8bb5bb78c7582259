"""Turns: a message from the inbox goes through Rasa, and what the bot says goes to the outbox, all or nothing."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Awaitable, Callable, Mapping, Optional, Sequence

from rasa.core.channels.channel import UserMessage
from sqlalchemy.orm import Session

from acolwhats.conversations.commit import current_commit
from acolwhats.database import in_session
from acolwhats.dialogue.turn import as_mapping
from acolwhats.guides.desk import GuideDesk, Taken
from acolwhats.whatsapp import inbox, leases, limits, outbox, texts
from acolwhats.whatsapp.buttons import parts_for
from acolwhats.whatsapp.clock import Clock
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.contacts import remember_offer
from acolwhats.whatsapp.hearing import for_a_guide, user_message
from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.media import Attachment
from acolwhats.whatsapp.models import Contact, Inbox
from acolwhats.whatsapp.outbox import Part
from acolwhats.whatsapp.output import CollectedOutput
from acolwhats.whatsapp.sealing import SealBroken

logger = logging.getLogger(__name__)

# Longer than this, and the citizen gets a sentence instead: an action server that hangs must not mean silence.
TURN_SECONDS = 12.0
# While one turn after the other takes too long, people are not kept waiting as long: an emergency may be behind.
SHORT_SECONDS = 4.0
LEASE_SECONDS = 60.0
_ATTEMPTS = 3
_WAITS = (0.5, 2.0)

Handler = Callable[[UserMessage], Awaitable[Any]]
Parse = Callable[[str], Awaitable[Optional[dict[str, Any]]]]
Receive = Callable[[InboundMessage], Awaitable[list[Attachment]]]


class Commit:
    """Commits what a turn said: fenced by the lease, and only if nobody has finished the message before."""

    def __init__(self, turns: Turns, message: Inbox, output: CollectedOutput) -> None:
        """Nothing is committed yet."""
        self._turns = turns
        self._message = message
        self._output = output
        self.message_id = str(message.message_sid)
        self.done = False
        self.error: Optional[Exception] = None

    def write(self, session: Session) -> None:
        """Add to the conversation's transaction.

        Raises:
            LeaseLost: this process may no longer answer this message.
        """
        parts = self._output.parts or [Part(texts.UNAVAILABLE)]
        self._turns.write_answer(session, self._message, parts, self._output.urgent)


class Turns:
    """Runs turns.

    Args:
        handle: Rasa's handler.
        parse: understands a text without answering; None when no model is loaded.
        receive: fetches what is attached.
        desk: guided conversations, which Rasa never hears of.
        delete_media: deletes an attachment by its handle.
        answered: called with the citizen whom something is to be sent.
    """

    def __init__(
        self,
        settings: BridgeSettings,
        owner: str,
        handle: Handler,
        parse: Parse,
        receive: Receive,
        desk: GuideDesk,
        delete_media: Callable[[str], None],
        answered: Callable[[str], None],
        clock: Clock,
    ) -> None:
        """Nothing runs yet."""
        self._settings = settings
        self._owner = owner
        self._handle = handle
        self._parse = parse
        self._receive = receive
        self._desk = desk
        self._delete_media = delete_media
        self._answered = answered
        self._clock = clock
        self._late = False  # whether the last turn took too long

    async def work(self, sender_id: str) -> bool:
        """Run a citizen's next turn; False when none is due."""
        found = await in_session(self._next, sender_id)
        if found is None:
            return False
        row, contact, attempts, limit = found
        try:
            content = self._settings.box.open(row.content, f"inbox:{row.message_sid}")
        except SealBroken as error:
            logger.error("whatsapp: a message cannot be read (%s); was the key changed?", error)
            await self._answer(row, texts.NOT_RECEIVED, "failed")
            return True
        message = InboundMessage.from_dict(content)
        if attempts > _ATTEMPTS:
            logger.error("whatsapp: a message was given up after %d attempts", _ATTEMPTS)
            await self._answer(row, texts.UNAVAILABLE, "failed")
        elif limit is not None and not await self._is_urgent(message):
            await self._refuse(row, limit)
        else:
            await self._run(row, message, contact, attempts)
        self._answered(sender_id)
        return True

    def _next(
        self, session: Session, sender_id: str
    ) -> Optional[tuple[Inbox, Contact, int, Optional[limits.Limit]]]:
        row = inbox.next_message(session, sender_id)
        contact = session.get(Contact, sender_id)
        if row is None or contact is None or row.due_at > self._clock():
            return None
        attempts = inbox.begin(session, row.id)
        return row, contact, attempts, limits.passed_limit(session, row)

    async def _run(
        self, row: Inbox, message: InboundMessage, contact: Contact, attempts: int
    ) -> None:
        seconds = SHORT_SECONDS if self._late else TURN_SECONDS
        output = CollectedOutput(self._settings.content_sids)
        commit = Commit(self, row, output)
        token = current_commit.set(commit)
        attachments: list[Attachment] = []
        try:
            parsed = await self._understand(message)
            decision = parsed.get("decision", {})
            attachments = await self._attachments(message, decision)
            if taken := await self._guided(message, contact, decision, attachments):
                await in_session(self._write_guided, row, taken)
                await asyncio.to_thread(self._after, taken, attachments)
                return
            said = user_message(message, contact, output, attachments, parsed)
            await asyncio.wait_for(self._handle(said), seconds)
            self._late = False
        except asyncio.TimeoutError:
            self._late = True
            logger.error("whatsapp: a turn took longer than %g seconds", seconds)
            await self._answer(row, texts.UNAVAILABLE)
            return
        except Exception as error:
            commit.error = error
        finally:
            current_commit.reset(token)
        if not commit.done:
            await asyncio.to_thread(
                self._discard, attachments
            )  # the next attempt fetches them anew
            await self._later(row, attempts, commit.error)

    async def _understand(self, message: InboundMessage) -> dict[str, Any]:
        """Rasa's parse data of the words; empty when there are none, or no model is loaded."""
        parsed = await self._parse(message.text) if message.text.strip() else None
        return parsed or {}

    async def _is_urgent(self, message: InboundMessage) -> bool:
        """Whether somebody is in danger. In doubt (no model is loaded) it is let through."""
        parsed = await self._understand(message)
        in_doubt = bool(message.text.strip()) and not parsed
        return in_doubt or bool(parsed.get("decision", {}).get("urgent"))

    async def _attachments(
        self, message: InboundMessage, decision: Mapping[str, Any]
    ) -> list[Attachment]:
        # Who is in danger is not kept waiting for a photo.
        if not message.media or decision.get("urgent"):
            return []
        return await self._receive(message)

    # -- guided conversations ----------------------------------------------------------------------

    async def _guided(
        self,
        message: InboundMessage,
        contact: Contact,
        decision: Mapping[str, Any],
        attachments: Sequence[Attachment],
    ) -> Optional[Taken]:
        """What a guide makes of the message; None when it is for Rasa."""
        incoming = for_a_guide(message, contact, decision, attachments, self._clock())
        # Its own thread: a slow hash must hold up neither the event loop nor the database's.
        return await asyncio.to_thread(self._desk.take, incoming)

    def _write_guided(self, session: Session, row: Inbox, taken: Taken) -> None:
        listed = as_mapping(taken.outcome.choices)
        parts = parts_for(taken.outcome.text, listed, self._settings.content_sids)
        taken.write(session)
        self.write_answer(session, row, parts, taken.urgent, private=True)

    def _after(self, taken: Taken, attachments: Sequence[Attachment]) -> None:
        """Once it is written: what the guide has to do, and nothing that was attached waits for nobody."""
        if taken.outcome.after is not None:
            taken.outcome.after()
        kept = str(taken.outcome.draft)
        self._discard([a for a in attachments if a.handle and a.handle not in kept])

    def _discard(self, attachments: Sequence[Attachment]) -> None:
        for attachment in attachments:
            if attachment.handle:
                self._delete_media(attachment.handle)

    async def _later(self, row: Inbox, attempts: int, error: Optional[Exception]) -> None:
        reason = type(error).__name__ if error else "Rasa did not save the conversation"
        logger.error("whatsapp: a turn failed (%s); attempt %d", reason, attempts)
        if not isinstance(error, leases.LeaseLost):
            wait = _WAITS[min(attempts, len(_WAITS)) - 1]
            await in_session(inbox.postpone, row.id, self._clock() + wait)

    async def _refuse(self, row: Inbox, limit: limits.Limit) -> None:
        def refuse(session: Session) -> None:
            due = limits.notice_is_due(session, row.sender_id, self._clock())
            parts = [Part(limit.value)] if due else []
            # It may have been part of a denuncia: nobody has looked.
            self.write_answer(session, row, parts, False, private=True)

        await in_session(refuse)

    async def _answer(self, row: Inbox, text: str, state: str = "done") -> None:
        """Say something without Rasa, unless the turn was committed after all."""
        try:
            # What was said may have been part of a denuncia: it does not stay at Twilio either.
            await in_session(self.write_answer, row, [Part(text)], True, state, private=True)
        except leases.LeaseLost:
            logger.warning("whatsapp: a late answer was not needed")

    def write_answer(
        self,
        session: Session,
        row: Inbox,
        parts: list[Part],
        urgent: bool,
        state: str = "done",
        private: bool = False,
    ) -> None:
        """Finish a message and record what is said to it, in the caller's transaction.

        Raises:
            LeaseLost: another process works for this citizen, or the message is finished already.
        """
        leases.hold(session, row.sender_id, "turn", self._owner)
        now = self._clock()
        if not inbox.finish(session, row.id, now, state, private):
            raise leases.LeaseLost("the message is finished already")
        outbox.release_held(session, row.sender_id, now)
        box = self._settings.box
        outbox.enqueue(session, box, row.sender_id, parts, now, urgent, private)
        offers = [(part.token, part.entries) for part in parts if part.entries]
        remember_offer(session, row.sender_id, offers)
