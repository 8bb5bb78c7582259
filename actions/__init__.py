"""Custom actions: thin. Each asks one method of the assistant and dispatches what it says."""
