"""Ongoing danger as the trained model and the words of the guides recognise it: nobody is asked to fill in a form."""

from __future__ import annotations

import pytest

from acolwhats.guides.alarm import happening_now
from acolwhats.nlu.parser import Parser
from tests.unit.guides.danger import ONGOING

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def urgent() -> dict[str, bool]:
    """What the classifier says of each."""
    return {record["text"]: record["urgent"] for record in Parser().parse(list(ONGOING))}


def test_the_model_recognises_at_least_forty_ways_to_say_it(urgent):
    missed = [text for text, found in urgent.items() if not found]
    assert len(urgent) - len(missed) >= 40, missed


def test_with_the_words_of_the_guides_none_is_missed(urgent):
    assert [text for text, found in urgent.items() if not (found or happening_now(text))] == []
