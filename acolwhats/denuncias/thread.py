"""What is said about a denuncia after it was filed, by both sides; sealed to the denuncia's own key."""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias.keys import SealBroken, open_seal, seal
from acolwhats.denuncias.models import Denuncia, ThreadMessage

logger = logging.getLogger(__name__)

Author = Literal["citizen", "officer"]


@dataclass(frozen=True, repr=False)
class Message:
    """Something that was said.

    Attributes:
        at: seconds since the epoch.
    """

    author: str
    text: str
    at: float


def new_message(
    denuncia: Denuncia, author: Author, text: str, at: float, on: date
) -> ThreadMessage:
    """A row for a message; who says it and when is sealed with the text."""
    message_id = secrets.token_hex(16)
    plain = json.dumps({"text": text, "at": at}).encode()
    place = _place(str(denuncia.id), message_id, author)
    return ThreadMessage(
        id=message_id,
        denuncia_id=denuncia.id,
        author=author,
        content=seal(plain, denuncia.public_key, place),
        on=on,
    )


def read_message(row: ThreadMessage, private_key: bytes) -> Message:
    """A message, with the private key of its denuncia.

    Raises:
        SealBroken: it is not what was written there.
    """
    place = _place(str(row.denuncia_id), str(row.id), str(row.author))
    plain = json.loads(open_seal(row.content, private_key, place))
    return Message(str(row.author), plain["text"], float(plain["at"]))


def read_thread(session: Session, denuncia_id: str, private_key: bytes) -> list[Message]:
    """What was said, in order. What somebody has tampered with is left out, and an error is logged."""
    query = select(ThreadMessage).where(ThreadMessage.denuncia_id == denuncia_id)
    messages = []
    for row in session.scalars(query):
        try:
            messages.append(read_message(row, private_key))
        except SealBroken as error:
            logger.error("denuncias: a message was left out (%s)", error)
    return sorted(messages, key=lambda message: message.at)


def _place(denuncia_id: str, message_id: str, author: str) -> str:
    return f"message:{denuncia_id}:{message_id}:{author}"
