"""`/open311/v2`: GeoReport v2 for other programs."""

from __future__ import annotations

import logging
import time
from functools import partial
from math import ceil
from typing import Any, Callable, ContextManager, Mapping

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.database import session_scope
from acolwhats.reports import service
from acolwhats.reports.categories import Categories, get_categories
from acolwhats.reports.folio import parse_folio
from acolwhats.reports.guide_texts import ON_THE_MAP
from acolwhats.reports.models import Report
from acolwhats.reports.open311 import asked, documents, keys
from acolwhats.reports.open311.errors import Open311Error
from acolwhats.reports.open311.pace import Pace
from acolwhats.reports.open311.rendering import CONTENT_TYPES, Data, render
from acolwhats.reports.places import Gazetteer, get_places
from acolwhats.reports.wiring import add_working_days
from acolwhats.settings import Settings

logger = logging.getLogger(__name__)

PATH = "/open311"
_MOST_BODY = 64 * 1024
_READS_A_MINUTE, _WRITES_A_MINUTE = 120, 20
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class Open311:
    """Answers requests of the specification.

    Args:
        scope: gives a session that commits at the end.
        now: the clock.
    """

    def __init__(
        self,
        categories: Categories,
        places: Gazetteer,
        add_working_days: service.AddWorkingDays,
        scope: Callable[[], ContextManager[Session]] = session_scope,
        now: Callable[[], float] = time.time,
        is_production: bool = False,
    ) -> None:
        """Nothing is read yet."""
        self._categories = categories
        self._places = places
        self._add_working_days = add_working_days
        self._scope = scope
        self._now = now
        self._is_production = is_production
        self._reads = Pace(_READS_A_MINUTE, 60, now)
        self._writes = Pace(_WRITES_A_MINUTE, 60, now)

    # -- what is answered --------------------------------------------------------------------------

    def services(self, values: asked.Values) -> tuple[str, Data]:
        """GET services."""
        return "services", [documents.service(c) for c in self._categories.by_code.values()]

    def definition(self, code: str, values: asked.Values) -> tuple[str, Data]:
        """GET services/{code}."""
        category = self._categories.get(code)
        if category is None:
            raise Open311Error((404, "service_code was not found."))
        return "service_definition", documents.service_definition(category)

    def requests(self, values: asked.Values) -> tuple[str, Data]:
        """GET requests."""
        page = asked.page_from(values, self._categories, self._now())
        with self._scope() as session:
            if page.folios:
                query = select(Report).where(Report.folio.in_(page.folios))
                found = list(session.scalars(query.order_by(Report.created_at.desc())))
            else:
                found = service.find_reports(session, page.wanted, page.most, page.skip)
            return "service_requests", self._told(session, found, values)

    def request(self, folio: str, values: asked.Values) -> tuple[str, Data]:
        """GET requests/{service_request_id}."""
        with self._scope() as session:
            return "service_requests", self._told(session, [self._report(session, folio)], values)

    def token(self, token: str, values: asked.Values) -> tuple[str, Data]:
        """GET tokens/{token}."""
        with self._scope() as session:
            return "service_requests", documents.token(self._report(session, token, "token"))

    def create(self, values: asked.Values) -> tuple[str, Data]:
        """POST requests."""
        with self._scope() as session:
            holder = keys.holder(session, asked.first(values, "api_key"))
            if holder is None:
                raise Open311Error((403, "api_key is missing or not valid."))
            self._slow_down(self._writes, str(holder.id))
            wanted = asked.new_request(values, self._categories, self._places)
            mention, now = wanted.place.mention, self._now()
            new = service.NewReport(
                wanted.category,
                wanted.place.text or ON_THE_MAP,
                mention.name if mention else None,
                wanted.place.street,
                wanted.point,
                wanted.description,
                source=f"open311:{holder.id}",
                attributes=wanted.attributes,
            )
            expected = service.expected_on(wanted.category, now, self._add_working_days)
            return "service_requests", documents.created(
                service.create(session, new, now, expected)
            )

    def discovery(self, url: str, values: asked.Values) -> tuple[str, Data]:
        """The service discovery document."""
        return "discovery", documents.discovery(self._categories, url, self._is_production)

    def _told(
        self, session: Session, reports: list[Report], values: asked.Values
    ) -> list[dict[str, Any]]:
        holder = keys.holder(session, asked.first(values, "api_key"))
        own = f"open311:{holder.id}" if holder else None
        return [
            documents.service_request(report, self._categories, report.source == own)
            for report in reports
        ]

    @staticmethod
    def _report(session: Session, folio: str, name: str = "service_request_id") -> Report:
        report = service.find(session, parse_folio(folio) or "")
        if report is None:
            raise Open311Error((404, f"{name} was not found."))
        return report

    # -- how it is answered ------------------------------------------------------------------------

    @staticmethod
    def _slow_down(pace: Pace, who: str) -> None:
        if wait := pace.wait(who):
            raise Open311Error((429, f"Too many requests; try again in {ceil(wait)} s."))

    async def answer(
        self,
        http: Request,
        form: str,
        work: Callable[[asked.Values], tuple[str, Data]],
        status: int = 200,
    ) -> Response:
        """Run one of the methods above, and put what it says, or what is wrong, into the form that was asked for."""
        try:
            if form not in CONTENT_TYPES:
                raise Open311Error((404, "The formats are xml and json."))
            who = http.client.host if http.client else "?"
            self._slow_down(self._reads, who)
            values = await _values(http)
            asked.check_jurisdiction(values)
            root, data = await run_in_threadpool(work, values)
        except Open311Error as error:
            root, data, status = "errors", error.document(), error.status
        except Exception as error:
            logger.error("open311: a request failed (%s)", type(error).__name__)
            unavailable = "The service is not available; please tell us."
            root, data, status = "errors", [{"code": 400, "description": unavailable}], 400
        form = form if form in CONTENT_TYPES else "xml"
        headers = {"Retry-After": "60"} if status == 429 else {}
        headers["Content-Type"] = CONTENT_TYPES[form]
        return Response(render(root, data, form), status, headers)


