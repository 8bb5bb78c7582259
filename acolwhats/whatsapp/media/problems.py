"""Why an attachment is rejected."""

from __future__ import annotations

from enum import Enum


class MediaProblem(Enum):
    """What is wrong with an attachment."""

    FORBIDDEN_URL = "forbidden_url"  # not one of Twilio's media of this account
    UNAVAILABLE = "unavailable"  # not there, or not in time
    TOO_BIG = "too_big"
    WRONG_TYPE = "wrong_type"  # by its content, whatever it says it is
    UNREADABLE = "unreadable"  # damaged, or it could not be cleaned for certain


class MediaRejected(Exception):
    """An attachment is not taken. Says neither address nor content."""

    def __init__(self, problem: MediaProblem) -> None:
        """Keeps the problem."""
        super().__init__(problem.value)
        self.problem = problem
