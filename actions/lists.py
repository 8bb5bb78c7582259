"""Actions that show lists and take choices from them."""

from __future__ import annotations

from rasa_sdk import Action

from acolwhats.dialogue.assistant import Assistant
from acolwhats.dialogue.turn import Reply, Turn
from actions.base import AssistantAction


class ActionGreet(AssistantAction, Action):
    """A greeting."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_greet"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Greets, with the menu."""
        return assistant.greet(turn)


class ActionShowMenu(AssistantAction, Action):
    """The menu."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_show_menu"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """The eight topics."""
        return assistant.show_menu(turn)


class ActionChooseOption(AssistantAction, Action):
    """A choice from the list shown last."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_choose_option"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """What was chosen."""
        return assistant.choose_option(turn)
