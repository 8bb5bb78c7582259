"""Keeps citizens out of the logs, at any level."""

from __future__ import annotations

import logging
import re

# What these say below INFO holds texts, trackers and addresses.
_TALKATIVE = (
    *("rasa", "rasa_sdk", "sanic", "aiohttp", "asyncio", "twilio", "urllib3", "sqlalchemy"),
    *("apscheduler", "httpx", "httpcore", "requests", "matplotlib", "PIL", "multipart"),
)
_NUMBER = re.compile(r"(?i)whatsapp:[^\s'\"]+|\+?\d{10,15}")


class WithoutCitizens(logging.Filter):
    """Drops what third parties say below INFO, and hides whatever looks like a number."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        if record.levelno < logging.INFO and record.name.split(".")[0] in _TALKATIVE:
            return False
        said = record.getMessage()
        hidden = _NUMBER.sub("[…]", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True


def keep_citizens_out_of_logs() -> None:
    """Raise the level of third parties to INFO, and filter every handler, present and of later loggers."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    for logger in (logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)):
        for handler in logger.handlers:
            if not any(isinstance(known, WithoutCitizens) for known in handler.filters):
                handler.addFilter(WithoutCitizens())
