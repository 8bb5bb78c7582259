from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from acolwhats.answers import columns as col
from acolwhats.answers.seed import apply_seed
from acolwhats.answers.spreadsheet_reader import WorkbookError, _Reader, read_workbook

from ..invented import CATALOG, TODAY, VERIFIED, answer, fact, seed_of
from .sheets import FACT, KIOSCO, VIVERO, cell

SEEDS = {"label": "vivero/semillas", "aspect": "respuesta"}

# -- what is exported -------------------------------------------------------------------------------


def test_there_is_help_a_sheet_a_topic_and_one_of_shared_facts(office):
    assert office.book.sheetnames == [
        col.HELP_SHEET, VIVERO, KIOSCO, "Talleres de barro", col.SHARED_SHEET,
    ]  # fmt: skip
    assert office.book[col.HELP_SHEET]["A1"].value == col.HELP[0]


def test_each_statement_is_a_row_that_says_its_source_and_state(office):
    first = office.rows(VIVERO)[0]
    assert first["text"] == "El vivero regala 20 semillas por familia."
    assert (first["source"], first["confidence"]) == ("Boletín del vivero", "alta")
    assert first["verified_on"].date() == VERIFIED
    states = {row["text"]: row["state"] for row in office.rows(VIVERO)}
    assert states["Lleva una bolsa de tela."] == col.ADVICE
    assert states["*(000) 000 0000*: ventanilla del vivero."] == col.SHARED
    assert states[None] == col.MISSING


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"valid_until": TODAY - timedelta(days=1)}, col.EXPIRED),
        ({"valid_until": TODAY}, col.CURRENT),
        ({"confidence": "baja"}, col.DOUBTFUL),
    ],
)
def test_the_state_says_what_is_expired_or_doubtful(office, scope, changes, state):
    with scope() as session:
        apply_seed(session, seed_of(answer("vivero/riego", fact("Es hoy.", "fecha", **changes))))
    office.export()
    row = office.rows(VIVERO)[office.row_of(VIVERO, label="vivero/riego") - 2]
    assert row["state"] == state


# -- dates ------------------------------------------------------------------------------------------


def read_date(value: object) -> tuple[date | None, list[str]]:
    reader = _Reader()
    return reader.date_of("Hoja", 2, "valid_until", value), reader.problems


@given(st.dates(date(1900, 1, 1)))
def test_a_date_is_read_however_it_is_written(day):
    forms = [
        day,
        datetime(day.year, day.month, day.day, 13, 30),
        day.isoformat(),
        f"{day.day:02}/{day.month:02}/{day.year:04}",
        f" {day.day}/{day.month}/{day.year:04} ",
    ]
    assert [read_date(form) for form in forms] == [(day, [])] * len(forms)


@given(st.text(max_size=12) | st.integers() | st.floats() | st.booleans())
def test_what_is_not_a_date_is_named_or_empty_and_never_guessed(value):
    day, problems = read_date(value)
    if value == "":
        assert (day, problems) == (None, [])
    elif day is None:
        assert problems == [f"{cell('Hoja', 2, 'valid_until')}«{value}» no es una fecha (dd/mm/aaaa)"]  # fmt: skip
    else:
        assert str(value).strip()


@pytest.mark.parametrize("value", ["31/02/2026", "mañana", "2026/12/01", "12/31/2026", 46000])
def test_a_day_that_does_not_exist_is_named(value):
    assert read_date(value)[0] is None
    assert f"«{value}» no es una fecha" in read_date(value)[1][0]


# -- bad cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "named", "hint"),
    [
        ({"label": "vivero/nada"}, "label", "«vivero/nada»"),
        ({"label": None}, "label", "clave"),
        ({"aspect": "precio"}, "aspect", "«precio»"),
        ({"aspect": None}, "aspect", "aspecto"),
        ({"source": None}, "source", "falta la fuente"),
        ({"source": None, "confidence": None}, "source", "es un dato"),
        ({"confidence": None}, "confidence", "alta, media o baja"),
        ({"confidence": "mucha"}, "confidence", "alta, media o baja"),
        ({"verified_on": None}, "verified_on", "falta la fecha"),
        ({"verified_on": "ayer"}, "verified_on", "«ayer»"),
        ({"published": "enero"}, "published", "«enero»"),
        ({"valid_from": "1/13/2026"}, "valid_from", "«1/13/2026»"),
        ({"valid_until": "nunca"}, "valid_until", "«nunca»"),
        ({"valid_from": date(2026, 2, 2), "valid_until": date(2026, 2, 1)}, "valid_until", "anterior"),
        ({"text": None, "aspect": "precio"}, "aspect", "«precio»"),
        ({"text": "Es totalmente anónimo."}, "text", "anón"),
        ({"text": "Es totalmente anónimo.", "source": None, "confidence": None}, "text", "anón"),
        ({"shared": "no_existe"}, "shared", "«no_existe»"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_sheet_and_cell_in_spanish(office, cells, named, hint):
    row = office.fill(VIVERO, office.row_of(VIVERO, **SEEDS), **cells)
    (complaint,) = office.complaints()
    assert complaint.startswith(cell(VIVERO, row, named))
    assert hint in complaint
    assert "promises" not in complaint


def test_a_bad_shared_fact_is_named_too(office):
    row = office.fill(col.SHARED_SHEET, 2, confidence=None)
    (complaint,) = office.complaints()
    assert complaint.startswith(cell(col.SHARED_SHEET, row, "confidence"))


def test_a_shared_fact_without_a_key_is_named(office):
    row = office.add(col.SHARED_SHEET, aspect="costo", text="Cuesta 20.", **FACT)
    (complaint,) = office.complaints()
    assert complaint.startswith(cell(col.SHARED_SHEET, row, "label"))


def test_every_bad_cell_is_named_not_only_the_first(office):
    first = office.fill(VIVERO, office.row_of(VIVERO, **SEEDS), valid_from="x", valid_until="y")
    second = office.add(KIOSCO, label="kiosco/nada", text="Hola.")
    assert [complaint.split(": ")[0] + ": " for complaint in office.complaints()] == [
        cell(VIVERO, first, "valid_from"),
        cell(VIVERO, first, "valid_until"),
        cell(KIOSCO, second, "label"),
    ]


def test_a_sheet_whose_headers_changed_is_named(office):
    office.book[KIOSCO]["D1"] = "Descripción"
    (complaint,) = office.complaints()
    assert complaint.startswith(f"Hoja «{KIOSCO}», fila 1: los encabezados cambiaron")


def test_empty_rows_are_skipped(office):
    office.add(VIVERO, label="", text="")
    office.add(VIVERO, label="vivero/riego", aspect="costo", text="Es gratis.", **FACT)
    assert office.complaints() == []


@pytest.mark.parametrize("content", [b"", b"PK no es un libro", b"Clave,Texto\n"])
def test_a_file_that_is_not_a_spreadsheet_is_refused(tmp_path, content):
    path = tmp_path / "carta.xlsx"
    path.write_bytes(content)
    with pytest.raises(WorkbookError, match=r"carta\.xlsx no es un archivo"):
        read_workbook(path, CATALOG)


def test_another_spreadsheet_is_refused(tmp_path):
    path = tmp_path / "nomina.xlsx"
    Workbook().save(path)
    with pytest.raises(WorkbookError, match="los encabezados cambiaron"):
        read_workbook(path, CATALOG)
