"""Accounts of the staff: made by an administrator, deactivated and never deleted."""

from __future__ import annotations

import re
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from acolwhats.staff import sessions
from acolwhats.staff.models import StaffUser
from acolwhats.staff.passwords import hash_password, is_right
from acolwhats.staff.roles import Role

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")


class AccountError(ValueError):
    """The message says, in Spanish, what is wrong."""


def add(
    session: Session,
    username: str,
    name: str,
    role: Role,
    password: str,
    now: float,
    *,
    unit: Optional[str] = None,
    officer_id: Optional[str] = None,
    must_change: bool = True,
    demo: bool = False,
) -> StaffUser:
    """Make an account.

    Raises:
        AccountError: the name is taken or malformed, or the role needs something that is missing.
        WeakPassword: see passwords.py.
    """
    username = username.strip().casefold()
    if not _USERNAME.fullmatch(username):
        raise AccountError(
            "El usuario lleva de 3 a 40 letras minúsculas, números, puntos o guiones, y empieza con letra."
        )
    if find(session, username) is not None:
        raise AccountError(f"Ya hay una cuenta “{username}”.")
    if not name.strip():
        raise AccountError("Falta el nombre de la persona.")
    if role is Role.UNIT and not unit:
        raise AccountError("Falta la unidad administrativa.")
    if role is Role.OFFICER and not officer_id:
        raise AccountError("Falta decir quién es en la lista de quienes atienden denuncias.")
    user = StaffUser(
        username=username,
        name=name.strip()[:80],
        role=role.value,
        unit=unit if role is Role.UNIT else None,
        officer_id=officer_id if role is Role.OFFICER else None,
        password_hash=hash_password(password, username),
        must_change=must_change,
        demo=demo,
        active=True,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def find(session: Session, username: str) -> Optional[StaffUser]:
    """The account with a name."""
    query = select(StaffUser).where(StaffUser.username == username.strip().casefold())
    return session.scalars(query).first()


def everybody(session: Session) -> list[StaffUser]:
    """Every account, by name."""
    return list(session.scalars(select(StaffUser).order_by(StaffUser.username)))


def authenticate(
    session: Session, username: str, password: str, production: bool
) -> Optional[StaffUser]:
    """The account, when the password is right. Invented accounts get in only in development."""
    user = find(session, username)
    usable = user is not None and user.active and not (user.demo and production)
    right = is_right(str(user.password_hash) if user is not None and usable else None, password)
    return user if right else None


def change_password(
    session: Session, user: StaffUser, password: str, *, by_other: bool, keep: Optional[str] = None
) -> None:
    """Set a password; every other login of the account ends.

    Args:
        by_other: an administrator chose it, so its owner changes it at the next login.
        keep: id of the login that goes on.

    Raises:
        WeakPassword: see passwords.py.
    """
    user.password_hash = hash_password(password, str(user.username))
    user.must_change = by_other
    sessions.end_all(session, int(user.id), keep)


def set_active(session: Session, user: StaffUser, active: bool) -> None:
    """Let somebody in, or no longer.

    Raises:
        AccountError: it is the last administrator.
    """
    if not active and user.role == Role.ADMINISTRATOR.value:
        others = select(func.count()).where(
            StaffUser.role == Role.ADMINISTRATOR.value,
            StaffUser.active.is_(True),
            StaffUser.id != user.id,
        )
        if not session.scalar(others):
            raise AccountError("Es la única cuenta de administración: primero haz otra.")
    user.active = active
    if not active:
        sessions.end_all(session, int(user.id))
