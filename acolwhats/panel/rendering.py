"""Pages from templates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Optional

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from acolwhats.denuncias.calendar import MEXICO_CITY
from acolwhats.panel.config import PATH
from acolwhats.panel.navigation import sections_for

_FOLDER = Path(__file__).parent / "templates"
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_ACTIONS = {
    "login": "entró",
    "login_failed": "intento de entrar con datos equivocados",
    "code_failed": "código equivocado",
    "password_changed": "cambió su contraseña",
    "second_factor_on": "activó el código del teléfono",
    "account_added": "hizo una cuenta",
    "account_desactivar": "desactivó una cuenta",
    "account_activar": "activó una cuenta",
    "account_contrasena": "dio una contraseña nueva",
    "account_segundo-factor": "quitó el código de una cuenta",
}


def local_time(seconds: Optional[float]) -> str:
    """A time in Acolman, such as “3 feb 2026, 14:05”; a dash for none."""
    if seconds is None:
        return "—"
    at = datetime.fromtimestamp(seconds, MEXICO_CITY)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


def ago(seconds: float) -> str:
    """A span of time, such as “5 min” or “2 días”."""
    minutes = int(max(0.0, seconds) // 60)
    if minutes < 1:
        return "menos de 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} h"
    return f"{hours // 24} días"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local_time"] = local_time
    environment.filters["ago"] = ago
    environment.filters["action"] = lambda code: _ACTIONS.get(code, code)
    environment.globals["panel"] = PATH
    return environment


_ENVIRONMENT = _environment()


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page, or a part of one for HTMX.

    Args:
        template: path under `templates/`.
        values: for the template, which also has `staff` (None before the login), `sections`, `here` (path of the
            request) and `csrf`.
    """
    staff = getattr(request.state, "staff", None)
    known = {
        "staff": staff,
        "sections": sections_for(staff) if staff else [],
        "here": request.url.path,
        "csrf": staff.csrf if staff else "",
    }
    html = _ENVIRONMENT.get_template(template).render(**{**known, **values})
    return HTMLResponse(html, status_code=status)


def go_to(path: str) -> RedirectResponse:
    """Send the browser to another page after a form (303)."""
    return RedirectResponse(path, status_code=303)
