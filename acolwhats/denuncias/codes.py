"""Codes that people copy by hand: Crockford's base 32, in groups, with a check symbol that catches slips.

The check is linear over GF(32): the symbols, each multiplied by its own power of x, add up to zero. Any one wrong
symbol and any two neighbours that changed places break it.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Iterator, Optional

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_GROUP = 4
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1: x runs through all 31 elements that are not zero
# Hyphens of every kind, minus and dashes: keyboards and WhatsApp change one for another.
_DASHES = re.compile(r"[\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63\uff0d~-]")
# Not seen, or formatting of WhatsApp.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff*_`]")
_WORD = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_MOST_WORDS = 8


def _double(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


def _times(value: int, factor: int) -> int:
    product = 0
    while factor:
        if factor & 1:
            product ^= value
        value, factor = _double(value), factor >> 1
    return product


_POWERS = [1]
while len(_POWERS) < 31:
    _POWERS.append(_double(_POWERS[-1]))
_WEIGHTED = [
    {symbol: _times(power, value) for symbol, value in _VALUES.items()} for power in _POWERS
]


def _sum(symbols: str) -> int:
    # The last symbol, the check, has weight 1.
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        total ^= _WEIGHTED[place % 31][symbol]
    return total


def with_check(body: str) -> str:
    """The symbols, and the one that completes them."""
    return body + ALPHABET[_sum(body + ALPHABET[0])]


def random_symbols(count: int) -> str:
    """That many symbols from the system's source of randomness: five bits each."""
    return "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(count))


def grouped(symbols: str) -> str:
    """`7K3MQ9X2` -> `7K3M-Q9X2`."""
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def plain(text: str) -> str:
    """Capitals without accents or formatting, every dash the same."""
    text = unicodedata.normalize("NFKD", text).upper()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _DASHES.sub("-", _INVISIBLE.sub("", text))


@dataclass(frozen=True)
class Code:
    """A kind of code.

    Attributes:
        length: symbols, the check included.
        prefix: written in front; may be left out by who copies it.
    """

    length: int
    prefix: str = ""

    def new(self) -> str:
        """A random one."""
        return self.written(with_check(random_symbols(self.length - 1)))

    def written(self, symbols: str) -> str:
        """As people get to see it."""
        return "-".join(filter(None, [self.prefix, grouped(symbols)]))

    def parse(self, text: str) -> Optional[str]:
        """The code as it was written at first, whatever spaces, hyphens or small letters it comes with."""
        return self._read("".join(re.findall(r"[^\s.\-]", plain(text))))

    def _read(self, symbols: str) -> Optional[str]:
        for start in {len(self.prefix), 0}:
            body = symbols[start:]
            if len(body) != self.length or not symbols.startswith(self.prefix[:start]):
                continue
            if all(symbol in _VALUES for symbol in body) and _sum(body) == 0:
                return self.written("".join(ALPHABET[_VALUES[symbol]] for symbol in body))
        return None

    def find(self, text: str) -> Optional[str]:
        """The first one inside a sentence."""
        return next((code for code, *_ in self.found(text)), None)

    def found(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Every one inside `plain(text)`, with where it starts and ends; the surest first."""
        text = plain(text)
        words = list(_WORD.finditer(text))
        for together in range(1, _MOST_WORDS + 1):
            for first in range(len(words) - together + 1):
                start, end = words[first].start(), words[first + together - 1].end()
                written = text[start:end]
                symbols = re.sub(r"[\s.\-]", "", written)
                # Quick: this is asked of every run of words in a long story.
                if len(symbols) - self.length not in (0, len(self.prefix)):
                    continue
                code = self._read(symbols) if symbols.isalnum() else None
                if code and self._is_meant(written):
                    yield code, start, end

    def _is_meant(self, written: str) -> bool:
        """Neither words nor the number of a card or a telephone, whose check happens to be right."""
        groups = re.split(r"[\s.\-]+", written.removeprefix(self.prefix).strip(" .-"))
        if self.prefix and len("".join(groups)) < len(re.sub(r"[\s.\-]", "", written)):
            return True
        if any(len(group) % _GROUP for group in groups):
            return False
        if written.count("-") == self.length // _GROUP - 1:
            return any(symbol.isalpha() for symbol in written)
        return any(not group.isalpha() and not group.isdigit() for group in groups)
