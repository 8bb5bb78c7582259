"""Twilio's request signatures.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Iterable, Optional, Sequence
from urllib.parse import parse_qsl, urlsplit, urlunsplit

Params = Sequence[tuple[str, str]]

_DEFAULT_PORTS = {"https": 443, "http": 80}
_MAX_FIELDS = 1000


def parse_form(body: bytes) -> Optional[list[tuple[str, str]]]:
    """Name and value of each field of an `application/x-www-form-urlencoded` body, in order.

    Blank and repeated ones are kept: Twilio signs them too. None when it is no such body.
    """
    try:
        return parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        return None


def compute_signature(token: str, url: str, params: Params) -> str:
    """Base64 of HMAC-SHA1(token, url + each name and value, names sorted, a name's values sorted and said once)."""
    values: dict[str, set[str]] = {}
    for name, value in params:
        values.setdefault(name, set()).add(value)
    signed = url + "".join(
        name + value for name in sorted(values) for value in sorted(values[name])
    )
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def spellings(url: str) -> tuple[str, ...]:
    """The address as given, without its port, and with the scheme's own port: Twilio may sign any of them."""
    parts = urlsplit(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    bare = host if parts.port is None else host.rpartition(":")[0]
    netlocs = [bare]
    if parts.port is None and parts.scheme in _DEFAULT_PORTS:
        netlocs.append(f"{bare}:{_DEFAULT_PORTS[parts.scheme]}")
    others = (urlunsplit(parts._replace(netloc=f"{userinfo}{at}{netloc}")) for netloc in netlocs)
    return tuple(dict.fromkeys((url, *others)))


def is_signed(signature: Optional[str], url: str, params: Params, tokens: Iterable[str]) -> bool:
    """Whether Twilio signed this request with one of the tokens.

    Every candidate is compared, each in constant time: how long it takes tells nothing.
    """
    given = (signature or "").encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(compute_signature(token, candidate, params).encode(), given)
        for token in tokens
        for candidate in spellings(url)
    ]
    return any(matches)
