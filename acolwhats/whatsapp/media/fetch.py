"""Fetches media from Twilio: with credentials there and nowhere else, bounded in size and time."""

from __future__ import annotations

import asyncio
from typing import Awaitable, Callable, Optional

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from acolwhats.whatsapp.media.addresses import (
    CheckedResolver,
    is_loopback_url,
    is_media_url,
)
from acolwhats.whatsapp.media.problems import MediaProblem, MediaRejected

# WhatsApp's own limit for media, https://www.twilio.com/docs/whatsapp
MAX_BYTES = 16 * 1024 * 1024
TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0
# Media are sometimes announced before they are there.
RETRY_AFTER = (1.0, 3.0)
_MAX_REDIRECTS = 3
_TOGETHER = 8
_REDIRECTS = (301, 302, 303, 307, 308)


class _NotYet(Exception):
    """Worth another try."""


class MediaFetcher:
    """Fetches media of one account.

    Args:
        api_base_url: Twilio's address, or the simulator's.
        resolver: the system's unless given.
        sleep: waits between tries.
    """

    def __init__(
        self,
        api_base_url: str,
        account_sid: str,
        auth_token: str,
        resolver: Optional[AbstractResolver] = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Nothing is connected yet."""
        self._base_url = api_base_url.rstrip("/")
        self._account_sid = account_sid
        self._auth = aiohttp.BasicAuth(account_sid, auth_token)
        self._simulated = is_loopback_url(api_base_url)
        self._resolver = CheckedResolver(self._simulated, resolver)
        self._sleep = sleep
        self._session: Optional[aiohttp.ClientSession] = None
        # Held while a file is in memory.
        self.together = asyncio.Semaphore(_TOGETHER)

    async def fetch(self, url: str) -> bytes:
        """The content at one of Twilio's media addresses.

        Raises:
            MediaRejected: the address is another, or the content is too big, or cannot be had in time.
        """
        if not is_media_url(url, self._base_url, self._account_sid):
            raise MediaRejected(MediaProblem.FORBIDDEN_URL)
        try:
            return await asyncio.wait_for(self._with_retries(url), TOTAL_SECONDS)
        except asyncio.TimeoutError:
            raise MediaRejected(MediaProblem.UNAVAILABLE) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _with_retries(self, url: str) -> bytes:
        for wait in RETRY_AFTER:
            try:
                return await self._follow(url)
            except _NotYet:
                await self._sleep(wait)
        try:
            return await self._follow(url)
        except _NotYet:
            raise MediaRejected(MediaProblem.UNAVAILABLE) from None

    async def _follow(self, start: str) -> bytes:
        """Follow redirects by hand: each address is checked, and only Twilio's own sees the credentials."""
        url = URL(start)
        auth: Optional[aiohttp.BasicAuth] = self._auth
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._get(url, auth)
            if isinstance(answer, bytes):
                return answer
            url, auth = self._redirected(url, answer), None
        raise MediaRejected(MediaProblem.FORBIDDEN_URL)

    def _redirected(self, url: URL, location: str) -> URL:
        """The address that Twilio redirects to.

        It is read as aiohttp reads it (127。0。0。1 is 127.0.0.1): another parser might see another host in it.

        Raises:
            MediaRejected: it may not be asked.
        """
        try:
            target = url.join(URL(location))
            host = target.raw_host or ""
        except ValueError:
            raise MediaRejected(MediaProblem.FORBIDDEN_URL) from None
        local = self._simulated and is_loopback_url(str(target))
        if not host or target.raw_user or not (target.scheme == "https" or local):
            raise MediaRejected(MediaProblem.FORBIDDEN_URL)
        # aiohttp asks no resolver about an address that is one already, in any of its spellings.
        if ":" in host or host.replace(".", "").isdigit() or host.lower().startswith("0x"):
            try:
                self._resolver.check([host])
            except OSError:
                raise MediaRejected(MediaProblem.FORBIDDEN_URL) from None
        return target

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=self._resolver, use_dns_cache=False, limit=20
                ),
                timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def _get(self, url: URL, auth: Optional[aiohttp.BasicAuth]) -> bytes | str:
        """The content, or the address that it redirects to."""
        headers = {"Accept-Encoding": "identity"}
        try:
            async with self._open().get(
                url, auth=auth, headers=headers, allow_redirects=False
            ) as answer:
                if answer.status in _REDIRECTS:
                    return answer.headers.get("Location", "")
                if answer.status == 404 or answer.status == 429 or answer.status >= 500:
                    raise _NotYet
                if answer.status != 200 or answer.headers.get("Content-Encoding"):
                    raise MediaRejected(MediaProblem.UNAVAILABLE)
                return await self._read(answer)
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, ConnectionError):
            raise _NotYet from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise MediaRejected(MediaProblem.UNAVAILABLE) from None

    @staticmethod
    async def _read(answer: aiohttp.ClientResponse) -> bytes:
        if (answer.content_length or 0) > MAX_BYTES:
            raise MediaRejected(MediaProblem.TOO_BIG)
        content = bytearray()
        async for chunk in answer.content.iter_chunked(64 * 1024):
            content += chunk
            if len(content) > MAX_BYTES:
                raise MediaRejected(MediaProblem.TOO_BIG)
        return bytes(content)
