"""Trains, starts and drives a bot: training time, start to ready, memory, latency, messages a second."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, Sequence

import aiohttp
import numpy as np
import psutil

from acolwhats.settings import ROOT

RASA = str(Path(sys.executable).parent / "rasa")
SECONDS_TO_START = 240
SENDERS = 12
TURNS = 4  # messages of one citizen's conversation


@dataclass(frozen=True)
class Bot:
    """A configuration to measure."""

    name: str
    config: Path
    endpoints: Path


@dataclass
class Measures:
    """What a bot does, in seconds, MB, milliseconds and messages a second."""

    training_s: float = 0.0
    start_s: float = 0.0
    memory_mb: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    messages_per_s: float = 0.0
    accuracy: dict[str, float] = field(default_factory=dict)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def train(bot: Bot, out: Path) -> tuple[Path, float]:
    """Train everything anew; returns the model and the seconds it took."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.tar.gz"):
        old.unlink()
    started = time.monotonic()
    with (out / "train.log").open("w") as log:
        subprocess.run(
            [RASA, "train", "--force", "--config", str(bot.config), "--out", str(out)],
            check=True, stdout=log, stderr=log, cwd=ROOT,
        )  # fmt: skip
    return next(out.glob("*.tar.gz")), time.monotonic() - started


def _wait(url: str, process: subprocess.Popen[bytes]) -> float:
    import urllib.error
    import urllib.request

    started = time.monotonic()
    while time.monotonic() - started < SECONDS_TO_START:
        if process.poll() is not None:
            raise RuntimeError(f"a process ended before it answered at {url}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return time.monotonic() - started
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {url}")


@contextmanager
def running(
    arguments: Sequence[str], url: str, env: dict[str, str], log: Path
) -> Iterator[tuple[int, float]]:
    """A process that answers at `url`: its pid and the seconds that took; stopped at the end."""
    with log.open("w") as output:
        process = subprocess.Popen(
            list(arguments), cwd=ROOT, env={**os.environ, **env}, stdout=output, stderr=output
        )
        try:
            yield process.pid, _wait(url, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


async def _say(session: aiohttp.ClientSession, url: str, sender: str, text: str) -> float:
    started = time.perf_counter()
    async with session.post(url, json={"sender": sender, "message": text}) as answer:
        if not await answer.json():
            raise RuntimeError(f"no answer to a message of {len(text)} characters")
    return 1000 * (time.perf_counter() - started)


async def _drive(url: str, texts: Sequence[str]) -> tuple[list[float], float]:
    async with aiohttp.ClientSession() as session:
        for number in range(5):
            await _say(session, url, f"warm-{number}", "hola")
        alone = [
            await _say(session, url, f"alone-{number // TURNS}", text)
            for number, text in enumerate(texts)
        ]

        async def citizen(number: int) -> None:
            for turn, text in enumerate(texts[number::SENDERS]):
                await _say(session, url, f"together-{number}-{turn // TURNS}", text)

        started = time.perf_counter()
        await asyncio.gather(*(citizen(number) for number in range(SENDERS)))
        return alone, len(texts) / (time.perf_counter() - started)


def measure(
    bot: Bot, model: Path, texts: Sequence[str], folder: Path, actions_port: int
) -> Measures:
    """Start a bot on a trained model, talk to it, stop it."""
    port = free_port()
    database = folder / f"{model.parent.name}-conversations.db"
    database.unlink(missing_ok=True)
    env = {"ACTIONS_PORT": str(actions_port), "BASELINE_DATABASE": str(database)}
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    command = [RASA, "run", "-i", "127.0.0.1", "-p", str(port), "-m", str(model),
               "--endpoints", str(bot.endpoints)]  # fmt: skip
    with running(
        command, url.removesuffix("webhook"), env, folder / f"{model.parent.name}.log"
    ) as (pid, seconds):
        alone, rate = asyncio.run(_drive(url, texts))
        memory = psutil.Process(pid).memory_info().rss / 2**20
    return Measures(
        start_s=seconds,
        memory_mb=memory,
        p50_ms=float(np.percentile(alone, 50)),
        p95_ms=float(np.percentile(alone, 95)),
        messages_per_s=rate,
    )
