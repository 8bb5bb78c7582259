"""How far a denuncia is, which state may follow which, and what the citizen is told."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Optional, Union

from acolwhats.denuncias.calendar import WorkingDays, town_hall
from acolwhats.denuncias.models import Denuncia
from acolwhats.denuncias.routing import OTHER_CATEGORY, Routing, load_routing


class State(Enum):
    """The value is what is stored, and what `acolwhats denuncias state` takes."""

    RECEIVED = "recibida"
    IN_REVIEW = "en_revision"
    NEEDS_INFORMATION = "falta_informacion"
    ASSIGNED = "turnada"
    INVESTIGATING = "en_investigacion"
    ON_HOLD = "en_espera"
    PROCEDURE = "en_procedimiento"
    FOUNDED = "procedente"
    UNFOUNDED = "improcedente"
    NOT_OURS = "no_competencia"
    JOINED = "acumulada"
    UNANSWERED = "archivada"
    WITHDRAWN = "retirada"
    CLOSED = "cerrada"


class IllegalTransition(ValueError):
    """One state may not follow another."""


FIRST = State.RECEIVED
# Nothing more is done: from here on retention counts.
FINAL = frozenset([State.NOT_OURS, State.JOINED, State.UNANSWERED, State.WITHDRAWN, State.CLOSED])
RESOLVED = frozenset([State.FOUNDED, State.UNFOUNDED])

_GIVEN_AWAY = (State.NOT_OURS, State.JOINED, State.WITHDRAWN)
ALLOWED: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset(
        [
            State.IN_REVIEW,
            State.NEEDS_INFORMATION,
            State.ASSIGNED,
            State.INVESTIGATING,
            *_GIVEN_AWAY,
        ]
    ),
    State.IN_REVIEW: frozenset(
        [
            State.NEEDS_INFORMATION,
            State.ASSIGNED,
            State.INVESTIGATING,
            State.ON_HOLD,
            State.UNFOUNDED,
            *_GIVEN_AWAY,
        ]
    ),
    State.NEEDS_INFORMATION: frozenset(
        [State.IN_REVIEW, State.ASSIGNED, State.INVESTIGATING, State.UNANSWERED, *_GIVEN_AWAY]
    ),
    State.ASSIGNED: frozenset(
        [
            State.IN_REVIEW,
            State.NEEDS_INFORMATION,
            State.INVESTIGATING,
            State.ON_HOLD,
            *_GIVEN_AWAY,
        ]
    ),
    State.INVESTIGATING: frozenset(
        [
            State.NEEDS_INFORMATION,
            State.ASSIGNED,
            State.ON_HOLD,
            State.PROCEDURE,
            State.FOUNDED,
            State.UNFOUNDED,
            *_GIVEN_AWAY,
        ]
    ),
    State.ON_HOLD: frozenset(
        [
            State.IN_REVIEW,
            State.NEEDS_INFORMATION,
            State.INVESTIGATING,
            State.PROCEDURE,
            State.UNANSWERED,
            *_GIVEN_AWAY,
        ]
    ),
    # A procedure that has begun no longer depends on who denounced.
    State.PROCEDURE: frozenset(
        [State.NEEDS_INFORMATION, State.ON_HOLD, State.FOUNDED, State.UNFOUNDED]
    ),
    State.FOUNDED: frozenset([State.CLOSED, State.INVESTIGATING]),
    State.UNFOUNDED: frozenset([State.CLOSED, State.INVESTIGATING]),
    # Taken up again, as long as it has not been deleted.
    State.NOT_OURS: frozenset([State.IN_REVIEW]),
    State.JOINED: frozenset([State.IN_REVIEW]),
    State.UNANSWERED: frozenset([State.IN_REVIEW]),
    State.CLOSED: frozenset([State.IN_REVIEW]),
    State.WITHDRAWN: frozenset(),
}

_TITLES = {
    State.RECEIVED: "Recibida",
    State.IN_REVIEW: "En revisión",
    State.NEEDS_INFORMATION: "Falta información",
    State.ASSIGNED: "Turnada",
    State.INVESTIGATING: "En investigación",
    State.ON_HOLD: "En espera",
    State.PROCEDURE: "En procedimiento",
    State.FOUNDED: "Procedente",
    State.UNFOUNDED: "No procedente",
    State.NOT_OURS: "No le toca al municipio",
    State.JOINED: "Unida a otra",
    State.UNANSWERED: "Archivada",
    State.WITHDRAWN: "Retirada",
    State.CLOSED: "Cerrada",
}
_TEXTS = {
    State.RECEIVED: "Ya la recibió el área que la atiende; todavía no la revisa.",
    State.IN_REVIEW: "El área que la atiende la está leyendo para decidir qué sigue.",
    State.NEEDS_INFORMATION: "Te hicieron una pregunta. Contéstala aquí mismo; si no quieres o no puedes, dilo también.",
    State.ASSIGNED: "La pasaron a otra área para que la atienda.",
    State.INVESTIGATING: "Se están reuniendo datos y pruebas sobre lo que contaste.",
    State.ON_HOLD: "Está detenida mientras llega algo que hace falta, como la respuesta de otra oficina.",
    State.PROCEDURE: "Se inició un procedimiento formal por lo que contaste.",
    State.FOUNDED: "Se encontraron elementos para actuar por lo que contaste.",
    State.UNFOUNDED: "No se encontraron elementos suficientes para actuar. Si tienes más datos, agrégalos aquí.",
    State.NOT_OURS: "El municipio no puede atenderla porque le toca a otra autoridad.",
    State.JOINED: "Se unió a otra denuncia sobre lo mismo y se atienden juntas.",
    State.UNANSWERED: "Se archivó porque faltaron datos para seguir. Si los tienes, agrégalos aquí.",
    State.WITHDRAWN: "La retiraste.",
    State.CLOSED: "Ya se terminó de atender.",
}


def citizen_title(state: Union[State, str]) -> str:
    """A state in one or two words."""
    return _TITLES[State(state)]


def citizen_text(state: Union[State, str]) -> str:
    """A state as the citizen reads it: what it is called, and what it means."""
    return f"*{citizen_title(state)}*. {_TEXTS[State(state)]}"


def may_follow(state: Union[State, str], to: Union[State, str]) -> bool:
    """Whether one state may follow another."""
    return State(to) in ALLOWED[State(state)]


def may_withdraw(state: Union[State, str]) -> bool:
    """Whether whoever filed a denuncia can still take it back."""
    return may_follow(state, State.WITHDRAWN)


def change(denuncia: Denuncia, to: State, on: date, routing: Optional[Routing] = None) -> None:
    """Put a denuncia into another state; its deadline goes with it.

    Raises:
        IllegalTransition: that state may not follow; nothing is changed.
    """
    if not may_follow(denuncia.state, to):
        raise IllegalTransition(f"{State(denuncia.state).value} → {to.value}")
    denuncia.state = to.value
    denuncia.state_on = on
    denuncia.closed_on = on if to in FINAL else None
    denuncia.due_on = due_on(to, denuncia.received_on, on, str(denuncia.category), routing)


def due_on(
    state: State,
    received_on: date,
    state_on: date,
    category: str = OTHER_CATEGORY,
    routing: Optional[Routing] = None,
) -> Optional[date]:
    """The day on which something must have been done; None when nothing is left to do.

    Looked at within the days for acknowledging; answered, or closed once resolved, within those for an answer; resolved
    within the goal of its category.
    """
    days = WorkingDays(routing.non_working_days) if routing else town_hall()
    routing = routing or load_routing()
    if state in FINAL:
        return None
    if state is State.RECEIVED:
        return days.after(received_on, routing.acknowledge_days)
    if state is State.NEEDS_INFORMATION or state in RESOLVED:
        return days.after(state_on, routing.answer_days)
    goal = routing.categories.get(category, routing.categories[OTHER_CATEGORY]).goal
    return days.after(state_on if state is State.ON_HOLD else received_on, goal)
