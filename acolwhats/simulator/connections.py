"""Breaking connections as networks do."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, Optional

from starlette.types import Send

# Linger for 0 seconds: closing sends a TCP reset.
_RESET = struct.pack("ii", 1, 0)
_MOST_WRAPPERS = 30


def find_transport(send: Any) -> Optional[asyncio.Transport]:
    """The connection that an ASGI `send` of uvicorn writes to, through the wrappers that middleware put around it."""
    for _ in range(_MOST_WRAPPERS):
        owner = getattr(send, "__self__", None)
        if transport := getattr(owner, "transport", None):
            return transport
        names = getattr(getattr(send, "__code__", None), "co_freevars", ())
        if "send" not in names:
            return None
        send = send.__closure__[names.index("send")].cell_contents
    return None


async def reset_connection(send: Send) -> None:
    """Reset the connection without an answer.

    Where it cannot be reached, an answer is begun and left unfinished: the server then closes the connection.
    """
    transport = find_transport(send)
    if transport is None:
        headers = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        return
    peer = transport.get_extra_info("socket")
    if peer is not None:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
    await _notice()


async def close_connection(send: Send) -> None:
    """Close the connection once what was sent has gone out."""
    if transport := find_transport(send):
        transport.close()
        await _notice()


async def _notice() -> None:
    """Let the server see that the connection is gone, lest it complains of an answer that never came."""
    for _ in range(3):
        await asyncio.sleep(0)
