"""Compares NLU pipelines: training time, accuracy on messages that none has seen, latency.

python -m benchmarks.pipelines [CONFIG …]     (all of them when none is named; half an hour on two cores)
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from acolwhats.nlu.phrases import Phrase, read_phrases
from acolwhats.settings import ROOT, get_settings

CONFIGS = {
    "Rasa's default: DIET + ResponseSelector": ROOT / "benchmarks" / "baseline" / "config.yml",
    "spaCy features + DIET (topics only)": ROOT / "benchmarks" / "configs" / "spacy_diet.yml",
    "our encoder + DIET (topics only)": ROOT / "benchmarks" / "configs" / "encoder_diet.yml",
    "our encoder + n-grams + linear (ours)": ROOT / "config.yml",
}
TESTS = ROOT / "tests" / "nlu" / "final"
KINDS = ("everyday.yml", "formal.yml", "indirect.yml")


def train_nlu(config: Path, out: Path) -> tuple[Path, float]:
    """Train the NLU half of a configuration; returns the model and the seconds it took."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.tar.gz"):
        old.unlink()
    rasa = str(Path(sys.executable).parent / "rasa")
    started = time.monotonic()
    with (out / "train.log").open("w") as log:
        subprocess.run(
            [rasa, "train", "nlu", "--config", str(config), "--domain", str(ROOT / "domain.yml"),
             "--nlu", str(ROOT / "data"), "--out", str(out)],
            check=True, stdout=log, stderr=log, cwd=ROOT,
        )  # fmt: skip
    return next(out.glob("*.tar.gz")), time.monotonic() - started


def _understood(data: dict[str, Any]) -> str:
    intent = str(data["intent"]["name"])
    key = data.get("response_selector", {}).get("default", {}).get("response", {})
    full = str(key.get("intent_response_key") or "")
    return full if full.startswith(f"{intent}/") else intent


def measure(model: Path, phrases: list[Phrase]) -> dict[str, float]:
    """Accuracy by kind of message, and milliseconds a message one at a time."""
    import asyncio

    from rasa.core.agent import Agent
    from rasa.nlu.classifiers.fallback_classifier import undo_fallback_prediction
    from rasa.utils.log_utils import configure_structlog

    # Rasa logs every message at DEBUG when nobody has said otherwise.
    configure_structlog(logging.WARNING)
    agent = Agent.load(str(model))
    figures: dict[str, float] = {}
    times: list[float] = []

    async def parse_all() -> list[str]:
        labels = []
        for phrase in phrases:
            started = time.perf_counter()
            data = await agent.parse_message(phrase.text)
            times.append(1000 * (time.perf_counter() - started))
            if data["intent"]["name"] == "nlu_fallback":
                data = undo_fallback_prediction(data)
            labels.append(_understood(data))
        return labels

    labels = asyncio.run(parse_all())
    for kind in KINDS:
        pairs = [(p.label, found) for p, found in zip(phrases, labels) if p.file == kind]
        name = kind.removesuffix(".yml")
        figures[f"{name} topic"] = float(
            np.mean([a.split("/")[0] == b.split("/")[0] for a, b in pairs])
        )
        figures[f"{name} question"] = float(np.mean([a == b for a, b in pairs]))
    figures["p50 ms"] = float(np.percentile(times, 50))
    figures["p95 ms"] = float(np.percentile(times, 95))
    return figures


def main() -> None:
    """Train and measure each pipeline; print a table and write JSON."""
    chosen = {
        n: p
        for n, p in CONFIGS.items()
        if not sys.argv[1:] or str(p.stem) in sys.argv[1:] or p.parent.name in sys.argv[1:]
    }
    phrases = [p for p in read_phrases(TESTS) if p.file in KINDS]
    out = get_settings().var_dir / "benchmarks" / "pipelines"
    results: dict[str, dict[str, float]] = {}
    for name, config in chosen.items():
        print(f"training: {name} …", flush=True)
        model, seconds = train_nlu(config, out / f"{config.parent.name}-{config.stem}")
        results[name] = {"training s": seconds, **measure(model, phrases)}
        (out / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False))
        print(f"  {results[name]}", flush=True)
    columns = list(next(iter(results.values())))
    print(f"\n| pipeline | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}")
    for name, figures in results.items():
        cells = [
            "–"
            if "question" in c and "topics only" in name
            else f"{100 * v:.1f} %"
            if "topic" in c or "question" in c
            else f"{v:.1f}"
            for c, v in figures.items()
        ]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
