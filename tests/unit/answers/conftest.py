"""Fixtures of the answer base."""

from __future__ import annotations

import pytest

from acolwhats.answers.seed import apply_seed

from ..invented import town
from .sheets import Office


@pytest.fixture
def office(scope, tmp_path):
    """An office that has just exported the invented town."""
    with scope() as session:
        apply_seed(session, town(workshops=()))
    return Office(scope, tmp_path / "respuestas.xlsx")
