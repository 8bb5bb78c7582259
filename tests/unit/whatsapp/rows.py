"""Rows of the bridge's tables, as old as a test wants them."""

from __future__ import annotations

from acolwhats.whatsapp.models import Contact, Inbox, Outbox

NOW = 1_700_000_000.0
ANA, LUZ = "wa-ana", "wa-luz"


def contact(session, sender_id: str = ANA, wrote: float = 0.0, **more) -> None:
    session.add(Contact(sender_id=sender_id, last_inbound_at=NOW - wrote, **more))
    session.flush()


def inbound(session, age: float, sender_id: str = ANA, state: str = "done") -> str:
    """A message that came so long ago; its SID."""
    sid = f"SM{session.query(Inbox).count()}"
    at = NOW - age
    session.add(Inbox(message_sid=sid, sender_id=sender_id, state=state, received_at=at, due_at=at))
    session.flush()
    return sid


def outbound(session, age: float = 0.0, sender_id: str = ANA, **values) -> Outbox:
    """An answer that was recorded so long ago."""
    number = session.query(Outbox).count()
    at = NOW - age
    row = Outbox(token=f"t{number}", sender_id=sender_id, created_at=at, due_at=at, **values)
    session.add(row)
    session.flush()
    return row
