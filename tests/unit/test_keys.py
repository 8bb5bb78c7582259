"""One secret, a key for each purpose; nothing else is accepted as the secret."""

from __future__ import annotations

import base64
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.keys import decode_key, derive_key, secret_key
from acolwhats.settings import Settings, SettingsError

KEY = bytes(range(32))
TEXT = base64.urlsafe_b64encode(KEY).decode()


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """Settings without the developer's environment."""
    monkeypatch.setattr(Settings.__config__, "env_file", None)
    monkeypatch.delenv("ACOLWHATS_SECRET_KEY", raising=False)
    return lambda env="development", **more: Settings(env=env, var_dir=tmp_path, **more)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_is_read_with_and_without_its_padding(key):
    text = base64.urlsafe_b64encode(key).decode()
    assert decode_key(text) == decode_key(text.rstrip("=")) == key


@given(st.binary(max_size=80).filter(lambda key: len(key) != 32))
def test_a_key_of_another_length_is_refused(key):
    with pytest.raises(SettingsError):
        decode_key(base64.urlsafe_b64encode(key).decode())


@given(st.text())
def test_any_other_text_is_a_key_or_one_clear_line(text):
    try:
        assert len(decode_key(text)) == 32
    except SettingsError as error:
        message = str(error)
        assert message.startswith("ACOLWHATS_SECRET_KEY must be 32 bytes")
        assert "\n" not in message and "token_bytes(32)" in message


@given(st.text(max_size=30), st.text(max_size=30))
def test_each_purpose_has_a_key_of_its_own(first, second):
    keys = {derive_key(KEY, first), derive_key(KEY, second)}
    assert len(keys) == len({first, second})
    assert all(len(key) == 32 for key in keys)


@given(st.binary(min_size=32, max_size=32).filter(lambda key: key != KEY))
def test_another_secret_gives_other_keys(other):
    assert derive_key(KEY, "media") != derive_key(other, "media")


def test_a_derived_key_is_the_same_for_ever():
    """Changing it would make all that is sealed unreadable."""
    assert (
        derive_key(KEY, "sender_id").hex()
        == "19e309d87ae3cb40b196ca0389b0fe35602b6135cb81f4049bfaa59c23194d9d"
    )


def test_a_given_key_is_used(settings):
    assert secret_key(settings(secret_key=f" {TEXT}\n")) == KEY
    assert secret_key(settings("production", secret_key=TEXT)) == KEY


def test_production_makes_no_key(settings, tmp_path):
    with pytest.raises(SettingsError, match="ACOLWHATS_SECRET_KEY is missing; make one with"):
        secret_key(settings("production"))
    assert not list(tmp_path.iterdir())


def test_development_makes_a_key_once_for_its_owner_only(settings, tmp_path):
    key = secret_key(settings())
    assert secret_key(settings()) == key
    path = tmp_path / "keys" / "secret_key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert decode_key(path.read_text().strip()) == key


def test_processes_that_start_together_have_one_key(settings):
    keys, start = [], threading.Barrier(8)

    def make():
        start.wait()
        keys.append(secret_key(settings()))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8 and len(set(keys)) == 1


def test_an_empty_key_file_is_named(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("acolwhats.keys.time.sleep", lambda seconds: None)
    path = tmp_path / "keys" / "secret_key"
    path.parent.mkdir()
    path.touch()
    with pytest.raises(SettingsError, match=r"secret_key is empty; delete it$"):
        secret_key(settings())
