"""Films: picture and sound are copied, packet by packet, into a new container that says nothing about them."""

from __future__ import annotations

import io
import re
from typing import Any, Callable

import av
from av.bitstream import BitStreamFilterContext

from acolwhats.whatsapp.cleaning.rejected import TOO_BIG, UNREADABLE, WRONG_TYPE, Rejected

MAX_BYTES = 16 * 1024 * 1024
_PICTURES = frozenset(["h264", "hevc", "mpeg4", "h263"])
_SOUNDS = frozenset(["aac", "mp3", "amr_nb", "amr_wb"])
# A 3GPP file holds these, an MP4 does not.
_OF_3GPP = frozenset(["h263", "amr_nb", "amr_wb"])
# Between the pictures, cameras write where and when they were (SEI, supplemental enhancement information).
_SEI = {"h264": (6,), "hevc": (39, 40)}
_START = b"\x00\x00\x00\x01"
# What a container has to say: what kind of file it is, and of each stream its language (undetermined) and handler.
_TECHNICAL = frozenset(
    ["major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"]
)
_HANDLERS = frozenset(["VideoHandler", "SoundHandler", ""])


def clean_film(content: bytes) -> tuple[str, bytes]:
    """(content type, MP4 or 3GPP file) with the first picture and the first sound stream.

    Raises:
        Rejected: no film, an unknown codec, or something is left that is not the film.
    """
    try:
        container, made = _remux(content)
        _verify(made)
    except Rejected:
        raise
    except Exception:
        raise Rejected(UNREADABLE) from None
    if len(made) > MAX_BYTES:
        raise Rejected(TOO_BIG)
    return ("video/3gpp" if container == "3gp" else "video/mp4"), made


def _remux(content: bytes) -> tuple[str, bytes]:
    target = io.BytesIO()
    with av.open(io.BytesIO(content), "r", format="mov") as source:
        sources = _streams(source)
        container = "3gp" if _OF_3GPP & {_codec(stream) for stream in sources} else "mp4"
        with av.open(target, "w", format=container, options={"fflags": "+bitexact"}) as film:
            film.metadata.clear()
            copies = {stream.index: _copy(film, stream) for stream in sources}
            for packet in source.demux(*sources):
                if packet.dts is not None:
                    film.mux(copies[packet.stream.index](packet))
    return container, target.getvalue()


def _copy(film: Any, stream: Any) -> Callable[[Any], list[Any]]:
    """Adds a stream to the film; what makes its packets of the old stream's."""
    copy = film.add_stream_from_template(stream)
    copy.metadata.clear()
    sei = _SEI.get(_codec(stream), ())
    taken_out = None
    if sei:
        types = f"filter_units=remove_types={sei[0]}-{sei[-1]}"
        taken_out = BitStreamFilterContext(types, stream, copy)
        copy.codec_context.extradata = _without_sei(copy.codec_context.extradata, sei)

    def packets(packet: Any) -> list[Any]:
        made = taken_out.filter(packet) if taken_out else [packet]
        for one in made:
            one.stream = copy
        return made

    return packets


def _without_sei(parameters: bytes, sei: tuple[int, ...]) -> bytes:
    """Parameter sets (units after start codes), among which HEVC has SEI too."""
    units = [unit for unit in re.split(rb"\x00\x00\x00?\x01", parameters) if unit]
    kept = [unit for unit in units if len(sei) == 1 or (unit[0] >> 1 & 0x3F) not in sei]
    return b"".join(_START + unit for unit in kept)


def _codec(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name)


def _streams(source: Any) -> list[Any]:
    if not source.streams.video:
        raise Rejected(WRONG_TYPE if source.streams.audio else UNREADABLE)
    picture = source.streams.video[0]
    chosen = [picture, *source.streams.audio[:1]]
    known = (_PICTURES, _SOUNDS)
    if any(_codec(stream) not in codecs for stream, codecs in zip(chosen, known)):
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
