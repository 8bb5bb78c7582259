"""The stand-in for Twilio, as tests and the development server use it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any, Awaitable, Callable, Coroutine, Mapping, Optional, TypeVar

from acolwhats.simulator.callbacks import CallbackMode, Callbacks
from acolwhats.simulator.clock import Clock
from acolwhats.simulator.config import SimulatorConfig
from acolwhats.simulator.faults import Faults
from acolwhats.simulator.inbound import InboundMessage, to_message, to_params
from acolwhats.simulator.limits import Limits
from acolwhats.simulator.models import Content, Message, WebhookAttempt, new_sid
from acolwhats.simulator.state import State, find_leaks
from acolwhats.simulator.webhooks import Delivery, Webhooks, said_in

_T = TypeVar("_T")
_POLL_SECONDS = 0.01


class Simulator:
    """Twilio's REST API, webhooks and status callbacks, and the phones of the citizens.

    Its asynchronous methods may be awaited in any event loop: the work is done in the one that serves the REST API.

    Attributes:
        faults: what goes wrong; nothing until told.
        limits: rates; none until told.
        latency: seconds that every REST request takes longer.
    """

    def __init__(self, config: SimulatorConfig) -> None:
        """An account without history."""
        self.config = config
        self.clock = Clock()
        self.state = State(config.max_messages)
        self.faults = Faults()
        self.limits = Limits()
        self.latency = 0.0
        self.webhooks = Webhooks(config, self.state, self.faults)
        self.callbacks = Callbacks(config, self.state, self.clock, self.webhooks)
        self.learned_base_url: Optional[str] = None
        self.loop: Optional[asyncio.AbstractEventLoop] = None

    @property
    def base_url(self) -> str:
        """The simulator's own address, without a slash at the end."""
        return (self.config.base_url or self.learned_base_url or "http://127.0.0.1").rstrip("/")

    async def inbound(self, message: InboundMessage) -> list[WebhookAttempt]:
        """Let a citizen send something, and deliver it to the webhook.

        Returns:
            Every request made, of every copy and retry.
        """
        return await self._in_loop(self._inbound(message))

    async def send_status(
        self,
        sid: str,
        status: str,
        error_code: Optional[int] = None,
        url: Optional[str] = None,
    ) -> list[WebhookAttempt]:
        """Note a status and send its callback; to `url` if given, else to the message's own `StatusCallback`.

        The SID may be unknown when there is a `url`. A status that comes after a later one is told, but not noted.
        """
        return await self._in_loop(self.callbacks.tell(sid, status, error_code, url))

    async def read(self, citizen: str) -> int:
        """Let a citizen open the chat: what was delivered is read, and told so. Returns how many messages."""
        return await self._in_loop(self._read(citizen))

    async def wait_for(
        self, condition: Callable[[Simulator], Any], timeout: float = 5.0, what: str = "condition"
    ) -> None:
        """Wait until something is so.

        Raises:
            TimeoutError: it was not, within `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while not condition(self):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} not met in {timeout} s")
            await asyncio.sleep(_POLL_SECONDS)

    def outbound_to(self, address: str) -> list[Message]:
        """What was accepted for a citizen, oldest first, as their phone has it, whatever was redacted or deleted since."""
        return [m for m in self.state.transcript(address) if m.direction != "inbound"]

    def opt_out(self, citizen: str, opted_out: bool = True, blocked: bool = False) -> None:
        """Let a citizen send STOP (21610 from then on), or block the number (63014), or take it back."""
        person = self.state.citizen(citizen)
        person.opted_out, person.blocked = opted_out, blocked

    def add_content(
        self,
        friendly_name: str,
        types: Mapping[str, Any],
        variables: Optional[Mapping[str, str]] = None,
        language: str = "es",
        sid: Optional[str] = None,
        approved: bool = False,
    ) -> Content:
        """Store a Content template, as `POST /v1/Content` does; with a SID of your own if you like."""
        content = Content(
            sid=sid or new_sid("HX"),
            friendly_name=friendly_name,
            language=language,
            types=dict(types),
            variables=dict(variables or {}),
            date_created=self.clock.now(),
            approved=approved,
        )
        self.state.contents[content.sid] = content
        return content

    def leaks(self, canaries: list[str]) -> list[dict[str, Any]]:
        """Where words still occur in what Twilio would store: `{"canary", "sid", "where"}` each."""
        return find_leaks(self.state, canaries)

    def reset(self) -> None:
        """As new: no messages, faults, limits or latency; the real time. Content templates are kept."""
        loop = self.loop
        if loop is None or loop is _running_loop():
            self._reset()
        else:
            asyncio.run_coroutine_threadsafe(_later(self._reset), loop).result()

    async def close(self) -> None:
        """Stop what is under way and close the connections."""
        await self._in_loop(self._close())

    def _reset(self) -> None:
        contents = self.state.contents
        self.callbacks.stop()
        self.callbacks.mode = CallbackMode()
        self.faults.clear()
        self.limits.reset()
        self.clock.reset()
        self.latency = 0.0
        self.state.clear()
        self.state.contents = contents
        self.state.notify("", "")

    async def _close(self) -> None:
        self.callbacks.stop()
        self.state.hang_up()
        await self.webhooks.close()

    async def _inbound(self, inbound: InboundMessage) -> list[WebhookAttempt]:
        now = self.clock.now()
        message = to_message(inbound, self.config, now)
        known = self.state.on_phone(message.sid)
        self.state.wrote(inbound.from_, inbound.profile_name, now)
        if known is None:
            self.state.add(message)
        else:
            # Delivered again: the media are those of the first time.
            message = replace(message, media=known.media)
        phone = self.state.on_phone(message.sid)
        assert phone is not None
        phone.status = "receiving"
        attempts = await self._deliver(inbound, message)
        phone.status = "received" if any(a.accepted for a in attempts) else "failed"
        for text in {text for attempt in attempts for text in said_in(attempt.body)}:
            self._reply(inbound.from_, text)
        self.state.notify(inbound.from_, message.sid)
        return attempts

    def _reply(self, citizen: str, text: str) -> None:
        """What TwiML says is sent, and no status callback tells of it."""
        now = self.clock.now()
        self.state.add(
            Message(
                sid=new_sid("SM"),
                direction="outbound-reply",
                from_=self.config.whatsapp_from,
                to=citizen,
                body=text,
                status="delivered",
                date_created=now,
                date_updated=now,
                date_sent=now,
            )
        )

    async def _deliver(self, inbound: InboundMessage, message: Message) -> list[WebhookAttempt]:
        replied = self.state.on_phone(inbound.replied_sid or "")
        sender = replied.from_ if replied else self.config.whatsapp_from
        params = to_params(inbound, message, self.config, self.base_url, sender)
        deliveries: list[Awaitable[list[WebhookAttempt]]] = [
            self.webhooks.deliver(
                Delivery(
                    url=url,
                    params=params,
                    message_sid=message.sid,
                    citizen=inbound.from_,
                    signed_url=inbound.signed_url,
                    token=inbound.token,
                    idempotency_token=inbound.idempotency_token,
                    retries=inbound.retries,
                    fallback_url=self.config.fallback_url,
                )
            )
            for url in inbound.urls or (self.config.webhook_url,)
            for _ in range(inbound.copies)
        ]
        return [attempt for made in await asyncio.gather(*deliveries) for attempt in made]

    async def _read(self, citizen: str) -> int:
        delivered = [m for m in self.outbound_to(citizen) if m.status == "delivered"]
        for message in delivered:
            await self.callbacks.tell(message.sid, "read")
        return len(delivered)

    async def _in_loop(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Do something in the event loop of the REST API, if that is another one."""
        loop = self.loop
        if loop is None or loop is asyncio.get_running_loop():
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))


async def _later(work: Callable[[], None]) -> None:
    work()


def _running_loop() -> Optional[asyncio.AbstractEventLoop]:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
