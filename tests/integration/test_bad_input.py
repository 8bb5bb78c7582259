"""Nothing that a citizen sends crashes or silences the bot."""

from __future__ import annotations

import pytest

BAD = {
    "empty": "",
    "blank": "   \n\t ",
    "only emoji": "😀😀🎉",
    "ten thousand characters": "quiero saber del predial " * 400,
    "one long word": "a" * 10_000,
    "control characters": "hola\x00\x07\x1b[31m predial",
    "HTML": "<script>alert('x')</script><b>predial</b>",
    "other languages": "Where can I pay my property tax? 你好 привет",
    "a Rasa command": "/restart",
    "another command": "/session_start",
    "a command with entities": '/denuncia_anonima{"folio": "1"}',
    "braces of a template": "{name} {{ 7*7 }} %s ${HOME}",
    "right to left": "\u202epredial\u202c",
    "zero width": "pre\u200bdial",
    "a lone surrogate": "hola \ud83d",
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_gets_one_friendly_sentence(service, sender, kind):
    answer = service.say(sender, BAD[kind])
    assert answer.strip()
    assert "Traceback" not in answer


def test_text_that_begins_with_a_slash_is_text(service, sender):
    service.say(sender, "donde pago el predial")
    service.say(sender, "/restart")
    assert "Pagar el predial" in service.say(sender, "y que requisitos?"), (
        "the context is still there"
    )


def test_no_word_of_a_citizen_is_stored_or_logged(service, sender):
    canary = "xilotzingo7431"
    service.say(sender, f"mi vecino {canary} tira basura en la barranca")
    service.say(sender, f"quiero denunciar a {canary} por vender droga")
    for path in service.folder.rglob("*"):
        if path.is_file():
            assert canary.encode() not in path.read_bytes(), path.name
    if service.database_url.startswith("postgresql"):
        import sqlalchemy as sa

        with sa.create_engine(service.database_url).connect() as connection:
            rows = connection.execute(sa.text("select data from events")).scalars()
            assert not any(canary in row for row in rows)
