"""A simulator that is served, a webhook that remembers, and the official Twilio client between them."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import parse_qsl

import pytest
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from acolwhats.simulator import InboundMessage, Simulator, SimulatorConfig, SimulatorServer

ACCOUNT_SID = "AC" + "0" * 32
TOKEN = "token"
FROM = "whatsapp:+525500000000"
CITIZEN = "whatsapp:+5215500000001"
OTHER = "whatsapp:+5215500000002"


@dataclass
class Hit:
    """A request as it reached the webhook."""

    url: str
    headers: dict
    params: list

    @property
    def values(self):
        return dict(self.params)

    def is_signed(self, token=TOKEN, url=None):
        signature = self.headers["X-Twilio-Signature"]
        params = ImmutableMultiDict(self.params)
        return RequestValidator(token).validate(url or self.url, params, signature)


@dataclass
class Webhook:
    """Answers what it is told: `statuses` in turn, then 200."""

    url: str = ""
    hits: list = field(default_factory=list)
    statuses: list = field(default_factory=list)
    seconds: float = 0.0
    files: dict = field(default_factory=dict)
    answer: str = "<Response/>"
    inside: int = 0
    most_inside: int = 0

    def of(self, name):
        return [hit.values[name] for hit in self.hits if name in hit.values]


def _handler(webhook):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
            params = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
            url = f"http://{self.headers['Host']}{self.path}"
            webhook.hits.append(Hit(url, dict(self.headers), params))
            webhook.inside += 1
            webhook.most_inside = max(webhook.most_inside, webhook.inside)
            sleep(webhook.seconds)
            webhook.inside -= 1
            self._answer(
                webhook.statuses.pop(0) if webhook.statuses else 200, webhook.answer.encode()
            )

        def do_GET(self):
            content_type, data = webhook.files.get(self.path, (None, b""))
            self._answer(200 if content_type else 404, data, content_type or "text/plain")

        def _answer(self, status, data, content_type="text/xml"):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # so many may knock at once


@pytest.fixture
def webhook():
    webhook = Webhook()
    httpd = _Server(("127.0.0.1", 0), _handler(webhook))
    httpd.daemon_threads = True
    webhook.url = f"http://127.0.0.1:{httpd.server_address[1]}/webhooks/whatsapp/webhook"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield webhook
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture(scope="module")
def shared_server():
    config = SimulatorConfig(ACCOUNT_SID, TOKEN, FROM, "http://127.0.0.1:1/")
    with SimulatorServer(Simulator(config)) as server:
        yield server


@pytest.fixture
def server(shared_server, webhook):
    """As new for each test."""
    config = shared_server.simulator.config
    before = dict(vars(config))
    shared_server.simulator.reset()
    shared_server.simulator.state.contents.clear()
    config.webhook_url = webhook.url
    yield shared_server
    vars(config).update(before)


@pytest.fixture
def simulator(server):
    return server.simulator


@pytest.fixture
def client(server):
    return client_of(server)


def client_of(server, token=TOKEN):
    client = Client(ACCOUNT_SID, token)
    client.api.base_url = server.base_url
    client.content.base_url = server.base_url
    return client


@pytest.fixture
def send(client):
    """Sends to a citizen through the official client."""

    def send(body="Hola", to=CITIZEN, **values):
        values.setdefault("from_", FROM)
        if body is not None:
            values["body"] = body
        return client.messages.create(to=to, **values)

    return send


@pytest.fixture
def hello(server):
    """A citizen writes, which opens the 24 hours."""

    def hello(citizen=CITIZEN, **values):
        values.setdefault("body", "Hola")
        return server.run(server.simulator.inbound(InboundMessage(citizen, **values)))

    return hello


@pytest.fixture
def wait(server):
    """Waits until something is so."""

    def wait(condition, timeout=3.0):
        asyncio.run(server.simulator.wait_for(lambda _: condition(), timeout))

    return wait
