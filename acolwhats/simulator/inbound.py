"""What a citizen sends -> the parameters of Twilio's webhook.

Source: https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Optional, Sequence

from acolwhats.simulator.config import SimulatorConfig
from acolwhats.simulator.models import Location, Media, Message, new_sid
from acolwhats.simulator.webhooks import Params

_MAIN_TYPES = ("image", "video", "audio")


@dataclass(frozen=True)
class InboundMedia:
    """Something attached to what a citizen sends."""

    content_type: str
    data: bytes
    filename: Optional[str] = None


@dataclass
class InboundMessage:
    """What a citizen sends, and how it is delivered.

    Attributes:
        from_: `whatsapp:+5215500000001`, or a BSUID (`whatsapp:MX.abc`), which has no number and no WaId.
        message_type: Twilio's; None works it out.
        params: more parameters, or more values of those that are there.
        without: names of parameters to leave out.
        message_sid, idempotency_token: given, the same message is delivered again.
        urls: where it is delivered, at the same time; empty is the account's webhook.
        signed_url: the address that is signed; None signs each as it is spelt.
        token: signs; None is the account's.
        copies: identical deliveries in parallel to each address.
        retries: None is the account's.
    """

    from_: str
    body: str = ""
    profile_name: Optional[str] = None
    media: Sequence[InboundMedia] = ()
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
    frequently_forwarded: bool = False
    external_user_id: Optional[str] = None
    message_type: Optional[str] = None
    params: Sequence[tuple[str, str]] = ()
    without: Sequence[str] = ()
    message_sid: Optional[str] = None
    idempotency_token: str = field(default_factory=lambda: str(uuid.uuid4()))
    urls: Sequence[str] = ()
    signed_url: Optional[str] = None
    token: Optional[str] = None
    copies: int = 1
    retries: Optional[int] = None

    @property
    def text(self) -> str:
        """`Body`: what was written, or what was tapped."""
        return self.body or self.button_text or self.list_title or ""

    @property
    def kind(self) -> str:
        """`MessageType`."""
        if self.message_type is not None:
            return self.message_type
        if self.latitude is not None:
            return "location"
        if self.button_text or self.button_payload:
            return "button"
        if self.list_title or self.list_id:
            return "interactive"
        return _media_kind(self.media[0].content_type) if self.media else "text"


def _media_kind(content_type: str) -> str:
    if content_type == "image/webp":
        return "sticker"
    if content_type in ("text/vcard", "text/x-vcard"):
        return "contacts"
    main = content_type.split("/")[0]
    return main if main in _MAIN_TYPES else "document"


def to_message(inbound: InboundMessage, config: SimulatorConfig, now: datetime) -> Message:
    """The message as it is stored."""
    sid = inbound.message_sid or new_sid("MM" if inbound.media else "SM")
    location = None
    if inbound.latitude is not None and inbound.longitude is not None:
        location = Location(inbound.latitude, inbound.longitude, inbound.address, inbound.label)
    return Message(
        sid=sid,
        direction="inbound",
        from_=inbound.from_,
        to=config.whatsapp_from,
        body=inbound.text,
        status="received",
        date_created=now,
        date_updated=now,
        date_sent=now,
        messaging_service_sid=config.messaging_service_sid,
        media=[
            Media(new_sid("ME"), sid, item.content_type, item.data, now, item.filename)
            for item in inbound.media
        ],
        location=location,
        replied_sid=inbound.replied_sid,
        profile_name=inbound.profile_name,
        forwarded=inbound.forwarded or inbound.frequently_forwarded,
    )


def to_params(
    inbound: InboundMessage,
    message: Message,
    config: SimulatorConfig,
    base_url: str,
    replied_sender: Optional[str] = None,
) -> Params:
    """The parameters of the webhook, in no special order.

    Args:
        replied_sender: who wrote what this answers.
    """
    values: dict[str, Optional[str]] = {
        "SmsMessageSid": message.sid,
        "NumMedia": str(len(message.media)),
        "ProfileName": inbound.profile_name,
        "MessageType": inbound.kind,
        "SmsSid": message.sid,
        "WaId": _wa_id(inbound.from_),
        "ExternalUserId": inbound.external_user_id,
        "SmsStatus": "received",
        "Body": inbound.text,
        "To": message.to,
        "MessagingServiceSid": config.messaging_service_sid,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": message.sid,
        "AccountSid": config.account_sid,
        "From": inbound.from_,
        "ApiVersion": "2010-04-01",
        "ButtonText": inbound.button_text,
        "ButtonPayload": inbound.button_payload,
        "ListTitle": inbound.list_title,
        "ListId": inbound.list_id,
        "Forwarded": "true" if inbound.forwarded else None,
        "FrequentlyForwarded": "true" if inbound.frequently_forwarded else None,
        "OriginalRepliedMessageSid": inbound.replied_sid,
        "OriginalRepliedMessageSender": replied_sender if inbound.replied_sid else None,
        **_media_params(message, config, base_url),
        **_location_params(message.location),
    }
    params = [(name, value) for name, value in values.items() if value is not None]
    params += list(inbound.params)
    return [(name, value) for name, value in params if name not in inbound.without]


def _wa_id(address: str) -> Optional[str]:
    bare = address.removeprefix("whatsapp:").removeprefix("+")
    return bare if bare.isdigit() else None


def _media_params(message: Message, config: SimulatorConfig, base_url: str) -> dict[str, str]:
    account = f"{base_url}/2010-04-01/Accounts/{config.account_sid}"
    params = {}
    for n, media in enumerate(message.media):
        params[f"MediaUrl{n}"] = f"{account}/Messages/{message.sid}/Media/{media.sid}"
        params[f"MediaContentType{n}"] = media.content_type
    return params


def _location_params(location: Optional[Location]) -> dict[str, Optional[str]]:
    if location is None:
        return {}
    return {
        "Latitude": str(location.latitude),
        "Longitude": str(location.longitude),
        "Address": location.address,
        "Label": location.label,
    }
