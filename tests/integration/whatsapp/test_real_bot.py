"""The real bot, the real action server and the bridge: one and two processes, killed and started again."""

from __future__ import annotations

import asyncio
import base64
import subprocess
import threading
import time

import pytest
import requests

from acolwhats.simulator import Fault, InboundMedia, InboundMessage
from tests.integration.conftest import BIN, ROOT, free_port, own_database
from tests.integration.whatsapp.conftest import BridgedService, new_citizen, until


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def bot(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"real-{request.param}")
    url = f"sqlite:///{folder / 'acolwhats.db'}"
    if request.param == "postgres":
        url = own_database(request.getfixturevalue("postgres_url"), "bridge")
    service = BridgedService(folder, url)
    service.acolwhats("migrate")
    service.start_actions()
    service.start_bot()
    yield service
    service.close()


QUESTIONS = {
    "a question": ("oiga onde se paga el predial", "Pagar el predial"),
    "a greeting": ("buenas tardes", "Soy el asistente"),
    "an emergency": ("se está quemando la casa de mi vecina", "911"),
    "an emergency at home": ("mi esposo me está pegando ayuda", "911"),
    "a command": ("/restart", "No estoy seguro"),
    "another command": ("/session_start", "No estoy seguro"),
    "out of scope": ("cuánto cuesta un vuelo a cancún", "no lo ve"),
    "only an emoji": ("👍", ""),
    "a number": ("2", "Servicios Públicos"),
    "the notice": ("privacidad", "Twilio"),
    "a person": ("quiero hablar con una persona", "oficina de la presidencia"),
    "4,096 characters": ("bache " * 682, ""),
}


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_a_citizen_is_answered_in_one_message(bot, citizen, text, expected):
    bot.says(citizen, text)
    assert expected in bot.replies(citizen)[0]
    time.sleep(0.2)
    assert len(bot.outbound(citizen)) == 1


SENT = {
    "a photo": ({"media": [InboundMedia("image/jpeg", b"nada")]}, "con palabras"),
    "a voice note": ({"media": [InboundMedia("audio/ogg", b"OggS")]}, "escuchar audios"),
    "a sticker": ({"media": [InboundMedia("image/webp", b"RIFF")]}, "sticker"),
    "a contact": ({"media": [InboundMedia("text/vcard", b"BEGIN:VCARD")]}, "contactos"),
    "a pin": ({"latitude": 19.64, "longitude": -98.91}, "ubicación"),
    "nothing": ({}, "No alcancé a leer"),
    "a poll": ({"message_type": "poll"}, "no lo puedo abrir"),
    "a caption": (
        {"media": [InboundMedia("image/jpeg", b"nada")], "body": "hay un bache enorme"},
        "bache",
    ),
    "a cry with a photo": (
        {"media": [InboundMedia("image/jpeg", b"nada")], "body": "se está quemando la casa"},
        "911",
    ),
}


@pytest.mark.parametrize(("values", "expected"), SENT.values(), ids=SENT.keys())
def test_whatever_is_sent_gets_a_kind_sentence_and_a_way_on(bot, citizen, values, expected):
    bot.says(citizen, **values)
    assert expected in bot.replies(citizen)[0]


def test_a_conversation_goes_on_from_message_to_message(bot, citizen):
    bot.says(citizen, "hola")
    bot.says(citizen, "2")
    bot.says(citizen, "cuánto cuesta el predial")
    replies = bot.replies(citizen, 3)
    assert "Temas" in replies[0] or "elige un tema" in replies[0]
    assert "Servicios Públicos" in replies[1]
    assert "predial" in replies[2]


def test_erasing_is_asked_first_and_then_done(bot, citizen):
    bot.says(citizen, "borra mis datos")
    assert "Responde *sí*" in bot.replies(citizen)[0]
    bot.says(citizen, "sí")
    assert "borré" in bot.replies(citizen, 2)[1]
    bot.says(citizen, "repite")
    assert "Todavía no te he dicho nada" in bot.replies(citizen, 3)[2]


