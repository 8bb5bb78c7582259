"""Nothing that a citizen can read promises what cannot be kept: WhatsApp and Twilio know the number."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from acolwhats.settings import ROOT

PROMISE = re.compile(
    r"100 ?(?:%|por ciento) (?:an[oó]nim|segur|confiabl)"
    r"|(?:totalmente|completamente|absolutamente|cien por ciento|perfectamente) (?:an[oó]nim|segur[oa]\b|confidencial)"
    r"|(?:imposible|imposibles) de (?:rastrear|identificar|localizar)|irrastreable|sin dejar rastro|no deja(?:mos)? rastro"
    r"|nadie (?:sabr[aá]|podr[aá] saber|se enterar[aá]|te podr[aá])|(?:nunca|jam[aá]s) (?:se )?(?:sabr[aá]n|se sabr[aá]|podr[aá]n saber) qui[eé]n"
    r"|garantiza(?:mos|do|da)?\w* (?:\w+ ){0,3}anonimato|anonimato (?:garantizado|total|absoluto)"
    r"|nadie (?:ve|conoce|tiene|sabe) tu n[uú]mero|no (?:guardamos|queda) ning[uú]n (?:dato|registro)",
    re.IGNORECASE,
)
# Modules whose strings are read by citizens.
MODULES = (
    "acolwhats.answers.render",
    "acolwhats.dialogue.texts",
    "acolwhats.whatsapp.texts",
    "acolwhats.denuncias.guide_texts",
    "acolwhats.denuncias.followup_texts",
    "acolwhats.denuncias.questions",
    "acolwhats.denuncias.followup_questions",
    "acolwhats.denuncias.states",
    "acolwhats.reports.states",
    "acolwhats.reports.texts",
    "acolwhats.reports.guide_texts",
)
WRITTEN_YET = {name for name in MODULES if (ROOT / f"{name.replace('.', '/')}.py").exists()}
FILES = (
    "domain.yml",
    "data/responses.yml",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "data" / "answers").glob("*.yml")),
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "data" / "denuncias").glob("*.yml")),
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "data" / "reports").glob("*.yml")),
)


def strings(value: Any) -> Iterator[str]:
    """Every string inside a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from strings(inner)


def read_by_citizens() -> Iterator[tuple[str, str]]:
    """(where, text)."""
    for name in sorted(WRITTEN_YET):
        for text in strings(vars(importlib.import_module(name))):
            yield name, text
    for file in FILES:
        for text in strings(yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))):
            yield file, text


def test_no_text_promises_what_cannot_be_kept():
    found = [(where, text) for where, text in read_by_citizens() if PROMISE.search(text)]
    assert found == []


def test_the_texts_are_really_read():
    texts = [text for _, text in read_by_citizens()]
    assert len(texts) > 500
    assert any("Twilio" in text and "Meta" in text for text in texts)
    assert {"acolwhats.denuncias.guide_texts", "acolwhats.dialogue.texts"} <= WRITTEN_YET


@pytest.mark.parametrize(
    "text",
    [
        "Tu denuncia es 100% anónima",
        "es 100 % anonima",
        "totalmente anónima",
        "Es completamente anónimo",
        "imposible de rastrear",
        "Nadie sabrá quién eres",
        "garantizamos tu anonimato",
        "nadie ve tu número",
        "Anonimato garantizado",
    ],
)
def test_a_promise_would_be_found(text):
    assert PROMISE.search(text)


@pytest.mark.parametrize(
    "text", ["Es confidencial, pero no prometo anonimato", "Denuncia anónima", "*089*: denuncia anónima, gratis"]
)  # fmt: skip
def test_honest_words_are_let_through(text):
    assert not PROMISE.search(text)


def test_the_notice_before_the_first_question_says_who_knows_the_number():
    from acolwhats.denuncias import guide_texts

    for word in ("confidencial", "no prometo anonimato", "Meta", "Twilio", "*089*", "Contraloría", "en persona", "privacidad", "*911*"):  # fmt: skip
        assert word in guide_texts.INTRO
