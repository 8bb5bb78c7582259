"""Keeps Rasa's log readable: one line for an action that could not run, not its whole traceback."""

from __future__ import annotations

import logging


class OneLine(logging.Filter):
    """Turns the traceback of a failed action into the sentence that ends it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, shortened."""
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            record.msg, record.args = f"{record.getMessage().split('.')[0]}: {reason}", ()
            record.exc_info = record.exc_text = None
        return True


def shorten_action_failures() -> None:
    """Install the filter on Rasa's message processor, once."""
    logger = logging.getLogger("rasa.core.processor")
    if not any(isinstance(known, OneLine) for known in logger.filters):
        logger.addFilter(OneLine())
