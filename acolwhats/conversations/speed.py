"""Spares Rasa work that it repeats in each turn."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from jsonschema.validators import Draft202012Validator
from rasa.shared.utils import common


def remember_event_types() -> None:
    """Find the class of a stored event once, not by walking every subclass for each event of each turn."""
    if not hasattr(common.all_subclasses, "cache_info"):
        common.all_subclasses = lru_cache(maxsize=None)(common.all_subclasses)


def remember_checked_schemas() -> None:
    """Check a JSON schema once a process instead of once a turn.

    Rasa validates each answer of the action server with `jsonschema.validate`, which first checks the schema itself, a
    constant of Rasa's, against the meta-schema: half the time of a turn.
    """
    check = Draft202012Validator.check_schema
    if getattr(check, "remembers", False):
        return
    checked: set[str] = set()

    def check_schema(schema: Any, *args: Any, **kwargs: Any) -> None:
        key = json.dumps(schema, sort_keys=True)
        if key not in checked:
            check(schema, *args, **kwargs)
            checked.add(key)

    check_schema.remembers = True  # type: ignore[attr-defined]
    Draft202012Validator.check_schema = check_schema
