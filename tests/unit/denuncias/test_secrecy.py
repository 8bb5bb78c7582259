"""What somebody finds who takes the database, the disk and the keys of the bot, but no officer's key and no clave."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from acolwhats.database import Base, make_engine, session_scope
from acolwhats.denuncias import officers, recovery
from acolwhats.denuncias.keys import SealBroken, open_seal
from acolwhats.denuncias.models import Denuncia, Evidence, Officer, ThreadMessage, Wrap
from acolwhats.denuncias.thread import new_message

from .town import ANA, CHEAP, NOW, PASSPHRASE, SECRET, STATEMENT, TODAY, Town

CANARIES = {
    name: f"canario-{name}-ñandú" for name in ("what", "who", "when", "where", "witnesses", "pin")
}


@pytest.fixture
def town(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'acolwhats.db'}")
    Base.metadata.create_all(engine)
    town = Town(partial(session_scope, engine), tmp_path).staff()
    yield town
    engine.dispose()


@pytest.fixture
def used(town):
    """A town where everything has happened once; (denuncia, its claves, the words that must be nowhere)."""
    statement = replace(
        STATEMENT,
        **{name: word for name, word in CANARIES.items() if name != "pin"},
        pin=(19.6, -98.9, CANARIES["pin"]),
        extra={"nota": "canario-extra-ñandú"},
    )
    filed = town.file(statement, town.attach(b"canario-de-la-foto" * 50), notify=ANA)
    claves = [filed.clave]
    with town.scope() as session:
        town.followed(session, filed).add("canario-del-hilo-ñandú", [town.attach(b"canario-dos")])(
            session
        )
    with town.scope() as session:
        denuncia = session.scalars(select(Denuncia)).one()
        session.add(new_message(denuncia, "officer", "canario-de-la-pregunta", NOW, TODAY))
    with town.scope() as session:
        clave, write = town.followed(session, filed).rotate()
        write(session)
        claves.append(clave)
    with town.scope() as session:
        officers.rotate(session, "Inés", PASSPHRASE, CHEAP)
        officers.leave(session, "Saúl", TODAY)
    words = [
        *CANARIES.values(),
        *("canario-extra-ñandú", "canario-de-la-foto", "canario-dos"),
        *("canario-del-hilo-ñandú", "canario-de-la-pregunta"),
    ]
    return filed, claves, words


def everything(folder: Path) -> dict[str, bytes]:
    """Every byte that is on disk, attachments that still wait left out (those are the media store's)."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "media" not in path.parts
    }


def spellings(word: str) -> list[bytes]:
    """A word in every encoding that comes to mind; base64 at its three alignments."""
    texts = {word, word.lower(), word.upper(), word.replace("-", ""), word[::-1]}
    texts |= {word.encode("ascii", "backslashreplace").decode(), word.replace("-", " ")}
    raw = {text.encode(encoding) for text in texts for encoding in ("utf-8", "utf-16-le")}
    coded = set()
    for each in raw:
        coded |= {each.hex().encode(), each.hex().upper().encode(), base64.b32encode(each)[:-8]}
        for shift in range(3):
            inner = base64.b64encode(bytes(shift) + each)[4 if shift else 0 : -4]
            coded |= {inner, inner.translate(bytes.maketrans(b"+/", b"-_"))}
        for hashed in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b):
            coded |= {hashed(each).digest(), hashed(each).hexdigest().encode()}
    return [each for each in raw | coded if len(each) >= 8]


def test_the_scan_finds_what_is_there(town, tmp_path):
    """Or it would prove nothing."""
    (tmp_path / "leak").write_bytes(b"x" + base64.b64encode(b"yK7M3-Q9X2-AB5T-CDE8z"))
    found = everything(tmp_path)["leak"]
    assert any(spelled in found for spelled in spellings("K7M3-Q9X2-AB5T-CDE8"))


def test_no_clave_is_anywhere_in_any_encoding(used, tmp_path):
    _, claves, _ = used
    content = everything(tmp_path)
    assert len(content) >= 3
    for clave in claves:
        for spelled in spellings(clave):
            assert not [name for name, data in content.items() if spelled in data]
        for group in clave.split("-"):  # nor any half of one
            assert not any(group.encode() + b"-" in data for data in content.values())


