"""Messages through the official client: what is accepted, listed, redacted and deleted."""

import asyncio
import re
from datetime import datetime, timedelta, timezone

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from acolwhats.simulator import CallbackMode

from .conftest import ACCOUNT_SID, CITIZEN, FROM, OTHER, TOKEN, client_of

# Properties of a message in Twilio's published description (twilio-oai, twilio_api_v2010.json).
PROPERTIES = {
    *("account_sid", "api_version", "body", "date_created", "date_sent", "date_updated"),
    *("direction", "error_code", "error_message", "from", "messaging_service_sid", "num_media"),
    *("num_segments", "price", "price_unit", "sid", "status", "subresource_uris", "tags", "to"),
    "uri",
}


def test_a_message_is_queued_and_then_delivered(send, hello, client, wait):
    hello()
    message = send("¡Hola, señora! 🙂")
    assert (message.status, message.direction) == ("queued", "outbound-api")
    assert (message.to, message.from_, message.body) == (CITIZEN, FROM, "¡Hola, señora! 🙂")
    assert re.fullmatch(r"SM[0-9a-f]{32}", message.sid)
    assert message.date_sent is None
    wait(lambda: client.messages(message.sid).fetch().status == "delivered")
    fetched = client.messages(message.sid).fetch()
    assert fetched.date_sent >= fetched.date_created
    assert fetched.error_code is None


def test_a_message_has_the_properties_that_twilio_publishes(send, server):
    sid = send().sid
    url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json"
    answer = requests.get(url, auth=(ACCOUNT_SID, TOKEN)).json()
    assert set(answer) == PROPERTIES
    assert answer["uri"] == url.removeprefix(server.base_url)
    assert (answer["num_media"], answer["num_segments"]) == ("0", "1")
    assert datetime.strptime(answer["date_created"], "%a, %d %b %Y %H:%M:%S %z")


def test_the_asynchronous_client_is_served_too(server, hello):
    hello()

    async def talk():
        http = AsyncTwilioHttpClient()
        client = Client(ACCOUNT_SID, TOKEN, http_client=http)
        client.api.base_url = server.base_url
        sent = await client.messages.create_async(to=CITIZEN, from_=FROM, body="Hola")
        found = await client.messages.list_async(to=CITIZEN)
        await http.session.close()
        return sent, found

    sent, found = asyncio.run(talk())
    assert [message.sid for message in found] == [sent.sid]


def test_two_spellings_of_a_mexican_mobile_are_one_phone(send, hello, simulator):
    hello("whatsapp:+5215500000001")
    send("uno", to="whatsapp:+525500000001")
    send("dos", to="whatsapp:+5215500000001")
    assert [m.body for m in simulator.outbound_to(CITIZEN)] == ["uno", "dos"]
    assert len(simulator.state.citizens) == 1


def test_the_phone_shows_messages_in_the_order_of_acceptance(send, simulator):
    for number in range(20):
        send(str(number))
    assert [m.body for m in simulator.outbound_to(CITIZEN)] == [str(n) for n in range(20)]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1]])
