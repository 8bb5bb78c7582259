"""`data/answers/*.yml` -> checked content -> database.

A seed is what the answer base starts from. Once in the database an answer belongs to the office that keeps it: a later
seed replaces only answers that nobody has edited since.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Optional

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from acolwhats.answers.models import AnswerRecord, AnswerStatement, Source, Statement
from acolwhats.settings import ROOT

SEED_DIR = ROOT / "data" / "answers"
SHARED_FILE = "shared.yml"


class SeedError(ValueError):
    """A seed file cannot be read; the message names the file and what is wrong."""


@dataclass
class SeedStatement:
    """A statement as written in a seed."""

    aspect: str
    text: str
    guidance: bool = False
    source: Optional[str] = None
    confidence: Optional[str] = None
    verified_on: Optional[date] = None
    verified_by: Optional[str] = None
    valid_from: Optional[date] = None
    valid_until: Optional[date] = None

    def __post_init__(self) -> None:
        """Spaces around a text mean nothing."""
        self.text = self.text.strip()


@dataclass
class SeedAnswer:
    """An answer as written in a seed; `statements` are own statements or names of shared ones."""

    label: str
    title: str
    statements: list[SeedStatement | str]
    missing: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    emergency: Optional[dict[str, Any]] = None
    discreet: Optional[dict[str, Any]] = None


@dataclass
class Seed:
    """Everything under `data/answers`."""

    sources: dict[str, dict[str, Any]]
    shared: dict[str, SeedStatement]
    answers: dict[str, SeedAnswer]


def _statement(raw: dict[str, Any], where: str) -> SeedStatement:
    try:
        return SeedStatement(**raw)
    except TypeError as error:
        raise SeedError(f"{where}: {error}".replace("SeedStatement.__init__() ", "")) from None


def _content(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SeedError(f"{path.name}: is not YAML ({str(error).splitlines()[0]})") from None
    if not isinstance(content, dict):
        raise SeedError(f"{path.name}: is empty, or a list instead of keys")
    if content.get("answers") and not content.get("topic"):
        raise SeedError(f"{path.name}: has answers but no topic")
    return content


def read_seed(folder: Path = SEED_DIR) -> Seed:
    """Read every seed file of a folder.

    Raises:
        SeedError: a file is not what docs/decisions describes.
    """
    seed = Seed({}, {}, {})
    for path in sorted(folder.glob("*.yml")):
        content = _content(path)
        for key, source in (content.get("sources") or {}).items():
            if seed.sources.setdefault(key, source) != source:
                raise SeedError(f"{path.name}: source {key} is written differently in another file")
        for key, raw in (content.get("statements") or {}).items():
            seed.shared[key] = _statement(raw, f"{path.name}: {key}")
        for question, raw in (content.get("answers") or {}).items():
            where = f"{path.name}: {question}"
            label = f"{content.get('topic')}/{question}"
            if not isinstance(raw, dict) or not isinstance(raw.get("statements"), list):
                raise SeedError(f"{where}: has no statements")
            statements = [
                s["use"] if "use" in s else _statement(s, where) for s in raw["statements"]
            ]
            try:
                seed.answers[label] = SeedAnswer(label, **{**raw, "statements": statements})
            except TypeError as error:
                raise SeedError(f"{where}: {error}") from None
    return seed


def _columns(statement: SeedStatement) -> dict[str, Any]:
    values = dict(vars(statement))
    values["source_key"] = values.pop("source")
    return values


def _fingerprint(answer: SeedAnswer) -> str:
    content = {**vars(answer), "statements": [
        s if isinstance(s, str) else vars(s) for s in answer.statements
    ]}  # fmt: skip
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


def replace_answer(session: Session, answer: SeedAnswer, seed_hash: Optional[str]) -> None:
    """Write an answer with its own statements over whatever stands under its label."""
    existing = session.get(AnswerRecord, answer.label)
    if existing is not None:
        own = [link.statement for link in existing.statements if not link.statement.shared]
        session.delete(existing)
        session.flush()
        for statement in own:
            session.delete(statement)
        session.flush()
    record = AnswerRecord(
        label=answer.label,
        title=answer.title,
        missing=answer.missing,
        related=answer.related,
        emergency=answer.emergency,
        discreet=answer.discreet,
        seed_hash=seed_hash,
    )
    for position, statement in enumerate(answer.statements):
        if isinstance(statement, str):
            key = statement
        else:
            key = f"{answer.label}#{position}"
            session.add(Statement(key=key, shared=False, **_columns(statement)))
        record.statements.append(
            AnswerStatement(label=answer.label, position=position, statement_key=key)
        )
    session.flush()
    session.add(record)
    session.flush()


def apply_seed(session: Session, seed: Seed) -> int:
    """Bring the database up to a seed; answers edited by an office stay as they are.

    Returns:
        How many answers were written.
    """
    for key, raw in seed.sources.items():
        session.merge(Source(key=key, **raw))
    session.flush()
    known = {s.key: s for s in session.scalars(select(Statement).where(Statement.shared)).unique()}
    for key, statement in seed.shared.items():
        # A shared fact that somebody verified by hand is newer than the seed.
        if key not in known or known[key].verified_by is None:
            session.merge(Statement(key=key, shared=True, **_columns(statement)))
    session.flush()
    hashes = {
        label: seed_hash
        for label, seed_hash in session.execute(select(AnswerRecord.label, AnswerRecord.seed_hash))
    }
    written = 0
    for label, answer in seed.answers.items():
        fingerprint = _fingerprint(answer)
        edited = label in hashes and hashes[label] is None
        if edited or hashes.get(label) == fingerprint:
            continue
        replace_answer(session, answer, fingerprint)
        written += 1
    return written
