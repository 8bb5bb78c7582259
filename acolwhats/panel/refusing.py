"""What somebody sees instead of a page, and why."""

from __future__ import annotations

import logging
from typing import Any, Union

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from acolwhats.panel import resuming
from acolwhats.panel.access import (
    FirstElsewhere,
    NotAllowed,
    NotLoggedIn,
    Refused,
    config_of,
    form_fields,
)
from acolwhats.panel.config import PATH
from acolwhats.panel.csrf import comes_from_here
from acolwhats.panel.pages.login import login_page
from acolwhats.panel.rendering import go_to, page

logger = logging.getLogger(__name__)

_SAYS = {
    400: ("No se entendió", "Algo de lo que llegó está incompleto. Regresa e inténtalo otra vez."),
    403: (
        "No te corresponde",
        "Tu cuenta no abre esta página. Si la necesitas, pídela a administración.",
    ),
    404: ("No está", "Esta página no existe, o lo que buscas ya no está."),
    405: ("No está", "Esta página no se usa así. Regresa e inténtalo desde el menú."),
    409: (
        "Cambió mientras tanto",
        "Alguien más lo cambió antes. Revisa cómo quedó e inténtalo otra vez.",
    ),
    413: ("Es demasiado grande", "El archivo o el texto pasa del tamaño que se acepta."),
    422: (
        "No se entendió",
        "Falta un dato, o no tiene la forma esperada. Regresa e inténtalo otra vez.",
    ),
    500: (
        "Algo falló",
        "No fue tu culpa y no se perdió nada de lo guardado. Inténtalo otra vez en un momento.",
    ),
}
_REFUSED = ("La página venció", "Vuelve a abrir la página y envía de nuevo lo que escribiste.")


def refusal(request: Request, status: int, says: tuple[str, str] | None = None) -> Response:
    """A page that says what is wrong."""
    title, text = says or _SAYS.get(status, _SAYS[400])
    return page(request, "refusal.html", status, title=title, text=text)


def _htmx(request: Request, path: str) -> Response:
    # A part of a page cannot be replaced by another page: the browser is sent there.
    return Response(status_code=401, headers={"HX-Redirect": path})


async def _not_logged_in(request: Request, _error: Exception) -> Response:
    if request.headers.get("hx-request") and request.method == "GET":
        return _htmx(request, f"{PATH}/entrar")
    sealed = ""
    form = await form_fields(request)
    if form is not None and comes_from_here(request):
        sealed = resuming.keep(config_of(request), request.url.path, form)
    if form is None and not sealed:
        return go_to(f"{PATH}/entrar")
    return login_page(request, status=401, resume=sealed, ended=True)


async def _not_allowed(request: Request, _error: Exception) -> Response:
    return refusal(request, 403)


async def _first_elsewhere(request: Request, error: Exception) -> Response:
    assert isinstance(error, FirstElsewhere)
    if request.headers.get("hx-request"):
        return _htmx(request, error.path)
    return go_to(error.path)


async def _refused(request: Request, _error: Exception) -> Response:
    return refusal(request, 403, _REFUSED)


async def _http_error(request: Request, error: Any) -> Response:
    if request.url.path.startswith(PATH):
        return refusal(request, error.status_code)
    return Response(error.detail, status_code=error.status_code)


async def _invalid(request: Request, _error: Exception) -> Response:
    return refusal(request, 422)


async def _failed(request: Request, error: Exception) -> Response:
    # The kind only: its text may hold what somebody wrote.
    logger.error("panel: %s failed (%s)", request.url.path.split("/")[2:3], type(error).__name__)
    return refusal(request, 500)


def add_refusals(app: FastAPI) -> None:
    """Register them."""
    handlers: dict[Union[int, type[Exception]], Any] = {
        NotLoggedIn: _not_logged_in,
        NotAllowed: _not_allowed,
        FirstElsewhere: _first_elsewhere,
        Refused: _refused,
        HTTPException: _http_error,
        RequestValidationError: _invalid,
        Exception: _failed,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