def test_a_wrong_token_is_refused(server, token):
    url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    answer = requests.get(url, auth=(ACCOUNT_SID, token))
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert answer.json()["status"] == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("header", [None, "Bearer x", "Basic", "Basic %%%", "Basic /w=="])
def test_a_missing_or_broken_authorization_is_refused(server, header):
    url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    answer = requests.get(url, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401


def test_another_account_is_refused(server):
    url = f"{server.base_url}/2010-04-01/Accounts/AC{'1' * 32}/Messages.json"
    assert requests.get(url, auth=(ACCOUNT_SID, TOKEN)).status_code == 401


def test_the_secondary_token_opens_the_api_too(server, simulator):
    simulator.config.secondary_token = "another"
    assert client_of(server, "another").messages.list() == []


def test_messages_are_listed_newest_first(send, client):
    sids = [send(str(number)).sid for number in range(5)]
    assert [m.sid for m in client.messages.list()] == sids[::-1]


def test_a_list_is_read_page_by_page(send, client, simulator):
    sids = [send(str(number)).sid for number in range(7)]
    assert [m.sid for m in client.messages.list(page_size=3)] == sids[::-1]
    pages = [r.params.get("Page", "0") for r in simulator.state.requests if r.method == "GET"]
    assert pages == ["0", "1", "2"]


def test_a_list_is_limited(send, client):
    sids = [send(str(number)).sid for number in range(5)]
    assert [m.sid for m in client.messages.list(limit=2)] == sids[:2:-1]


def test_a_list_is_filtered_by_both_ends(send, hello, client):
    hello(CITIZEN)
    mine, theirs = send("mine").sid, send("theirs", to=OTHER).sid
    assert [m.sid for m in client.messages.list(to=CITIZEN)] == [mine]
    assert [m.sid for m in client.messages.list(to=OTHER, from_=FROM)] == [theirs]
    assert [m.direction for m in client.messages.list(from_=CITIZEN)] == ["inbound"]


def test_a_list_is_filtered_by_date(send, hello, client, simulator, wait):
    hello()
    early = send("early")
    wait(lambda: client.messages(early.sid).fetch().date_sent is not None)
    simulator.clock.advance(3 * 86_400)
    middle = datetime.now(timezone.utc) + timedelta(days=1)
    hello()
    late = send("late")
    wait(lambda: client.messages(late.sid).fetch().date_sent is not None)
    listed = client.messages.list
    assert [m.body for m in listed(to=CITIZEN, date_sent_after=middle)] == ["late"]
    assert [m.body for m in listed(to=CITIZEN, date_sent_before=middle)] == ["early"]
    today = simulator.clock.now().date()
    assert [m.body for m in listed(to=CITIZEN, date_sent=today)] == ["late"]
    assert listed(to=CITIZEN, date_sent=today + timedelta(days=9)) == []


@pytest.mark.parametrize("query", ["PageSize=x", "Page=-1", "DateSent=ayer", "Status=sent"])
def test_a_malformed_list_request_is_refused(server, query):
    url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json?{query}"
    answer = requests.get(url, auth=(ACCOUNT_SID, TOKEN))
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_a_redacted_message_is_empty_at_twilio_and_whole_on_the_phone(
    send, hello, client, simulator, wait
):
    hello()
    sid = send("secreto").sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).fetch().body == ""
    assert [m.body for m in simulator.outbound_to(CITIZEN)] == ["secreto"]


@pytest.mark.parametrize("data", [{"Body": "otro"}, {"Status": "canceled"}, {}])
def test_nothing_but_redaction_is_an_update(send, hello, server, client, wait, data):
    hello()
    sid = send("hola").sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{sid}.json"
    answer = requests.post(url, data=data, auth=(ACCOUNT_SID, TOKEN))
    assert answer.status_code == 400
    assert client.messages(sid).fetch().body == "hola"


def test_a_message_in_flight_is_neither_redacted_nor_deleted(send, hello, client, simulator):
    simulator.callbacks.mode = CallbackMode(manual=True)
    hello()
    message = client.messages(send().sid)
    for attempt in (lambda: message.update(body=""), message.delete):
        with pytest.raises(TwilioRestException) as refusal:
            attempt()
        assert (refusal.value.status, refusal.value.code) == (409, 20009)
    assert message.fetch().body == "Hola"


def test_a_deleted_message_is_gone_from_twilio_only(send, hello, client, simulator, wait):
    hello()
    sid = send().sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    assert client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as refusal:
        client.messages(sid).fetch()
    assert (refusal.value.status, refusal.value.code) == (404, 20404)
    assert client.messages.list(to=CITIZEN) == []
    assert len(simulator.outbound_to(CITIZEN)) == 1


def test_an_unknown_message_is_not_found(client):
    message = client.messages("SM" + "0" * 32)
    for attempt in (message.fetch, lambda: message.update(body=""), message.delete):
        with pytest.raises(TwilioRestException) as refusal:
            attempt()
        assert (refusal.value.status, refusal.value.code) == (404, 20404)


@pytest.mark.parametrize("path", ["/2010-04-01/Accounts.json", "/2010-04-01/x/Calls.json", "/v1/x"])
def test_what_the_stand_in_does_not_have_is_not_found_in_twilio_s_words(server, path):
    answer = requests.post(server.base_url + path)
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_discarded_content_is_never_stored(send, hello, client, simulator, wait):
    hello()
    sid = send("secreto", content_retention="discard").sid
    assert client.messages(sid).fetch().body == ""
    assert simulator.leaks(["secreto"]) == []
    assert [m.body for m in simulator.outbound_to(CITIZEN)] == ["secreto"]


def test_an_obfuscated_address_is_hidden_once_sent(send, hello, client, webhook, wait):
    hello()
    url = webhook.url
    sid = send("hola", address_retention="obfuscate", status_callback=url).sid
    wait(lambda: client.messages(sid).fetch().status == "delivered")
    assert client.messages(sid).fetch().to == CITIZEN[:-4] + "XXXX"
    wait(lambda: "delivered" in webhook.of("MessageStatus"))
    assert webhook.hits[-1].values["To"] == CITIZEN
