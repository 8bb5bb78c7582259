"""For every test."""

from tests.network_guard import nothing_leaves_this_machine

__all__ = ["nothing_leaves_this_machine"]
