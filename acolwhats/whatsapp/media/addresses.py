"""Where media may be fetched from: Twilio's own address, and public addresses that it redirects to."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import Any, Sequence
from urllib.parse import urlsplit

from aiohttp import DefaultResolver
from aiohttp.abc import AbstractResolver

_MEDIA_PATH = (
    r"/2010-04-01/Accounts/{account}/Messages/(?:SM|MM)[0-9a-fA-F]{{32}}/Media/ME[0-9a-fA-F]{{32}}"
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What Python 3.10 takes for global and is not: NAT64 of one's own, site-local, documentation, and IETF assignments
# (https://www.iana.org/assignments/iana-ipv6-special-registry, …/iana-ipv4-special-registry).
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(network)
    for network in ("64:ff9b:1::/48", "fec0::/10", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")
)


def is_media_url(url: str, api_base_url: str, account_sid: str) -> bool:
    """Whether this is an address of media of our account, spelt exactly as Twilio spells it."""
    path = _MEDIA_PATH.format(account=re.escape(account_sid))
    return re.fullmatch(re.escape(api_base_url) + path, url, re.ASCII) is not None


def is_loopback_url(url: str) -> bool:
    """Whether an address is of this machine: Twilio is the simulator then."""
    return (urlsplit(url).hostname or "") in ("127.0.0.1", "localhost", "::1")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; also seen through the ways of writing IPv4 as IPv6."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    if any(ip in network for network in _NOT_GLOBAL):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def is_loopback(address: str) -> bool:
    """Whether an IP address is of this machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


class CheckedResolver(AbstractResolver):
    """Resolves names to addresses that may be connected to; the connection goes to exactly those.

    What a name resolves to later (DNS rebinding) is never asked.

    Args:
        loopback: whether this machine is allowed, for the simulator.
    """

    def __init__(self, loopback: bool, resolver: AbstractResolver | None = None) -> None:
        """`resolver` is the system's unless given."""
        self._loopback = loopback
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: int = socket.AF_INET
    ) -> list[dict[str, Any]]:
        """Addresses of a host.

        Raises:
            OSError: one of them is not public: none is used then.
        """
        if self._resolver is None:
            self._resolver = DefaultResolver()
        found = await self._resolver.resolve(host, port, family)
        self.check([entry["host"] for entry in found])
        return found

    def check(self, addresses: Sequence[str]) -> None:
        """Raises OSError unless every address may be connected to."""
        for address in addresses:
            if not (is_public(address) or (self._loopback and is_loopback(address))):
                raise OSError("an address that is not public")

    async def close(self) -> None:
        """Close the resolver."""
        if self._resolver is not None:
            await self._resolver.close()
