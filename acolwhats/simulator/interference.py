"""What stands before the REST API: the log of requests, latency and faults."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, Mapping, Optional
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from acolwhats.simulator.connections import reset_connection
from acolwhats.simulator.errors import error_payload
from acolwhats.simulator.faults import Fault
from acolwhats.simulator.models import RestRequest
from acolwhats.simulator.simulator import Simulator

_ROUTES = [
    ("POST", r".*/Messages\.json", "create_message"),
    ("GET", r".*/Messages\.json", "list_messages"),
    ("GET", r".*/Messages/[^/]+\.json", "fetch_message"),
    ("POST", r".*/Messages/[^/]+\.json", "update_message"),
    ("DELETE", r".*/Messages/[^/]+\.json", "delete_message"),
    ("GET", r".*/Media(\.json|/[^/]+\.json)", "list_media"),
    ("GET", r".*/Media/[^/]+", "media"),
    ("DELETE", r".*/Media/[^/]+\.json", "delete_media"),
    (r"\w+", r"/v1/Content.*", "content"),
]
_REST = re.compile(r"/(2010-04-01|v1|media-store)/")
_DEFAULT_CODES = {401: 20003, 404: 20404, 429: 20429, 503: 20503}
_PIECES = 10


class Interference:
    """ASGI middleware: logs each REST request and lets it meet its fault."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        """Stands before `app`."""
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        self._learn(scope)
        if not _REST.match(path):
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        request = self._log(scope, path, body)
        to = request.params.get("To")
        fault = self._simulator.faults.take(request.operation, to if isinstance(to, str) else None)
        request.fault = scope["simulator.fault"] = None
        if fault:
            request.fault, scope["simulator.fault"] = fault.kind, fault

        async def noting_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
            await send(message)

        await asyncio.sleep(self._simulator.latency)
        await self._meet(fault, scope, _replay(body, receive), noting_send, send)

    async def _meet(
        self,
        fault: Optional[Fault],
        scope: Scope,
        receive: Receive,
        send: Send,
        raw_send: Send,
    ) -> None:
        kind = fault.kind if fault else None
        if fault is None or kind not in (
            *("error", "hang", "slow", "reset", "lost_response", "hang_after"),
        ):
            await self._app(scope, receive, send)
        elif kind == "error":
            await _error(fault)(scope, receive, send)
        elif kind == "reset":
            await reset_connection(raw_send)
        elif kind == "hang":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        else:
            await self._answer_badly(fault, scope, receive, send, raw_send)

    async def _answer_badly(
        self, fault: Fault, scope: Scope, receive: Receive, send: Send, raw_send: Send
    ) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        if fault.kind == "lost_response":
            await reset_connection(raw_send)
            return
        if fault.kind == "hang_after":
            await asyncio.sleep(fault.seconds)
        for message in answer:
            if fault.kind == "slow" and message["type"] == "http.response.body":
                await _trickle(message, fault.seconds, send)
            else:
                await send(message)

    def _learn(self, scope: Scope) -> None:
        """Take the simulator's own address from a request, when nobody said it."""
        if self._simulator.learned_base_url is None:
            host = Headers(scope=scope).get("host", "127.0.0.1")
            self._simulator.learned_base_url = (
                f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"
            )

    def _log(self, scope: Scope, path: str, body: bytes) -> RestRequest:
        headers = Headers(scope=scope)
        request = RestRequest(
            method=scope["method"],
            path=path,
            host=headers.get("host", ""),
            params=_params(scope["query_string"], body, headers.get("content-type", "")),
            at=self._simulator.clock.now(),
            authorized="authorization" in headers,
            operation=_operation(scope["method"], path),
        )
        self._simulator.state.requests.append(request)
        return request


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read already, then what else comes: that the other side is gone."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return pending.pop() if pending else await receive()

    return next_message


def _operation(method: str, path: str) -> Optional[str]:
    return next(
        (name for m, p, name in _ROUTES if re.fullmatch(m, method) and re.fullmatch(p, path)), None
    )


def _params(query: bytes, body: bytes, content_type: str) -> Mapping[str, Any]:
    text = body.decode("utf-8", "replace")
    if "json" in content_type:
        try:
            values = json.loads(text)
        except ValueError:
            return {}
        return values if isinstance(values, dict) else {}
    grouped: dict[str, list[str]] = {}
    for source in (query.decode("latin-1"), text):
        for name, value in parse_qsl(source, keep_blank_values=True):
            grouped.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in grouped.items()}


def _error(fault: Fault) -> JSONResponse:
    status = fault.status or 500
    code = fault.code or _DEFAULT_CODES.get(status, 20500)
    headers = {}
    if fault.retry_after is not None or status == 429:
        headers["Retry-After"] = f"{1 if fault.retry_after is None else fault.retry_after:g}"
    return JSONResponse(error_payload(code, status), status, headers)


async def _trickle(message: Message, seconds: float, send: Send) -> None:
    body = message.get("body", b"")
    size = max(1, -(-len(body) // _PIECES))
    for start in range(0, len(body), size):
        await asyncio.sleep(seconds / _PIECES)
        piece = body[start : start + size]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({**message, "body": b""})
