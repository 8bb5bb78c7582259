"""A host on this machine that answers byte by byte what a test wants, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, Union
from urllib.parse import parse_qs

Answer = Union[bytes, Callable[[asyncio.StreamWriter], Awaitable[None]]]
REASONS = {200: "OK", 201: "Created", 204: "No Content", 302: "Found", 429: "Too Many Requests"}


@dataclass
class Asked:
    """A request as it reached the host."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of its form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


def answer(status: int = 200, body: Any = b"", **headers: str) -> bytes:
    """An answer; a `body` that is no bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}"]
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines += [
        f"{name}: {value}" for name, value in {"Content-Length": len(content), **given}.items()
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


async def silence(_: asyncio.StreamWriter) -> None:
    """Never answers."""
    await asyncio.sleep(30)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Ends the connection instead of answering."""
    writer.close()


class Host:
    """Gives its answers in turn, and the last one from then on."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self._open: set[asyncio.Task] = set()
        self.asked: list[Asked] = []
        self.connections = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Host:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._answer_all(reader, writer))
        self._open.add(task)
        task.add_done_callback(lambda _: writer.close())

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                self.asked.append(await _read(reader))
                given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
                if callable(given):
                    await given(writer)
                else:
                    writer.write(given)
                    await writer.drain()
                    if b"Connection: close" in given:
                        return
        except (asyncio.IncompleteReadError, ConnectionError):
            return


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ")
    pairs = (line.split(": ", 1) for line in head[1:] if line)
    headers = {name.lower(): value for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Asked(method, path, headers, body)
