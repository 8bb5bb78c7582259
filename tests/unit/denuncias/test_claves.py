from __future__ import annotations

import statistics
import time
from dataclasses import asdict
from types import SimpleNamespace

import pytest

from acolwhats.denuncias.claves import Claves
from acolwhats.denuncias.folio import new_clave, new_folio
from acolwhats.denuncias.keys import CLAVE_COST, Cost, open_seal, public_key_of, seal

CHEAP = Cost(1, 8192)
LOOKUP, KEY = bytes(32), bytes(range(32))


def denuncia_of(claves: Claves, clave: str) -> SimpleNamespace:
    return SimpleNamespace(**asdict(claves.access(clave)))


@pytest.fixture
def claves() -> Claves:
    return Claves(LOOKUP, KEY, CHEAP)


def test_the_clave_gives_the_key_that_belongs_to_it(claves):
    clave = new_clave()
    denuncia = denuncia_of(claves, clave)
    key = claves.open(clave, new_folio(), denuncia)
    assert public_key_of(key) == denuncia.citizen_public_key
    assert open_seal(seal(b"x", denuncia.citizen_public_key, "citizen:1"), key, "citizen:1") == b"x"


def test_another_clave_gives_nothing(claves):
    denuncia = denuncia_of(claves, new_clave())
    assert all(claves.open(new_clave(), new_folio(), denuncia) is None for _ in range(50))


def test_no_denuncia_gives_nothing(claves):
    assert claves.open(new_clave(), new_folio(), None) is None


@pytest.mark.parametrize("peppers", [(KEY, LOOKUP), (LOOKUP, bytes(31) + b"x"), (b"x" * 32, KEY)])
def test_the_same_clave_under_other_peppers_opens_nothing(claves, peppers):
    clave = new_clave()
    denuncia = denuncia_of(claves, clave)
    key = Claves(*peppers, CHEAP).open(clave, new_folio(), denuncia)
    assert key is None or public_key_of(key) != denuncia.citizen_public_key


def test_what_recognises_a_clave_is_not_what_opens(claves):
    clave = new_clave()
    denuncia = denuncia_of(claves, clave)
    assert claves.open(clave, new_folio(), denuncia) != denuncia.lookup_hash
    assert denuncia.lookup_salt != denuncia.key_salt


def test_two_denuncias_with_the_same_clave_look_different(claves):
    clave = new_clave()
    first, second = asdict(claves.access(clave)), asdict(claves.access(clave))
    assert all(first[column] != second[column] for column in first)


def test_a_wrong_clave_and_a_folio_that_does_not_exist_take_the_work_of_a_right_one():
    """With the real cost: medians differ by less than ten per cent."""
    claves = Claves(LOOKUP, KEY, CLAVE_COST)
    clave, folio = new_clave(), new_folio()
    denuncia = denuncia_of(claves, clave)
    tries = {
        "right": lambda: claves.open(clave, folio, denuncia),
        "wrong": lambda: claves.open(new_clave(), folio, denuncia),
        "unknown": lambda: claves.open(clave, new_folio(), None),
    }
    taken: dict[str, list[float]] = {name: [] for name in tries}
    for _ in range(7):
        for name, open_ in tries.items():
            start = time.thread_time()  # of this thread: what else runs here does not count
            found = open_()
            taken[name].append(time.thread_time() - start)
            assert (found is not None) == (name == "right")
    medians = {name: statistics.median(times) for name, times in taken.items()}
    assert min(medians.values()) > 0.05  # it is slow indeed
    assert max(medians.values()) / min(medians.values()) < 1.10, medians
