"""Invented accounts, so that every role of the panel can be tried on a developer's machine."""

from __future__ import annotations

from typing import Optional

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.denuncias.demo import DEMO_PREFIX
from acolwhats.denuncias.models import Officer
from acolwhats.staff import accounts
from acolwhats.staff.models import StaffUser
from acolwhats.staff.roles import Role
from acolwhats.whatsapp.sealing import Box

# Known to everybody, and of no use in production: there such accounts do not get in.
DEMO_PASSWORD = "contrasena de muestra"
_TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
UNIT = "servicios_publicos"
_PEOPLE = {
    "admin": ("Administración de muestra", Role.ADMINISTRATOR),
    "operadora": ("Operadora de muestra", Role.OPERATOR),
    "operador": ("Operador de muestra", Role.OPERATOR),
    "denuncias": ("Contraloría de muestra", Role.OFFICER),
    "unidad": ("Servicios Públicos de muestra", Role.UNIT),
    "analista": ("Analista de muestra", Role.ANALYST),
    "consulta": ("Consulta de muestra", Role.READER),
}


def seed_demo_staff(session: Session, box: Box, now: float) -> list[str]:
    """Make the accounts that are not there; their names.

    Args:
        box: seals second factors.
    """
    made = []
    officer = session.scalars(
        select(Officer.id).where(Officer.name == f"{DEMO_PREFIX}contraloria")
    ).first()
    for username, (name, role) in _PEOPLE.items():
        if accounts.find(session, username) or (role is Role.OFFICER and officer is None):
            continue
        user = accounts.add(
            session,
            username,
            name,
            role,
            DEMO_PASSWORD,
            now,
            unit=UNIT,
            officer_id=officer,
            must_change=False,
            demo=True,
        )
        if role is Role.OFFICER:
            user.totp_secret = box.seal(_TOTP_SECRET, f"totp:{user.id}")
        made.append(username)
    return made


def demo_accounts(session: Session) -> list[StaffUser]:
    """The invented accounts that are there."""
    return list(session.scalars(select(StaffUser).where(StaffUser.demo.is_(True))))


def demo_code(now: float) -> Optional[str]:
    """The one-time password of invented accounts that have a second factor."""
    return pyotp.TOTP(_TOTP_SECRET).at(int(now))
