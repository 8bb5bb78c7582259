"""Twilio's error codes, by what the bridge does about them.

Source: https://www.twilio.com/docs/api/errors
"""

from __future__ import annotations

from enum import Enum
from typing import Optional


class Remedy(Enum):
    """What to do about a message that was refused."""

    RETRY = "retry"  # later; nothing was sent
    TEMPLATE = "template"  # WhatsApp's 24 hours are over
    AS_TEXT = "as_text"  # the buttons were refused, the words were not
    OPT_OUT = "opt_out"  # the citizen does not want messages
    GIVE_UP = "give_up"


_REMEDIES = {
    Remedy.RETRY: (14107, 20429, 20500, 20503, 30001, 30022, 63010, 63017, 63018, 63020, 131056),
    Remedy.TEMPLATE: (63016,),
    Remedy.AS_TEXT: (
        *(20404, 21654, 21655, 21656, 21657, 21658, 63013, 63021, 63022, 63027, 63028, 63030),
        *(63040, 63041, 92005),
    ),
    Remedy.OPT_OUT: (21610, 63014, 63032),
}
_BY_CODE = {code: remedy for remedy, codes in _REMEDIES.items() for code in codes}


def remedy_for(code: Optional[int], http_status: int = 400, is_content: bool = False) -> Remedy:
    """What to do about an error.

    Args:
        code: Twilio's error code, if it gave one.
        http_status: of the refusal; 400 for a failure told by a status callback.
        is_content: whether it was a Content template that was refused.
    """
    remedy = _BY_CODE.get(code) if code is not None else None
    if remedy is Remedy.AS_TEXT and not is_content:
        return Remedy.GIVE_UP
    if remedy is not None:
        return remedy
    return Remedy.RETRY if http_status == 429 or http_status >= 500 else Remedy.GIVE_UP
