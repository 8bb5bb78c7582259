"""Guesses and floods: how much one pseudonym may try. Nobody's limit depends on what others do."""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import Optional

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from acolwhats.denuncias.models import Attempt

logger = logging.getLogger(__name__)

HOUR = 3600.0
DAY = 24 * HOUR
# Pseudonyms change this often; rows are gone much earlier.
KEY_SECONDS = 30 * DAY
# So many wrong tries of everybody in an hour are told to whoever looks after the bot. Nobody is refused for it.
ALERT_GUESSES = 100


@dataclass(frozen=True)
class Limit:
    """How much is allowed.

    Attributes:
        windows: (seconds, how many in them), the shortest first.
        grain: times are kept no finer than this, so that they cannot be matched with a message's; seconds.
    """

    windows: tuple[tuple[float, int], ...]
    grain: float


LIMITS = {
    "guess": Limit(((15 * 60.0, 5),), 300.0),
    "filing": Limit(((HOUR, 3), (DAY, 10)), HOUR),
    "evidence": Limit(((HOUR, 30),), HOUR),
}
_LONGEST = DAY + HOUR


@dataclass(frozen=True)
class Throttled:
    """Too many tries: none was made.

    Attributes:
        seconds: how long to wait, at most.
    """

    seconds: float


class Throttle:
    """Counts attempts.

    Args:
        key: 32 bytes; the pseudonyms of each month are made with one derived from it.
    """

    def __init__(self, key: bytes) -> None:
        """Nothing is counted yet."""
        self._key = key
        self._alerted_at = -HOUR

    def refused(
        self, session: Session, kind: str, who: str, now: float, more: int = 1
    ) -> Optional[Throttled]:
        """Whether so many more attempts would be too many.

        Times are kept coarse: an attempt counts for up to a grain longer than its window.
        """
        limit = LIMITS[kind]
        mine = {self._pseudonym(who, now), self._pseudonym(who, now - _LONGEST)}
        for seconds, most in reversed(limit.windows):
            since = now - seconds - limit.grain
            query = select(func.count()).select_from(Attempt)
            count = session.scalar(
                query.where(Attempt.kind == kind, Attempt.who.in_(mine), Attempt.at > since)
            )
            if int(count or 0) + more > most:
                return Throttled(seconds + limit.grain)
        return None

    def record(self, session: Session, kind: str, who: str, now: float, count: int = 1) -> None:
        """Count attempts, and forget those that no limit looks at any more."""
        grain = LIMITS[kind].grain
        who = self._pseudonym(who, now)
        session.execute(
            delete(Attempt)
            .where(Attempt.at < now - _LONGEST)
            .execution_options(synchronize_session=False)
        )
        at = now // grain * grain
        session.add_all(Attempt(kind=kind, who=who, at=at) for _ in range(count))
        session.flush()
        if kind == "guess":
            self._alert(session, now)

    def _alert(self, session: Session, now: float) -> None:
        grain = LIMITS["guess"].grain
        query = select(func.count()).select_from(Attempt)
        wrong = session.scalar(
            query.where(Attempt.kind == "guess", Attempt.at > now - HOUR - grain)
        )
        if int(wrong or 0) > ALERT_GUESSES and now - self._alerted_at >= HOUR:
            self._alerted_at = now
            logger.error(
                "denuncias: %d wrong folios or claves in an hour: somebody may be guessing", wrong
            )

    def _pseudonym(self, who: str, now: float) -> str:
        month = str(int(now // KEY_SECONDS)).encode()
        key = hmac.new(self._key, month, hashlib.sha256).digest()
        return hmac.new(key, who.encode(), hashlib.sha256).hexdigest()[:32]
