"""EmergencyClassifier: is somebody in danger now, and can they not talk?

A model of its own, because danger must not depend on which question the message resembles. It learns from the metadata
of the training examples (`urgent: true`, `discreet: true`).
"""

from __future__ import annotations

from typing import List

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from acolwhats.nlu.attributes import (
    COMPARABLE_TEXT,
    DANGER,
    TEXT_VECTOR,
    WINDOW_VECTORS,
    WINDOWS,
)
from acolwhats.nlu.linear_component import LinearTextClassifier
from acolwhats.nlu.places import with_place_marks
from acolwhats.nlu.text import normalize

CALM, URGENT, DISCREET = "calm", "urgent", "discreet"
URGENT_PART = "urgent_part"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class EmergencyClassifier(LinearTextClassifier):
    """Three classes: calm, in danger, in danger and unable to talk."""

    @staticmethod
    def target_of(example: Message) -> str:
        """The class that the metadata of the example's intent says."""
        metadata = (example.get("metadata") or {}).get("intent") or {}
        if metadata.get("discreet"):
            return DISCREET
        return URGENT if metadata.get("urgent") else CALM

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the probability of danger to each message."""
        probabilities = self.probabilities(
            [message.get(COMPARABLE_TEXT) for message in messages],
            np.stack([message.get(TEXT_VECTOR) for message in messages]),
        )
        calm = self.classes.index(CALM)
        discreet = self.classes.index(DISCREET)
        for message, row in zip(messages, probabilities):
            danger = {
                URGENT: 1.0 - float(row[calm]),
                DISCREET: float(row[discreet]),
                URGENT_PART: self._most_alarming_window(message, calm),
            }
            message.set(DANGER, danger)
        return messages

    def _most_alarming_window(self, message: Message, calm: int) -> float:
        """Probability of danger in the most alarming part of a long message; 0 for a short one."""
        parts = message.get(WINDOWS)
        if not parts:
            return 0.0
        texts = [with_place_marks(normalize(part)) for part in parts]
        return 1.0 - float(self.probabilities(texts, message.get(WINDOW_VECTORS))[:, calm].min())
