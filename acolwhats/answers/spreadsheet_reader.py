"""Reads a filled-in spreadsheet back, checking every cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Optional

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from acolwhats.answers import columns as col
from acolwhats.answers.aspects import Aspect
from acolwhats.answers.check import CONFIDENCES, check_statement, promises_anonymity
from acolwhats.answers.seed import SeedStatement
from acolwhats.catalog import Catalog

_NO_PROMISE = "no prometas que es anónimo: di «confidencial» y quién puede ver el número"


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


class _Reader:
    """Reads rows and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.answers = SheetAnswers()
        self.uses: list[tuple[str, int, str]] = []  # sheet, row and name of each shared fact used

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
        dates = {name: self.date_of(sheet, row, name, cells[name]) for name in col.DATES}
        source = str(cells["source"] or "").strip()
        url = str(cells["url"] or "").strip() or None
        published = dates.pop("published")
        guidance = not source and cells["confidence"] in (None, "")
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
            if promises_anonymity(statement.text):
                return "text", _NO_PROMISE
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
        return ("text", _NO_PROMISE) if promises_anonymity(statement.text) else None

    def known_aspect(self, sheet: str, number: int, cells: dict[str, Any]) -> bool:
        """Whether the aspect is of the list; complains when it is not."""
        known = cells["aspect"] in {aspect.value for aspect in Aspect}
        if not known:
            problem = f"«{cells['aspect']}» no es un aspecto de la lista"
            self.complain(sheet, number, "aspect", problem)
        return known

    def shared_row(
        self, sheet: str, number: int, label: str, cells: dict[str, Any], has_text: bool
    ) -> None:
        """A row of the sheet of shared facts."""
        if not label:
            self.complain(sheet, number, "label", "falta la clave del dato común")
        elif not has_text:
            self.complain(
                sheet, number, "text", "un dato común no se borra: lo usan varias respuestas"
            )
        elif self.known_aspect(sheet, number, cells) and (
            statement := self.statement(sheet, number, cells)
        ):
            self.answers.shared[label] = statement

    def check_uses(self) -> None:
        """Every shared fact that is used is in the sheet of shared facts."""
        if self.problems:
            return
        for sheet, number, name in self.uses:
            if name not in self.answers.shared:
                self.complain(sheet, number, "shared", f"«{name}» no está en «{col.SHARED_SHEET}»")

    def row(self, sheet: str, number: int, cells: dict[str, Any], catalog: Catalog) -> None:
        label = str(cells["label"] or "").strip()
        has_text = bool(str(cells["text"] or "").strip())
        if sheet == col.SHARED_SHEET:
            self.shared_row(sheet, number, label, cells, has_text)
            return
        if label not in catalog.questions:
            self.complain(sheet, number, "label", f"«{label}» no es una clave del catálogo")
            return
        if not self.known_aspect(sheet, number, cells):
            return
        statements = self.answers.statements.setdefault(label, [])
        missing = self.answers.missing.setdefault(label, [])
        if cells["shared"]:
            original = str(cells["original"] or "").strip()
            if original and str(cells["text"] or "").strip() != original:
                problem = f"es un dato común: se edita en la hoja «{col.SHARED_SHEET}»"
                self.complain(sheet, number, "text", problem)
            self.uses.append((sheet, number, str(cells["shared"])))
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
    reader.check_uses()
    if reader.problems:
        raise WorkbookError(reader.problems)
    return reader.answers
