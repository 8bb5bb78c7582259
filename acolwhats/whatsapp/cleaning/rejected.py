"""Why a file is not cleaned; values of acolwhats.whatsapp.media.MediaProblem."""

from __future__ import annotations

TOO_BIG = "too_big"
WRONG_TYPE = "wrong_type"
UNREADABLE = "unreadable"


class Rejected(Exception):
    """The file is not taken; `args[0]` is the problem."""
