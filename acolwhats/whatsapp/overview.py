"""Counts for operators."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acolwhats.whatsapp.models import Contact, Inbox, Outbox


def overview(session: Session) -> list[tuple[str, int]]:
    """(what, how many), in the order in which a message passes."""

    def count(table: type, *conditions: object) -> int:
        query = select(func.count()).select_from(table).where(*conditions)
        return int(session.scalar(query) or 0)

    return [
        ("messages wait for their turn", count(Inbox, Inbox.state == "received")),
        ("messages could not be answered", count(Inbox, Inbox.state == "failed")),
        ("answers wait to be sent", count(Outbox, Outbox.state == "waiting")),
        ("answers were sent with unknown outcome", count(Outbox, Outbox.state == "uncertain")),
        ("answers wait for the citizen to write again", count(Outbox, Outbox.state == "held")),
        (
            "answers are on their way",
            count(Outbox, Outbox.state == "accepted", Outbox.settled_at.is_(None)),
        ),
        ("answers could not be delivered", count(Outbox, Outbox.state == "undeliverable")),
        ("citizens can be answered", count(Contact)),
    ]
