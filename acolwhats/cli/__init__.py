"""The `acolwhats` command. One module a group of subcommands; each imports what it needs when it runs."""

from __future__ import annotations

import logging
import warnings

import typer

warnings.filterwarnings("ignore")  # third-party deprecations: a user should see our lines

from acolwhats.cli import (  # noqa: E402  (after the filter)
    answers,
    audit,
    data,
    denuncias,
    nlu,
    officers,
    reports,
    requests,
    staff,
    whatsapp,
)
from acolwhats.settings import SettingsError, exit_with, get_settings  # noqa: E402

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Acolwhats: tools of the assistant.",
    # A crash must not show what was in memory: passphrases, what somebody denounced.
    pretty_exceptions_show_locals=False,
)
app.add_typer(
    answers.app, name="answers", help="The answer base: seed, check, export, import, pending."
)
app.add_typer(
    nlu.app, name="nlu", help="Reports and thresholds on messages that training has not seen."
)
app.add_typer(data.app, name="data", help="Checks of the training phrases.")
app.add_typer(
    whatsapp.app,
    name="whatsapp",
    help="The bridge: what waits, what could not be delivered, templates.",
)
app.add_typer(officers.app, name="officers", help="Who may read denuncias: keys, groups, recovery.")
app.add_typer(denuncias.app, name="denuncias", help="What officers do with denuncias.")
app.add_typer(audit.app, name="audit", help="Who did what to denuncias, and whether that is whole.")
app.add_typer(reports.app, name="reports", help="Service reports: list, states, export, keys.")
app.add_typer(staff.app, name="staff", help="Cuentas del panel.")
app.command("parse")(nlu.parse)
app.command("requests")(requests.list_requests)


@app.callback()
def _settings() -> None:
    logging.basicConfig(level=logging.WARNING)
    try:
        get_settings()
    except SettingsError as error:
        exit_with(str(error))


@app.command()
def migrate() -> None:
    """Bring the database up to date and seed the answers that nobody has edited."""
    from acolwhats.cli.database import migrate_and_seed

    migrate_and_seed()
