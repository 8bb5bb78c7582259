"""Requests that Twilio signed, and what a forger makes of them; by chance, but the same in each run."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from random import Random
from typing import Callable, Optional
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from acolwhats.whatsapp.signature import parse_form

Params = list[tuple[str, str]]

NAMES = [
    *("MessageSid", "SmsSid", "AccountSid", "MessagingServiceSid", "From", "To", "Body", "WaId"),
    *("NumMedia", "MediaUrl0", "MediaContentType0", "ProfileName", "ButtonPayload", "Latitude"),
    *("ExternalUserId", "OriginalRepliedMessageSid", "NuevoDeTwilio", "body", "ñ"),
]
PIECES = [
    *("", " ", "+", "\n", "\r\n", "%", "&", "=", "+52", "whatsapp:+5215500000001", "SM0a1b2c"),
    *(
        "¡Hola! ¿qué?",
        "😀",
        "👨‍👩‍👧",
        "ñ",
        "é",
        "\u200f",
        "12",
        "texto",
        "a b ",
        "https://x.example/?a=1",
    ),
]
PATHS = ["/webhooks/whatsapp/webhook", "/webhooks/whatsapp/status?part=0a1b", "/bot/x?a=1&b=", ""]
SIGNATURE = string.ascii_letters + string.digits + "+/"


@dataclass(frozen=True)
class Signed:
    """A request and its signature."""

    token: str
    url: str
    params: Params
    signature: str

    @property
    def meaning(self) -> tuple[str, str]:
        """What the signature covers, told independently of the code under test: equal ones are one request."""
        fields = "".join(name + value for name, value in sorted(set(self.params)))
        return self.token, self.url + fields


def signed_request(random: Random) -> Signed:
    """One that Twilio signed."""
    token = "".join(random.choices(string.hexdigits, k=32))
    port = random.choice(["", "", ":443", ":8443", ":80"])
    url = f"{random.choice(['https', 'http'])}://bot.example.mx{port}{random.choice(PATHS)}"
    params = [
        (random.choice(NAMES), "".join(random.choices(PIECES, k=random.randrange(4))))
        for _ in range(random.randrange(1, 14))
    ]
    return _sign(token, url, params)


def _sign(token: str, url: str, params: Params) -> Signed:
    signature = RequestValidator(token).compute_signature(url, ImmutableMultiDict(params))
    return Signed(token, url, params, signature)


def forge(random: Random, request: Signed) -> Optional[Signed]:
    """The same with one thing changed; None when the change would have meant nothing."""
    forged = random.choice(_CHANGES)(random, request)
    if forged is None or forged.signature != request.signature:
        return forged
    return None if forged.meaning == request.meaning else forged


def _other(random: Random, text: str, alphabet: str) -> str:
    """The text with one character changed to another of the alphabet."""
    place = random.randrange(len(text))
    new = random.choice(alphabet.replace(text[place], ""))
    return text[:place] + new + text[place + 1 :]


def _token(random: Random, request: Signed) -> Signed:
    return replace(request, token=_other(random, request.token, string.hexdigits))


def _signature(random: Random, request: Signed) -> Signed:
    return replace(request, signature=_other(random, request.signature, SIGNATURE))


def _url(random: Random, request: Signed) -> Signed:
    """Another path or host, the port left alone: with it and without it are the same address."""
    scheme, _, rest = request.url.partition("://")
    host, slash, path = rest.partition("/")
    if slash and random.random() < 0.7:
        path = _other(random, path, string.ascii_letters) if path else "x"
    else:
        host = _other(random, host[:14], string.ascii_lowercase) + host[14:]
    return replace(request, url=f"{scheme}://{host}{slash}{path}")


def _body(random: Random, request: Signed) -> Optional[Signed]:
    """One byte of the body is another: what cannot be read any more is refused before the signature."""
    body = bytearray(urlencode(request.params).encode())
    body[random.randrange(len(body))] = random.randrange(256)
    params = parse_form(bytes(body))
    return None if params is None else replace(request, params=params)


def _drop(random: Random, request: Signed) -> Signed:
    place = random.randrange(len(request.params))
    return replace(request, params=request.params[:place] + request.params[place + 1 :])


def _add(random: Random, request: Signed) -> Signed:
    field = (random.choice(NAMES), random.choice(PIECES))
    return replace(request, params=[*request.params, field])


def _repeat(random: Random, request: Signed) -> Signed:
    """A field twice, the second time with another value."""
    name, value = random.choice(request.params)
    return replace(request, params=[*request.params, (name, value + random.choice(PIECES))])


def _swap(random: Random, request: Signed) -> Signed:
    """Two fields exchange their values."""
    params = list(request.params)
    one, two = random.randrange(len(params)), random.randrange(len(params))
    (name, value), (other_name, other_value) = params[one], params[two]
    params[one], params[two] = (name, other_value), (other_name, value)
    return replace(request, params=params)


def _without_blanks(random: Random, request: Signed) -> Signed:
    return replace(request, params=[field for field in request.params if field[1]])


def _rename(random: Random, request: Signed) -> Signed:
    place = random.randrange(len(request.params))
    params = list(request.params)
    params[place] = (random.choice(NAMES), params[place][1])
    return replace(request, params=params)


_CHANGES: list[Callable[[Random, Signed], Optional[Signed]]] = [
    *(_token, _signature, _url, _body, _drop, _add, _repeat, _swap, _without_blanks, _rename)
]