async def _values(http: Request) -> Mapping[str, list[str]]:
    query = {name: http.query_params.getlist(name) for name in http.query_params}
    if http.method != "POST":
        return query
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Open311Error((400, "The body must be application/x-www-form-urlencoded."))
    body = b""
    async for chunk in http.stream():
        body += chunk
        if len(body) > _MOST_BODY:
            raise Open311Error((400, "The body is too long."))
    return {**query, **asked.form_values(body)}


def open311_router(api: Open311) -> APIRouter:
    """The routes of the specification."""
    router = APIRouter(prefix=PATH)

    @router.get("/discovery.{form}")
    async def discovery(http: Request, form: str) -> Response:
        url = f"{str(http.base_url).rstrip('/')}{PATH}/v2"
        return await api.answer(http, form, partial(api.discovery, url))

    @router.get("/v2/services.{form}")
    async def services(http: Request, form: str) -> Response:
        return await api.answer(http, form, api.services)

    @router.get("/v2/services/{code}.{form}")
    async def definition(http: Request, code: str, form: str) -> Response:
        return await api.answer(http, form, partial(api.definition, code))

    @router.get("/v2/requests.{form}")
    async def requests(http: Request, form: str) -> Response:
        return await api.answer(http, form, api.requests)

    @router.post("/v2/requests.{form}")
    async def create(http: Request, form: str) -> Response:
        return await api.answer(http, form, api.create, 201)

    @router.get("/v2/requests/{folio}.{form}")
    async def request(http: Request, folio: str, form: str) -> Response:
        return await api.answer(http, form, partial(api.request, folio))

    @router.get("/v2/tokens/{token}.{form}")
    async def token(http: Request, token: str, form: str) -> Response:
        return await api.answer(http, form, partial(api.token, token))

    @router.api_route("/{rest:path}", methods=_METHODS)
    async def nothing(http: Request, rest: str) -> Response:
        def missing(values: asked.Values) -> tuple[str, Data]:
            raise Open311Error((404, "There is nothing at this address."))

        form = "json" if rest.endswith(".json") else "xml"
        return await api.answer(http, form, missing)

    return router


def mount_open311(app: FastAPI, settings: Settings) -> None:
    """Serve Open311.

    Raises:
        SettingsError: the configuration of reports is wrong.
    """
    api = Open311(
        get_categories(),
        get_places(),
        add_working_days,
        is_production=settings.env == "production",
    )
    app.include_router(open311_router(api))
