"""Faults on demand: each is shown to happen."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import requests

from acolwhats.simulator import Fault, SimulatorServer
from acolwhats.simulator.app import create_app
from acolwhats.simulator.faults import Faults

from .conftest import ACCOUNT_SID, CITIZEN, FROM, OTHER, TOKEN

FORM = {"To": CITIZEN, "From": FROM, "Body": "Hola"}


@pytest.fixture
def post(server):
    def post(to=CITIZEN, timeout=3.0):
        url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
        form = {**FORM, "To": to}
        return httpx.post(url, data=form, auth=(ACCOUNT_SID, TOKEN), timeout=timeout)

    return post


@pytest.mark.parametrize(
    ("status", "code"), [(500, 20500), (503, 20503), (429, 20429), (404, 20404), (418, 20500)]
)
def test_an_error_is_answered_and_nothing_done(post, simulator, status, code):
    simulator.faults.add(Fault("create_message", "error", status=status))
    answer = post()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("Retry-After" in answer.headers) == (status == 429)
    assert simulator.outbound_to(CITIZEN) == []
    assert post().status_code == 201


def test_an_error_has_the_code_and_the_delay_that_it_is_given(post, simulator):
    fault = Fault("create_message", "error", status=400, code=63038, retry_after=2.5)
    simulator.faults.add(fault)
    answer = post()
    assert (answer.json()["code"], answer.headers["Retry-After"]) == (63038, "2.5")


def test_a_reset_breaks_the_connection_before_anything_is_done(post, simulator):
    simulator.faults.add(Fault("create_message", "reset"))
    with pytest.raises(httpx.ReadError):
        post()
    assert simulator.outbound_to(CITIZEN) == []
    assert [(r.fault, r.status) for r in simulator.state.requests] == [("reset", None)]


def test_a_lost_response_breaks_the_connection_after_it_is_done(post, simulator):
    simulator.faults.add(Fault("create_message", "lost_response"))
    with pytest.raises(httpx.ReadError):
        post()
    assert len(simulator.outbound_to(CITIZEN)) == 1
    assert simulator.state.requests[-1].status is None


def test_a_hang_waits_and_then_does_it_though_nobody_waits_any_more(post, simulator, wait):
    simulator.faults.add(Fault("create_message", "hang", seconds=0.3))
    with pytest.raises(httpx.ReadTimeout):
        post(timeout=0.1)
    assert simulator.outbound_to(CITIZEN) == []
    wait(lambda: len(simulator.outbound_to(CITIZEN)) == 1)


def test_a_hang_after_does_it_first(post, simulator):
    simulator.faults.add(Fault("create_message", "hang_after", seconds=0.3))
    with pytest.raises(httpx.ReadTimeout):
        post(timeout=0.15)
    assert len(simulator.outbound_to(CITIZEN)) == 1


def test_a_hang_ends_for_who_waits(post, simulator):
    for kind in ("hang", "hang_after"):
        simulator.faults.add(Fault("create_message", kind, seconds=0.1))
        started = time.monotonic()
        assert post().status_code == 201
        assert time.monotonic() - started >= 0.1


def test_a_slow_answer_trickles(server, simulator):
    simulator.faults.add(Fault("create_message", "slow", seconds=0.3))
    url = f"{server.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    # Each piece comes within 0.1 s, all of it does not.
    with httpx.stream("POST", url, data=FORM, auth=(ACCOUNT_SID, TOKEN), timeout=0.1) as answer:
        started = time.monotonic()
        pieces = list(answer.iter_raw())
    assert len(pieces) > 3
    assert time.monotonic() - started >= 0.2
    assert b"".join(pieces).startswith(b'{"account_sid"')


def test_latency_is_added_to_every_request(post, simulator):
    simulator.latency = 0.15
    started = time.monotonic()
    with ThreadPoolExecutor(5) as pool:
        assert {a.status_code for a in pool.map(lambda _: post(), range(5))} == {201}
    assert 0.15 <= time.monotonic() - started < 0.7


@pytest.mark.parametrize(
    ("operation", "act"),
    [
        ("list_messages", lambda client, sid: client.messages.list()),
        ("fetch_message", lambda client, sid: client.messages(sid).fetch()),
        ("update_message", lambda client, sid: client.messages(sid).update(body="")),
        ("delete_message", lambda client, sid: client.messages(sid).delete()),
        ("list_media", lambda client, sid: client.messages(sid).media.list()),
        ("delete_media", lambda client, sid: client.messages(sid).media("ME0").delete()),
        ("content", lambda client, sid: client.content.v1.contents.list()),
        ("*", lambda client, sid: client.messages(sid).fetch()),
    ],
)
def test_every_operation_can_fail(hello, client, simulator, operation, act):
    sid = hello()[0].message_sid
    simulator.faults.add(Fault(operation, "reset"))
    with pytest.raises(requests.ConnectionError):
        act(client, sid)
    assert simulator.faults.pending == []
    assert client.messages(sid).fetch().body == "Hola"


def test_a_fault_strikes_only_its_operation(post, client, simulator):
    simulator.faults.add(Fault("delete_message", "reset", times=None))
    assert post().status_code == 201
    assert len(client.messages.list()) == 1


def test_a_fault_strikes_only_whom_it_is_meant_for(post, simulator):
    simulator.faults.add(Fault("create_message", "error", times=None, to="whatsapp:+525500000001"))
    assert post(CITIZEN).status_code == 500
    assert post(OTHER).status_code == 201
    assert post(CITIZEN).status_code == 500


def test_a_fault_lets_pass_and_strikes_as_often_as_told(post, simulator):
    simulator.faults.add(Fault("create_message", "error", times=2, after=2))
    assert [post().status_code for _ in range(5)] == [201, 201, 500, 500, 201]
    assert len(simulator.faults.struck) == 2


def test_a_fault_without_end_lasts_until_cleared(post, simulator):
    simulator.faults.add(Fault("create_message", "error", times=None))
    assert {post().status_code for _ in range(4)} == {500}
    simulator.faults.clear()
    assert post().status_code == 201


def test_chance_is_the_same_in_every_run():
    def strikes():
        faults = Faults([Fault("media", "error", times=None, probability=0.3)])
        return [faults.take("media") is not None for _ in range(1000)]

    assert strikes() == strikes()
    assert 230 < sum(strikes()) < 370


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("create", "error"),
        ("media", "explode"),
        ("create_message", "missing"),
        ("webhook", "hang_after"),
    ],
)
def test_a_fault_that_could_never_strike_is_refused(operation, kind):
    with pytest.raises(ValueError):
        Fault(operation, kind)


class TestWebhook:
    def test_an_error_is_retried_without_reaching_the_webhook(self, hello, simulator, webhook):
        simulator.faults.add(Fault("webhook", "error"))
        assert [a.status for a in hello()] == [503, 200]
        assert len(webhook.hits) == 1

    def test_a_reset_is_retried(self, hello, simulator, webhook):
        simulator.faults.add(Fault("webhook", "reset"))
        assert [a.status for a in hello()] == [None, 200]
        assert len(webhook.hits) == 1

    def test_a_lost_answer_makes_it_come_twice(self, hello, simulator, webhook):
        simulator.faults.add(Fault("webhook", "lost_response"))
        assert [a.status for a in hello()] == [None, 200]
        first, second = webhook.hits
        assert first.params == second.params
        token = "I-Twilio-Idempotency-Token"
        assert first.headers[token] == second.headers[token]

    def test_it_may_come_late(self, hello, simulator):
        simulator.faults.add(Fault("webhook", "hang", seconds=0.1))
        assert hello()[0].seconds >= 0.1

    def test_everything_means_the_rest_api_only(self, hello, simulator):
        simulator.faults.add(Fault("*", "reset", times=None))
        assert [a.status for a in hello()] == [200]


def test_faults_work_where_the_simulator_is_mounted(server, simulator, monkeypatch):
    from fastapi import FastAPI

    outer = FastAPI()
    outer.mount("/simulador", create_app(simulator))
    monkeypatch.setattr("acolwhats.simulator.server.create_app", lambda _: outer)
    loop = simulator.loop
    try:
        with SimulatorServer(simulator) as mounted:
            url = f"{mounted.base_url}/simulador/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
            simulator.faults.add(Fault("create_message", "reset"))
            with pytest.raises(httpx.ReadError):
                httpx.post(url, data=FORM, auth=(ACCOUNT_SID, TOKEN))
            assert httpx.post(url, data=FORM, auth=(ACCOUNT_SID, TOKEN)).status_code == 201
            assert [r.path.split("/")[1] for r in simulator.state.requests] == ["2010-04-01"] * 2
    finally:
        simulator.loop = loop
