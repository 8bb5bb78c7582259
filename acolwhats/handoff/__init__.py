"""A citizen asks for a person. Until the office has its panel, the request is recorded for it."""
