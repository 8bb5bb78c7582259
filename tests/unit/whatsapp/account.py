"""An account at Twilio that does not exist, and how to ask it something."""

from __future__ import annotations

import asyncio

from acolwhats.whatsapp.client import TwilioClient, TwilioProblem
from acolwhats.whatsapp.config import BridgeSettings
from acolwhats.whatsapp.identity import Identities
from acolwhats.whatsapp.sealing import Box
from tests.unit.whatsapp.host import Host

ACCOUNT = "AC" + "a1" * 16
CITIZEN = "whatsapp:+5215500000001"
CALLBACK = "https://bot.example.mx/webhooks/whatsapp/status?part=0a1b"
SID, MEDIA = "SM" + "0b" * 16, "ME" + "0c" * 16
NOW = 1_767_225_600.0  # 2026-01-01 00:00 UTC
CREATED = {
    "sid": SID,
    "status": "queued",
    "body": "Hola",
    "direction": "outbound-api",
    "date_created": "Thu, 01 Jan 2026 00:00:00 +0000",
    "error_code": None,
}


def settings_for(url: str, **more) -> BridgeSettings:
    """Settings of a bridge whose Twilio is at this address."""
    values = {
        "account_sid": ACCOUNT,
        "auth_tokens": ("ficha",),
        "sender": "whatsapp:+525500000000",
        "api_base_url": url,
        "public_url": "https://bot.example.mx",
        "content_sids": {},
        "retention": "keep",
        "messages_per_second": 80,
        "production": False,
        "identities": Identities(bytes(32)),
        "box": Box(bytes(32)),
        "media_key": bytes(32),
    }
    return BridgeSettings(**{**values, **more})


def talk(ask, *answers, **settings):
    """Ask a host that answers so; (what came of it, the host)."""

    async def main():
        async with Host(*answers) as host:
            client = TwilioClient(settings_for(host.url, **settings), lambda: NOW)
            try:
                return await ask(client), host
            except TwilioProblem as problem:
                return problem, host
            finally:
                await client.close()

    return asyncio.run(main())


def send(client, **values):
    return client.create(CITIZEN, CALLBACK, **{"body": "Hola", **values})


def problem_of(*answers, ask=send, **settings) -> TwilioProblem:
    problem, _ = talk(ask, *answers, **settings)
    assert isinstance(problem, TwilioProblem)
    assert "5500000001" not in str(problem) and "Hola" not in str(problem)
    return problem
