"""Status callbacks: their parameters, signatures, order, copies and losses."""

import asyncio

import pytest

from acolwhats.simulator import CallbackMode

from .conftest import ACCOUNT_SID, CITIZEN, FROM


@pytest.fixture
def sent(send, hello, webhook):
    """A message whose status is told to the webhook."""
    hello()
    webhook.hits.clear()
    return lambda **values: send(status_callback=webhook.url + "/status?x=1", **values)


def test_sent_and_delivered_are_told_and_signed(sent, webhook, wait):
    sid = sent().sid
    wait(lambda: len(webhook.hits) == 2)
    assert webhook.of("MessageStatus") == ["sent", "delivered"]
    for hit in webhook.hits:
        assert hit.is_signed()
        assert hit.url.endswith("/status?x=1")
        values = hit.values
        assert values["MessageSid"] == values["SmsSid"] == sid
        assert values["SmsStatus"] == values["MessageStatus"]
        assert (values["AccountSid"], values["ApiVersion"]) == (ACCOUNT_SID, "2010-04-01")
        assert (values["From"], values["To"], values["ChannelPrefix"]) == (
            FROM,
            CITIZEN,
            "whatsapp",
        )
        assert "ErrorCode" not in values
    assert webhook.of("EventType") == ["DELIVERED"]


def test_the_first_status_is_not_told(sent, webhook, wait):
    sent()
    wait(lambda: "delivered" in webhook.of("MessageStatus"))
    assert "queued" not in webhook.of("MessageStatus")


def test_a_message_without_an_address_for_it_tells_nothing(send, hello, client, webhook, wait):
    hello()
    sid = send().sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    assert len(webhook.hits) == 1


def test_they_take_the_time_they_are_given(sent, simulator, client):
    simulator.callbacks.mode = CallbackMode(sent_after=30)
    sid = sent().sid
    assert client.messages(sid).fetch().status == "queued"


@pytest.mark.parametrize(
    "order", [("delivered", "sent"), ("read", "delivered", "sent"), ("sent",), ("read", "read")]
)
def test_they_come_in_any_order(sent, simulator, client, webhook, wait, order):
    simulator.callbacks.mode = CallbackMode(0, 0, order=order)
    sid = sent().sid
    wait(lambda: len(webhook.hits) == len(order))
    assert webhook.of("MessageStatus") == list(order)
    expected = "read" if "read" in order else "delivered"
    assert client.messages(sid).fetch().status == expected


def test_each_is_sent_as_often_as_told(sent, simulator, webhook, wait):
    simulator.callbacks.mode = CallbackMode(0, 0, copies=3)
    sent()
    wait(lambda: len(webhook.hits) == 6)
    assert webhook.of("MessageStatus") == ["sent"] * 3 + ["delivered"] * 3


def test_they_get_lost(sent, simulator, client, webhook, wait):
    simulator.callbacks.mode = CallbackMode(0, 0, lost=1.0)
    sid = sent().sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    assert webhook.hits == []


@pytest.mark.parametrize(
    ("code", "status"),
    [(63018, "failed"), (63016, "failed"), (63014, "undelivered"), (63024, "undelivered")],
)
def test_a_failure_is_told_with_its_code(sent, simulator, client, webhook, wait, code, status):
    simulator.callbacks.mode = CallbackMode(0, 0, fail_code=code)
    sid = sent().sid
    wait(lambda: len(webhook.hits) == 1)
    values = webhook.hits[0].values
    assert (values["MessageStatus"], values["ErrorCode"]) == (status, str(code))
    assert values["ErrorMessage"] == values["ChannelStatusMessage"]
    assert webhook.hits[0].is_signed()
    assert client.messages(sid).fetch().error_code == code


def test_the_status_of_a_failure_may_be_chosen(sent, simulator, webhook, wait):
    simulator.callbacks.mode = CallbackMode(0, 0, fail_code=30008, fail_status="failed")
    sent()
    wait(lambda: webhook.of("MessageStatus") == ["failed"])


def test_a_test_may_send_them_itself(sent, server, simulator, client, webhook):
    simulator.callbacks.mode = CallbackMode(manual=True)
    sid = sent().sid
    assert client.messages(sid).fetch().status == "queued"
    for status in ("read", "sent"):
        (attempt,) = server.run(simulator.send_status(sid, status))
        assert attempt.accepted
    assert webhook.of("MessageStatus") == ["read", "sent"]
    # What is told late is not noted: the message has been read.
    assert client.messages(sid).fetch().status == "read"


def test_an_unknown_message_can_be_told_of(server, simulator, webhook):
    sid = "SM" + "9" * 32
    server.run(simulator.send_status(sid, "failed", 63016, url=webhook.url))
    values = webhook.hits[0].values
    assert (values["MessageSid"], values["ErrorCode"]) == (sid, "63016")
    assert webhook.hits[0].is_signed()
    assert server.run(simulator.send_status(sid, "failed")) == []


def test_reading_tells_of_what_was_delivered(sent, server, simulator, client, webhook, wait):
    sid = sent().sid
    wait(lambda: "delivered" in webhook.of("MessageStatus"))
    assert server.run(simulator.read(CITIZEN)) == 1
    assert server.run(simulator.read(CITIZEN)) == 0
    assert webhook.hits[-1].values["MessageStatus"] == "read"
    assert webhook.hits[-1].values["EventType"] == "READ"
    assert client.messages(sid).fetch().status == "read"


def test_a_callback_that_is_refused_is_retried(sent, simulator, webhook, wait):
    simulator.callbacks.mode = CallbackMode(0, 0, order=["sent"])
    webhook.statuses = [500]
    sent()
    wait(lambda: len(webhook.hits) == 2)
    assert webhook.of("MessageStatus") == ["sent", "sent"]
    assert len({hit.headers["I-Twilio-Idempotency-Token"] for hit in webhook.hits}) == 1


def test_a_deleted_message_is_still_told_of(sent, server, simulator, client, webhook, wait):
    sid = sent().sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    client.messages(sid).delete()
    server.run(simulator.read(CITIZEN))
    wait(lambda: "read" in webhook.of("MessageStatus"))


def test_a_failed_message_stays_failed(sent, server, simulator, client, wait):
    simulator.callbacks.mode = CallbackMode(0, 0, fail_code=63024)
    sid = sent().sid
    wait(lambda: client.messages(sid).fetch().status == "undelivered")
    server.run(simulator.send_status(sid, "delivered"))
    assert client.messages(sid).fetch().status == "undelivered"
    assert client.messages(sid).fetch().error_code == 63024


def test_waiting_in_vain_ends(simulator):
    with pytest.raises(TimeoutError, match="never not met"):
        asyncio.run(simulator.wait_for(lambda _: False, 0.03, "never"))
