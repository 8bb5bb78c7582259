"""Writes a ranking of labels onto a Rasa message the way Rasa's own components do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Dict, List, Sequence, Tuple

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, RESPONSE_SELECTOR
from rasa.shared.nlu.training_data.message import Message

from acolwhats.catalog import topic_of

_RANKING_LENGTH = 10


def _entry(name: str, confidence: float) -> Dict[str, Any]:
    return {"name": name, "confidence": confidence}


def topic_ranking(ranking: Sequence[Tuple[str, float]]) -> List[Tuple[str, float]]:
    """Probability of each topic (the sum of its questions') and general intent, likeliest first."""
    sums: Dict[str, float] = defaultdict(float)
    for label, probability in ranking:
        sums[topic_of(label)] += probability
    return sorted(sums.items(), key=lambda item: -item[1])


def set_intent(message: Message, ranking: Sequence[Tuple[str, float]]) -> None:
    """Set `intent`, `intent_ranking` and `response_selector` so that the first label leads.

    The topic is a retrieval intent; `topic/question` its response key.
    """
    best = ranking[0][0]
    topics = topic_ranking(ranking)
    topics.sort(key=lambda item: item[0] != topic_of(best))
    entries = [_entry(name, confidence) for name, confidence in topics[:_RANKING_LENGTH]]
    message.set(INTENT, entries[0], add_to_output=True)
    message.set(INTENT_RANKING_KEY, entries, add_to_output=True)
    questions = [(label, p) for label, p in ranking if "/" in label]
    keys = [
        {"intent_response_key": label, "confidence": probability}
        for label, probability in questions[:_RANKING_LENGTH]
    ]
    message.set(
        RESPONSE_SELECTOR,
        {
            "all_retrieval_intents": sorted({topic_of(label) for label, _ in questions}),
            "default": {
                "response": {
                    "responses": [],
                    "confidence": questions[0][1],
                    "intent_response_key": questions[0][0],
                    "utter_action": f"utter_{questions[0][0]}",
                },
                "ranking": keys,
            },
        },
        add_to_output=True,
    )


def set_fallback(message: Message, confidence: float) -> None:
    """Put `nlu_fallback` before the other intents, as Rasa's FallbackClassifier does."""
    entry = _entry(DEFAULT_NLU_FALLBACK_INTENT_NAME, confidence)
    message.set(INTENT, entry, add_to_output=True)
    ranking = message.get(INTENT_RANKING_KEY) or []
    message.set(INTENT_RANKING_KEY, [entry, *ranking], add_to_output=True)
