"""Lets Rasa's cache notice that our code changed: it looks at a component's own class only."""

from __future__ import annotations

import hashlib
from pathlib import Path


def code_fingerprint() -> str:
    """A hash of every module of this package."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
