"""An assistant of the invented town, with its clock stopped."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from datetime import datetime

import pytest

from acolwhats.answers.seed import apply_seed
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.dialogue.assistant import MEXICO_CITY, Assistant
from acolwhats.dialogue.turn import Context, Reply, Turn

from ..invented import CATALOG, TODAY, town


@dataclass
class Citizen:
    """Talks with the assistant and remembers what the slots would."""

    assistant: Assistant
    sender_id: str = "whatsapp:vecina-1"
    context: Context = field(default_factory=Context)
    said: str = ""

    def turn(self, text: str = "", *labels: str, decision: str = "answer", **more) -> Turn:
        """A message as the pipeline would understand it."""
        aspects = more.pop("aspects", ())
        understood = {"decision": decision, "labels": list(labels), **more}
        return Turn(self.sender_id, text, understood, aspects, self.context, self.said)

    def does(self, action: str, text: str = "", *labels: str, **more) -> Reply:
        """One turn: the named action of the assistant, its reply remembered."""
        reply = getattr(self.assistant, action)(self.turn(text, *labels, **more))
        self.said = reply.text
        changes = dict(reply.changes)
        if "offered" in changes:
            changes["offered"] = tuple(changes["offered"])
        self.context = Context() if reply.erase else Context(**{**asdict(self.context), **changes})
        return reply

    def asks(self, label: str, text: str = "una pregunta", **more) -> Reply:
        """A question that is understood."""
        return self.does("answer_question", text, label, **more)


@pytest.fixture
def clock():
    """Ten in the morning; tests may move it."""
    return [datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=MEXICO_CITY)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A database file with the whole town, to copy."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with session_scope(engine) as session:
        apply_seed(session, town())
    engine.dispose()
    return path


@pytest.fixture
def engine(filled, tmp_path):
    """The whole town, for one test."""
    path = shutil.copy(filled, tmp_path / "town.db")
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def citizen(scope, clock):
    """Somebody who has not written yet."""
    return Citizen(Assistant(CATALOG, scope, lambda: clock[0]))
