from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from acolwhats.answers import columns as col
from acolwhats.answers.importing import Change, apply_changes
from acolwhats.answers.lookup import find_answer
from acolwhats.answers.models import AnswerRecord
from acolwhats.answers.seed import apply_seed

from ..invented import TODAY, advice, answer, fact, seed_of, town
from .sheets import FACT, KIOSCO, VIVERO, Office


@pytest.fixture
def told(scope):
    """What an answer tells on a day."""

    def told(label: str, today: date = TODAY) -> list[str]:
        with scope() as session:
            return [fact.text for fact in find_answer(session, label, today).facts]

    return told


def missing(scope, label: str) -> list[str]:
    with scope() as session:
        return list(session.get(AnswerRecord, label).missing)


# -- nothing changed --------------------------------------------------------------------------------


def test_an_export_imported_as_it_is_changes_nothing(office):
    assert [change.describe() for change in office.plan()] == []


TWINS = {
    "same name, other date": (
        {"name": "El Eco", "published": date(2026, 1, 1)},
        {"name": "El Eco", "published": date(2026, 2, 2)},
    ),
    "same name, other page": (
        {"name": "El Eco", "url": "https://eco.example/1"},
        {"name": "El Eco", "url": "https://eco.example/2"},
    ),
    "alike under two keys": ({"name": "El Eco"}, {"name": "El Eco"}),
}


@pytest.mark.parametrize("twins", TWINS.values(), ids=TWINS)
def test_two_sources_with_one_name_stay_apart(scope, tmp_path, twins):
    sources = dict(zip(("eco_1", "eco_2"), twins, strict=True))
    with scope() as session:
        one, two = fact("Uno.", source="eco_1"), fact("Dos.", source="eco_2")
        apply_seed(session, seed_of(answer("vivero/riego", one, two), sources=sources))
    assert [change.describe() for change in Office(scope, tmp_path / "a.xlsx").plan()] == []


@pytest.mark.parametrize(
    ("statements", "lacks"),
    [
        pytest.param([fact("Desde 20.", "costo")], ["costo"], id="an aspect told in part"),
        pytest.param(
            [fact("Quizá 20.", "costo", confidence="baja")], ["costo"], id="a doubtful aspect"
        ),
        pytest.param([advice("Pregunta.", "costo")], ["costo"], id="advice about what lacks"),
        pytest.param([fact("  Abre.\n")], [], id="spaces around a text"),
        pytest.param([fact("Uno."), fact("Uno.")], [], id="a fact said twice"),
    ],
)
def test_an_unusual_answer_comes_back_as_it_was(scope, tmp_path, statements, lacks):
    with scope() as session:
        apply_seed(session, seed_of(answer("vivero/riego", *statements, missing=lacks)))
    assert [change.describe() for change in Office(scope, tmp_path / "a.xlsx").plan()] == []


def test_planning_changes_nothing_yet(office, told):
    before = told("vivero/semillas")
    office.fill(VIVERO, office.row_of(VIVERO, text=before[0]), text="Ya no hay 20 semillas.")
    assert len(office.plan()) == 1
    assert told("vivero/semillas") == before


# -- changes ----------------------------------------------------------------------------------------


def test_an_edited_text_is_told_at_once(office, told):
    row = office.row_of(VIVERO, text="El vivero regala 20 semillas por familia.")
    office.fill(VIVERO, row, text="El vivero regala 30 semillas por familia.")
    (change,) = office.import_()
    assert told("vivero/semillas")[0] == "El vivero regala 30 semillas por familia."
    assert change.name == "vivero/semillas"
    removed, added = change.lines
    assert removed.startswith("- respuesta: El vivero regala 20")
    assert added.startswith("+ respuesta: El vivero regala 30")


def test_a_missing_aspect_that_is_filled_in_is_told_and_no_longer_missing(office, scope, told):
    row = office.row_of(VIVERO, label="vivero/semillas", aspect="horario")
    office.fill(VIVERO, row, text="Abre de 9 a 14 h.", **FACT)
    (change,) = office.import_()
    assert "Abre de 9 a 14 h." in told("vivero/semillas")
    assert missing(scope, "vivero/semillas") == []
    assert "falta: nada" in change.lines


def test_a_fact_that_is_blanked_is_missing_again(office, scope, told):
    row = office.row_of(VIVERO, text="Es gratis.")
    office.fill(VIVERO, row, text=None)
    office.import_()
    assert "Es gratis." not in told("vivero/semillas")
    assert "costo" in missing(scope, "vivero/semillas")


def test_a_fact_whose_row_is_deleted_is_missing_again(office, scope, told):
    office.delete(VIVERO, office.row_of(VIVERO, text="Es gratis."))
    office.import_()
    assert "Es gratis." not in told("vivero/semillas")
    assert set(missing(scope, "vivero/semillas")) == {"horario", "costo"}


