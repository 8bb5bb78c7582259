"""What Twilio refuses, and with which code."""

import json

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from acolwhats.simulator import CallbackMode
from acolwhats.simulator.create import PARAMETERS

from .conftest import ACCOUNT_SID, CITIZEN, FROM, OTHER, TOKEN
from .test_contents import list_picker, list_values


@pytest.fixture
def post(server):
    """Posts a form as it is."""

    def post(data):
        url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
        return requests.post(url, data=data, auth=(ACCOUNT_SID, TOKEN))

    return post


GOOD = {"To": CITIZEN, "From": FROM, "Body": "Hola"}


def test_a_complete_form_is_accepted(post):
    assert post(GOOD).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"To": None}, 400, 21604),
        ({"To": ""}, 400, 21604),
        ({"From": None}, 400, 21603),
        ({"To": "+5215500000001"}, 400, 21211),
        ({"To": "whatsapp:5215500000001"}, 400, 21211),
        ({"To": "whatsapp:+52"}, 400, 21211),
        ({"To": "whatsapp:+52 15500000001"}, 400, 21211),
        ({"To": "whatsapp:+5215500000001x"}, 400, 21211),
        ({"From": "whatsapp:+525500000009"}, 400, 63007),
        ({"MessagingServiceSid": "MG" + "1" * 32}, 400, 21701),
        ({"Body": None}, 400, 21619),
        ({"Body": ""}, 400, 21619),
        ({"Body": " \n"}, 400, 21619),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"Body": "ñ" * 1601}, 400, 21617),
        ({"Body": "🙂" * 801}, 400, 21617),
        ({"Bodi": "Hola"}, 400, 20001),
        ({"body": "Hola"}, 400, 20001),
        ({"StatusCallback": "/status"}, 400, 21609),
        ({"MediaUrl": "photo.jpg"}, 400, 21620),
        ({"MediaUrl": ["http://127.0.0.1/x.jpg"] * 11}, 400, 21620),
        ({"Body": ["uno", "dos"]}, 400, 20001),
        ({"ContentSid": "HX" + "0" * 32}, 404, 20404),
    ],
)
def test_a_bad_form_is_refused_with_twilio_s_code(post, simulator, changes, status, code):
    data = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    answer = post(data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert simulator.state.messages == {}


@pytest.mark.parametrize("body", ["x" * 1600, "ñ" * 1600, "🙂" * 800])
def test_the_longest_body_is_accepted_and_kept_exactly(post, simulator, body):
    assert post({**GOOD, "Body": body}).status_code == 201
    assert [m.body for m in simulator.outbound_to(CITIZEN)] == [body]


def test_every_published_parameter_is_known(post):
    form = {name: "" for name in PARAMETERS} | GOOD
    assert post(form).status_code == 201
    assert len(PARAMETERS) == 24


def test_a_user_without_a_number_can_be_written_to(post, simulator):
    assert post({**GOOD, "To": "whatsapp:MX.abc123"}).status_code == 201
    assert len(simulator.outbound_to("whatsapp:MX.abc123")) == 1


def test_the_messaging_service_stands_for_the_number(send, simulator):
    service = simulator.config.messaging_service_sid = "MG" + "1" * 32
    message = send(from_=None, messaging_service_sid=service)
    assert (message.from_, message.messaging_service_sid) == (FROM, service)
    assert message.num_segments == "0"


def test_who_sent_stop_is_not_written_to_until_taken_back(send, hello, simulator):
    hello()
    simulator.opt_out(CITIZEN)
    with pytest.raises(TwilioRestException) as refusal:
        send(to="whatsapp:+525500000001")
    assert (refusal.value.status, refusal.value.code) == (400, 21610)
    assert send(to=OTHER).status == "queued"
    simulator.opt_out(CITIZEN, opted_out=False)
    assert send().status == "queued"


def test_a_blocked_number_fails_afterwards(send, hello, client, simulator, wait):
    hello()
    simulator.opt_out(CITIZEN, opted_out=False, blocked=True)
    sid = send().sid
    wait(lambda: client.messages(sid).fetch().status == "undelivered")
    assert client.messages(sid).fetch().error_code == 63014
    assert "blocked" in client.messages(sid).fetch().error_message


def test_more_than_the_rate_of_the_account_is_refused_and_counted(send, simulator):
    simulator.limits.max_per_second = 3
    for number in range(3):
        send(str(number))
    with pytest.raises(TwilioRestException) as refusal:
        send("4")
    assert (refusal.value.status, refusal.value.code) == (429, 20429)
    assert simulator.state.counters[20429] == 1
    simulator.clock.advance(1)
    assert send("5").status == "queued"


def test_more_than_the_rate_of_a_pair_fails_afterwards_and_is_counted(
    send, hello, client, simulator, wait
):
    hello(), hello(OTHER)
    simulator.limits.max_per_pair_6s = 2
    sids = [send(str(number)).sid for number in range(3)]
    other = send(to=OTHER).sid
    wait(lambda: client.messages(sids[2]).fetch().status == "failed")
    assert client.messages(sids[2]).fetch().error_code == 63018
    assert simulator.state.counters[63018] == 1
    for sid in (*sids[:2], other):
        wait(lambda sid=sid: client.messages(sid).fetch().status == "delivered")
    simulator.clock.advance(6)
    hello()
    later = send("later").sid
    wait(lambda: client.messages(later).fetch().status == "delivered")


class TestWindow:
    def test_it_is_closed_before_the_citizen_ever_wrote(self, send, client, wait):
        sid = send().sid
        wait(lambda: client.messages(sid).fetch().status == "failed")
        assert client.messages(sid).fetch().error_code == 63016

    @pytest.mark.parametrize(
        ("seconds", "status"), [(86_399, "delivered"), (86_401, "failed"), (0, "delivered")]
    )
    def test_it_lasts_24_hours(self, send, hello, client, simulator, wait, seconds, status):
        simulator.callbacks.mode = CallbackMode(0, 0)
        hello()
        simulator.clock.advance(seconds - 0.5 if status == "delivered" else seconds)
        sid = send().sid
        wait(lambda: client.messages(sid).fetch().status == status)

    def test_writing_again_opens_it_again(self, send, hello, client, simulator, wait):
        hello()
        simulator.clock.advance(100_000)
        hello()
        sid = send().sid
        wait(lambda: client.messages(sid).fetch().status == "delivered")

    def test_it_may_be_refused_at_once(self, send, simulator):
        simulator.config.window_error = "sync"
        with pytest.raises(TwilioRestException) as refusal:
            send()
        assert (refusal.value.status, refusal.value.code) == (400, 63016)
        assert simulator.outbound_to(CITIZEN) == []

    def test_an_approved_template_passes_and_another_does_not(self, send, client, simulator, wait):
        text = {"twilio/text": {"body": "Tienes una respuesta."}}
        approved = simulator.add_content("reopen", text, approved=True)
        draft = simulator.add_content("draft", text)
        good = send(None, content_sid=approved.sid).sid
        bad = send(None, content_sid=draft.sid).sid
        wait(lambda: client.messages(good).fetch().status == "delivered")
        wait(lambda: client.messages(bad).fetch().status == "failed")
        assert client.messages(bad).fetch().error_code == 63016

    def test_a_list_picker_never_passes(self, send, client, simulator, wait):
        content = simulator.add_content("x", list_picker(1), approved=True)
        variables = json.dumps(list_values(1))
        sid = send(None, content_sid=content.sid, content_variables=variables).sid
        wait(lambda: client.messages(sid).fetch().status == "failed")
        assert client.messages(sid).fetch().error_code == 63016
