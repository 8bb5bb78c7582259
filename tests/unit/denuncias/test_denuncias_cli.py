from __future__ import annotations

import base64
import json
import re
import stat
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from acolwhats import cli, database, settings
from acolwhats.denuncias import audit, case_file
from acolwhats.denuncias.models import Denuncia
from acolwhats.denuncias.notices import NEWS
from acolwhats.denuncias.states import citizen_text
from acolwhats.settings import Settings
from acolwhats.whatsapp.config import bridge_settings
from acolwhats.whatsapp.models import Outbox

from .town import ANA, ORIGINAL, PASSPHRASE, SECRET, STATEMENT, TODAY, the

COMMANDS = (
    "list",
    "open",
    "reply",
    "ask",
    "assign",
    "state",
    "evidence",
    "export",
    "hold",
    "overdue",
    "purge",
)
WORDS = "Ya lo estamos revisando"


@pytest.fixture
def here(tmp_path):
    key = base64.urlsafe_b64encode(SECRET).decode()
    return Settings(_env_file=None, env="development", var_dir=tmp_path / "var", secret_key=key)


@pytest.fixture
def run(engine, here, monkeypatch):
    """Runs `acolwhats …` on lines of standard input."""
    monkeypatch.setattr(database, "get_engine", lambda: engine)
    for module in (settings, cli):
        monkeypatch.setattr(module, "get_settings", lambda: here)

    def run(*arguments: str, lines: tuple[str, ...] = (PASSPHRASE,)):
        runner = CliRunner(mix_stderr=True)
        return runner.invoke(cli.app, arguments, input="".join(f"{line}\n" for line in lines))

    return run


@pytest.fixture
def office(office, here):
    # The files of the denuncias are where the command looks for them.
    office.vault.evidence._folder = here.var_dir / "denuncias"
    return office


@pytest.fixture
def filed(office):
    return office.file(STATEMENT, office.attach(b"una foto"))


@pytest.fixture
def ines(run):
    """Runs a command as Inés."""
    return lambda *arguments, lines=(): run(
        "denuncias", *arguments, "--officer", "Inés", lines=(PASSPHRASE, *lines)
    )


def test_no_command_takes_a_secret_or_a_text_as_an_argument(run):
    options = set()
    for command in COMMANDS:
        said = run("denuncias", command, "--help").output
        options |= set(re.findall(r"--[a-z-]+", said))
        assert not re.search(r"passphrase|TEXT_|frase", said.lower()), command
    assert options <= {
        "--help", "--officer", "--closed", "--only", "--json", "--release", "--dry-run",
    }  # fmt: skip


def test_a_crash_shows_nothing_of_what_was_in_memory():
    assert cli.app.pretty_exceptions_show_locals is False


def test_the_list_shows_folio_state_and_day_and_nothing_of_the_matter(ines, filed):
    said = ines("list")
    assert said.exit_code == 0, said.output
    assert filed.folio in said.output and "recibida" in said.output and "novedad" in said.output
    for words in STATEMENT.words():
        assert not words or words not in said.output


def test_a_denuncia_is_shown_whole(ines, filed, session):
    said = ines("open", filed.folio).output
    for words in STATEMENT.words():
        assert words in said
    assert "Mordida o soborno" in said and ORIGINAL in said and "Confidencial" in said
    assert PASSPHRASE not in said
    assert audit.entries(session)[-1].action == "opened"


def test_it_is_in_the_audit_before_it_is_shown(ines, filed, session, monkeypatch):
    def fails(*_):
        raise OSError("no terminal")

    monkeypatch.setattr(case_file, "as_text", fails)
    assert ines("open", filed.folio).exit_code != 0
    assert audit.entries(session)[-1].action == "opened"


def test_nothing_that_a_terminal_would_obey_is_printed(ines, office):
    from dataclasses import replace

    nasty = replace(STATEMENT, what="me dijo \x1b]0;x\x07\x1b[2J\u202eeso\u202c\r y ya")
    said = ines("open", office.file(nasty).folio).output
    assert "me dijo" in said and not set("\x1b\x07\u202e\u202c\r") & set(said)


