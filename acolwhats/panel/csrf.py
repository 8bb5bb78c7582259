"""Forms that only our own pages can send: a token bound to the login, and a look at where a request comes from.

The token is an HMAC of the session's cookie (OWASP's “HMAC based token pattern”); before a login, of a random cookie.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

FIELD = "csrf"
HEADER = "x-csrf-token"


def token_for(key: bytes, bound_to: str) -> str:
    """The token of a session, 64 hexadecimal digits."""
    return hmac.new(key, bound_to.encode(), hashlib.sha256).hexdigest()


def is_right(key: bytes, bound_to: str, given: str) -> bool:
    """Whether a request carries the token of its session."""
    return hmac.compare_digest(token_for(key, bound_to).encode(), given.encode())


def comes_from_here(request: Request) -> bool:
    """Whether the browser says that one of our own pages made the request; browsers that say nothing are let through."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
