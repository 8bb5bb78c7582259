"""The first page: what one may open."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from acolwhats.panel.access import Staff, requires
from acolwhats.panel.config import PATH
from acolwhats.panel.rendering import page
from acolwhats.staff.roles import Permission

router = APIRouter(prefix=PATH)


@router.get("")
def home(request: Request, staff: Staff = Depends(requires(Permission.HOME))) -> Response:
    """A card a section."""
    return page(request, "home.html")
