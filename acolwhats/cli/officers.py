"""`acolwhats officers …`: who may read denuncias. Passphrases are asked for, never given as arguments."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import Iterator, List, Optional

import typer
from sqlalchemy.orm import Session

from acolwhats.cli.passphrases import ask, ask_new
from acolwhats.settings import exit_with

app = typer.Typer(no_args_is_help=True)

_NAME = typer.Argument(..., help="As `officers list` shows it.")
_GROUPS = typer.Argument(..., help="Groups of data/denuncias/routing.yml.")


@app.command("list")
def list_() -> None:
    """List who may read denuncias, and what is missing before any can be filed."""
    from acolwhats.denuncias.models import Wrap
    from acolwhats.denuncias.officers import active_officers, recovery_officer
    from acolwhats.denuncias.wraps import without_officer

    with _session() as session:
        for officer in active_officers(session):
            count = session.query(Wrap).filter(Wrap.officer_id == officer.id).count()
            typer.echo(
                f"{officer.name:30}  {', '.join(officer.groups):40}  desde {officer.created_on:%d/%m/%Y}  "
                f"puede abrir {count}"
            )
        covered = {group for officer in active_officers(session) for group in officer.groups}
        for group in sorted(_groups(recipients=True) - covered):
            typer.echo(f"Falta alguien en el grupo {group}: mientras, no se reciben denuncias.")
        if recovery_officer(session) is None:
            typer.echo("Falta la clave de recuperación: mientras, no se reciben denuncias.")
        if alone := without_officer(session):
            typer.echo(f"{alone} denuncia(s) solo se abren con la clave de recuperación.")


@app.command()
def add(
    name: str = typer.Argument(..., help="Of the person."), groups: List[str] = _GROUPS
) -> None:
    """Add somebody, who can open what is filed from now on; a colleague's `share` gives them the rest."""
    from acolwhats.denuncias import officers

    known = _known(groups)
    with _session() as session:
        officers.add(session, name, known, ask_new("Frase de paso nueva"), _today())
    typer.echo(f"Listo: {name.strip()} puede abrir lo que llegue desde hoy a {', '.join(known)}.")
    typer.echo("Para que abra lo anterior, un colega usa: acolwhats officers share NOMBRE")


@app.command()
def passphrase(name: str = _NAME) -> None:
    """Change a passphrase. The key stays the same."""
    from acolwhats.denuncias import officers

    with _session() as session:
        old = ask("Frase de paso de ahora")
        officers.change_passphrase(session, name, old, ask_new("Frase de paso nueva"))
    typer.echo("Listo: la frase anterior ya no sirve.")


@app.command()
def groups(name: str = _NAME, groups: List[str] = _GROUPS) -> None:
    """Change somebody's groups."""
    from acolwhats.denuncias import officers

    with _session() as session:
        lost = officers.set_groups(session, name, _known(groups))
    typer.echo(f"Listo: ya no puede abrir {lost} denuncia(s) de los grupos que dejó.")
    typer.echo(
        "Para que abra las de sus grupos nuevos, un colega usa: acolwhats officers share NOMBRE"
    )


@app.command()
def share(name: str = typer.Argument(..., help="Who shares.")) -> None:
    """Let colleagues (and the recovery key) open what you can open, where it is for their groups."""
    from acolwhats.denuncias import officers

    with _session() as session:
        added, broken = officers.share_with_colleagues(session, name, ask("Frase de paso"))
    typer.echo(f"Listo: {added} permiso(s) nuevos.")
    _tell_broken(broken)


@app.command()
def rotate(name: str = _NAME) -> None:
    """Replace somebody's key pair; whatever they can open is sealed to the new one."""
    from acolwhats.denuncias import officers

    with _session() as session:
        count = officers.rotate(session, name, ask("Frase de paso"))
    typer.echo(f"Listo: {count} denuncia(s) se abren ahora con la clave nueva.")


@app.command()
def leave(name: str = _NAME) -> None:
    """Somebody leaves: their key is deleted, and with it everything that only they could open."""
    from acolwhats.denuncias import officers
    from acolwhats.denuncias.wraps import without_officer

    with _session() as session:
        officers.leave(session, name, _today())
        alone = without_officer(session)
    typer.echo("Listo: con su frase ya no se abre ninguna denuncia.")
    if alone:
        typer.echo(
            f"{alone} denuncia(s) solo se abren con la clave de recuperación: acolwhats officers recovery-use"
        )


