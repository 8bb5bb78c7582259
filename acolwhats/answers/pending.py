"""What the answer base lacks: missing aspects, doubtful facts, facts that ended or are about to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterator, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.answers.models import AnswerRecord

EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True)
class Pending:
    """One thing that an office should look at."""

    label: str
    aspect: str
    reason: str  # in Spanish, for the office
    text: str = ""
    until: Optional[date] = None


def pending(session: Session, today: date) -> Iterator[Pending]:
    """Everything pending, in the order of the labels."""
    records = session.scalars(select(AnswerRecord).order_by(AnswerRecord.label)).unique()
    for record in records:
        for aspect in record.missing:
            yield Pending(record.label, aspect, "falta")
        for link in record.statements:
            statement = link.statement
            if statement.guidance:
                continue
            until = statement.valid_until
            reason = None
            if until is not None and until < today:
                reason = "venció"
            elif until is not None and until <= today + EXPIRES_SOON:
                reason = "por vencer"
            elif statement.confidence == "baja":
                reason = "sin confirmar"
            if reason:
                yield Pending(record.label, statement.aspect, reason, statement.text, until)
