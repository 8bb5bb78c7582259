"""`acolwhats denuncias …`: the work of officers, until the panel has its screens.

Passphrases and texts are asked for or read from standard input: no argument holds anything that is secret.
"""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

import typer

from acolwhats.cli.passphrases import ask as ask_secret
from acolwhats.settings import exit_with

app = typer.Typer(no_args_is_help=True)

_OFFICER = typer.Option(..., "--officer", "-o", help="Who you are, as `officers list` shows it.")
_FOLIO = typer.Argument(..., help="As AC-7K3M-Q9X2-5TCD.")


@app.command("list")
def list_(
    officer: str = _OFFICER,
    closed: bool = typer.Option(False, "--closed", help="Closed ones too."),
) -> None:
    """List what is routed to your groups, the most urgent first. Opens nothing."""
    from acolwhats.denuncias.calendar import day_of
    from acolwhats.denuncias.worklist import worklist

    with _desk(officer) as desk:
        lines = worklist(desk.session, desk.officer, day_of(desk.now), closed)
    for line in lines:
        marks = [
            "VENCIDA" if line.late else "",
            "novedad" if line.news and not line.told else "",
            "retenida" if line.held else "",
            "aviso: la atiende otra área" if line.told else "",
        ]
        due = f"{line.due_on:%d/%m/%Y}" if line.due_on else "-"
        typer.echo(
            f"{line.folio:20}  {line.state.value:18}  {line.category:12}  {line.received_on:%d/%m/%Y}  "
            f"vence {due:10}  {','.join(line.groups):24}  {', '.join(filter(None, marks))}".rstrip()
        )
    typer.echo(f"{len(lines)} denuncia(s).")


@app.command("open")
def open_(folio: str = _FOLIO, officer: str = _OFFICER) -> None:
    """Show a denuncia and what was said since. Nothing is written to disk."""
    from acolwhats.denuncias.case_file import as_dict, as_text

    with _desk(officer) as desk:
        case = desk.open(folio)
        routing = desk.routing
    # Only now: that it was read is in the audit for good.
    _warn()
    typer.echo(as_text(as_dict(case, routing)), nl=False)


@app.command()
def reply(folio: str = _FOLIO, officer: str = _OFFICER) -> None:
    """Say something to whoever filed it. The text is asked for, or read from standard input."""
    with _desk(officer) as desk:
        desk.reply(folio, _text())
    typer.echo("Listo: quien denunció lo lee con su folio y su clave.")


@app.command()
def ask(folio: str = _FOLIO, officer: str = _OFFICER) -> None:
    """Ask whoever filed it for information. The text is asked for, or read from standard input."""
    with _desk(officer) as desk:
        desk.ask(folio, _text())
    typer.echo("Listo: la denuncia espera respuesta.")


@app.command()
def assign(
    folio: str = _FOLIO,
    group: str = typer.Argument(..., help="Of data/denuncias/routing.yml."),
    officer: str = _OFFICER,
    only: bool = typer.Option(False, "--only", help="Nobody else reads it any more, nor you."),
) -> None:
    """Let another group read it; never one that is excluded."""
    with _desk(officer) as desk:
        count = desk.assign(folio, group, only)
    typer.echo(f"Listo: ahora la pueden leer {count} persona(s) de {group}.")


@app.command()
def state(
    folio: str = _FOLIO,
    to: str = typer.Argument(
        ..., help="As en_investigacion; a wrong one lists those that may follow."
    ),
    officer: str = _OFFICER,
) -> None:
    """Put it into another state; whoever filed it reads what that means."""
    from acolwhats.denuncias.states import citizen_text

    with _desk(officer) as desk:
        new = desk.change_state(folio, to)
    typer.echo(f"Listo. Quien denunció lee: {citizen_text(new)}")


@app.command()
def evidence(
    folio: str = _FOLIO,
    directory: Path = typer.Argument(..., help="Where the files are written; for you alone."),
    officer: str = _OFFICER,
) -> None:
    """Write the attachments into a folder, readable by you alone."""
    from acolwhats.denuncias.case_file import file_name, write_private
    from acolwhats.denuncias.folio import parse_folio

    _refuse_var(directory)
    with _desk(officer) as desk:
        files = desk.read_files(folio)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number, (description, content) in enumerate(files, 1):
            path = directory / file_name(parse_folio(folio) or "", number, description.content_type)
            write_private(path, content)
            typer.echo(f"{path}  SHA-256 del original: {description.original_sha256}")
    except OSError as error:
        exit_with(f"no se pudo escribir: {error.strerror}; nada se sobrescribe")
    typer.echo(f"{len(files)} archivo(s). Bórralos cuando ya no los necesites.")


@app.command()
def export(
    folio: str = _FOLIO,
    path: Path = typer.Argument(..., help="A file that is not there yet."),
    officer: str = _OFFICER,
    json: bool = typer.Option(False, "--json", help="JSON instead of text."),
) -> None:
    """Write one denuncia with its history for the file of the case, readable by you alone."""
    from acolwhats.denuncias import audit
    from acolwhats.denuncias.case_file import as_dict, as_json, as_text, write_private

    _refuse_var(path)
    with _desk(officer) as desk:
        case = desk.export(folio)
        history = audit.entries(desk.session, str(case.denuncia.id), last=100_000)
        content = as_dict(case, desk.routing, history, _names(desk.session))
    try:
        write_private(path, (as_json if json else as_text)(content).encode())
    except OSError as error:
        exit_with(f"no se pudo escribir: {error.strerror}; nada se sobrescribe")
    typer.echo(f"Listo: {path}. Está en claro: guárdalo como parte del expediente.")