@app.command("recovery-create")
def recovery_create(
    replace: bool = typer.Option(
        False, "--replace", help="You have the one before; it is asked for."
    ),
    lost: bool = typer.Option(
        False, "--lost", help="Nobody has the one before. Officers then have to `share`."
    ),
) -> None:
    """Make the recovery key and print it, once: it is kept on paper, in a safe, and nowhere else."""
    from acolwhats.denuncias import officers, recovery

    with _session() as session:
        previous = ask("Clave de recuperación de ahora") if replace else None
        try:
            text, count = recovery.create(session, _today(), previous, lost)
        except officers.OfficerProblem as problem:
            hint = "" if replace else ": repite con --replace, o con --lost si nadie la tiene"
            exit_with(f"{problem}{hint}")
    typer.echo(
        "Clave de recuperación. Anótala o imprímela ahora: no se guarda y no se vuelve a mostrar."
    )
    typer.echo("Abre todas las denuncias: guárdala en sobre cerrado, en una caja fuerte.\n")
    typer.echo(text)
    if replace:
        typer.echo(f"\n{count} denuncia(s) se abren ahora con la nueva; la anterior ya no sirve.")
    if lost:
        typer.echo(
            "\nLa anterior ya no sirve. Cada persona usa ahora: acolwhats officers share NOMBRE"
        )


@app.command("recovery-use")
def recovery_use(
    name: str = typer.Argument(..., help="Who gets a new key and a new passphrase."),
    groups: Optional[List[str]] = typer.Argument(None, help="Of somebody new."),
) -> None:
    """With the recovery key: a new key and passphrase for who lost theirs, or for somebody new."""
    from acolwhats.denuncias import recovery

    known = _known(groups) if groups else []
    with _session() as session:
        text = ask("Clave de recuperación")
        phrase = ask_new(f"Frase de paso nueva de {name}")
        count, broken = recovery.use(session, text, name, phrase, _today(), known)
    typer.echo(f"Listo: {count} permiso(s) nuevos. Guarda otra vez la clave de recuperación.")
    _tell_broken(broken)


@app.command("seed-demo")
def seed_demo() -> None:
    """Development only: one invented officer for each group, with a passphrase that everybody knows."""
    from acolwhats.denuncias.demo import DEMO_PASSPHRASE, seed_demo_officers
    from acolwhats.settings import get_settings

    if get_settings().env == "production":
        exit_with("seed-demo es solo para desarrollo: en producción usa officers add")
    with _session() as session:
        names = seed_demo_officers(session, sorted(_groups()), _today())
    for name in names:
        typer.echo(f"{name}: frase de paso «{DEMO_PASSPHRASE}»")
    if names:
        typer.echo(f"Listo: {len(names)} persona(s) de demostración nuevas.")


@contextmanager
def _session() -> Iterator[Session]:
    """A session that commits; what is wrong becomes one line, and nothing is changed."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from acolwhats.database import session_scope
    from acolwhats.denuncias.keys import SealBroken
    from acolwhats.denuncias.officers import OfficerProblem
    from acolwhats.denuncias.routing import RoutingError

    try:
        with session_scope() as session:
            yield session
    except (OfficerProblem, RoutingError) as problem:
        exit_with(str(problem))
    except SealBroken:
        exit_with(
            "algo de lo guardado no se puede abrir: no se cambió nada; revisa con audit verify"
        )
    except (OperationalError, ProgrammingError):
        exit_with("la base de datos no se puede usar; corre acolwhats migrate")


def _groups(recipients: bool = False) -> set[str]:
    """Every group of the routing file, or those alone that must have somebody."""
    from acolwhats.denuncias.routing import load_routing

    routing = load_routing()
    return set(routing.recipients if recipients else routing.groups)


def _known(groups: List[str]) -> List[str]:
    known = _groups()
    if unknown := sorted(set(groups) - known):
        exit_with(f"no hay un grupo «{unknown[0]}»; los que hay: {', '.join(sorted(known))}")
    return sorted(set(groups))


def _tell_broken(broken: int) -> None:
    if broken:
        typer.echo(f"{broken} denuncia(s) no se pudieron abrir: alguien cambió lo guardado.")
        raise typer.Exit(1)


def _today() -> date:
    import time

    from acolwhats.denuncias.calendar import day_of

    return day_of(time.time())
