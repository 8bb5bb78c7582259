"""The panel's menu: a line a section. A section is shown to whoever may open it."""

from __future__ import annotations

from dataclasses import dataclass

from acolwhats.panel.access import Staff
from acolwhats.panel.config import PATH
from acolwhats.staff.roles import Permission, may


@dataclass(frozen=True)
class Section:
    """An entry of the menu."""

    title: str
    path: str
    permission: Permission


SECTIONS = (
    Section("Cuentas", f"{PATH}/cuentas", Permission.STAFF),
    Section("Registro", f"{PATH}/registro", Permission.TRAIL),
)


def sections_for(staff: Staff) -> list[Section]:
    """What somebody may open."""
    return [section for section in SECTIONS if may(staff.role, section.permission)]
