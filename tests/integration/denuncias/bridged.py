"""The real bridge with its real desk: demo officers, buttons, and an assistant that understands by a few words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Callable, Iterable, Optional

from acolwhats.answers.seed import apply_seed, read_seed
from acolwhats.database import session_scope
from acolwhats.denuncias.demo import seed_demo_officers
from acolwhats.denuncias.folio import find_clave, find_folio
from acolwhats.denuncias.routing import load_routing
from acolwhats.settings import get_settings
from acolwhats.simulator import Message, WebhookAttempt
from acolwhats.whatsapp.config import SIMULATED_CONTENT_SIDS, bridge_settings
from acolwhats.whatsapp.templates import definition
from tests.integration.whatsapp.conftest import World, until
from tests.integration.whatsapp.connector import Assistant

TEMPLATES = ",".join(f"{name}={sid}" for name, sid in SIMULATED_CONTENT_SIDS.items())
# What the classifier says of these texts; of the others, that nobody knows.
_LABELS = (
    (r"\bdenunci", "denuncia_anonima/presentar"),
    (r"\bbaches?\b", "servicios_publicos/bache"),
    (r"^s[ií]\W*$", "afirmar"),
    (r"^no\W*$", "negar"),
)


class Understanding(Assistant):
    """Decides about a text as the pipeline does, by a few words."""

    async def parse_message(self, text: str) -> dict[str, Any]:
        said = text.lower()
        label = next((label for words, label in _LABELS if re.search(words, said)), None)
        return {
            "decision": {
                "decision": "answer" if label else "fallback",
                "label": label,
                "labels": [label] if label else [],
                "urgent": self.urgent(said),
            }
        }


def town_hall(folder: Path, **settings: str) -> World:
    """A bridge that takes denuncias and reports: an officer in each group, answers, Content templates."""
    assistant = Understanding()
    world = World(folder, True, assistant, **{"TWILIO_CONTENT_SIDS": TEMPLATES, **settings})
    for name, sid in SIMULATED_CONTENT_SIDS.items():
        made = definition(name)
        world.simulator.add_content(made["friendly_name"], made["types"], sid=sid, approved=True)
    with session_scope() as session:
        apply_seed(session, read_seed())
        seed_demo_officers(session, sorted(load_routing().recipients), date.today())
    return world


class Phone:
    """A citizen's phone."""

    def __init__(self, world: World, address: str, **always: Any) -> None:
        self.world = world
        self.address = address
        self._always = always
        self._seen = 0

    @property
    def sender_id(self) -> str:
        """The citizen's pseudonym."""
        return bridge_settings(get_settings()).identities.sender_id(self.address)

    def sends(self, text: str = "", **values: Any) -> list[WebhookAttempt]:
        """Write, and wait for nothing."""
        self._seen = len(self.world.outbound(self.address))
        attempts = self.world.says(self.address, text, **{**self._always, **values})
        assert any(attempt.accepted for attempt in attempts), attempts
        return attempts

    def hears(self, seconds: float = 30.0) -> str:
        """The next answer."""
        until(lambda: len(self.world.outbound(self.address)) > self._seen, seconds)
        messages = self.world.outbound(self.address)[self._seen :]
        assert messages, "no answer"
        self._seen += len(messages)
        return "\n".join(message.body for message in messages)

    def says(self, text: str = "", **values: Any) -> str:
        """Write; what is answered."""
        self.sends(text, **values)
        return self.hears()

    def taps(self, title: str) -> str:
        """Tap a button or an item of the list shown last; what is answered."""
        shown = self.world.outbound(self.address)[-1]
        name, payload = _shown(shown, title)
        if shown.list_picker:
            return self.says(list_title=name, list_id=payload)
        return self.says(button_text=name, button_payload=payload)

    def says_all(self, texts: Iterable[str]) -> str:
        """Write one text after the other; the last answer."""
        answer = ""
        for text in texts:
            answer = self.says(text)
        return answer


def _shown(message: Message, title: str) -> tuple[str, str]:
    items = message.list_picker.items if message.list_picker else ()
    shown = {button.title: button.id for button in message.buttons}
    shown.update({item.item: item.id for item in items})
    assert title in shown, f"{title!r} is not among {list(shown)}"
    return title, shown[title]


def folio_and_clave(answer: str) -> tuple[str, str]:
    """What a citizen copies from the last answer."""
    folio, clave = find_folio(answer), find_clave(answer)
    assert folio and clave, "no folio and clave"
    return folio, clave


def fail_once(patch: Any, target: str, when: Optional[Callable[..., bool]] = None) -> list[int]:
    """Have a function raise after it has done its work, the first time; how often it was called."""
    module, _, name = target.rpartition(".")
    real = getattr(__import__(module, fromlist=[name]), name)
    calls: list[int] = []

    def failing(*arguments: Any, **more: Any) -> Any:
        done = real(*arguments, **more)
        if when is None or when(*arguments, **more):
            calls.append(1)
            if len(calls) == 1:
                raise RuntimeError("injected")
        return done

    patch.setattr(target, failing)
    return calls
