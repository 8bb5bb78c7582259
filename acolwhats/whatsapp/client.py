"""Twilio's REST API: its own asynchronous client, on one pooled connection with time-outs of ours.

Nothing is logged here: requests hold numbers and words.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Mapping, Optional, Sequence
from urllib.parse import urlencode

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from acolwhats.whatsapp.clock import Clock, system_clock
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.retry import parse_retry_after

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0
_LIST_SIZE = 50
_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_NO_REDACTION = 30029


class TwilioProblem(Exception):
    """A request that Twilio did not carry out, or whose outcome is unknown.

    Attributes:
        status: HTTP status; None when there was no answer.
        code: Twilio's error code.
        ambiguous: whether it may have been carried out.
        retry_after: seconds that Twilio asked to wait.
    """

    def __init__(
        self,
        reason: str,
        status: Optional[int] = None,
        code: Optional[int] = None,
        ambiguous: bool = False,
        retry_after: Optional[float] = None,
    ) -> None:
        """`reason` holds no number and no text."""
        super().__init__(reason)
        self.status = status
        self.code = code
        self.ambiguous = ambiguous
        self.retry_after = retry_after


@dataclass(frozen=True)
class Sent:
    """A message as Twilio has it."""

    sid: str
    status: str
    body: str
    created_at: float
    error_code: Optional[int] = None


class PooledHttpClient(AsyncHttpClient):
    """What the Twilio client sends its requests through."""

    def __init__(self, tokens: Sequence[str] = (), clock: Clock = system_clock) -> None:
        """The session is made with the first request, inside the event loop.

        Args:
            tokens: all of the account; the next one is used when one is no longer accepted.
        """
        super().__init__(logging.getLogger("acolwhats.twilio"), True, TOTAL_SECONDS)
        self._clock = clock
        self._session: Optional[aiohttp.ClientSession] = None
        self._tokens = list(tokens)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS)
            connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(
                timeout=timeout, connector=connector, trust_env=True
            )
        return self._session

    async def request(  # type: ignore[override]
        self,
        method: str,
        url: str,
        params: Optional[Mapping[str, object]] = None,
        data: Optional[Mapping[str, object]] = None,
        headers: Optional[Mapping[str, str]] = None,
        auth: Optional[tuple[str, str]] = None,
        timeout: Optional[float] = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One request.

        Raises:
            TwilioProblem: no answer, 429 or 5xx. Other refusals are answers, which the Twilio client reads.
        """
        if auth and self._tokens:
            auth = (auth[0], self._tokens[0])
        try:
            async with self._open().request(
                method.upper(),
                url,
                params=params,
                data=urlencode(data, doseq=True) if data else None,
                headers=headers,
                auth=aiohttp.BasicAuth(*auth) if auth else None,
                allow_redirects=allow_redirects,
            ) as answer:
                text = await answer.text()
        except aiohttp.ClientConnectorError:
            raise TwilioProblem("Twilio is out of reach") from None
        except asyncio.TimeoutError:
            raise TwilioProblem("Twilio did not answer in time", ambiguous=True) from None
        except (aiohttp.ClientError, ConnectionError, ValueError):
            raise TwilioProblem("the connection to Twilio broke", ambiguous=True) from None
        if answer.status == 401 and auth and self._another_token(auth[1]):
            return await self.request(method, url, params, data, headers, auth)
        if answer.status == 429 or answer.status >= 500:
            raise self._later(answer, text)
        if answer.status >= 400 and _code_in(text) is None:
            raise TwilioProblem(f"Twilio refused: {answer.status}", status=answer.status)
        return Response(answer.status, text)

    def _another_token(self, refused: str) -> bool:
        """In the middle of a rotation the account may know only the other token by now."""
        if len(self._tokens) > 1 and refused == self._tokens[0]:
            logger.warning("whatsapp: Twilio refused the first TWILIO_AUTH_TOKEN; using the second")
            self._tokens.pop(0)
            return True
        # Somebody else found out while this request was under way.
        return bool(self._tokens) and refused != self._tokens[0]

    def _later(self, answer: aiohttp.ClientResponse, text: str) -> TwilioProblem:
        return TwilioProblem(
            f"Twilio answered {answer.status}",
            status=answer.status,
            code=_code_in(text),
            ambiguous=answer.status >= 500,
            retry_after=parse_retry_after(answer.headers.get("Retry-After"), self._clock()),
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _code_in(text: str) -> Optional[int]:
    try:
        return int(json.loads(text)["code"])
    except (ValueError, KeyError, TypeError):
        return None


class TwilioClient:
    """What the bridge asks of Twilio.

    Args:
        settings: account, token, address, and what is to be kept there.
    """

    def __init__(self, settings: BridgeSettings, clock: Clock = system_clock) -> None:
        """Nothing is sent yet."""
        self._settings = settings
        self._http = PooledHttpClient(settings.auth_tokens, clock)
        self._client = Client(settings.account_sid, settings.auth_tokens[0], http_client=self._http)
        # The library would rebuild the host name from its parts, which not every address survives.
        self._client.get_hostname = lambda uri: uri
        self._client.api.base_url = settings.api_base_url
        self._messages = self._client.api.v2010.account.messages
        self._discards = settings.retention == "discard"

    async def create(
        self,
        to: str,
        status_callback: str,
        body: Optional[str] = None,
        content_sid: Optional[str] = None,
        variables: Optional[Mapping[str, str]] = None,
        media_url: Optional[str] = None,
    ) -> Sent:
        """Send a message.

        Raises:
            TwilioProblem: it was refused, or nobody knows.
        """
        values: dict[str, Any] = {"to": to, "status_callback": status_callback}
        sender = self._settings.sender
        values["messaging_service_sid" if sender.startswith("MG") else "from_"] = sender
        if content_sid:
            values["content_sid"] = content_sid
            values["content_variables"] = json.dumps(dict(variables or {}), ensure_ascii=False)
        elif body:
            values["body"] = body
        if media_url:
            values["media_url"] = [media_url]
        if self._discards:
            # Not AddressRetention: a message without its address could not be looked for when its answer was lost.
            values["content_retention"] = "discard"
        try:
            return _sent(await _answered(self._messages.create_async(**values)))
        except TwilioProblem as problem:
            if problem.code != _NO_REDACTION or not self._discards:
                raise
        logger.error(
            "whatsapp: Twilio's Message Privacy is not enabled for this account (30029); "
            "TWILIO_RETENTION=discard deletes messages afterwards instead"
        )
        self._discards = False
        del values["content_retention"]
        return _sent(await _answered(self._messages.create_async(**values)))

    async def recent(self, to: str) -> list[Sent]:
        """The last messages sent to an address, newest first.

        Raises:
            TwilioProblem: see there.
        """
        found = await _answered(self._messages.list_async(to=to, limit=_LIST_SIZE))
        # Not `outbound-reply`, which TwiML says.
        return [_sent(message) for message in found if message.direction == "outbound-api"]

    async def fetch(self, message_sid: str) -> Sent:
        """A message as it stands.

        Raises:
            TwilioProblem: see there.
        """
        return _sent(await _answered(self._messages(message_sid).fetch_async()))

    async def redact(self, message_sid: str) -> None:
        """Take the words out of a message that is done, and delete its media.

        Raises:
            TwilioProblem: code 20009 while the message is still on its way.
        """
        for media in await _answered(self._messages(message_sid).media.list_async(limit=20)):
            await _answered(self._messages(message_sid).media(media.sid).delete_async())
        await _answered(self._messages(message_sid).update_async(body=""))

    async def delete(self, message_sid: str) -> None:
        """Delete a message that is done, with its media.

        Raises:
            TwilioProblem: code 20009 while the message is still on its way.
        """
        await _answered(self._messages(message_sid).delete_async())

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


async def _answered(call: Any) -> Any:
    try:
        return await call
    except TwilioRestException as error:
        raise TwilioProblem(
            f"Twilio refused: {error.status}, code {error.code}",
            status=error.status,
            code=int(error.code) if error.code else None,
        ) from None
    except TwilioProblem:
        raise
    except TwilioException as error:
        raise _list_problem(error) from None
    except Exception:
        # A 2xx that is no JSON of Twilio's: something between us and it answered.
        raise TwilioProblem("what Twilio answered could not be read", ambiguous=True) from None


def _list_problem(error: TwilioException) -> TwilioProblem:
    """A refusal of a list, which the Twilio client tells in its own way: (words, response)."""
    answer = error.args[1] if len(error.args) > 1 else None
    status = getattr(answer, "status_code", None)
    if answer is None or status is None or status < 400:
        return TwilioProblem("what Twilio answered could not be read", ambiguous=True)
    code = _code_in(str(answer.text))
    return TwilioProblem(f"Twilio refused: {status}, code {code}", status=status, code=code)


def _sent(message: Any) -> Sent:
    created = message.date_created
    sid = str(message.sid)
    if not _SID.fullmatch(sid):
        raise TwilioProblem("what Twilio answered could not be read", ambiguous=True)
    return Sent(
        sid=sid,
        status=str(getattr(message.status, "value", message.status)),
        body=message.body or "",
        created_at=created.timestamp() if isinstance(created, datetime) else 0.0,
        error_code=int(message.error_code) if message.error_code else None,
    )
