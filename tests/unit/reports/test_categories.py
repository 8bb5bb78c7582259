from __future__ import annotations

import pytest
import yaml

from acolwhats.catalog import get_catalog
from acolwhats.reports.categories import CATEGORIES_FILE, get_categories, read_categories
from acolwhats.reports.config import ReportsConfigError

CATEGORIES = get_categories()
CATALOG = get_catalog()


@pytest.fixture
def changed(tmp_path):
    """Reads the project's file with a change."""

    def changed(change):
        content = yaml.safe_load(CATEGORIES_FILE.read_text(encoding="utf-8"))
        change(content)
        path = tmp_path / "categories.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return read_categories(path, CATALOG)

    return changed


def first(content):
    return content["categories"][0]


@pytest.mark.parametrize(
    ("text", "label", "code"),
    [
        ("está tapada la coladera", "servicios_publicos/drenaje", "drenaje"),
        ("la coladera no tiene tapa", "servicios_publicos/drenaje", "coladera"),
        ("se robaron la tapa de la coladera", "servicios_publicos/drenaje", "coladera"),
        ("no pasó el camión", "servicios_publicos/basura", "basura"),
        ("es un tiradero", "servicios_publicos/basura", "tiradero"),
        ("lo que sea", "servicios_publicos/bache", "bache"),
        ("semáforo", "seguridad_ciudadana/vialidad", "vialidad"),
    ],
)
def test_a_question_of_the_catalogue_leads_to_a_category(text, label, code):
    assert CATEGORIES.of_label(label, text).code == code


@pytest.mark.parametrize("label", [None, "saludo", "servicios_publicos/predial_pago"])
def test_other_questions_lead_nowhere(label):
    assert CATEGORIES.of_label(label, "hay un bache") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("un hoyo", "bache"), ("la lámpara", "alumbrado"), ("SIN TAPA", "coladera"), ("hola", None)],
)
def test_a_category_is_named_without_the_model(text, code):
    found = CATEGORIES.named_in(text)

    assert (found.code if found else None) == code


def test_no_goal_is_told_as_confirmed_before_a_unit_has_confirmed_it():
    content = yaml.safe_load(CATEGORIES_FILE.read_text(encoding="utf-8"))
    for entry in content["categories"]:
        signed = bool(entry.get("confirmed_by") and entry.get("verified_on"))
        assert CATEGORIES.by_code[entry["code"]].is_confirmed == signed


def test_a_confirmed_goal_is_told_as_such(changed):
    import datetime

    def confirm(content):
        first(content).update(
            confirmed_by="Dirección de Servicios Públicos", verified_on=datetime.date(2026, 2, 1)
        )

    assert changed(confirm).by_code["bache"].is_confirmed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.pop("units"), "units"),
        (lambda c: c.update(categories=[]), "no categor"),
        (lambda c: c.update(version="ayer"), "version"),
        (lambda c: first(c).pop("unit"), "bache has no unit"),
        (lambda c: first(c).update(unit="nadie"), "unit nadie"),
        (lambda c: first(c).update(labels=["servicios_publicos/ovnis"]), "ovnis"),
        (lambda c: first(c).update(labels=["denuncia_anonima/presentar"]), "denuncia"),
        (lambda c: first(c).update(working_days=0), "working_days"),
        (lambda c: first(c).update(working_days="pronto"), "working_days"),
        (lambda c: first(c).update(confirmed_by="Alguien"), "go together"),
        (lambda c: first(c).update(title="Un título que no cabe en la lista"), "title"),
        (lambda c: first(c).update(code="BACHE 1"), "no code"),
        (lambda c: first(c).update(colour="red"), "colour"),
        (lambda c: c["categories"].append(dict(first(c))), "twice"),
        (lambda c: first(c).update(attributes=[{"code": "a", "description": "b", "datatype": "x"}]), "datatype x"),
        (lambda c: first(c).update(attributes=[{"code": "a", "description": "b", "datatype": "singlevaluelist"}]), "values"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_one_line(change, said, changed):
    with pytest.raises(ReportsConfigError) as raised:
        changed(change)

    assert said in str(raised.value) and "\n" not in str(raised.value)


def test_who_shares_a_question_needs_words(changed):
    def silence(content):
        next(c for c in content["categories"] if c["code"] == "coladera")["words"] = []

    with pytest.raises(ReportsConfigError, match="coladera shares"):
        changed(silence)
