"""The specification, https://wiki.open311.org/GeoReport_v2/, field by field: XML and JSON, names, types, status codes."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from acolwhats.reports.categories import get_categories
from acolwhats.reports.open311 import keys
from acolwhats.reports.states import State
from tests.unit.reports.talking import NOON

CATEGORIES = get_categories()
CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
ATTRIBUTE = [
    "variable",
    "code",
    "datatype",
    "required",
    "datatype_description",
    "order",
    "description",
    "values",
]
REQUEST = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]
W3_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
HERE = {"lat": "19.63851", "long": "-98.91203"}


def xml(answer, root):
    """The root element, after the checks that hold for every XML answer."""
    assert answer.headers["content-type"] == CONTENT_TYPES["xml"]
    assert re.match(r'<\?xml version="1\.0" encoding="utf-8"\?>', answer.text)
    element = ElementTree.fromstring(answer.content)
    assert element.tag == root and not element.attrib
    return element


def json(answer):
    assert answer.headers["content-type"] == CONTENT_TYPES["json"]
    return answer.json()


def names(element):
    return [child.tag for child in element]


def spark(element):
    """JSON of an element by the Spark convention; scalars as text, empty as None."""
    children = list(element)
    if not children:
        return element.text
    lists = {"services", "service_requests", "attributes", "values", "errors", "endpoints", "formats"}  # fmt: skip
    if element.tag in lists:
        return [spark(child) for child in children]
    return {child.tag: spark(child) for child in children}


def as_text(value):
    """A JSON document with its scalars as XML writes them."""
    if isinstance(value, list):
        return [as_text(item) for item in value] or None
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None or value == "" else str(value)


@pytest.fixture
def one(api):
    report = api.filed(
        street="calle Aldama", place_name="Xometla", point=(19.63851, -98.91203), note="muy hondo"
    )
    return report


# -- the same in both forms --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("services", "services"),
        ("services/alumbrado", "service_definition"),
        ("services/bache", "service_definition"),
        ("requests", "service_requests"),
        ("requests/{folio}", "service_requests"),
        ("tokens/{folio}", "service_requests"),
        ("requests/RS-0000-0001", "errors"),
        ("services/ovnis", "errors"),
    ],
)
def test_xml_and_json_say_the_same_by_the_spark_convention(path, root, api, one):
    path = path.format(folio=one.folio)
    in_xml, in_json = api.get(f"{path}.xml"), api.get(f"{path}.json")

    assert in_xml.status_code == in_json.status_code
    assert spark(xml(in_xml, root)) == as_text(json(in_json))


# -- GET services ------------------------------------------------------------------------------------


def test_the_services_have_the_fields_of_the_specification(api):
    answer = api.get("services.xml")

    assert answer.status_code == 200
    services = xml(answer, "services")
    assert len(services) == len(CATEGORIES.by_code)
    for service in services:
        assert service.tag == "service" and names(service) == SERVICE
        assert service.find("metadata").text in ("true", "false")
        assert service.find("type").text == "realtime"
        assert service.find("service_code").text in CATEGORIES.by_code
        assert all(service.find(name).text for name in SERVICE)
    assert isinstance(json(api.get("services.json"))[0]["metadata"], bool)


def test_metadata_tells_whether_there_is_a_definition_worth_asking_for(api):
    for service in json(api.get("services.json")):
        definition = json(api.get(f"services/{service['service_code']}.json"))
        assert bool(definition["attributes"]) == service["metadata"]


# -- GET service definition --------------------------------------------------------------------------


def test_a_definition_has_the_fields_of_the_specification(api):
    definition = xml(api.get("services/alumbrado.xml"), "service_definition")

    assert names(definition) == ["service_code", "attributes"]
    assert definition.find("service_code").text == "alumbrado"
    attributes = definition.find("attributes")
    assert [int(a.find("order").text) for a in attributes] == [1, 2]
    for attribute in attributes:
        assert attribute.tag == "attribute" and names(attribute) == ATTRIBUTE
        assert attribute.find("datatype").text in (
            *("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"),
        )
        for value in attribute.find("values"):
            assert value.tag == "value" and names(value) == ["key", "name"]
    assert len(attributes[1].find("values")) == 3
    by_json = json(api.get("services/alumbrado.json"))["attributes"][0]
    assert (by_json["variable"], by_json["required"], by_json["order"]) == (True, False, 1)


# -- GET requests ------------------------------------------------------------------------------------


def test_a_request_has_the_fields_of_the_specification(api, one):
    for path in ("requests.xml", f"requests/{one.folio}.xml"):
        answer = api.get(path)
        assert answer.status_code == 200
        (request,) = xml(answer, "service_requests")
        assert request.tag == "request" and names(request) == REQUEST
        assert request.find("service_request_id").text == one.folio
        assert request.find("status").text == "open"
        assert request.find("service_code").text == "bache"
        assert request.find("agency_responsible").text == "Dirección de Servicios Públicos"
        for name in ("requested_datetime", "updated_datetime"):
            assert W3_TIME.fullmatch(request.find(name).text)
    (request,) = json(api.get("requests.json"))
    assert list(request) == REQUEST
    assert (request["lat"], request["long"]) == (19.639, -98.912)
    assert request["address"] == "calle Aldama, Xometla, Acolman"
    assert request["media_url"] is request["zipcode"] is request["address_id"] is None
    when = datetime.fromisoformat(request["requested_datetime"])
    assert when.timestamp() == NOON


def test_what_a_citizen_wrote_is_not_published(api):
    api.filed(
        place="casa de Panchita, 5512345678",
        note="soy Panchita",
        point=(19.63851, -98.91203),
        photos=[{"handle": "secreto", "content_type": "image/jpeg"}],
    )
    for path in ("requests.xml", "requests.json"):
        text = api.get(path).text
        assert not re.search("Panchita|5512345678|secreto|19.63851", text)


def test_a_goal_that_nobody_confirmed_is_no_expected_datetime(api, one):
    (request,) = json(api.get("requests.json"))

    assert request["expected_datetime"] is None
    assert "por confirmar" in request["service_notice"]


def test_a_confirmed_goal_is(api, one):
    from acolwhats.reports import service

    with api.scope() as session:
        service.find(session, one.folio).expected_confirmed = True
    (request,) = json(api.get("requests.json"))

    assert request["expected_datetime"] == "2025-12-09T18:00:00-06:00"


@pytest.mark.parametrize(
    ("state", "status"),
    [
        *((s, "open") for s in (State.ACCEPTED, State.SCHEDULED, State.IN_PROGRESS, State.ON_HOLD)),
        *((s, "closed") for s in (State.DONE, State.REJECTED, State.WITHDRAWN)),
    ],
)
def test_every_state_is_open_or_closed(state, status, api, one):
    reason = "not_found" if state is State.REJECTED else None
    api.changed(one, state, at=NOON + 3600, reason=reason)

    (request,) = json(api.get("requests.json", status=status))

    assert request["status"] == status and request["status_notes"]
    assert datetime.fromisoformat(request["updated_datetime"]).timestamp() == NOON + 3600
    assert json(api.get("requests.json", status="open" if status == "closed" else "closed")) == []


def test_a_closed_request_was_updated_when_it_was_closed(api, one):
    from acolwhats.reports import service

    api.changed(one, State.DONE, at=NOON + 3600)
    with api.scope() as session:
        found = service.find(session, one.folio)
        service.assign(session, found, "odapasa", CATEGORIES, NOON + 7200)

    (request,) = json(api.get("requests.json"))
    assert datetime.fromisoformat(request["updated_datetime"]).timestamp() == NOON + 3600


DAY = 86_400


@pytest.fixture
def several(api):
    made = {
        "new": api.filed("bache", NOON - 3600),
        "lamp": api.filed("alumbrado", NOON - 10 * DAY),
        "old": api.filed("fuga_agua", NOON - 80 * DAY),
        "ancient": api.filed("bache", NOON - 200 * DAY),
    }
    api.changed(made["lamp"], State.DONE)
    return {report.folio: name for name, report in made.items()}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["new", "lamp", "old"]),
        ({"status": "open"}, ["new", "old"]),
        ({"status": "closed"}, ["lamp"]),
        ({"status": "open,closed"}, ["new", "lamp", "old"]),
        ({"status": ["open", "closed"]}, ["new", "lamp", "old"]),
        ({"status": ""}, ["new", "lamp", "old"]),
        ({"service_code": "bache"}, ["new"]),
        ({"service_code": "bache,fuga_agua"}, ["new", "old"]),
        ({"service_code": ["bache", "fuga_agua"]}, ["new", "old"]),
        ({"start_date": "2025-11-20T00:00:00Z"}, ["new"]),
        ({"start_date": "2025-11-20T00:00:00-06:00"}, ["new"]),
        ({"end_date": "2025-11-20T00:00:00Z"}, ["lamp", "old"]),
        ({"end_date": "2025-06-01T00:00:00Z"}, ["ancient"]),
        ({"start_date": "2025-09-01T00:00:00Z", "end_date": "2025-11-20T00:00:00Z"}, ["lamp", "old"]),
        ({"start_date": "2025-05-01T00:00:00Z", "end_date": "2025-06-30T00:00:00Z"}, ["ancient"]),
        ({"start_date": "2025-05-01T00:00:00Z"}, ["ancient"]),
        ({"page": "1", "page_size": "2"}, ["new", "lamp"]),
        ({"page": "2", "page_size": "2"}, ["old"]),
        ({"jurisdiction_id": "acolman.gob.mx"}, ["new", "lamp", "old"]),
        ({"nobody_knows_this": "x"}, ["new", "lamp", "old"]),
    ],
)  # fmt: skip
def test_the_filters_of_the_specification(params, expected, api, several):
    answer = api.get("requests.json", **params)

    assert answer.status_code == 200
    assert [several[r["service_request_id"]] for r in json(answer)] == expected


def test_ids_override_every_other_filter(api, several):
    folios = [folio for folio, name in several.items() if name in ("ancient", "lamp")]

    answer = api.get(
        "requests.json",
        service_request_id=",".join([*folios, "RS-0000-0001"]),
        status="open",
        service_code="fuga_agua",
    )
    assert {several[r["service_request_id"]] for r in json(answer)} == {"ancient", "lamp"}


def test_at_most_a_thousand_are_returned(api):
    from acolwhats.reports.models import Report

    with api.scope() as session:
        session.bulk_save_objects(
            Report(
                id=str(n), folio=f"RS-{n}", category="bache", unit="odapasa", state="received", is_open=True,
                place="x", photos=[], source="whatsapp", created_at=NOON - n, updated_at=NOON,
            )
            for n in range(1005)
        )  # fmt: skip
    assert len(json(api.get("requests.json"))) == 1000


def test_nothing_found_is_an_empty_list(api):
    assert json(api.get("requests.json")) == []
    assert list(xml(api.get("requests.xml"), "service_requests")) == []


# -- POST requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_request_is_created_and_can_be_read_at_once(form, api):
    answer = api.post(form, service_code="bache", description="Un bache\nmuy hondo", **HERE)

    assert answer.status_code == 201
    if form == "xml":
        (request,) = xml(answer, "service_requests")
        assert names(request) == ["service_request_id", "service_notice", "account_id"]
        folio, notice = request[0].text, request[1].text
    else:
        (request,) = json(answer)
        assert list(request) == ["service_request_id", "service_notice", "account_id"]
        folio, notice = request["service_request_id"], request["service_notice"]
    assert "token" not in answer.text and "por confirmar" in notice
    (read,) = json(api.get(f"requests/{folio}.json"))
    assert (read["service_code"], read["status"]) == ("bache", "open")


def test_who_filed_it_reads_its_own_description_and_others_do_not(api):
    (made,) = json(api.post(service_code="bache", description="Soy Panchita", **HERE))
    with api.scope() as session:
        _, another = keys.create(session, "otra app", NOON)
    path = f"requests/{made['service_request_id']}.json"

    assert json(api.get(path, api_key=api.key))[0]["description"] == "Soy Panchita"
    for params in ({}, {"api_key": another}, {"api_key": "x"}):
        assert "Panchita" not in api.get(path, **params).text


def test_an_address_alone_is_a_location(api):
    (made,) = json(api.post(service_code="bache", address_string="calle Aldama 14, Xometla"))

    (read,) = json(api.get(f"requests/{made['service_request_id']}.json"))
    assert read["address"] == "calle Aldama, Xometla, Acolman" and read["lat"] is None


def test_attributes_of_the_definition_are_kept(api):
    from acolwhats.reports import service

    values = {"attribute[poste]": "1234", "attribute[alcance]": "calle"}
    (made,) = json(api.post(service_code="alumbrado", **HERE, **values))

    with api.scope() as session:
        report = service.find(session, made["service_request_id"])
        assert report.attributes == {"poste": ["1234"], "alcance": ["calle"]}


def test_names_and_telephones_are_not_kept(api):
    values = {
        "email": "panchita@example.com",
        "first_name": "Panchita",
        "last_name": "Robles",
        "phone": "5512345678",
        "device_id": "aparato-9",
        "account_id": "cuenta-9",
        "media_url": "https://example.com/foto.jpg",
    }
    api.post(service_code="bache", **HERE, **values)

    with api.engine.connect() as connection:
        rows = repr(connection.exec_driver_sql("select * from reports").all())
    assert not re.search("anchita|Robles|5512345678|aparato-9|cuenta-9|example", rows)


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"api_key": None}, 403, "api_key"),
        ({"api_key": "acw_nobodys"}, 403, "api_key"),
        ({"api_key": ""}, 403, "api_key"),
        ({"service_code": None}, 400, "service_code was not provided"),
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "ovnis"}, 404, "service_code was not found"),
        ({"service_code": "denuncia"}, 404, "service_code was not found"),
        ({"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id"),
        ({"lat": None, "long": None}, 400, "location was not provided"),
        ({"lat": None}, 400, "lat and long"),
        ({"long": "aquí"}, 400, "lat and long"),
        ({"lat": "nan"}, 400, "lat and long"),
        ({"lat": "inf"}, 400, "lat and long"),
        ({"lat": "0", "long": "0"}, 400, "no place"),
        ({"lat": "19.4326", "long": "-99.1332"}, 400, "outside of Acolman"),
        ({"lat": None, "long": None, "address_string": "Ecatepec centro"}, 400, "outside of Acolman"),
        ({"lat": None, "long": None, "address_id": "7"}, 400, "address_id"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"description": "<script>alert(1)</script>"}, 400, "HTML"),
        ({"attribute[color]": "rojo"}, 400, "none of this service_code"),
        ({"service_code": "alumbrado", "attribute[alcance]": "universo"}, 400, "alcance"),
        ({"service_code": "alumbrado", "attribute[poste]": ["1", "2"]}, 400, "one value"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["xml", "json"])
def test_what_is_wrong_is_an_error_document_and_nothing_is_filed(values, status, said, form, api):
    answer = api.post(form, **{"service_code": "bache", **HERE, **values})

    assert answer.status_code == status
    if form == "xml":
        errors = xml(answer, "errors")
        assert all(e.tag == "error" and names(e) == ["code", "description"] for e in errors)
        told = [(int(e[0].text), e[1].text) for e in errors]
    else:
        assert all(list(error) == ["code", "description"] for error in json(answer))
        told = [(error["code"], error["description"]) for error in json(answer)]
    assert any(code == status and said in description for code, description in told)
    assert json(api.get("requests.json")) == []


def test_everything_that_is_wrong_is_told_at_once(api):
    answer = api.post(service_code="bache", lat="x", long="y", description="z" * 4001)

    assert answer.status_code == 400 and len(json(answer)) == 2


def test_a_revoked_key_is_refused(api):
    with api.scope() as session:
        assert keys.revoke(session, keys.known(session)[0].id, NOON)

    assert api.post(service_code="bache", **HERE).status_code == 403


def test_a_key_is_kept_as_a_hash_only(api):
    with api.engine.connect() as connection:
        rows = repr(connection.exec_driver_sql("select * from open311_keys").all())
    assert api.key not in rows and api.key.removeprefix("acw_") not in rows


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{}", "application/json"),
        (b"\xff\xfe=1", "application/x-www-form-urlencoded"),
        (b"description=%ff", "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
        (b"&".join([b"a=1"] * 300), "application/x-www-form-urlencoded"),
        (b"no fields", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_refused(content, kind, api):
    answer = api.client.post(
        "/open311/v2/requests.json", content=content, headers={"content-type": kind}
    )

    assert answer.status_code == 400 and json(answer)[0]["code"] == 400


def test_accents_arrive_as_they_were_sent(api):
    body = urlencode(
        {"api_key": api.key, "service_code": "bache", "description": "¿Ñandú? “sí” 🕳", **HERE}
    )
    answer = api.client.post(
        "/open311/v2/requests.json",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded; charset=utf-8"},
    )
    path = f"requests/{json(answer)[0]['service_request_id']}"

    assert json(api.get(f"{path}.json", api_key=api.key))[0]["description"] == "¿Ñandú? “sí” 🕳"
    (request,) = xml(api.get(f"{path}.xml", api_key=api.key), "service_requests")
    assert request.find("description").text == "¿Ñandú? “sí” 🕳"


def test_what_xml_cannot_hold_is_left_out_and_the_rest_is_well_formed(api):
    (made,) = json(api.post(service_code="bache", description="a\x00\x0bb & < c > \ufffe", **HERE))
    path = f"requests/{made['service_request_id']}.xml"

    (request,) = xml(api.get(path, api_key=api.key), "service_requests")
    assert request.find("description").text == "ab & < c > "


# -- tokens, errors, discovery -----------------------------------------------------------------------


def test_a_token_is_exchanged_for_the_id(api, one):
    (request,) = xml(api.get(f"tokens/{one.folio}.xml"), "service_requests")

    assert names(request) == ["service_request_id", "token"]
    assert request[0].text == one.folio


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("requests/RS-0000-0001.xml", 404),
        ("requests/1.xml", 404),
        ("tokens/1.xml", 404),
        ("services/ovnis.xml", 404),
        ("nothing.xml", 404),
        ("requests.pdf", 404),
        ("requests", 404),
        ("", 404),
        ("services.xml?jurisdiction_id=sfgov.org", 404),
        ("services/bache.xml?jurisdiction_id=sfgov.org", 404),
        ("requests.xml?jurisdiction_id=sfgov.org", 404),
        ("tokens/1.xml?jurisdiction_id=sfgov.org", 404),
        ("requests.xml?service_code=ovnis", 404),
        ("requests.xml?status=abierto", 400),
        ("requests.xml?start_date=ayer", 400),
        ("requests.xml?start_date=2025-01-01T00:00:00", 400),
        ("requests.xml?start_date=2025-01-01T00:00:00Z&end_date=2025-06-01T00:00:00Z", 400),
        ("requests.xml?start_date=2025-06-01T00:00:00Z&end_date=2025-01-01T00:00:00Z", 400),
        ("requests.xml?page=0", 400),
        ("requests.xml?page_size=1001", 400),
    ],
)
def test_errors_have_their_status_and_their_document(path, status, api, one):
    answer = api.client.get(f"/open311/v2/{path}")

    assert answer.status_code == status
    (error,) = xml(answer, "errors")
    assert error.tag == "error" and names(error) == ["code", "description"]
    assert error[0].text == str(status) and error[1].text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_or_deleted(method, api, one):
    answer = api.client.request(method, f"/open311/v2/requests/{one.folio}.json")

    assert answer.status_code == 404 and json(answer)[0]["code"] == 404


def test_a_failure_inside_is_a_general_error_that_tells_nothing(api, caplog):
    api.engine.dispose()
    with api.engine.connect() as connection:
        connection.exec_driver_sql("drop table reports")

    answer = api.get("requests.json")

    assert answer.status_code == 400 and json(answer)[0]["code"] == 400
    assert "reports" not in answer.text and "OperationalError" in caplog.text


def test_who_asks_too_often_is_told_to_wait(api, one):
    statuses = [api.get("services.xml").status_code for _ in range(125)]

    assert set(statuses[:120]) == {200} and statuses[-1] == 429
    refused = api.get("services.xml")
    assert refused.headers["retry-after"] and xml(refused, "errors")[0][0].text == "429"
    api.now += 61
    assert api.get("services.xml").status_code == 200


def test_the_discovery_document_names_the_endpoint_and_its_formats(api):
    answer = api.client.get("/open311/discovery.xml")

    discovery = xml(answer, "discovery")
    assert names(discovery) == ["changeset", "contact", "key_service", "endpoints"]
    (endpoint,) = discovery.find("endpoints")
    assert names(endpoint) == ["specification", "url", "changeset", "type", "formats"]
    assert endpoint.find("specification").text == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint.find("url").text.endswith("/open311/v2")
    assert [f.text for f in endpoint.find("formats")] == ["text/xml", "application/json"]
    assert json(api.client.get("/open311/discovery.json")) == spark(discovery)
