"""`acolwhats staff …`: accounts of the panel from the command line; the first administrator is made here."""

from __future__ import annotations

import time
from typing import Optional

import typer

from acolwhats.cli.passphrases import ask_new
from acolwhats.settings import exit_with, get_settings

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    username: str = typer.Argument(..., help="Con el que entra; minúsculas."),
    name: str = typer.Argument(..., help="De la persona."),
    role: str = typer.Option(
        "administrator", help="administrator, operator, officer, unit, analyst o reader."
    ),
    unit: Optional[str] = typer.Option(
        None, help="De data/reports/categories.yml, para el rol unit."
    ),
    officer: Optional[str] = typer.Option(
        None, help="Nombre en `officers list`, para el rol officer."
    ),
) -> None:
    """Hace una cuenta del panel. La contraseña se pregunta."""
    from acolwhats.database import session_scope
    from acolwhats.denuncias.officers import active_officers
    from acolwhats.staff import accounts
    from acolwhats.staff.passwords import WeakPassword
    from acolwhats.staff.roles import Role

    try:
        chosen = Role(role)
    except ValueError:
        exit_with(f"no hay rol {role}; hay {', '.join(one.value for one in Role)}")
    with session_scope() as session:
        ids = {str(one.name): str(one.id) for one in active_officers(session)}
        password = ask_new("Contraseña")
        try:
            user = accounts.add(
                session,
                username,
                name,
                chosen,
                password,
                time.time(),
                unit=unit,
                officer_id=ids.get(officer or ""),
                must_change=False,
            )
        except (accounts.AccountError, WeakPassword) as error:
            exit_with(str(error))
        typer.echo(f"Listo: {user.username} puede entrar al panel.")


@app.command("list")
def list_() -> None:
    """Muestra las cuentas."""
    from acolwhats.database import session_scope
    from acolwhats.staff import accounts

    with session_scope() as session:
        for user in accounts.everybody(session):
            state = "" if user.active else "  inactiva"
            typer.echo(f"{user.username:20}  {user.role:14}  {user.name}{state}")


@app.command("seed-demo")
def seed_demo() -> None:
    """Hace una cuenta de muestra por rol, en desarrollo."""
    from acolwhats.database import session_scope
    from acolwhats.panel.config import staff_box
    from acolwhats.staff.demo import seed_demo_staff

    settings = get_settings()
    if settings.env == "production":
        exit_with("en producción no hay cuentas de muestra; usa acolwhats staff add")
    with session_scope() as session:
        seed_demo_staff(session, staff_box(settings), time.time())
