"""Rasa's own commands work on this project with no extra flags."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.integration.conftest import BIN, ROOT


def rasa(*arguments: str, folder=ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [BIN / "rasa", *arguments], cwd=folder, capture_output=True, text=True, env=os.environ
    )


def test_conversations_go_as_told(tmp_path):
    done = rasa(
        "test",
        "core",
        "--e2e",
        "--stories",
        "tests/rasa",
        "--out",
        str(tmp_path),
        "--fail-on-prediction-errors",
    )
    failed = tmp_path / "failed_test_stories.yml"
    told = failed.read_text() if failed.exists() else ""
    assert done.returncode == 0, told[-4000:] or done.stderr[-3000:]


def test_the_test_phrases_are_data_that_rasa_can_test(tmp_path):
    done = rasa(
        "test", "nlu", "--nlu", "tests/nlu/final/formal.yml", "--out", str(tmp_path), "--no-plot"
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / "intent_report.json").exists()
    assert (tmp_path / "response_selection_report.json").exists()


@pytest.mark.parametrize("text", ["donde pago el predial", "/restart"])
def test_rasa_shell_nlu_answers(text):
    done = subprocess.run(
        [BIN / "rasa", "shell", "nlu"], input=f"{text}\n", cwd=ROOT, capture_output=True, text=True
    )
    assert '"intent_response_key"' in done.stdout
    assert '"decision"' in done.stdout
    assert '"name": "restart"' not in done.stdout
