"""Sends the outbox: in order, once, and again when it did not arrive."""

from __future__ import annotations

import asyncio
import logging
from typing import Optional

from sqlalchemy.orm import Session

from acolwhats.database import in_session
from acolwhats.whatsapp import contacts, leases, outbox
from acolwhats.whatsapp.client import Sent, TwilioClient, TwilioProblem
from acolwhats.whatsapp.clock import Clock
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.errors import Remedy, remedy_for
from acolwhats.whatsapp.models import Contact, Outbox
from acolwhats.whatsapp.outbox import Part
from acolwhats.whatsapp.pace import Pace
from acolwhats.whatsapp.retry import MAX_ATTEMPTS, Failure
from acolwhats.whatsapp.sealing import SealBroken
from acolwhats.whatsapp.status import FAILED
from acolwhats.whatsapp.templates import REOPEN_TEXT

logger = logging.getLogger(__name__)

LEASE_SECONDS = 45.0
# Clocks differ: Twilio may say that it took a message before we asked.
_SKEW_SECONDS = 10.0
# A wait that is shorter is waited out; what has to wait longer is put off.
_PATIENCE_SECONDS = 3.0
REOPEN = "reopen"
OUTSIDE_WINDOW = 63016
OPTED_OUT = 21610


class Sender:
    """Sends what is due to a citizen.

    Args:
        owner: this process; it holds the citizen's lease.
    """

    def __init__(
        self, settings: BridgeSettings, client: TwilioClient, owner: str, clock: Clock
    ) -> None:
        """Nothing is sent yet."""
        self._settings = settings
        self._client = client
        self._owner = owner
        self._clock = clock
        self._pace = Pace(settings.messages_per_second, clock)

    async def work(self, sender_id: str) -> bool:
        """Send the next part to a citizen; False when none is due."""
        row, contact = await in_session(self._next, sender_id)
        if row is None or contact is None or row.due_at > self._clock():
            return False
        part, address = self._part(row), self._address(contact)
        if part is None or address is None:
            logger.error("whatsapp: a message cannot be read; was the key changed?")
            await in_session(outbox.give_up, row.id, None, self._clock())
            return True
        if row.state == "uncertain" and not await self._reconcile(row, part, address):
            return True
        await self._send_when_allowed(row, contact, part, address)
        return True

    def _next(self, session: Session, sender_id: str) -> tuple[Optional[Outbox], Optional[Contact]]:
        return outbox.next_part(session, sender_id), session.get(Contact, sender_id)

    # -- what became of an attempt without an answer -----------------------------------------------

    async def _reconcile(self, row: Outbox, part: Part, address: str) -> bool:
        """Look for an uncertain part among what Twilio sent lately; True when it is not there and may be sent again."""
        try:
            recent = await self._client.recent(address)
        except TwilioProblem as problem:
            if problem.status is not None and problem.status < 429:
                # Twilio will not let us look. A message said twice harms less than one never said.
                logger.warning("whatsapp: an uncertain message cannot be looked for (%s)", problem)
                return True
            failure = Failure(ambiguous=True, retry_after=problem.retry_after)
            await in_session(outbox.failed, row.id, failure, problem.code, self._clock())
            return False
        found = await self._ours(row, part, recent)
        if found is None:
            await in_session(outbox.was_not_sent, row.id, self._clock())
            return True
        # As if its callback had come: it may have failed meanwhile.
        await self.status(str(row.token), found.sid, found.status, found.error_code)
        return False

    async def _ours(self, row: Outbox, part: Part, recent: list[Sent]) -> Optional[Sent]:
        since = (row.first_started_at or row.created_at) - _SKEW_SECONDS
        known = await in_session(outbox.known_sids, row.sender_id)
        said = self._as_twilio_shows(part)
        # With `discard` Twilio keeps no words: then the message that nobody knows is the one whose answer was lost.
        wordless = self._settings.retention == "discard"
        same = [
            sent
            for sent in recent
            if sent.created_at >= since
            and sent.sid not in known
            and (sent.body == said or (wordless and not sent.body))
        ]
        return same[-1] if same else None

    @staticmethod
    def _as_twilio_shows(part: Part) -> str:
        """The body of a message in Twilio's log: of a template, what it made of it."""
        if part.content == REOPEN:
            return REOPEN_TEXT
        return (part.variables or {}).get("1", "") if part.content else part.text

    # -- sending -----------------------------------------------------------------------------------

    async def _send_when_allowed(
        self, row: Outbox, contact: Contact, part: Part, address: str
    ) -> None:
        now = self._clock()
        if contact.opted_out_at is not None:
            await in_session(outbox.give_up, row.id, row.error_code or OPTED_OUT, now)
        elif part.content != REOPEN and not contacts.window_is_open(contact, now):
            await in_session(self._hold, row, contact.last_inbound_at)
        else:
            wait, counted = self._pace.reserve(row.sender_id, bool(row.urgent), _PATIENCE_SECONDS)
            if not counted:
                await in_session(outbox.postpone, row.id, now + wait)
                return
            await asyncio.sleep(wait)
            await self._send(row, part, address, contact.last_inbound_at)

    async def _send(self, row: Outbox, part: Part, address: str, written_at: float) -> None:
        if row.attempts >= MAX_ATTEMPTS:
            # Whatever keeps going wrong, it is not tried for ever.
            await in_session(outbox.give_up, row.id, row.error_code, self._clock())
            return
        if not await in_session(self._begin, row):
            return
        content_sid = self._settings.content_sids.get(part.content) if part.content else None
        try:
            sent = await self._client.create(
                address,
                self._status_callback(row),
                body=part.text,
                content_sid=content_sid,
                variables=part.variables,
                media_url=part.media_url,
            )
        except TwilioProblem as problem:
            await self._failed(row, part, problem, written_at)
            return
        await in_session(outbox.accepted, row.id, sent.sid, sent.status, self._clock())

    def _begin(self, session: Session, row: Outbox) -> bool:
        leases.hold(session, row.sender_id, "send", self._owner)
        return outbox.begin(session, row.id, self._clock())

    def _status_callback(self, row: Outbox) -> str:
        return f"{self._settings.public_url}/webhooks/whatsapp/status?part={row.token}"

    async def _failed(
        self, row: Outbox, part: Part, problem: TwilioProblem, written_at: float
    ) -> None:
        remedy = remedy_for(problem.code, problem.status or 500, part.content is not None)
        now = self._clock()
        if remedy is Remedy.AS_TEXT and part.text:
            logger.warning("whatsapp: buttons were refused (code %s), sent as text", problem.code)
            await in_session(outbox.replace, self._settings.box, row.id, Part(part.text), now)
        elif remedy is Remedy.TEMPLATE and part.content != REOPEN:
            await in_session(self._hold, row, written_at)
        elif remedy is Remedy.OPT_OUT:
            await in_session(contacts.opt_out, row.sender_id, now)
            await in_session(outbox.give_up, row.id, problem.code, now)
        elif remedy is Remedy.RETRY:
            failure = Failure(problem.ambiguous, problem.retry_after)
            await in_session(outbox.failed, row.id, failure, problem.code, now)
        else:
            logger.error("whatsapp: a message was refused (%s)", problem)
            await in_session(outbox.give_up, row.id, problem.code, now)

    # -- outside WhatsApp's 24 hours ---------------------------------------------------------------

    def _hold(self, session: Session, row: Outbox, written_at: float) -> None:
        """Keep the message, and ask the citizen to write, with the approved template if there is one.

        `written_at`: when they wrote last, as far as was known when it was decided.
        """
        leases.hold(session, row.sender_id, "send", self._owner)
        now = self._clock()
        contact = session.get(Contact, row.sender_id, populate_existing=True)
        if contact is not None and contact.last_inbound_at > written_at:
            return  # they wrote meanwhile: what is held would wait for nothing
        if REOPEN not in self._settings.content_sids:
            outbox.give_up(session, row.id, OUTSIDE_WINDOW, now)
            return
        asked = outbox.is_anything_held(session, row.sender_id)
        outbox.hold(session, row.id, OUTSIDE_WINDOW)
        if not asked:
            template = [Part("", content=REOPEN)]
            outbox.enqueue(session, self._settings.box, row.sender_id, template, now)

    # -- what status callbacks tell ----------------------------------------------------------------

    async def status(
        self, token: Optional[str], message_sid: str, status: str, code: Optional[int]
    ) -> Optional[str]:
        """Note a status callback; the citizen to whom something is to be sent again, if any."""
        return await in_session(self._note_status, token, message_sid, status, code)

    def _note_status(
        self,
        session: Session,
        token: Optional[str],
        message_sid: str,
        status: str,
        code: Optional[int],
    ) -> Optional[str]:
        now = self._clock()
        row = outbox.record_status(session, token, message_sid, status, code, now)
        if row is None or status not in FAILED:
            return None
        part = self._part(row)
        remedy = remedy_for(code, is_content=part is not None and part.content is not None)
        if remedy is Remedy.OPT_OUT:
            contacts.opt_out(session, row.sender_id, now)
        if part is None or remedy in (Remedy.OPT_OUT, Remedy.GIVE_UP) or not part.text:
            row.state = "undeliverable"
            return None
        outbox.send_anew(session, row, "waiting", now)
        if remedy is Remedy.AS_TEXT:
            outbox.replace(session, self._settings.box, row.id, Part(part.text), now)
        elif remedy is Remedy.TEMPLATE:
            # Our clock said that the window was open; WhatsApp's counts.
            contacts.close_window(session, row.sender_id, now)
        else:
            outbox.failed(session, row.id, Failure(), code, now)
        return str(row.sender_id)

    def _address(self, contact: Contact) -> Optional[str]:
        try:
            place = f"contact:{contact.sender_id}"
            return str(self._settings.box.open(contact.address, place))
        except (SealBroken, TypeError):
            return None

    def _part(self, row: Outbox) -> Optional[Part]:
        try:
            return Part.from_dict(self._settings.box.open(row.content, f"outbox:{row.token}"))
        except (SealBroken, TypeError):
            return None
