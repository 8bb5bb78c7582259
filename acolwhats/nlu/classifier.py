"""QuestionClassifier: topic and question of a message together, with calibrated probabilities."""

from __future__ import annotations

from typing import List, Sequence, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.message import Message

from acolwhats.nlu.attributes import (
    COMPARABLE_TEXT,
    LABELS,
    SEGMENT_LABELS,
    SEGMENT_VECTORS,
    SEGMENTS,
    TEXT_VECTOR,
)
from acolwhats.nlu.linear_component import LinearTextClassifier
from acolwhats.nlu.places import with_place_marks
from acolwhats.nlu.rasa_output import set_intent
from acolwhats.nlu.text import normalize

Ranking = List[Tuple[str, float]]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class QuestionClassifier(LinearTextClassifier):
    """One model knows every `topic/question` and every general intent.

    The probability of a topic is the sum of its questions'. It writes `intent`, `intent_ranking` and
    `response_selector` as Rasa's own components would.
    """

    @staticmethod
    def target_of(example: Message) -> str:
        """`topic/question`, or a general intent."""
        return str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the likeliest labels to each message and to each of its segments."""
        rankings = self._rank(
            [message.get(COMPARABLE_TEXT) for message in messages],
            np.stack([message.get(TEXT_VECTOR) for message in messages]),
        )
        for message, ranking in zip(messages, rankings):
            message.set(LABELS, ranking)
            set_intent(message, ranking)
            if segments := message.get(SEGMENTS):
                comparable = [with_place_marks(normalize(segment)) for segment in segments]
                message.set(SEGMENT_LABELS, self._rank(comparable, message.get(SEGMENT_VECTORS)))
        return messages

    def _rank(self, texts: Sequence[str], vectors: np.ndarray) -> List[Ranking]:
        probabilities = self.probabilities(texts, vectors)
        # A message without a word says nothing: no label may look sure.
        probabilities[[not text for text in texts]] = 1.0 / probabilities.shape[1]
        order = np.argsort(-probabilities, axis=1, kind="stable")
        classes = self.classes
        return [
            [(classes[column], float(row[column])) for column in columns]
            for row, columns in zip(probabilities, order)
        ]
