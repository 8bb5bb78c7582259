"""The guides, the real vault, the reviewed routing and the real answers together."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from acolwhats.answers.seed import apply_seed, read_seed
from acolwhats.catalog import get_catalog
from acolwhats.denuncias import recovery
from acolwhats.denuncias.folio import new_clave, new_folio
from acolwhats.denuncias.followup import OpenFollowUps, open_followup
from acolwhats.denuncias.followup_guide import FollowUpGuide
from acolwhats.denuncias.guide import DenunciaGuide
from acolwhats.denuncias.models import Denuncia, Evidence, ThreadMessage
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.states import State, citizen_text, may_withdraw
from acolwhats.denuncias.vault import Vault, VaultKeys
from acolwhats.dialogue.assistant import Assistant
from acolwhats.guides.turn import Incoming

from .guided import ASKS_PREDIAL, START
from .town import CHEAP, LUZ, SECRET, TODAY, Town

BRIBE = "el director de obras me pidió 5 mil de mordida ayer en la presidencia"


class Chat:
    """A citizen and both guides; what is decided is committed, as the bridge does it."""

    def __init__(self, scope, folder):
        self.scope = scope
        self.town = Town(scope, folder)
        routing = load_routing()
        self.town.vault = Vault(
            VaultKeys.derived(SECRET), self.town.store, folder / "denuncias", routing, self.town.clock, CHEAP
        )  # fmt: skip
        for number, group in enumerate(routing.recipients):
            self.town.hire(f"Persona {number}", group)
        assistant = Assistant(get_catalog(), scope)
        opened = OpenFollowUps(self.town.vault)
        discard = self.town.store.delete
        self.denuncia = DenunciaGuide(self.town.vault, routing, assistant, discard)
        self.followup = FollowUpGuide(
            lambda session, *words: open_followup(session, self.town.vault, *words),
            opened,
            assistant,
            discard,
            citizen_text,
            may_withdraw,
        )
        self.guide, self.draft = None, None

    def says(self, guide, text="", **more):
        self.town.now += 30
        incoming = Incoming(LUZ, text, self.town.now, **more)
        with self.scope() as session:
            take = guide.start if self.draft is None else partial(guide.go_on, self.draft)
            outcome = take(incoming, session)
        self.draft = outcome.draft
        with self.scope() as session:
            if outcome.write:
                outcome.write(session)
        if outcome.after:
            outcome.after()
        return outcome.text


@pytest.fixture
def chat(scope, tmp_path):
    """Nobody has written yet."""
    chat = Chat(scope, tmp_path)
    with scope() as session:
        recovery.create(session, TODAY)
        apply_seed(session, read_seed())
    return chat


def codes(reply: str) -> list[str]:
    """What is between ``` in a message, in order."""
    return [line.strip("`") for line in reply.split("\n") if line.startswith("```")]


def test_from_the_first_word_to_a_new_clave(chat, scope):
    told = chat.denuncia
    chat.says(told, BRIBE, decision=START)
    assert "pruebas" in chat.says(told, "sí")
    chat.says(told, kind="image", files=(chat.town.attach(),))
    reply = chat.says(told, "¿dónde pago el predial?", decision=ASKS_PREDIAL)
    assert "Tesorería" in reply
    assert "Responde *sí*" not in reply
    chat.says(told, "listo")
    chat.says(told, "no")
    folio, clave = codes(chat.says(told, "enviar"))
    with scope() as session:
        denuncia = session.scalars(select(Denuncia)).one()
        assert denuncia.folio == folio
        assert denuncia.category == "soborno"
        assert session.scalars(select(Evidence)).one()
    assert not list((chat.town.folder / "media").iterdir())

    follow = chat.followup
    chat.says(follow, folio)
    assert "Recibida" in chat.says(follow, clave)
    chat.says(follow, "fue en la ventanilla tres, el de camisa azul")
    chat.says(follow, "listo")
    with scope() as session:
        assert session.scalars(select(ThreadMessage)).one()
    chat.says(follow, "3")
    _, new = codes(chat.says(follow, "sí"))
    assert new != clave
    chat.says(follow, folio)
    assert "No encontré" in chat.says(follow, clave)
    chat.says(follow, folio)
    chat.says(follow, new)
    chat.says(follow, "4")
    assert "retirada" in chat.says(follow, "sí")
    with scope() as session:
        assert session.scalars(select(Denuncia)).one().state == State.WITHDRAWN.value


def test_guessing_is_slowed_down_after_five_tries(chat):
    replies = []
    for _ in range(6):
        chat.draft = None
        replies.append(chat.says(chat.followup, f"{new_folio()} {new_clave()}"))
    assert all("No encontré" in reply for reply in replies[:5])
    assert "varios intentos" in replies[5]


def test_a_danger_leaves_no_row_and_no_file(chat, scope):
    told = chat.denuncia
    chat.says(told, BRIBE, decision=START)
    chat.says(told, "sí")
    chat.says(told, kind="image", files=(chat.town.attach(),))
    assert "911" in chat.says(told, "ya llegaron, están adentro de mi casa").split("\n")[0]
    assert chat.draft is None
    with scope() as session:
        assert session.scalars(select(Denuncia)).all() == []
    assert not list((chat.town.folder / "media").iterdir())
