"""Acolwhats: the library that the bot, its action server and its tools share."""
