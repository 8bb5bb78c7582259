"""Actions that answer."""

from __future__ import annotations

from rasa_sdk import Action

from acolwhats.dialogue.assistant import Assistant
from acolwhats.dialogue.turn import Reply, Turn
from actions.base import AssistantAction


class ActionAnswerQuestion(AssistantAction, Action):
    """A question of one of the eight topics."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_answer_question"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """The answer, choices, or the emergency number."""
        return assistant.answer_question(turn)


class ActionAskToRephrase(AssistantAction, Action):
    """A message that was not understood."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_ask_to_rephrase"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Says so, and offers ways on."""
        return assistant.ask_to_rephrase(turn)


class ActionOutOfScope(AssistantAction, Action):
    """A matter that is not the town hall's."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_out_of_scope"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Says so, and offers ways on."""
        return assistant.out_of_scope(turn)
