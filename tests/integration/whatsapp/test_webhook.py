"""The door: only Twilio comes in, nothing is taken twice, nobody waits for anybody."""

from __future__ import annotations

import asyncio
import random
import time
import urllib.parse

import pytest
import requests
from twilio.request_validator import RequestValidator

from acolwhats.simulator import Fault, InboundMessage
from acolwhats.whatsapp.models import Inbox
from tests.integration.whatsapp.conftest import (
    ACCOUNT_SID,
    NUMBER,
    TOKEN,
    new_citizen,
)

WEBHOOK = "/webhooks/whatsapp/webhook"


def params(sid: str, **more: str) -> dict[str, str]:
    values = {
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": new_citizen(),
        "To": NUMBER,
        "Body": "hola",
        "NumMedia": "0",
    }
    return {**values, **more}


def post(world, values, path=WEBHOOK, signature=None, token=TOKEN, **options) -> requests.Response:
    """A webhook as Twilio's own library signs it, or with another signature."""
    url = f"http://127.0.0.1:{world.port}{path}"
    if signature is None:
        signature = RequestValidator(token).compute_signature(url, values)
    headers = {"X-Twilio-Signature": signature, **options.pop("headers", {})}
    return requests.post(url, data=values, headers=headers, timeout=20, **options)


def recorded(world, sid: str) -> int:
    return len(world.rows(Inbox, message_sid=sid))


