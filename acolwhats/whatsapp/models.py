"""Tables of the bridge. Times are seconds since the epoch (UTC)."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, LargeBinary, String

from acolwhats.database import Base


class Contact(Base):
    """A citizen who wrote: how to answer them, and who is working for them at this moment.

    Kept for as long as it is needed to answer (see upkeep.py).
    """

    __tablename__ = "whatsapp_contacts"

    sender_id = Column(String(40), primary_key=True)
    address = Column(LargeBinary)  # sealed for `contact:<sender_id>`
    last_inbound_at = Column(Float, nullable=False, index=True)  # opens WhatsApp's 24 hours
    opted_out_at = Column(Float)
    notice_at = Column(Float)  # when the last “too fast” notice was sent
    forget = Column(Boolean, nullable=False, default=False)  # erase once everything is answered
    keep_until = Column(Float)  # somebody who asked to be told of news
    offers = Column(JSON)  # the last lists offered: [{"token", "entries"}], newest last
    # Leases (leases.py): one process runs this citizen's turns, one sends their messages.
    turn_owner = Column(String(80))
    turn_until = Column(Float)
    send_owner = Column(String(80))
    send_until = Column(Float)


class Inbox(Base):
    """A message from a citizen, from its acknowledgement until its turn is done.

    The row outlives the message: it is what recognises a repetition.
    """

    __tablename__ = "whatsapp_inbox"

    id = Column(Integer, primary_key=True)  # order of arrival
    message_sid = Column(String(64), nullable=False, unique=True)
    idempotency_token = Column(String(255), unique=True)
    sender_id = Column(String(40), nullable=False)
    content = Column(LargeBinary)  # sealed for `inbox:<message_sid>`; gone when the turn is done
    state = Column(String(10), nullable=False, default="received")  # received, done, failed
    attempts = Column(Integer, nullable=False, default=0)
    received_at = Column(Float, nullable=False)
    due_at = Column(Float, nullable=False)  # not before; later than received_at after a failure

    __table_args__ = (
        Index("ix_whatsapp_inbox_work", "state", "sender_id", "id"),
        Index("ix_whatsapp_inbox_rate", "sender_id", "received_at"),
    )


class Outbox(Base):
    """One message to a citizen, recorded before it is sent.

    States: `waiting` (to be sent), `uncertain` (handed to Twilio, outcome unknown), `held` (until the citizen writes
    again and reopens WhatsApp's 24 hours), `accepted` (Twilio has it; `status` says how far), `undeliverable`.
    """

    __tablename__ = "whatsapp_outbox"

    id = Column(Integer, primary_key=True)  # order of sending
    token = Column(String(32), nullable=False, unique=True)  # comes back in status callbacks
    sender_id = Column(String(40), nullable=False)
    content = Column(LargeBinary)  # sealed for `outbox:<token>`; gone when it has arrived
    urgent = Column(Boolean, nullable=False, default=False)
    state = Column(String(14), nullable=False, default="waiting")
    status = Column(String(14))  # Twilio's MessageStatus
    message_sid = Column(String(64), unique=True)
    earlier_sids = Column(JSON)  # of messages with this part that Twilio took and did not deliver
    attempts = Column(Integer, nullable=False, default=0)
    ambiguous = Column(Integer, nullable=False, default=0)  # attempts whose outcome was unknown
    first_started_at = Column(Float)  # of the first attempt
    started_at = Column(Float)  # of the last one
    error_code = Column(Integer)
    created_at = Column(Float, nullable=False)
    due_at = Column(Float, nullable=False)
    settled_at = Column(Float)  # when its last status was reached
    private = Column(Boolean, nullable=False, default=False)  # always deleted at Twilio

    __table_args__ = (
        Index("ix_whatsapp_outbox_work", "state", "sender_id", "id"),
        Index("ix_whatsapp_outbox_settled", "settled_at"),
    )


class Cleanup(Base):
    """A message at Twilio that is done with, to be redacted or deleted there."""

    __tablename__ = "whatsapp_cleanups"

    message_sid = Column(String(64), primary_key=True)
    due_at = Column(Float, nullable=False, index=True)
    private = Column(Boolean, nullable=False, default=False)  # deleted whatever the setting
