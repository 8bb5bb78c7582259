"""TextNormalizer: the first component of the pipeline."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from acolwhats.nlu.attributes import COMPARABLE_TEXT, READABLE_TEXT, SEGMENTS, WINDOWS
from acolwhats.nlu.fingerprint import code_fingerprint
from acolwhats.nlu.places import with_place_marks
from acolwhats.nlu.segments import split_requests, windows
from acolwhats.nlu.text import MAX_CHARACTERS, expand, normalize

# Rasa runs “/restart” as a command. Citizens have none: an invisible character makes it text.
_WORD_JOINER = "\u2060"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class TextNormalizer(GraphComponent):
    """Adds the comparable forms of the text, and its pieces when it may hold several requests.

    `TEXT` itself stays, so that entities keep their offsets; only the “/” of a Rasa command is disarmed.
    """

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormalizer:
        """Creates a component (see parent class for full docstring)."""
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> str:
        """Retrains when any of our code changes (see parent class for full docstring)."""
        return code_fingerprint()

    def process(self, messages: List[Message]) -> List[Message]:
        """Normalise messages that citizens sent."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.lstrip().startswith(INTENT_MESSAGE_PREFIX):
                text = _WORD_JOINER + text.lstrip()
                message.set(TEXT, text, add_to_output=True)
            self._add_forms(message, text)
            segments = split_requests(text[: 2 * MAX_CHARACTERS])
            if len(segments) > 1:
                message.set(SEGMENTS, [expand(segment) for segment in segments])
            if parts := windows(message.get(READABLE_TEXT)):
                message.set(WINDOWS, parts)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise training examples."""
        for message in training_data.training_examples:
            self._add_forms(message, message.get(TEXT) or "")
        return training_data

    @staticmethod
    def _add_forms(message: Message, text: str) -> None:
        message.set(COMPARABLE_TEXT, with_place_marks(normalize(text)))
        message.set(READABLE_TEXT, expand(text))
