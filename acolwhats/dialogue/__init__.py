"""What the assistant says in each turn. No Rasa here: the action server asks, and dispatches what this says.

turn        what comes in (a message as understood, and the context) and what goes out
assistant   one method an action
choices     lists to choose from: the menu, the questions of a topic
texts       the sentences that are not answers
"""
