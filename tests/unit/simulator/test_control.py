"""The control API, as the chat page uses it."""

import base64
import json
import threading

import pytest
import requests

from .conftest import ACCOUNT_SID, CITIZEN, FROM, OTHER
from .test_contents import list_picker, list_values, quick_reply, quick_values

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def control(server):
    """Calls the control API; gives the JSON."""

    def control(method, path, body=None, status=200):
        answer = requests.request(method, f"{server.base_url}/control/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    return control


def messages(control, citizen=CITIZEN):
    return control("GET", f"messages?citizen={citizen.replace('+', '%2B')}")


def test_the_state_says_who_and_where(control, hello, webhook):
    hello(profile_name="Ana")
    state = control("GET", "state")
    assert (state["from"], state["webhook_url"]) == (FROM, webhook.url)
    (citizen,) = state["citizens"]
    assert (citizen["address"], citizen["name"]) == (CITIZEN, "Ana")
    assert state["window_open"] == {CITIZEN: True}


def test_a_citizen_writes(control, webhook):
    sent = control("POST", "inbound", {"from": CITIZEN, "name": "Ana", "body": "¡Hola!"})
    (attempt,) = sent["attempts"]
    assert (attempt["status"], attempt["error"]) == (200, None)
    assert attempt["seconds"] >= 0
    assert webhook.of("MessageSid") == [sent["message_sid"]]
    (shown,) = messages(control)
    assert shown["sid"] == sent["message_sid"]
    assert (shown["direction"], shown["body"], shown["status"]) == ("inbound", "¡Hola!", "received")


def test_everything_a_citizen_can_send_reaches_the_webhook(control, webhook):
    body = {
        "from": CITIZEN,
        "body": "",
        "latitude": 19.64,
        "longitude": -98.91,
        "address": "Centro",
        "label": "Plaza",
        "button_text": "Sí",
        "button_payload": "x.1",
        "list_title": "Predial",
        "list_id": "x.2",
        "replied_sid": "SM" + "1" * 32,
        "forwarded": True,
        "message_type": "text",
        "params": {"Nuevo": "1", "Otro": ["a", "b"]},
        "copies": 2,
    }
    assert len(control("POST", "inbound", body)["attempts"]) == 2
    (hit, _) = webhook.hits
    assert hit.is_signed()
    assert {
        "Latitude": "19.64",
        "Label": "Plaza",
        "ButtonPayload": "x.1",
        "ListId": "x.2",
        "OriginalRepliedMessageSid": "SM" + "1" * 32,
        "Forwarded": "true",
        "Nuevo": "1",
    }.items() <= hit.values.items()
    assert [v for n, v in hit.params if n == "Otro"] == ["a", "b"]
    (shown,) = messages(control)
    assert shown["location"] == {
        "latitude": 19.64,
        "longitude": -98.91,
        "address": "Centro",
        "label": "Plaza",
    }
    assert (shown["replied_sid"], shown["forwarded"]) == ("SM" + "1" * 32, True)


@pytest.mark.parametrize(
    ("content_type", "disposition"),
    [("image/png", "inline"), ("text/html", "attachment"), ("application/pdf", "attachment")],
)
def test_media_can_be_seen_without_credentials_and_do_no_harm(
    control, server, content_type, disposition
):
    media = {
        "content_type": content_type,
        "data_base64": base64.b64encode(PNG).decode(),
        "filename": "fotó \r\n.png",
    }
    control("POST", "inbound", {"from": CITIZEN, "media": [media]})
    (shown,) = messages(control)[0]["media"]
    assert shown["content_type"] == content_type
    answer = requests.get(server.base_url + shown["url"])
    assert answer.content == PNG
    assert answer.headers["Content-Disposition"].startswith(disposition)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_unknown_media_are_not_found(server):
    assert requests.get(f"{server.base_url}/control/media/ME0").status_code == 404


def test_buttons_and_lists_are_shown(control, hello, send, simulator):
    hello()
    for types, values in (
        (quick_reply(2), quick_values(2)),
        (list_picker(1), list_values(1)),
    ):
        sid = simulator.add_content("x", types).sid
        send(None, content_sid=sid, content_variables=json.dumps(values))
    _, buttons, items = messages(control)
    assert buttons["buttons"] == [
        {"title": "Título 1", "id": "x.1"},
        {"title": "Título 2", "id": "x.2"},
    ]
    assert (buttons["list"], items["buttons"]) == (None, None)
    assert items["list"] == {
        "button": "Ver opciones",
        "items": [{"item": "Trámite 1", "id": "x.1", "description": "Todo sobre 1"}],
    }
    assert buttons["direction"] == "outbound"


def test_two_citizens_do_not_mix(control, hello):
    hello(body="mío"), hello(OTHER, body="tuyo")
    assert [m["body"] for m in messages(control)] == ["mío"]
    assert [m["body"] for m in messages(control, OTHER)] == ["tuyo"]
    assert messages(control, "whatsapp:+5215500000003") == []


def test_reading_is_told(control, hello, send, webhook, wait):
    hello()
    send(status_callback=webhook.url)
    wait(lambda: "delivered" in webhook.of("MessageStatus"))
    assert control("POST", "read", {"citizen": CITIZEN}) == {"read": 1}
    assert webhook.of("MessageStatus")[-1] == "read"
    assert messages(control)[-1]["status"] == "read"


def test_a_status_can_be_told(control, hello, send, webhook):
    hello()
    sid = send(status_callback=webhook.url).sid
    body = {"sid": sid, "status": "failed", "error_code": 63024}
    assert control("POST", "status", body) == {"attempts": 1}
    assert messages(control)[-1]["error_code"] == 63024


def test_the_clock_closes_the_window(control, hello):
    hello()
    before = control("GET", "state")["clock"]
    after = control("POST", "clock", {"advance_seconds": 86_401})["clock"]
    assert after > before
    assert control("GET", "state")["window_open"] == {CITIZEN: False}
    control("POST", "clock", {"advance_seconds": "x"}, 422)


def test_faults_are_set_and_cleared(control, client, simulator):
    control("POST", "faults", {"operation": "create_message", "kind": "reset", "times": None})
    control("POST", "faults", {"operation": "list_messages", "kind": "error", "status": 429})
    assert [f["kind"] for f in control("GET", "state")["faults"]] == ["reset", "error"]
    assert control("DELETE", "faults")["faults"] == []
    assert client.messages.list() == []


@pytest.mark.parametrize(
    "fault",
    [{}, {"operation": "x", "kind": "reset"}, {"operation": "media", "kind": "error", "y": 1}],
)
def test_a_fault_that_makes_no_sense_is_refused(control, simulator, fault):
    control("POST", "faults", fault, 422)
    assert simulator.faults.pending == []


def test_who_opted_out_or_blocked_is_shown(control, hello):
    hello()

    def flags(body):
        (citizen,) = control("POST", "opt-out", {"citizen": CITIZEN, **body})["citizens"]
        return citizen["opted_out"], citizen["blocked"]

    assert flags({}) == (True, False)
    assert flags({"blocked": True}) == (False, True)
    assert flags({"opted_out": False}) == (False, False)


def test_callbacks_are_governed(control, hello, send, webhook, wait):
    order = ["delivered", "sent"]
    control("POST", "callbacks", {"sent_after": 0, "delivered_after": 0, "order": order})
    hello()
    send(status_callback=webhook.url)
    wait(lambda: webhook.of("MessageStatus") == order)
    assert control("POST", "callbacks", {})["order"] is None
    control("POST", "callbacks", {"speed": 1}, 422)


def test_limits_and_latency_are_governed(control, simulator):
    state = control("POST", "limits", {"max_per_second": 80, "latency": 0.5})
    assert (state["max_per_second"], state["max_per_pair_6s"], state["latency"]) == (80, None, 0.5)
    assert simulator.latency == 0.5


def test_every_rest_request_is_told_and_no_other(control, hello, send):
    hello()
    control("GET", "state")
    send("Hola & adiós")
    (request,) = control("GET", "requests")
    assert (request["method"], request["operation"]) == ("POST", "create_message")
    assert request["path"] == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    assert request["params"] == {"To": CITIZEN, "From": FROM, "Body": "Hola & adiós"}
    assert (request["status"], request["authorized"], request["fault"]) == (201, True, None)


def test_leaks_are_found_where_twilio_would_store_them(control, hello, simulator):
    media = {
        "content_type": "image/png",
        "data_base64": base64.b64encode(b"..EXIF canary").decode(),
    }
    body = {"from": CITIZEN, "name": "Canaria", "body": "secreto", "media": [media]}
    sid = control("POST", "inbound", body)["message_sid"]
    simulator.add_content("x", {"twilio/text": {"body": "plantilla"}})

    def places(word):
        return [leak["where"] for leak in control("POST", "leaks", {"canaries": [word]})]

    assert places("secreto") == ["body"]
    assert places("Canaria") == ["profile_name"]
    assert places("5500000001") == ["from_"]
    assert places("canary") == ["media"]
    assert places("plantilla") == ["content"]
    assert places("nada") == []
    simulator.state.delete(sid)
    assert places("secreto") == places("canary") == places("5500000001") == []


def test_a_reset_makes_everything_new_but_the_templates(control, hello, send, simulator):
    hello(), send()
    simulator.add_content("x", quick_reply(1))
    control("POST", "clock", {"advance_seconds": 999_999})
    control("POST", "faults", {"operation": "*", "kind": "reset"})
    state = control("POST", "reset")
    assert (state["citizens"], state["faults"]) == ([], [])
    assert messages(control) == [] and control("GET", "requests") == []
    assert len(simulator.state.contents) == 1


def test_events_tell_of_every_change(server, hello, send, simulator):
    heard, ready = [], threading.Event()

    def listen():
        with requests.get(f"{server.base_url}/control/events", stream=True, timeout=5) as answer:
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                ready.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: ")))
                    if len(heard) == 5:
                        return

    thread = threading.Thread(target=listen)
    thread.start()
    assert ready.wait(3)
    inbound = hello()[0].message_sid
    outbound = send(to="whatsapp:+525500000001").sid
    thread.join(3)
    assert not thread.is_alive()
    assert [event["sid"] for event in heard] == [inbound] * 2 + [outbound] * 3
    # The address is the one that the citizen writes from, however they were written to.
    assert {event["citizen"] for event in heard} == {CITIZEN}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("inbound", {}),
        ("inbound", {"from": CITIZEN, "copies": 0}),
        ("inbound", {"from": CITIZEN, "media": [{"content_type": "x/y", "data_base64": "%"}]}),
        ("read", {}),
        ("opt-out", {"citizen": 1}),
        ("status", {"sid": "SM1"}),
    ],
)
def test_a_malformed_request_is_refused(control, path, body):
    control("POST", path, body, 422)