def test_a_new_row_adds_a_fact_with_a_new_source(office, scope):
    new = {**FACT, "source": "Gaceta del jardín", "url": "https://jardin.example"}
    office.add(KIOSCO, label="kiosco/banda", aspect="costo", text="Cuesta 20.", **new)
    office.import_()
    with scope() as session:
        told = find_answer(session, "kiosco/banda", TODAY).facts[-1]
    assert (told.text, told.source) == ("Cuesta 20.", "Gaceta del jardín")
    office.export()
    assert office.rows(KIOSCO)[-1]["url"] == "https://jardin.example"


def test_a_shared_fact_is_edited_once_for_all_who_use_it(office, scope, told):
    office.fill(col.SHARED_SHEET, 2, text="*(000) 111 1111*: ventanilla nueva.")
    office.import_()
    assert "*(000) 111 1111*: ventanilla nueva." in told("vivero/semillas")
    with scope() as session:
        danger = find_answer(session, "vivero/enjambre", TODAY).emergency
    assert danger.numbers == ("*(000) 111 1111*: ventanilla nueva.",)


def test_an_edit_of_an_emergency_answer_keeps_its_instructions(office, scope):
    office.fill(VIVERO, office.row_of(VIVERO, text="No te acerques."), text="Quédate lejos.")
    office.import_()
    with scope() as session:
        result = find_answer(session, "vivero/enjambre", TODAY)
    assert result.facts[0].text == "Quédate lejos."
    assert result.emergency.instructions == ("Aléjate despacio.", "Cubre tu cara.")
    assert result.discreet.instructions == ("Guarda silencio.",)


def test_other_order_is_a_change(office, told):
    first = office.row_of(VIVERO, text="El vivero regala 20 semillas por familia.")
    row = office.rows(VIVERO)[first - 2]
    office.delete(VIVERO, first)
    office.add(VIVERO, **row)
    (change,) = office.import_()
    assert change.lines == ("~ otro orden",)
    assert told("vivero/semillas")[-1] == "El vivero regala 20 semillas por familia."


def test_a_fact_is_told_until_the_day_that_the_office_wrote(office, told):
    last = date(2026, 12, 1)
    office.fill(VIVERO, office.row_of(VIVERO, text="Es gratis."), valid_until=last)
    office.import_()
    assert "Es gratis." in told("vivero/semillas", last)
    assert "Es gratis." not in told("vivero/semillas", last + timedelta(days=1))


@pytest.mark.parametrize("text", [None, "Otra cosa."])
@pytest.mark.parametrize("sheet", [VIVERO, col.SHARED_SHEET])
def test_what_an_office_does_to_a_shared_fact_is_done_or_refused_never_ignored(office, sheet, text):
    office.fill(sheet, office.row_of(sheet, shared="ventanilla"), text=text)
    assert office.complaints() or office.plan()


# -- twice, and after a seed ------------------------------------------------------------------------


def test_importing_the_same_spreadsheet_again_changes_nothing(office):
    office.fill(VIVERO, office.row_of(VIVERO, text="Es gratis."), text="Es de cooperación.")
    office.add(KIOSCO, label="kiosco/banda", aspect="costo", text="Cuesta 20.", **FACT)
    office.import_()
    assert office.plan() == []


def test_importing_a_shared_fact_again_changes_nothing(office):
    office.fill(col.SHARED_SHEET, 2, text="*(000) 111 1111*: ventanilla nueva.")
    office.import_()
    assert [change.describe() for change in office.plan()] == []


def test_what_the_office_wrote_survives_a_later_seed(office, scope, told):
    office.fill(VIVERO, office.row_of(VIVERO, text="Es gratis."), text="Es de cooperación.")
    office.fill(col.SHARED_SHEET, 2, text="*(000) 111 1111*: ventanilla nueva.")
    office.import_()
    later = town(workshops=())
    later.shared["ventanilla"].text = "Otra ventanilla."
    later.answers["vivero/semillas"].statements[2].text = "Cuesta 50."
    later.answers["kiosco/banda"].statements[0].text = "La banda tiene 15 músicos."
    with scope() as session:
        apply_seed(session, later)
    assert "Es de cooperación." in told("vivero/semillas")
    assert "*(000) 111 1111*: ventanilla nueva." in told("vivero/semillas")
    assert told("kiosco/banda") == ["La banda tiene 15 músicos."]


# -- all or nothing ---------------------------------------------------------------------------------


def test_one_bad_cell_and_nothing_at_all_is_imported(office, told):
    office.fill(VIVERO, office.row_of(VIVERO, text="Es gratis."), text="Es de cooperación.")
    office.add(KIOSCO, label="kiosco/banda", aspect="costo", text="Cuesta 20.")
    assert len(office.complaints()) == 1
    assert "Es gratis." in told("vivero/semillas")


def test_a_change_that_cannot_be_made_undoes_the_others(office, scope, told):
    office.fill(VIVERO, office.row_of(VIVERO, text="Es gratis."), text="Es de cooperación.")
    impossible = Change("kiosco/banda", (), answer=answer("kiosco/banda", "nadie"))
    changes = [*office.plan(), impossible]
    with pytest.raises(IntegrityError), scope() as session:
        apply_changes(session, changes)
    assert "Es gratis." in told("vivero/semillas")
    assert told("kiosco/banda") == ["La banda tiene 12 músicos."]
