from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from acolwhats import database, settings
from acolwhats.cli import passphrases
from acolwhats.cli.officers import app
from acolwhats.denuncias import officers, recovery
from acolwhats.denuncias.keys import PASSPHRASE_COST
from acolwhats.denuncias.routing import load_routing

from .town import CHEAP, PASSPHRASE, Town, recovered_key_of

OTHER = "otras cinco palabras distintas"


@pytest.fixture
def run(engine, monkeypatch):
    """Runs a command on lines of standard input; what it printed and how it ended."""
    monkeypatch.setattr(database, "get_engine", lambda: engine)
    # Each command would take its second.
    for function in (
        officers.add,
        officers.change_passphrase,
        officers.rotate,
        recovery.use,
    ):
        defaults = tuple(CHEAP if d is PASSPHRASE_COST else d for d in function.__defaults__)
        monkeypatch.setattr(function, "__defaults__", defaults)

    def run(*arguments: str, lines: tuple[str, ...] = ()):
        # As a whole, so that what goes to the error output is seen too.
        return CliRunner(mix_stderr=True).invoke(
            app, arguments, input="".join(f"{x}\n" for x in lines)
        )

    return run


@pytest.fixture
def hired(run):
    assert run("add", "Inés", "contraloria", lines=(PASSPHRASE,)).exit_code == 0


def test_somebody_is_added_with_a_passphrase_from_standard_input(run, hired, session):
    assert officers.unlock(session, "Inés", PASSPHRASE)
    assert officers.find_officer(session, "Inés").groups == ["contraloria"]


def test_no_command_takes_a_secret_as_an_argument(run):
    for command in (
        "add",
        "passphrase",
        "rotate",
        "share",
        "leave",
        "recovery-create",
        "recovery-use",
    ):
        said = run(command, "--help").output.lower()
        options = set(re.findall(r"--[a-z-]+", said))
        assert options <= {"--help", "--replace", "--lost"}, command


def test_no_secret_is_printed_again(run, hired):
    said = "".join(
        [
            run("list").output,
            run("passphrase", "Inés", lines=(PASSPHRASE, OTHER)).output,
            run("rotate", "Inés", lines=(OTHER,)).output,
            run("share", "Inés", lines=(OTHER,)).output,
        ]
    )
    assert PASSPHRASE not in said and OTHER not in said
    assert "Inés" in said and said.count("Listo") == 3


def test_a_missing_line_is_told(run):
    done = run("add", "Inés", "contraloria")
    assert done.exit_code == 2 and "entrada estándar" in done.output


