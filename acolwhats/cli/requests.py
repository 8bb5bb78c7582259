"""`acolwhats requests`: who waits for the office."""

from __future__ import annotations


def list_requests() -> None:
    """Requests for a person that nobody has attended, oldest first."""
    from acolwhats.database import session_scope
    from acolwhats.handoff.requests import waiting_requests

    with session_scope() as session:
        for request in waiting_requests(session):
            about = request.label or "sin tema"
            print(
                f"{request.id}\t{request.created_at:%Y-%m-%d %H:%M}\t{about}\t{request.aspect or ''}"
            )
