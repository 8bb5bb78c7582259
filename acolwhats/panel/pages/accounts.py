"""Accounts of the staff, for administrators; and the trail of who read what."""

from __future__ import annotations

import secrets
from typing import Any, Optional

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from sqlalchemy.orm import Session

from acolwhats.denuncias.officers import active_officers
from acolwhats.panel.access import Database, Staff, config_of, form_fields, requires
from acolwhats.panel.config import PATH
from acolwhats.panel.rendering import page
from acolwhats.reports.categories import get_categories
from acolwhats.staff import accounts, second_factor, sessions, trail
from acolwhats.staff.accounts import AccountError
from acolwhats.staff.models import StaffUser
from acolwhats.staff.passwords import WeakPassword
from acolwhats.staff.roles import Permission, Role

router = APIRouter(prefix=PATH)

_FORM = Depends(form_fields)
_STAFF = Depends(requires(Permission.STAFF))
_TRAIL_PAGE = 100


@router.get("/cuentas")
def show_accounts(request: Request, staff: Staff = _STAFF, session: Session = Database) -> Response:
    """Every account, and a form for a new one."""
    return _accounts_page(request, session)


def _accounts_page(
    request: Request, session: Session, status: int = 200, **values: Any
) -> Response:
    known = {"error": "", "done": "", "password": "", "typed": {}, **values}
    return page(
        request,
        "accounts/list.html",
        status,
        people=accounts.everybody(session),
        roles=list(Role),
        units=get_categories().units,
        officers=active_officers(session),
        **known,
    )


@router.post("/cuentas")
def add_account(
    request: Request, staff: Staff = _STAFF, session: Session = Database, form: Any = _FORM
) -> Response:
    """Make an account with a first password, which is shown once."""
    password = first_password()
    typed = {key: str(form.get(key, "")) for key in ("username", "name", "role", "unit", "officer")}
    try:
        user = accounts.add(
            session,
            typed["username"],
            typed["name"],
            Role(typed["role"]),
            password,
            config_of(request).clock(),
            unit=_known_unit(typed["unit"]),
            officer_id=_known_officer(session, typed["officer"]),
        )
    except AccountError as error:
        return _accounts_page(request, session, 422, error=str(error), typed=typed)
    except ValueError:
        return _accounts_page(request, session, 422, error="Elige un rol.", typed=typed)
    trail.record(session, staff.id, "account_added", str(user.username))
    done = (
        f"La cuenta {user.username} está lista. Da esta contraseña en persona; se cambia al entrar:"
    )
    return _accounts_page(request, session, done=done, password=password)


def _known_unit(unit: str) -> Optional[str]:
    return unit if unit in get_categories().units else None


def _known_officer(session: Session, officer_id: str) -> Optional[str]:
    known = {str(officer.id) for officer in active_officers(session)}
    return officer_id if officer_id in known else None


@router.post("/cuentas/{username}/{change}")
def change_account(
    request: Request,
    username: str,
    change: str,
    staff: Staff = _STAFF,
    session: Session = Database,
) -> Response:
    """Deactivate, activate, give a new password, or take a lost second factor away."""
    user = accounts.find(session, username)
    if user is None or change not in _CHANGES:
        raise HTTPException(404)
    try:
        done, password = _CHANGES[change](session, user)
    except (AccountError, WeakPassword) as error:
        return _accounts_page(request, session, 422, error=str(error))
    trail.record(session, staff.id, f"account_{change}", username)
    return _accounts_page(request, session, done=done, password=password)


def first_password() -> str:
    """A password that somebody is given on paper: 80 random bits, in groups."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _deactivate(session: Session, user: StaffUser) -> tuple[str, str]:
    accounts.set_active(session, user, False)
    return f"{user.username} ya no puede entrar.", ""


def _activate(session: Session, user: StaffUser) -> tuple[str, str]:
    accounts.set_active(session, user, True)
    return f"{user.username} puede entrar de nuevo.", ""


def _new_password(session: Session, user: StaffUser) -> tuple[str, str]:
    password = first_password()
    accounts.change_password(session, user, password, by_other=True)
    return f"Contraseña nueva de {user.username}. Dásela en persona; se cambia al entrar:", password


def _forget_second_factor(session: Session, user: StaffUser) -> tuple[str, str]:
    second_factor.forget(user)
    sessions.end_all(session, int(user.id))
    return f"{user.username} entra sin código hasta que active otro teléfono.", ""


_CHANGES = {
    "desactivar": _deactivate,
    "activar": _activate,
    "contrasena": _new_password,
    "segundo-factor": _forget_second_factor,
}


@router.get("/registro")
def show_trail(
    request: Request,
    antes: Optional[int] = None,
    staff: Staff = Depends(requires(Permission.TRAIL)),
    session: Session = Database,
) -> Response:
    """Who did or read what, newest first."""
    rows = trail.latest(session, antes, _TRAIL_PAGE)
    more = rows[-1][0].id if len(rows) == _TRAIL_PAGE else None
    return page(request, "accounts/trail.html", rows=rows, more=more)
