"""Faults on demand."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field
from typing import Literal, Optional, get_args

from acolwhats.simulator.models import person_key

Operation = Literal[
    "create_message",
    "list_messages",
    "fetch_message",
    "update_message",
    "delete_message",
    "media",
    "list_media",
    "delete_media",
    "content",
    "webhook",
    "*",
]
Kind = Literal[
    "error",
    "hang",
    "slow",
    "reset",
    "lost_response",
    "hang_after",
    "missing",
    "redirect",
    "wrong_type",
    "oversize",
    "truncated",
]
_MEDIA_KINDS = frozenset(["missing", "redirect", "wrong_type", "oversize", "truncated"])
_WEBHOOK_KINDS = frozenset(["error", "hang", "slow", "reset", "lost_response"])


@dataclass
class Fault:
    """Something that goes wrong.

    Attributes:
        operation: what it strikes; `*` is every REST request, but no webhook.
        kind:
            error: answers `status` with Twilio's `code`; nothing is done.
            hang: waits `seconds`, then goes on as if nothing had been.
            slow: does it, and lets the answer trickle for `seconds`.
            reset: resets the connection before anything is done.
            lost_response: does it, then resets the connection instead of answering.
            hang_after: does it, and answers after `seconds`.
            missing, redirect (to `url`, or to another host name of the simulator), wrong_type (says `content_type`),
            oversize (never ends), truncated (half of it): of media only.
        times: how often it strikes; None is always.
        after: how many requests it lets pass first.
        probability: with which it strikes when it could.
        to: strikes only what is sent to this address.
        retry_after: seconds in `Retry-After`; 429 has 1 unless told.
    """

    operation: Operation
    kind: Kind
    times: Optional[int] = 1
    after: int = 0
    probability: float = 1.0
    seconds: float = 1.0
    status: Optional[int] = None
    code: Optional[int] = None
    retry_after: Optional[float] = None
    url: Optional[str] = None
    content_type: str = "text/html"
    to: Optional[str] = None

    def __post_init__(self) -> None:
        """Check what it says.

        Raises:
            ValueError: it could never strike as meant.
        """
        if self.operation not in get_args(Operation):
            raise ValueError(f"unknown operation {self.operation!r}")
        if self.kind not in get_args(Kind):
            raise ValueError(f"unknown kind of fault {self.kind!r}")
        if self.kind in _MEDIA_KINDS and self.operation != "media":
            raise ValueError(f"{self.kind} is a fault of media")
        if self.operation == "webhook" and self.kind not in _WEBHOOK_KINDS:
            raise ValueError(f"{self.kind} is no fault of webhooks")


@dataclass
class Faults:
    """The faults that are set, in order; the first that fits strikes.

    Attributes:
        struck: the last ones that did, in order.
    """

    pending: list[Fault] = field(default_factory=list)
    struck: deque[Fault] = field(default_factory=lambda: deque(maxlen=10_000))

    def __post_init__(self) -> None:
        """Chance is the same in every run."""
        self._random = random.Random(0)

    def add(self, fault: Fault) -> Fault:
        """Set a fault."""
        self.pending.append(fault)
        return fault

    def clear(self) -> None:
        """All is well again."""
        self.pending.clear()
        self.struck.clear()
        self._random.seed(0)

    def take(self, operation: Optional[str], to: Optional[str] = None) -> Optional[Fault]:
        """The fault that strikes this request, if any; it is counted."""
        if operation is None:
            return None
        for fault in self.pending:
            if not _fits(fault, operation, to):
                continue
            if fault.after > 0:
                fault.after -= 1
            elif self._random.random() < fault.probability:
                self._count(fault)
                return fault
        return None

    def _count(self, fault: Fault) -> None:
        self.struck.append(fault)
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.pending.remove(fault)


def _fits(fault: Fault, operation: str, to: Optional[str]) -> bool:
    if fault.operation != operation and not (fault.operation == "*" and operation != "webhook"):
        return False
    return fault.to is None or (to is not None and person_key(fault.to) == person_key(to))
