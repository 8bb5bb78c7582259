"""All that the simulator remembers: Twilio's resources, and the phones of the citizens."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import replace
from datetime import datetime
from typing import Any, Optional

from acolwhats.simulator.models import (
    Citizen,
    Content,
    Media,
    Message,
    RestRequest,
    WebhookAttempt,
    person_key,
)

_RANKS = {"queued": 0, "sending": 1, "sent": 2, "delivered": 3, "read": 4}
_LAST_RANK = 5
COMPLETE = frozenset(["sent", "delivered", "read", "failed", "undelivered", "received"])
FAILED = frozenset(["failed", "undelivered"])
_LOG_SIZE = 20_000

Change = dict[str, str]
Listener = asyncio.Queue[Optional[Change]]


class State:
    """What is stored, in memory.

    A message is kept twice: as Twilio's resource, which the REST API can redact and delete, and on the citizen's phone, which
    keeps it.

    Attributes:
        messages: Twilio's resources by SID, oldest first.
        conversations: what the phones show: person -> SID -> message, in order of acceptance.
        media: Twilio's, by SID.
        phone_media: the phones', by SID.
        tickets: media that can be had without credentials at a second address.
        requests: the last requests to the REST API.
        webhooks: the last requests to webhooks.
        counters: how often a limit was exceeded, by error code.
    """

    def __init__(self, max_messages: int = 20_000) -> None:
        """Empty."""
        self._max_messages = max_messages
        self._listeners: set[Listener] = set()
        self.clear()

    def clear(self) -> None:
        """Forget everything; listeners stay."""
        self.messages: dict[str, Message] = {}
        self.conversations: dict[str, dict[str, Message]] = {}
        self.citizens: dict[str, Citizen] = {}
        self.contents: dict[str, Content] = {}
        self.media: dict[str, Media] = {}
        self.phone_media: dict[str, Media] = {}
        self.tickets: dict[str, Media] = {}
        self.requests: deque[RestRequest] = deque(maxlen=_LOG_SIZE)
        self.webhooks: deque[WebhookAttempt] = deque(maxlen=_LOG_SIZE)
        self.counters: Counter[int] = Counter()
        self._people: dict[str, str] = {}

    # Citizens

    def citizen(self, address: str) -> Citizen:
        """The citizen at an address; known from then on."""
        return self.citizens.setdefault(person_key(address), Citizen(address))

    def wrote(self, address: str, name: Optional[str], now: datetime) -> Citizen:
        """Note that a citizen wrote: the 24 hours begin."""
        citizen = self.citizen(address)
        citizen.address, citizen.last_inbound = address, now
        citizen.name = name or citizen.name
        return citizen

    # Messages

    def add(self, message: Message, keep_content: bool = True) -> None:
        """Store a message, with its media, and put it on the phone. The oldest are forgotten."""
        key = person_key(message.citizen)
        self._people[message.sid] = key
        phone = replace(message, media=list(message.media))
        self.conversations.setdefault(key, {})[message.sid] = phone
        self.messages[message.sid] = message
        if not keep_content:
            redact(message)
        for media in message.media:
            self.media[media.sid] = self.phone_media[media.sid] = media
        while len(self._people) > self._max_messages:
            self._forget(next(iter(self._people)))
        self.notify(message.citizen, message.sid)

    def attach(self, media: Media) -> None:
        """Store something that was fetched for a message."""
        self.phone_media[media.sid] = media
        if message := self.messages.get(media.parent_sid):
            message.media.append(media)
            self.media[media.sid] = media
        if phone := self.on_phone(media.parent_sid):
            phone.media.append(media)

    def on_phone(self, sid: str) -> Optional[Message]:
        """A message as the citizen has it."""
        return self.conversations.get(self._people.get(sid, ""), {}).get(sid)

    def transcript(self, address: str) -> list[Message]:
        """What the phone of a citizen shows, oldest first."""
        return list(self.conversations.get(person_key(address), {}).values())

    def set_status(
        self, sid: str, status: str, error_code: Optional[int], now: datetime
    ) -> Optional[Message]:
        """Note a status, unless a later one is already known; gives the message as the phone has it."""
        phone = self.on_phone(sid)
        for message in filter(None, (self.messages.get(sid), phone)):
            if _RANKS.get(status, _LAST_RANK) < _RANKS.get(message.status, _LAST_RANK):
                continue
            message.status, message.error_code, message.date_updated = status, error_code, now
            if message.date_sent is None and status not in ("queued", "sending"):
                message.date_sent = now
            if message.obfuscated and message is not phone and status in COMPLETE:
                message.to = f"{phone.to[:-4] if phone else 'whatsapp:'}XXXX"
        if phone:
            self.notify(phone.citizen, sid)
        return phone

    def delete(self, sid: str) -> None:
        """Delete a message at Twilio, and with it its media. The phone keeps it."""
        message = self.messages.pop(sid)
        for media in message.media:
            self.media.pop(media.sid, None)

    def delete_media(self, message: Message, media_sid: str) -> None:
        """Delete something attached at Twilio."""
        message.media = [media for media in message.media if media.sid != media_sid]
        del self.media[media_sid]

    def _forget(self, sid: str) -> None:
        key = self._people.pop(sid)
        phone = self.conversations[key].pop(sid)
        message = self.messages.pop(sid, None)
        for media in (*phone.media, *(message.media if message else ())):
            self.media.pop(media.sid, None)
            self.phone_media.pop(media.sid, None)

    # Changes

    def listen(self) -> Listener:
        """A queue that gets `{"citizen", "sid"}` with every change, and None at the end; give it back to `unlisten`."""
        queue: Listener = asyncio.Queue(maxsize=1000)
        self._listeners.add(queue)
        return queue

    def unlisten(self, queue: Listener) -> None:
        """No more changes for this queue."""
        self._listeners.discard(queue)

    def notify(self, citizen: str, sid: str) -> None:
        """Tell the listeners of a change."""
        self._tell({"citizen": self.citizen(citizen).address if citizen else "", "sid": sid})

    def hang_up(self) -> None:
        """Tell the listeners that no more will come."""
        self._tell(None)

    def _tell(self, change: Optional[Change]) -> None:
        for queue in self._listeners:
            # A listener that does not keep up has enough to wake it.
            if change is None and queue.full():
                queue.get_nowait()
            if not queue.full():
                queue.put_nowait(change)


def redact(message: Message) -> None:
    """Take the content out of a message; its media stay."""
    message.body = ""
    message.variables = {}
    message.buttons, message.list_picker = (), None
    message.location = message.profile_name = None


def find_leaks(state: State, canaries: list[str]) -> list[dict[str, Any]]:
    """Where words still occur in what Twilio would store: `{"canary", "sid", "where"}` each.

    The phones are not Twilio, and neither is the log of requests.
    """
    places: list[tuple[str, str, bytes]] = []
    for sid, message in state.messages.items():
        words = {name: value for name, value in vars(message).items() if name != "media"}
        places += [(sid, name, str(value).encode()) for name, value in words.items() if value]
    for sid, media in state.media.items():
        places.append((sid, "media", media.data))
        places.append((sid, "filename", (media.filename or "").encode()))
    for sid, content in state.contents.items():
        places.append((sid, "content", f"{content.types} {content.variables}".encode()))
    return [
        {"canary": canary, "sid": sid, "where": where}
        for canary in canaries
        for sid, where, data in places
        if canary.encode() in data
    ]
