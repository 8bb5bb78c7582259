"""The database or the action server being away: the citizen gets a sentence, the log one line, and it mends itself."""

from __future__ import annotations

import pytest

from tests.integration.conftest import Service


@pytest.fixture(scope="module")
def own_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outages")
    service = Service(folder, f"sqlite:///{folder / 'acolwhats.db'}")
    service.acolwhats("migrate")
    service.start_actions()
    service.start_bot()
    yield service
    service.stop_all()


def test_the_bot_speaks_while_the_action_server_is_away_and_recovers(own_service, sender):
    own_service.stop("actions")
    before = len(own_service.log("bot").splitlines())
    answer = own_service.say(sender, "donde pago el predial")
    assert "911" in answer and "Intenta de nuevo" in answer
    assert "911" in own_service.say(sender, "me estan asaltando")
    lines = own_service.log("bot").splitlines()[before:]
    assert len(lines) <= 4, "one line a failure"
    assert not any("Traceback" in line for line in lines)
    own_service.start_actions()
    assert "Tesorería" in own_service.say(sender, "donde pago el predial")


def test_the_bot_speaks_while_the_answer_base_is_away_and_recovers(own_service, sender):
    database = own_service.folder / "acolwhats.db"
    hidden = database.with_suffix(".hidden")
    for suffix in ("", "-wal", "-shm"):
        path = database.with_name(database.name + suffix)
        if path.exists():
            path.rename(hidden.with_name(hidden.name + suffix))
    own_service.stop("actions")
    database.mkdir()  # no file can be opened there
    own_service.start_actions()
    assert "Intenta de nuevo" in own_service.say(sender, "donde pago el predial")
    assert "911" in own_service.say(sender, "me estan asaltando").splitlines()[0]
    assert "Traceback" not in own_service.log("actions")
    database.rmdir()
    for suffix in ("", "-wal", "-shm"):
        path = hidden.with_name(hidden.name + suffix)
        if path.exists():
            path.rename(database.with_name(database.name + suffix))
    assert "Tesorería" in own_service.say(sender, "donde pago el predial")


def test_an_edit_of_an_answer_is_told_at_once(own_service, sender):
    from openpyxl import load_workbook

    path = own_service.folder / "hoja.xlsx"
    own_service.acolwhats("answers", "export", str(path))
    book = load_workbook(path)
    sheet = book["Servicios Públicos"]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == "servicios_publicos/bache" and row[2].value == "respuesta":
            row[3].value = "Los baches se reportan en la ventanilla de prueba."
            break
    book.save(path)
    assert "servicios_publicos/bache" in own_service.acolwhats("answers", "import", str(path))
    assert "ventanilla de prueba" not in own_service.say(sender, "hay un bache enorme en mi calle")
    own_service.acolwhats("answers", "import", str(path), "--apply")
    assert "ventanilla de prueba" in own_service.say(sender, "hay un bache enorme en mi calle")
