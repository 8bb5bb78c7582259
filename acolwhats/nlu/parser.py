"""Parses messages with a trained model, many at a time, through the bot's own components."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.model import get_latest_model
from rasa.shared.core.trackers import DialogueStateTracker

from acolwhats.nlu.attributes import DANGER, DECISION, LABELS, SEGMENT_LABELS
from acolwhats.settings import ROOT

BATCH = 64


class ModelError(RuntimeError):
    """There is no model that can be used; the message says what to do."""


class Parser:
    """The NLU half of a trained model.

    Args:
        model: a model file; the newest in `models/` when none is given.

    Raises:
        ModelError: there is none.
    """

    def __init__(self, model: Optional[Path] = None) -> None:
        """Loads the model."""
        path = str(model) if model else get_latest_model(str(ROOT / "models"))
        if path is None or not Path(path).exists():
            raise ModelError("there is no trained model: run `make train`")
        processor = Agent.load(path).processor
        if processor is None:
            raise ModelError(f"the model {path} cannot be loaded: run `make train`")
        self._runner = processor.graph_runner
        self._target = processor.model_metadata.nlu_target
        self._tracker = DialogueStateTracker.from_events("parse", [])

    def messages(self, texts: Sequence[str]) -> List[Any]:
        """Rasa messages with everything that our components put on them."""
        inputs = {
            PLACEHOLDER_MESSAGE: [UserMessage(text or " ") for text in texts],
            PLACEHOLDER_TRACKER: self._tracker,
        }
        return list(self._runner.run(inputs=inputs, targets=[self._target])[self._target])

    def parse(self, texts: Sequence[str]) -> List[Dict[str, Any]]:
        """One record a text: text, topic, label, confidence, urgent, labels, decision."""
        records = []
        for text, message in zip(texts, self.messages(texts)):
            decision = {k: v for k, v in message.get(DECISION).items() if k != "discreet"}
            records.append({"text": text, **decision})
        return records

    def signals(self, texts: Sequence[str]) -> Iterator[Dict[str, Any]]:
        """What Decision decides on: labels, danger, segment_labels."""
        for start in range(0, len(texts), BATCH):
            for message in self.messages(texts[start : start + BATCH]):
                yield {
                    name: message.get(name) for name in (LABELS, DANGER, SEGMENT_LABELS, DECISION)
                }


def _read_line(line: str | bytes) -> Dict[str, Any]:
    """A line of input: a record with its `text`, or with an `error`."""
    try:
        record = json.loads(line)
    except ValueError:
        return {"error": 'not JSON; each line is {"text": "…"}'}
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return {"error": 'no "text" in this line; each line is {"text": "…"}'}
    return {"text": record["text"]}


def parse_lines(parser: Parser, lines: Iterable[str | bytes]) -> Iterator[str]:
    """JSON lines in, JSON lines out, in the same order; a bad line gives a line with `error`."""
    waiting: List[Dict[str, Any]] = []
    for line in lines:
        if line.strip():
            waiting.append(_read_line(line))
        if len(waiting) == BATCH:
            yield from _parse_records(parser, waiting)
            waiting = []
    yield from _parse_records(parser, waiting)


def _parse_records(parser: Parser, records: List[Dict[str, Any]]) -> Iterator[str]:
    texts = [record["text"] for record in records if "text" in record]
    parsed = iter(parser.parse(texts)) if texts else iter(())
    for record in records:
        yield json.dumps(next(parsed) if "text" in record else record, ensure_ascii=False)
