"""The bridge beside Rasa's own Twilio channel: same model, same action server, same simulated Twilio, in one run.

ack       how soon a webhook is acknowledged, 200 at once, while the action server hangs
through   from a citizen's message to the reply at Twilio; messages a second
kills     the bot killed twenty times under load: what is lost, what is said twice, how soon it is back
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Iterator, Sequence

import numpy as np

from acolwhats.settings import ROOT
from acolwhats.simulator import (
    InboundMessage,
    Message,
    Simulator,
    SimulatorConfig,
    SimulatorServer,
)
from benchmarks.bots import RASA, free_port

ACCOUNT_SID = "AC" + "b" * 32
TOKEN = "benchmark"
NUMBER = "whatsapp:+525500000000"
CREDENTIALS = ROOT / "benchmarks" / "baseline" / "twilio_credentials.yml"
_SECONDS_TO_START = 120
_TOGETHER = 200
_KILLS = 20


@dataclass
class BridgeMeasures:
    """Milliseconds, messages a second, seconds, counts; None where a channel cannot be measured."""

    ack_p50_ms: float
    ack_p99_ms: float
    ack_refused: int
    alone_p50_ms: float
    alone_p95_ms: float
    messages_per_s: float
    kills_lost: int = 0
    kills_doubled: int = 0
    recovery_p50_s: float = 0.0
    recovery_max_s: float = 0.0


def citizen(number: int) -> str:
    """A fictitious citizen's address."""
    return f"whatsapp:+52550{number:07d}"


