"""The guard itself: it would notice."""

from __future__ import annotations

import socket
import urllib.request

import pytest

from tests import network_guard
from tests.network_guard import WatchingProxy


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 443, 0, 0)])
def test_a_connection_to_elsewhere_is_refused_and_remembered(address):
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
    before = len(network_guard._left)
    with socket.socket(family) as connection, pytest.raises(ConnectionRefusedError):
        connection.connect(address)
    assert len(network_guard._left) == before + 1
    del network_guard._left[before:]


def test_this_machine_may_be_asked():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        socket.create_connection(listener.getsockname()).close()


def test_a_process_that_asks_elsewhere_is_remembered(monkeypatch):
    proxy = WatchingProxy()
    for name, value in proxy.environment.items():
        monkeypatch.setenv(name, value)
    # Not `urlopen`, which would remember this proxy for every later test.
    opener = urllib.request.build_opener()
    with pytest.raises(OSError):
        opener.open("http://elsewhere.example/", timeout=2)
    assert proxy.asked == ["GET http://elsewhere.example/ HTTP/1.1"]
    proxy.close()
