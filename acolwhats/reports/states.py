"""States of a report: which may follow which, and what the citizen is told."""

from __future__ import annotations

from enum import Enum
from typing import Optional


class State(str, Enum):
    """How far a report is."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    DONE = "done"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


_WORK = (State.SCHEDULED, State.IN_PROGRESS, State.ON_HOLD, State.DONE)
_END = (State.REJECTED, State.DUPLICATE, State.WITHDRAWN)

ALLOWED: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.ACCEPTED, *_WORK, *_END),
    State.ACCEPTED: (*_WORK, *_END),
    State.SCHEDULED: (State.IN_PROGRESS, State.ON_HOLD, State.DONE, *_END),
    State.IN_PROGRESS: (State.SCHEDULED, State.ON_HOLD, State.DONE, *_END),
    State.ON_HOLD: (State.SCHEDULED, State.IN_PROGRESS, State.DONE, *_END),
    State.DONE: (State.REOPENED,),
    State.REJECTED: (State.REOPENED,),
    State.DUPLICATE: (State.REOPENED,),
    State.WITHDRAWN: (),
    State.REOPENED: (State.ACCEPTED, *_WORK, *_END),
}
CLOSED = frozenset([State.DONE, *_END])

TITLES = {
    State.RECEIVED: "Recibido",
    State.ACCEPTED: "Aceptado",
    State.SCHEDULED: "Programado",
    State.IN_PROGRESS: "En atención",
    State.ON_HOLD: "En espera",
    State.DONE: "Atendido",
    State.REJECTED: "No procede",
    State.DUPLICATE: "Repetido",
    State.WITHDRAWN: "Retirado",
    State.REOPENED: "Reabierto",
}

_TEXTS = {
    State.RECEIVED: "Ya lo tiene *{unit}* y falta que lo revise.",
    State.ACCEPTED: "*{unit}* lo revisó y lo va a atender.",
    State.SCHEDULED: "*{unit}* ya lo puso en su programa de trabajo.",
    State.IN_PROGRESS: "*{unit}* ya está trabajando en él.",
    State.ON_HOLD: "*{unit}* lo tiene en espera: depende de material, equipo o de otra área. Sigue abierto.",
    State.DONE: "*{unit}* dice que ya quedó. Si sigue igual, dímelo y lo reabro.",
    State.REJECTED: "*{unit}* lo cerró sin atenderlo. Motivo: {reason}.",
    State.DUPLICATE: "Es el mismo que el reporte *{original}*; ahí sigue la atención.",
    State.WITHDRAWN: "Se retiró a petición de quien lo hizo.",
    State.REOPENED: "Se reabrió y *{unit}* lo va a revisar otra vez.",
}

# Why a report is rejected: what the citizen reads. A code, so that nobody's name gets there.
REASONS = {
    "not_found": "fueron al lugar y no encontraron el problema",
    "not_municipal": "no le toca al municipio sino a otra autoridad o empresa",
    "other_municipality": "el lugar es de otro municipio",
    "private_property": "está dentro de una propiedad privada",
    "not_enough": "faltan datos para encontrar el lugar; puedes hacer otro reporte con tu ubicación",
    "not_a_service": "no es un servicio que se atienda con un reporte",
}


class IllegalTransition(ValueError):
    """A state cannot follow another, or something that it needs is missing."""


def is_closed(state: State) -> bool:
    """Whether nobody is working on it any more."""
    return state in CLOSED


def check_transition(
    before: State, after: State, reason: Optional[str] = None, original: Optional[str] = None
) -> None:
    """Raises IllegalTransition unless one state may follow the other, with what it needs."""
    if after not in ALLOWED[before]:
        raise IllegalTransition(f"{after.value} cannot follow {before.value}")
    if (after is State.REJECTED) != (reason is not None):
        raise IllegalTransition("a rejection has a reason, and nothing else has one")
    if reason is not None and reason not in REASONS:
        raise IllegalTransition(f"{reason} is no reason; one of {', '.join(REASONS)}")
    if (after is State.DUPLICATE) != (original is not None):
        raise IllegalTransition("a duplicate names the other report, and nothing else does")


def citizen_text(state: State, unit: str, reason: Optional[str], original: Optional[str]) -> str:
    """What the citizen is told, in one or two sentences."""
    why = REASONS.get(reason or "", "la unidad no lo precisó")
    return _TEXTS[state].format(unit=unit, reason=why, original=original or "")
