"""What is known about a citizen's side of the line, for as long as it is needed to answer."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from acolwhats.whatsapp.models import Contact

# WhatsApp lets a business write freely for 24 hours after a citizen's last message.
WINDOW_SECONDS = 24 * 3600
_MOST_OFFERS = 10
# How long somebody who asked for news can be told of them.
NEWS_SECONDS = 180 * 24 * 3600.0


def window_is_open(contact: Contact, now: float) -> bool:
    """Whether the citizen may be written to freely."""
    return bool(now - contact.last_inbound_at < WINDOW_SECONDS)


def close_window(session: Session, sender_id: str, now: float) -> None:
    """WhatsApp says that the 24 hours are over."""
    contact = session.get(Contact, sender_id)
    if contact is not None:
        contact.last_inbound_at = min(contact.last_inbound_at, now - WINDOW_SECONDS)


def remember_offer(
    session: Session, sender_id: str, offers: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Note lists that are offered: (token of the message, what its items stand for). What was offered before is old now."""
    contact = session.get(Contact, sender_id)
    if contact is not None:
        old = [{**offer, "old": True} for offer in contact.offers or ()]
        new = [{"token": token, "entries": list(entries)} for token, entries in offers]
        contact.offers = [*old, *new][-_MOST_OFFERS:] or None


def offered_entry(
    offers: Optional[Sequence[dict[str, Any]]], payload: str
) -> Optional[tuple[str, bool]]:
    """What a tapped item stands for, and whether it is of the last list; None when it was never offered here."""
    token, _, number = payload.partition(".")
    for offer in offers or ():
        if offer["token"] == token and number.isascii() and number.isdigit() and len(number) < 4:
            position = int(number)
            if 1 <= position <= len(offer["entries"]):
                return offer["entries"][position - 1], not offer.get("old")
    return None


def current_entries(offers: Optional[Sequence[dict[str, Any]]]) -> list[str]:
    """What the items of the list in the last answer stand for, in order."""
    return [entry for offer in offers or () if not offer.get("old") for entry in offer["entries"]]


def opt_out(session: Session, sender_id: str, now: float) -> None:
    """The citizen wants no messages, until they write again."""
    session.execute(update(Contact).where(Contact.sender_id == sender_id).values(opted_out_at=now))


def keep_for_news(session: Session, sender_id: str, now: float) -> None:
    """The citizen asked to be told of news: the address is kept until then."""
    contact = session.get(Contact, sender_id)
    if contact is not None:
        contact.keep_until = now + NEWS_SECONDS


def forget_when_answered(session: Session, sender_id: str) -> None:
    """Erase what the bridge knows about a citizen as soon as their last answer has been delivered."""
    session.execute(
        update(Contact).where(Contact.sender_id == sender_id).values(forget=True, offers=None)
    )
