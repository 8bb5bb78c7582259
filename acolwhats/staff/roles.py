"""What each role may do in the panel: the one table that says so."""

from __future__ import annotations

from enum import Enum


class Role(str, Enum):
    """What somebody works as. One account has one role, so that duties stay apart."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    OFFICER = "officer"
    UNIT = "unit"
    ANALYST = "analyst"
    READER = "reader"

    @property
    def label(self) -> str:
        """As the panel says it."""
        return _TITLES[self]


class Permission(str, Enum):
    """What a page asks for."""

    HOME = "home"  # one's own account and the page one lands on
    STAFF = "staff"  # accounts of others
    TRAIL = "trail"  # who read what
    HOURS = "hours"  # when a person attends
    INBOX = "inbox"  # conversations with people
    DENUNCIAS = "denuncias"
    REPORTS = "reports"  # service reports: read
    REPORTS_CHANGE = "reports_change"
    ANSWERS = "answers"  # the answer base: read
    ANSWERS_CHANGE = "answers_change"
    ANSWERS_ALL = "answers_all"  # of every unit; notices
    REVIEW = "review"  # anonymised conversations
    MODELS = "models"  # figures of models
    MODELS_CHANGE = "models_change"
    TRY_IT = "try_it"
    STORY_MAP = "story_map"


_TITLES = {
    Role.ADMINISTRATOR: "Administración",
    Role.OPERATOR: "Operación",
    Role.OFFICER: "Denuncias",
    Role.UNIT: "Unidad administrativa",
    Role.ANALYST: "Análisis",
    Role.READER: "Consulta",
}

_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            *(_P.HOME, _P.STAFF, _P.TRAIL, _P.HOURS, _P.REPORTS, _P.REPORTS_CHANGE),
            *(_P.ANSWERS, _P.ANSWERS_CHANGE, _P.ANSWERS_ALL, _P.MODELS, _P.STORY_MAP),
        }
    ),
    Role.OPERATOR: frozenset({_P.HOME, _P.INBOX, _P.REPORTS, _P.REPORTS_CHANGE, _P.ANSWERS}),
    Role.OFFICER: frozenset({_P.HOME, _P.DENUNCIAS}),
    Role.UNIT: frozenset({_P.HOME, _P.REPORTS, _P.REPORTS_CHANGE, _P.ANSWERS, _P.ANSWERS_CHANGE}),
    Role.ANALYST: frozenset(
        {
            *(_P.HOME, _P.REVIEW, _P.MODELS, _P.MODELS_CHANGE, _P.TRY_IT, _P.STORY_MAP),
            _P.ANSWERS,
        }
    ),
    Role.READER: frozenset({_P.HOME, _P.REPORTS, _P.ANSWERS, _P.MODELS, _P.STORY_MAP}),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission."""
    return permission in PERMISSIONS[role]


def needs_second_factor(role: Role) -> bool:
    """Whether an account of this role does nothing before it has a second factor."""
    return role is Role.OFFICER
