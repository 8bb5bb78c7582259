"""One document as XML and as JSON, by the Spark convention: a list in JSON is an element full of one kind of child."""

from __future__ import annotations

import json
import re
from typing import Any, Union
from xml.etree import ElementTree

Data = Union[list[dict[str, Any]], dict[str, Any]]

CONTENT_TYPES = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_CHILDREN = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
# What XML 1.0 cannot hold, in whatever form.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(root: str, data: Data, form: str) -> bytes:
    """A document in `form`, xml or json, encoded in UTF-8."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
    element = _element(root, data)
    body = ElementTree.tostring(element, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}'.encode("utf-8", "replace")


def _element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, dict):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, list):
        element.extend(_element(_CHILDREN[name], inner) for inner in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NO_XML.sub("", str(value))
    return element
