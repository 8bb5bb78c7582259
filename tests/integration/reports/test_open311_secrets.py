"""No denuncia can ever appear in Open311."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import event

from acolwhats.catalog import get_catalog
from acolwhats.denuncias.folio import new_folio
from acolwhats.denuncias.models import Denuncia, Evidence, ThreadMessage
from acolwhats.reports.categories import get_categories

ROOT = Path(__file__).resolve().parents[3]
FOLIO = new_folio()
CANARIES = (FOLIO, "canario-categoria", "canario-contenido", "canario-hilo", "d" * 32, "e" * 32)


@pytest.fixture
def with_denuncia(api):
    today = date(2025, 11, 25)
    secret = b"canario-contenido"
    with api.scope() as session:
        session.add(
            Denuncia(
                id="d" * 32, folio=FOLIO, category="canario-categoria", groups=[], excluded=[], state="received",
                received_on=today, state_on=today, public_key=secret, content=secret, lookup_salt=b"1",
                lookup_hash=b"2", key_salt=b"3", citizen_public_key=b"4", citizen_wrap=b"5",
            )
        )  # fmt: skip
        session.flush()
        session.add(ThreadMessage(id="e" * 32, denuncia_id="d" * 32, author="citizen", content=b"canario-hilo", on=today))  # fmt: skip
        session.add(Evidence(id="f" * 32, denuncia_id="d" * 32, content=secret, on=today))
    return api


def _every_answer(api):
    """Whatever can be asked, with a denuncia's folio and id wherever something can be named."""
    report = api.filed()
    ids = (FOLIO, FOLIO.removeprefix("AC-"), "d" * 32, "e" * 32, report.folio)
    for form in ("xml", "json"):
        yield api.client.get(f"/open311/discovery.{form}")
        yield api.get(f"services.{form}")
        for code in (
            *get_categories().by_code,
            "canario-categoria",
            "denuncia",
            "denuncia_anonima",
        ):
            yield api.get(f"services/{code}.{form}")
            yield api.get(f"requests.{form}", service_code=code)
        for name in ids:
            yield api.get(f"requests/{name}.{form}")
            yield api.get(f"tokens/{name}.{form}")
        for params in (
            {},
            {"status": "open"},
            {"status": "closed"},
            {"service_request_id": ",".join(ids)},
            {"start_date": "2025-11-01T00:00:00Z", "api_key": api.key},
        ):
            yield api.get(f"requests.{form}", **params)
        yield api.post(form, service_code="canario-categoria", lat="19.63", long="-98.91")
        yield api.post(form, service_code="bache", lat="19.63", long="-98.91", address_id=FOLIO)


def test_no_answer_tells_anything_of_a_denuncia(with_denuncia):
    api = with_denuncia
    api.now += 1
    count = 0
    for answer in _every_answer(api):
        api.now += 10  # not too often
        count += 1
        assert not [canary for canary in CANARIES if canary in answer.text], answer.url
    assert count > 80


def test_the_canaries_are_really_there(with_denuncia):
    """The test above could not fail otherwise."""
    with with_denuncia.engine.connect() as connection:
        rows = repr(connection.exec_driver_sql("select * from denuncias").all())
        rows += repr(connection.exec_driver_sql("select * from denuncia_messages").all())
    assert all(canary in rows for canary in CANARIES)


def test_no_query_touches_a_table_of_denuncias(with_denuncia):
    api = with_denuncia
    statements: list[str] = []
    event.listen(api.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    for _ in _every_answer(api):
        api.now += 10

    assert any("FROM reports" in statement for statement in statements)
    assert not [s for s in statements if "denuncia" in s.lower() or "officers" in s.lower()]


def test_a_denuncia_by_its_folio_is_not_found(with_denuncia):
    for path in (f"requests/{FOLIO}.json", f"tokens/{FOLIO}.json"):
        assert with_denuncia.get(path).status_code == 404


def test_the_tables_of_denuncias_are_not_even_loaded():
    code = (
        "import sys, acolwhats.reports.open311.router; "
        "print([m for m in sys.modules if m.startswith('acolwhats.denuncias')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "acolwhats.denuncias.codes" in done.stdout
    assert not [n for n in ("models", "vault", "keys", "evidence", "followup") if f"denuncias.{n}'" in done.stdout]  # fmt: skip


def test_no_category_of_a_denuncia_is_a_service():
    routing = yaml.safe_load(
        (ROOT / "data" / "denuncias" / "routing.yml").read_text(encoding="utf-8")
    )
    secret = set(get_catalog().topics["denuncia_anonima"].questions)
    reported = {label for c in get_categories().by_code.values() for label in c.labels}

    assert routing and not secret & reported
    assert not set(routing["categories"]) & set(get_categories().by_code)
