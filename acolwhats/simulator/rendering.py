"""A Content template and its variables -> what the citizen sees, or why WhatsApp would refuse it.

Sources: https://www.twilio.com/docs/content/twilio-quick-reply, …/twiliolist-picker, …/using-variables-with-content-api,
https://www.twilio.com/docs/api/errors/21656
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from acolwhats.simulator.errors import TwilioError
from acolwhats.simulator.models import Button, Content, ListItem, ListPicker

_PLACEHOLDER = re.compile(r"\{\{\s*(\w*)\s*\}\}")
_UNWELCOME = re.compile(r"[\n\r\t]| {5,}")
TEXT_LENGTH = 1600
_BODY_LENGTH = 1024
_TITLE_LENGTH = 20
_ID_LENGTH = 200
_ITEM_LENGTH = 24
_DESCRIPTION_LENGTH = 72
_SESSION_BUTTONS = 3
_APPROVED_BUTTONS = 10
_ITEMS = 10


def length(text: str) -> int:
    """Length as the stricter of code points and UTF-16 units, which is the latter."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True)
class Rendered:
    """What the citizen sees."""

    body: str
    buttons: tuple[Button, ...] = ()
    list_picker: Optional[ListPicker] = None


def parse_variables(text: Optional[str]) -> dict[str, str]:
    """`ContentVariables`: a JSON object of strings.

    Raises:
        TwilioError: 21656, it is none.
    """
    if not text:
        return {}
    try:
        values = json.loads(text)
    except ValueError:
        raise TwilioError(21656, detail="not JSON") from None
    if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
        raise TwilioError(21656, detail="not an object of strings")
    return values


def render(content: Content, variables: Mapping[str, str], strict: bool = True) -> Rendered:
    """Fill a template in.

    Raises:
        TwilioError: 21656 (a variable is missing, empty or, when strict, misshapen), 21658 (too long) or 63013 (too many
            buttons or items, or two alike).
    """
    values = {**content.variables, **variables}
    quick = content.types.get("twilio/quick-reply")
    picker = content.types.get("twilio/list-picker")
    limit = _BODY_LENGTH if quick or picker else TEXT_LENGTH
    template = (quick or picker or content.types["twilio/text"])["body"]
    if strict:
        _check_shape(template, values)
    body = _filled(template, values, "body", limit)
    if quick:
        return Rendered(body, _buttons(quick["actions"], values, content.approved))
    return Rendered(body, list_picker=_list_picker(picker, values) if picker else None)


def _buttons(
    actions: Sequence[Mapping[str, Any]], values: Mapping[str, str], approved: bool
) -> tuple[Button, ...]:
    most = _APPROVED_BUTTONS if approved else _SESSION_BUTTONS
    if not 1 <= len(actions) <= most:
        raise TwilioError(63013, detail=f"{len(actions)} quick replies, not 1 to {most}")
    buttons = tuple(
        Button(
            _filled(action["title"], values, f"title of quick reply {n}", _TITLE_LENGTH),
            _filled(
                action.get("id") or action["title"], values, f"id of quick reply {n}", _ID_LENGTH
            ),
        )
        for n, action in enumerate(actions, start=1)
    )
    _check_unlike([button.title for button in buttons], "titles of quick replies")
    _check_unlike([button.id for button in buttons], "ids of quick replies")
    return buttons


def _list_picker(picker: Mapping[str, Any], values: Mapping[str, str]) -> ListPicker:
    if not 1 <= len(picker["items"]) <= _ITEMS:
        raise TwilioError(63013, detail=f"{len(picker['items'])} items, not 1 to {_ITEMS}")
    items = tuple(
        ListItem(
            _filled(item["item"], values, f"item {n}", _ITEM_LENGTH),
            _filled(item["id"], values, f"id of item {n}", _ID_LENGTH),
            _filled(item["description"], values, f"description of item {n}", _DESCRIPTION_LENGTH)
            if "description" in item
            else "",
        )
        for n, item in enumerate(picker["items"], start=1)
    )
    _check_unlike([item.id for item in items], "ids of items")
    return ListPicker(_filled(picker["button"], values, "button", _TITLE_LENGTH), items)


def _filled(template: str, values: Mapping[str, str], what: str, limit: int) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1]
        if not values.get(name, "").strip():
            raise TwilioError(21656, detail=f"variable {{{{{name}}}}} in the {what} is empty")
        return values[name]

    text = _PLACEHOLDER.sub(value, template)
    if not text.strip():
        raise TwilioError(63013, detail=f"the {what} is empty")
    if length(text) > limit:
        raise TwilioError(21658, detail=f"the {what} has {length(text)} characters, not {limit}")
    return text


def _check_shape(template: str, values: Mapping[str, str]) -> None:
    for name in _PLACEHOLDER.findall(template):
        if _UNWELCOME.search(values.get(name, "")):
            detail = f"variable {{{{{name}}}}} of the body has a newline, a tab or many spaces"
            raise TwilioError(21656, detail=detail)


def _check_unlike(texts: Sequence[str], what: str) -> None:
    if len(set(texts)) < len(texts):
        raise TwilioError(63013, detail=f"two {what} are alike")
