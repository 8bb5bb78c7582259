"""Puts the pieces of the bridge together; one for each process."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Coroutine, Optional

from acolwhats.database import in_session
from acolwhats.settings import Settings
from acolwhats.whatsapp import inbox, leases, outbox
from acolwhats.whatsapp.client import TwilioClient
from acolwhats.whatsapp.clock import Clock, system_clock
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.desk import Desk
from acolwhats.whatsapp.inbound import InboundMessage
from acolwhats.whatsapp.media import (
    Attachment,
    MediaFetcher,
    MediaProblem,
    MediaStore,
    receive,
    wanted,
)
from acolwhats.whatsapp.redaction import Redactor
from acolwhats.whatsapp.sender import LEASE_SECONDS as SEND_SECONDS
from acolwhats.whatsapp.sender import Sender
from acolwhats.whatsapp.turns import LEASE_SECONDS as TURN_SECONDS
from acolwhats.whatsapp.turns import Handler, Parse, Turns
from acolwhats.whatsapp.upkeep import Upkeep
from acolwhats.whatsapp.workers import CitizenWorkers

logger = logging.getLogger(__name__)

# For all that is attached to a message; what has not come by then is not waited for.
MEDIA_SECONDS = 25.0


class Bridge:
    """Inbox, turns, outbox and upkeep of one process.

    Args:
        handle: Rasa's handler of messages.
        parse: understands a text without answering.
    """

    def __init__(
        self,
        settings: BridgeSettings,
        app_settings: Settings,
        handle: Handler,
        parse: Parse,
        clock: Clock = system_clock,
    ) -> None:
        """Nothing runs until `start`."""
        self.settings = settings
        self.clock = clock
        self.owner = leases.new_owner()
        self.recorder = inbox.Recorder()
        self._client = TwilioClient(settings, clock)
        self._store = MediaStore(app_settings.var_dir / "media", settings.media_key)
        self._fetcher = MediaFetcher(
            settings.api_base_url, settings.account_sid, settings.auth_tokens[0]
        )
        self.sender = Sender(settings, self._client, self.owner, clock)
        self.send_workers = CitizenWorkers(
            "send", self.owner, outbox.citizens_with_parts, self.sender.work, clock, SEND_SECONDS
        )
        desk = Desk(app_settings, self._store, settings.box, clock)
        turns = Turns(
            settings,
            self.owner,
            handle,
            parse,
            self._receive,
            desk.guides,
            self._store.delete,
            self.send_workers.wake,
            clock,
        )
        self.turn_workers = CitizenWorkers(
            "turn", self.owner, inbox.citizens_with_work, turns.work, clock, TURN_SECONDS
        )
        self._upkeep = Upkeep(self._client, clock, self.status, desk.chores)
        self._redactor = Redactor(settings, self._client, clock)
        self._tasks: list[asyncio.Task] = []

    async def start(self) -> None:
        """Begin: with what a process that died left behind."""
        try:
            await in_session(leases.free_dead, self.owner)
        except Exception as error:
            logger.error(
                "whatsapp: the database is away or not migrated (%s); run `acolwhats migrate`",
                type(error).__name__,
            )
        loops: tuple[Coroutine[Any, Any, None], ...] = (
            self.recorder.run(),
            self.turn_workers.run(),
            self.send_workers.run(),
            self._upkeep.run(),
            self._redactor.run(),
        )
        self._tasks = [asyncio.get_running_loop().create_task(loop) for loop in loops]

    async def stop(self) -> None:
        """Finish what is being done; the rest waits in the database."""
        await self.turn_workers.stop()
        await self.send_workers.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()
        await self._fetcher.close()

    async def receive(self, message: InboundMessage, token: Optional[str]) -> bool:
        """Record a message and have its turn run; True when it is new. When this returns, it cannot be lost.

        Raises:
            SQLAlchemyError: it could not be recorded, and must not be acknowledged.
        """
        arrival = inbox.seal_arrival(self.settings, message, token, self.clock())
        is_new = await self.recorder.record(arrival)
        if is_new:
            self.turn_workers.wake(arrival.sender_id)
        return is_new

    async def status(
        self, token: Optional[str], message_sid: str, status: str, code: Optional[int]
    ) -> None:
        """Note a status callback.

        Raises:
            SQLAlchemyError: it could not be recorded, and must not be acknowledged.
        """
        sender_id = await self.sender.status(token, message_sid, status, code)
        if sender_id is not None:
            self.send_workers.wake(sender_id)

    async def _receive(self, message: InboundMessage) -> list[Attachment]:
        """What the assistant can use of what is attached, one after the other; what takes too long has a problem."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + MEDIA_SECONDS
        found = []
        for media in message.media:
            if not wanted(media.content_type) or message.kind == "sticker":
                continue
            attachment = receive(media.url, self._fetcher, self._store)
            try:
                found.append(await asyncio.wait_for(attachment, deadline - loop.time()))
            except asyncio.TimeoutError:
                found.append(Attachment(problem=MediaProblem.UNAVAILABLE))
        return found
