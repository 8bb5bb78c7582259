"""What the bridge says arrives: once, in order, in pieces that WhatsApp takes, and again when it did not."""

from __future__ import annotations

import time

import pytest

from acolwhats.database import session_scope
from acolwhats.simulator import CallbackMode, Fault
from acolwhats.whatsapp.buttons import template_types
from acolwhats.whatsapp.config import SIMULATED_CONTENT_SIDS
from acolwhats.whatsapp.models import Contact, Outbox
from acolwhats.whatsapp.outbox import retry
from acolwhats.whatsapp.splitting import length
from acolwhats.whatsapp.templates import definition
from tests.integration.whatsapp.conftest import until

# Faults that Twilio gets over: what is tried again, and that it is said once.
PASSING = {
    "429": {"kind": "error", "status": 429, "code": 20429, "retry_after": 1},
    "429 without Retry-After": {"kind": "error", "status": 429},
    "500": {"kind": "error", "status": 500},
    "502": {"kind": "error", "status": 502},
    "503": {"kind": "error", "status": 503, "retry_after": 1},
    "504": {"kind": "error", "status": 504},
    "a channel's rate limit": {"kind": "error", "status": 429, "code": 63018},
    "a reset before anything was done": {"kind": "reset"},
    "a reset after it was done": {"kind": "lost_response"},
}


