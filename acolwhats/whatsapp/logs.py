"""Keeps citizens out of the logs, at any level."""

from __future__ import annotations

import logging
import re
from typing import Any

# What these say below INFO holds texts, trackers and addresses.
_TALKATIVE = (
    *("rasa", "rasa_sdk", "sanic", "aiohttp", "asyncio", "twilio", "urllib3", "sqlalchemy"),
    *("apscheduler", "httpx", "httpcore", "requests", "matplotlib", "PIL", "multipart"),
)
_HIDDEN = "[…]"
_ADDRESS = re.compile(r"(?i)whatsapp(?::|%3a)[^\s'\"]+|\+?\d{10,}")
# Ten digits or more as people write them: (55) 1234-5678.
_SPELT = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){9,}")
# A time, an IP address and the name of a model have as many.
_NO_NUMBER = re.compile(r"\d{4}-\d\d-\d\d \d\d|\d{1,3}(?:\.\d{1,3}){3}|\d{8}-\d{6}")
_STANDARD = frozenset([*vars(logging.makeLogRecord({})), "message", "asctime"])


def without_numbers(text: str) -> str:
    """The text without addresses of WhatsApp's, and without whatever looks like a telephone number."""
    return _SPELT.sub(_unless_harmless, _ADDRESS.sub(_HIDDEN, text))


def _unless_harmless(match: re.Match[str]) -> str:
    return match[0] if _NO_NUMBER.fullmatch(match[0]) else _HIDDEN


class WithoutCitizens(logging.Filter):
    """Drops what third parties say below INFO, and hides whatever looks like a number."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        if record.levelno < logging.INFO and record.name.split(".")[0] in _TALKATIVE:
            return False
        _hide_in_message(record)
        _hide_in_traceback(record)
        for name in vars(record).keys() - _STANDARD:
            setattr(record, name, _hide_in_extra(getattr(record, name)))
        return True


def _hide_in_message(record: logging.LogRecord) -> None:
    try:
        said, is_sound = record.getMessage(), True
    except Exception:
        # `logging` would print a call that cannot be formatted, with its arguments.
        said, is_sound = f"{record.msg} {record.args}", False
    hidden = without_numbers(said)
    if hidden != said or not is_sound:
        record.msg, record.args = hidden, ()


def _hide_in_traceback(record: logging.LogRecord) -> None:
    if record.exc_info:
        record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
        record.exc_info = None  # no formatter may make it anew
    if record.exc_text:
        record.exc_text = without_numbers(record.exc_text)
    if record.stack_info:
        record.stack_info = without_numbers(record.stack_info)


def _hide_in_extra(value: Any) -> Any:
    said = str(value)
    hidden = without_numbers(said)
    if hidden == said:
        return value
    return (
        0 if isinstance(value, (int, float)) else hidden
    )  # a format such as %(bytes)d wants a number


def keep_citizens_out_of_logs() -> None:
    """Raise the level of third parties to INFO, and filter every handler that is there."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    names = list(logging.root.manager.loggerDict)
    handlers = [*logging.root.handlers, logging.lastResort]
    for handler in (*handlers, *(h for name in names for h in logging.getLogger(name).handlers)):
        if handler and not any(isinstance(known, WithoutCitizens) for known in handler.filters):
            handler.addFilter(WithoutCitizens())