@pytest.mark.parametrize("command", ["open", "hold"])
def test_a_wrong_passphrase_is_one_line(run, filed, command):
    done = run(
        "denuncias", command, filed.folio, "--officer", "Inés", lines=("otra frase equivocada",)
    )
    assert done.exit_code == 2
    assert done.output == "acolwhats: el nombre o la frase no son correctos\n"


def test_a_denuncia_of_others_is_one_line(run, filed):
    done = run("denuncias", "open", filed.folio, "--officer", "Saúl")
    assert done.exit_code == 2
    assert done.output == "acolwhats: no tienes una denuncia con ese folio\n"


@pytest.mark.parametrize(
    ("command", "state"), [("reply", "recibida"), ("ask", "falta_informacion")]
)
def test_a_text_comes_from_standard_input(ines, office, filed, session, command, state):
    said = ines(command, filed.folio, lines=(WORDS, "", "¿Algo más?"))
    assert said.exit_code == 0 and WORDS not in said.output
    thread = office.followed(session, filed).thread()
    assert thread == [("officer", f"{WORDS}\n\n¿Algo más?")]
    assert the(session, filed).state == state


def test_without_a_text_nothing_is_sent(ines, office, filed, session):
    assert ines("reply", filed.folio).exit_code == 2
    assert office.followed(session, filed).thread() == []


def test_it_is_assigned(ines, run, filed):
    assert "1 persona(s) de sindicatura" in ines("assign", filed.folio, "sindicatura").output
    said = run("denuncias", "open", filed.folio, "--officer", "Saúl").output
    assert STATEMENT.what in said


def test_its_state_is_changed_and_what_the_citizen_reads_is_shown(ines, filed, session):
    said = ines("state", filed.folio, "en_revision").output
    assert citizen_text("en_revision") in said
    assert the(session, filed).state == "en_revision"


# -- notices -----------------------------------------------------------------------------------------


def _notices(session, here):
    box = bridge_settings(here).box
    return [
        (row.sender_id, row.private, box.open(row.content, f"outbox:{row.token}")["text"])
        for row in session.scalars(select(Outbox))
    ]


def test_who_asked_for_it_is_told_that_there_is_news_and_not_what(ines, office, session, here):
    # As the bot does it, whose keys are those of the installation.
    filed = office.file(notify=ANA)
    ines("reply", filed.folio, lines=(WORDS,))
    assert _notices(session, here) == [(ANA, True, NEWS)]
    assert not re.search(r"denuncia|folio AC|recibida|\d", NEWS)


def test_who_did_not_ask_for_it_is_told_nothing(ines, filed, session, here):
    ines("reply", filed.folio, lines=(WORDS,))
    ines("state", filed.folio, "en_revision")
    assert _notices(session, here) == []


def test_reading_tells_nobody_anything(ines, office, session, here):
    filed = office.file(notify=ANA)
    ines("open", filed.folio)
    ines("list")
    assert _notices(session, here) == []


# -- files -------------------------------------------------------------------------------------------


def test_attachments_are_written_for_the_officer_alone(ines, filed, tmp_path):
    folder = tmp_path / "expediente"
    said = ines("evidence", filed.folio, str(folder))
    assert said.exit_code == 0, said.output
    (path,) = folder.iterdir()
    assert path.name == f"{filed.folio}-1.jpg" and path.read_bytes() == b"una foto"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ORIGINAL in said.output


@pytest.mark.parametrize("kind", ["file", "link"])
def test_nothing_is_written_over(ines, filed, tmp_path, kind):
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    path = tmp_path / f"{filed.folio}-1.jpg"
    path.symlink_to(target) if kind == "link" else path.write_bytes(b"mine")
    assert ines("evidence", filed.folio, str(tmp_path)).exit_code == 2
    assert path.read_bytes() == target.read_bytes() == b"mine"
    out = tmp_path / "out"
    out.symlink_to(target) if kind == "link" else out.write_bytes(b"mine")
    assert ines("export", filed.folio, str(out)).exit_code == 2
    assert out.read_bytes() == b"mine"


def test_nothing_is_written_in_the_clear_beside_the_data_of_the_bot(ines, filed, here):
    for command in ("evidence", "export"):
        target = here.var_dir / "denuncias" / "claro"
        assert ines(command, filed.folio, str(target)).exit_code == 2
        assert not target.exists()


