"""What the simulator keeps: messages, media, citizens and Content templates."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Mapping, Optional

SESSION = timedelta(hours=24)
_MEXICAN_MOBILE = re.compile(r"\+521(\d{10})")


def new_sid(prefix: str) -> str:
    """A SID as Twilio's: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def person_key(address: str) -> str:
    """What two addresses of one person have in common: WhatsApp takes +52 55… and +521 55… for the same mobile."""
    bare = address.strip().removeprefix("whatsapp:").replace(" ", "")
    if match := _MEXICAN_MOBILE.fullmatch(bare):
        bare = f"+52{match[1]}"
    return f"whatsapp:{bare}"


@dataclass
class Media:
    """A picture, document, voice note… of a message."""

    sid: str
    parent_sid: str
    content_type: str
    data: bytes
    date_created: datetime
    filename: Optional[str] = None


@dataclass(frozen=True)
class Location:
    """A pin; degrees, WGS 84."""

    latitude: float
    longitude: float
    address: Optional[str] = None
    label: Optional[str] = None


@dataclass(frozen=True)
class Button:
    """A quick reply as the citizen sees it; the id is what comes back."""

    title: str
    id: str


@dataclass(frozen=True)
class ListItem:
    """A line of a list picker."""

    item: str
    id: str
    description: str


@dataclass(frozen=True)
class ListPicker:
    """A list to choose from, and the words on the button that opens it."""

    button: str
    items: tuple[ListItem, ...]


@dataclass
class Message:
    """A message, as Twilio stores it or as the citizen's phone shows it.

    Attributes:
        body: the words; empty once redacted.
        status: one of Twilio's, such as queued, sent, delivered, read, failed, receiving, received.
        media_urls: what an outbound message asked to be attached.
        variables: ContentVariables as given.
        obfuscated: whether Twilio hides the citizen's number once the message has been sent (AddressRetention).
    """

    sid: str
    direction: Literal["inbound", "outbound-api", "outbound-reply"]
    from_: str
    to: str
    body: str
    status: str
    date_created: datetime
    date_updated: datetime
    date_sent: Optional[datetime] = None
    error_code: Optional[int] = None
    messaging_service_sid: Optional[str] = None
    content_sid: Optional[str] = None
    variables: Mapping[str, str] = field(default_factory=dict)
    media_urls: tuple[str, ...] = ()
    media: list[Media] = field(default_factory=list)
    location: Optional[Location] = None
    buttons: tuple[Button, ...] = ()
    list_picker: Optional[ListPicker] = None
    replied_sid: Optional[str] = None
    profile_name: Optional[str] = None
    forwarded: bool = False
    status_callback: Optional[str] = None
    obfuscated: bool = False

    @property
    def citizen(self) -> str:
        """Address of the citizen, as spelt in the message."""
        return self.from_ if self.direction == "inbound" else self.to


@dataclass
class Citizen:
    """Somebody with a phone.

    Attributes:
        address: as they last wrote from, or as they were first written to.
        last_inbound: when they last wrote; opens the 24 hours.
        opted_out: sent STOP; sending to them is refused with 21610.
        blocked: blocked the number; messages fail with 63014.
    """

    address: str
    name: Optional[str] = None
    last_inbound: Optional[datetime] = None
    opted_out: bool = False
    blocked: bool = False

    def window_open(self, now: datetime) -> bool:
        """Whether free messages may be sent to them."""
        return self.last_inbound is not None and now - self.last_inbound <= SESSION


@dataclass
class Content:
    """A Content template.

    Attributes:
        types: `{"twilio/quick-reply": {"body", "actions"}}` and so on.
        variables: what stands in when a variable is not given.
        approved: by WhatsApp.
    """

    sid: str
    friendly_name: str
    language: str
    types: Mapping[str, Any]
    variables: Mapping[str, str]
    date_created: datetime
    approved: bool = False
    category: Optional[str] = None

    @property
    def opens_session(self) -> bool:
        """Whether WhatsApp takes it outside the 24 hours; it never takes a list picker there."""
        return self.approved and "twilio/list-picker" not in self.types


@dataclass(frozen=True)
class WebhookAttempt:
    """One request to a webhook.

    Attributes:
        status: HTTP status of the answer; None when there was none.
        seconds: until the answer or the failure.
        error: why there was no answer.
        message_sid: of the message that it told of.
    """

    url: str
    status: Optional[int]
    seconds: float
    error: Optional[str] = None
    body: str = ""
    message_sid: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the webhook took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass
class RestRequest:
    """A request that the REST API received.

    Attributes:
        params: of the query and of the form (or JSON); a list where a name is repeated.
        status: answered; None before that, and when the connection was reset instead.
        authorized: whether it carried an Authorization header.
        fault: kind of the fault that it met.
    """

    method: str
    path: str
    host: str
    params: Mapping[str, Any]
    at: datetime
    authorized: bool
    operation: Optional[str] = None
    status: Optional[int] = None
    fault: Optional[str] = None
