"""What goes wrong: shown where it happens, and on demand in “Fallas y reloj”."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from acolwhats.simulator import CallbackMode
from tests.integration.whatsapp.conftest import until

pytestmark = pytest.mark.browser


def test_without_the_bot_a_message_says_so_and_is_sent_again(world, chat, phone, bot_down):
    phone.says("¿hay alguien?")
    expect(phone.sent).to_contain_text("No entregado: el bot no responde")
    expect(phone.sent.get_by_role("img", name="No entregado")).to_be_visible()
    phone.sent.get_by_role("button", name="Reintentar").click()
    expect(phone.sent).to_contain_text("No entregado: el bot no responde")
    chat.page.reload()
    expect(phone.sent).to_contain_text("No entregado: el bot no responde")
    bot_down()
    phone.sent.get_by_role("button", name="Reintentar").click()
    expect(phone.got.locator(".text")).to_have_text("eco: ¿hay alguien?")
    expect(phone.sent).to_have_count(1)
    expect(phone.sent).not_to_contain_text("No entregado")
    expect(phone.tick(phone.sent, "Leído")).to_be_visible()
    assert len(world.heard(phone.address)) == 1


def test_without_the_simulator_a_message_waits_on_the_phone(world, chat, phone):
    chat.page.route("**/control/inbound", lambda route: route.abort())
    phone.says("¿se oye?")
    expect(phone.sent).to_contain_text("No enviado: el simulador no responde")
    chat.problems.clear()  # the browser tells of the request that was aborted
    chat.page.unroute("**/control/inbound")
    phone.sent.get_by_role("button", name="Reintentar").click()
    expect(phone.got.locator(".text")).to_have_text("eco: ¿se oye?")
    expect(phone.sent).to_have_count(1)
    assert len(world.heard(phone.address)) == 1


def test_without_the_simulator_the_page_says_so_until_it_is_back(world, chat):
    notice = chat.page.get_by_text("Sin conexión con el simulador")
    expect(chat.page.locator(".owner").first).to_contain_text("Aún no escribe")
    expect(notice).to_be_hidden()
    chat.page.route("**/control/events", lambda route: route.abort())
    world.run(_hang_up(world.simulator))
    expect(notice).to_be_visible()
    chat.page.unroute("**/control/events")
    expect(notice).to_be_hidden()
    chat.problems.clear()


async def _hang_up(simulator):
    simulator.state.hang_up()


# -- “Fallas y reloj” -----------------------------------------------------------------------------


@pytest.fixture
def panel(chat):
    chat.page.get_by_role("button", name="Fallas y reloj").click()
    return chat.page.get_by_role("complementary", name="Fallas y reloj")


def test_the_clock_closes_the_window_and_the_next_message_opens_it(world, chat, phone, panel):
    expect(panel.get_by_role("group", name="Ciudadano 1")).to_contain_text("Aún no escribe")
    phone.says("hola")
    expect(phone.got).to_have_count(1)
    expect(panel.get_by_role("group", name="Ciudadano 1")).to_contain_text("Abierta: quedan 23 h")
    panel.get_by_role("button", name="+25 h").click()
    expect(panel.get_by_role("group", name="Ciudadano 1")).to_contain_text("Cerrada")
    expect(phone.root).to_contain_text("24 h: cerrada")
    expect(panel).to_contain_text("Adelantado 25 h")
    phone.says("aquí sigo")
    expect(phone.root).to_contain_text("24 h: abierta")
    expect(phone.root.locator(".day")).to_have_count(2)
    panel.get_by_role("button", name="Hora real").click()
    expect(panel).to_contain_text("Es la hora real")


def test_what_the_window_kept_back_is_shown_with_its_reason(world, phone):
    async def before(message):
        if message.text == "tarde":
            world.simulator.clock.advance(25 * 3600)

    world.assistant.before = before
    phone.says("tarde")
    why = phone.got.first.get_by_role("button", name="No entregado")
    expect(phone.got.first).not_to_contain_text("24 horas")
    why.click()
    expect(why).to_have_attribute("aria-expanded", "true")
    expect(phone.got.first).to_contain_text("pasaron más de 24 horas")
    expect(phone.got.first).to_contain_text("error 63016")


@pytest.mark.parametrize(
    "fault",
    [
        "429: demasiadas peticiones",
        "500: error de Twilio",
        "Corta la conexión",
        "Lo hace, pero se pierde la respuesta",
    ],
)
def test_a_fault_of_twilio_is_set_strikes_and_is_got_over(world, phone, panel, fault, monkeypatch):
    monkeypatch.setattr("acolwhats.whatsapp.retry._UNCERTAIN", 0.3)
    monkeypatch.setattr("acolwhats.whatsapp.retry._FIRST", 0.2)
    panel.get_by_label("Qué falla").select_option(fault)
    panel.get_by_role("button", name="Agregar falla").click()
    expect(panel.get_by_role("list", name="Fallas puestas")).to_have_text(f"{fault} · faltan 1")
    phone.says("hola")
    expect(phone.got.locator(".text")).to_have_text("eco: hola")
    expect(panel).to_contain_text("Ninguna falla puesta")
    assert len(world.simulator.faults.struck) == 1


def test_a_fault_of_the_bot_fails_the_message_that_it_strikes(world, phone, panel):
    panel.get_by_label("Qué falla").select_option("Contesta 503")
    panel.get_by_label("Cuántas veces").select_option("siempre")
    panel.get_by_role("button", name="Agregar falla").click()
    phone.says("uno")
    expect(phone.sent).to_contain_text("No entregado: el bot contestó con un error (503)")
    panel.get_by_role("button", name="Quitar todas").click()
    expect(panel).to_contain_text("Ninguna falla puesta")
    phone.sent.get_by_role("button", name="Reintentar").click()
    expect(phone.got.locator(".text")).to_have_text("eco: uno")


def test_a_webhook_may_come_five_times_and_is_answered_once(world, phone, panel):
    panel.get_by_label("llega al bot").select_option("cinco veces, a la vez")
    phone.says("repetido")
    expect(phone.got).to_have_count(1)
    webhooks = world.simulator.state.webhooks
    assert until(lambda: len([a for a in webhooks if a.url.endswith("/webhook")]) == 5)
    assert len(world.heard(phone.address)) == 1
    expect(phone.sent).to_have_count(1)


@pytest.mark.parametrize(
    ("way", "mode"),
    [
        ("Desordenados", CallbackMode(order=["delivered", "sent"])),
        ("Cada uno tres veces", CallbackMode(copies=3)),
        ("Se pierden todos", CallbackMode(lost=1)),
    ],
)
def test_callbacks_come_as_chosen_and_the_answer_arrives(world, phone, panel, way, mode):
    options = panel.get_by_label("Llegan…").locator("option").all_text_contents()
    panel.get_by_label("Llegan…").select_option(next(o for o in options if o.startswith(way)))
    assert until(lambda: world.simulator.callbacks.mode == mode)
    phone.says("hola")
    expect(phone.tick(phone.got, "Leído")).to_be_visible()
    assert len(world.outbound(phone.address)) == 1


def test_twilio_may_be_slow_and_limited(world, panel):
    panel.get_by_label("Twilio tarda").fill("0.5")
    panel.get_by_label("Mensajes por segundo").fill("80")
    panel.get_by_label("Mensajes a una persona").fill("20")
    panel.get_by_label("Mensajes a una persona").press("Tab")
    limits = world.simulator.limits
    assert until(lambda: (limits.max_per_second, limits.max_per_pair_6s) == (80, 20))
    assert world.simulator.latency == 0.5


def test_a_citizen_blocks_the_number_and_opts_out(world, phone, panel):
    citizen = panel.get_by_role("group", name="Ciudadano 1")
    citizen.get_by_label("Bloqueó al Ayuntamiento").check()
    assert until(lambda: world.simulator.state.citizen(phone.address).blocked)
    phone.says("hola")
    phone.got.first.get_by_role("button", name="No entregado").click()
    expect(phone.got.first).to_contain_text("el ciudadano bloqueó al Ayuntamiento")
    citizen.get_by_label("Pidió BAJA").check()
    assert until(lambda: world.simulator.state.citizen(phone.address).opted_out)
    assert world.simulator.state.citizen(phone.address).blocked


def test_a_reset_is_asked_about_and_empties_the_phones(world, phone, panel):
    phone.says("borra esto")
    expect(phone.got).to_have_count(1)
    panel.get_by_role("button", name="Reiniciar el simulador").click()
    expect(phone.sent).to_have_count(1)
    panel.get_by_role("button", name="Sí, borrar todo").click()
    expect(phone.sent).to_have_count(0)
    expect(phone.root).to_contain_text("Aún no escribe")
