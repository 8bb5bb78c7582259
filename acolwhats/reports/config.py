"""Reads the configuration of reports, and says on one line what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterable, Mapping

import yaml

from acolwhats.nlu.text import normalize
from acolwhats.settings import ROOT, SettingsError

FOLDER = ROOT / "data" / "reports"


class ReportsConfigError(SettingsError):
    """A file of `data/reports` is wrong; the message says where, on one line."""


def read(path: Path) -> dict[str, Any]:
    """A configuration file.

    Raises:
        ReportsConfigError: it is not there, is no YAML, or holds something else.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportsConfigError(f"{path.name} cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ReportsConfigError(f"{path.name} is no YAML{where}") from None
    if not isinstance(content, dict):
        raise ReportsConfigError(f"{path.name} holds no settings")
    return content


def require(condition: object, message: str) -> None:
    """Raises ReportsConfigError with this message unless the condition holds."""
    if not condition:
        raise ReportsConfigError(message)


def check_keys(
    entry: Any, where: str, required: Iterable[str], optional: Iterable[str] = ()
) -> Mapping[str, Any]:
    """An entry that has these keys and no others."""
    require(isinstance(entry, dict), f"{where} is no entry")
    for key in required:
        require(entry.get(key) is not None, f"{where} has no {key}")
    unknown = sorted(set(entry) - set(required) - set(optional))
    require(not unknown, f"{where} has an unknown key: {', '.join(map(str, unknown))}")
    return entry


def phrases(values: Iterable[Any]) -> tuple[str, ...]:
    """Comparable forms, each once, the longest first."""
    found = {normalize(str(value)) for value in values}
    return tuple(sorted(found - {""}, key=lambda phrase: (-len(phrase), phrase)))