def test_the_action_server_hangs_and_the_citizen_gets_the_emergency_number(bot, citizen):
    actions = bot.processes["actions"]
    actions.send_signal(subprocess.signal.SIGSTOP)  # type: ignore[attr-defined]
    try:
        bot.says(citizen, "dónde pago el predial")
        (said,) = bot.replies(citizen, seconds=25)
        assert "911" in said
    finally:
        actions.send_signal(subprocess.signal.SIGCONT)  # type: ignore[attr-defined]
    other = new_citizen()
    bot.says(other, "dónde pago el predial")
    assert "predial" in bot.replies(other)[0]


def test_twenty_copies_to_each_of_two_processes_are_one_turn(bot, citizen):
    port = free_port()
    bot.start_bot("bot2", port)
    try:
        urls = [f"http://127.0.0.1:{one}/webhooks/whatsapp/webhook" for one in (bot.bot_port, port)]
        public = f"http://127.0.0.1:{bot.bot_port}/webhooks/whatsapp/webhook"
        attempts = bot.says(citizen, "buenas", urls=urls, copies=20, signed_url=public)
        assert len(attempts) == 40
        assert all(attempt.status == 200 for attempt in attempts)
        bot.replies(citizen)
        time.sleep(1)
        assert len(bot.outbound(citizen)) == 1
    finally:
        bot.stop("bot2")


def test_two_processes_keep_the_order_of_a_citizen(bot, citizen):
    port = free_port()
    bot.start_bot("bot2", port)
    try:
        public = f"http://127.0.0.1:{bot.bot_port}/webhooks/whatsapp/webhook"
        other = f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook"
        texts = ["hola", "privacidad", "2", "eres un robot?", "gracias", "adiós"]
        for number, text in enumerate(texts):
            bot.says(citizen, text, urls=[public if number % 2 else other], signed_url=public)
        replies = bot.replies(citizen, len(texts))
        expected = ["asistente del", "Aviso", "", "automático", "gusto", "luego"]
        assert all(part in reply for part, reply in zip(expected, replies)), replies
    finally:
        bot.stop("bot2")


def test_what_a_killed_process_had_taken_is_answered_by_the_other(bot):
    port = free_port()
    bot.start_bot("bot2", port)
    public = f"http://127.0.0.1:{bot.bot_port}/webhooks/whatsapp/webhook"
    other = f"http://127.0.0.1:{port}/webhooks/whatsapp/webhook"
    people = [new_citizen() for _ in range(20)]
    actions = bot.processes["actions"]
    actions.send_signal(subprocess.signal.SIGSTOP)  # type: ignore[attr-defined]
    try:
        attempts = bot.run(_together(bot, people, [other], public))
        assert all(attempt.status == 200 for attempt in attempts)
        bot.kill("bot2")
    finally:
        actions.send_signal(subprocess.signal.SIGCONT)  # type: ignore[attr-defined]
    assert until(lambda: all(bot.outbound(person) for person in people), 90)
    time.sleep(1)
    assert [len(bot.outbound(person)) for person in people] == [1] * len(people)


async def _together(bot, people, urls, signed_url):
    made = await asyncio.gather(
        *(
            bot.simulator.inbound(
                InboundMessage(
                    person, "dónde pago el predial", urls=urls, signed_url=signed_url, retries=0
                )
            )
            for person in people
        )
    )
    return [attempt for attempts in made for attempt in attempts]


def test_killed_again_and_again_nothing_is_lost_and_nothing_is_said_twice(bot):
    acknowledged: list[str] = []
    done = threading.Event()

    def load() -> None:
        while not done.is_set():
            person = new_citizen()
            if any(a.accepted for a in bot.says(person, "dónde pago el predial", retries=0)):
                acknowledged.append(person)
            time.sleep(0.03)

    bot.simulator.faults.add(Fault("create_message", "lost_response", times=None, probability=0.05))
    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(4):
        time.sleep(0.7)
        bot.kill("bot")
        bot.start_bot()
    time.sleep(0.7)
    done.set()
    for thread in threads:
        thread.join()
    bot.simulator.faults.clear()
    assert len(acknowledged) > 20
    assert until(lambda: all(bot.outbound(person) for person in acknowledged), 90)
    time.sleep(6)  # what would be said twice is said by now
    assert [len(bot.outbound(person)) for person in acknowledged] == [1] * len(acknowledged)


