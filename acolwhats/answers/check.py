"""The rules that a seed must keep. The build fails on the first that is broken."""

from __future__ import annotations

import re
from typing import Iterator, Mapping, Optional

from acolwhats.answers.aspects import Aspect
from acolwhats.answers.seed import Seed, SeedAnswer, SeedStatement
from acolwhats.catalog import Catalog

CONFIDENCES = ("alta", "media", "baja")
MAX_TITLE = 24  # a WhatsApp list-picker item
# What only a fact can say: figures, money, links. Guidance that holds any of these needs a source.
_FACTUAL = re.compile(r"\d|\$|https?:|www\.|\.(?:mx|com|org)\b|@", re.IGNORECASE)
_PROMISE = re.compile(r"100 ?% an[oó]nim|totalmente an[oó]nim|imposible de rastrear", re.IGNORECASE)


def promises_anonymity(text: str) -> bool:
    """Whether a text promises what nobody can keep: WhatsApp and Twilio know the number."""
    return bool(_PROMISE.search(text))


def check_statement(statement: SeedStatement, sources: Mapping[str, object]) -> Optional[str]:
    """What is wrong with a statement, or None."""
    if statement.aspect not in {a.value for a in Aspect}:
        return f"unknown aspect {statement.aspect!r}"
    if not statement.text.strip():
        return "a statement without text"
    if promises_anonymity(statement.text):
        return f"promises anonymity: {statement.text!r}"
    if statement.guidance:
        if _FACTUAL.search(statement.text):
            return f"a fact without a source: {statement.text!r}"
        return None
    if not statement.source:
        return f"a fact without a source: {statement.text!r}"
    if statement.source not in sources:
        return f"source {statement.source!r} is not declared"
    if statement.confidence not in CONFIDENCES:
        return f"confidence {statement.confidence!r} is none of {', '.join(CONFIDENCES)}"
    if statement.verified_on is None:
        return f"a fact without verified_on: {statement.text!r}"
    return None


def _check_answer(answer: SeedAnswer, seed: Seed, catalog: Catalog) -> Iterator[str]:
    if answer.label not in catalog.questions:
        yield "is not in the catalogue"
    if len(answer.title) > MAX_TITLE:
        yield f"title is longer than {MAX_TITLE} characters: {answer.title!r}"
    for statement in answer.statements:
        if isinstance(statement, str):
            if statement not in seed.shared:
                yield f"uses {statement!r}, which shared.yml does not have"
        elif problem := check_statement(statement, seed.sources):
            yield problem
    for aspect in answer.missing:
        if aspect not in {a.value for a in Aspect}:
            yield f"unknown missing aspect {aspect!r}"
    for label in answer.related:
        if label not in catalog.questions or label == answer.label:
            yield f"related question {label!r} is not another question of the catalogue"
    for danger in filter(None, (answer.emergency, answer.discreet)):
        if not 1 <= len(danger["instructions"]) <= 3:
            yield "an emergency has one to three instructions"
        for text in danger["instructions"]:
            if _FACTUAL.search(text):
                yield f"an instruction states a fact: {text!r}"
        for key in danger.get("numbers", []):
            if key not in seed.shared:
                yield f"uses {key!r}, which shared.yml does not have"


def problems(seed: Seed, catalog: Catalog) -> list[str]:
    """Everything that is wrong with a seed, one line each; empty when it may be used."""
    found = [f"{label}: has no answer" for label in catalog.questions if label not in seed.answers]
    for key, statement in seed.shared.items():
        if problem := check_statement(statement, seed.sources):
            found.append(f"shared.yml: {key}: {problem}")
    for answer in seed.answers.values():
        found += [f"{answer.label}: {problem}" for problem in _check_answer(answer, seed, catalog)]
    return found
