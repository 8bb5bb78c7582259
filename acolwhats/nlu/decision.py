"""Decision: from probabilities to what the assistant does with a message.

answer     sure of the question (or of two, when the message holds two requests)
choose     sure of the topic only: its likeliest questions are offered
fallback   sure of neither, or not a matter of the town hall
emergency  somebody is in danger now
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from acolwhats.catalog import OUT_OF_SCOPE, get_catalog, topic_of
from acolwhats.nlu.attributes import DANGER, DECISION, LABELS, SEGMENT_LABELS
from acolwhats.nlu.emergency import DISCREET, URGENT, URGENT_PART
from acolwhats.nlu.followup import asks_for_more, followed_aspect
from acolwhats.nlu.options import parse_option
from acolwhats.nlu.rasa_output import set_fallback, set_intent, topic_ranking
from acolwhats.nlu.text import normalize

Ranking = Sequence[Tuple[str, float]]

# Where a message about danger is answered.
EMERGENCY_LABELS = (
    "seguridad_ciudadana/emergencia_delito",
    "seguridad_ciudadana/accidente_vial",
    "proteccion_civil/incendio",
    "proteccion_civil/fuga_gas",
    "proteccion_civil/emergencia_medica",
    "proteccion_civil/inundacion",
    "proteccion_civil/arbol_cable_caido",
    "proteccion_civil/abejas_fauna",
    "red_violeta/ayuda_urgente",
)
CHOOSE_OPTION = "elegir_opcion"
_MAX_CHOICES = 3


@dataclass(frozen=True)
class Thresholds:
    """From `config.yml`; chosen by `acolwhats nlu thresholds` on messages that training has not seen."""

    answer: float
    general: float
    choose: float
    choice: float
    second_request: float
    danger: float
    danger_part: float
    discreet: float


@dataclass(frozen=True)
class Verdict:
    """What to do with a message.

    Attributes:
        labels: what the citizen gets: the answered questions, or the choices, likeliest first.
    """

    decision: str
    label: str
    confidence: float
    labels: Tuple[str, ...]
    urgent: bool = False
    discreet: bool = False

    def as_dict(self) -> Dict[str, Any]:
        """JSON form, as it travels with the message and out of `acolwhats parse`."""
        return {
            "topic": topic_of(self.label),
            "label": self.label,
            "confidence": round(self.confidence, 4),
            "urgent": self.urgent,
            "discreet": self.discreet,
            "labels": list(self.labels),
            "decision": self.decision,
        }


def _second_request(
    first: str, segments: Optional[Sequence[Ranking]], thresholds: Thresholds
) -> Optional[Tuple[str, ...]]:
    """The two questions of a message whose pieces are each surely about another one."""
    if not segments:
        return None
    sure = []
    for ranking in segments:
        label, confidence = ranking[0]
        if "/" in label and confidence >= thresholds.second_request and label not in sure:
            sure.append(label)
    return tuple(sure[:2]) if len(sure) >= 2 else None


def decide(
    ranking: Ranking,
    danger: Dict[str, float],
    segments: Optional[Sequence[Ranking]],
    thresholds: Thresholds,
) -> Verdict:
    """The verdict on one message.

    Args:
        ranking: (label, probability) of every label, likeliest first.
        danger: probabilities of `urgent` and of `discreet` danger, and of the most alarming part of a long message.
        segments: rankings of the pieces of a message that may hold several requests.
        thresholds: probabilities from which each thing is done.
    """
    alarming_part = danger.get(URGENT_PART, 0.0) >= thresholds.danger_part
    if danger[URGENT] >= thresholds.danger or alarming_part:
        scores = dict(ranking)
        discreet = danger[DISCREET] >= thresholds.discreet
        label = max(EMERGENCY_LABELS, key=lambda name: scores.get(name, 0.0))
        if discreet:
            label = "red_violeta/ayuda_urgente"
        confidence = max(danger[URGENT], danger.get(URGENT_PART, 0.0))
        return Verdict("emergency", label, confidence, (label,), True, discreet)
    label, confidence = ranking[0]
    if label == OUT_OF_SCOPE:
        return Verdict("fallback", label, confidence, (label,))
    if both := _second_request(label, segments, thresholds):
        return Verdict("answer", both[0], confidence, both)
    # A general intent that was misread costs a sentence, not a wrong answer.
    if confidence >= (thresholds.answer if "/" in label else thresholds.general):
        return Verdict("answer", label, confidence, (label,))
    choices = [
        (name, p) for name, p in ranking[:10] if "/" in name and p >= thresholds.choice
    ][:_MAX_CHOICES]  # fmt: skip
    mass = topic_ranking(ranking)[0][1]
    if choices and max(mass, sum(p for _, p in choices)) >= thresholds.choose and "/" in label:
        return Verdict("choose", label, confidence, tuple(name for name, _ in choices))
    return Verdict("fallback", label, confidence, tuple(name for name, _ in choices) or (label,))


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Decision(GraphComponent):
    """The last component: says what to do, and makes Rasa's intent agree with it."""

    def __init__(self, config: Dict[str, Any]) -> None:
        """Reads the thresholds from the configuration."""
        names = Thresholds.__dataclass_fields__
        self._thresholds = Thresholds(**{name: float(config[name]) for name in names})
        self._titles = {normalize(topic.title) for topic in get_catalog().topics.values()}

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Default config (see parent class for full docstring)."""
        return {
            "answer": 0.5,
            "general": 0.4,
            "choose": 0.5,
            "choice": 0.05,
            "second_request": 0.6,
            "danger": 0.5,
            "danger_part": 0.9,
            "discreet": 0.4,
        }

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decision:
        """Creates a component (see parent class for full docstring)."""
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the decision to each message."""
        for message in messages:
            verdict = self._verdict(message)
            message.set(DECISION, verdict.as_dict(), add_to_output=True)
        return messages

    @staticmethod
    def _only_asks_an_aspect(message: Message, text: str) -> bool:
        found = [
            (entity["value"], entity["start"], entity["end"])
            for entity in message.get(ENTITIES) or []
            if entity["entity"] == "aspecto"
        ]
        return followed_aspect(text, found) is not None

    def _verdict(self, message: Message) -> Verdict:
        ranking: Ranking = message.get(LABELS)
        text = message.get(TEXT) or ""
        asks_aspect = self._only_asks_an_aspect(message, text)
        if asks_aspect:
            # Which question it is about, only the conversation knows; it is no general intent.
            ranking = [entry for entry in ranking if "/" in entry[0]]
        if asks_for_more(text) or (asks_aspect and normalize(text).startswith("y ")):
            label, confidence = ranking[0]
            verdict = Verdict("fallback", label, confidence, (label,))
        elif ranking[0][0] == "afirmar" and normalize(text).startswith("no "):
            # “no, así está bien” must never accept what was offered.
            verdict = Verdict("answer", "negar", ranking[0][1], ("negar",))
        elif parse_option(text) is not None or normalize(text) in self._titles:
            verdict = Verdict("answer", CHOOSE_OPTION, 1.0, (CHOOSE_OPTION,))
        else:
            verdict = decide(
                ranking, message.get(DANGER), message.get(SEGMENT_LABELS), self._thresholds
            )
        if verdict.label != message.get(LABELS)[0][0]:
            rest = [entry for entry in ranking if entry[0] != verdict.label]
            set_intent(message, [(verdict.label, verdict.confidence), *rest])
        if verdict.decision == "fallback" and (
            verdict.label != OUT_OF_SCOPE or asks_for_more(text)
        ):
            set_fallback(message, 1.0 - verdict.confidence)
        return verdict
