"""The web process as an ASGI application: `uvicorn acolwhats.panel.app:app`."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from acolwhats.panel.config import PATH, panel_config
from acolwhats.panel.headers import SecurityHeaders
from acolwhats.panel.pages import account, accounts, home, login
from acolwhats.panel.refusing import add_refusals
from acolwhats.reports.open311.router import mount_open311
from acolwhats.settings import Settings, SettingsError, exit_with, get_settings

_STATIC = Path(__file__).parent / "static"
PAGES = (login, home, account, accounts)


def create_app(settings: Settings) -> FastAPI:
    """The application: the panel of the staff, Open311, and in development the simulator.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    app = FastAPI(title="Acolwhats", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    _add_panel(app, settings)
    mount_open311(app, settings)
    if settings.env == "development":
        from acolwhats.simulator.mounting import mount_simulator

        mount_simulator(app, settings)
    return app


def _add_panel(app: FastAPI, settings: Settings) -> None:
    app.state.panel = panel_config(settings)
    app.add_middleware(SecurityHeaders, production=settings.env == "production")
    add_refusals(app)

    @app.get("/", include_in_schema=False)
    def root() -> RedirectResponse:
        return RedirectResponse(PATH)

    for section in PAGES:
        app.include_router(section.router)
    app.mount(f"{PATH}/static", StaticFiles(directory=_STATIC), name="static")


def _app() -> FastAPI:
    try:
        return create_app(get_settings())
    except SettingsError as error:
        exit_with(str(error))


app = _app()
