"""`acolwhats data …`."""

from __future__ import annotations

import typer

app = typer.Typer(add_completion=False)


@app.callback()
def _group() -> None:
    """Training phrases."""


@app.command()
def check() -> None:
    """Check the training phrases: enough of each, no near-copies, nothing that the tests hold."""
    from acolwhats.nlu.phrases import phrase_problems

    broken = phrase_problems()
    for problem in broken:
        print(problem)
    if broken:
        raise typer.Exit(1)
    print("Training phrases: enough of each label, no near-copies, none in the tests.")
