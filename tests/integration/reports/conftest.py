"""Open311 in a web process of its own, on a database that has denuncias too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import acolwhats.denuncias.models
import acolwhats.reports.models  # noqa: F401
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.reports import service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.models import Report
from acolwhats.reports.open311 import keys
from acolwhats.reports.open311.router import Open311, open311_router
from acolwhats.reports.places import get_places
from acolwhats.reports.service import NewReport
from tests.unit.reports.talking import NOON, add_days

CATEGORIES = get_categories()


@dataclass
class Service:
    """What a client of the API talks to.

    Attributes:
        now: what the clock says.
    """

    client: TestClient
    scope: Any
    engine: Any
    key: str
    now: float

    def get(self, path: str, **params: Any) -> Any:
        return self.client.get(f"/open311/v2/{path}", params=params)

    def post(self, form: str = "json", **values: Any) -> Any:
        data = {"api_key": self.key, **values}
        sent = {name: value for name, value in data.items() if value is not None}
        return self.client.post(f"/open311/v2/requests.{form}", data=sent)

    def filed(self, category: str = "bache", at: float = NOON, **values: Any) -> Report:
        """A report that a citizen made in the chat."""
        kind = CATEGORIES.by_code[category]
        new = NewReport(kind, **{"place": "calle Aldama 14, Xometla", **values})
        with self.scope() as session:
            return service.create(session, new, at, date(2025, 12, 9))

    def changed(self, report: Report, *states: Any, at: float = NOON + 60, **more: Any) -> None:
        with self.scope() as session:
            found = service.find(session, report.folio)
            for state in states:
                service.change_state(session, found, state, at, **more)


@pytest.fixture
def api(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'acolwhats.db'}")
    Base.metadata.create_all(engine)
    scope = partial(session_scope, engine)
    with scope() as session:
        _, key = keys.create(session, "una app", NOON)
    made = Service(None, scope, engine, key, NOON)
    open311 = Open311(CATEGORIES, get_places(), add_days, scope, lambda: made.now)
    app = FastAPI()
    app.include_router(open311_router(open311))
    with TestClient(app) as client:
        made.client = client
        yield made
    engine.dispose()
