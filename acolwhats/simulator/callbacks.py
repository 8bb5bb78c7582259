"""What becomes of a message that was accepted, and the status callbacks that tell of it.

Source: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import Optional, Sequence

from acolwhats.simulator.clock import Clock
from acolwhats.simulator.config import SimulatorConfig
from acolwhats.simulator.errors import MESSAGES
from acolwhats.simulator.models import Media, Message, WebhookAttempt, new_sid
from acolwhats.simulator.state import FAILED, State
from acolwhats.simulator.webhooks import Delivery, Params, Webhooks

_MEDIA_LIMIT = 16 * 1024 * 1024
_CHANNEL_INSTALL_SID = "XE" + "0" * 32
# Failures that Twilio itself finds are “failed”; those that WhatsApp reports are “undelivered”.
_OWN_FAILURES = frozenset([63016, 63018, 63019, 30001])


@dataclass(frozen=True)
class CallbackMode:
    """How messages fare and what is told of it.

    Attributes:
        sent_after: seconds from acceptance to sent.
        delivered_after: seconds from sent to delivered.
        order: the callbacks to send, once delivered, in this order; None sends sent and delivered as they happen.
        copies: how often each callback is sent.
        lost: probability with which a callback is never sent.
        fail_code: every message fails with this code.
        fail_status: failed or undelivered; None takes what suits the code.
        manual: nothing happens by itself.
    """

    sent_after: float = 0.05
    delivered_after: float = 0.1
    order: Optional[Sequence[str]] = None
    copies: int = 1
    lost: float = 0.0
    fail_code: Optional[int] = None
    fail_status: Optional[str] = None
    manual: bool = False


class Callbacks:
    """Drives messages from queued to their end.

    Attributes:
        mode: how; may be changed at any time, and counts for messages accepted from then on.
    """

    def __init__(
        self, config: SimulatorConfig, state: State, clock: Clock, webhooks: Webhooks
    ) -> None:
        """Drives nothing yet."""
        self.mode = CallbackMode()
        self._config = config
        self._state = state
        self._clock = clock
        self._webhooks = webhooks
        self._tasks: set[asyncio.Task[None]] = set()
        self._random = random.Random(0)

    def start(self, message: Message, failure: Optional[int] = None) -> None:
        """Begin with a message that was accepted.

        Args:
            message: as the phone has it, with what Twilio may no longer store.
            failure: code that it will fail with.
        """
        if self.mode.manual:
            return
        task = asyncio.get_running_loop().create_task(self._drive(message, failure, self.mode))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def tell(
        self,
        sid: str,
        status: str,
        error_code: Optional[int] = None,
        url: Optional[str] = None,
    ) -> list[WebhookAttempt]:
        """Note a status and send its callback, whatever the mode.

        Args:
            sid: of a message; an unknown one needs `url`.
            url: where to send it; None is the message's own `StatusCallback`.
        """
        message = self._state.set_status(sid, status, error_code, self._clock.now())
        if target := url or (message and message.status_callback):
            return await self._post(target, sid, status, error_code, message)
        return []

    def stop(self) -> None:
        """Leave every message as it is."""
        for task in self._tasks:
            task.cancel()

    async def _drive(self, message: Message, failure: Optional[int], mode: CallbackMode) -> None:
        await asyncio.sleep(mode.sent_after)
        if not await self._attach(message):
            failure = failure or 63019
        if failure := failure or mode.fail_code:
            default = "failed" if failure in _OWN_FAILURES else "undelivered"
            await self._change(message, mode.fail_status or default, failure, mode)
            return
        in_order = mode.order is None
        await self._change(message, "sent", None, mode, silent=not in_order)
        await asyncio.sleep(mode.delivered_after)
        await self._change(message, "delivered", None, mode, silent=not in_order)
        for status in mode.order or ():
            await self._change(message, status, None, mode)

    async def _change(
        self,
        message: Message,
        status: str,
        error_code: Optional[int],
        mode: CallbackMode,
        silent: bool = False,
    ) -> None:
        self._state.set_status(message.sid, status, error_code, self._clock.now())
        for _ in range(0 if silent or not message.status_callback else mode.copies):
            if self._random.random() >= mode.lost:
                assert message.status_callback is not None
                await self._post(message.status_callback, message.sid, status, error_code, message)

    async def _attach(self, message: Message) -> bool:
        """Fetch what is to be attached, as Twilio does; False when something cannot be had."""
        for url in message.media_urls:
            found = await self._webhooks.fetch(url, _MEDIA_LIMIT)
            if found is None:
                return False
            now = self._clock.now()
            self._state.attach(Media(new_sid("ME"), message.sid, found[0], found[1], now))
        return True

    async def _post(
        self,
        url: str,
        sid: str,
        status: str,
        error_code: Optional[int],
        message: Optional[Message],
    ) -> list[WebhookAttempt]:
        params = self._params(sid, status, error_code, message)
        citizen = message.citizen if message else ""
        return await self._webhooks.deliver(Delivery(url, params, sid, citizen))

    def _params(
        self, sid: str, status: str, error_code: Optional[int], message: Optional[Message]
    ) -> Params:
        to = message.to if message else ""
        params = {
            "ChannelPrefix": "whatsapp",
            "ChannelInstallSid": _CHANNEL_INSTALL_SID,
            "ChannelToAddress": f"{to.removeprefix('whatsapp:')[:-4]}XXXX",
            "ApiVersion": "2010-04-01",
            "AccountSid": self._config.account_sid,
            "MessageSid": sid,
            "MessageStatus": status,
            "SmsSid": sid,
            "SmsStatus": status,
            "To": to,
            "From": message.from_ if message else self._config.whatsapp_from,
            "StructuredMessage": "false",
        }
        if message and message.messaging_service_sid:
            params["MessagingServiceSid"] = message.messaging_service_sid
        if status in ("delivered", "read") or status in FAILED:
            params["EventType"] = status.upper()
        if error_code is not None:
            params["ErrorCode"] = str(error_code)
            params["ErrorMessage"] = MESSAGES.get(error_code, "Unknown error")
            params["ChannelStatusMessage"] = params["ErrorMessage"]
        return list(params.items())
