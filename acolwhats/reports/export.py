"""CSV and GeoJSON for whoever wants to count or to draw: nothing about persons, and places to about 100 m."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from typing import Any, Iterable, Iterator, Optional, TextIO

from acolwhats.reports.categories import Categories
from acolwhats.reports.geo import public_point
from acolwhats.reports.models import Report
from acolwhats.reports.service import MEXICO_CITY
from acolwhats.reports.states import REASONS, TITLES, State

FIELDS = (
    *("folio", "categoria", "titulo", "unidad", "estado", "motivo", "lugar", "calle", "latitud", "longitud"),
    *("recibido", "actualizado", "cerrado", "fecha_estimada", "fecha_confirmada", "se_sumaron", "fotos", "origen"),
)  # fmt: skip
# A spreadsheet runs what begins like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def public_address(report: Report) -> str:
    """Where a report is, as everybody may know it: street and place that were recognised, never what was written."""
    return ", ".join(filter(None, [report.street, report.place_name, "Acolman"]))


def _when(seconds: Optional[float]) -> str:
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, MEXICO_CITY).isoformat(timespec="minutes")


def public_row(report: Report, categories: Categories) -> dict[str, Any]:
    """A report as it is published."""
    category = categories.get(report.category)
    has_point = report.latitude is not None and report.longitude is not None
    point = public_point((report.latitude, report.longitude)) if has_point else (None, None)
    values = (
        report.folio,
        report.category,
        category.title if category else report.category,
        categories.unit_title(report.unit),
        TITLES[State(report.state)],
        REASONS.get(report.reason or "", ""),
        report.place_name or "",
        report.street or "",
        *point,
        _when(report.created_at),
        _when(report.updated_at),
        _when(report.closed_at),
        report.expected_on.isoformat() if report.expected_on else "",
        "sí" if report.expected_confirmed else "no",
        report.supporters,
        len(report.photos),
        "open311" if report.source.startswith("open311") else report.source,
    )
    return dict(zip(FIELDS, values))


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def write_csv(reports: Iterable[Report], categories: Categories, out: TextIO) -> int:
    """Write reports as CSV; how many."""
    writer = csv.DictWriter(out, FIELDS)
    writer.writeheader()
    count = 0
    for report in reports:
        row = public_row(report, categories)
        writer.writerow({name: _harmless(value) for name, value in row.items()})
        count += 1
    return count


def _features(reports: Iterable[Report], categories: Categories) -> Iterator[dict[str, Any]]:
    for report in reports:
        row = public_row(report, categories)
        latitude, longitude = row.pop("latitud"), row.pop("longitud")
        point = None
        if latitude is not None:
            point = {"type": "Point", "coordinates": [longitude, latitude]}
        yield {"type": "Feature", "geometry": point, "properties": row}


def write_geojson(reports: Iterable[Report], categories: Categories, out: TextIO) -> int:
    """Write reports as GeoJSON (RFC 7946), one feature a line; how many."""
    count = 0
    out.write('{"type": "FeatureCollection", "features": [')
    for feature in _features(reports, categories):
        out.write(",\n" if count else "\n")
        out.write(json.dumps(feature, ensure_ascii=False))
        count += 1
    out.write("\n]}\n")
    return count
