"""One file in, one file out; then the process ends."""

from __future__ import annotations

import json
import os
import resource
import sys

from acolwhats.whatsapp.cleaning.kinds import kind_of
from acolwhats.whatsapp.cleaning.rejected import UNREADABLE, WRONG_TYPE, Rejected

_MEMORY = 2 * 1024**3
_CPU_SECONDS = 20


def _limit() -> None:
    """A hostile file can waste this much, and nothing can be written anywhere."""
    # Not every event loop starts a process without the files that its own parent left open.
    os.closerange(3, 65536)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def clean(content: bytes) -> tuple[str, bytes]:
    """(content type, file) without metadata.

    Raises:
        Rejected: it is not taken.
    """
    kind = kind_of(content)
    if kind is None:
        raise Rejected(WRONG_TYPE)
    # Each imports what it needs: a photo need not wait for a film's libraries.
    if kind == "PDF":
        from acolwhats.whatsapp.cleaning.documents import clean_document

        return clean_document(content)
    if kind == "FILM":
        from acolwhats.whatsapp.cleaning.films import clean_film

        return clean_film(content)
    from acolwhats.whatsapp.cleaning.images import clean_image

    return clean_image(content, kind)


def main() -> None:
    """Read, clean, write."""
    _limit()
    made = b""
    try:
        content_type, made = clean(sys.stdin.buffer.read())
        header = {"content_type": content_type}
    except Rejected as rejected:
        header = {"problem": rejected.args[0]}
    except BaseException:
        header = {"problem": UNREADABLE}
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + made)


if __name__ == "__main__":
    main()
