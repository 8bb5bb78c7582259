"""The web process as an ASGI application: `uvicorn acolwhats.panel.app:app`."""

from __future__ import annotations

from fastapi import FastAPI

from acolwhats.reports.open311.router import mount_open311
from acolwhats.settings import Settings, SettingsError, exit_with, get_settings


def create_app(settings: Settings) -> FastAPI:
    """The application. It has no pages for citizens.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    app = FastAPI(title="Acolwhats", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    mount_open311(app, settings)
    if settings.env == "development":
        from acolwhats.simulator.mounting import mount_simulator

        mount_simulator(app, settings)
    return app


def _app() -> FastAPI:
    try:
        return create_app(get_settings())
    except SettingsError as error:
        exit_with(str(error))


app = _app()
