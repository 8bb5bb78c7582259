"""How well a model understands a folder of test phrases: what a citizen feels, not only averages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List

from acolwhats.catalog import topic_of
from acolwhats.nlu.parser import BATCH, Parser
from acolwhats.nlu.phrases import Phrase, read_phrases

HELPFUL = ("answer", "choose", "emergency")


@dataclass
class Figures:
    """Rates of one kind of message, between 0 and 1.

    Attributes:
        helped: right answer, or the right one among the choices.
        wrong: answered surely, with something else.
        caught, alarmed: share of the messages in danger, and of the calm ones, that got the emergency answer.
    """

    name: str
    messages: int
    topic: float = 0.0
    question: float = 0.0
    helped: float = 0.0
    wrong: float = 0.0
    refused: float = 0.0
    caught: float | None = None
    alarmed: float | None = None
    errors: List[str] = field(default_factory=list)


@dataclass
class Report:
    """Figures of each file of a folder, and of the messages that hold two requests."""

    figures: List[Figures]
    both_found: float
    one_found: float
    split_wrongly: float


def _mean(values: List[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def parse_all(parser: Parser, texts: List[str]) -> List[Dict[str, Any]]:
    """Parse any number of texts."""
    records: List[Dict[str, Any]] = []
    for start in range(0, len(texts), BATCH):
        records += parser.parse(texts[start : start + BATCH])
    return records


def figures_of(name: str, phrases: List[Phrase], records: List[Dict[str, Any]]) -> Figures:
    """Compare what was understood with what was meant."""
    pairs = list(zip(phrases, records))
    danger = [r["urgent"] for p, r in pairs if p.urgent]
    calm = [r["urgent"] for p, r in pairs if not p.urgent]
    errors = [
        f"{p.label} -> {r['label']} ({r['decision']}, {r['confidence']:.2f}): {p.text}"
        for p, r in pairs
        if r["label"] != p.label or r["urgent"] != p.urgent
    ]
    return Figures(
        name,
        len(pairs),
        topic=_mean([r["topic"] == topic_of(p.label) for p, r in pairs]),
        question=_mean([r["label"] == p.label for p, r in pairs]),
        helped=_mean([r["decision"] in HELPFUL and p.label in r["labels"] for p, r in pairs]),
        wrong=_mean([r["decision"] == "answer" and p.label not in r["labels"] for p, r in pairs]),
        refused=_mean([r["decision"] == "fallback" for _, r in pairs]),
        caught=_mean(danger) if danger else None,
        alarmed=_mean(calm) if calm else None,
        errors=errors,
    )


def evaluate(parser: Parser, folder: Path) -> Report:
    """Figures of every file of a folder of test phrases (tests/nlu/dev, tests/nlu/final)."""
    figures = []
    phrases = read_phrases(folder)
    for name in dict.fromkeys(phrase.file for phrase in phrases):
        part = [phrase for phrase in phrases if phrase.file == name]
        figures.append(figures_of(Path(name).stem, part, parse_all(parser, [p.text for p in part])))
    return Report(figures, *_requests(parser, folder / "requests.jsonl"))


def _requests(parser: Parser, path: Path) -> tuple[float, float, float]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    records = parse_all(parser, [line["text"] for line in lines])
    pairs = [(set(line["labels"]), record) for line, record in zip(lines, records)]
    two = [(meant, set(r["labels"])) for meant, r in pairs if len(meant) == 2]
    one = [r for meant, r in pairs if len(meant) == 1]
    return (
        _mean([meant <= found for meant, found in two]),
        _mean([bool(meant & found) for meant, found in two]),
        _mean([r["decision"] == "answer" and len(r["labels"]) > 1 for r in one]),
    )


def print_report(report: Report, errors: bool = False) -> None:
    """A table for the terminal."""

    def percent(value: float | None) -> str:
        return f"{100 * value:7.1f}" if value is not None else "      –"

    heads = ("topic", "questn", "helped", "wrong", "refused", "caught", "alarmed")
    print(f"{'%':14}{'n':>5}" + "".join(f"{head:>8}" for head in heads))
    for f in report.figures:
        row = (f.topic, f.question, f.helped, f.wrong, f.refused, f.caught, f.alarmed)
        print(f"{f.name:14}{f.messages:5}" + "".join(f" {percent(value)}" for value in row))
    print(
        f"two requests: both found {100 * report.both_found:.1f}, at least one {100 * report.one_found:.1f}; "
        f"one request taken for two {100 * report.split_wrongly:.1f}"
    )
    if errors:
        for f in report.figures:
            print(f"\n{f.name}\n  " + "\n  ".join(f.errors))
