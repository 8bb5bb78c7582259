"""Requests to the webhooks: signed, with Twilio's time-outs and retries."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Optional
from urllib.parse import urlencode
from xml.etree import ElementTree

import aiohttp
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator
from yarl import URL

from acolwhats.simulator.config import SimulatorConfig
from acolwhats.simulator.faults import Fault, Faults
from acolwhats.simulator.models import WebhookAttempt
from acolwhats.simulator.state import State

Params = list[tuple[str, str]]

_CONNECT_SECONDS = 5.0
_UNREACHABLE = "11200"


@dataclass(frozen=True)
class Delivery:
    """Something to be told to a webhook.

    Attributes:
        params: names and values, in order; repeated and blank ones stay.
        signed_url: the address that is signed; None signs `url`.
        token: signs; None is the account's.
        idempotency_token: the same in every retry and copy.
        retries: None is the account's.
        citizen: whom it is about, for faults that strike only them.
    """

    url: str
    params: Params
    message_sid: str
    citizen: str
    signed_url: Optional[str] = None
    token: Optional[str] = None
    idempotency_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    retries: Optional[int] = None
    fallback_url: Optional[str] = None


def sign(token: str, url: str, params: Params) -> str:
    """`X-Twilio-Signature`, by Twilio's own library."""
    return RequestValidator(token).compute_signature(url, ImmutableMultiDict(params))


def said_in(body: str) -> list[str]:
    """The messages in a webhook's answer, https://www.twilio.com/docs/messaging/twiml/message"""
    try:
        document = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        return []
    return ["".join(message.itertext()) for message in document.iter("Message")]


class Webhooks:
    """Posts deliveries, through one session of the event loop that it is used in."""

    def __init__(self, config: SimulatorConfig, state: State, faults: Faults) -> None:
        """Connects to nothing yet."""
        self._config = config
        self._state = state
        self._faults = faults
        self._session: Optional[aiohttp.ClientSession] = None

    async def deliver(self, delivery: Delivery) -> list[WebhookAttempt]:
        """Post a delivery until it is answered with less than 500, or the retries are used up.

        What was not accepted then goes to the fallback URL, if there is one.
        """
        retries = self._config.webhook_retries if delivery.retries is None else delivery.retries
        attempts: list[WebhookAttempt] = []
        for _ in range(retries + 1):
            attempts.append(await self._attempt(delivery))
            status = attempts[-1].status
            if status is not None and status < 500:
                break
        if delivery.fallback_url and not attempts[-1].accepted:
            error = [("ErrorCode", _UNREACHABLE), ("ErrorUrl", delivery.url)]
            fallback = replace(
                delivery,
                url=delivery.fallback_url,
                signed_url=None,
                params=delivery.params + error,
            )
            attempts.append(await self._attempt(fallback))
        return attempts

    async def fetch(self, url: str, most: int) -> Optional[tuple[str, bytes]]:
        """Content type and bytes of what is to be attached; None when it cannot be had or is longer than `most`."""
        try:
            async with self._open().get(URL(url, encoded=True), timeout=self._timeout()) as answer:
                data = await answer.content.read(most + 1)
                while len(data) <= most and (chunk := await answer.content.read(most)):
                    data += chunk
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            return None
        if answer.status != 200 or len(data) > most:
            return None
        return answer.content_type, data

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _attempt(self, delivery: Delivery) -> WebhookAttempt:
        started = time.monotonic()
        fault = self._faults.take("webhook", delivery.citizen)
        status, error, body = await self._faulty_post(delivery, fault)
        attempt = WebhookAttempt(
            url=delivery.url,
            status=status,
            seconds=time.monotonic() - started,
            error=error,
            body=body,
            message_sid=delivery.message_sid,
        )
        self._state.webhooks.append(attempt)
        return attempt

    async def _faulty_post(
        self, delivery: Delivery, fault: Optional[Fault]
    ) -> tuple[Optional[int], Optional[str], str]:
        if fault and fault.kind == "error":
            return fault.status or 503, "simulated", ""
        if fault and fault.kind == "reset":
            return None, "simulated: the connection was reset", ""
        if fault and fault.kind in ("hang", "slow"):
            await asyncio.sleep(fault.seconds)
        answer = await self._post(delivery)
        if fault and fault.kind == "lost_response":
            return None, "simulated: the answer was lost", ""
        return answer

    async def _post(self, delivery: Delivery) -> tuple[Optional[int], Optional[str], str]:
        token = delivery.token or self._config.auth_token
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": sign(token, delivery.signed_url or delivery.url, delivery.params),
            "I-Twilio-Idempotency-Token": delivery.idempotency_token,
        }
        try:
            async with self._open().post(
                URL(delivery.url, encoded=True),
                data=urlencode(delivery.params).encode(),
                headers=headers,
                timeout=self._timeout(),
                allow_redirects=False,
            ) as answer:
                return answer.status, None, await answer.text(errors="replace")
        except asyncio.TimeoutError:
            return None, "no answer in time", ""
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return None, f"{type(error).__name__}: {error}", ""

    def _timeout(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            total=self._config.webhook_timeout, sock_connect=_CONNECT_SECONDS
        )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # A connection kept open may be closed by the other side just when it is wanted.
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session
