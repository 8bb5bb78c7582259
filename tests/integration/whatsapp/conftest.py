"""A simulated Twilio, the bridge on a real server, and a scripted assistant; and the same with the real bot."""

from __future__ import annotations

import base64
import itertools
import os
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional
from unittest import mock

import pytest

from acolwhats.database import Base, get_engine, session_scope
from acolwhats.guides.desk import GuideDesk
from acolwhats.simulator import (
    CallbackMode,
    InboundMessage,
    Message,
    Simulator,
    SimulatorConfig,
    SimulatorServer,
    WebhookAttempt,
)
from acolwhats.whatsapp.desk import Desk
from acolwhats.whatsapp.sealing import Box
from tests.integration.conftest import Service, free_port
from tests.integration.whatsapp.connector import Assistant, Connector, settings_are_fresh

ACCOUNT_SID = "AC" + "a1" * 16
TOKEN = "token-de-prueba"
NUMBER = "whatsapp:+525500000000"
SECRET_KEY = base64.urlsafe_b64encode(b"clave de prueba de 32 bytes ....").decode()

_numbers = itertools.count(1)


def new_citizen() -> str:
    """Somebody who has never written: a fictitious number."""
    return f"whatsapp:+52155{next(_numbers):08d}"


def until(condition: Callable[[], Any], seconds: float = 15.0) -> bool:
    """Whether a condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def bridge_environment(bot_port: int, base_url: str, **more: str) -> dict[str, str]:
    """Settings of a bridge that talks to a simulator."""
    return {
        "BOT_PORT": str(bot_port),
        "PUBLIC_URL": f"http://127.0.0.1:{bot_port}",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WHATSAPP_FROM": NUMBER,
        "TWILIO_API_BASE_URL": base_url,
        "ACOLWHATS_SECRET_KEY": SECRET_KEY,
        **more,
    }


class Line:
    """The citizens' side: what they write, and what reaches them."""

    def __init__(self, simulator: Simulator, server: SimulatorServer) -> None:
        self.simulator = simulator
        self.server = server

    def says(self, citizen: str, body: str = "", **values: Any) -> list[WebhookAttempt]:
        """A citizen writes; what Twilio was answered."""
        return self.run(self.simulator.inbound(InboundMessage(citizen, body, **values)))

    def run(self, coroutine: Any) -> Any:
        """Run a coroutine of the simulator's, in its loop."""
        return self.server.run(coroutine)

    def outbound(self, address: str) -> list[Message]:
        """What was sent to a citizen, in order."""
        return list(self.simulator.outbound_to(address))

    def replies(self, address: str, count: int = 1, seconds: float = 15.0) -> list[str]:
        """The first `count` messages that reach a citizen, and any that are there besides."""
        until(lambda: len(self.outbound(address)) >= count, seconds)
        return [message.body for message in self.outbound(address)]

    def statuses(self, address: str) -> list[str]:
        """How far each message to a citizen came."""
        return [message.status for message in self.outbound(address)]


class NoGuides:
    """Stands where the desk stands: every message is for the assistant."""

    def __init__(self, *_: Any) -> None:
        self.guides = GuideDesk([], Box(bytes(32)), session_scope)

    def chores(self) -> None:
        pass


class World(Line):
    """A line, the bridge behind it, and the assistant that it talks to.

    Args:
        guides: whether denuncias and reports are taken; otherwise the assistant hears everything.
        assistant: a scripted one unless given.
    """

    def __init__(
        self,
        folder: Path,
        guides: bool = False,
        assistant: Optional[Assistant] = None,
        **settings: str,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        webhook = f"http://127.0.0.1:{self.port}/webhooks/whatsapp/webhook"
        config = SimulatorConfig(ACCOUNT_SID, TOKEN, NUMBER, webhook)
        simulator = Simulator(config)
        super().__init__(simulator, SimulatorServer(simulator))
        self.server.start()
        self.environment = {
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'acolwhats.db'}",
            "ACOLWHATS_ENV": "development",
            "TWILIO_CONTENT_SIDS": "",
            "TWILIO_RETENTION": "keep",
            **bridge_environment(self.port, self.server.base_url),
            **settings,
        }
        self._before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        settings_are_fresh()
        Base.metadata.create_all(get_engine())
        desk = Desk if guides else NoGuides
        self._desk = mock.patch("acolwhats.whatsapp.bridge.Desk", desk)
        self._desk.start()
        self.assistant = assistant or Assistant()
        self.connector = Connector(self.assistant, self.port)
        self.connector.start()

    def restart(self) -> None:
        """Stop the bridge, and start it again on the same database."""
        self.connector.stop()
        self.connector = Connector(self.assistant, self.port)
        self.connector.start()

    def heard(self, address: str) -> list[Any]:
        """What the assistant was told by a citizen."""
        from acolwhats.settings import get_settings
        from acolwhats.whatsapp.config import bridge_settings

        sender_id = bridge_settings(get_settings()).identities.sender_id(address)
        return [message for message in self.assistant.heard if message.sender_id == sender_id]

    def rows(self, table: Any, **values: Any) -> list[Any]:
        """Rows of a table of the bridge."""
        with session_scope() as session:
            return session.query(table).filter_by(**values).order_by(table.id).all()

    def close(self) -> None:
        self.connector.stop()
        self._desk.stop()
        self.server.stop()
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        settings_are_fresh()


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for many tests that each have citizens of their own."""
    world = World(tmp_path_factory.mktemp("bridge"))
    yield world
    world.close()


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    """A world in which all is well."""
    shared_world.assistant.__dict__.update(Assistant().__dict__)
    shared_world.simulator.faults.clear()
    shared_world.simulator.callbacks.mode = CallbackMode()
    yield shared_world


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Makes a world with settings of its own."""
    made: list[World] = []

    def make(**settings: Any) -> World:
        folder = tmp_path / f"world{len(made)}"
        folder.mkdir()
        made.append(World(folder, **settings))
        return made[-1]

    yield make
    for world in reversed(made):
        world.close()


@pytest.fixture
def citizen() -> str:
    return new_citizen()


class BridgedService(Service, Line):
    """The real bot and action server behind the bridge, with a simulated Twilio."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        Service.__init__(self, folder, database_url)
        webhook = f"http://127.0.0.1:{self.bot_port}/webhooks/whatsapp/webhook"
        simulator = Simulator(SimulatorConfig(ACCOUNT_SID, TOKEN, NUMBER, webhook))
        Line.__init__(self, simulator, SimulatorServer(simulator))
        self.server.start()
        self.env.update(bridge_environment(self.bot_port, self.server.base_url, **settings))

    def kill(self, name: str) -> None:
        """As the kernel would."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def close(self) -> None:
        self.stop_all()
        self.server.stop()
