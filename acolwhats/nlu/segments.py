"""Cuts a message into requests, and a long one into windows. Pure functions over text."""

from __future__ import annotations

import re

# A request has at least this many words; shorter pieces belong to their neighbour.
MIN_WORDS = 3
MAX_SEGMENTS = 4

_BOUNDARY = re.compile(
    r"""(?<=[?!.;])\s+ | \s*\n\s*                          # end of a sentence, or of a line
      | \s*[,;]?\s+(?:y|e)\s+(?:tambi[eé]n|adem[aá]s|aparte|otra\s+cosa|de\s+paso)\b[\s,:]*
      | \s*[,;.]?\s+(?:adem[aá]s|aparte|otra\s+cosa|otra\s+duda|de\s+paso|por\s+cierto|tambi[eé]n)\b[\s,:]*
      | \s*,\s+y\s+                                        # …, y …
      | \s+y\s+(?=(?:d[oó]nde|dnd|onde|cu[aá]nto|c[oó]mo|qu[eé]|q|cu[aá]ndo|a\s+qu[eé]|qui[eé]n|quiero|quisiera|necesito|
                     me\s|si\s|hay|no\s|ya\s|para\s+(?:sacar|pagar|pedir|reportar)))
      | \s*,\s+(?=(?:d[oó]nde|cu[aá]nto|c[oó]mo|cu[aá]ndo|qui[eé]n|quiero|necesito)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip


# A long story may tell its danger in a few words: it is looked at through windows of this many words.
WINDOW_WORDS = 14
_LONG = 18


def windows(text: str) -> list[str]:
    """Overlapping windows of a long message; none of a short one.

    >>> len(windows("palabra " * 30)), windows("corto")
    (4, [])
    """
    words = text.split()
    if len(words) <= _LONG:
        return []
    step = WINDOW_WORDS // 2
    return [
        " ".join(words[start : start + WINDOW_WORDS]) for start in range(0, len(words) - step, step)
    ]


def split_requests(text: str) -> list[str]:
    """The pieces of `text` that may each be a request; one piece when there is nothing to split.

    >>> split_requests("donde pago el predial y también quiero reportar un bache")
    ['donde pago el predial', 'quiero reportar un bache']
    """
    pieces: list[str] = []
    for piece in _BOUNDARY.split(text):
        piece = piece.strip(" ,.;:")
        if not piece:
            continue
        if pieces and min(len(piece.split()), len(pieces[-1].split())) < MIN_WORDS:
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    return pieces if 1 < len(pieces) <= MAX_SEGMENTS else [text]
