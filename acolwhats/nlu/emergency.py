"""EmergencyClassifier: is somebody in danger now, and can they not talk?

A model of its own, because danger must not depend on which question the message resembles. It learns from the metadata
of the training examples (`urgent: true`, `discreet: true`).
"""

from __future__ import annotations

from typing import List

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from acolwhats.nlu.attributes import COMPARABLE_TEXT, DANGER, TEXT_VECTOR
from acolwhats.nlu.linear_component import LinearTextClassifier

CALM, URGENT, DISCREET = "calm", "urgent", "discreet"


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
        columns = {name: number for number, name in enumerate(self.classes)}
        for message, row in zip(messages, probabilities):
            discreet = float(row[columns[DISCREET]]) if DISCREET in columns else 0.0
            urgent = float(row[columns[URGENT]]) if URGENT in columns else 0.0
            message.set(DANGER, {URGENT: urgent + discreet, DISCREET: discreet})
        return messages
