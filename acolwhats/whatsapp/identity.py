"""Who is who: addresses of citizens, and the pseudonym that everything behind the bridge knows them by."""

from __future__ import annotations

import hashlib
import hmac
import re

_PREFIX = "whatsapp:"
_MEXICAN_MOBILE = re.compile(r"\+521(\d{10})")


def clean_address(address: str) -> str:
    """An address as Twilio spells it: `WhatsApp: 52 1 55 1234 5678` -> `whatsapp:+5215512345678`.

    An address without a phone number (a business-scoped user id such as `whatsapp:MX.abc`) is opaque: only its
    surroundings are trimmed.
    """
    bare = address.strip()
    if bare.lower().startswith(_PREFIX):
        bare = bare[len(_PREFIX) :].strip()
    # In a form, the “+” of a number that was not escaped arrives as a space.
    digits = re.sub(r"[\s().-]", "", bare)
    if re.fullmatch(r"\+?\d{7,15}", digits):
        return f"{_PREFIX}+{digits.lstrip('+')}"
    return _PREFIX + bare


def normalize_address(address: str) -> str:
    """One spelling for each person: `whatsapp:+5215512345678` and `+52 55 1234 5678` -> `whatsapp:+525512345678`.

    Mexican mobiles were written with a 1 after +52 until 2019; WhatsApp still uses both. This is for knowing who is who:
    answers go to the address as it came, for Twilio knows the citizen by that one.
    """
    cleaned = clean_address(address)
    match = _MEXICAN_MOBILE.fullmatch(cleaned.removeprefix(_PREFIX))
    return f"{_PREFIX}+52{match[1]}" if match else cleaned


class Identities:
    """Pseudonyms of citizens: HMAC-SHA256 of their normalised address.

    Args:
        key: 32 bytes. Another key means other pseudonyms: nobody is recognised any more.
    """

    def __init__(self, key: bytes) -> None:
        """Keeps the key."""
        self._key = key

    def sender_id(self, address: str) -> str:
        """Rasa's `sender_id` of a citizen: 32 hexadecimal digits (128 bits) after `wa-`."""
        digest = hmac.new(self._key, normalize_address(address).encode(), hashlib.sha256)
        return f"wa-{digest.hexdigest()[:32]}"
