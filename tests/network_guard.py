"""Fails any test that leaves this machine: its own process is watched, and processes that it starts have a proxy."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from typing import Any, Iterator

import pytest

_left: list[str] = []


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of the file system
    try:
        return ipaddress.ip_address(str(address[0]).split("%")[0]).is_loopback
    except ValueError:
        return address[0] in ("localhost", "")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto"):
        return
    connection, address = arguments[0], arguments[1]
    if connection.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address):
        _left.append(f"{event} {address[0]}:{address[1]}")
        raise ConnectionRefusedError("tests do not leave this machine")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """Fails the test that tried, also when the code under test took the refusal calmly."""
    before = len(_left)
    yield
    assert _left[before:] == [], "a test left this machine"


class WatchingProxy:
    """An HTTP proxy that goes nowhere and remembers who asked: for processes that a test starts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """Variables that send every HTTP client here, except to this machine."""
        address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        proxies = {name: address for upper in names for name in (upper, upper.lower())}
        return {**proxies, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    self.asked.append(connection.recv(200).split(b"\r\n")[0].decode("latin-1"))
                except OSError:
                    self.asked.append("somebody")

    def close(self) -> None:
        self._listener.close()
