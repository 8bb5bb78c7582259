"""What citizens attach: fetched from Twilio, cleaned in a process of its own, kept under a handle.

fetch    from Twilio only, with credentials, bounded
clean    has them re-encoded without metadata, in a process of its own (acolwhats.whatsapp.cleaning)
store    encrypted files under random handles

Whatever is in doubt is rejected: an attachment then has a problem instead of a handle.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Optional

from acolwhats.whatsapp.media.clean import clean
from acolwhats.whatsapp.media.fetch import MediaFetcher
from acolwhats.whatsapp.media.problems import MediaProblem, MediaRejected
from acolwhats.whatsapp.media.store import MediaStore

__all__ = [
    "Attachment",
    "MediaFetcher",
    "MediaProblem",
    "MediaRejected",
    "MediaStore",
    "receive",
    "wanted",
]


@dataclass(frozen=True)
class Attachment:
    """Something a citizen attached.

    Attributes:
        handle: names it in the store; None when it was rejected.
        content_type: of what is stored.
        size: bytes of what is stored.
        sha256: of what was sent, before it was cleaned; hexadecimal.
        problem: why it was rejected.
    """

    handle: Optional[str] = None
    content_type: str = ""
    size: int = 0
    sha256: str = ""
    problem: Optional[MediaProblem] = None


def wanted(declared_type: str) -> bool:
    """Whether the assistant has a use for it: pictures, videos and PDF. Nothing else is fetched at all."""
    return declared_type.startswith(("image/", "video/")) or declared_type == "application/pdf"


async def receive(url: str, fetcher: MediaFetcher, store: MediaStore) -> Attachment:
    """Fetch, clean and keep what is at one of Twilio's media addresses. Never raises for what is wrong with it."""
    try:
        async with fetcher.together:
            content = await fetcher.fetch(url)
            cleaned = await clean(content)
            handle = await asyncio.to_thread(store.put, cleaned)
    except MediaRejected as rejected:
        return Attachment(problem=rejected.problem)
    except OSError:
        return Attachment(problem=MediaProblem.UNAVAILABLE)
    sha256 = hashlib.sha256(content).hexdigest()
    return Attachment(handle, cleaned.content_type, len(cleaned.content), sha256)
