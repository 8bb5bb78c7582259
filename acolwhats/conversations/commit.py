"""Lets whoever runs a turn commit something of theirs in the same transaction as the conversation."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Optional, Protocol

from sqlalchemy.orm import Session


class TurnCommit(Protocol):
    """What is committed with a turn.

    Attributes:
        message_id: of the message whose turn it is.
        done: set once the transaction has been committed.
        error: why it could not be.
    """

    message_id: str
    done: bool
    error: Optional[Exception]

    def write(self, session: Session) -> None:
        """Add to the transaction; raising rolls all of it back."""


# Set around a turn; the tracker store reads it when the conversation is saved.
current_commit: ContextVar[Optional[TurnCommit]] = ContextVar("current_commit", default=None)
