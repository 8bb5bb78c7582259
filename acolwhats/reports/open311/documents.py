"""Documents of GeoReport v2, field by field, in the specification's order."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Optional

from acolwhats.reports import guide_texts, states
from acolwhats.reports.categories import Attribute, Categories, Category
from acolwhats.reports.export import public_address
from acolwhats.reports.geo import public_point
from acolwhats.reports.models import Report
from acolwhats.reports.notices import state_text
from acolwhats.reports.service import MEXICO_CITY
from acolwhats.reports.states import State

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_CONTACT = "Ayuntamiento de Acolman, oficina de la presidencia."
_KEY_SERVICE = "Las claves las da la oficina de la presidencia del Ayuntamiento de Acolman."


def w3_time(seconds: float) -> str:
    """A time with its distance to UTC."""
    return datetime.fromtimestamp(seconds, MEXICO_CITY).isoformat(timespec="seconds")


def service(category: Category) -> dict[str, Any]:
    """An entry of GET services."""
    return {
        "service_code": category.code,
        "service_name": category.title,
        "description": category.description,
        "metadata": bool(category.attributes),
        "type": "realtime",
        "keywords": ", ".join(category.keywords),
        "group": category.group,
    }


def service_definition(category: Category) -> dict[str, Any]:
    """GET services/{code}."""
    attributes = [
        _attribute(attribute, order) for order, attribute in enumerate(category.attributes, start=1)
    ]
    return {"service_code": category.code, "attributes": attributes}


def _attribute(attribute: Attribute, order: int) -> dict[str, Any]:
    return {
        "variable": True,
        "code": attribute.code,
        "datatype": attribute.datatype,
        "required": attribute.required,
        "datatype_description": None,
        "order": order,
        "description": attribute.description,
        "values": [{"key": key, "name": name} for key, name in attribute.values],
    }


def service_request(report: Report, categories: Categories, is_own: bool) -> dict[str, Any]:
    """An entry of GET requests.

    Args:
        is_own: who asks filed it, and may read what it says.
    """
    category = categories.get(report.category)
    has_point = report.latitude is not None and report.longitude is not None
    lat, long = public_point((report.latitude, report.longitude)) if has_point else (None, None)
    closed = states.is_closed(State(report.state))
    return {
        "service_request_id": report.folio,
        "status": "closed" if closed else "open",
        "status_notes": state_text(report, categories).replace("*", ""),
        "service_name": category.title if category else report.category,
        "service_code": report.category,
        "description": (report.note if is_own else None)
        or (category.description if category else None),
        "agency_responsible": categories.unit_title(report.unit),
        "service_notice": None if closed else notice(report),
        "requested_datetime": w3_time(report.created_at),
        "updated_datetime": w3_time(report.closed_at if closed else report.updated_at),
        "expected_datetime": _expected(report),
        "address": public_address(report),
        "address_id": None,
        "zipcode": None,
        "lat": lat,
        "long": long,
        "media_url": None,
    }


def notice(report: Report) -> Optional[str]:
    """When it should be mended, in words."""
    if report.expected_on is None:
        return None
    said = guide_texts.expected_text(report.expected_on, report.expected_confirmed)
    return said.replace("*", "") + "."


def _expected(report: Report) -> Optional[str]:
    """Only what the unit has confirmed is a promise."""
    if report.expected_on is None or not report.expected_confirmed:
        return None
    end = datetime.combine(report.expected_on, time(18), MEXICO_CITY)
    return end.isoformat(timespec="seconds")


def created(report: Report) -> list[dict[str, Any]]:
    """The answer to a new request."""
    return [
        {
            "service_request_id": report.folio,
            "service_notice": notice(report),
            "account_id": None,
        }
    ]


def token(report: Report) -> list[dict[str, Any]]:
    """GET tokens/{token}. Reports have their number at once: it is its own token."""
    return [{"service_request_id": report.folio, "token": report.folio}]


def discovery(categories: Categories, url: str, is_production: bool) -> dict[str, Any]:
    """The service discovery document."""
    changeset = f"{categories.version:%Y-%m-%d} 00:00"
    return {
        "changeset": changeset,
        "contact": _CONTACT,
        "key_service": _KEY_SERVICE,
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": changeset,
                "type": "production" if is_production else "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