@pytest.mark.parametrize("option", ["--json", None])
def test_one_denuncia_is_exported_with_its_history(ines, office, filed, tmp_path, option):
    ines("ask", filed.folio, lines=("¿Qué día fue?",))
    path = tmp_path / "caso"
    done = ines("export", filed.folio, str(path), *filter(None, [option]))
    assert done.exit_code == 0 and STATEMENT.what not in done.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = path.read_text(encoding="utf-8")
    for words in (*STATEMENT.words(), "¿Qué día fue?", ORIGINAL, "Inés", "exported"):
        assert words in written, words
    if option:
        content = json.loads(written)
        assert content["folio"] == filed.folio and content["Qué pasó"] == STATEMENT.what
        assert [entry["accion"] for entry in content["bitacora"]] == [
            "filed",
            "state_changed",
            "asked",
            "exported",
        ]


def test_a_denuncia_with_nothing_but_a_story_is_readable_too(ines, office):
    from acolwhats.denuncias.statement import Statement

    said = ines("open", office.file(Statement(what="Algo pasó", category="x")).folio)
    assert said.exit_code == 0 and said.output.count("(no lo dijo)") == 4


# -- what is overdue, what is deleted ----------------------------------------------------------------


def test_what_is_overdue_is_listed_and_told_once(run, filed, session):
    session.execute(update(Denuncia).values(due_on=date(2020, 1, 3)))
    session.commit()
    listed = run("denuncias", "overdue", "--dry-run").output
    assert filed.folio in listed and "0 aviso(s)" in listed
    first, second = (run("denuncias", "overdue").output for _ in range(2))
    assert "1 aviso(s)" in first and "aviso a sindicatura (nuevo)" in first
    assert "0 aviso(s)" in second and filed.folio in second
    seen = run("denuncias", "list", "--officer", "Saúl").output
    assert filed.folio in seen and "la atiende otra área" in seen


def test_what_is_closed_long_enough_is_deleted_unless_it_is_held(run, ines, filed, session, here):
    long_ago = TODAY - timedelta(days=4000)
    session.execute(update(Denuncia).values(state="cerrada", closed_on=long_ago))
    session.commit()
    assert ines("hold", filed.folio).exit_code == 0
    assert "Se borraron: 0 denuncia(s)" in run("denuncias", "purge").output
    assert ines("hold", filed.folio, "--release").exit_code == 0
    said = run("denuncias", "purge", "--dry-run").output
    assert filed.folio in said and "Se borrarían: 1 denuncia(s), 0 mensaje(s), 1 archivo(s)" in said
    assert len(list((here.var_dir / "denuncias").iterdir())) == 1
    said = run("denuncias", "purge").output
    assert "Se borraron: 1 denuncia(s)" in said
    assert list((here.var_dir / "denuncias").iterdir()) == []


# -- the audit ---------------------------------------------------------------------------------------


def test_the_audit_is_verified_and_what_to_note_down_is_said(run, ines, filed, session):
    ines("open", filed.folio)
    said = run("audit", "verify")
    assert said.exit_code == 0
    noted = said.output.split()[-1]
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", noted)
    assert run("audit", "verify", "--noted", noted).exit_code == 0
    assert run("audit", "verify", "--noted", "9999:" + "0" * 64).exit_code == 1
    assert run("audit", "verify", "--noted", "ayer").exit_code == 2


def test_tampering_ends_with_1(run, filed, session):
    entry = audit.entries(session)[0]
    entry.action = "listed"
    session.commit()
    done = run("audit", "verify")
    assert done.exit_code == 1 and done.output.startswith("TAMPERED: entry 1 ")


def test_the_entries_are_listed_with_names_and_without_the_matter(run, ines, filed):
    ines("open", filed.folio)
    said = run("audit", "list", "--folio", filed.folio).output
    assert [line.split()[2] for line in said.splitlines()] == ["filed", "opened"]
    assert "Inés" in said and filed.folio in said
    assert all(not words or words not in said for words in STATEMENT.words())
    everything = run("audit", "list", "--last", "500").output
    assert "officer_added" in everything and len(everything.splitlines()) > 3
    assert len(run("audit", "list", "--last", "1").output.splitlines()) == 1
    assert run("audit", "list", "--folio", "AC-1").exit_code == 2
