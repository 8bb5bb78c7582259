from __future__ import annotations

from pathlib import Path

import pytest

from acolwhats import settings as module
from acolwhats.settings import Settings, SettingsError, exit_with, get_settings

NAMES = ("ACOLWHATS_ENV", "VAR_DIR", "DATABASE_URL", "BOT_PORT", "ACTIONS_PORT")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """No variable of the developer's machine, nor its .env, reaches these tests."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Settings.__config__, "env_file", None)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_without_any_variable_it_is_development_on_sqlite(tmp_path):
    settings = get_settings()
    assert settings.env == "development"
    assert (settings.bot_port, settings.actions_port) == (5005, 5055)
    assert settings.database == f"sqlite:///{tmp_path / 'var' / 'acolwhats.db'}"


def test_the_folder_for_variable_data_is_made(tmp_path):
    get_settings()
    assert (tmp_path / "var").is_dir()


def test_a_given_database_is_used(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:clave@db.example/acolwhats")
    assert get_settings().database == "postgresql://bot:clave@db.example/acolwhats"


def test_settings_are_read_once(monkeypatch):
    first = get_settings()
    monkeypatch.setenv("BOT_PORT", "6000")
    assert get_settings() is first


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch, tmp_path):
    dotenv = tmp_path / ".env"
    dotenv.write_text("BOT_PORT=6001\nACTIONS_PORT=6002\n", encoding="utf-8")
    monkeypatch.setattr(Settings.__config__, "env_file", dotenv)
    monkeypatch.setenv("ACTIONS_PORT", "6003")
    settings = get_settings()
    assert (settings.bot_port, settings.actions_port) == (6001, 6003)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACOLWHATS_ENV", "staging"),
        ("BOT_PORT", "0"),
        ("BOT_PORT", "70000"),
        ("ACTIONS_PORT", "puerto"),
        ("DATABASE_URL", "no es una dirección"),
        ("DATABASE_URL", "mysql://bot:clave@db.example/acolwhats"),
    ],
)
def test_a_wrong_setting_is_named_on_one_line_without_secrets(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        get_settings()
    message = str(caught.value)
    assert message.startswith(f"{name} ")
    assert "\n" not in message
    assert "clave" not in message


def test_a_folder_that_cannot_be_made_is_named(monkeypatch, tmp_path):
    (tmp_path / "archivo").write_text("", encoding="utf-8")
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "archivo" / "var"))
    with pytest.raises(SettingsError, match=r"^VAR_DIR cannot be created"):
        get_settings()


def test_exit_with_says_one_line_and_ends_with_two(capsys):
    with pytest.raises(SystemExit) as caught:
        exit_with("falta algo")
    assert caught.value.code == 2
    assert capsys.readouterr().err == "acolwhats: falta algo\n"


def test_the_root_is_the_folder_of_the_project():
    assert (module.ROOT / "pyproject.toml").is_file()
    assert isinstance(module.ROOT, Path)
