"""Guided conversations: a citizen is asked one thing at a time until something can be filed.

Run inside the bridge, before Rasa: what is said in a guide reaches no tracker, no event broker and no action server.

turn      what comes into a turn of a guide and what goes out; the `Guide` protocol
desk      which guide a message belongs to
drafts    what has been said so far, sealed, for 24 hours at most
talk      what every guide does with a message: what was chosen, a question on another matter, how a question is put
commands  skip, correct, cancel, “ask something else”: the same words in every guide
alarm     words that say that somebody is in danger now, inside a long story
extract   when and where, from what somebody tells
"""