def test_health(world):
    answer = requests.get(f"http://127.0.0.1:{world.port}/webhooks/whatsapp/", timeout=5)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_signed_webhook_is_acknowledged_with_empty_twiml(world):
    answer = post(world, params("SM-signed"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    assert recorded(world, "SM-signed") == 1


FORGED = {
    "no signature": {"signature": ""},
    "another signature": {"signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
    "a signature that is none": {"signature": "ñandú"},
    "another token": {"token": "otro"},
    "an empty token": {"token": ""},
}


@pytest.mark.parametrize("options", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize(
    "path", [WEBHOOK, "/webhooks/whatsapp/fallback", "/webhooks/whatsapp/status"]
)
def test_whatever_twilio_did_not_sign_is_refused_and_leaves_nothing(world, path, options):
    signature = options.get("signature")
    if signature and not signature.isascii():
        options = {"signature": signature.encode("utf-8").decode("latin-1")}
    answer = post(world, params("SM-forged"), path=path, **options)
    assert answer.status_code == 403
    assert recorded(world, "SM-forged") == 0


def test_a_changed_parameter_is_refused(world):
    url = f"http://127.0.0.1:{world.port}{WEBHOOK}"
    values = params("SM-changed")
    signature = RequestValidator(TOKEN).compute_signature(url, values)
    assert post(world, {**values, "Body": "otra cosa"}, signature=signature).status_code == 403
    assert post(world, {**values, "Extra": "1"}, signature=signature).status_code == 403
    assert (
        post(world, {k: v for k, v in values.items() if k != "To"}, signature=signature).status_code
        == 403
    )
    assert post(world, values, path=f"{WEBHOOK}?a=1", signature=signature).status_code == 403
    assert recorded(world, "SM-changed") == 0


def test_another_account_is_refused(world):
    assert post(world, params("SM-account", AccountSid="AC" + "f" * 32)).status_code == 403
    assert recorded(world, "SM-account") == 0


def test_a_signed_query_string_is_accepted(world):
    assert (
        post(world, params("SM-query"), path=f"{WEBHOOK}?fuente=prueba&vac%C3%ADo=").status_code
        == 200
    )


def test_during_a_rotation_both_tokens_are_accepted(make_world):
    world = make_world(TWILIO_AUTH_TOKEN=f"nuevo,{TOKEN}")
    assert post(world, params("SM-new"), token="nuevo").status_code == 200
    assert post(world, params("SM-old"), token=TOKEN).status_code == 200
    assert post(world, params("SM-none"), token="tercero").status_code == 403


def test_fuzzed_bodies_are_refused_without_an_error(world):
    source = random.Random(7)
    session = requests.Session()
    url = f"http://127.0.0.1:{world.port}{WEBHOOK}"
    for _ in range(1000):
        body = source.randbytes(source.randrange(0, 400))
        headers = {
            "Content-Type": source.choice(
                [
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "text/plain",
                    "",
                ]
            ),
            "X-Twilio-Signature": "x",
        }
        assert session.post(url, data=body, headers=headers, timeout=5).status_code in (403, 400)


def test_fuzzed_but_signed_parameters_never_make_an_error(world):
    source = random.Random(8)
    session = requests.Session()
    url = f"http://127.0.0.1:{world.port}{WEBHOOK}"
    names = ["MessageSid", "From", "Body", "NumMedia", "MediaUrl0", "MediaContentType0", "Latitude",
             "Longitude", "ButtonPayload", "ListId", "MessageType", "OriginalRepliedMessageSid", "Forwarded"]  # fmt: skip
    for number in range(1000):
        values = {name: _odd(source) for name in source.sample(names, source.randrange(len(names)))}
        if number % 2:
            values.update(MessageSid=f"SM-fuzz-{number}", From=new_citizen())
        values.pop("MediaUrl0", None) if number % 4 == 1 else None
        signature = RequestValidator(TOKEN).compute_signature(url, values)
        headers = {"X-Twilio-Signature": signature}
        answer = session.post(url, data=values, headers=headers, timeout=10)
        assert answer.status_code == 200, values


def _odd(source: random.Random) -> str:
    pool = ["", "0", "-1", "99999999999999", "NaN", "true", "ñ" * 300, "\x00", "😀", "/restart", "a b+c&d=e",
            "http://169.254.169.254/", "\r\n", "whatsapp:", "+52", "null", "[]"]  # fmt: skip
    return source.choice(pool)


def test_a_body_that_is_too_large_is_refused_unread(world):
    assert post(world, params("SM-large", Body="x" * 400_000)).status_code == 413
    assert not world.rows(Inbox, message_sid="SM-large")


def test_other_methods_are_refused(world):
    url = f"http://127.0.0.1:{world.port}{WEBHOOK}"
    assert requests.get(url, timeout=5).status_code == 405
    assert requests.put(url, timeout=5).status_code == 405


# -- once -----------------------------------------------------------------------------------------


def test_the_same_message_is_answered_once(world, citizen):
    for _ in range(3):
        attempts = world.says(citizen, "una vez", message_sid=f"SM-once-{citizen[-6:]}")
        assert attempts[0].status == 200
    time.sleep(0.3)
    assert len(world.heard(citizen)) == 1
    assert world.replies(citizen) == ["eco: una vez"]


def test_forty_copies_at_the_same_time_are_one_turn(world, citizen):
    attempts = world.says(citizen, "a la vez", copies=40)
    assert [attempt.status for attempt in attempts] == [200] * 40
    time.sleep(0.5)
    assert len(world.heard(citizen)) == 1
    assert world.replies(citizen) == ["eco: a la vez"]


def test_the_same_idempotency_token_is_one_turn_whatever_the_sid(world, citizen):
    token = f"token-{citizen}"
    world.says(citizen, "primera", idempotency_token=token)
    world.says(citizen, "primera", idempotency_token=token)
    time.sleep(0.3)
    assert world.replies(citizen) == ["eco: primera"]


def test_a_repetition_is_known_after_a_restart(make_world, citizen):
    world = make_world()
    world.says(citizen, "antes", message_sid="SM-restart")
    assert world.replies(citizen) == ["eco: antes"]
    world.restart()
    world.says(citizen, "antes", message_sid="SM-restart")
    world.says(citizen, "después")
    assert world.replies(citizen, 2) == ["eco: antes", "eco: después"]


def test_a_webhook_that_got_no_answer_is_repeated_by_twilio_and_answered_once(world, citizen):
    world.simulator.faults.add(Fault("webhook", "lost_response", times=1))
    attempts = world.says(citizen, "se cortó", retries=3)
    assert len(attempts) == 2
    assert world.replies(citizen) == ["eco: se cortó"]
    time.sleep(0.3)
    assert len(world.outbound(citizen)) == 1


# -- in order, and nobody waits for anybody -------------------------------------------------------


def test_ten_rapid_messages_are_answered_in_order(world, citizen):
    for number in range(10):
        world.says(citizen, f"mensaje {number}")
    assert world.replies(citizen, 10) == [f"eco: mensaje {number}" for number in range(10)]


def test_turns_of_one_citizen_never_overlap_and_those_of_others_do(world):
    running: dict[str, int] = {}
    most = {"together": 0, "same": 0}

    async def before(message):
        running[message.sender_id] = running.get(message.sender_id, 0) + 1
        most["same"] = max(most["same"], running[message.sender_id])
        most["together"] = max(most["together"], sum(running.values()))
        await asyncio.sleep(0.05)
        running[message.sender_id] -= 1

    world.assistant.before = before
    people = [new_citizen() for _ in range(8)]
    for number in range(3):
        for person in people:
            world.says(person, f"{number}")
    for person in people:
        assert world.replies(person, 3) == ["eco: 0", "eco: 1", "eco: 2"]
    assert most["same"] == 1
    assert most["together"] > 1


def test_a_citizen_who_is_stuck_delays_nobody(world):
    stuck, other = new_citizen(), new_citizen()

    async def before(message):
        if message.text == "atorado":
            await asyncio.sleep(3)

    world.assistant.before = before
    world.says(stuck, "atorado")
    started = time.monotonic()
    world.says(other, "libre")
    assert world.replies(other) == ["eco: libre"]
    assert time.monotonic() - started < 2
    assert world.replies(stuck) == ["eco: atorado"]


def test_webhooks_are_acknowledged_while_every_turn_hangs(world):
    release = asyncio.Event()

    async def before(message):
        await release.wait()

    world.assistant.before = before
    people = [new_citizen() for _ in range(60)]
    attempts = world.run(_all(world, people))
    world.connector.loop.call_soon_threadsafe(release.set)
    assert all(attempt.status == 200 and attempt.seconds < 5 for attempt in attempts)
    for person in people:
        assert world.replies(person) == ["eco: hola"]


async def _all(world, people):
    made = await asyncio.gather(
        *(world.simulator.inbound(InboundMessage(person, "hola")) for person in people)
    )
    return [attempt for attempts in made for attempt in attempts]


# -- when something of ours fails -----------------------------------------------------------------


def test_a_turn_that_fails_is_tried_again_and_answered_once(world, citizen):
    failures = iter([True, True])

    async def before(message):
        if next(failures, False):
            raise RuntimeError("una falla")

    world.assistant.before = before
    world.says(citizen, "insiste")
    assert world.replies(citizen) == ["eco: insiste"]
    assert len(world.heard(citizen)) == 3


def test_a_turn_that_always_fails_ends_in_a_sentence_with_the_emergency_number(world, citizen):
    async def before(message):
        raise RuntimeError("siempre")

    world.assistant.before = before
    world.says(citizen, "nunca")
    (said,) = world.replies(citizen, seconds=20)
    assert "911" in said
    world.assistant.before = None
    world.says(citizen, "luego")
    assert world.replies(citizen, 2)[1] == "eco: luego"


def test_a_turn_that_hangs_ends_in_a_sentence_and_the_late_answer_is_not_said(
    world, citizen, monkeypatch
):
    monkeypatch.setattr("acolwhats.whatsapp.turns.TURN_SECONDS", 0.5)

    async def before(message):
        if message.text == "colgado":
            await asyncio.sleep(60)

    world.assistant.before = before
    world.says(citizen, "colgado")
    (said,) = world.replies(citizen)
    assert "911" in said
    world.says(citizen, "sigues ahí")
    assert world.replies(citizen, 2)[1] == "eco: sigues ahí"


def test_when_nothing_can_be_recorded_twilio_is_told_and_the_fallback_tells_the_citizen(
    make_world, citizen
):
    world = make_world()
    from acolwhats.database import get_engine

    with get_engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE whatsapp_inbox RENAME TO lejos")
    values = params("SM-away", From=citizen)
    assert post(world, values).status_code == 503
    told = post(world, values, path="/webhooks/whatsapp/fallback")
    assert told.status_code == 200
    assert "911" in told.text and "<Message>" in told.text
    with get_engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE lejos RENAME TO whatsapp_inbox")
    assert post(world, values).status_code == 200
    assert world.replies(citizen) == ["eco: hola"]


# -- fair use -------------------------------------------------------------------------------------


def test_who_writes_too_fast_is_told_once_and_still_heard_in_an_emergency(
    world, citizen, monkeypatch
):
    monkeypatch.setattr("acolwhats.whatsapp.limits.PER_MINUTE", 3)
    for number in range(6):
        world.says(citizen, f"rápido {number}")
    said = world.replies(citizen, 4)
    assert said[:3] == [f"eco: rápido {number}" for number in range(3)]
    assert "Espera un minuto" in said[3] and "911" in said[3]
    world.says(citizen, "auxilio se quema la casa")
    assert world.replies(citizen, 5)[4] == "eco: auxilio se quema la casa"
    assert len(world.outbound(citizen)) == 5


def test_when_too_many_wait_new_ones_are_told_and_emergencies_run(world, monkeypatch):
    monkeypatch.setattr("acolwhats.whatsapp.limits.WAITING", 0)
    calm, danger = new_citizen(), new_citizen()
    world.says(calm, "hola")
    world.says(danger, "auxilio")
    assert "muchas personas" in world.replies(calm)[0]
    assert world.replies(danger) == ["eco: auxilio"]


def test_the_url_that_twilio_signs_is_the_public_one(make_world):
    world = make_world(PUBLIC_URL="https://bot.example.mx/acolman")
    values = params("SM-public")
    signature = RequestValidator(TOKEN).compute_signature(
        "https://bot.example.mx/acolman" + WEBHOOK, values
    )
    assert post(world, values, signature=signature).status_code == 200
    assert post(world, params("SM-local")).status_code == 403


def test_a_blank_and_a_repeated_parameter_are_part_of_what_is_signed(world):
    url = f"http://127.0.0.1:{world.port}{WEBHOOK}"
    pairs = [
        *params("SM-pairs").items(),
        ("Blank", ""),
        ("Twice", "b"),
        ("Twice", "a"),
        ("Twice", "b"),
    ]

    class Pairs(dict):
        def getlist(self, name):
            return [value for key, value in pairs if key == name]

    signature = RequestValidator(TOKEN).compute_signature(url, Pairs(pairs))
    headers = {
        "X-Twilio-Signature": signature,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urllib.parse.urlencode(pairs)
    assert requests.post(url, data=body, headers=headers, timeout=5).status_code == 200
    without_blank = urllib.parse.urlencode([pair for pair in pairs if pair[1]])
    assert requests.post(url, data=without_blank, headers=headers, timeout=5).status_code == 403
