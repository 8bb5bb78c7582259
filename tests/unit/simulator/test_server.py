"""Where the simulator runs and where it does not, how it ends, and that it does not grow without end."""

import asyncio
import threading
import time

import httpx
import pytest
import requests

from acolwhats.settings import get_settings
from acolwhats.simulator import (
    Clock,
    InboundMedia,
    InboundMessage,
    Simulator,
    SimulatorConfig,
    SimulatorRefused,
    SimulatorServer,
    create_app,
)

from .conftest import ACCOUNT_SID, CITIZEN, FROM, TOKEN


def make(**values):
    return Simulator(SimulatorConfig(ACCOUNT_SID, TOKEN, FROM, "http://127.0.0.1:1/", **values))


@pytest.fixture
def production(monkeypatch):
    monkeypatch.setenv("ACOLWHATS_ENV", "production")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize("start", [create_app, SimulatorServer])
def test_it_refuses_production_in_one_line(production, start):
    with pytest.raises(SimulatorRefused) as refusal:
        start(make())
    assert "production" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("retries", [-1, 6])
def test_it_has_as_many_retries_as_twilio(retries):
    with pytest.raises(ValueError):
        make(webhook_retries=retries)


def test_it_works_below_a_path_of_another_application(webhook):
    from fastapi import FastAPI

    simulator = make()
    simulator.config.webhook_url = webhook.url
    app = FastAPI()
    app.mount("/simulador", create_app(simulator))

    async def talk():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            media = [{"content_type": "image/png", "data_base64": "eA=="}]
            body = {"from": CITIZEN, "media": media}
            assert (await http.post("/simulador/control/inbound", json=body)).status_code == 200
            query = {"citizen": CITIZEN}
            shown = (await http.get("/simulador/control/messages", params=query)).json()
            picture = await http.get(shown[0]["media"][0]["url"])
            auth = httpx.BasicAuth(ACCOUNT_SID, TOKEN)
            fetched = await http.get(webhook.of("MediaUrl0")[0], auth=auth)
        await simulator.close()
        return picture.content, fetched.content

    assert asyncio.run(talk()) == (b"x", b"x")
    assert webhook.of("MediaUrl0")[0].startswith("http://127.0.0.1:8000/simulador/2010-04-01/")
    assert webhook.hits[0].is_signed()


def test_its_own_address_may_be_told(webhook):
    simulator = make(base_url="https://twilio.example.mx/simulador/")
    simulator.config.webhook_url = webhook.url
    with SimulatorServer(simulator) as server:
        media = [InboundMedia("image/png", b"x")]
        server.run(simulator.inbound(InboundMessage(CITIZEN, media=media)))
    url = webhook.of("MediaUrl0")[0]
    assert url.startswith("https://twilio.example.mx/simulador/2010-04-01/")


def test_it_ends_soon_though_somebody_listens():
    simulator = make()
    ended = threading.Event()
    server = SimulatorServer(simulator).start()

    def listen():
        with requests.get(f"{server.base_url}/control/events", stream=True, timeout=9) as answer:
            opened.set()
            list(answer.iter_lines())
        ended.set()

    opened = threading.Event()
    threading.Thread(target=listen, daemon=True).start()
    assert opened.wait(3)
    time.sleep(0.05)
    started = time.monotonic()
    server.stop()
    assert time.monotonic() - started < 1.5
    assert ended.wait(1)


def test_the_port_may_be_chosen_and_is_free_afterwards():
    with SimulatorServer(make()) as first:
        port = int(first.base_url.rpartition(":")[2])
    with SimulatorServer(make(), port) as second:
        assert second.base_url == f"http://127.0.0.1:{port}"
        assert requests.get(f"{second.base_url}/control/state").status_code == 200


def test_the_oldest_messages_are_forgotten(webhook):
    simulator = make(max_messages=5)
    simulator.config.webhook_url = webhook.url
    with SimulatorServer(simulator) as server:
        for number in range(8):
            media = [InboundMedia("image/png", str(number).encode())]
            server.run(simulator.inbound(InboundMessage(CITIZEN, str(number), media=media)))
    assert [m.body for m in simulator.state.transcript(CITIZEN)] == ["3", "4", "5", "6", "7"]
    assert [m.body for m in simulator.state.messages.values()] == ["3", "4", "5", "6", "7"]
    kept = [b"3", b"4", b"5", b"6", b"7"]
    assert [m.data for m in simulator.state.media.values()] == kept
    assert [m.data for m in simulator.state.phone_media.values()] == kept


def test_the_chat_page_is_served_at_the_root_and_hides_nothing(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("<html>chat</html>")
    (tmp_path / "control").mkdir()
    monkeypatch.setattr("acolwhats.simulator.app.PAGE", tmp_path)
    with SimulatorServer(make()) as server:
        assert requests.get(f"{server.base_url}/").text == "<html>chat</html>"
        assert requests.get(f"{server.base_url}/missing.js").status_code == 404
        assert requests.get(f"{server.base_url}/control/state").json()["from"] == FROM


def test_it_runs_without_the_chat_page(tmp_path, monkeypatch):
    monkeypatch.setattr("acolwhats.simulator.app.PAGE", tmp_path / "missing")
    with SimulatorServer(make()) as server:
        assert requests.get(f"{server.base_url}/").status_code == 404


def test_the_clock_goes_on_from_where_it_was_put():
    clock = Clock()
    before = clock.now()
    assert before.tzinfo is not None
    assert 3600 <= (clock.advance(3600) - before).total_seconds() < 3601
    clock.reset()
    assert (clock.now() - before).total_seconds() < 1
