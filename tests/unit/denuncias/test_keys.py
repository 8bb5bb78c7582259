from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.denuncias import keys
from acolwhats.denuncias.keys import (
    CLAVE_COST,
    PASSPHRASE_COST,
    Cost,
    SealBroken,
    lock,
    new_key_pair,
    new_salt,
    open_seal,
    padded_size,
    public_key_of,
    seal,
    slow_hash,
    unlock,
)

CHEAP = Cost(1, 8192)
PUBLIC, PRIVATE = new_key_pair()
PLACES = st.text(min_size=1, max_size=60)


@given(plain=st.binary(max_size=3000), place=PLACES)
def test_what_was_sealed_can_be_opened_in_its_place(plain, place):
    assert open_seal(seal(plain, PUBLIC, place), PRIVATE, place) == plain


@given(plain=st.binary(max_size=600), place=PLACES, other=PLACES)
def test_a_seal_opens_in_its_own_place_only(plain, place, other):
    sealed = seal(plain, PUBLIC, place)
    if other != place:
        with pytest.raises(SealBroken):
            open_seal(sealed, PRIVATE, other)


@given(plain=st.binary(max_size=600), bit=st.integers(min_value=0))
def test_one_flipped_bit_breaks_a_seal(plain, bit):
    sealed = bytearray(seal(plain, PUBLIC, "content:1"))
    bit %= 8 * len(sealed)
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        open_seal(bytes(sealed), PRIVATE, "content:1")


@given(plain=st.binary(max_size=600), length=st.integers(min_value=0))
def test_a_truncated_seal_is_broken(plain, length):
    sealed = seal(plain, PUBLIC, "content:1")
    with pytest.raises(SealBroken):
        open_seal(sealed[: length % len(sealed)], PRIVATE, "content:1")


@given(more=st.binary(min_size=1, max_size=100))
def test_nothing_can_be_appended_to_a_seal(more):
    with pytest.raises(SealBroken):
        open_seal(seal(b"x", PUBLIC, "content:1") + more, PRIVATE, "content:1")


def test_another_key_opens_nothing():
    sealed = seal(b"x", PUBLIC, "content:1")
    for key in (new_key_pair()[1], PUBLIC, bytes(32), b"short", b""):
        with pytest.raises(SealBroken):
            open_seal(sealed, key, "content:1")


def test_whoever_sealed_it_cannot_open_it_with_what_they_had():
    with pytest.raises(SealBroken):
        open_seal(seal(b"x", PUBLIC, "content:1"), PUBLIC, "content:1")


def test_the_same_is_never_sealed_alike():
    assert seal(b"x", PUBLIC, "content:1") != seal(b"x", PUBLIC, "content:1")


@given(st.integers(0, 5_000_000))
def test_sizes_show_only_their_class(size):
    padded = padded_size(size)
    assert padded >= max(size, 512)
    assert padded % 512 == 0
    assert padded & (padded - 1) == 0 if padded <= 65536 else padded % 65536 == 0


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_short_texts_have_the_same_length(one, other):
    assert len(seal(one, PUBLIC, "content:1")) == len(seal(other, PUBLIC, "content:1")) > 512


def test_a_broken_seal_says_no_more_than_what_kind_it_was():
    with pytest.raises(SealBroken) as caught:
        open_seal(seal(b"secreto", PUBLIC, "content:abc"), PRIVATE, "content:def")
    said = repr(caught.value) + repr(caught.value.__cause__)
    assert not any(word in said for word in ("secreto", "abc", "def"))


@given(st.text(min_size=1, max_size=80))
def test_a_passphrase_opens_what_it_locked(passphrase):
    locked, kdf = lock(PRIVATE, passphrase, "officer:1", CHEAP)
    assert unlock(locked, passphrase, "officer:1", kdf) == PRIVATE
    for wrong, place in ((passphrase + "x", "officer:1"), (passphrase, "officer:2")):
        with pytest.raises(SealBroken):
            unlock(locked, wrong, place, kdf)


def test_a_locked_key_that_was_changed_stays_shut():
    locked, kdf = lock(PRIVATE, "una frase", "officer:1", CHEAP)
    for changed in (locked[:-1], locked + b"x", bytes([locked[0] ^ 1]) + locked[1:], b""):
        with pytest.raises(SealBroken):
            unlock(changed, "una frase", "officer:1", kdf)


def test_both_spellings_of_an_accent_are_the_same_passphrase():
    locked, kdf = lock(PRIVATE, "ma\u00f1ana", "officer:1", CHEAP)
    assert unlock(locked, "man\u0303ana", "officer:1", kdf) == PRIVATE


def test_public_keys_belong_to_private_ones():
    assert public_key_of(PRIVATE) == PUBLIC


def test_a_guess_is_expensive():
    assert CLAVE_COST.memory >= 128 * 1024**2
    assert PASSPHRASE_COST.memory >= 256 * 1024**2
    assert PASSPHRASE_COST.ops >= 3


def test_at_most_two_hashes_are_made_at_once(monkeypatch):
    running, most = 0, 0
    lock_, together = threading.Lock(), threading.Barrier(2)

    def kdf(*_):
        nonlocal running, most
        with lock_:
            running += 1
            most = max(most, running)
        together.wait(10)  # comes true only if two run side by side
        time.sleep(0.05)  # and any more would be here by now
        with lock_:
            running -= 1
        return bytes(32)

    monkeypatch.setattr(keys.argon2id, "kdf", kdf)
    threads = [threading.Thread(target=slow_hash, args=(b"x", new_salt(), CHEAP)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    assert most == 2
