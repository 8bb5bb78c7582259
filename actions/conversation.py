"""Actions about the conversation itself."""

from __future__ import annotations

from rasa_sdk import Action

from acolwhats.dialogue.assistant import Assistant
from acolwhats.dialogue.turn import Reply, Turn
from actions.base import AssistantAction


class ActionAccept(AssistantAction, Action):
    """A “sí”."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_accept"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Does what was offered."""
        return assistant.accept(turn)


class ActionDecline(AssistantAction, Action):
    """A “no”."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_decline"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Leaves what was offered."""
        return assistant.decline(turn)


class ActionCancel(AssistantAction, Action):
    """Cancel."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_cancel"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Leaves what was being done."""
        return assistant.cancel(turn)


class ActionRepeat(AssistantAction, Action):
    """Repeat."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_repeat"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """The last message again."""
        return assistant.repeat(turn)


class ActionRequestPerson(AssistantAction, Action):
    """A person is wanted."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_request_person"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Recorded for the office, with what to expect."""
        return assistant.request_person(turn)


class ActionEraseConversation(AssistantAction, Action):
    """The conversation is to be erased."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_erase_conversation"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Asks before erasing."""
        return assistant.erase_conversation(turn)


class ActionHandleComplaint(AssistantAction, Action):
    """A complaint about the assistant, or an insult."""

    def name(self) -> str:
        """Name of the action in domain.yml."""
        return "action_handle_complaint"

    def reply(self, assistant: Assistant, turn: Turn) -> Reply:
        """Calm, and still helpful."""
        return assistant.handle_complaint(turn)
