"""`POST Messages.json`: what Twilio accepts, and what it refuses.

The parameters are those of CreateMessage in Twilio's published description,
https://github.com/twilio/twilio-oai/blob/main/spec/json/twilio_api_v2010.json
"""

from __future__ import annotations

import re
from typing import Mapping, Optional, Sequence
from urllib.parse import urlsplit

from acolwhats.simulator.errors import TwilioError
from acolwhats.simulator.models import Content, Message, new_sid, person_key
from acolwhats.simulator.rendering import (
    TEXT_LENGTH,
    Rendered,
    length,
    parse_variables,
    render,
)
from acolwhats.simulator.simulator import Simulator

Form = Sequence[tuple[str, str]]

PARAMETERS = frozenset(
    [
        *(
            "To",
            "From",
            "MessagingServiceSid",
            "Body",
            "MediaUrl",
            "ContentSid",
            "ContentVariables",
        ),
        *("StatusCallback", "ApplicationSid", "MaxPrice", "ProvideFeedback", "Attempt", "Tags"),
        *("ValidityPeriod", "ForceDelivery", "ContentRetention", "AddressRetention", "RiskCheck"),
        *("SmartEncoded", "PersistentAction", "ShortenUrls", "ScheduleType", "SendAt", "SendAsMms"),
    ]
)
_REPEATABLE = frozenset(["MediaUrl", "PersistentAction"])
_ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9._-]{1,128})")
_MAX_MEDIA = 10


def create_message(simulator: Simulator, form: Form) -> Message:
    """Accept a message and begin to send it.

    Returns:
        Twilio's resource, just queued.

    Raises:
        TwilioError: it is refused.
    """
    values = _values(form)
    media_urls = tuple(value for name, value in form if name == "MediaUrl" and value)
    _check_addresses(simulator, values)
    _check_urls(media_urls, values.get("StatusCallback"))
    content, rendered = _content(simulator, values, bool(media_urls))
    now = simulator.clock.now()
    if not simulator.limits.admits(now):
        simulator.state.counters[20429] += 1
        raise TwilioError(20429, 429)
    failure = _failure(simulator, values["To"], content)
    if failure == 63016 and simulator.config.window_error == "sync":
        raise TwilioError(63016)
    message = Message(
        sid=new_sid("MM" if media_urls else "SM"),
        direction="outbound-api",
        from_=values.get("From") or simulator.config.whatsapp_from,
        to=values["To"],
        body=rendered.body,
        status="queued",
        date_created=now,
        date_updated=now,
        messaging_service_sid=values.get("MessagingServiceSid"),
        content_sid=content.sid if content else None,
        variables=parse_variables(values.get("ContentVariables")),
        media_urls=media_urls,
        buttons=rendered.buttons,
        list_picker=rendered.list_picker,
        status_callback=values.get("StatusCallback"),
        obfuscated=values.get("AddressRetention") == "obfuscate",
    )
    simulator.state.add(message, keep_content=values.get("ContentRetention") != "discard")
    phone = simulator.state.on_phone(message.sid)
    assert phone is not None
    simulator.callbacks.start(phone, failure)
    return message


def _values(form: Form) -> dict[str, str]:
    """The parameters that were given; a blank one was not."""
    names = [name for name, _ in form]
    unknown = sorted(set(names) - PARAMETERS)
    repeated = sorted({n for n in names if names.count(n) > 1} - _REPEATABLE)
    if unknown or repeated:
        raise TwilioError(20001, detail=", ".join(unknown or repeated))
    return {name: value for name, value in form if value}


def _check_addresses(simulator: Simulator, values: Mapping[str, str]) -> None:
    config = simulator.config
    to, sender, service = (values.get(n) for n in ("To", "From", "MessagingServiceSid"))
    if to is None:
        raise TwilioError(21604)
    if sender is None and service is None:
        raise TwilioError(21603)
    if not _ADDRESS.fullmatch(to):
        raise TwilioError(21211)
    if service is not None and service != config.messaging_service_sid:
        raise TwilioError(21701)
    if sender is not None and sender != config.whatsapp_from:
        raise TwilioError(63007)
    if simulator.state.citizen(to).opted_out:
        raise TwilioError(21610)


def _check_urls(media_urls: Sequence[str], status_callback: Optional[str]) -> None:
    if len(media_urls) > _MAX_MEDIA or not all(map(_is_url, media_urls)):
        raise TwilioError(21620)
    if status_callback is not None and not _is_url(status_callback):
        raise TwilioError(21609)


def _is_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _content(
    simulator: Simulator, values: Mapping[str, str], has_media: bool
) -> tuple[Optional[Content], Rendered]:
    if sid := values.get("ContentSid"):
        content = simulator.state.contents.get(sid)
        if content is None:
            raise TwilioError(20404, 404, sid)
        variables = parse_variables(values.get("ContentVariables"))
        return content, render(content, variables, simulator.config.strict_variables)
    body = values.get("Body", "")
    if not body.strip() and not has_media:
        raise TwilioError(21619)
    if length(body) > TEXT_LENGTH:
        raise TwilioError(21617)
    return None, Rendered(body)


def _failure(simulator: Simulator, to: str, content: Optional[Content]) -> Optional[int]:
    """Code with which WhatsApp will refuse what Twilio accepts."""
    now = simulator.clock.now()
    citizen = simulator.state.citizen(to)
    if citizen.blocked:
        return 63014
    if not citizen.window_open(now) and not (content and content.opens_session):
        return 63016
    if not simulator.limits.admits_pair(person_key(to), now):
        simulator.state.counters[63018] += 1
        return 63018
    return None
