"""The pages of the panel: a module a section, each with a `router`."""
