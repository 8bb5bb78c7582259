"""Table of the requests for the office."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, String

from acolwhats.database import Base


class PersonRequest(Base):
    """Somebody wants the office to answer. Holds no text of the citizen: only what the question is about."""

    __tablename__ = "person_requests"

    id = Column(Integer, primary_key=True)
    sender_id = Column(String(255), nullable=False, index=True)
    label = Column(String(80))  # the question that could not be answered, if any
    aspect = Column(String(20))
    created_at = Column(DateTime(timezone=True), nullable=False)
    attended_at = Column(DateTime(timezone=True))
