"""Denuncias: seconds to seal one, latency of a follow-up, 10,000 in an officer's list. On SQLite, in this process.

`python -m benchmarks.denuncias [COUNT]`
"""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Callable

import numpy as np
from sqlalchemy import insert, select

import acolwhats.denuncias.models
import acolwhats.whatsapp.models  # noqa: F401
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.denuncias import audit
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.demo import seed_demo_officers
from acolwhats.denuncias.folio import new_clave, new_folio
from acolwhats.denuncias.followup import open_followup
from acolwhats.denuncias.models import Denuncia, Officer, Wrap
from acolwhats.denuncias.routing import load_routing
from acolwhats.denuncias.statement import Statement
from acolwhats.denuncias.vault import Filed, Vault, VaultKeys
from acolwhats.denuncias.worklist import worklist
from acolwhats.guides.turn import File
from acolwhats.whatsapp.media.store import Cleaned, MediaStore

COUNT = 10_000
_FILED = 15
_TRIES = 25
_LISTED = 20
_PHOTO = 2 * 1024 * 1024
_STATEMENT = Statement(
    what="Una persona de la ventanilla pidió dinero para avanzar un trámite. " * 8,
    who="Una persona de la ventanilla",
    when="ayer",
    where="en la presidencia",
    category="soborno",
    area="tesoreria",
)


@dataclass
class DenunciaMeasures:
    """Milliseconds: medians, and 95th percentiles where a name says so."""

    unsealed_ms: float
    sealed_ms: float
    sealed_with_photo_ms: float
    right_ms: float
    wrong_clave_ms: float
    unknown_folio_ms: float
    count: int
    list_p95_ms: float


class _Town:
    """A vault of its own, with the demo officers and the real cost of each hash."""

    def __init__(self, folder: Path) -> None:
        self.engine = make_engine(f"sqlite:///{folder / 'denuncias.db'}")
        Base.metadata.create_all(self.engine)
        self.scope: Callable[[], Any] = partial(session_scope, self.engine)
        self.store = MediaStore(folder / "media", bytes(32))
        self.routing = load_routing()
        # Each try comes an hour after the one before: limits are not what is measured.
        self.hours = 0
        keys = VaultKeys.derived(bytes(range(32)))
        self.vault = Vault(keys, self.store, folder / "sealed", self.routing, self.clock)
        with self.scope() as session:
            seed_demo_officers(session, sorted(self.routing.recipients), day_of(self.clock()))

    def clock(self) -> float:
        return time.time() + 3600.0 * self.hours

    def file(self, files: list[File]) -> Filed:
        self.hours += 1
        route = self.routing.route(_STATEMENT.category, _STATEMENT.area)
        with self.scope() as session:
            filed = self.vault.file(session, _STATEMENT, files, route, None, who=_citizen())
            assert isinstance(filed, Filed)
            filed.write(session)
        filed.after()
        return filed

    def photo(self) -> File:
        handle = self.store.put(Cleaned(secrets.token_bytes(_PHOTO), "image/jpeg"))
        return File(handle, "image/jpeg", _PHOTO, "0" * 64)

    def tries(self, *what: tuple[str, str]) -> list[float]:
        """Medians of opening (folio, clave), by turns: what else the machine does strikes all alike."""

        def once(folio: str, clave: str) -> None:
            self.hours += 1
            with self.scope() as session:
                open_followup(session, self.vault, folio, clave, _citizen(), self.clock())

        rounds = [[_times_ms(partial(once, *pair), 1)[0] for pair in what] for _ in range(_TRIES)]
        return [float(median) for median in np.median(rounds, axis=0)]


def _citizen() -> str:
    return f"wa-{secrets.token_hex(16)}"


def _times_ms(work: Callable[[], object], count: int) -> list[float]:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return times


def _median_ms(work: Callable[[], object], count: int) -> float:
    return float(np.median(_times_ms(work, count)))


def _unsealed(town: _Town) -> None:
    """The baseline: the same words in a row that anybody can read."""
    with town.scope() as session:
        audit.record(session, "bot", "filed", secrets.token_hex(16), at=day_of(town.clock()))


def _multiply(town: _Town, count: int) -> None:
    """Rows made from one sealed denuncia: what a list reads of them is the same."""
    with town.scope() as session:
        sample = session.scalars(select(Denuncia).limit(1)).one()
        wraps = session.scalars(select(Wrap).where(Wrap.denuncia_id == sample.id)).all()
        columns = {c.name: getattr(sample, c.name) for c in Denuncia.__table__.columns}
        ids = [secrets.token_hex(16) for _ in range(count)]
        rows = [{**columns, "id": one, "folio": new_folio()} for one in ids]
        session.execute(insert(Denuncia), rows)
        session.execute(
            insert(Wrap),
            [
                {"denuncia_id": one, "officer_id": wrap.officer_id, "wrapped": wrap.wrapped}
                for one in ids
                for wrap in wraps
            ],
        )


def measure(folder: Path, count: int = COUNT) -> DenunciaMeasures:
    """File, follow up, list."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        town = _Town(Path(name))
        filed = town.file([])
        unsealed = _median_ms(lambda: _unsealed(town), _FILED)
        sealed = _median_ms(lambda: town.file([]), _FILED)
        photos = iter([town.photo() for _ in range(_FILED)])
        with_photo = _median_ms(lambda: town.file([next(photos)]), _FILED)
        right, wrong, unknown = town.tries(
            (filed.folio, filed.clave), (filed.folio, new_clave()), (new_folio(), new_clave())
        )
        _multiply(town, count)
        today = day_of(town.clock())

        def listed() -> None:
            with town.scope() as session:
                officer = session.scalars(select(Officer).where(Officer.kind == "officer")).first()
                worklist(session, officer, today)

        times = _times_ms(listed, _LISTED)
        town.engine.dispose()
    return DenunciaMeasures(
        unsealed, sealed, with_photo, right, wrong, unknown, count, float(np.percentile(times, 95))
    )


def report(measures: DenunciaMeasures) -> None:
    """Print the table."""
    m = measures
    print(f"\n{'denuncias':44}{'ms':>10}{'ratio':>9}")
    for title, value, base in (
        ("one audit row, nothing sealed (baseline)", m.unsealed_ms, m.unsealed_ms),
        ("one denuncia, sealed", m.sealed_ms, m.unsealed_ms),
        ("one denuncia with a photo of 2 MB", m.sealed_with_photo_ms, m.unsealed_ms),
        ("follow-up, right clave (baseline)", m.right_ms, m.right_ms),
        ("follow-up, wrong clave", m.wrong_clave_ms, m.right_ms),
        ("follow-up, unknown folio", m.unknown_folio_ms, m.right_ms),
    ):
        print(f"{title:44}{value:10.1f}{value / base:8.2f}x")
    print(f"{f'list of an officer, {m.count} denuncias, p95':44}{m.list_p95_ms:10.1f}")


def main() -> None:
    """Measure alone."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with tempfile.TemporaryDirectory() as name:
        measures = measure(Path(name), count)
    report(measures)
    print(json.dumps(asdict(measures)))


if __name__ == "__main__":
    main()
