"""What our two classifiers share: how they are trained, stored and loaded."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from typing_extensions import Self

from acolwhats.nlu.attributes import COMPARABLE_TEXT, TEXT_VECTOR
from acolwhats.nlu.features import TextFeatures
from acolwhats.nlu.fingerprint import code_fingerprint
from acolwhats.nlu.linear import LinearModel, train_linear
from acolwhats.nlu.storage import load_classifier, store_classifier


class LinearTextClassifier(GraphComponent):
    """A linear classifier over n-grams and the sentence encoder's vector. Subclasses say what it learns."""

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        features: Optional[TextFeatures] = None,
        model: Optional[LinearModel] = None,
    ) -> None:
        """Creates the component, trained or not."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._features = features
        self._model = model

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Default config (see parent class for full docstring)."""
        return {"C": 1.0, "dense_weight": 1.5, "random_seed": 42, "boosts": {}}

    @staticmethod
    def required_packages() -> List[str]:
        """Lists required dependencies (see parent class for full docstring)."""
        return ["sklearn"]

    @staticmethod
    @abstractmethod
    def target_of(example: Message) -> str:
        """The class of a training example."""

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Retrains when any of our code changes (see parent class for full docstring)."""
        return code_fingerprint()

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Creates an untrained component (see parent class for full docstring)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the intent examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT_VECTOR) is not None]
        texts = [e.get(COMPARABLE_TEXT) for e in examples]
        self._features = TextFeatures(self._config["dense_weight"]).fit(texts)
        self._model = train_linear(
            self._features.transform(texts, np.stack([e.get(TEXT_VECTOR) for e in examples])),
            [self.target_of(example) for example in examples],
            self._config["C"],
            self._config["random_seed"],
            self._config["boosts"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            store_classifier(folder, self._features, self._model)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Loads a trained component (see parent class for full docstring)."""
        with model_storage.read_from(resource) as folder:
            features, model = load_classifier(folder)
        return cls(config, model_storage, resource, features, model)

    @property
    def classes(self) -> List[str]:
        """Names of the columns of `probabilities`."""
        assert self._model is not None
        return [str(name) for name in self._model.classes]

    def probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
        """Comparable texts and their vectors (n, dimensions) -> (n, classes), rows sum to one."""
        assert self._features is not None and self._model is not None
        return self._model.probabilities(self._features.transform(texts, vectors))
