"""Why the vault does not take something. Says the reason, never the matter."""

from __future__ import annotations

from enum import Enum


class Refusal(Enum):
    """Reasons that a citizen can be told."""

    CLAVE = "clave"  # the text holds a clave: it would be kept beside what it opens
    EMPTY = "empty"  # neither text nor a file
    TOO_MANY_FILES = "too_many_files"  # of one denuncia
    TOO_MUCH_EVIDENCE = "too_much_evidence"  # of one citizen in an hour
    TOO_MANY = "too_many"  # denuncias of one citizen in an hour or a day
    NOBODY = "nobody"  # no officer could read it
    GONE = "gone"  # the denuncia was deleted meanwhile


class Refused(Exception):
    """Something is not taken."""

    def __init__(self, reason: Refusal) -> None:
        """Keeps the reason."""
        super().__init__(reason.value)
        self.reason = reason
