"""How fast messages may go out: WhatsApp's throughput of a number, and of a pair of numbers."""

from __future__ import annotations

from dataclasses import dataclass

from acolwhats.whatsapp.clock import Clock

# Meta: one message every six seconds to the same person, bursts borrowed in advance (error 131056).
PAIR_SECONDS = 6.0
PAIR_BURST = 20
_MOST_PAIRS = 10_000


@dataclass
class TokenBucket:
    """So many tokens at most, refilled at a steady rate.

    Args:
        rate: tokens a second.
        capacity: tokens that may be saved up.
    """

    rate: float
    capacity: float
    tokens: float
    at: float

    def reserve(self, now: float) -> float:
        """Take a token, also one that is not there yet; seconds until it will be."""
        self.tokens = min(self.capacity, self.tokens + max(0.0, now - self.at) * self.rate)
        self.at = max(self.at, now)  # a clock that steps back does not refill twice
        self.tokens -= 1
        return max(0.0, -self.tokens / self.rate)

    def give_back(self) -> None:
        """A token that was taken is not needed."""
        self.tokens = min(self.capacity, self.tokens + 1)


class Pace:
    """Keeps this process within Twilio's throughput.

    Args:
        messages_per_second: to everybody together.
    """

    def __init__(self, messages_per_second: float, clock: Clock) -> None:
        """Buckets are full."""
        self._clock = clock
        # A tenth of a second's worth at once: a burst is not throughput.
        capacity = max(1.0, messages_per_second / 10)
        self._all = TokenBucket(messages_per_second, capacity, capacity, clock())
        self._pairs: dict[str, TokenBucket] = {}

    def reserve(self, sender_id: str, urgent: bool, longest: float) -> tuple[float, bool]:
        """When a message to this citizen may go: (seconds to wait, whether it is counted already).

        A wait longer than `longest` seconds is not counted: come back then. Urgent messages do not wait.
        """
        now = self._clock()
        pair = self._pair(sender_id, now)
        buckets = (pair, self._all)
        wait = max(bucket.reserve(now) for bucket in buckets)
        if urgent:
            return 0.0, True
        if wait > longest:
            for bucket in buckets:
                bucket.give_back()
            return wait, False
        return wait, True

    def _pair(self, sender_id: str, now: float) -> TokenBucket:
        if sender_id not in self._pairs:
            if len(self._pairs) >= _MOST_PAIRS:
                full = PAIR_SECONDS * PAIR_BURST
                self._pairs = {k: p for k, p in self._pairs.items() if now - p.at < full}
            self._pairs[sender_id] = TokenBucket(1 / PAIR_SECONDS, PAIR_BURST, PAIR_BURST, now)
        return self._pairs[sender_id]
