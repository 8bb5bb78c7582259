"""`make bench`: our bot beside the baseline bot, in one run, with ratios.

BENCH=--reuse make bench    keeps models of an earlier run (training time is then not measured)
BENCH=--bridge make bench   the WhatsApp bridge only
BENCH=--vault make bench    denuncias and reports only
MASSIVE_DIR=…  make bench   adds MASSIVE es-ES
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import yaml

from acolwhats.nlu.phrases import read_phrases
from acolwhats.settings import ROOT, get_settings
from benchmarks import bots, bridge, denuncias, massive, pipelines, reports
from benchmarks.bots import RASA, Bot, Measures

BASELINE = Bot(
    "baseline (Rasa's default)",
    ROOT / "benchmarks" / "baseline" / "config.yml",
    ROOT / "benchmarks" / "baseline" / "endpoints.yml",
)
OURS = Bot("Acolwhats", ROOT / "config.yml", ROOT / "endpoints.yml")
MESSAGES = 240
ROWS = (
    ("training, s", "training_s", False),
    ("start to ready, s", "start_s", False),
    ("memory, MB", "memory_mb", False),
    ("latency p50, ms", "p50_ms", False),
    ("latency p95, ms", "p95_ms", False),
    ("messages a second", "messages_per_s", True),
)


def _measure_bot(bot: Bot, folder: Path, reuse: bool, actions_port: int) -> Measures:
    out = folder / ("baseline" if bot is BASELINE else "ours")
    models = sorted(out.glob("*.tar.gz"))
    seconds = float("nan")
    if reuse and models:
        model = models[-1]
    else:
        print(f"training {bot.name} …", flush=True)
        model, seconds = bots.train(bot, out)
    phrases = [p for p in read_phrases(pipelines.TESTS) if p.file in pipelines.KINDS]
    print(f"measuring {bot.name} …", flush=True)
    measures = bots.measure(bot, model, [p.text for p in phrases[:MESSAGES]], folder, actions_port)
    measures.training_s = seconds
    figures = pipelines.measure(model, phrases)
    measures.accuracy = {name: value for name, value in figures.items() if not name.endswith("ms")}
    return measures


def _table(results: dict[str, Measures]) -> None:
    base, ours = results[BASELINE.name], results[OURS.name]
    print(f"\n{'':28}{BASELINE.name:>28}{OURS.name:>14}{'ratio':>10}")
    for title, name, _ in ROWS:
        b, o = getattr(base, name), getattr(ours, name)
        print(f"{title:28}{b:28.1f}{o:14.1f}{o / b:9.2f}x")
    for name, b in base.accuracy.items():
        o = ours.accuracy[name]
        print(f"{name + ', %':28}{100 * b:28.1f}{100 * o:14.1f}{o / b:9.2f}x")


def _massive(folder: Path) -> None:
    settings = next(
        c
        for c in yaml.safe_load((ROOT / "config.yml").read_text())["pipeline"]
        if "QuestionClassifier" in c["name"]
    )
    accuracy, seconds = massive.accuracy(folder, settings["dense_weight"], settings["C"])
    print(
        f"MASSIVE es-ES test, ours: {100 * accuracy:.1f} % (trained in {seconds:.0f} s); published XLM-R base 86.9 %"
    )


def _bots(folder: Path, reuse: bool) -> None:
    port = bots.free_port()
    actions = [RASA, "run", "actions", "--port", str(port)]
    results: dict[str, Measures] = {}
    with bots.running(actions, f"http://127.0.0.1:{port}/health", {}, folder / "actions.log"):
        for bot in (BASELINE, OURS):
            results[bot.name] = _measure_bot(bot, folder, reuse, port)
    _table(results)
    (folder / "bots.json").write_text(
        json.dumps({n: asdict(m) for n, m in results.items()}, indent=2)
    )


def _bridge(folder: Path) -> None:
    model = max((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    phrases = [p.text for p in read_phrases(pipelines.TESTS) if p.file in pipelines.KINDS]
    bridge.report(bridge.measure(folder, model, phrases[:MESSAGES]), folder)


def _vault(folder: Path) -> None:
    measured = denuncias.measure(folder)
    denuncias.report(measured)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        stored = reports.measure(Path(name))
    reports.report(stored)
    figures = {"denuncias": asdict(measured), "reports": asdict(stored)}
    (folder / "vault.json").write_text(json.dumps(figures, indent=2))


def main() -> None:
    """Run, print, keep the JSON in VAR_DIR/benchmarks."""
    folder = get_settings().var_dir / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    if "--vault" in sys.argv:
        _vault(folder)
        return
    if "--bridge" not in sys.argv:
        _bots(folder, "--reuse" in sys.argv)
        if folder_name := os.environ.get("MASSIVE_DIR"):
            _massive(Path(folder_name))
    _bridge(folder)
    if "--bridge" not in sys.argv:
        _vault(folder)


if __name__ == "__main__":
    main()
