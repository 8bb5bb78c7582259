from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acolwhats.denuncias.codes import ALPHABET
from acolwhats.denuncias.recovery import read_recovery, recovery_text

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_a_recovery_key_is_read_back_from_paper(key):
    text = recovery_text(key)
    assert read_recovery(text) == key
    assert read_recovery(text.lower().replace("-", " ")) == key


@given(key=KEYS, data=st.data())
def test_a_slip_in_it_is_noticed(key, data):
    text = recovery_text(key)
    places = [place for place, symbol in enumerate(text) if place > 3 and symbol != "-"]
    place = data.draw(st.sampled_from(places))
    wrong = data.draw(st.sampled_from([s for s in ALPHABET if s != text[place]]))
    assert read_recovery(text[:place] + wrong + text[place + 1 :]) is None


@given(st.text(max_size=80))
def test_anything_else_is_none(text):
    assert read_recovery(text) is None


def test_what_is_too_large_for_a_key_is_none():
    from acolwhats.denuncias.codes import with_check

    assert read_recovery("REC" + with_check("Z" * 55)) is None
