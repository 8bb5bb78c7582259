"""What a citizen has said so far in a guide: sealed, one for each citizen, gone after 24 hours."""

from __future__ import annotations

from typing import Any, Optional

from sqlalchemy import Column, Float, LargeBinary, String, delete
from sqlalchemy.orm import Session

from acolwhats.database import Base
from acolwhats.whatsapp.sealing import Box, SealBroken

DRAFT_SECONDS = 24 * 3600.0


class Draft(Base):
    """An unfinished guide."""

    __tablename__ = "guide_drafts"

    sender_id = Column(String(40), primary_key=True)
    guide = Column(String(20), nullable=False)
    content = Column(LargeBinary, nullable=False)  # sealed for `draft:<sender_id>`
    updated_at = Column(Float, nullable=False, index=True)


def load(session: Session, box: Box, sender_id: str, now: float) -> Optional[tuple[str, Any]]:
    """(name of the guide, draft); None when there is none, or it is too old."""
    row = session.get(Draft, sender_id)
    if row is None or row.updated_at < now - DRAFT_SECONDS:
        return None
    try:
        return row.guide, box.open(row.content, f"draft:{sender_id}")
    except SealBroken:
        return None  # sealed with another key: nobody can read it


def save(
    session: Session, box: Box, sender_id: str, guide: str, draft: Optional[Any], now: float
) -> None:
    """Keep a draft, or with None forget it."""
    if draft is None:
        forget(session, sender_id)
        return
    sealed = box.seal(draft, f"draft:{sender_id}")
    session.merge(Draft(sender_id=sender_id, guide=guide, content=sealed, updated_at=now))


def forget(session: Session, sender_id: str) -> None:
    """Delete what a citizen has said so far."""
    session.execute(delete(Draft).where(Draft.sender_id == sender_id))


def purge(session: Session, now: float) -> None:
    """Delete what is too old."""
    session.execute(
        delete(Draft)
        .where(Draft.updated_at < now - DRAFT_SECONDS)
        .execution_options(synchronize_session=False)
    )
