"""`acolwhats parse`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import subprocess

from tests.integration.conftest import BIN, ROOT

KEYS = {"text", "topic", "label", "confidence", "urgent", "labels", "decision"}


def parse(lines: list[bytes]) -> list[dict]:
    done = subprocess.run(
        [BIN / "acolwhats", "parse"], input=b"\n".join(lines), capture_output=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_good_lines_are_parsed_and_bad_ones_say_why():
    records = parse(
        [
            b'{"text": "donde pago el predial"}',
            b"not json",
            b'{"no": "text"}',
            b'{"text": 7}',
            b"\xff\xfe",
            '{"text": "se está quemando la casa de al lado"}'.encode(),
            b'{"text": ""}',
            b'{"text": "/restart"}',
        ]
    )
    assert [("error" in record) for record in records] == [
        False,
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    first = records[0]
    assert set(first) == KEYS
    assert (first["topic"], first["label"]) == (
        "servicios_publicos",
        "servicios_publicos/predial_pago",
    )
    assert first["decision"] == "answer" and first["urgent"] is False
    fire = records[5]
    assert fire["urgent"] is True and fire["decision"] == "emergency"
    assert fire["label"] == "proteccion_civil/incendio"


def test_a_missing_model_is_one_clear_line(tmp_path):
    done = subprocess.run(
        [BIN / "acolwhats", "parse", "--model", str(tmp_path / "none.tar.gz")],
        input=b"", capture_output=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.decode().strip().splitlines()[-1].startswith("acolwhats: ")
