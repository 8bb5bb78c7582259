"""The scan of test_canaries.py can fail: a canary that is planted is found, wherever and however it is written."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from tests.integration.denuncias import canaries
from tests.integration.denuncias.scan import Logbook, Scanner, spellings

SCANNER = Scanner(*canaries.COMMON)
SPELLINGS = sorted(spellings(canaries.MARK))


@pytest.fixture
def home(tmp_path):
    """A folder with a database, as a bridge has them."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'acolwhats.db'}", future=True)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE notes (id INTEGER, words TEXT, data BLOB)"))
        connection.execute(sa.text("INSERT INTO notes VALUES (1, 'nada', x'00')"))
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "clean").write_bytes(bytes(1000))
    yield tmp_path, engine
    engine.dispose()


def _planted(spelling: str) -> bytes:
    """A canary, as one would be written: the whole word between others, not only what is looked for."""
    text = f"me dijo {canaries.word(7, 'who')}, eso"
    if "base64" not in spelling:
        return b"me dijo " + spellings(canaries.word(7, "who"))[spelling] + b", eso"
    return spellings(text)[spelling]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_canary_in_a_file_is_found(home, spelling):
    folder, _ = home
    assert SCANNER.folder(folder) == []
    (folder / "media" / "f00d").write_bytes(bytes(300) + _planted(spelling) + bytes(300))
    assert {hit.place for hit in SCANNER.folder(folder)} == {"media/f00d"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_canary_in_a_table_is_found_in_its_rows_and_in_its_file(home, spelling):
    folder, engine = home
    assert SCANNER.tables(engine) == []
    with engine.begin() as connection:
        insert = sa.text("INSERT INTO notes VALUES (2, 'nada', :data)")
        connection.execute(insert, {"data": _planted(spelling)})
    assert {hit.place for hit in SCANNER.tables(engine)} == {"notes.data"}
    assert "acolwhats.db" in {hit.place for hit in SCANNER.folder(folder)}


@pytest.mark.parametrize("spelling", ["utf-8", "escaped", "hex of utf-8", "base64 of utf-8 at 1"])
@pytest.mark.parametrize("where", ["message", "argument", "beside", "traceback"])
def test_a_canary_in_the_log_is_found(spelling, where):
    said = _planted(spelling).decode()
    book, logger = Logbook(), logging.getLogger("acolwhats.denuncias.planted")
    logger.addHandler(book)
    logger.setLevel(logging.DEBUG)
    try:
        logger.debug("nada")
        assert SCANNER.text("the log", book.text) == []
        if where == "message":
            logger.debug(said)
        elif where == "argument":
            logger.debug("dijo %s", said)
        elif where == "beside":
            logger.debug("nada", extra={"narrative": said})
        else:
            try:
                raise ValueError(said)
            except ValueError:
                logger.exception("nada")
    finally:
        logger.removeHandler(book)
        logger.setLevel(logging.NOTSET)
    assert SCANNER.text("the log", book.text)


def test_a_canary_in_a_name_of_a_file_is_found(home):
    folder, _ = home
    (folder / "media" / f"{canaries.word(3, 'photoname')}.jpg").write_bytes(b"")
    assert SCANNER.folder(folder)


def test_a_number_and_a_place_are_found(home):
    folder, _ = home
    for content in (canaries.address(3), "525590771303", str(float(f"{canaries.NORTH}07"))):
        (folder / "media" / "one").write_text(content)
        assert SCANNER.folder(folder), content


@pytest.mark.parametrize("number", [0, 49])
def test_what_is_attached_holds_its_canaries(number):
    photo, document = canaries.photo(number), canaries.document(number)
    for media, names in (
        (photo, ("exif", "xmp", "comment")),
        (document, ("author", "title", "page")),
    ):
        for name in names:
            assert Scanner(canaries.word(number, name)).data(name, media.data), name
        assert SCANNER.text("name", media.filename or "")
