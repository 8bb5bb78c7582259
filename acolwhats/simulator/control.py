"""The control API: what the citizens do, and what goes wrong. For the chat page, and for tests in other processes."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from dataclasses import asdict, fields, replace
from typing import Any, AsyncIterator, Mapping, Optional, Type, TypeVar, Union

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from acolwhats.simulator.callbacks import CallbackMode
from acolwhats.simulator.faults import Fault
from acolwhats.simulator.inbound import InboundMedia, InboundMessage
from acolwhats.simulator.simulator import Simulator
from acolwhats.simulator.state import State
from acolwhats.simulator.transcript import media_response, message_json

_T = TypeVar("_T")
_KEEP_ALIVE_SECONDS = 15.0
# What no webhook took can be delivered again; the oldest are forgotten.
_MOST_UNDELIVERED = 1000


class MediaBody(BaseModel):
    """Something attached; the bytes in base64."""

    content_type: str
    data_base64: str
    filename: Optional[str] = None


class InboundBody(BaseModel):
    """What a citizen sends; see `InboundMessage`."""

    from_: str = Field(..., alias="from")
    name: Optional[str] = None
    body: str = ""
    media: list[MediaBody] = []
    latitude: Optional[float] = None
    longitude: Optional[float] = None
    address: Optional[str] = None
    label: Optional[str] = None
    button_text: Optional[str] = None
    button_payload: Optional[str] = None
    list_title: Optional[str] = None
    list_id: Optional[str] = None
    replied_sid: Optional[str] = None
    forwarded: bool = False
    message_type: Optional[str] = None
    params: dict[str, Union[str, list[str]]] = {}
    message_sid: Optional[str] = Field(None, regex="^(SM|MM)[0-9a-f]{32}$")
    copies: int = Field(1, ge=1, le=100)


def control_router(simulator: Simulator) -> APIRouter:
    """What the citizens do, and what they see."""
    state = simulator.state
    undelivered: dict[str, InboundMessage] = {}
    router = APIRouter(prefix="/control")

    async def deliver(message: InboundMessage) -> dict[str, Any]:
        attempts = await simulator.inbound(message)
        sid = attempts[0].message_sid
        if any(attempt.accepted for attempt in attempts):
            undelivered.pop(sid, None)
        else:
            undelivered[sid] = replace(message, message_sid=sid, copies=1)
            while len(undelivered) > _MOST_UNDELIVERED:
                del undelivered[next(iter(undelivered))]
        shown = [{"status": a.status, "seconds": a.seconds, "error": a.error} for a in attempts]
        return {"message_sid": sid, "attempts": shown}

    @router.get("/state")
    async def show_state() -> dict[str, Any]:
        return _state(simulator)

    @router.post("/inbound")
    async def inbound(body: InboundBody) -> dict[str, Any]:
        return await deliver(_inbound(body))

    @router.post("/redeliver")
    async def redeliver(body: dict[str, Any]) -> dict[str, Any]:
        sid = _text(body, "sid")
        if sid not in undelivered or state.on_phone(sid) is None:
            raise HTTPException(404)
        return await deliver(undelivered[sid])

    @router.get("/messages")
    async def messages(citizen: str, request: Request) -> list[dict[str, Any]]:
        prefix = request.scope.get("root_path", "")
        return [message_json(message, prefix) for message in state.transcript(citizen)]

    @router.get("/media/{sid}")
    async def media(sid: str) -> Response:
        if sid not in state.phone_media:
            raise HTTPException(404)
        return media_response(state.phone_media[sid])

    @router.get("/events")
    async def events() -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_events(state), media_type="text/event-stream", headers=headers)

    @router.post("/read")
    async def read(body: dict[str, Any]) -> dict[str, int]:
        return {"read": await simulator.read(_text(body, "citizen"))}

    @router.post("/status")
    async def send_status(body: dict[str, Any]) -> dict[str, int]:
        attempts = await simulator.send_status(
            _text(body, "sid"), _text(body, "status"), body.get("error_code"), body.get("url")
        )
        return {"attempts": len(attempts)}

    @router.post("/opt-out")
    async def opt_out(body: dict[str, Any]) -> dict[str, Any]:
        blocked = bool(body.get("blocked", False))
        opted_out = bool(body.get("opted_out", not blocked))
        simulator.opt_out(_text(body, "citizen"), opted_out, blocked)
        return _state(simulator)

    return router


def judge_router(simulator: Simulator) -> APIRouter:
    """What goes wrong, and what the REST API saw."""
    state = simulator.state
    router = APIRouter(prefix="/control")

    @router.post("/clock")
    async def clock(body: dict[str, Any]) -> dict[str, str]:
        seconds = body.get("advance_seconds")
        if not isinstance(seconds, (int, float)):
            raise HTTPException(422, "advance_seconds must be a number")
        return {"clock": simulator.clock.advance(seconds).isoformat()}

    @router.post("/faults")
    async def add_fault(body: dict[str, Any]) -> dict[str, Any]:
        return asdict(simulator.faults.add(_made(Fault, body)))

    @router.delete("/faults")
    async def clear_faults() -> dict[str, Any]:
        simulator.faults.clear()
        return _state(simulator)

    @router.post("/callbacks")
    async def callbacks(body: dict[str, Any]) -> dict[str, Any]:
        simulator.callbacks.mode = _made(CallbackMode, body)
        return asdict(simulator.callbacks.mode)

    @router.post("/limits")
    async def limits(body: dict[str, Any]) -> dict[str, Any]:
        simulator.limits.max_per_second = body.get("max_per_second")
        simulator.limits.max_per_pair_6s = body.get("max_per_pair_6s")
        simulator.latency = float(body.get("latency") or 0)
        return _state(simulator)

    @router.get("/requests")
    async def requests() -> list[dict[str, Any]]:
        return [{**vars(request), "at": request.at.isoformat()} for request in state.requests]

    @router.post("/leaks")
    async def leaks(body: dict[str, list[str]]) -> list[dict[str, Any]]:
        return simulator.leaks(body.get("canaries", []))

    @router.post("/reset")
    async def reset() -> dict[str, Any]:
        simulator.reset()
        return _state(simulator)

    return router


def _state(simulator: Simulator) -> dict[str, Any]:
    now = simulator.clock.now()
    citizens = list(simulator.state.citizens.values())
    return {
        "from": simulator.config.whatsapp_from,
        "webhook_url": simulator.config.webhook_url,
        "citizens": [
            {
                "address": citizen.address,
                "name": citizen.name,
                "opted_out": citizen.opted_out,
                "blocked": citizen.blocked,
            }
            for citizen in citizens
        ],
        "window_open": {citizen.address: citizen.window_open(now) for citizen in citizens},
        "clock": now.isoformat(),
        "faults": [asdict(fault) for fault in simulator.faults.pending],
        "callbacks": asdict(simulator.callbacks.mode),
        "latency": simulator.latency,
        "max_per_second": simulator.limits.max_per_second,
        "max_per_pair_6s": simulator.limits.max_per_pair_6s,
        "exceeded": {str(code): count for code, count in simulator.state.counters.items()},
    }


def _inbound(body: InboundBody) -> InboundMessage:
    try:
        media = [
            InboundMedia(m.content_type, base64.b64decode(m.data_base64, validate=True), m.filename)
            for m in body.media
        ]
    except (binascii.Error, ValueError):
        raise HTTPException(422, "data_base64 is not base64") from None
    names = {"name", "media", "params", "from_"}
    same = {name: value for name, value in body.dict().items() if name not in names}
    params = [
        (name, value)
        for name, values in body.params.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return InboundMessage(
        from_=body.from_, profile_name=body.name, media=media, params=params, **same
    )


async def _events(state: State) -> AsyncIterator[str]:
    """Server-sent events, one for each change, until the simulator is closed."""
    queue = state.listen()
    try:
        yield "retry: 1000\n\n"
        while True:
            try:
                change = await asyncio.wait_for(queue.get(), _KEEP_ALIVE_SECONDS)
            except asyncio.TimeoutError:
                yield ": keep-alive\n\n"
                continue
            if change is None:
                return
            yield f"data: {json.dumps(change)}\n\n"
    finally:
        state.unlisten(queue)


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise HTTPException(422, f"{name} must be a text")
    return value


def _made(kind: Type[_T], values: Mapping[str, Any]) -> _T:
    """A dataclass from JSON."""
    unknown = set(values) - {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if unknown:
        raise HTTPException(422, f"unknown: {', '.join(sorted(unknown))}")
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise HTTPException(422, str(error)) from None
