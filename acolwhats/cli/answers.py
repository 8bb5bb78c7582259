"""`acolwhats answers …`."""

from __future__ import annotations

from pathlib import Path

import typer

from acolwhats.settings import exit_with

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def check() -> None:
    """Check data/answers: every question answered, every fact with its source."""
    from acolwhats.answers.check import problems
    from acolwhats.answers.seed import SeedError, read_seed
    from acolwhats.catalog import get_catalog

    try:
        seed = read_seed()
    except SeedError as error:
        exit_with(str(error))
    broken = problems(seed, get_catalog())
    for problem in broken:
        print(problem)
    if broken:
        raise typer.Exit(1)
    print(f"{len(seed.answers)} answers, {len(seed.sources)} sources: no fact without a source.")


@app.command("export")
def export_(path: Path = typer.Argument(..., help="The .xlsx to write.")) -> None:
    """Write the spreadsheet that the administrative units fill in."""
    from acolwhats.answers.spreadsheet import write_workbook
    from acolwhats.catalog import get_catalog
    from acolwhats.database import session_scope

    with session_scope() as session:
        write_workbook(session, get_catalog(), path)
    print(f"Listo: {path}")


@app.command("import")
def import_(
    path: Path = typer.Argument(
        ..., help="The .xlsx that a unit filled in.", exists=True, dir_okay=False
    ),
    apply: bool = typer.Option(
        False, "--apply", help="Change the answer base; without it, only show."
    ),
) -> None:
    """Show what a filled-in spreadsheet changes, and with --apply change it: all rows or none."""
    from acolwhats.answers.importing import apply_changes, plan_changes
    from acolwhats.answers.spreadsheet_reader import WorkbookError, read_workbook
    from acolwhats.catalog import get_catalog
    from acolwhats.database import session_scope

    try:
        sheet = read_workbook(path, get_catalog())
    except WorkbookError as error:
        for problem in error.problems:
            print(problem)
        exit_with(
            f"{len(error.problems)} errores: no se cambió nada; corrígelos y vuelve a importar"
        )
    with session_scope() as session:
        changes = plan_changes(session, sheet)
        for change in changes:
            print(change.describe())
        if apply:
            apply_changes(session, changes)
            print(f"Listo: {len(changes)} cambios hechos.")
        else:
            print(f"{len(changes)} cambios; para hacerlos, repite con --apply.")


@app.command()
def pending() -> None:
    """What is missing, doubtful, expired or about to expire."""
    from acolwhats.answers.pending import pending as find_pending
    from acolwhats.database import session_scope
    from acolwhats.dialogue.assistant import mexico_now

    with session_scope() as session:
        for item in find_pending(session, mexico_now().date()):
            until = f" (hasta {item.until:%d/%m/%Y})" if item.until else ""
            print(f"{item.reason}\t{item.label}\t{item.aspect}{until}\t{item.text}")