# -- starting, and what answers from outside ------------------------------------------------------

PRODUCTION = {
    "ACOLWHATS_ENV": "production",
    "TWILIO_API_BASE_URL": "https://api.twilio.com",
    "PUBLIC_URL": "https://bot.example.mx",
}

REFUSED = {
    "no account": ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID"),
    "no token": ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
    "no public address": ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
    "a public address without TLS": ({"PUBLIC_URL": "http://bot.example.mx"}, "PUBLIC_URL"),
    "no key": ({"ACOLWHATS_SECRET_KEY": ""}, "ACOLWHATS_SECRET_KEY"),
    "a short key": ({"ACOLWHATS_SECRET_KEY": "abc"}, "ACOLWHATS_SECRET_KEY"),
    "the simulator in production": (
        {"TWILIO_API_BASE_URL": "http://127.0.0.1:8000/simulador"},
        "TWILIO_API_BASE_URL",
    ),
}


@pytest.mark.parametrize(("settings", "name"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_setting_stops_the_start_with_one_line(sqlite_service, tmp_path, settings, name):
    from tests.integration.whatsapp.conftest import bridge_environment

    env = {
        **sqlite_service.env,
        **bridge_environment(free_port(), "https://api.twilio.com"),
        **PRODUCTION,
        **settings,
        "VAR_DIR": str(tmp_path),
    }
    command = [BIN / "rasa", "run", "-i", "127.0.0.1", "-p", str(free_port())]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=90)
    said = [line for line in done.stderr.splitlines() if line.startswith("acolwhats:")]
    assert done.returncode == 2
    assert len(said) == 1 and name in said[0]
    assert "Traceback" not in done.stderr


def test_in_production_rasa_does_not_start_without_the_bridge(sqlite_service, tmp_path):
    from tests.integration.whatsapp.conftest import bridge_environment

    env = {
        **sqlite_service.env,
        **bridge_environment(free_port(), "https://api.twilio.com"),
        **PRODUCTION,
        "VAR_DIR": str(tmp_path),
    }
    command = [
        BIN / "rasa",
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        str(free_port()),
        "--connector",
        "rest",
    ]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=90)
    assert done.returncode != 0
    assert "acolwhats: in production Rasa runs with credentials.yml" in done.stderr


def test_in_production_nothing_but_the_bridge_answers(sqlite_service, tmp_path):
    from tests.integration.whatsapp.conftest import bridge_environment

    service = BridgedService(tmp_path, sqlite_service.database_url)
    service.env.update(
        {**bridge_environment(service.bot_port, "https://api.twilio.com"), **PRODUCTION}
    )
    service.start_bot("bot", 0, "--enable-api", "--cors", "*")
    try:
        base = f"http://127.0.0.1:{service.bot_port}"
        paths = ["/", "/version", "/status", "/domain", "/webhooks/rest/", "/webhooks/rest/webhook",
                 "/conversations/x/tracker", "/model", "/model/parse", "/webhooks/whatsappx/",
                 "/webhooks/whatsapp/../rest/webhook", "//webhooks/rest/webhook"]  # fmt: skip
        for path in paths:
            for method in ("GET", "POST", "PUT", "DELETE"):
                answer = requests.request(method, base + path, json={"message": "hola"}, timeout=10)
                assert answer.status_code in (404, 405), (method, path)
        assert requests.get(f"{base}/webhooks/whatsapp/", timeout=5).status_code == 200
        assert requests.post(f"{base}/webhooks/whatsapp/webhook", timeout=5).status_code == 403
    finally:
        service.close()


def test_the_key_of_the_tests_is_no_real_one(bot):
    assert b"prueba" in base64.urlsafe_b64decode(bot.env["ACOLWHATS_SECRET_KEY"])
