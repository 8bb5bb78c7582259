"""Logging in: password, then the second factor where there is one; and out again."""

from __future__ import annotations

import secrets
from typing import Any, Optional

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from acolwhats.panel import csrf, resuming
from acolwhats.panel.access import Database, Refused, Staff, config_of, form_fields, logged_in
from acolwhats.panel.config import PATH, PanelConfig
from acolwhats.panel.rendering import go_to, page
from acolwhats.staff import accounts, second_factor, sessions, trail
from acolwhats.staff.demo import demo_accounts, demo_code
from acolwhats.staff.models import StaffSession, StaffUser

router = APIRouter(prefix=PATH)

_BEFORE = "acolwhats-entrada"  # cookie to which the login form is bound
_FORM = Depends(form_fields)
_LOGGED_IN = Depends(logged_in)
WRONG = "El usuario o la contraseña no son correctos."
WAIT = "Hubo demasiados intentos. Espera un cuarto de hora y vuelve a intentarlo."
WRONG_CODE = "El código no es correcto, venció o ya se usó. Escribe el que se ve ahora."


def login_page(
    request: Request,
    *,
    status: int = 200,
    error: str = "",
    username: str = "",
    resume: str = "",
    ended: bool = False,
    demo: Any = (),
) -> Response:
    """The form.

    Args:
        resume: what was being sent when the session ended (resuming.py).
        ended: say that the session ended.
    """
    config = config_of(request)
    bound = request.cookies.get(_BEFORE) or secrets.token_urlsafe(32)
    answer = page(
        request,
        "login.html",
        status,
        error=error,
        username=username,
        resume=resume,
        ended=ended,
        demo=demo,
        demo_code=demo_code(config.clock()) if demo else None,
        token=csrf.token_for(config.csrf_key, bound),
    )
    _set_cookie(answer, config, _BEFORE, bound)
    return answer


@router.get("/entrar")
def show_login(request: Request, session: Session = Database) -> Response:
    """The form; in development with the invented accounts beside it."""
    demo = [] if config_of(request).production else demo_accounts(session)
    return login_page(request, demo=demo)


@router.post("/entrar")
def log_in(request: Request, session: Session = Database, form: Any = _FORM) -> Response:
    """Check a password."""
    config = config_of(request)
    bound = request.cookies.get(_BEFORE, "")
    if not csrf.comes_from_here(request) or not csrf.is_right(
        config.csrf_key, bound, str(form.get(csrf.FIELD, ""))
    ):
        raise Refused
    username, resume = str(form.get("username", ""))[:80], str(form.get("resume", ""))
    user, error = _authenticate(request, session, username, str(form.get("password", "")))
    if user is None:
        return login_page(request, status=401, error=error, username=username, resume=resume)
    sessions.end(session, request.cookies.get(config.cookie))
    sessions.purge(session, config.clock())
    token = sessions.start(session, user, config.clock())
    if user.totp_secret is None:
        trail.record(session, int(user.id), "login")
    answer = _resumed_or(request, resume, csrf.token_for(config.csrf_key, token), user)
    _set_cookie(answer, config, config.cookie, token)
    answer.delete_cookie(_BEFORE, path="/", secure=config.production, httponly=True)
    return answer


def _resumed_or(request: Request, resume: str, token: str, user: Optional[StaffUser]) -> Response:
    """What comes after a login: the second factor, what was being written, or the first page."""
    if user is not None and user.totp_secret is not None:
        return page(request, "code.html", error="", resume=resume, csrf=token)
    found = resuming.kept(config_of(request), resume) if resume else None
    if found:
        return page(request, "resume.html", csrf=token, **found)
    return go_to(PATH)


def _authenticate(
    request: Request, session: Session, username: str, password: str
) -> tuple[Optional[StaffUser], str]:
    config = config_of(request)
    address, now = _address(request), config.clock()
    if config.attempts.too_many(session, username, address, now):
        return None, WAIT
    user = accounts.authenticate(session, username, password, config.production)
    if user is None:
        config.attempts.failed(session, username, address, now)
        trail.record(session, None, "login_failed")
        return None, WRONG
    if user.totp_secret is None:
        config.attempts.succeeded(session, username)
    return user, ""


@router.get("/codigo")
def show_code(request: Request, staff: Staff = _LOGGED_IN) -> Response:
    """Ask for the second factor."""
    if staff.second_factor_given or not staff.has_second_factor:
        return go_to(PATH)
    return page(request, "code.html", error="", resume="")


@router.post("/codigo")
def give_code(
    request: Request,
    staff: Staff = _LOGGED_IN,
    session: Session = Database,
    form: Any = _FORM,
) -> Response:
    """Check the second factor."""
    config, resume = config_of(request), str(form.get("resume", ""))
    user = session.get(StaffUser, staff.id)
    assert user is not None
    address, now = _address(request), config.clock()
    error = WAIT if config.attempts.too_many(session, staff.username, address, now) else ""
    if not error and not second_factor.accept(
        session, config.box, user, str(form.get("code", "")), now
    ):
        config.attempts.failed(session, staff.username, address, now)
        trail.record(session, staff.id, "code_failed")
        error = WRONG_CODE
    if error:
        return page(request, "code.html", 401, error=error, resume=resume)
    config.attempts.succeeded(session, staff.username)
    row = session.get(StaffSession, staff.session_id)
    assert row is not None
    row.second_factor = True
    trail.record(session, staff.id, "login")
    return _resumed_or(request, resume, staff.csrf, None)


@router.post("/salir")
def log_out(request: Request, staff: Staff = _LOGGED_IN, session: Session = Database) -> Response:
    """End the session."""
    config = config_of(request)
    sessions.end(session, request.cookies.get(config.cookie))
    answer = go_to(f"{PATH}/entrar")
    answer.delete_cookie(config.cookie, path="/", secure=config.production, httponly=True)
    return answer


def _address(request: Request) -> str:
    # uvicorn puts the proxy's client here when it is told to trust the proxy (--forwarded-allow-ips).
    return request.client.host if request.client else "unknown"


def _set_cookie(answer: Response, config: PanelConfig, name: str, value: str) -> None:
    answer.set_cookie(
        name, value, path="/", secure=config.production, httponly=True, samesite="lax"
    )
