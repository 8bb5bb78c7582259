"""One's own account: password and second factor."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from acolwhats.panel.access import (
    Database,
    FirstElsewhere,
    Staff,
    config_of,
    form_fields,
    logged_in,
)
from acolwhats.panel.config import PATH
from acolwhats.panel.rendering import go_to, page
from acolwhats.staff import accounts, second_factor, trail
from acolwhats.staff.models import StaffSession, StaffUser
from acolwhats.staff.passwords import WeakPassword, is_right
from acolwhats.staff.roles import needs_second_factor

router = APIRouter(prefix=PATH)

_FORM = Depends(form_fields)
_LOGGED_IN = Depends(logged_in)
_NOT_YOURS = "Esa no es tu contraseña de ahora."


def _with_code(staff: Staff = _LOGGED_IN) -> Staff:
    """These pages are part of getting in: they ask for nothing but the second factor, where there is one."""
    if staff.has_second_factor and not staff.second_factor_given:
        raise FirstElsewhere(f"{PATH}/codigo")
    return staff


_WITH_CODE = Depends(_with_code)


@router.get("/contrasena")
def show_password(request: Request, staff: Staff = _WITH_CODE) -> Response:
    """The form."""
    return page(request, "account/password.html", error="")


@router.post("/contrasena")
def change_password(
    request: Request,
    staff: Staff = _WITH_CODE,
    session: Session = Database,
    form: Any = _FORM,
) -> Response:
    """Change one's own password."""
    user = session.get(StaffUser, staff.id)
    assert user is not None
    new = str(form.get("new_password", ""))
    error, config = "", config_of(request)
    limits = (staff.username, f"session:{staff.session_id}", config.clock())
    if config.attempts.too_many(session, *limits):
        error = "Hubo demasiados intentos. Espera un cuarto de hora."
    elif not is_right(str(user.password_hash), str(form.get("password", ""))):
        config.attempts.failed(session, *limits)
        error = _NOT_YOURS
    elif new != str(form.get("repeated_password", "")):
        error = "Las dos contraseñas nuevas no son iguales."
    elif new == str(form.get("password", "")):
        error = "La contraseña nueva es la misma de antes."
    else:
        try:
            accounts.change_password(session, user, new, by_other=False, keep=staff.session_id)
        except WeakPassword as weak:
            error = str(weak)
    if error:
        return page(request, "account/password.html", 422, error=error)
    trail.record(session, staff.id, "password_changed")
    return go_to(PATH)


@router.get("/segundo-factor")
def show_second_factor(request: Request, staff: Staff = _WITH_CODE) -> Response:
    """A new secret to be scanned, or that there is one."""
    secret = "" if staff.has_second_factor else second_factor.new_secret()
    return _second_factor_page(request, staff, secret)


def _second_factor_page(
    request: Request, staff: Staff, secret: str, error: str = "", status: int = 200
) -> Response:
    return page(
        request,
        "account/second_factor.html",
        status,
        secret=secret,
        sealed=config_of(request).box.seal(secret, f"enrol:{staff.session_id}").hex(),
        qr_code=second_factor.qr_code(staff.username, secret) if secret else "",
        required=needs_second_factor(staff.role),
        error=error,
    )


@router.post("/segundo-factor")
def enrol(
    request: Request,
    staff: Staff = _WITH_CODE,
    session: Session = Database,
    form: Any = _FORM,
) -> Response:
    """Keep a second factor, once a code shows that the phone has it."""
    config = config_of(request)
    user, row = session.get(StaffUser, staff.id), session.get(StaffSession, staff.session_id)
    assert user is not None and row is not None
    if staff.has_second_factor:
        return go_to(f"{PATH}/segundo-factor")
    try:
        sealed = bytes.fromhex(str(form.get("enrolment", "")))
        secret = config.box.open(sealed, f"enrol:{staff.session_id}")
    except ValueError:  # SealBroken is one: it is of another session
        return go_to(f"{PATH}/segundo-factor")
    code = str(form.get("code", ""))
    if not second_factor.enrol(session, config.box, user, secret, code, config.clock()):
        error = "Ese código no coincide. Escribe el que se ve ahora en tu teléfono."
        return _second_factor_page(request, staff, secret, error, 422)
    row.second_factor = True
    trail.record(session, staff.id, "second_factor_on")
    return go_to(PATH)