@pytest.mark.parametrize(
    "arguments, lines, told",
    [
        (("add", "Eva", "contraloria"), ("corta",), "16 caracteres"),
        (("add", "Inés", "contraloria"), (PASSPHRASE,), "ya hay o hubo"),
        (("add", "Eva", "cocina"), (PASSPHRASE,), "no hay un grupo «cocina»"),
        (("passphrase", "Inés"), (OTHER, OTHER), "no son correctos"),
        (("rotate", "Nadie"), (PASSPHRASE,), "no son correctos"),
        (("leave", "Nadie"), (), "no hay nadie"),
        (("recovery-use", "Inés"), ("REC-0000", OTHER), "no hay clave de recuperación"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_and_changes_nothing(
    run, hired, session, arguments, lines, told
):
    done = run(*arguments, lines=lines)
    assert done.exit_code == 2
    assert told in done.output and done.output.count("\n") == 1
    assert [one.name for one in officers.active_officers(session)] == ["Inés"]
    assert officers.unlock(session, "Inés", PASSPHRASE)


def test_the_list_says_what_is_missing_before_denuncias_are_taken(run, hired, session):
    recipients = load_routing().recipients
    said = run("list").output
    assert "Falta la clave de recuperación" in said
    missing = [group for group in recipients if group != "contraloria"]
    assert missing and all(f"Falta alguien en el grupo {group}" in said for group in missing)
    for group in missing:
        run("add", f"De {group}", group, lines=(PASSPHRASE,))
    run("recovery-create")
    assert "Falta" not in run("list").output


def printed_key(output: str) -> str:
    return re.search(r"REC(?:-[0-9A-Z]{4}){14}", output)[0]


def test_the_recovery_key_is_printed_once_and_replaced_with_the_one_before(
    run, hired, scope, tmp_path
):
    first = printed_key(run("recovery-create").output)
    filed = Town(scope, tmp_path).file()
    again = run("recovery-create")
    assert again.exit_code == 2 and "--replace" in again.output and "REC-" not in again.output
    second = printed_key(run("recovery-create", "--replace", lines=(first,)).output)
    with scope() as session:
        assert recovered_key_of(session, filed, second)
    assert run("recovery-create", "--replace", lines=(first,)).exit_code == 2


def test_a_lost_passphrase_is_replaced_with_the_recovery_key(run, hired, session):
    key = printed_key(run("recovery-create").output)
    done = run("recovery-use", "Inés", lines=(key, OTHER))
    assert done.exit_code == 0, done.output
    assert key not in done.output
    assert officers.unlock(session, "Inés", OTHER)


def test_a_lost_recovery_key_is_replaced(run, hired):
    first = printed_key(run("recovery-create").output)
    done = run("recovery-create", "--lost")
    assert printed_key(done.output) != first
    assert "share" in done.output


def test_who_leaves_is_not_listed(run, hired, scope, tmp_path):
    run("recovery-create")
    Town(scope, tmp_path).file()
    done = run("leave", "Inés")
    assert "1 denuncia(s) solo se abren con la clave de recuperación" in done.output
    said = run("list").output
    assert "Inés" not in said and "1 denuncia(s) solo se abren" in said


def test_groups_are_changed(run, hired, session):
    assert run("groups", "Inés", "sindicatura", "contraloria").exit_code == 0
    assert officers.find_officer(session, "Inés").groups == ["contraloria", "sindicatura"]


@pytest.mark.parametrize("env, code", [("development", 0), ("production", 2)])
def test_a_demonstration_is_for_development_only(run, monkeypatch, session, env, code):
    monkeypatch.setattr(settings, "get_settings", lambda: SimpleNamespace(env=env))
    assert run("seed-demo").exit_code == code
    groups = {group for one in officers.active_officers(session) for group in one.groups}
    assert groups == (set(load_routing().groups) if code == 0 else set())


def test_without_tables_one_line_says_what_to_do(run, engine):
    database.Base.metadata.drop_all(engine)
    done = run("list")
    assert done.exit_code == 2 and "acolwhats migrate" in done.output


# -- asking --------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Somebody at a keyboard, who types these."""
    typed: list[str] = []
    monkeypatch.setattr(passphrases.sys, "stdin", Terminal())
    monkeypatch.setattr(passphrases.getpass, "getpass", lambda prompt: typed.pop(0))
    return typed


def test_at_a_keyboard_a_secret_is_typed_unseen_and_a_new_one_twice(terminal):
    terminal[:] = [" una frase ", "otra frase", "otra frase"]
    assert passphrases.ask("Frase") == "una frase"
    assert passphrases.ask_new("Frase") == "otra frase"
    assert terminal == []


def test_two_different_ones_change_nothing(terminal):
    terminal[:] = ["una frase", "otra frase"]
    with pytest.raises(SystemExit) as stopped:
        passphrases.ask_new("Frase")
    assert stopped.value.code == 2


def test_an_empty_one_is_none(terminal):
    terminal[:] = [""]
    with pytest.raises(SystemExit):
        passphrases.ask("Frase")


def test_giving_up_is_quiet(terminal, monkeypatch):
    def interrupted(prompt):
        raise KeyboardInterrupt

    monkeypatch.setattr(passphrases.getpass, "getpass", interrupted)
    with pytest.raises(SystemExit):
        passphrases.ask("Frase")
