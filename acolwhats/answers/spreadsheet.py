"""Writes the spreadsheet that the administrative units fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Iterator, Optional

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.answers import columns as col
from acolwhats.answers.aspects import Aspect
from acolwhats.answers.check import CONFIDENCES
from acolwhats.answers.models import AnswerRecord, Statement
from acolwhats.catalog import Catalog

_YELLOW = PatternFill("solid", start_color="FFF2CC")
_RED = PatternFill("solid", start_color="F8CBAD")
_GREY = PatternFill("solid", start_color="EDEDED")
_FILLS = {col.MISSING: _YELLOW, col.EXPIRED: _RED, col.DOUBTFUL: _RED, col.SHARED: _GREY}


def _state(statement: Statement, today: date) -> str:
    if statement.guidance:
        return col.ADVICE
    if statement.valid_until is not None and statement.valid_until < today:
        return col.EXPIRED
    return col.DOUBTFUL if statement.confidence == "baja" else col.CURRENT


def _row(label: str, title: str, statement: Statement, today: date) -> dict[str, Any]:
    source = statement.source
    return {
        "label": label,
        "title": title,
        "aspect": statement.aspect,
        "text": statement.text,
        "source": source.name if source else None,
        "url": source.url if source else None,
        "published": source.published if source else None,
        "confidence": statement.confidence,
        "verified_by": statement.verified_by,
        "verified_on": statement.verified_on,
        "valid_from": statement.valid_from,
        "valid_until": statement.valid_until,
        "state": _state(statement, today),
    }


def _rows_of(record: AnswerRecord, today: date) -> Iterator[dict[str, Any]]:
    for link in record.statements:
        row = _row(record.label, record.title, link.statement, today)
        if link.statement.shared:
            text = link.statement.text
            row |= {"state": col.SHARED, "shared": link.statement_key, "original": text}
        yield row
    for aspect in record.missing:
        yield {"label": record.label, "title": record.title, "aspect": aspect, "state": col.MISSING}


def _fill_sheet(sheet: Worksheet, rows: list[dict[str, Any]]) -> None:
    sheet.append([column.header for column in col.COLUMNS.values()])
    for row in rows:
        sheet.append([row.get(name) for name in col.NAMES])
    for number, column in enumerate(col.COLUMNS.values(), start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
        sheet.cell(1, number).font = Font(bold=True)
    for cells, row in zip(sheet.iter_rows(min_row=2), rows):
        for cell, name in zip(cells, col.NAMES):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if fill := _FILLS.get(row.get("state", "")):
                cell.fill = fill
            if name in col.DATES:
                cell.number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    for name, values in (("aspect", [a.value for a in Aspect]), ("confidence", list(CONFIDENCES))):
        letter = get_column_letter(col.NAMES.index(name) + 1)
        choices = DataValidation("list", formula1=f'"{",".join(values)}"', allow_blank=True)
        choices.error = "Elige un valor de la lista."
        sheet.add_data_validation(choices)
        choices.add(f"{letter}2:{letter}2000")


def write_workbook(
    session: Session, catalog: Catalog, path: Path, today: Optional[date] = None
) -> None:
    """Write every answer to an .xlsx: one sheet per topic, the shared facts in a sheet of their own."""
    today = today or date.today()
    book = Workbook()
    book.remove(book.worksheets[0])
    help_sheet = book.create_sheet(col.HELP_SHEET)
    help_sheet.column_dimensions["A"].width = 120
    for line in col.HELP:
        help_sheet.append([line])
    help_sheet["A1"].font = Font(bold=True, size=14)
    for topic in catalog.topics.values():
        rows: list[dict[str, Any]] = []
        for label in topic.questions:
            record = session.get(AnswerRecord, label)
            if record is not None:
                rows += _rows_of(record, today)
        _fill_sheet(book.create_sheet(topic.title), rows)
    shared = session.scalars(
        select(Statement).where(Statement.shared).order_by(Statement.key)
    ).unique()
    _fill_sheet(
        book.create_sheet(col.SHARED_SHEET),
        [{**_row(s.key, "", s, today), "shared": s.key} for s in shared],
    )
    book.save(path)
