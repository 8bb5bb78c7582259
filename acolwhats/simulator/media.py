"""Twilio's REST API of media: https://www.twilio.com/docs/messaging/api/media-resource"""

from __future__ import annotations

import asyncio
import secrets
from typing import Any, AsyncIterator, Optional
from urllib.parse import urlsplit, urlunsplit

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from acolwhats.simulator.connections import close_connection
from acolwhats.simulator.errors import TwilioError
from acolwhats.simulator.faults import Fault
from acolwhats.simulator.models import Media
from acolwhats.simulator.resources import account_path, media_json, page_json
from acolwhats.simulator.rest import authorize, find_message
from acolwhats.simulator.simulator import Simulator
from acolwhats.simulator.state import State

_CHUNK = b"\0" * 65_536
_OTHER_HOST = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def media_router(simulator: Simulator) -> APIRouter:
    """Content, list, fetch and deletion of media."""
    config, state = simulator.config, simulator.state
    path = f"{account_path('{account_sid}')}/Messages/{{sid}}/Media"
    check = authorize(config)
    router = APIRouter()
    account_only = [Depends(check)]

    @router.get(f"{path}.json", dependencies=account_only)
    async def list_media(sid: str) -> dict[str, Any]:
        items = [media_json(config.account_sid, m) for m in find_message(state, sid).media]
        uri = f"{account_path(config.account_sid)}/Messages/{sid}/Media.json"
        return page_json("media_list", items, uri, [], 0, 50)

    @router.get(path + "/{media_sid}.json", dependencies=account_only)
    async def fetch(sid: str, media_sid: str) -> dict[str, Any]:
        return media_json(config.account_sid, _find(state, sid, media_sid))

    @router.delete(path + "/{media_sid}.json", dependencies=account_only)
    async def delete(sid: str, media_sid: str) -> Response:
        _find(state, sid, media_sid)
        state.delete_media(find_message(state, sid), media_sid)
        return Response(status_code=204)

    @router.get(path + "/{media_sid}")
    async def content(sid: str, media_sid: str, request: Request) -> Response:
        if config.media_requires_auth:
            check(request)
        media = _find(state, sid, media_sid)
        return _answer(simulator, media, request.scope.get("simulator.fault"))

    @router.get("/media-store/{ticket}")
    async def stored(ticket: str) -> Response:
        if ticket not in state.tickets:
            raise TwilioError(20404, 404)
        return _content(state.tickets[ticket])

    return router


def _find(state: State, sid: str, media_sid: str) -> Media:
    for media in find_message(state, sid).media:
        if media.sid == media_sid:
            return media
    raise TwilioError(20404, 404, f"/Messages/{sid}/Media/{media_sid}")


def _content(media: Media, content_type: Optional[str] = None) -> Response:
    # The header as it is: Starlette adds a charset to text/….
    headers = {"Content-Type": content_type or media.content_type}
    return Response(media.data, headers=headers)


def _answer(simulator: Simulator, media: Media, fault: Optional[Fault]) -> Response:
    kind = fault.kind if fault else None
    if kind == "missing":
        raise TwilioError(20404, 404, "not there yet")
    if fault and kind == "redirect":
        return RedirectResponse(fault.url or _second_address(simulator, media), 307)
    if fault and kind == "wrong_type":
        return _content(media, fault.content_type)
    if kind == "oversize":
        return StreamingResponse(_endless(), headers={"Content-Type": media.content_type})
    if kind == "truncated":
        return _Truncated(media.data, headers={"Content-Type": media.content_type})
    return _content(media)


def _second_address(simulator: Simulator, media: Media) -> str:
    """The same media without credentials, at another host name of the simulator."""
    ticket = secrets.token_urlsafe(16)
    simulator.state.tickets[ticket] = media
    parts = urlsplit(simulator.base_url)
    host = parts.hostname or ""
    netloc = parts.netloc.replace(host, _OTHER_HOST.get(host, host))
    return f"{urlunsplit(parts._replace(netloc=netloc))}/media-store/{ticket}"


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield _CHUNK
        await asyncio.sleep(0)


class _Truncated(Response):
    """Promises all of the body and sends half of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send half, then close."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await close_connection(send)
