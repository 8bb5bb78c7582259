from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acolwhats.guides.alarm import happening_now

from .danger import CALM, ONGOING

# The rest is the classifier's; see tests/integration/nlu/test_danger.py for both together.
BY_THEMSELVES = 40


def test_the_words_alone_recognise_most_of_what_is_going_on():
    missed = [text for text in ONGOING if not happening_now(text)]
    assert len(ONGOING) - len(missed) >= BY_THEMSELVES, missed


@pytest.mark.parametrize("text", CALM)
def test_what_is_past_feared_or_habitual_is_no_alarm(text):
    assert not happening_now(text)


@pytest.mark.parametrize("text", ["me está apuntando ahorita", "están adentro de mi casa"])
def test_danger_is_found_at_the_end_of_a_long_story(text):
    story = "Todo empezó cuando fui por mi permiso y el inspector me dijo que regresara otro día. "
    assert happening_now(story * 12 + text)
    assert not happening_now(story * 12)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text):
    assert happening_now(text) in (True, False)
