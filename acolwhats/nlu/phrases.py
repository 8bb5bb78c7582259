"""Reads phrases from Rasa's NLU files, and checks them: enough, no near-copies, none that the tests hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

import yaml

from acolwhats.catalog import OUT_OF_SCOPE, get_catalog
from acolwhats.nlu.text import normalize
from acolwhats.settings import ROOT

TRAINING = ROOT / "data" / "nlu"
TESTS = ROOT / "tests" / "nlu"
MIN_PER_QUESTION, MIN_PER_GENERAL, MIN_OUT_OF_SCOPE = 25, 40, 400
# Two phrases that share this part of their words are copies of each other.
NEAR_COPY = 0.75


@dataclass(frozen=True)
class Phrase:
    """One example of an NLU file, without entity annotations."""

    text: str
    label: str
    urgent: bool
    discreet: bool
    file: str


def plain(example: str) -> str:
    """`el [bache](x) de …` -> `el bache de …`."""
    import re

    return re.sub(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", example)


def read_phrases(folder: Path) -> list[Phrase]:
    """Every intent example under a folder."""
    phrases = []
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" not in block:
                continue
            metadata = block.get("metadata") or {}
            for line in block["examples"].splitlines():
                text = plain(line.removeprefix("- ").strip())
                urgent, discreet = bool(metadata.get("urgent")), bool(metadata.get("discreet"))
                phrases.append(Phrase(text, block["intent"], urgent, discreet, path.name))
    return phrases


def near_copies(
    phrases: Sequence[Phrase], others: Sequence[Phrase] = ()
) -> Iterator[tuple[Phrase, Phrase]]:
    """Pairs that share at least NEAR_COPY of their words (Jaccard), within `phrases` or with `others`."""
    words = [frozenset(normalize(p.text).split()) for p in [*phrases, *others]]
    every = [*phrases, *others]
    seen: dict[str, list[int]] = defaultdict(list)
    frequency = Counter(word for bag in words for word in bag)
    for number, bag in enumerate(words):
        # Two bags this similar share one of their rarest words (prefix filtering).
        ordered = sorted(bag, key=lambda word: (frequency[word], word))
        prefix = ordered[: len(ordered) - int(NEAR_COPY * len(ordered)) + 1]
        candidates = {other for word in prefix for other in seen[word]}
        for other in sorted(candidates):
            if number >= len(phrases) and other >= len(phrases):
                continue
            union = len(bag | words[other])
            if union and len(bag & words[other]) / union >= NEAR_COPY and len(bag) > 2:
                yield every[other], every[number]
        for word in prefix:
            seen[word].append(number)


def phrase_problems() -> list[str]:
    """Everything that is wrong with the training phrases, one line each."""
    catalog = get_catalog()
    phrases, tests = read_phrases(TRAINING), read_phrases(TESTS)
    counts = Counter(phrase.label for phrase in phrases)
    found = [f"{label}: is not in the catalogue" for label in counts if label not in catalog.labels]
    for label in catalog.labels:
        minimum = MIN_PER_QUESTION if "/" in label else MIN_PER_GENERAL
        minimum = MIN_OUT_OF_SCOPE if label == OUT_OF_SCOPE else minimum
        if counts[label] < minimum:
            found.append(f"{label}: {counts[label]} phrases, at least {minimum} are needed")
    for one, other in near_copies(phrases, tests):
        found.append(f"near-copies: {one.file}: {one.text!r} ~ {other.file}: {other.text!r}")
    return found
