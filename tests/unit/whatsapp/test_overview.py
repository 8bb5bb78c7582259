"""Operators see how much is where, and nothing of whose."""

from __future__ import annotations

from acolwhats.whatsapp.models import Contact, Inbox, Outbox
from acolwhats.whatsapp.overview import overview


def test_without_anything_everything_is_nought(session):
    assert [count for _, count in overview(session)] == [0] * 8


def test_everything_is_counted_once_where_it_is(session):
    inbox = {"received": 1, "failed": 2, "done": 7}
    outbox = {"waiting": 3, "uncertain": 4, "held": 5, "accepted": 6, "undeliverable": 8}
    times = {"received_at": 0.0, "due_at": 0.0}
    for state, count in inbox.items():
        for number in range(count):
            sid = f"{state}{number}"
            session.add(Inbox(message_sid=sid, sender_id="wa-1", state=state, **times))
    for state, count in outbox.items():
        for number in range(count):
            row = {"token": f"{state}{number}", "created_at": 0.0, "due_at": 0.0}
            session.add(Outbox(sender_id="wa-1", state=state, **row))
    for number in range(2):
        row = {"token": f"t{number}", "created_at": 0.0, "due_at": 0.0, "settled_at": 1.0}
        session.add(Outbox(sender_id="wa-1", state="accepted", **row))
    session.add(Contact(sender_id="wa-1", last_inbound_at=0.0))
    session.flush()
    assert overview(session) == [
        ("messages wait for their turn", 1),
        ("messages could not be answered", 2),
        ("answers wait to be sent", 3),
        ("answers were sent with unknown outcome", 4),
        ("answers wait for the citizen to write again", 5),
        ("answers are on their way", 6),
        ("answers could not be delivered", 8),
        ("citizens can be answered", 1),
    ]
