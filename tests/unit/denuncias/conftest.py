from __future__ import annotations

import pytest

from acolwhats.denuncias import audit

from .town import Town


@pytest.fixture(autouse=True)
def audit_key(monkeypatch):
    """The chain's key is not that of the installation on which the tests run."""
    monkeypatch.setattr(audit, "_key", lambda: b"k" * 32)


@pytest.fixture
def office(scope, tmp_path):
    """A town hall with Inés in the Contraloría, Saúl in the Sindicatura, and a recovery key."""
    return Town(scope, tmp_path).staff()
