"""Filling in an exported spreadsheet as an office would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from acolwhats.answers import columns as col
from acolwhats.answers.importing import Change, apply_changes, plan_changes
from acolwhats.answers.spreadsheet import write_workbook
from acolwhats.answers.spreadsheet_reader import WorkbookError, read_workbook

from ..invented import CATALOG, TODAY, VERIFIED

VIVERO, KIOSCO = "Vivero del pueblo", "Música del kiosco"
# What an office writes for a new fact.
FACT = {
    "source": "Cartel del kiosco",
    "confidence": "alta",
    "verified_on": VERIFIED,
    "verified_by": "Vivero",
}


class Office:
    """An office with its spreadsheet.

    Args:
        scope: opens sessions on the answer base.
        path: the .xlsx.
    """

    def __init__(self, scope: Any, path: Path) -> None:
        self._scope = scope
        self.path = path
        self.export()

    def export(self) -> None:
        """Get the spreadsheet again."""
        with self._scope() as session:
            write_workbook(session, CATALOG, self.path, TODAY)
        self.book = load_workbook(self.path)

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """The rows of a sheet."""
        values = self.book[sheet].iter_rows(min_row=2, values_only=True)
        return [dict(zip(col.NAMES, row, strict=False)) for row in values]

    def row_of(self, sheet: str, **where: Any) -> int:
        """Number of the first row that holds those values."""
        for number, row in enumerate(self.rows(sheet), start=2):
            if all(row[name] == value for name, value in where.items()):
                return number
        raise LookupError(where)

    def fill(self, sheet: str, row: int, **cells: Any) -> int:
        """Write into a row."""
        for name, value in cells.items():
            self.book[sheet].cell(row, col.NAMES.index(name) + 1).value = value
        return row

    def add(self, sheet: str, **cells: Any) -> int:
        """Write a new row at the end."""
        return self.fill(sheet, self.book[sheet].max_row + 1, **cells)

    def delete(self, sheet: str, row: int) -> None:
        """Take a row out."""
        self.book[sheet].delete_rows(row)

    def complaints(self) -> list[str]:
        """What reading the spreadsheet complains about."""
        self.book.save(self.path)
        try:
            read_workbook(self.path, CATALOG)
        except WorkbookError as error:
            return error.problems
        return []

    def plan(self) -> list[Change]:
        """What importing it would change."""
        self.book.save(self.path)
        with self._scope() as session:
            return plan_changes(session, read_workbook(self.path, CATALOG))

    def import_(self) -> list[Change]:
        """Import it."""
        changes = self.plan()
        with self._scope() as session:
            apply_changes(session, changes)
        return changes


def cell(sheet: str, row: int, name: str) -> str:
    """How a complaint names a cell."""
    return f"Hoja «{sheet}», celda {get_column_letter(col.NAMES.index(name) + 1)}{row}: "
