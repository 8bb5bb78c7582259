"""The simulator as a web application."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from acolwhats.simulator.config import refuse_in_production
from acolwhats.simulator.contents import contents_router
from acolwhats.simulator.control import control_router, judge_router
from acolwhats.simulator.errors import TwilioError, answer_error
from acolwhats.simulator.interference import Interference
from acolwhats.simulator.media import media_router
from acolwhats.simulator.rest import messages_router
from acolwhats.simulator.simulator import Simulator

PAGE = Path(__file__).parent / "page"


def create_app(simulator: Simulator) -> FastAPI:
    """Everything, relative to its own root: `/2010-04-01`, `/v1`, `/control`, and the chat page at `/`.

    It may be mounted below any path, and needs no start-up of its own.

    Raises:
        SimulatorRefused: this is production.
    """
    refuse_in_production()
    app = FastAPI(title="Twilio simulator", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Interference, simulator=simulator)
    app.add_exception_handler(TwilioError, answer_error)
    for make_router in (messages_router, contents_router, control_router, judge_router):
        app.include_router(make_router(simulator))
    app.include_router(media_router(simulator))

    @app.api_route("/2010-04-01/{_:path}", methods=["GET", "POST", "PUT", "DELETE"])
    @app.api_route("/v1/{_:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def unknown(_: str) -> Response:
        raise TwilioError(20404, 404)

    if PAGE.is_dir():
        app.mount("/", _Page(directory=PAGE, html=True), name="page")
    return app


class _Page(StaticFiles):
    """The chat page; a browser asks for it anew, lest it mixes files of two versions."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response
