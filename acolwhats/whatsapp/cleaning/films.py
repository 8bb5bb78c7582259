"""Films: picture and sound are copied, packet by packet, into a new container that says nothing about them."""

from __future__ import annotations

import io
from typing import Any

import av

from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, WRONG_TYPE, Rejected

MAX_BYTES = 16 * 1024 * 1024
_PICTURES = frozenset(["h264", "hevc", "mpeg4", "h263"])
_SOUNDS = frozenset(["aac", "mp3", "amr_nb", "amr_wb", "amrnb", "amrwb"])
# What a container has to say: what kind of file it is, and of each stream its language (undetermined) and handler.
_TECHNICAL = frozenset(
    ["major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"]
)
_HANDLERS = frozenset(["VideoHandler", "SoundHandler", ""])


def clean_film(content: bytes) -> tuple[str, bytes]:
    """(content type, MP4) with the first picture and the first sound stream.

    Raises:
        Rejected: no film, an unknown codec, or something is left that is not the film.
    """
    try:
        made = _remux(content)
        _verify(made)
    except Rejected:
        raise
    except Exception:
        raise Rejected(UNREADABLE) from None
    if len(made) > MAX_BYTES:
        raise Rejected(TOO_BIG)
    return "video/mp4", made


def _remux(content: bytes) -> bytes:
    target = io.BytesIO()
    with av.open(io.BytesIO(content), "r", format="mov") as source:
        sources = _streams(source)
        with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as film:
            film.metadata.clear()
            targets: dict[int, Any] = {}
            for stream in sources:
                copy = film.add_stream_from_template(stream)
                copy.metadata.clear()
                targets[stream.index] = copy
            for packet in source.demux(*sources):
                if packet.dts is not None:
                    packet.stream = targets[packet.stream.index]
                    film.mux(packet)
    return target.getvalue()


def _streams(source: Any) -> list[Any]:
    if not source.streams.video:
        raise Rejected(WRONG_TYPE)
    picture = source.streams.video[0]
    chosen = [picture, *source.streams.audio[:1]]
    known = (_PICTURES, _SOUNDS)
    if any(stream.codec_context.name not in codecs for stream, codecs in zip(chosen, known)):
        raise Rejected(WRONG_TYPE)
    return chosen


def _verify(made: bytes) -> None:
    """Raises Rejected if anything is said about the film that is not technical: doubt means no."""
    with av.open(io.BytesIO(made), "r", format="mov") as film:
        said = [film.metadata, *(stream.metadata for stream in film.streams)]
        for metadata in said:
            if set(metadata) - _TECHNICAL or metadata.get("handler_name", "") not in _HANDLERS:
                raise Rejected(UNREADABLE)
        if any(stream.type not in ("video", "audio") for stream in film.streams):
            raise Rejected(UNREADABLE)
