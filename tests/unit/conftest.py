"""Fixtures of the unit tests, and the guard that keeps them fast: none imports Rasa or TensorFlow."""

from __future__ import annotations

import sys
from functools import partial

import pytest
from hypothesis import HealthCheck, settings

import acolwhats.answers.models
import acolwhats.denuncias.models
import acolwhats.guides.drafts
import acolwhats.handoff.models
import acolwhats.reports.models  # noqa: F401
from acolwhats.database import Base, make_engine, session_scope

HEAVY = frozenset(["rasa", "tensorflow"])

settings.register_profile(
    "unit",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("unit")


def _heavy() -> frozenset[str]:
    return HEAVY & sys.modules.keys()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Refuse a test module that imports what is heavy."""
    before = _heavy()
    report = yield
    if slow := _heavy() - before:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} imports {', '.join(sorted(slow))}"
    return report


@pytest.fixture(autouse=True)
def nothing_heavy_is_imported():
    before = _heavy()
    yield
    assert _heavy() == before, "a unit test imported what is heavy"


@pytest.fixture
def engine():
    """An empty database in memory, with every table."""
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def scope(engine):
    """Opens sessions that commit at the end."""
    return partial(session_scope, engine)


@pytest.fixture
def session(scope):
    """One session."""
    with scope() as session:
        yield session
