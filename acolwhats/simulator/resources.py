"""Messages and media as Twilio's JSON.

The properties are those of Twilio's published description,
https://github.com/twilio/twilio-oai/blob/main/spec/json/twilio_api_v2010.json
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from typing import Any, Optional, Sequence
from urllib.parse import urlencode

from acolwhats.simulator.errors import MESSAGES
from acolwhats.simulator.models import Media, Message

API_VERSION = "2010-04-01"


def account_path(account_sid: str) -> str:
    """Path of the account, relative to the API."""
    return f"/{API_VERSION}/Accounts/{account_sid}"


def message_json(account_sid: str, message: Message) -> dict[str, Any]:
    """A message resource."""
    path = f"{account_path(account_sid)}/Messages/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": _date(message.date_created),
        "date_sent": _date(message.date_sent),
        "date_updated": _date(message.date_updated),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": MESSAGES.get(message.error_code) if message.error_code else None,
        "from": message.from_,
        "messaging_service_sid": message.messaging_service_sid,
        "num_media": str(max(len(message.media), len(message.media_urls))),
        "num_segments": "0" if message.messaging_service_sid else "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "tags": None,
        "to": message.to,
        "uri": f"{path}.json",
    }


def media_json(account_sid: str, media: Media) -> dict[str, Any]:
    """A media resource."""
    path = f"{account_path(account_sid)}/Messages/{media.parent_sid}/Media/{media.sid}"
    return {
        "account_sid": account_sid,
        "content_type": media.content_type,
        "date_created": _date(media.date_created),
        "date_updated": _date(media.date_created),
        "parent_sid": media.parent_sid,
        "sid": media.sid,
        "uri": f"{path}.json",
    }


def page_json(
    name: str,
    items: Sequence[dict[str, Any]],
    path: str,
    query: Sequence[tuple[str, str]],
    page: int,
    page_size: int,
) -> dict[str, Any]:
    """One page of a list, in Twilio's envelope.

    Args:
        name: of the list in the envelope.
        items: all of them.
        query: filters, which the addresses of the other pages repeat.
        page: from 0.
    """

    def uri(number: int) -> str:
        pages = [("PageSize", str(page_size)), ("Page", str(number))]
        token = [("PageToken", f"PA{number}")] if number else []
        return f"{path}?{urlencode([*query, *pages, *token])}"

    start = page * page_size
    found = list(items[start : start + page_size])
    more = start + page_size < len(items)
    return {
        name: found,
        "end": start + max(len(found) - 1, 0),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1) if more else None,
        "page": page,
        "page_size": page_size,
        "previous_page_uri": uri(page - 1) if page else None,
        "start": start,
        "uri": uri(page),
    }


def _date(value: Optional[datetime]) -> Optional[str]:
    return format_datetime(value) if value else None
