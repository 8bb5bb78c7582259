"""Writes the spreadsheet that the administrative units fill in, and reads it back, checking every cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Iterator, Optional

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.answers import columns as col
from acolwhats.answers.aspects import Aspect
from acolwhats.answers.check import CONFIDENCES, check_statement
from acolwhats.answers.models import AnswerRecord, Statement
from acolwhats.answers.seed import SeedStatement
from acolwhats.catalog import Catalog

_YELLOW = PatternFill("solid", start_color="FFF2CC")
_RED = PatternFill("solid", start_color="F8CBAD")
_GREY = PatternFill("solid", start_color="EDEDED")
_FILLS = {col.MISSING: _YELLOW, col.EXPIRED: _RED, col.DOUBTFUL: _RED, col.SHARED: _GREY}
_DATES = ("published", "verified_on", "valid_from", "valid_until")


class WorkbookError(ValueError):
    """A spreadsheet cannot be imported; `problems` names sheet, cell and what is wrong, in Spanish."""

    def __init__(self, problems: list[str]) -> None:
        """Keeps the problems."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class SheetSource:
    """A source as the spreadsheet names it."""

    name: str
    url: Optional[str]
    published: Optional[date]


@dataclass
class SheetAnswers:
    """What a spreadsheet says.

    Attributes:
        statements: label -> statements in order; a shared fact is its name.
        missing: label -> aspects whose text is still empty.
        shared: name -> shared fact.
        sources: source key used in statements -> source.
    """

    statements: dict[str, list[SeedStatement | str]] = field(default_factory=dict)
    missing: dict[str, list[str]] = field(default_factory=dict)
    shared: dict[str, SeedStatement] = field(default_factory=dict)
    sources: dict[str, SheetSource] = field(default_factory=dict)


# -- writing ------------------------------------------------------------------------------------------


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
            row |= {"state": col.SHARED, "shared": link.statement_key}
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
            if name in _DATES:
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


# -- reading ------------------------------------------------------------------------------------------


class _Reader:
    """Reads rows and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.answers = SheetAnswers()

    def complain(self, sheet: str, row: int, name: str, problem: str) -> None:
        letter = get_column_letter(col.NAMES.index(name) + 1)
        self.problems.append(f"Hoja «{sheet}», celda {letter}{row}: {problem}")

    def date_of(self, sheet: str, row: int, name: str, value: Any) -> Optional[date]:
        if value in (None, ""):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(str(value).strip(), form).date()
            except ValueError:
                continue
        self.complain(sheet, row, name, f"«{value}» no es una fecha (dd/mm/aaaa)")
        return None

    def statement(self, sheet: str, row: int, cells: dict[str, Any]) -> Optional[SeedStatement]:
        """The statement of a row, or None after complaining."""
        before = len(self.problems)
        dates = {name: self.date_of(sheet, row, name, cells[name]) for name in _DATES}
        source = str(cells["source"] or "").strip()
        url = str(cells["url"] or "").strip() or None
        published = dates.pop("published")
        guidance = not source and cells["confidence"] in (None, "")
        if cells["aspect"] not in {aspect.value for aspect in Aspect}:
            self.complain(sheet, row, "aspect", f"«{cells['aspect']}» no es un aspecto de la lista")
        statement = SeedStatement(
            aspect=str(cells["aspect"]),
            text=str(cells["text"]).strip(),
            guidance=guidance,
            source=source or None,
            confidence=cells["confidence"] or None,
            verified_by=str(cells["verified_by"]).strip() if cells["verified_by"] else None,
            **dates,
        )
        if len(self.problems) == before and (wrong := self._wrong(statement)):
            self.complain(sheet, row, *wrong)
        if source:
            # Sources of the same name may be different pages: the whole of it is its name here.
            statement.source = f"{source} | {url} | {published}"
            self.answers.sources[statement.source] = SheetSource(source, url, published)
        return statement if len(self.problems) == before else None

    @staticmethod
    def _wrong(statement: SeedStatement) -> Optional[tuple[str, str]]:
        if statement.guidance:
            if check_statement(statement, {}):
                return (
                    "source",
                    "es un dato (lleva números o enlaces): escribe su fuente, confianza y fecha",
                )
            return None
        if not statement.source:
            return "source", "falta la fuente"
        if statement.confidence not in CONFIDENCES:
            return "confidence", "elige alta, media o baja"
        if statement.verified_on is None:
            return "verified_on", "falta la fecha en que se verificó"
        if (
            statement.valid_from
            and statement.valid_until
            and statement.valid_until < statement.valid_from
        ):
            return "valid_until", "es anterior a «Vigente desde»"
        if problem := check_statement(statement, {statement.source: True}):
            return "text", problem
        return None

    def row(self, sheet: str, number: int, cells: dict[str, Any], catalog: Catalog) -> None:
        label = str(cells["label"] or "").strip()
        has_text = bool(str(cells["text"] or "").strip())
        if sheet == col.SHARED_SHEET:
            if has_text and (statement := self.statement(sheet, number, cells)):
                self.answers.shared[label] = statement
            return
        if label not in catalog.questions:
            self.complain(sheet, number, "label", f"«{label}» no es una clave del catálogo")
            return
        statements = self.answers.statements.setdefault(label, [])
        missing = self.answers.missing.setdefault(label, [])
        if cells["shared"]:
            statements.append(str(cells["shared"]))
        elif has_text:
            if statement := self.statement(sheet, number, cells):
                statements.append(statement)
        elif cells["aspect"] and cells["aspect"] not in missing:
            missing.append(str(cells["aspect"]))


def read_workbook(path: Path, catalog: Catalog) -> SheetAnswers:
    """Read a filled-in spreadsheet.

    Raises:
        WorkbookError: any row is bad; it names every sheet and cell.
    """
    try:
        book = load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        raise WorkbookError([f"{path.name} no es un archivo .xlsx que se pueda leer"]) from error
    reader = _Reader()
    expected = [column.header for column in col.COLUMNS.values()]
    for sheet in book.worksheets:
        if sheet.title == col.HELP_SHEET:
            continue
        headers = [cell.value for cell in sheet[col.HEADER_ROW]][: len(expected)]
        if headers != expected:
            reader.problems.append(
                f"Hoja «{sheet.title}», fila 1: los encabezados cambiaron; usa el archivo exportado"
            )
            continue
        for number, values in enumerate(sheet.iter_rows(min_row=2, values_only=True), start=2):
            if any(value not in (None, "") for value in values):
                reader.row(sheet.title, number, dict(zip(col.NAMES, values)), catalog)
    if reader.problems:
        raise WorkbookError(reader.problems)
    return reader.answers
