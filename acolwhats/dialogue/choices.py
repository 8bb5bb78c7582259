"""Lists to choose from. An entry is a label, a topic, or `topic@2`: the second page of a topic's questions."""

from __future__ import annotations

from typing import Optional, Sequence

from sqlalchemy.orm import Session

from acolwhats.answers.lookup import titles
from acolwhats.catalog import Catalog, Topic
from acolwhats.nlu.options import LAST, parse_option
from acolwhats.nlu.text import normalize

# WhatsApp's list picker holds ten items; the last one leads to the next page.
PAGE = 9
MORE = "Ver más"
# An entry such as `report:bache` begins or continues a guided conversation, which the WhatsApp bridge leads.
_GUIDES = ("report:", "denuncia:", "followup:")
# Buttons that accept or decline what was offered.
YES, NO = "si", "no"
YES_OR_NO = ((YES, "Sí"), (NO, "No"))
_COMMON = frozenset(
    [
        "la",
        "el",
        "lo",
        "los",
        "las",
        "de",
        "del",
        "y",
        "a",
        "en",
        "con",
        "opcion",
        "numero",
        "quiero",
        "ver",
        "me",
        "por",
        "favor",
        "tema",
        "sobre",
    ]
)


def is_of_a_guide(entry: str) -> bool:
    """Whether an entry belongs to a guided conversation."""
    return entry.startswith(_GUIDES)


def menu(catalog: Catalog) -> list[tuple[str, str]]:
    """(entry, title) of the eight topics."""
    return [(topic.name, topic.title) for topic in catalog.topics.values()]


def page_of(session: Session, topic: Topic, page: int) -> list[tuple[str, str]]:
    """(entry, title) of one page of a topic's questions; `page` counts from one."""
    questions = titles(session, list(topic.questions))
    if len(questions) <= PAGE + 1:
        return questions
    start = (page - 1) * PAGE
    shown = questions[start : start + PAGE]
    if start + PAGE < len(questions):
        shown.append((f"{topic.name}@{page + 1}", MORE))
    return shown


def split_entry(entry: str) -> tuple[str, int]:
    """`servicios_publicos@2` -> (`servicios_publicos`, 2)."""
    name, _, page = entry.partition("@")
    return name, int(page or 1)


def _by_name(text: str, options: Sequence[tuple[str, str]]) -> Optional[str]:
    said = set(normalize(text).split()) - _COMMON
    best, score = None, 0.0
    for entry, title in options:
        words = set(normalize(title).split()) - _COMMON
        overlap = len(said & words) / max(1, len(words))
        if overlap > score:
            best, score = entry, overlap
    return best if score >= 0.5 else None


def chosen(
    text: str, offered: Sequence[str], catalog: Catalog, offered_titles: Sequence[tuple[str, str]]
) -> Optional[str]:
    """The entry that a message chooses: from the list shown last, else from the menu. None when it fits neither."""
    entries = list(offered) or [entry for entry, _ in menu(catalog)]
    number = parse_option(text)
    if number == LAST:
        return entries[-1]
    if number is not None:
        return entries[number - 1] if 1 <= number <= len(entries) else None
    pages = [(entry, MORE) for entry in offered if "@" in entry]
    return _by_name(text, [*offered_titles, *pages, *menu(catalog)])
