"""`acolwhats parse` and `acolwhats nlu …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Optional

import typer

from acolwhats.settings import ROOT, exit_with

app = typer.Typer(add_completion=False, no_args_is_help=True)
DEV = ROOT / "tests" / "nlu" / "dev"


def _parser(model: Optional[Path]):  # type: ignore[no-untyped-def]
    from acolwhats.nlu.parser import ModelError, Parser

    try:
        return Parser(model)
    except ModelError as error:
        exit_with(str(error))


def parse(
    model: Optional[Path] = typer.Option(None, help="A model file; else the newest."),
) -> None:
    """JSON lines {"text": …} in; topic, label, confidence, urgent, labels and decision out."""
    from acolwhats.nlu.parser import parse_lines

    for line in parse_lines(_parser(model), sys.stdin.buffer):
        print(line, flush=True)


@app.command()
def report(
    data: Path = typer.Argument(
        DEV, help="A folder of test phrases (tests/nlu/dev or tests/nlu/final)."
    ),
    model: Optional[Path] = typer.Option(None, help="A model file; else the newest."),
    errors: bool = typer.Option(False, help="Print every message that was misunderstood."),
) -> None:
    """How well a model understands a folder of test phrases."""
    from acolwhats.nlu.evaluation import evaluate, print_report

    print_report(evaluate(_parser(model), data), errors)


@app.command()
def thresholds(
    data: Path = typer.Argument(DEV, help="A folder of test phrases that training has not seen."),
    model: Optional[Path] = typer.Option(None, help="A model file; else the newest."),
) -> None:
    """Draw the curves that the thresholds in config.yml are chosen on, and propose them."""
    from acolwhats.nlu.thresholds import propose

    propose(_parser(model), data)
