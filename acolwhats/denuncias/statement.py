"""What a citizen denounces, and how it is written inside the seal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Iterator, Optional

from acolwhats.denuncias.keys import open_seal, seal
from acolwhats.denuncias.models import Denuncia


# No `repr`: what is in it must not get into a log.
@dataclass(frozen=True, repr=False)
class Statement:
    """A citizen's statement. Whatever was skipped is empty.

    Attributes:
        pin: latitude, longitude, and what the map called the place.
        category: of data/denuncias/routing.yml.
        area: accused, of the same file.
        crime: whether it may be a crime.
        extra: anything else that was said; JSON.
    """

    what: str
    who: str = ""
    when: str = ""
    where: str = ""
    witnesses: str = ""
    pin: Optional[tuple[float, float, str]] = None
    category: str = ""
    area: str = ""
    crime: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def words(self) -> Iterator[str]:
        """Whatever the citizen wrote."""
        yield from (self.what, self.who, self.when, self.where, self.witnesses)
        yield self.pin[2] if self.pin else ""
        yield from _strings(self.extra)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def seal_statement(
    statement: Statement, filed_at: float, denuncia_id: str, public_key: bytes
) -> bytes:
    """Column `content` of a denuncia. The time of day is only in here."""
    plain = json.dumps({"statement": asdict(statement), "filed_at": filed_at})
    return seal(plain.encode(), public_key, f"content:{denuncia_id}")


def open_statement(denuncia: Denuncia, private_key: bytes) -> tuple[Statement, float]:
    """(statement, when it was filed: seconds since the epoch), with the private key of the denuncia.

    Raises:
        SealBroken: it is not what was written there.
    """
    plain = json.loads(open_seal(denuncia.content, private_key, f"content:{denuncia.id}"))
    values = plain["statement"]
    if values["pin"] is not None:
        values["pin"] = tuple(values["pin"])
    return Statement(**values), float(plain["filed_at"])
