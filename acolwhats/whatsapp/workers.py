"""One worker a citizen: their work is done in order, one piece at a time; citizens do not wait for each other."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Awaitable, Callable, Sequence

from sqlalchemy.orm import Session

from acolwhats.database import in_session
from acolwhats.whatsapp import leases
from acolwhats.whatsapp.clock import Clock

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_TROUBLE_SECONDS = 2.0
_STOP_SECONDS = 20.0


class CitizenWorkers:
    """Runs `work` for each citizen who has some.

    Args:
        kind: which lease a worker holds.
        owner: this process.
        find: citizens with work that no process is doing, at a time.
        work: does the next piece of work of a citizen; False when none is left for now.
        seconds: how long a lease lasts; longer than any piece of work.
    """

    def __init__(
        self,
        kind: leases.Kind,
        owner: str,
        find: Callable[[Session, float], Sequence[str]],
        work: Callable[[str], Awaitable[bool]],
        clock: Clock,
        seconds: float,
    ) -> None:
        """Nothing runs until `run`."""
        self._kind = kind
        self._owner = owner
        self._find = find
        self._work = work
        self._clock = clock
        self._seconds = seconds
        self._active: dict[str, asyncio.Task] = {}
        self._again: set[str] = set()
        self._stopping = False

    def wake(self, sender_id: str) -> None:
        """There is work for this citizen now."""
        if self._stopping:
            return
        if sender_id in self._active:
            self._again.add(sender_id)
            return
        task = asyncio.get_running_loop().create_task(self._citizen(sender_id))
        self._active[sender_id] = task

    async def run(self) -> None:
        """Find work that nobody was woken for: put off, or left behind by a process that died. Until cancelled."""
        away = False
        while True:
            try:
                for sender_id in await in_session(self._find, self._clock()):
                    if sender_id not in self._active:
                        self.wake(sender_id)
                away = False
            except Exception as error:
                if not away:
                    logger.error("whatsapp: the database is away (%s)", type(error).__name__)
                away = True
            await asyncio.sleep(_TROUBLE_SECONDS if away else _POLL_SECONDS)

    async def stop(self) -> None:
        """Take no new work, and let what is being done finish."""
        self._stopping = True
        tasks = list(self._active.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()

    async def _citizen(self, sender_id: str) -> None:
        try:
            await self._work_through(sender_id)
        except Exception as error:
            logger.error("whatsapp: a %s was interrupted (%s)", self._kind, type(error).__name__)
            with suppress(Exception):
                await self._release(sender_id)
        finally:
            self._active.pop(sender_id, None)
            if sender_id in self._again:
                self._again.discard(sender_id)
                self.wake(sender_id)

    async def _work_through(self, sender_id: str) -> None:
        while not self._stopping:
            self._again.discard(sender_id)
            if not await in_session(self._claim, sender_id):
                return
            if not await self._work(sender_id) and sender_id not in self._again:
                break
        await self._release(sender_id)

    async def _release(self, sender_id: str) -> None:
        await in_session(leases.release, sender_id, self._kind, self._owner)

    def _claim(self, session: Session, sender_id: str) -> bool:
        return leases.claim(
            session, sender_id, self._kind, self._owner, self._clock(), self._seconds
        )
