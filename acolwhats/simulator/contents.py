"""Twilio's Content API: https://www.twilio.com/docs/content/content-api-resources"""

from __future__ import annotations

from typing import Any, Mapping

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from acolwhats.simulator.errors import TwilioError
from acolwhats.simulator.models import Content
from acolwhats.simulator.rest import authorize
from acolwhats.simulator.simulator import Simulator

_TYPES = frozenset(["twilio/text", "twilio/quick-reply", "twilio/list-picker"])
_ENTRIES = {
    "twilio/text": ("", ()),
    "twilio/quick-reply": ("actions", ("title",)),
    "twilio/list-picker": ("items", ("item", "id")),
}


def contents_router(simulator: Simulator) -> APIRouter:
    """Create, list, fetch, delete and approve templates."""
    state, account_sid = simulator.state, simulator.config.account_sid
    router = APIRouter(prefix="/v1", dependencies=[Depends(authorize(simulator.config))])

    def find(sid: str) -> Content:
        if sid not in state.contents:
            raise TwilioError(20404, 404, f"/v1/Content/{sid}")
        return state.contents[sid]

    def as_json(content: Content) -> dict[str, Any]:
        url = f"{simulator.base_url}/v1/Content/{content.sid}"
        return {
            "sid": content.sid,
            "account_sid": account_sid,
            "friendly_name": content.friendly_name,
            "language": content.language,
            "variables": content.variables,
            "types": content.types,
            "date_created": content.date_created.isoformat(),
            "date_updated": content.date_created.isoformat(),
            "url": url,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
        }

    @router.post("/Content")
    async def create(request: Request) -> JSONResponse:
        values = await _json(request)
        _check(values)
        content = simulator.add_content(
            values.get("friendly_name") or "",
            values["types"],
            values.get("variables"),
            values["language"],
        )
        return JSONResponse(as_json(content), 201)

    @router.get("/Content")
    async def list_contents() -> dict[str, Any]:
        url = f"{simulator.base_url}/v1/Content?PageSize=1000&Page=0"
        found = [as_json(content) for content in state.contents.values()]
        meta = {
            "page": 0,
            "page_size": 1000,
            "first_page_url": url,
            "previous_page_url": None,
            "url": url,
            "next_page_url": None,
            "key": "contents",
        }
        return {"contents": found, "meta": meta}

    @router.get("/Content/{sid}")
    async def fetch(sid: str) -> dict[str, Any]:
        return as_json(find(sid))

    @router.delete("/Content/{sid}")
    async def delete(sid: str) -> Response:
        find(sid)
        del state.contents[sid]
        return Response(status_code=204)

    @router.post("/Content/{sid}/ApprovalRequests/whatsapp")
    async def approve(sid: str, request: Request) -> JSONResponse:
        content = find(sid)
        values = await _json(request)
        if "twilio/list-picker" in content.types:
            raise TwilioError(20001, detail="list pickers cannot be approved")
        content.approved, content.category = True, values.get("category")
        return JSONResponse(_approval(content), 201)

    @router.get("/Content/{sid}/ApprovalRequests")
    async def fetch_approval(sid: str) -> dict[str, Any]:
        content = find(sid)
        return {"sid": sid, "account_sid": account_sid, "whatsapp": _approval(content)}

    return router


def _approval(content: Content) -> dict[str, Any]:
    return {
        "type": "whatsapp",
        "name": content.friendly_name,
        "category": content.category,
        "content_type": next(iter(content.types)),
        "status": "approved" if content.approved else "unsubmitted",
        "rejection_reason": "",
    }


async def _json(request: Request) -> Mapping[str, Any]:
    try:
        values = await request.json()
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise TwilioError(20001, detail="not a JSON object")
    return values


def _check(values: Mapping[str, Any]) -> None:
    """Refuse a template that could never be sent."""
    types = values.get("types")
    if not isinstance(types, dict) or not types or not set(types) <= _TYPES:
        raise TwilioError(20001, detail=f"types must be some of {', '.join(sorted(_TYPES))}")
    if not isinstance(values.get("language"), str):
        raise TwilioError(20001, detail="language is missing")
    variables = values.get("variables") or {}
    if not isinstance(variables, dict) or not _are_texts(variables.values()):
        raise TwilioError(20001, detail="variables must be an object of strings")
    for name, template in types.items():
        plural, required = _ENTRIES[name]
        texts = ["body", "button"] if name == "twilio/list-picker" else ["body"]
        if not isinstance(template, dict) or not _are_texts(template.get(t) for t in texts):
            raise TwilioError(20001, detail=f"{name} needs {' and '.join(texts)}")
        entries = template.get(plural, []) if plural else []
        if not isinstance(entries, list) or not all(
            isinstance(entry, dict) and _are_texts(entry.get(key) for key in required)
            for entry in entries
        ):
            raise TwilioError(20001, detail=f"{name}: each of {plural} needs {', '.join(required)}")


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)
