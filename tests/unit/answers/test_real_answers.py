"""The project's own answers, data/answers/, as citizens will read them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
import yaml

from acolwhats.answers.check import _PROMISE, problems
from acolwhats.answers.importing import plan_changes
from acolwhats.answers.lookup import find_answer
from acolwhats.answers.render import render_answer, render_danger
from acolwhats.answers.seed import apply_seed, read_seed
from acolwhats.answers.spreadsheet import write_workbook
from acolwhats.answers.spreadsheet_reader import read_workbook
from acolwhats.catalog import get_catalog
from acolwhats.database import Base, make_engine, session_scope
from acolwhats.dialogue import texts
from acolwhats.settings import ROOT

LAUNCH = date(2026, 11, 23)
LONGEST = 620


@pytest.fixture(scope="module")
def seed():
    return read_seed()


@pytest.fixture(scope="module")
def scope(seed):
    """The real answer base."""
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    scope = partial(session_scope, engine)
    with scope() as session:
        apply_seed(session, seed)
    yield scope
    engine.dispose()


@pytest.fixture(scope="module")
def answers(seed, scope):
    """Every answer as it stands on the day of the launch."""
    with scope() as session:
        return [find_answer(session, label, LAUNCH) for label in seed.answers]


def sentences_of_the_dialogue() -> list[str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    uttered = [one["text"] for many in domain["responses"].values() for one in many]
    return [*uttered, *(v for v in vars(texts).values() if isinstance(v, str))]


def test_the_seed_breaks_no_rule(seed):
    assert problems(seed, get_catalog()) == []


def test_every_rendered_answer_fits_with_its_related_titles(answers):
    lengths = {
        one.label: len(render_answer(one, [title for _, title in one.related[:3]]))
        for one in answers
    }
    assert {label: length for label, length in lengths.items() if length > LONGEST} == {}


def test_every_answer_says_something_on_the_day_of_the_launch(answers):
    assert [one.label for one in answers if not one.facts] == []


def test_every_figure_that_is_told_has_a_source(answers):
    told = [(one.label, fact) for one in answers for fact in one.facts]
    assert [
        (label, f.text) for label, f in told if not f.source and re.search(r"\d|\$", f.text)
    ] == []


@pytest.mark.parametrize("discreet", [False, True])
def test_every_emergency_begins_with_911_and_gives_at_most_three_instructions(answers, discreet):
    dangers = [one.discreet if discreet else one.emergency for one in answers]
    assert any(dangers)
    for danger in filter(None, dangers):
        first, *instructions = render_danger(danger, discreet).split("\n")
        assert "911" in first
        assert 1 <= len(instructions) <= 3


def test_an_expired_fact_is_told_on_its_last_day_and_not_after(seed, scope):
    dated = [
        (label, one)
        for label, answer in seed.answers.items()
        for one in answer.statements
        if not isinstance(one, str) and one.valid_until
    ]
    assert dated

    def told(label: str, today: date) -> list[str]:
        return [fact.text for fact in find_answer(session, label, today).facts]

    with scope() as session:
        for label, one in dated:
            assert (one.text in told(label, one.valid_until)) == (one.confidence != "baja")
            for days in (1, 400):
                assert one.text not in told(label, one.valid_until + timedelta(days))


def test_nothing_that_is_said_promises_anonymity(seed, answers):
    said = [fact.text for one in answers for fact in one.facts]
    for answer in seed.answers.values():
        for danger in filter(None, (answer.emergency, answer.discreet)):
            said += danger["instructions"]
    assert [text for text in [*said, *sentences_of_the_dialogue()] if _PROMISE.search(text)] == []


def test_each_sentence_of_the_dialogue_is_short():
    assert [text for text in sentences_of_the_dialogue() if len(text) > LONGEST] == []


def test_the_real_spreadsheet_imported_as_it_is_changes_nothing(scope, tmp_path):
    path = Path(tmp_path / "acolman.xlsx")
    with scope() as session:
        write_workbook(session, get_catalog(), path, LAUNCH)
        changes = plan_changes(session, read_workbook(path, get_catalog()))
    assert [change.name for change in changes] == []


@pytest.mark.parametrize(
    "text",
    ["Es 100% anónima.", "Tu denuncia es totalmente anónima.", "Es imposible de rastrear."],
)
def test_the_pattern_knows_a_promise_when_it_sees_one(text):
    assert _PROMISE.search(text)
