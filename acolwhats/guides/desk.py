"""Which guide a message belongs to: the one that is under way, else the first that takes it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Callable, ContextManager, Optional, Sequence

from sqlalchemy.orm import Session

from acolwhats.guides import drafts
from acolwhats.guides.turn import Guide, Incoming, Outcome
from acolwhats.whatsapp.sealing import Box

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """A message that a guide took: what it says, and what is written with the answer."""

    outcome: Outcome
    write: Callable[[Session], None]
    urgent: bool = False


class GuideDesk:
    """Asks the guides.

    Args:
        guides: asked in this order.
        box: seals drafts.
        session_scope: gives a session for reading.
    """

    def __init__(
        self,
        guides: Sequence[Guide],
        box: Box,
        session_scope: Callable[[], ContextManager[Session]],
    ) -> None:
        """Nothing is read yet."""
        self._guides = {guide.name: guide for guide in guides}
        self._box = box
        self._session_scope = session_scope

    def under_way(self, sender_id: str, now: float) -> bool:
        """Whether a guide waits for this citizen's next message."""
        with self._session_scope() as session:
            return drafts.load(session, self._box, sender_id, now) is not None

    def take(self, incoming: Incoming) -> Optional[Taken]:
        """What a guide makes of a message; None when it is for nobody here. Slow: not in the event loop."""
        with self._session_scope() as session:
            found = drafts.load(session, self._box, incoming.sender_id, incoming.now)
            if found is not None and found[0] in self._guides:
                guide, draft = self._guides[found[0]], found[1]
                if outcome := guide.go_on(draft, incoming, session):
                    return self._taken(guide, incoming, outcome)
                return None
            for guide in self._guides.values():
                if outcome := guide.start(incoming, session):
                    return self._taken(guide, incoming, outcome)
        return None

    def _taken(self, guide: Guide, incoming: Incoming, outcome: Outcome) -> Taken:
        def write(session: Session) -> None:
            if outcome.write is not None:
                outcome.write(session)
            kept: Optional[Any] = outcome.draft
            drafts.save(session, self._box, incoming.sender_id, guide.name, kept, incoming.now)

        return Taken(outcome, write, incoming.urgent)
