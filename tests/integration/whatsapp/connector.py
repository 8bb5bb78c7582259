"""The bridge on a real Sanic server with a scripted assistant instead of Rasa's, and a simulated Twilio."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.touchup.service import TouchUp

from acolwhats.conversations.commit import current_commit
from acolwhats.database import in_session
from acolwhats.settings import get_settings
from acolwhats.whatsapp import TwilioWhatsApp

_rewrite = TouchUp.run
_rewritten: list[bool] = []


def _rewrite_once(app: Sanic) -> None:
    """Sanic rewrites its own classes when an app starts, and can do so once a process."""
    if not _rewritten:
        _rewritten.append(True)
        _rewrite(app)


TouchUp.run = staticmethod(_rewrite_once)


@dataclass
class Assistant:
    """Stands where Rasa stands: keeps what it is told, and says what the test wants said.

    Attributes:
        reply: text -> what is said, a text or a Rasa message.
        before: awaited before anything is said.
        urgent: texts of somebody in danger.
    """

    reply: Callable[[UserMessage], Any] = lambda message: f"eco: {message.text}"
    before: Optional[Callable[[UserMessage], Any]] = None
    urgent: Callable[[str], bool] = lambda text: "auxilio" in text
    heard: list[UserMessage] = field(default_factory=list)

    async def handle(self, message: UserMessage) -> None:
        """A turn, committed as the tracker store does."""
        self.heard.append(message)
        if self.before:
            await self.before(message)
        said = self.reply(message)
        for utterance in said if isinstance(said, list) else [said]:
            utterance = {"text": utterance} if isinstance(utterance, str) else utterance
            await message.output_channel.send_response(message.sender_id, utterance)
        commit = current_commit.get()
        assert commit is not None
        try:
            await in_session(commit.write)
            commit.done = True
        except Exception as error:
            commit.error = error

    async def parse_message(self, text: str) -> dict[str, Any]:
        """What NLU says, as far as the bridge asks."""
        return {"decision": {"urgent": self.urgent(text)}}

    def is_ready(self) -> bool:
        return True


class Connector:
    """Runs the channel in a thread of its own, as `rasa run` does in a process."""

    _names = iter(range(1_000_000))

    def __init__(self, assistant: Assistant, port: int) -> None:
        self.assistant = assistant
        self.port = port
        # Not uvloop, whose connections nobody can watch.
        asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
        self.loop = asyncio.new_event_loop()
        self.stalls: list[float] = []
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(20), "the connector did not start"

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        app = Sanic(f"connector{next(self._names)}", register=False, configure_logging=False)
        app.ctx.agent = self.assistant
        channel = TwilioWhatsApp.from_credentials(None)
        app.blueprint(
            channel.blueprint(self.assistant.handle), url_prefix=f"/webhooks/{channel.name()}"
        )
        server = await app.create_server(
            "127.0.0.1", self.port, return_asyncio_server=True, access_log=False
        )
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        pulse = asyncio.ensure_future(self._pulse())
        self._ready.set()
        await self._stop.wait()
        pulse.cancel()
        await server.before_stop()
        server.close()
        await server.after_stop()
        await asyncio.sleep(0.05)

    async def _pulse(self) -> None:
        """Measures how long the event loop was held up."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            self.stalls.append(time.perf_counter() - before - 0.005)


def settings_are_fresh() -> None:
    """Forget what earlier tests read from the environment."""
    from acolwhats import database

    get_settings.cache_clear()
    database.get_engine.cache_clear()
    database._threads.cache_clear()
