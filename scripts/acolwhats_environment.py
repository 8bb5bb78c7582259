"""Loaded by every Python of .venv (acolwhats_environment.pth): a plain `rasa …` then behaves as `make …` does.

Defaults that Rasa reads before any code of ours runs, and silence for third-party deprecations, so that a user sees our
lines. Sanic asks for deprecations to be shown when it is imported: no filter set here would last, hence `showwarning`.
"""

import os
import warnings

DEFAULTS = {
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "ACTIONS_PORT": "5055",
    "SANIC_HOST": "127.0.0.1",
    "SANIC_BACKLOG": "1024",
}
for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

_show = warnings.showwarning


def _show_what_is_ours(message, category, *args, **kwargs):  # type: ignore[no-untyped-def]
    if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning)):
        _show(message, category, *args, **kwargs)


warnings.showwarning = _show_what_is_ours
warnings.filterwarnings("ignore", message=".*was trained with spaCy.*")