@app.command()
def hold(
    folio: str = _FOLIO,
    officer: str = _OFFICER,
    release: bool = typer.Option(False, "--release", help="No longer."),
) -> None:
    """Keep a denuncia from being deleted while a procedure needs it."""
    with _desk(officer) as desk:
        desk.hold(folio, not release)
    typer.echo(
        "Listo: ya no está retenida." if release else "Listo: no se borra mientras esté retenida."
    )


@app.command()
def overdue(
    quiet: bool = typer.Option(False, "--dry-run", help="Only list: nobody is told."),
) -> None:
    """List what is overdue, and tell the group that stands in. Run it every working day."""
    from acolwhats.denuncias.calendar import day_of
    from acolwhats.denuncias.overdue import escalate
    from acolwhats.denuncias.overdue import overdue as find_overdue

    with _session() as session:
        today = day_of(time.time())
        rows = find_overdue(session, today)
        new = {late.denuncia_id for late in ([] if quiet else escalate(session, today))}
    for late in rows:
        told = f"aviso a {late.told}" if late.told else "sin a quién avisar"
        typer.echo(
            f"{late.folio:20}  {late.state.value:18}  venció {late.due_on:%d/%m/%Y}  {late.days_late:3} día(s) hábil(es)  "
            f"{','.join(late.groups):24}  {told}{' (nuevo)' if late.denuncia_id in new else ''}"
        )
    typer.echo(f"{len(rows)} vencida(s), {len(new)} aviso(s) nuevos.")


@app.command()
def purge(
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would be deleted."),
) -> None:
    """Delete for good what was closed long enough ago and is not held. Run it every night."""
    from acolwhats.database import get_engine
    from acolwhats.denuncias.retention import purge as do_purge
    from acolwhats.denuncias.routing import load_routing

    with _problems():
        days = load_routing().retention_days
        done = do_purge(get_engine(), _folder(), days, time.time(), dry_run)
    for folio in done.folios:
        typer.echo(folio)
    verb = "Se borrarían" if dry_run else "Se borraron"
    typer.echo(
        f"{verb}: {len(done.folios)} denuncia(s), {done.messages} mensaje(s), {done.files} archivo(s), "
        f"{done.wraps} permiso(s), {done.attempts} intento(s), {done.orphans} archivo(s) sin denuncia."
    )
    if done.compacted is False:
        exit_with(
            "la base de datos estaba en uso y no se compactó: repite `purge` con el bot detenido"
        )


# -- shared ------------------------------------------------------------------------------------------


@contextmanager
def _problems() -> Iterator[None]:
    """What is wrong becomes one line."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from acolwhats.denuncias.casework import CaseProblem
    from acolwhats.denuncias.officers import OfficerProblem
    from acolwhats.denuncias.routing import RoutingError
    from acolwhats.settings import SettingsError

    try:
        yield
    except (CaseProblem, OfficerProblem, RoutingError, SettingsError) as problem:
        exit_with(str(problem))
    except (OperationalError, ProgrammingError):
        exit_with("la base de datos no se puede usar; corre acolwhats migrate")


@contextmanager
def _session() -> Iterator[Any]:
    """A session that commits; when something is wrong, nothing is changed."""
    from acolwhats.database import session_scope

    with _problems(), session_scope() as session:
        yield session


@contextmanager
def _desk(officer: str) -> Iterator[Any]:
    """An officer's desk, once their passphrase was right."""
    from acolwhats.denuncias.casework import sit_down
    from acolwhats.denuncias.notices import make_teller
    from acolwhats.denuncias.routing import load_routing
    from acolwhats.settings import get_settings

    now = time.time()
    passphrase = ask_secret("Frase de paso")
    with _session() as session:
        tell = make_teller(get_settings(), now)
        yield sit_down(session, officer, passphrase, _folder(), load_routing(), now, tell)


def _folder() -> Any:
    from acolwhats.denuncias.evidence import EvidenceFolder
    from acolwhats.settings import get_settings

    return EvidenceFolder(get_settings().var_dir / "denuncias")


def _names(session: Any) -> dict[str, str]:
    from sqlalchemy import select

    from acolwhats.denuncias.models import Officer

    return {row.id: row.name for row in session.execute(select(Officer.id, Officer.name))}


def _text() -> str:
    """A text of several lines."""
    if not sys.stdin.isatty():
        return sys.stdin.read()
    typer.echo("Escribe el texto. Termina con una línea que tenga solo un punto.", err=True)
    lines: list[str] = []
    for line in sys.stdin:
        if line.strip() == ".":
            break
        lines.append(line)
    return "".join(lines)


def _warn() -> None:
    if sys.stdout.isatty():
        typer.echo(
            "Confidencial: que nadie más vea tu pantalla, y límpiala al terminar (clear).", err=True
        )
    else:
        typer.echo(
            "Confidencial: esto se está escribiendo en claro fuera de la pantalla.", err=True
        )


def _refuse_var(path: Path) -> None:
    """What is in the clear must not get into the folder that is backed up with the bot's data."""
    from acolwhats.settings import get_settings

    var = get_settings().var_dir.resolve()
    if var == path.resolve() or var in path.resolve().parents:
        exit_with("elige una carpeta fuera de los datos del bot")
