"""Guided conversations: a citizen is asked one thing at a time until something can be filed.

Run inside the bridge, before Rasa: what is said in a guide reaches no tracker, no event broker and no action server.

turn      what comes into a turn of a guide and what goes out; the `Guide` protocol
drafts    what has been said so far, sealed, for 24 hours at most
desk      which guide a message belongs to
talk      questions with options, digressions, danger: what every guide does alike
alarm     words of danger now, besides what the model says
extract   when and where, in what was written
commands  skip, correct, cancel, “ask something else”: the same words in every guide
"""
