"""`acolwhats reports …` as somebody of a unit types it."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from typer.testing import CliRunner

from acolwhats.cli import app
from acolwhats.database import Base, get_engine, session_scope
from acolwhats.reports import service
from acolwhats.reports.categories import get_categories
from acolwhats.reports.service import NewReport
from acolwhats.settings import get_settings

NOW = 1_764_093_600.0


def forget_settings():
    for cached in (get_settings, get_engine):
        cached.cache_clear()


@pytest.fixture
def run(tmp_path, monkeypatch):
    for name, value in {
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'reports.db'}",
        "ACOLWHATS_ENV": "development",
    }.items():
        monkeypatch.setenv(name, value)
    forget_settings()
    Base.metadata.create_all(get_engine())

    def run(*arguments, fails=False):
        done = CliRunner(mix_stderr=True).invoke(app, ["reports", *arguments])
        assert (done.exit_code != 0) == fails, done.output
        return done.output

    yield run
    get_engine().dispose()
    forget_settings()


@pytest.fixture
def report():
    new = NewReport(
        get_categories().by_code["bache"],
        "calle Aldama 14, casa de Panchita",
        "Xometla",
        "calle Aldama",
        (19.63851, -98.91203),
        "muy hondo",
    )
    with session_scope() as session:
        return service.create(session, new, NOW, date(2025, 12, 9))


def test_reports_are_listed_and_shown(run, report):
    assert report.folio in run("list") and "1 of 1" in run(
        "list", "--open", "--unit", "servicios_publicos"
    )
    assert "0 of 0" in run("list", "--state", "done")
    assert "1 of 1" in run("list", "--overdue")

    shown = run("show", report.folio.lower().replace("-", ""))
    assert "calle Aldama 14" in shown and "not confirmed by the unit" in shown


def test_a_state_is_changed_with_what_it_needs(run, report):
    assert "accepted" in run("state", report.folio, "accepted")
    assert "reason" in run("state", report.folio, "rejected", fails=True)
    assert "rejected" in run("state", report.folio, "rejected", "--reason", "not_found")
    assert "cannot follow" in run("state", report.folio, "done", fails=True)
    assert "not_found" in run("show", report.folio)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "RS-0000-0001"),
        ("state", "nothing", "done"),
        ("list", "--state", "wonderful"),
        ("keys", "revoke", "nobody"),
        ("keys", "create", " "),
        ("export", "reports.doc"),
    ],
)
def test_what_makes_no_sense_is_told_in_one_line(arguments, run):
    output = run(*arguments, fails=True)

    assert len(output.strip().splitlines()) == 1 and "Traceback" not in output


def test_a_report_is_handed_to_another_unit(run, report):
    assert "ODAPASA" in run("assign", report.folio, "odapasa")
    assert "no unit" in run("assign", report.folio, "nadie", fails=True)


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_an_export_holds_no_personal_data(kind, run, report, tmp_path):
    file = tmp_path / f"reportes.{kind}"

    assert "1 report(s)" in run("export", str(file))
    text = file.read_text(encoding="utf-8-sig")
    assert report.folio in text and "Panchita" not in text and "19.63851" not in text
    if kind == "csv":
        assert len(list(csv.DictReader(text.splitlines()))) == 1
    else:
        assert len(json.loads(text)["features"]) == 1


def test_a_key_is_shown_once(run):
    key_id, key = run("keys", "create", "una app").split()[:2]

    assert key.startswith("acw_")
    listed = run("keys", "list")
    assert key_id in listed and key not in listed
    run("keys", "revoke", key_id)
    assert "revoked" in run("keys", "list")


def test_the_configuration_is_checked(run):
    assert "12 categories" in run("check") and "no unit has confirmed" in run("check")


def test_photos_are_written_to_a_folder(run, report, tmp_path):
    from acolwhats.reports.photos import report_photos
    from acolwhats.whatsapp.media.store import Cleaned, MediaStore

    drafts = MediaStore(tmp_path / "media", b"d" * 32)
    photos = report_photos(get_settings(), drafts)
    kept = photos.keep([drafts.put(Cleaned(b"una foto", "image/jpeg"))])
    with session_scope() as session:
        service.find(session, report.folio).photos = kept

    run("photo", report.folio, str(tmp_path))

    assert (tmp_path / f"{report.folio}-1.jpeg").read_bytes() == b"una foto"


def test_the_web_process_serves_open311(run, report):
    from fastapi.testclient import TestClient

    from acolwhats.panel.app import create_app

    with TestClient(create_app(get_settings())) as client:
        assert client.get("/open311/v2/services.xml").status_code == 200
        answer = client.get(f"/open311/v2/requests/{report.folio}.json")
    assert answer.json()[0]["service_request_id"] == report.folio
