"""`acolwhats whatsapp …`: what the bridge could not deliver, and the templates of its buttons."""

from __future__ import annotations

from datetime import datetime
from typing import List, Optional
from zoneinfo import ZoneInfo

import typer

app = typer.Typer(no_args_is_help=True)

_MEXICO_CITY = ZoneInfo("America/Mexico_City")


@app.command()
def status() -> None:
    """How many messages wait, are on their way, or could not be delivered."""
    from acolwhats.database import session_scope
    from acolwhats.whatsapp.overview import overview

    with session_scope() as session:
        for name, count in overview(session):
            typer.echo(f"{count:8}  {name}")


@app.command()
def undelivered() -> None:
    """List what could not be delivered. No text and no number: who it was for is a pseudonym."""
    from acolwhats.database import session_scope
    from acolwhats.whatsapp.outbox import undeliverable

    with session_scope() as session:
        rows = undeliverable(session)
        if not rows:
            typer.echo("Nothing is undelivered.")
            return
        typer.echo(f"{'id':>8}  {'recorded':16}  {'attempts':>8}  {'code':>6}  citizen")
        for row in rows:
            when = datetime.fromtimestamp(row.created_at, _MEXICO_CITY)
            lost = "" if row.content is not None else "  (text gone: cannot be retried)"
            typer.echo(
                f"{row.id:>8}  {when:%Y-%m-%d %H:%M}  {row.attempts:>8}  {row.error_code or '-':>6}  "
                f"{row.sender_id}{lost}"
            )


@app.command()
def retry(
    ids: Optional[List[int]] = typer.Argument(None, help="ids that `undelivered` shows"),
    everything: bool = typer.Option(False, "--all", help="all of them"),
) -> None:
    """Send undelivered messages again; the running bot does it at once."""
    import time

    from acolwhats.database import session_scope
    from acolwhats.settings import exit_with
    from acolwhats.whatsapp.outbox import retry as retry_parts

    if not ids and not everything:
        exit_with("name the ids that `acolwhats whatsapp undelivered` shows, or --all")
    with session_scope() as session:
        count = retry_parts(session, time.time(), None if everything else ids)
    typer.echo(f"{count} message(s) will be sent again.")


@app.command()
def templates() -> None:
    """Create the Content templates of buttons and lists at Twilio, and print the setting that names them."""
    from acolwhats.settings import SettingsError, exit_with, get_settings
    from acolwhats.whatsapp.config import bridge_settings
    from acolwhats.whatsapp.templates import TemplatesRefused, create_templates

    try:
        # Not with the setting that this command is there to mend.
        settings = get_settings().copy(update={"twilio_content_sids": ""})
        sids = create_templates(bridge_settings(settings))
    except (SettingsError, TemplatesRefused) as error:
        exit_with(str(error))
    line = ",".join(f"{name}={sid}" for name, sid in sids.items())
    typer.echo(f"TWILIO_CONTENT_SIDS={line}")
    typer.echo(
        "# “reopen” also needs WhatsApp's approval before it is used: docs/guia-whatsapp.md",
        err=True,
    )
