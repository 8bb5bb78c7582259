"""`acolwhats audit …`: who did what to denuncias and keys, and whether somebody has tampered with that."""

from __future__ import annotations

from typing import Optional

import typer

from acolwhats.settings import exit_with

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify(
    noted: Optional[str] = typer.Option(
        None, "--noted", help="What an earlier `verify` said to note down, as 120:5f3a…"
    ),
) -> None:
    """Check the whole chain; says what to note down elsewhere. Ends with 1 when something is wrong."""
    from acolwhats.cli.denuncias import _session
    from acolwhats.denuncias import audit

    with _session() as session:
        try:
            problem = audit.verify(session, noted)
        except ValueError as error:
            exit_with(str(error))
        position = audit.position(session)
    if problem:
        typer.echo(f"TAMPERED: {problem}")
        raise typer.Exit(1)
    typer.echo(f"Whole. Note this down outside of this machine: {position}")


@app.command("list")
def list_(
    folio: Optional[str] = typer.Option(
        None, "--folio", help="Only what was done to one denuncia."
    ),
    last: int = typer.Option(50, "--last", min=1, max=100_000, help="How many."),
) -> None:
    """List the last entries, oldest first. They hold nothing of what was denounced."""
    from sqlalchemy import select

    from acolwhats.cli.denuncias import _names, _session
    from acolwhats.denuncias import audit
    from acolwhats.denuncias.folio import parse_folio
    from acolwhats.denuncias.models import Denuncia

    with _session() as session:
        denuncia_id = None
        if folio is not None:
            query = select(Denuncia.id).where(Denuncia.folio == (parse_folio(folio) or ""))
            denuncia_id = session.scalars(query).first()
            if denuncia_id is None:
                exit_with(
                    "no hay una denuncia con ese folio (si se borró, solo queda en la lista completa)"
                )
        names = _names(session)
        folios = {row.id: row.folio for row in session.execute(select(Denuncia.id, Denuncia.folio))}
        for entry in audit.entries(session, denuncia_id, last):
            about = folios.get(entry.denuncia_id, entry.denuncia_id or "-")
            typer.echo(
                f"{entry.at:25}  {names.get(entry.actor, entry.actor):30}  {entry.action:18}  {about:32}  "
                f"{names.get(entry.reason, entry.reason or '')}".rstrip()
            )
