"""The simulator in a thread of its own, for tests."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from types import TracebackType
from typing import Any, Coroutine, Optional, Type, TypeVar

import uvicorn

from acolwhats.simulator.app import create_app
from acolwhats.simulator.config import refuse_in_production
from acolwhats.simulator.simulator import Simulator

_T = TypeVar("_T")
_START_SECONDS = 10.0


class SimulatorServer:
    """Serves a simulator on the loopback interface.

    Args:
        port: 0 takes a free one.

    Raises:
        SimulatorRefused: this is production.
    """

    def __init__(self, simulator: Simulator, port: int = 0) -> None:
        """Not started yet, but the port is taken."""
        refuse_in_production()
        self.simulator = simulator
        # Named TCP, asyncio sends small answers at once; otherwise each waits 40 ms for the one before.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        config = uvicorn.Config(
            create_app(simulator),
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="simulator", daemon=True)

    @property
    def base_url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def start(self) -> SimulatorServer:
        """Serve, and return when it answers.

        Raises:
            RuntimeError: it does not start.
        """
        if self.simulator.config.base_url is None:
            self.simulator.learned_base_url = self.base_url
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the simulator did not start")
            time.sleep(0.005)
        return self

    def run(self, work: Coroutine[Any, Any, _T], timeout: Optional[float] = 30.0) -> _T:
        """Do something asynchronous of the simulator from ordinary code: `server.run(simulator.read(…))`."""
        assert self.simulator.loop is not None, "the server has not been started"
        return asyncio.run_coroutine_threadsafe(work, self.simulator.loop).result(timeout)

    def stop(self) -> None:
        """Stop serving; what is under way is dropped."""
        if self._thread.is_alive():
            self.run(self.simulator.close())
            self._server.should_exit = True
            self._thread.join()
        self.simulator.loop = None
        self._socket.close()

    def _serve(self) -> None:
        asyncio.run(self._serve_in_loop())

    async def _serve_in_loop(self) -> None:
        self.simulator.loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._socket])

    def __enter__(self) -> SimulatorServer:
        """Start."""
        return self.start()

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        """Stop."""
        self.stop()