class Channel:
    """A bot process behind a channel, its action server and its simulated Twilio.

    Args:
        ours: our bridge; else Rasa's own Twilio channel.
        actions_port: where an action server listens (or something that hangs).
    """

    def __init__(self, ours: bool, folder: Path, model: Path, actions_port: int) -> None:
        """Nothing runs yet."""
        self.ours = ours
        self.folder = folder
        self.model = model
        self.port = free_port()
        path = "whatsapp" if ours else "twilio"
        self.webhook = f"http://127.0.0.1:{self.port}/webhooks/{path}/webhook"
        config = SimulatorConfig(
            account_sid=ACCOUNT_SID,
            auth_token=TOKEN,
            whatsapp_from=NUMBER,
            webhook_url=self.webhook,
        )
        self.simulator = Simulator(config)
        self.server = SimulatorServer(self.simulator)
        self.actions_port = actions_port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the bot, and wait until it answers."""
        arguments = [RASA, "run", "-i", "127.0.0.1", "-p", str(self.port), "-m", str(self.model)]
        if not self.ours:
            arguments += ["--credentials", str(CREDENTIALS)]
        log = (self.folder / f"bridge-{'ours' if self.ours else 'twilio'}.log").open("a")
        self.process = subprocess.Popen(
            arguments, cwd=ROOT, env=self._environment(), stdout=log, stderr=log
        )
        deadline = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError("the bot ended before it answered")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the bot does not answer")

    def _environment(self) -> dict[str, str]:
        var = self.folder / ("bridge-ours" if self.ours else "bridge-twilio")
        return {
            **os.environ,
            "VAR_DIR": str(var),
            "DATABASE_URL": "",
            "ACTIONS_PORT": str(self.actions_port),
            "BOT_PORT": str(self.port),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": NUMBER,
            "TWILIO_API_BASE_URL": self.server.base_url,
            "TWILIO_MESSAGES_PER_SECOND": "2000",
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ACOLWHATS_SECRET_KEY": "YmVuY2htYXJrLWJlbmNobWFyay1iZW5jaG1hcmstLS0=",
        }

    def migrate(self) -> None:
        """Make the tables; none of an earlier run."""
        env = self._environment()
        for old in Path(env["VAR_DIR"]).glob("acolwhats.db*"):
            old.unlink()
        subprocess.run(
            [Path(RASA).parent / "acolwhats", "migrate"],
            check=True,
            env=env,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """Stop the bot."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)

    def kill(self) -> None:
        """Kill the bot as the kernel would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def says(self, messages: Sequence[InboundMessage]) -> list[list]:
        """Deliver messages at the same time; the attempts of each."""

        async def deliver() -> list[list]:
            return list(await asyncio.gather(*(self.simulator.inbound(m) for m in messages)))

        return self.server.run(deliver(), timeout=300)

    def replies(self, address: str) -> list[Message]:
        """What a citizen received, in order."""
        return self.simulator.outbound_to(address)


@contextmanager
def channel(
    ours: bool, folder: Path, model: Path, actions_port: int, start: bool = True
) -> Iterator[Channel]:
    """A channel that runs; stopped at the end."""
    found = Channel(ours, folder, model, actions_port)
    with found.server:
        found.migrate()
        if start:
            found.start()
        try:
            yield found
        finally:
            found.stop()


@contextmanager
def hanging_server() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    held.append(listener.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield int(listener.getsockname()[1])
        for connection in held:
            connection.close()


# -- measurements ----------------------------------------------------------------------------------


def acknowledgements(ours: bool, folder: Path, model: Path) -> tuple[list[float], int]:
    """(milliseconds of each acknowledgement, how many were refused): 200 at once, the action server hangs."""
    with hanging_server() as port, channel(ours, folder, model, port) as bot:
        bot.simulator.config.webhook_retries = 0
        messages = [InboundMessage(citizen(n), "hola") for n in range(_TOGETHER)]
        attempts = [attempt for group in bot.says(messages) for attempt in group]
        bot.kill()
    return [1000 * a.seconds for a in attempts], sum(not a.accepted for a in attempts)


def through(
    ours: bool, folder: Path, model: Path, actions_port: int, texts: Sequence[str]
) -> tuple[list[float], float]:
    """(milliseconds from message to reply, one at a time; messages a second, many at once)."""
    with channel(ours, folder, model, actions_port) as bot:
        for number in range(3):
            _one(bot, citizen(900 + number), "hola")
        alone = [_one(bot, citizen(number), text) for number, text in enumerate(texts[:80])]
        messages = [
            InboundMessage(citizen(1000 + number), text) for number, text in enumerate(texts)
        ]
        started = time.perf_counter()
        bot.says(messages)
        people = {message.from_ for message in messages}
        _until(lambda: all(bot.replies(person) for person in people), 300)
        return alone, len(messages) / (time.perf_counter() - started)


def _one(bot: Channel, address: str, text: str) -> float:
    started = time.perf_counter()
    bot.says([InboundMessage(address, text)])
    _until(lambda: bool(bot.replies(address)), 30)
    return 1000 * (time.perf_counter() - started)


def _until(condition: object, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.001)
    return False


def kills(folder: Path, model: Path, actions_port: int) -> tuple[int, int, list[float]]:
    """(acknowledged messages never answered, answers said twice, seconds from each kill to the next reply)."""
    acknowledged: set[str] = set()
    recoveries: list[float] = []
    with channel(True, folder, model, actions_port) as bot:
        bot.simulator.config.webhook_retries = 0
        done = threading.Event()
        numbers = iter(range(100_000))

        def load() -> None:
            while not done.is_set():
                message = InboundMessage(citizen(5000 + next(numbers)), "donde pago el predial")
                if any(attempt.accepted for attempt in bot.says([message])[0]):
                    acknowledged.add(message.from_)
                time.sleep(0.05)

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        random = np.random.default_rng(0)
        for _ in range(_KILLS):
            time.sleep(float(random.uniform(0.5, 2.0)))
            bot.kill()
            killed = time.monotonic()
            before = len(bot.simulator.state.messages)
            bot.start()
            _until(lambda: _outbound(bot) > before, 60)  # noqa: B023
            recoveries.append(time.monotonic() - killed)
        done.set()
        for thread in threads:
            thread.join()
        _until(lambda: all(bot.replies(person) for person in acknowledged), 120)
        time.sleep(8)  # what would be said twice is said by now
        lost = sum(not bot.replies(person) for person in acknowledged)
        doubled = sum(len(bot.replies(person)) > 1 for person in acknowledged)
    print(f"  {len(acknowledged)} messages acknowledged during {_KILLS} kills", flush=True)
    return lost, doubled, recoveries


def _outbound(bot: Channel) -> int:
    return len(bot.simulator.state.messages)


def measure(folder: Path, model: Path, texts: Sequence[str]) -> dict[str, BridgeMeasures]:
    """Rasa's Twilio channel and our bridge, measured one after the other."""
    port = free_port()
    actions = subprocess.Popen(
        [RASA, "run", "actions", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    results: dict[str, BridgeMeasures] = {}
    try:
        for name, ours in (("Rasa's Twilio channel", False), ("Acolwhats", True)):
            print(f"measuring {name} …", flush=True)
            acks, refused = acknowledgements(ours, folder, model)
            alone, rate = through(ours, folder, model, port, texts)
            results[name] = BridgeMeasures(
                ack_p50_ms=float(np.percentile(acks, 50)),
                ack_p99_ms=float(np.percentile(acks, 99)),
                ack_refused=refused,
                alone_p50_ms=float(np.percentile(alone, 50)),
                alone_p95_ms=float(np.percentile(alone, 95)),
                messages_per_s=rate,
            )
        print(f"killing the bot {_KILLS} times …", flush=True)
        lost, doubled, recoveries = kills(folder, model, port)
        ours_measured = results["Acolwhats"]
        ours_measured.kills_lost, ours_measured.kills_doubled = lost, doubled
        ours_measured.recovery_p50_s = float(np.percentile(recoveries, 50))
        ours_measured.recovery_max_s = max(recoveries)
    finally:
        actions.terminate()
        actions.wait()
    return results


_ROWS = (
    ("acknowledgement p50, ms", "ack_p50_ms"),
    ("acknowledgement p99, ms", "ack_p99_ms"),
    ("not acknowledged, of 200", "ack_refused"),
    ("message to reply p50, ms", "alone_p50_ms"),
    ("message to reply p95, ms", "alone_p95_ms"),
    ("messages a second", "messages_per_s"),
)


def report(results: dict[str, BridgeMeasures], folder: Path) -> None:
    """Print the table; keep the JSON."""
    (before_name, before), (ours_name, ours) = results.items()
    print(f"\n{'':28}{before_name:>24}{ours_name:>14}{'ratio':>10}")
    for title, name in _ROWS:
        b, o = getattr(before, name), getattr(ours, name)
        ratio = f"{o / b:9.2f}x" if b else f"{'–':>10}"
        print(f"{title:28}{b:24.1f}{o:14.1f}{ratio}")
    print(
        f"{_KILLS} kills under load: {ours.kills_lost} lost, {ours.kills_doubled} doubled; "
        f"next reply after {ours.recovery_p50_s:.1f} s (median), {ours.recovery_max_s:.1f} s (longest), start included"
    )
    text = json.dumps({name: asdict(measures) for name, measures in results.items()}, indent=2)
    (folder / "bridge.json").write_text(text)
