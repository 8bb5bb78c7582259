"""Films that say more than is seen and heard in them. Every hidden thing holds the word SECRET."""

from __future__ import annotations

import io
import struct
from typing import Iterator, Mapping, Optional

import av

from tests.unit.whatsapp.cleaning.pictures import SECRET, WORD, archive

SIZE = (176, 144)
PLACE = "+19.6381-098.9106/"
_HIDDEN = {
    "title": WORD,
    "artist": WORD,
    "comment": WORD,
    "location": PLACE,
    "com.apple.quicktime.location.ISO6709": PLACE,
    "com.apple.quicktime.model": f"Teléfono {WORD}",
    "creation_time": "2026-01-01T00:00:00Z",
}


def film(
    picture: str = "libx264",
    sound: Optional[str] = "aac",
    container: str = "mp4",
    sounds: int = 1,
    tags: bool = False,
    frames: int = 10,
) -> bytes:
    """A second of film with an author, a place and a time; `tags`: in Apple's way of writing them."""
    target = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if tags else {}
    with av.open(target, "w", format=container, options=options) as made:
        made.metadata.update(_HIDDEN)
        stream = made.add_stream(picture, rate=10)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.metadata["handler_name"] = f"Cámara {WORD}"
        stream.metadata["title"] = WORD
        if picture == "libx265":
            stream.options = {"x265-params": "log-level=none"}
        rate = 8000 if sound and "amr" in sound else 44100
        tracks = [
            made.add_stream(sound, rate=rate, layout="mono") for _ in range(sounds if sound else 0)
        ]
        for number in range(frames):
            shown = av.VideoFrame(*SIZE, "rgb24")
            shown.planes[0].update(bytes([number * 20]) * shown.planes[0].buffer_size)
            made.mux(stream.encode(shown))
        made.mux(stream.encode())
        for track in tracks:
            _record(made, track, rate)
    return target.getvalue()


def _record(made, track, rate: int) -> None:
    """A second of silence."""
    silence = av.AudioFrame("s16", "mono", rate)
    silence.planes[0].update(bytes(silence.planes[0].buffer_size))
    silence.sample_rate = rate
    size = track.codec_context.frame_size
    resampler = av.AudioResampler(track.format, "mono", rate, frame_size=size or None)
    for frame in resampler.resample(silence):
        made.mux(track.encode(frame))
    made.mux(track.encode())


def copied(content: bytes, kind: str, words: Mapping[str, str] = {}) -> bytes:
    """A film of the `video` or the `audio` of another one, with these words about it."""
    target = io.BytesIO()
    with av.open(io.BytesIO(content)) as source, av.open(target, "w", format="mp4") as made:
        made.metadata.update(words)
        old = getattr(source.streams, kind)[0]
        new = made.add_stream_from_template(old)
        new.metadata.update(words)
        for packet in source.demux(old):
            if packet.dts is not None:
                packet.stream = new
                made.mux(packet)
    return target.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an ISO base media file."""
    return struct.pack(">I", len(content) + 8) + kind + content


def with_boxes(content: bytes) -> bytes:
    """The film with boxes that nobody needs, and a ZIP behind its end."""
    more = box(b"uuid", bytes(16) + SECRET) + box(b"free", SECRET) + box(b"XMP_", SECRET)
    return content + more + archive()


def turned(content: bytes) -> bytes:
    """The film as a phone makes it that was held upright: its first track is shown turned by 90 degrees."""
    made = bytearray(content)
    at = made.index(b"tkhd") + 4
    matrix = at + 4 + (32 if made[at] else 20) + 16
    turn = (0, 65536, 0, -65536, 0, 0, SIZE[1] << 16, 0, 1 << 30)
    made[matrix : matrix + 36] = struct.pack(">9i", *turn)
    return bytes(made)


_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"edts", b"dinf")


def boxes(content: bytes) -> Iterator[str]:
    """The names of all boxes."""
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind.decode("latin-1")
        if kind in _PARENTS:
            yield from boxes(content[at + 8 : at + size])
        at += size or len(content)


def shown(content: bytes) -> list[tuple]:
    """Each picture with its time and how it is turned."""
    with av.open(io.BytesIO(content)) as opened:
        frames = opened.decode(video=0)
        return [(f.time, f.rotation, f.to_ndarray(format="rgb24").tobytes()) for f in frames]


def heard(content: bytes) -> list[tuple]:
    """Each piece of sound with its time."""
    with av.open(io.BytesIO(content)) as opened:
        return [(f.time, f.to_ndarray().tobytes()) for f in opened.decode(audio=0)]


def facts(content: bytes) -> list[dict]:
    """What a film says about itself, and about each of its streams."""
    with av.open(io.BytesIO(content)) as opened:
        return [dict(opened.metadata), *(dict(stream.metadata) for stream in opened.streams)]