@pytest.fixture(scope="module", autouse=True)
def impatient():
    """What is uncertain is looked into sooner than in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("acolwhats.whatsapp.retry._UNCERTAIN", 0.3)
        patch.setattr("acolwhats.whatsapp.retry._FIRST", 0.2)
        yield


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_passing_fault_is_got_over_and_the_answer_is_said_once(world, citizen, fault):
    world.simulator.faults.add(Fault("create_message", to=citizen, **fault))
    world.says(citizen, "hola")
    assert world.replies(citizen) == ["eco: hola"]
    assert world.simulator.faults.struck
    assert until(lambda: world.statuses(citizen) == ["delivered"])
    time.sleep(0.8)
    assert len(world.outbound(citizen)) == 1


def test_two_faults_in_a_row_are_got_over(world, citizen):
    world.simulator.faults.add(Fault("create_message", "error", status=500, to=citizen))
    world.simulator.faults.add(Fault("create_message", "lost_response", to=citizen))
    world.says(citizen, "hola")
    assert world.replies(citizen) == ["eco: hola"]
    time.sleep(1.5)
    assert len(world.outbound(citizen)) == 1


def test_a_hanging_twilio_is_got_over_and_the_answer_is_said_once(world, citizen, monkeypatch):
    """Twilio takes the message, and answers only after our patience has ended."""
    monkeypatch.setattr("acolwhats.whatsapp.client.TOTAL_SECONDS", 1.0)
    world.restart()
    world.simulator.faults.add(Fault("create_message", "hang_after", seconds=3, to=citizen))
    world.says(citizen, "despacio")
    assert world.replies(citizen) == ["eco: despacio"]
    sid = world.outbound(citizen)[0].sid
    assert until(lambda: any(r.message_sid == sid for r in world.rows(Outbox)))
    time.sleep(1)
    assert len(world.outbound(citizen)) == 1


def test_what_is_uncertain_is_not_sent_again_before_twilio_could_be_asked(world, citizen):
    world.simulator.callbacks.mode = CallbackMode(manual=True)
    world.simulator.faults.add(Fault("create_message", "lost_response", to=citizen))
    world.simulator.faults.add(Fault("list_messages", "error", status=500, times=2))
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).state == "accepted", 20)
    assert world.replies(citizen) == ["eco: hola"]
    assert _row(world, citizen).attempts == 1
    world.simulator.callbacks.mode = CallbackMode()


def test_a_status_callback_tells_what_became_of_an_uncertain_message(world, citizen):
    world.simulator.faults.add(Fault("create_message", "lost_response", to=citizen))
    world.simulator.faults.add(Fault("list_messages", "error", status=500, times=None))
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).status == "delivered")
    assert len(world.outbound(citizen)) == 1


FATAL = {
    "the citizen opted out": (21610, 400),
    "the citizen blocked the number": (63014, 400),
    "a bad address": (21211, 400),
    "not a WhatsApp user": (63003, 400),
    "an invalid recipient": (63024, 400),
    "a body that is too long": (21617, 400),
    "an account that is suspended": (20003, 401),
    "not allowed": (20403, 403),
}


@pytest.mark.parametrize(("code", "status"), FATAL.values(), ids=FATAL.keys())
def test_a_fatal_refusal_is_not_tried_again_and_an_operator_sees_it(world, citizen, code, status):
    world.simulator.faults.add(
        Fault("create_message", "error", status=status, code=code, times=None, to=citizen)
    )
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).state == "undeliverable")
    row = _row(world, citizen)
    assert (row.attempts, row.error_code) == (1, code)
    assert row.content is not None


def test_an_operator_tries_again_and_it_arrives(world, citizen):
    world.simulator.faults.add(
        Fault("create_message", "error", status=400, code=21211, times=1, to=citizen)
    )
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).state == "undeliverable")
    with session_scope() as session:
        assert retry(session, time.time(), [_row(world, citizen).id]) == 1
    assert world.replies(citizen) == ["eco: hola"]
    assert until(lambda: _row(world, citizen).state == "accepted")


def test_parts_of_a_long_answer_arrive_in_order_even_when_some_fail_at_first(world, citizen):
    text = " ".join(f"palabra{number:04d}" for number in range(600))
    world.assistant.reply = lambda message: text
    world.simulator.faults.add(Fault("create_message", "error", status=503, after=1, to=citizen))
    world.simulator.faults.add(Fault("create_message", "lost_response", after=1, to=citizen))
    world.says(citizen, "todo")
    parts = world.replies(citizen, 5, 30)
    assert len(parts) == 5
    assert " ".join(parts) == text
    assert all(length(part) <= 1600 for part in parts)


LONG = {
    "letters": "ñ" * 3000,
    "emoji": "😀" * 2000,
    "family emoji": "👨‍👩‍👧‍👦" * 300,
    "paragraphs": "\n\n".join("Una oración. Y otra más, que sigue." * 8 for _ in range(30)),
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_twilio_takes_every_part_of_a_long_answer(world, citizen, text):
    world.assistant.reply = lambda message: text
    world.says(citizen, "todo")
    assert until(
        lambda: len("".join("".join(world.replies(citizen)).split())) == len("".join(text.split()))
    )
    assert not any(row.state == "undeliverable" for row in _rows(world, citizen))


def test_answers_keep_their_order_while_the_first_waits_for_twilio(world, citizen):
    world.simulator.faults.add(Fault("create_message", "error", status=500, times=2, to=citizen))
    world.says(citizen, "uno")
    world.says(citizen, "dos")
    assert world.replies(citizen, 2) == ["eco: uno", "eco: dos"]


def test_an_urgent_answer_overtakes_what_waits(world, citizen):
    world.simulator.faults.add(
        Fault("create_message", "error", status=429, retry_after=4, times=1, to=citizen)
    )
    world.assistant.reply = lambda message: {
        "text": f"eco: {message.text}",
        "urgent": message.text == "auxilio",
    }
    world.says(citizen, "tranquila")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).attempts == 1)
    world.says(citizen, "auxilio")
    assert world.replies(citizen, 1, 3) == ["eco: auxilio"]
    assert world.replies(citizen, 2, 10) == ["eco: auxilio", "eco: tranquila"]


# -- how far it came ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    [
        ("sent", "delivered", "read"),
        ("delivered", "sent"),
        ("read", "delivered", "sent"),
        ("read", "sent", "delivered"),
        ("sent", "sent", "delivered", "delivered"),
    ],
)
def test_what_a_message_has_reached_is_never_taken_back(world, citizen, order):
    world.simulator.callbacks.mode = CallbackMode(manual=True)
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).message_sid)
    sid = _row(world, citizen).message_sid
    for status in order:
        attempts = world.run(world.simulator.send_status(sid, status))
        assert [attempt.status for attempt in attempts] == [204]
    furthest = max(order, key=("sent", "delivered", "read").index)
    assert _row(world, citizen).status == furthest
    world.simulator.callbacks.mode = CallbackMode()


def test_a_failure_told_after_delivery_changes_nothing(world, citizen):
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).status == "delivered")
    world.run(world.simulator.send_status(_row(world, citizen).message_sid, "failed", 63018))
    assert _row(world, citizen).status == "delivered"
    assert len(world.outbound(citizen)) == 1


def test_a_status_of_an_unknown_message_is_taken_calmly(world):
    url = f"http://127.0.0.1:{world.port}/webhooks/whatsapp/status?part=nadie"
    attempts = world.run(world.simulator.send_status("SM" + "9" * 32, "delivered", url=url))
    assert [attempt.status for attempt in attempts] == [204]


def test_a_message_that_whatsapp_refused_for_its_rate_is_sent_anew(world, citizen):
    world.simulator.callbacks.mode = CallbackMode(fail_code=63018)
    world.says(citizen, "hola")
    assert until(lambda: world.statuses(citizen)[:1] == ["failed"])
    world.simulator.callbacks.mode = CallbackMode()
    assert until(lambda: _row(world, citizen).status == "delivered")
    assert world.outbound(citizen)[0].sid in _row(world, citizen).earlier_sids


def test_a_message_that_whatsapp_cannot_deliver_ends_where_an_operator_sees_it(world, citizen):
    world.simulator.callbacks.mode = CallbackMode(fail_code=63024)
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).state == "undeliverable")
    assert _row(world, citizen).error_code == 63024
    world.simulator.callbacks.mode = CallbackMode()


# -- who does not want messages, and who cannot get them now --------------------------------------


def test_who_opted_out_gets_nothing_until_they_write_again(world, citizen):
    world.simulator.opt_out(citizen)
    world.says(citizen, "uno")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).state == "undeliverable")
    sender_id = _row(world, citizen).sender_id
    with session_scope() as session:
        assert session.get(Contact, sender_id).opted_out_at is not None
    world.simulator.opt_out(citizen, opted_out=False)
    world.says(citizen, "dos")
    assert world.replies(citizen) == ["eco: dos"]


def _templates(world, *names: str) -> None:
    for name in names:
        content = definition(name)
        world.simulator.add_content(
            content["friendly_name"],
            content["types"],
            sid=SIMULATED_CONTENT_SIDS[name],
            approved=True,
        )


def _sids(*names: str) -> str:
    return ",".join(f"{name}={SIMULATED_CONTENT_SIDS[name]}" for name in names)


def test_outside_the_24_hours_a_template_asks_and_the_answer_waits(make_world, citizen):
    world = make_world(TWILIO_CONTENT_SIDS=_sids("reopen"))
    _templates(world, "reopen")

    async def before(message):
        if message.text == "primero":
            # The answer is ready a day later.
            world.simulator.clock.advance(24 * 3600 + 1)

    world.assistant.before = before
    world.says(citizen, "primero")
    assert until(lambda: world.statuses(citizen) == ["failed", "delivered"], 20)
    asked = world.outbound(citizen)[1].body
    assert "responde a este mensaje" in asked
    world.says(citizen, "aquí estoy")
    replies = world.replies(citizen, 4)
    assert replies[2:] == ["eco: primero", "eco: aquí estoy"]


def test_without_a_template_it_ends_where_an_operator_sees_it(make_world, citizen):
    world = make_world()

    async def before(message):
        world.simulator.clock.advance(24 * 3600 + 1)

    world.assistant.before = before
    world.says(citizen, "hola")
    assert until(lambda: _row(world, citizen) and _row(world, citizen).state == "undeliverable", 20)
    assert _row(world, citizen).error_code == 63016


# -- buttons and lists ----------------------------------------------------------------------------


def choices(count: int, title: str = "Opción {}") -> dict:
    options = [{"entry": f"tema/{n}", "title": title.format(n)} for n in range(1, count + 1)]
    numbered = "\n".join(f"*{n}.* {option['title']}" for n, option in enumerate(options, start=1))
    return {"text": f"Elige:\n{numbered}", "choices": {"body": "Elige:", "options": options}}


@pytest.fixture(scope="module")
def buttons_world(tmp_path_factory):
    from tests.integration.whatsapp.conftest import World

    world = World(
        tmp_path_factory.mktemp("buttons"), TWILIO_CONTENT_SIDS=_sids(*SIMULATED_CONTENT_SIDS)
    )
    _templates(world, *SIMULATED_CONTENT_SIDS)
    yield world
    world.close()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_short_choices_are_quick_replies(buttons_world, citizen, count):
    world = buttons_world
    world.assistant.reply = lambda message: choices(count)
    world.says(citizen, "elegir")
    assert world.replies(citizen) == ["Elige:"]
    buttons = world.outbound(citizen)[0].buttons
    assert [button.title for button in buttons] == [f"Opción {n}" for n in range(1, count + 1)]
    assert "tema/" not in str(buttons)


@pytest.mark.parametrize("count", [4, 7, 10])
def test_up_to_ten_choices_are_a_list(buttons_world, citizen, count):
    world = buttons_world
    world.assistant.reply = lambda message: choices(count)
    world.says(citizen, "elegir")
    assert world.replies(citizen) == ["Elige:"]
    items = world.outbound(citizen)[0].list_picker.items
    assert [item.item for item in items] == [f"Opción {n}" for n in range(1, count + 1)]


def test_titles_that_no_list_would_show_whole_are_numbered(buttons_world, citizen):
    world = buttons_world
    said = choices(2, "Una opción que no cabe en un botón {}")
    world.assistant.reply = lambda message: said
    world.says(citizen, "elegir")
    assert world.replies(citizen) == [said["text"]]


@pytest.mark.parametrize("count", [11, 20])
def test_more_choices_than_whatsapp_takes_are_numbered(buttons_world, citizen, count):
    world = buttons_world
    world.assistant.reply = lambda message: choices(count)
    world.says(citizen, "elegir")
    assert world.replies(citizen) == [choices(count)["text"]]


def test_without_templates_choices_are_numbered(world, citizen):
    world.assistant.reply = lambda message: choices(3)
    world.says(citizen, "elegir")
    assert world.replies(citizen) == ["Elige:\n*1.* Opción 1\n*2.* Opción 2\n*3.* Opción 3"]


def test_what_is_tapped_is_what_was_offered(buttons_world, citizen):
    world = buttons_world
    world.assistant.reply = lambda message: choices(2)
    world.says(citizen, "elegir")
    assert world.replies(citizen)
    button = world.outbound(citizen)[0].buttons[1]
    world.says(citizen, button_text=button.title, button_payload=button.id)
    assert until(lambda: len(world.heard(citizen)) == 2)
    parsed = world.heard(citizen)[1].parse_data
    assert parsed["intent"]["name"] == "elegir_opcion"
    assert parsed["decision"]["chosen"] == "tema/2"


def test_what_was_offered_to_somebody_else_is_only_its_title(buttons_world, citizen):
    world = buttons_world
    world.assistant.reply = lambda message: choices(2)
    world.says(citizen, "elegir")
    assert world.replies(citizen)
    button = world.outbound(citizen)[0].buttons[0]
    other = citizen[:-4] + "9999"
    world.says(other, button_text=button.title, button_payload=button.id)
    assert until(lambda: world.heard(other))
    assert "intent" not in (world.heard(other)[0].parse_data or {})


def test_yes_to_an_old_question_accepts_nothing(buttons_world, citizen):
    world = buttons_world
    options = [{"entry": "si", "title": "Sí"}, {"entry": "no", "title": "No"}]
    world.assistant.reply = lambda message: {
        "text": "¿Borro todo?",
        "choices": {"body": "¿Borro todo?", "options": options},
    }
    world.says(citizen, "borra")
    assert world.replies(citizen)
    world.says(citizen, "otra pregunta")
    assert world.replies(citizen, 2)
    old, new = (message.buttons[0] for message in world.outbound(citizen))
    world.says(citizen, button_text=old.title, button_payload=old.id)
    assert until(lambda: len(world.heard(citizen)) == 3)
    assert world.heard(citizen)[2].parse_data["intent"]["name"] == "elegir_opcion"
    world.says(citizen, button_text=new.title, button_payload=new.id)
    assert until(lambda: len(world.heard(citizen)) == 4)


def test_rasas_own_buttons_show_their_titles_and_never_their_payloads(world, citizen):
    world.assistant.reply = lambda message: {
        "text": "¿Seguimos?",
        "buttons": [
            {"title": "Claro", "payload": "/afirmar"},
            {"title": "Mejor no", "payload": "/negar"},
        ],
    }
    world.says(citizen, "botones")
    (said,) = world.replies(citizen)
    assert "/" not in said
    assert "Claro" in said and "Mejor no" in said


@pytest.mark.parametrize("code", [21656, 63013, 20404])
def test_buttons_that_twilio_refuses_are_sent_as_text(buttons_world, citizen, code):
    world = buttons_world
    world.assistant.reply = lambda message: choices(2)
    world.simulator.faults.add(
        Fault("create_message", "error", status=400, code=code, times=1, to=citizen)
    )
    world.says(citizen, "elegir")
    assert world.replies(citizen) == [choices(2)["text"]]


def test_every_template_keeps_within_what_twilio_takes():
    for name in SIMULATED_CONTENT_SIDS:
        if name != "reopen":
            (kind,) = template_types(name)
            assert kind in ("twilio/quick-reply", "twilio/list-picker")


# -- the event loop -------------------------------------------------------------------------------


def test_a_slow_twilio_holds_up_nobody(world, citizen):
    world.simulator.latency = 1.0
    try:
        world.connector.stalls.clear()
        for number in range(4):
            world.says(f"{citizen[:-2]}{number:02d}", "hola")
        time.sleep(2.5)
        stalls = sorted(world.connector.stalls)
        # Other threads of this test process take their share; Rasa's own channel is held up for seconds.
        assert stalls[int(len(stalls) * 0.99)] < 0.05
        assert stalls[-1] < 0.5
    finally:
        world.simulator.latency = 0.0


def _rows(world, citizen) -> list[Outbox]:
    from acolwhats.settings import get_settings
    from acolwhats.whatsapp.config import bridge_settings

    sender_id = bridge_settings(get_settings()).identities.sender_id(citizen)
    return world.rows(Outbox, sender_id=sender_id)


def _row(world, citizen) -> Outbox | None:
    rows = _rows(world, citizen)
    return rows[0] if rows else None
