"""100,000 service reports: filed, listed, looked up, compared with what is near. On SQLite, in this process.

`python -m benchmarks.reports [COUNT]`
"""

from __future__ import annotations

import json
import random
import secrets
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Callable

import numpy as np
from sqlalchemy import func, select

import acolwhats.reports.models  # noqa: F401
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.reports import repeats, service
from acolwhats.reports.categories import Category, get_categories
from acolwhats.reports.folio import new_folio
from acolwhats.reports.geo import cell_of
from acolwhats.reports.models import Report
from acolwhats.reports.service import Filter, NewReport
from acolwhats.reports.states import State, is_closed

COUNT = 100_000
_TIMES = 200
_BATCH = 5_000
_YEARS = 3 * 365 * 86400


@dataclass
class ReportMeasures:
    """Milliseconds, 95th percentiles."""

    count: int
    file_p95_ms: float
    list_p95_ms: float
    list_of_unit_p95_ms: float
    folio_p95_ms: float
    near_p95_ms: float


def _row(
    chance: random.Random, categories: list[Category], now: float, folio: str
) -> dict[str, Any]:
    category = chance.choice(categories)
    state = chance.choice(list(State))
    point = chance.uniform(19.57, 19.71), chance.uniform(-99.0, -98.82)
    made = now - chance.uniform(0, _YEARS)
    return {
        "id": secrets.token_hex(16), "folio": folio, "category": category.code, "unit": category.unit,
        "state": state.value, "is_open": not is_closed(state), "place": "calle Aldama 14, Xometla",
        "place_name": "Xometla", "street": "calle Aldama", "spot": f"calle {chance.randrange(5000)}|xometla",
        "latitude": point[0], "longitude": point[1], "cell": cell_of(point), "note": "Está muy hondo. " * 5,
        "photos": [], "source": "whatsapp", "supporters": 0, "created_at": made, "updated_at": made,
        "expected_on": date(2026, 1, 15), "expected_confirmed": False,
    }  # fmt: skip


def _fill(scope: Callable[[], Any], count: int, now: float) -> list[str]:
    chance, categories = random.Random(1), list(get_categories().by_code.values())
    # Among so many, two may be alike; the service draws again.
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn.add(new_folio())
    folios = sorted(drawn)
    for start in range(0, count, _BATCH):
        rows = [_row(chance, categories, now, f) for f in folios[start : start + _BATCH]]
        with scope() as session:
            session.bulk_insert_mappings(Report, rows)
    return folios


def _p95_ms(scope: Callable[[], Any], work: Callable[[Any, random.Random], object]) -> float:
    chance, times = random.Random(2), []
    for _ in range(_TIMES):
        started = time.perf_counter()
        with scope() as session:
            work(session, chance)
        times.append(1000 * (time.perf_counter() - started))
    return float(np.percentile(times, 95))


def measure(folder: Path, count: int = COUNT) -> ReportMeasures:
    """Fill a new database in `folder`, and measure."""
    now = time.time()
    engine = make_engine(f"sqlite:///{folder / 'reports.db'}")
    Base.metadata.create_all(engine)
    scope = partial(session_scope, engine)
    folios = _fill(scope, count, now)
    categories = list(get_categories().by_code.values())

    def place(chance: random.Random) -> tuple[float, float]:
        return chance.uniform(19.57, 19.71), chance.uniform(-99.0, -98.82)

    def file(session: Any, chance: random.Random) -> None:
        new = NewReport(chance.choice(categories), "x", "Xometla", "calle Aldama", place(chance))
        report = service.create(session, new, now, date(2026, 1, 15))
        repeats.mark(session, report, "wa-1", now)

    measures = ReportMeasures(
        count,
        _p95_ms(scope, file),
        _p95_ms(scope, lambda session, _: service.find_reports(session, service.EVERYTHING)),
        _p95_ms(
            scope,
            lambda session, chance: service.find_reports(
                session, Filter(units=(chance.choice(categories).unit,), is_open=True)
            ),
        ),
        _p95_ms(scope, lambda session, chance: service.find(session, chance.choice(folios))),
        _p95_ms(
            scope,
            lambda session, chance: repeats.nearest_open(
                session, chance.choice(categories).code, place(chance), None, now
            ),
        ),
    )
    with scope() as session:
        stored = session.scalar(select(func.count()).select_from(Report))
    assert stored == count + _TIMES, "not everything was stored"
    engine.dispose()
    return measures


def report(measures: ReportMeasures) -> None:
    """Print a table."""
    print(f"\nservice reports: {measures.count} stored; p95, ms")
    for title, value in (
        ("file one", measures.file_p95_ms),
        ("list the newest 100", measures.list_p95_ms),
        ("list 100 open ones of a unit", measures.list_of_unit_p95_ms),
        ("look up a folio", measures.folio_p95_ms),
        ("find what is within 250 m", measures.near_p95_ms),
    ):
        print(f"{title:32}{value:10.2f}")


def main() -> None:
    """Measure in a folder that is deleted afterwards."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as folder:
        measures = measure(Path(folder), count)
    report(measures)
    print(json.dumps(asdict(measures)))


if __name__ == "__main__":
    main()
