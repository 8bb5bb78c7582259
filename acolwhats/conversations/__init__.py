"""Keeping conversations: Rasa's tracker store, without what citizens wrote."""
