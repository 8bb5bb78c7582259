"""What is wrong with a request, as the specification wants it told."""

from __future__ import annotations

from typing import Sequence


class Open311Error(Exception):
    """One or more problems; the first one's code is the HTTP status."""

    def __init__(self, *problems: tuple[int, str]) -> None:
        """Keeps the problems: (code, description)."""
        super().__init__("; ".join(description for _, description in problems))
        self.problems: Sequence[tuple[int, str]] = problems

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.problems[0][0]

    def document(self) -> list[dict[str, object]]:
        """The `errors` document."""
        return [{"code": code, "description": text} for code, text in self.problems]
