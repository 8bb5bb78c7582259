"""The people of the town hall who use the panel: accounts, roles, second factor, sessions, and what they read."""
