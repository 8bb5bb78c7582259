"""Creates the Content templates of buttons and lists at Twilio.

Source: https://www.twilio.com/docs/content/content-api-resources
"""

from __future__ import annotations

from typing import Any

import requests

from acolwhats.whatsapp.buttons import template_types
from acolwhats.whatsapp.config import CONTENT_NAMES, BridgeSettings

_PREFIX = "acolwhats_"
_SECONDS = 15
REOPEN_TEXT = (
    "Hola, soy el asistente del Ayuntamiento de Acolman. Hay una novedad en tu trámite: "
    "responde a este mensaje para leerla."
)


class TemplatesRefused(RuntimeError):
    """Twilio did not create them; one line."""


def definition(name: str) -> dict[str, Any]:
    """A template as the Content API takes it."""
    if name == "reopen":
        types: dict[str, Any] = {"twilio/text": {"body": REOPEN_TEXT}}
    else:
        types = template_types(name)
    return {"friendly_name": f"{_PREFIX}{name}", "language": "es_MX", "types": types}


def create_templates(settings: BridgeSettings) -> dict[str, str]:
    """Name -> SID of every template; those that exist already are not made again.

    Raises:
        TemplatesRefused: Twilio is out of reach, or said no.
    """
    url = f"{settings.content_base_url}/v1/Content"
    auth = (settings.account_sid, settings.auth_tokens[0])
    try:
        existing = _existing(url, auth)
        return {name: existing.get(name) or _create(url, auth, name) for name in CONTENT_NAMES}
    except (KeyError, TypeError, ValueError):
        raise TemplatesRefused("what Twilio answered could not be read; try again") from None
    except requests.RequestException as error:
        status = getattr(error.response, "status_code", None)
        reason = f"Twilio answered {status}" if status else "Twilio is out of reach"
        raise TemplatesRefused(
            f"{reason}; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
        ) from None


def _existing(url: str, auth: tuple[str, str]) -> dict[str, str]:
    answer = requests.get(url, params={"PageSize": "500"}, auth=auth, timeout=_SECONDS)
    answer.raise_for_status()
    return {
        content["friendly_name"].removeprefix(_PREFIX): content["sid"]
        for content in answer.json()["contents"]
        if content["friendly_name"].startswith(_PREFIX)
    }


def _create(url: str, auth: tuple[str, str], name: str) -> str:
    answer = requests.post(url, json=definition(name), auth=auth, timeout=_SECONDS)
    answer.raise_for_status()
    return str(answer.json()["sid"])
