from __future__ import annotations

import csv
import io
import json

import pytest

from acolwhats.reports import notices, repeats, service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.export import FIELDS, write_csv, write_geojson
from acolwhats.reports.service import EVERYTHING, NewReport
from tests.unit.reports.talking import NOON

CATEGORIES = get_categories()
SENDER = "wa-" + "c" * 32
SECRETS = ("Panchita", "5512345678", SENDER, "19.638512", "-98.912034", "handle-secreto")


@pytest.fixture
def filed(session):
    new = NewReport(
        CATEGORIES.by_code["bache"],
        "casa de Panchita, calle Aldama 14, Xometla",
        "Xometla",
        "calle Aldama",
        (19.638512, -98.912034),
        "soy Panchita, mi cel es 5512345678",
        [{"handle": "handle-secreto", "content_type": "image/jpeg"}],
    )
    report = service.create(session, new, NOON, None)
    repeats.mark(session, report, SENDER, NOON)
    notices.watch(session, report, SENDER)
    return report


@pytest.mark.parametrize("write", [write_csv, write_geojson])
def test_nothing_about_persons_is_exported(write, filed, session):
    out = io.StringIO()

    assert write(service.every_report(session, EVERYTHING), CATEGORIES, out) == 1
    assert not [secret for secret in SECRETS if secret in out.getvalue()]
    assert filed.folio in out.getvalue()


def test_csv_has_a_column_for_each_field_and_rounded_places(filed, session):
    out = io.StringIO()
    write_csv(service.every_report(session, EVERYTHING), CATEGORIES, out)

    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert tuple(row) == FIELDS
    assert (row["latitud"], row["longitud"]) == ("19.639", "-98.912")
    assert (row["calle"], row["lugar"], row["fotos"]) == ("calle Aldama", "Xometla", "1")
    assert row["recibido"].startswith("2025-11-25T12:00-06:00")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t"])
def test_a_formula_is_only_text(begin, filed, session):
    filed.street = f"{begin}cmd|calc"
    out = io.StringIO()
    write_csv([filed], CATEGORIES, out)

    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert row["calle"] == f"'{begin}cmd|calc"


def test_geojson_is_geojson_with_longitude_first(filed, session):
    bare = service.create(
        session, NewReport(CATEGORIES.by_code["bache"], "por ahí"), NOON + 1, None
    )
    out = io.StringIO()
    write_geojson(service.every_report(session, EVERYTHING), CATEGORIES, out)

    content = json.loads(out.getvalue())
    assert content["type"] == "FeatureCollection"
    first, second = content["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [-98.912, 19.639]}
    assert second["geometry"] is None and second["properties"]["folio"] == bare.folio


def test_no_reports_are_still_geojson():
    out = io.StringIO()

    assert write_geojson([], CATEGORIES, out) == 0
    assert json.loads(out.getvalue())["features"] == []
