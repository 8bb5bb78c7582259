"""Who asks: the login behind a request, and whether it may do what the page does.

Every route of the panel depends on `requires(…)`, or is one of the few of the login page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Iterator, Optional

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from acolwhats.database import session_scope
from acolwhats.panel import csrf
from acolwhats.panel.config import PATH, PanelConfig
from acolwhats.staff import sessions
from acolwhats.staff.roles import Permission, Role, may, needs_second_factor


@dataclass(frozen=True)
class Staff:
    """Who is logged in.

    Attributes:
        session_id: of the login; what lives only as long as the login is kept under it.
        unit: administrative unit of a role `unit`.
        officer_id: row in `officers` of a role `officer`.
    """

    id: int
    username: str
    name: str
    role: Role
    session_id: str
    csrf: str
    unit: Optional[str] = None
    officer_id: Optional[str] = None
    must_change: bool = False
    has_second_factor: bool = False
    second_factor_given: bool = False

    def may(self, permission: str) -> bool:
        """Whether a permission, by its name, is theirs."""
        return may(self.role, Permission(permission))


class NotLoggedIn(Exception):
    """There is no login, or it is over."""


class NotAllowed(Exception):
    """The login may not do that."""


class FirstElsewhere(Exception):
    """Something has to be done on another page first."""

    def __init__(self, path: str) -> None:
        """Where."""
        super().__init__(path)
        self.path = path


class Refused(Exception):
    """A form that was not sent from our page, or too late."""


def config_of(request: Request) -> PanelConfig:
    """The panel's configuration."""
    config: PanelConfig = request.app.state.panel
    return config


def database() -> Iterator[Session]:
    """A session that commits before the answer is sent."""
    with session_scope() as session:
        yield session


# Function scope: committed before the browser hears of it, and follows a redirect.
Database = Depends(database, scope="function")


async def form_fields(request: Request) -> Any:
    """The form of a POST (read here once, so that its token is checked before anything else); None for others."""
    return await request.form() if request.method not in ("GET", "HEAD") else None


_FORM = Depends(form_fields)


def logged_in(request: Request, session: Session = Database, form: Any = _FORM) -> Staff:
    """The login behind a request, whatever is still missing of it.

    Raises:
        NotLoggedIn: there is none.
        Refused: a form lacks its token.
    """
    config = config_of(request)
    token = request.cookies.get(config.cookie)
    found = sessions.find(session, token, config.clock())
    if found is None or token is None:
        raise NotLoggedIn
    if form is not None:
        given = request.headers.get(csrf.HEADER) or str(form.get(csrf.FIELD, ""))
        if not csrf.comes_from_here(request) or not csrf.is_right(config.csrf_key, token, given):
            raise Refused
    row, user = found
    staff = Staff(
        id=int(user.id),
        username=str(user.username),
        name=str(user.name),
        role=Role(user.role),
        session_id=str(row.id),
        csrf=csrf.token_for(config.csrf_key, token),
        unit=user.unit,
        officer_id=user.officer_id,
        must_change=bool(user.must_change),
        has_second_factor=user.totp_secret is not None,
        second_factor_given=bool(row.second_factor),
    )
    request.state.staff = staff
    return staff


_LOGGED_IN = Depends(logged_in)


def requires(permission: Permission) -> Callable[..., Staff]:
    """A dependency: the login, which has given all that it has to, and may do this.

    Raises:
        NotAllowed: it may not.
        FirstElsewhere: a password is to be changed, or a second factor to be given or set up.
    """

    def check(staff: Staff = _LOGGED_IN) -> Staff:
        if staff.has_second_factor and not staff.second_factor_given:
            raise FirstElsewhere(f"{PATH}/codigo")
        if staff.must_change:
            raise FirstElsewhere(f"{PATH}/contrasena")
        if needs_second_factor(staff.role) and not staff.has_second_factor:
            raise FirstElsewhere(f"{PATH}/segundo-factor")
        if not may(staff.role, permission):
            raise NotAllowed
        return staff

    check.permission = permission  # type: ignore[attr-defined]  # the test of the matrix reads it
    return check
