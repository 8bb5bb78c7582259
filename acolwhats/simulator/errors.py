"""Twilio's refusals.

Source of codes and words: https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

from typing import Any, Mapping, Optional

from starlette.requests import Request
from starlette.responses import JSONResponse

MESSAGES: Mapping[int, str] = {
    20001: "Unknown parameters",
    20003: "Authenticate",
    20009: "Cannot delete or redact this resource before it is complete",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    20503: "Service is unavailable. Please try again.",
    21211: "Invalid 'To' Phone Number",
    21603: "A 'From' phone number is required",
    21604: "A 'To' phone number is required",
    21609: "Invalid 'StatusCallback' URL",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified",
    21620: "Invalid media URL(s)",
    21656: "The ContentVariables Parameter is invalid",
    21658: "Parameter exceeded character limit",
    21701: "The Messaging Service does not exist",
    63007: "Twilio could not find a Channel with the specified From address",
    63013: "Channel policy violation",
    63014: "Message delivery to this user failed because it was blocked by a user action",
    63016: "Failed to send freeform message because you are outside the allowed window. Please use a Message Template.",
    63018: "Rate limit exceeded for channel",
    63019: "Media failed to download",
}


class TwilioError(Exception):
    """A refusal.

    Attributes:
        code: Twilio's error code.
        status: HTTP status.
    """

    def __init__(self, code: int, status: int = 400, detail: str = "") -> None:
        """`detail` says what exactly was wrong."""
        words = MESSAGES.get(code, "Error")
        super().__init__(f"{words}: {detail}" if detail else words)
        self.code = code
        self.status = status


def error_payload(code: int, status: int, message: Optional[str] = None) -> dict[str, Any]:
    """Twilio's JSON for an error."""
    return {
        "code": code,
        "message": message or MESSAGES.get(code, "Error"),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


async def answer_error(_: Request, error: Exception) -> JSONResponse:
    """A `TwilioError` as Twilio answers it."""
    assert isinstance(error, TwilioError)
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    if error.status == 429:
        headers["Retry-After"] = "1"
    payload = error_payload(error.code, error.status, str(error))
    return JSONResponse(payload, error.status, headers)
