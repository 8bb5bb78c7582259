"""Topics, questions and general intents: the label contract, read from `data/catalog.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from acolwhats.settings import ROOT

CATALOG_FILE = ROOT / "data" / "catalog.yml"
OUT_OF_SCOPE = "fuera_de_tema"


@dataclass(frozen=True)
class Topic:
    """One of the eight topics of the menu."""

    name: str
    menu: int
    title: str
    questions: tuple[str, ...]  # labels, `topic/question`


@dataclass(frozen=True)
class Catalog:
    """The whole contract.

    Attributes:
        topics: by name, in the order of the menu.
        general: names of the intents that belong to no topic.
        descriptions: label -> what it covers, one sentence in Spanish.
    """

    topics: dict[str, Topic]
    general: tuple[str, ...]
    descriptions: dict[str, str]

    @property
    def questions(self) -> tuple[str, ...]:
        """Every `topic/question` label."""
        return tuple(label for topic in self.topics.values() for label in topic.questions)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label: questions, then general intents."""
        return self.questions + self.general

    def topic_at(self, menu: int) -> Topic | None:
        """The topic that the menu shows with that number."""
        return next((t for t in self.topics.values() if t.menu == menu), None)


def topic_of(label: str) -> str:
    """`servicios_publicos/bache` -> `servicios_publicos`; a general intent is its own topic."""
    return label.split("/", 1)[0]


def read_catalog(path: Path) -> Catalog:
    """Read a catalogue file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    topics: dict[str, Topic] = {}
    descriptions: dict[str, str] = dict(content["generales"])
    for name, topic in sorted(content["temas"].items(), key=lambda item: item[1]["menu"]):
        labels = {f"{name}/{question}": text for question, text in topic["preguntas"].items()}
        descriptions.update(labels)
        topics[name] = Topic(name, topic["menu"], topic["titulo"], tuple(labels))
    return Catalog(topics, tuple(content["generales"]), descriptions)


@lru_cache(maxsize=1)
def get_catalog() -> Catalog:
    """The project's catalogue, read once."""
    return read_catalog(CATALOG_FILE)
