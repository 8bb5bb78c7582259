"""Twilio's REST API of messages: https://www.twilio.com/docs/messaging/api/message-resource"""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime, time, timezone
from typing import Any, Callable, Mapping, Optional, Sequence
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from acolwhats.simulator.config import SimulatorConfig
from acolwhats.simulator.create import create_message
from acolwhats.simulator.errors import TwilioError
from acolwhats.simulator.models import Message
from acolwhats.simulator.resources import account_path, message_json, page_json
from acolwhats.simulator.simulator import Simulator
from acolwhats.simulator.state import COMPLETE, State, redact

Query = Sequence[tuple[str, str]]
Span = tuple[datetime, datetime]

_BEGINNING = datetime.min.replace(tzinfo=timezone.utc)
_END = datetime.max.replace(tzinfo=timezone.utc)
_PAGE_SIZE = 50
_MAX_PAGE_SIZE = 1000
_PAGING = frozenset(["PageSize", "Page", "PageToken"])
_FILTERS = frozenset(["To", "From", "DateSent", "DateSent>", "DateSent<"])


async def read_form(request: Request) -> list[tuple[str, str]]:
    """Names and values of a form, in order, blank ones too."""
    return parse_qsl((await request.body()).decode(), keep_blank_values=True)


def credentials(request: Request) -> Optional[tuple[str, str]]:
    """User and password of HTTP basic authentication."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def authorize(config: SimulatorConfig) -> Callable[[Request], None]:
    """A dependency that lets only the account in."""

    def check(request: Request) -> None:
        user, password = credentials(request) or ("", "")
        account = request.path_params.get("account_sid", config.account_sid)
        tokens = filter(None, (config.auth_token, config.secondary_token))
        known = [hmac.compare_digest(token.encode(), password.encode()) for token in tokens]
        if user != config.account_sid or account != config.account_sid or not any(known):
            raise TwilioError(20003, 401)

    return check


def find_message(state: State, sid: str) -> Message:
    """A message at Twilio.

    Raises:
        TwilioError: 20404, there is none.
    """
    if sid not in state.messages:
        raise TwilioError(20404, 404, f"/Messages/{sid}.json")
    return state.messages[sid]


def messages_router(simulator: Simulator) -> APIRouter:
    """Create, list, fetch, redact and delete messages."""
    config, state = simulator.config, simulator.state
    path = f"{account_path('{account_sid}')}/Messages"
    router = APIRouter(dependencies=[Depends(authorize(config))])

    @router.post(f"{path}.json")
    async def create(request: Request) -> JSONResponse:
        message = create_message(simulator, await read_form(request))
        return JSONResponse(message_json(config.account_sid, message), 201)

    @router.get(f"{path}.json")
    async def list_messages(request: Request) -> dict[str, Any]:
        return _page(state, config.account_sid, request.query_params.multi_items())

    @router.get(path + "/{sid}.json")
    async def fetch(sid: str) -> dict[str, Any]:
        return message_json(config.account_sid, find_message(state, sid))

    @router.post(path + "/{sid}.json")
    async def update(sid: str, request: Request) -> dict[str, Any]:
        message = find_message(state, sid)
        if await read_form(request) != [("Body", "")]:
            raise TwilioError(20001, detail="a message can only be redacted: Body must be empty")
        _check_complete(message)
        redact(message)
        message.date_updated = simulator.clock.now()
        return message_json(config.account_sid, message)

    @router.delete(path + "/{sid}.json")
    async def delete(sid: str) -> Response:
        _check_complete(find_message(state, sid))
        state.delete(sid)
        return Response(status_code=204)

    return router


def _check_complete(message: Message) -> None:
    if message.status not in COMPLETE:
        raise TwilioError(20009, 409)


def _page(state: State, account_sid: str, query: Query) -> dict[str, Any]:
    unknown = sorted({name for name, _ in query} - _PAGING - _FILTERS)
    if unknown:
        raise TwilioError(20001, detail=", ".join(unknown))
    filters = [(name, value) for name, value in query if name in _FILTERS]
    values = dict(query)
    size = min(_number(values.get("PageSize"), _PAGE_SIZE), _MAX_PAGE_SIZE)
    page = _number(values.get("Page"), 0)
    spans = [_span(n[len("DateSent") :], v) for n, v in filters if n.startswith("DateSent")]
    found = [
        message
        for message in reversed(state.messages.values())
        if _matches(message, dict(filters), spans)
    ]
    items = [message_json(account_sid, message) for message in found]
    path = f"{account_path(account_sid)}/Messages.json"
    return page_json("messages", items, path, filters, page, max(size, 1))


def _number(text: Optional[str], default: int) -> int:
    if text is None:
        return default
    if not text.isdigit():
        raise TwilioError(20001, detail=f"{text!r} is not a number")
    return int(text)


def _matches(message: Message, addresses: Mapping[str, str], spans: Sequence[Span]) -> bool:
    if addresses.get("To", message.to) != message.to:
        return False
    if addresses.get("From", message.from_) != message.from_:
        return False
    sent = message.date_sent
    return all(sent is not None and first <= sent <= last for first, last in spans)


def _span(comparison: str, text: str) -> Span:
    """The instants that `DateSent`, `DateSent<` or `DateSent>` ask for; a date (or its midnight) is the whole day."""
    try:
        first = last = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise TwilioError(20001, detail=f"{text!r} is not a date") from None
    if first.tzinfo is None:
        first = last = first.replace(tzinfo=timezone.utc)
    if first.time() == time.min:
        last = datetime.combine(first, time.max, first.tzinfo)
    return (_BEGINNING if comparison == "<" else first, _END if comparison == ">" else last)
