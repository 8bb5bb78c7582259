"""Has a file cleaned by a process of its own: a hostile one can harm nothing but that."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from typing import Optional

from acolwhats.whatsapp.media.fetch import MAX_BYTES
from acolwhats.whatsapp.media.problems import MediaProblem, MediaRejected
from acolwhats.whatsapp.media.store import Cleaned

SECONDS = 25.0
_COMMAND = (sys.executable, "-I", "-m", "acolwhats.whatsapp.cleaning")
# Nothing of ours goes there: no key, no address of the database.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
_TOGETHER = 2

_turns: Optional[tuple[asyncio.AbstractEventLoop, asyncio.Semaphore]] = None


def _turn() -> asyncio.Semaphore:
    """At most two at once in this event loop."""
    global _turns
    loop = asyncio.get_running_loop()
    if _turns is None or _turns[0] is not loop:
        _turns = loop, asyncio.Semaphore(_TOGETHER)
    return _turns[1]


async def clean(content: bytes) -> Cleaned:
    """The file without metadata.

    Raises:
        MediaRejected: it is too big, of another type, or could not be cleaned for certain.
    """
    if len(content) > MAX_BYTES:
        raise MediaRejected(MediaProblem.TOO_BIG)
    async with _turn():
        output = await _run(content)
    header, _, made = output.partition(b"\n")
    try:
        said = json.loads(header)
        if "problem" in said:
            raise MediaRejected(MediaProblem(said["problem"]))
        content_type = str(said["content_type"])
    except (ValueError, KeyError, TypeError):
        raise MediaRejected(MediaProblem.UNREADABLE) from None
    if not made or len(made) > MAX_BYTES:
        raise MediaRejected(MediaProblem.TOO_BIG if made else MediaProblem.UNREADABLE)
    return Cleaned(made, content_type)


async def _run(content: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
    )
    try:
        output = await asyncio.wait_for(_answer(process, content), SECONDS)
    except (asyncio.TimeoutError, ConnectionError):
        raise MediaRejected(MediaProblem.UNREADABLE) from None
    finally:
        await _end(process)
    if process.returncode != 0:
        raise MediaRejected(MediaProblem.UNREADABLE)
    return output


async def _answer(process: asyncio.subprocess.Process, content: bytes) -> bytes:
    assert process.stdin and process.stdout
    process.stdin.write(content)
    process.stdin.close()
    output = await process.stdout.read()
    await process.wait()
    return output


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
    assert process.stdin
    # asyncio would log a traceback when it died before it had read everything (`communicate` cannot help it).
    with suppress(OSError):
        await process.stdin.wait_closed()
