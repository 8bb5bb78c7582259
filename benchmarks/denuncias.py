"""Denuncias: sealed one by one, followed up with the right clave, a wrong one and a folio that is none, 10,000 listed.

`python -m benchmarks.denuncias [COUNT]`

On SQLite, in this process. Beside each figure stands the same done without secrecy: rows and photos written as they
are, a denuncia found by its folio alone. The rows that are listed are copies of one that was really sealed, with other
folios, states and days, because sealing each would take an hour; entries of the audit are put in without their chain.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Callable, Optional, Sequence

import numpy as np
from sqlalchemy import select

import acolwhats.whatsapp.models  # noqa: F401
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.denuncias import audit, states
from acolwhats.denuncias.calendar import day_of
from acolwhats.denuncias.demo import seed_demo_officers
from acolwhats.denuncias.folio import new_clave, new_folio
from acolwhats.denuncias.followup import FollowUp, open_followup
from acolwhats.denuncias.models import AuditEntry, Denuncia, Evidence, Officer, Wrap
from acolwhats.denuncias.routing import Route, load_routing
from acolwhats.denuncias.states import FINAL, State
from acolwhats.denuncias.statement import Statement
from acolwhats.denuncias.vault import Filed, Vault, VaultKeys, new_id
from acolwhats.denuncias.worklist import worklist
from acolwhats.guides.turn import File
from acolwhats.settings import get_settings
from acolwhats.whatsapp.media.store import Cleaned, MediaStore

COUNT = 10_000
_SEALED = 20
_TRIES = 50
_LISTED = 40
_BATCH = 2_000
_PHOTO_BYTES = 2 * 1024**2
# Tries are made so far apart that none is refused, and nobody is told that somebody may be guessing.
_SECONDS_APART = 600.0
_STATEMENT = Statement(
    what="El inspector me pidió quinientos pesos para no clausurar el local. " * 6,
    who="Un inspector de chaleco azul, de unos cuarenta años",
    when="El martes, a media mañana",
    where="Frente al kiosco de Xometla",
    witnesses="La señora de la papelería",
    pin=(19.6381, -98.9132, "Portal"),
    category="soborno",
    area="obras",
)


@dataclass
class Latency:
    """Seconds."""

    p50: float
    p95: float


@dataclass
class DenunciaMeasures:
    """What was done: how long it took, and how long the same takes without secrecy."""

    count: int
    sealed: Latency
    unsealed: Latency
    sealed_with_photo: Latency
    unsealed_with_photo: Latency
    right_clave: Latency
    wrong_clave: Latency
    unknown_folio: Latency
    by_folio_alone: Latency
    open_lines: int
    open_listed: Latency
    open_selected: Latency
    all_lines: int
    all_listed: Latency
    all_selected: Latency

    @property
    def apart(self) -> float:
        """How far the medians of the refused tries are from that of the right one, the farther one; a share of it."""
        right = self.right_clave.p50
        return max(abs(tried.p50 / right - 1) for tried in (self.wrong_clave, self.unknown_folio))


def _latency(seconds: Sequence[float]) -> Latency:
    return Latency(float(np.percentile(seconds, 50)), float(np.percentile(seconds, 95)))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _somebody() -> str:
    return f"wa-{secrets.token_hex(16)}"


class Office:
    """A town hall with officers of each group that receives denuncias, and beside it one that seals nothing.

    Args:
        folder: where everything is written.
    """

    def __init__(self, folder: Path) -> None:
        """Officers are made: each takes a second."""
        self.folder = folder
        self.now = time.time()
        self.today = day_of(self.now)
        self.routing = load_routing()
        self.route: Route = self.routing.route(_STATEMENT.category, _STATEMENT.area)
        self.engines = [make_engine(f"sqlite:///{folder / name}.db") for name in ("vault", "plain")]
        for engine in self.engines:
            Base.metadata.create_all(engine)
        self.scope, self.plain_scope = (partial(session_scope, engine) for engine in self.engines)
        self.store = MediaStore(folder / "media", secrets.token_bytes(32))
        keys = VaultKeys.derived(secrets.token_bytes(32))
        self.vault = Vault(keys, self.store, folder / "denuncias", self.routing, lambda: self.now)
        with self.scope() as session:
            seed_demo_officers(session, self.routing.recipients, self.today)
            officers = session.scalars(select(Officer).where(Officer.kind == "officer"))
            self.officer = next(one for one in officers if set(one.groups) & set(self.route.groups))
        self.filed: list[Filed] = []
        self.plain_folios: list[str] = []

    def close(self) -> None:
        """Close the databases."""
        for engine in self.engines:
            engine.dispose()

    # -- filing ------------------------------------------------------------------------------------

    def file(self, photo: Optional[bytes]) -> float:
        """Seal and write one; seconds."""
        files = [self._attached(photo)] if photo else []

        def work() -> None:
            with self.scope() as session:
                filed = self.vault.file(
                    session, _STATEMENT, files, self.route, None, who=_somebody()
                )
            assert isinstance(filed, Filed), "refused"
            with self.scope() as session:
                filed.write(session)
            filed.after()
            self.filed.append(filed)

        return _seconds(work)

    def _attached(self, photo: bytes) -> File:
        handle = self.store.put(Cleaned(photo, "image/jpeg"))
        return File(handle, "image/jpeg", len(photo), "5f" * 32)

    def file_unsealed(self, photo: Optional[bytes]) -> float:
        """Write the same rows as they are; seconds."""

        def work() -> None:
            denuncia_id, folio = new_id(), new_folio()
            content = json.dumps({"statement": asdict(_STATEMENT), "filed_at": self.now}).encode()
            if photo:
                self._write(denuncia_id, photo)
            with self.plain_scope() as session:
                session.add(self._plain_row(denuncia_id, folio, content))
                session.flush()
                if photo:
                    described = json.dumps({"content_type": "image/jpeg", "size": len(photo)})
                    session.add(
                        Evidence(
                            id=denuncia_id,
                            denuncia_id=denuncia_id,
                            content=described.encode(),
                            on=self.today,
                        )
                    )
                self.vault.throttle.record(session, "filing", _somebody(), self.now)
                audit.record(session, "citizen", "filed", denuncia_id, at=self.today)
            self.plain_folios.append(folio)

        return _seconds(work)

    def _write(self, name: str, photo: bytes) -> None:
        with (self.folder / name).open("wb") as file:
            file.write(photo)
            file.flush()
            os.fsync(file.fileno())

    def _plain_row(self, denuncia_id: str, folio: str, content: bytes) -> Denuncia:
        keys = "public_key lookup_salt lookup_hash key_salt citizen_public_key citizen_wrap"
        return Denuncia(
            id=denuncia_id,
            folio=folio,
            category=_STATEMENT.category,
            groups=list(self.route.groups),
            excluded=list(self.route.excluded),
            state=states.FIRST.value,
            received_on=self.today,
            state_on=self.today,
            content=content,
            **dict.fromkeys(keys.split(), b""),
        )

    # -- following up ------------------------------------------------------------------------------

    def follow_up(self, folio: str, clave: str, opens: bool) -> float:
        """One try, as a citizen waits for it; seconds."""
        self.now += _SECONDS_APART

        def work() -> None:
            with self.scope() as session:
                found = open_followup(session, self.vault, folio, clave, _somebody(), self.now)
                assert isinstance(found, FollowUp) if opens else found is None, "not as expected"

        return _seconds(work)

    def find_unsealed(self, folio: str) -> float:
        """A denuncia that is not sealed, found by its folio; seconds."""

        def work() -> None:
            with self.plain_scope() as session:
                query = select(Denuncia).where(Denuncia.folio == folio)
                json.loads(session.scalars(query).one().content)

        return _seconds(work)

    # -- listing -----------------------------------------------------------------------------------

    def fill(self, count: int) -> None:
        """Copies of a sealed one, until there are so many."""
        chance = random.Random(1)
        with self.scope() as session:
            first = session.execute(select(Denuncia.__table__).limit(1)).mappings().one()
            wraps = session.execute(select(Wrap.__table__).where(Wrap.denuncia_id == first["id"]))
            officers = [dict(row) for row in wraps.mappings()]
        for start in range(len(self.filed), count, _BATCH):
            rows = [self._copy(first, chance) for _ in range(min(_BATCH, count - start))]
            with self.scope() as session:
                session.bulk_insert_mappings(Denuncia, rows)
                copies = [{**w, "denuncia_id": row["id"]} for row in rows for w in officers]
                session.bulk_insert_mappings(Wrap, copies)
                entries = [entry for row in rows for entry in self._entries(row, chance)]
                session.bulk_insert_mappings(AuditEntry, entries)

    def _copy(self, row: Any, chance: random.Random) -> dict[str, Any]:
        state = chance.choice(list(State))
        received = self.today - timedelta(days=chance.randrange(1, 120))
        due = states.due_on(state, received, received, row["category"], self.routing)
        changed = {"state": state.value, "received_on": received, "state_on": received}
        closed = received if state in FINAL else None
        return {
            **row, **changed, "id": new_id(), "folio": new_folio(), "due_on": due, "closed_on": closed,
        }  # fmt: skip

    def _entries(self, row: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
        """What an audit says of a denuncia: filed, mostly read, sometimes added to; told to others once it is late."""
        officer = str(self.officer.id)
        told = [("citizen", "filed", None)]
        if chance.random() < 0.7:
            told += [(officer, "opened", None), (officer, "state_changed", "recibida>en_revision")]
        if chance.random() < 0.3:
            told.append(("citizen", "added", None))
        if row["due_on"] and row["due_on"] < self.today:
            told.append(("system", "escalated", f"sindicatura:{row['due_on']:%Y_%m_%d}"))
        return [
            {
                "at": row["received_on"].isoformat(), "actor": actor, "action": action,
                "denuncia_id": row["id"], "reason": reason, "previous": "0" * 64,
                "hash": secrets.token_hex(32),
            }
            for actor, action, reason in told
        ]  # fmt: skip

    def list(self, closed: bool, today: date) -> tuple[int, float]:
        """(lines in the list of an officer, seconds)."""
        lines = 0

        def work() -> None:
            nonlocal lines
            with self.scope() as session:
                lines = len(worklist(session, self.officer, today, closed))

        seconds = _seconds(work)
        return lines, seconds

    def select(self, closed: bool) -> float:
        """The same rows by one query, nothing looked at; seconds."""

        def work() -> None:
            query = select(Denuncia.folio, Denuncia.category, Denuncia.state, Denuncia.received_on)
            if not closed:
                query = query.where(Denuncia.state.not_in([state.value for state in FINAL]))
            with self.scope() as session:
                session.execute(query.add_columns(Denuncia.due_on).order_by(Denuncia.due_on)).all()

        return _seconds(work)


def _file(office: Office) -> dict[str, Latency]:
    photo = secrets.token_bytes(_PHOTO_BYTES)
    ways: dict[str, Callable[[], float]] = {
        "sealed": lambda: office.file(None),
        "unsealed": lambda: office.file_unsealed(None),
        "sealed_with_photo": lambda: office.file(photo),
        "unsealed_with_photo": lambda: office.file_unsealed(photo),
    }
    return _in_turn(ways, _SEALED)


def _follow_up(office: Office) -> dict[str, Latency]:
    chance = random.Random(2)

    def any_filed() -> Filed:
        return chance.choice(office.filed)

    def right() -> float:
        filed = any_filed()
        return office.follow_up(filed.folio, filed.clave, True)

    ways: dict[str, Callable[[], float]] = {
        "right_clave": right,
        "wrong_clave": lambda: office.follow_up(any_filed().folio, new_clave(), False),
        "unknown_folio": lambda: office.follow_up(new_folio(), any_filed().clave, False),
        "by_folio_alone": lambda: office.find_unsealed(chance.choice(office.plain_folios)),
    }
    return _in_turn(ways, _TRIES)


def _in_turn(ways: dict[str, Callable[[], float]], times: int) -> dict[str, Latency]:
    """Each way so many times, one after the other in an order that changes: what else the machine does hits all."""
    chance, names = random.Random(3), list(ways)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(times + 1):
        chance.shuffle(names)
        for name in names:
            took = ways[name]()
            if turn:  # the first is to warm up
                seconds[name].append(took)
    return {name: _latency(took) for name, took in seconds.items()}


def measure(folder: Path, count: int = COUNT) -> DenunciaMeasures:
    """File in new databases in `folder`, follow up, list."""
    office = Office(folder)
    print(f"sealing {2 * _SEALED} denuncias …", flush=True)
    figures: dict[str, Any] = dict(_file(office))
    office.fill(count)
    print(f"following up {3 * _TRIES} times among {count} …", flush=True)
    today = office.today
    figures.update(_follow_up(office))
    print(f"listing {count} …", flush=True)
    for name, closed in (("open", False), ("all", True)):
        listed = [office.list(closed, today) for _ in range(_LISTED)]
        figures[f"{name}_lines"] = listed[0][0]
        figures[f"{name}_listed"] = _latency([seconds for _, seconds in listed])
        figures[f"{name}_selected"] = _latency([office.select(closed) for _ in range(_LISTED)])
    office.close()
    assert figures["all_lines"] == count, "not everything was listed"
    return DenunciaMeasures(count, **figures)


def report(measures: DenunciaMeasures, folder: Path) -> None:
    """Print the tables; keep the JSON."""
    m = measures
    _table(
        "a denuncia filed, s",
        "written unsealed",
        [
            ("without a photo", m.sealed, m.unsealed),
            ("with a photo of 2 MB", m.sealed_with_photo, m.unsealed_with_photo),
        ],
    )
    tries = (
        ("right clave", m.right_clave),
        ("wrong clave", m.wrong_clave),
        ("folio that is none", m.unknown_folio),
    )
    title = f"follow-up among {m.count}, s"
    _table(title, "folio alone, unsealed", [(name, tried, m.by_folio_alone) for name, tried in tries])
    print(
        f"the medians of the refused tries are {100 * m.apart:.1f} % from that of the right one (10 % at most is wanted)"
    )
    _table(
        f"{m.count} stored, listed, s",
        "one query, no checks",
        [
            (f"the {m.open_lines} open ones", m.open_listed, m.open_selected),
            (f"all {m.all_lines}, closed too", m.all_listed, m.all_selected),
        ],
    )
    kept = {**asdict(measures), "apart": measures.apart}
    (folder / "denuncias.json").write_text(json.dumps(kept, indent=2))


def _table(title: str, baseline: str, rows: Sequence[tuple[str, Latency, Latency]]) -> None:
    print(f"\n{title:32}{baseline + ' p50':>28}{'p95':>9}{'ours p50':>11}{'p95':>9}{'ratio':>10}")
    for name, ours, base in rows:
        ratio = f"{ours.p50 / base.p50:9.1f}x"
        print(f"{name:32}{base.p50:28.4f}{base.p95:9.4f}{ours.p50:11.4f}{ours.p95:9.4f}{ratio}")


def main() -> None:
    """Measure in a folder that is deleted afterwards."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    kept = get_settings().var_dir / "benchmarks"
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept) as folder:
        measures = measure(Path(folder), count)
    report(measures, kept)


if __name__ == "__main__":
    main()
