"""A list to choose from -> quick replies, a list picker, or numbered text: whatever WhatsApp will take."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from acolwhats.whatsapp.outbox import Part, new_token
from acolwhats.whatsapp.splitting import length, split_text

# Limits of Twilio's Content types, https://www.twilio.com/docs/content (session messages, without approval).
QUICK_REPLIES = 3
QUICK_REPLY_TITLE = 20
LIST_ITEMS = 10
LIST_ITEM = 24
# The body is a variable, which holds no line breaks: what is longer reads better as a numbered list.
BODY = 255
LIST_BUTTON = "Ver opciones"


def parts_for(
    text: str,
    choices: Optional[Mapping[str, Any]],
    content_sids: Mapping[str, str],
    media_url: Optional[str] = None,
) -> list[Part]:
    """The messages that say something; one, unless it is longer than a message may be.

    Args:
        text: the words, with the list in numbered form.
        choices: `{"body", "options": [{"entry", "title"}]}`, or nothing to choose.
        content_sids: names of the templates that exist.
        media_url: a picture or document that goes with it.
    """
    # What the actions wrote for Rasa's other channels (actions/base.py).
    text = text.replace("\n \n", "\n\n")
    if choices and media_url is None:
        options = [(option["entry"], option["title"]) for option in choices["options"]]
        # A variable must not hold line breaks (error 21656).
        body = " ".join(choices["body"].split())
        if content := _template(body, options, content_sids):
            return [_with_buttons(text, body, options, content)]
    entries = tuple(option["entry"] for option in choices["options"]) if choices else ()
    texts = split_text(text)
    if not texts and media_url:
        return [Part("", media_url=media_url)]
    last = len(texts) - 1
    return [
        Part(
            part,
            media_url=media_url if index == 0 else None,
            # A list in words is chosen from by number.
            entries=entries if index == last else (),
            token=new_token() if entries and index == last else "",
        )
        for index, part in enumerate(texts)
    ]


def _template(
    body: str, options: Sequence[tuple[str, str]], content_sids: Mapping[str, str]
) -> Optional[str]:
    if not body or length(body) > BODY or not 1 <= len(options) <= LIST_ITEMS:
        return None
    longest = max(length(title) for _, title in options)
    if len(options) <= QUICK_REPLIES and longest <= QUICK_REPLY_TITLE:
        name = f"quick-reply-{len(options)}"
        if name in content_sids:
            return name
    name = f"list-picker-{len(options)}"
    # A title that is cut may be like another one: in words it goes whole.
    return name if longest <= LIST_ITEM and name in content_sids else None


def _with_buttons(text: str, body: str, options: Sequence[tuple[str, str]], content: str) -> Part:
    token = new_token()
    values = [body]
    if content.startswith("list-picker"):
        values.append(LIST_BUTTON)
    for number, (_, title) in enumerate(options, start=1):
        payload = f"{token}.{number}"
        values += [title, payload]
    variables = {str(number): value for number, value in enumerate(values, start=1)}
    entries = tuple(entry for entry, _ in options)
    return Part(text, content=content, variables=variables, entries=entries, token=token)


def template_types(name: str) -> dict[str, Any]:
    """The Content type of a template as it is created at Twilio: `{"twilio/list-picker": {…}}`."""
    kind, _, count = name.rpartition("-")
    if kind == "quick-reply":
        actions = [
            {"title": f"{{{{{2 * n}}}}}", "id": f"{{{{{2 * n + 1}}}}}"}
            for n in range(1, int(count) + 1)
        ]
        return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    # No description: the titles of our answers are short, and WhatsApp refuses an empty one.
    items = [
        {"item": f"{{{{{2 * n + 1}}}}}", "id": f"{{{{{2 * n + 2}}}}}"}
        for n in range(1, int(count) + 1)
    ]
    return {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}}
