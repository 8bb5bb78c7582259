"""Asking for secrets: never shown, never an argument, never in the history of a shell."""

from __future__ import annotations

import getpass
import resource
import sys

from acolwhats.settings import exit_with


def ask(prompt: str) -> str:
    """A secret, from a prompt that hides it, or else the next line of standard input."""
    # What is asked for here must not end up in a file when the process crashes.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        hidden = sys.stdin.isatty()
        line = getpass.getpass(f"{prompt}: ") if hidden else sys.stdin.readline()
    except (EOFError, KeyboardInterrupt):
        line = ""
    if not line.strip():
        exit_with(f"falta: {prompt}. Escríbela, o pásala por la entrada estándar en una línea")
    return line.strip()


def ask_new(prompt: str) -> str:
    """A secret that is being chosen: from a prompt, twice."""
    first = ask(prompt)
    if sys.stdin.isatty() and ask(f"{prompt}, otra vez") != first:
        exit_with("no son iguales; no se cambió nada")
    return first
