"""What the chat page needs besides: its own SIDs, a second try, sizes, and its files."""

import base64

import pytest
import requests

from acolwhats.simulator import InboundMessage
from acolwhats.simulator.webhooks import said_in

from .conftest import CITIZEN

SID = "SM" + "a" * 32


@pytest.fixture
def post(server):
    def post(path, body, status=200):
        answer = requests.post(f"{server.base_url}/control/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    return post


@pytest.fixture
def shown(server):
    def shown():
        url = f"{server.base_url}/control/messages"
        return requests.get(url, params={"citizen": CITIZEN}).json()

    return shown


def down(webhook, times=1):
    """The webhook and its retry fail, `times` times; the account has no fallback."""
    webhook.statuses[:] = [503, 503] * times


def test_the_page_may_name_the_message(post, shown, webhook):
    assert (
        post("inbound", {"from": CITIZEN, "body": "Hola", "message_sid": SID})["message_sid"] == SID
    )
    assert webhook.of("MessageSid") == [SID]
    assert [message["sid"] for message in shown()] == [SID]


@pytest.mark.parametrize("sid", ["", "x", "SM" + "A" * 32, "ME" + "a" * 32, SID + "0"])
def test_a_name_that_is_no_sid_is_refused(post, sid):
    post("inbound", {"from": CITIZEN, "body": "Hola", "message_sid": sid}, 422)


def test_what_the_bot_did_not_take_is_delivered_again_as_it_was(post, shown, webhook):
    media = {"content_type": "image/png", "data_base64": base64.b64encode(b"png").decode()}
    body = {"from": CITIZEN, "name": "Ana", "media": [media], "button_payload": "x.1"}
    down(webhook)
    sid = post("inbound", body)["message_sid"]
    assert [message["status"] for message in shown()] == ["failed"]
    again = post("redeliver", {"sid": sid})
    assert (again["message_sid"], again["attempts"][0]["status"]) == (sid, 200)
    assert [message["status"] for message in shown()] == ["received"]
    first, last = webhook.hits[0], webhook.hits[-1]
    assert last.values == first.values
    assert last.values["ButtonPayload"] == "x.1"
    token = "I-Twilio-Idempotency-Token"
    assert first.headers[token] == last.headers[token]


def test_it_may_fail_again_and_be_tried_again(post, shown, webhook):
    down(webhook, 2)
    sid = post("inbound", {"from": CITIZEN, "body": "Hola"})["message_sid"]
    post("redeliver", {"sid": sid})
    assert [message["status"] for message in shown()] == ["failed"]
    post("redeliver", {"sid": sid})
    assert [message["status"] for message in shown()] == ["received"]


def test_what_was_taken_is_not_delivered_again(post, webhook):
    sid = post("inbound", {"from": CITIZEN, "body": "Hola"})["message_sid"]
    post("redeliver", {"sid": sid}, 404)
    assert len(webhook.hits) == 1


def test_what_a_reset_forgot_is_not_delivered_again(post, webhook):
    down(webhook)
    sid = post("inbound", {"from": CITIZEN, "body": "Hola"})["message_sid"]
    post("reset", {})
    post("redeliver", {"sid": sid}, 404)
    post("redeliver", {}, 422)


def test_the_size_of_what_is_attached_is_told(post, shown):
    data = base64.b64encode(b"x" * 1234).decode()
    media = {"content_type": "application/pdf", "data_base64": data, "filename": "a.pdf"}
    post("inbound", {"from": CITIZEN, "media": [media]})
    assert shown()[0]["media"][0]["size"] == 1234


@pytest.mark.parametrize("path", ["/", "/chat/main.js", "/style/base.css"])
def test_the_page_is_served_and_asked_for_anew_each_time(server, path):
    answer = requests.get(f"{server.base_url}{path}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    again = requests.get(
        f"{server.base_url}{path}", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<Response><Message>Hola, ¿qué tal?</Message></Response>", ["Hola, ¿qué tal?"]),
        (
            "<Response><Message><Body>uno</Body></Message><Message>dos</Message></Response>",
            ["uno", "dos"],
        ),
        ('<?xml version="1.0" encoding="UTF-8"?><Response/>', []),
        ("Try again", []),
        ("", []),
    ],
)
def test_what_twiml_says_is_found(body, said):
    assert said_in(body) == said


def test_what_the_fallback_says_reaches_the_phone(server, webhook):
    simulator = server.simulator
    webhook.statuses += [503, 503]
    webhook.answer = "<Response><Message>No pude recibir tu mensaje.</Message></Response>"
    simulator.config.fallback_url = webhook.url
    server.run(simulator.inbound(InboundMessage(CITIZEN, "hola")))
    (told,) = simulator.outbound_to(CITIZEN)
    assert (told.body, told.direction) == ("No pude recibir tu mensaje.", "outbound-reply")