def test_no_word_of_it_is_anywhere(used, tmp_path):
    _, _, words = used
    content = everything(tmp_path)
    for word in [*words, ANA]:
        for spelled in spellings(word):
            assert not [name for name, data in content.items() if spelled in data], word


def test_no_recovery_key_is_anywhere(town, used, tmp_path):
    content = everything(tmp_path)
    symbols = town.recovery.removeprefix("REC-")
    for spelled in [*spellings(symbols), recovery.read_recovery(town.recovery)]:
        assert not any(spelled in data for data in content.values())


def sealed(session, folder: Path) -> list[tuple[str, bytes]]:
    """Everything that is sealed, with the place that it is sealed for."""
    denuncia = session.scalars(select(Denuncia)).one()
    found = [
        (f"content:{denuncia.id}", denuncia.content),
        (f"citizen:{denuncia.id}", denuncia.citizen_wrap),
    ]
    for wrap in session.scalars(select(Wrap)):
        found.append((f"wrap:{wrap.denuncia_id}:{wrap.officer_id}", wrap.wrapped))
    for message in session.scalars(select(ThreadMessage)):
        place = f"message:{denuncia.id}:{message.id}:{message.author}"
        found.append((place, message.content))
    for row in session.scalars(select(Evidence)):
        found.append((f"evidence:{denuncia.id}:{row.id}", row.content))
        found.append((f"file:{denuncia.id}:{row.id}", (folder / "denuncias" / row.id).read_bytes()))
    return found


def test_with_the_keys_of_the_bot_nothing_can_be_opened(town, used, tmp_path):
    filed, _, _ = used
    keys = town.vault.keys
    candidates = [SECRET, keys.lookup_pepper, keys.key_pepper, keys.throttle, keys.notify]
    with town.scope() as session:
        for table in (Denuncia, Officer, Wrap, ThreadMessage, Evidence):
            for row in session.scalars(select(table)):
                for column in table.__table__.columns:
                    value = getattr(row, column.name)
                    if isinstance(column.type, LargeBinary) and value:
                        candidates += [value[at : at + 32] for at in range(0, len(value) - 31, 8)]
        row = session.scalars(select(Denuncia)).one()
        # Whatever is not the clave, run through what makes its key.
        for guess in ("", filed.folio, filed.folio[3:], str(row.id), ANA):
            candidates.append(town.vault.claves._private_key(guess, row.key_salt))
        boxes = sealed(session, tmp_path)
    assert len(boxes) >= 10 and len(candidates) > 500
    for place, box in boxes:
        for key in candidates:
            with pytest.raises(SealBroken):
                open_seal(box, key, place)


def test_with_an_officers_key_it_can(town, used, tmp_path):
    """Or the test above would prove nothing: the places are right."""
    with town.scope() as session:
        private = officers.unlock(session, "Inés", PASSPHRASE)
        inés = officers.find_officer(session, "Inés")
        boxes = dict(sealed(session, tmp_path))
        denuncia_id = session.scalars(select(Denuncia.id)).one()
    place = f"wrap:{denuncia_id}:{inés.id}"
    key = open_seal(boxes[place], private, place)
    opened = [
        open_seal(box, key, place)
        for place, box in boxes.items()
        if not place.startswith(("wrap", "citizen"))
    ]
    assert any(b"canario-what" in plain for plain in opened)
    assert len(opened) == 7


def test_what_holds_a_secret_does_not_show_it_when_it_is_printed(town, caplog):
    filed = town.file()
    with town.scope() as session:
        followup = town.followed(session, filed)
        followup.add("canario-del-hilo")(session)
        things = [filed, followup, town.vault, town.vault.keys, STATEMENT, *followup.messages()]
        said = " ".join(map(repr, things)) + caplog.text
    secrets = [filed.clave, "canario", STATEMENT.what, repr(town.vault.keys.key_pepper)]
    assert not [secret for secret in secrets if secret in said]


def test_who_left_opens_nothing(town, used):
    with town.scope() as session:
        with pytest.raises(officers.OfficerProblem):
            officers.unlock(session, "Saúl", PASSPHRASE)
        left = session.scalars(select(Officer).where(Officer.name == "Saúl")).one()
        assert left.private_key is None and left.kdf is None
