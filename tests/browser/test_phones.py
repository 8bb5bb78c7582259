"""Several phones: side by side on a desk, one at a time on a phone, and as they were after a reload."""

from __future__ import annotations

import re
import threading

import pytest
import uvicorn
from playwright.sync_api import expect

from tests.browser.conftest import TEMPLATES, settled
from tests.integration.conftest import free_port
from tests.integration.whatsapp.conftest import World, new_citizen, until

pytestmark = pytest.mark.browser

SMALL = [{"width": 390, "height": 844}, {"width": 360, "height": 740}]


def test_two_citizens_side_by_side_do_not_mix(world, chat):
    first, second = chat.phones
    first.says("soy la primera")
    second.says("soy el segundo")
    for phone, words in ((first, "soy la primera"), (second, "soy el segundo")):
        expect(phone.sent.locator(".text")).to_have_text([words])
        expect(phone.got.locator(".text")).to_have_text([f"eco: {words}"])
        assert [message.text for message in world.heard(phone.address)] == [words]
    left, right = (phone.root.bounding_box() for phone in chat.phones)
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert right["x"] + right["width"] <= 1280


def test_one_more_citizen_and_one_less(world, chat):
    chat.page.get_by_role("button", name="Otro ciudadano").click()
    phones = chat.page.locator("section.phone")
    expect(phones).to_have_count(3)
    third = phones.nth(2)
    expect(third.get_by_label("Escribe un mensaje")).to_be_focused()
    third.get_by_role("button", name="Más opciones").click()
    third.get_by_role("menuitem", name="Quitar este teléfono").click()
    expect(phones).to_have_count(2)


def test_a_citizen_without_a_number_is_answered(world, chat, phone):
    bsuid = f"MX.vecina{new_citizen()[-4:]}"
    phone.root.get_by_title("Cambiar nombre y número").click()
    phone.root.get_by_label("Nombre de perfil").fill("Vecina")
    phone.root.get_by_label("Número o BSUID").fill(bsuid)
    phone.button("Guardar").click()
    phone.says("hola")
    expect(phone.got.locator(".text")).to_have_text("eco: hola")
    expect(phone.tick(phone.got, "Leído")).to_be_visible()
    assert world.statuses(f"whatsapp:{bsuid}") == ["read"]
    assert world.simulator.state.citizen(f"whatsapp:{bsuid}").name == "Vecina"
    chat.page.reload()
    expect(phone.root).to_contain_text(bsuid)
    expect(phone.got.locator(".text")).to_have_text("eco: hola")


@pytest.mark.parametrize("typed", ["hola", "12", "MX.", "+52 55 0000 00000 0000"])
def test_a_number_that_is_none_is_refused(chat, phone, typed):
    phone.root.get_by_title("Cambiar nombre y número").click()
    phone.root.get_by_label("Número o BSUID").fill(typed)
    phone.button("Guardar").click()
    expect(phone.root.get_by_role("alert")).to_have_text("Ese número no es válido.")
    expect(phone.root.get_by_role("dialog")).to_be_visible()


def test_two_phones_cannot_have_one_number(chat, phone):
    # WhatsApp takes +52 1 55… and +52 55… for the same mobile.
    other = chat.phones[1].address.removeprefix("whatsapp:+521")
    phone.root.get_by_title("Cambiar nombre y número").click()
    phone.root.get_by_label("Número o BSUID").fill(f"+52 {other[:2]} {other[2:6]} {other[6:]}")
    phone.button("Guardar").click()
    expect(phone.root.get_by_role("alert")).to_contain_text("ya tiene ese número")


def test_a_reload_keeps_the_conversation_and_the_phones(world, chat, phone):
    phone.says("antes")
    expect(phone.got).to_have_count(1)
    chat.page.get_by_role("button", name="Otro ciudadano").click()
    chat.page.reload()
    expect(chat.page.locator("section.phone")).to_have_count(3)
    expect(phone.sent.locator(".text")).to_have_text(["antes"])
    expect(phone.got.locator(".text")).to_have_text(["eco: antes"])
    phone.says("después")
    expect(phone.got.locator(".text")).to_have_text(["eco: antes", "eco: después"])


@pytest.mark.parametrize("viewport", SMALL, ids=lambda size: f"{size['width']}")
def test_on_a_phone_one_chat_fills_the_screen(world, open_chat, viewport):
    chat = open_chat(viewport=viewport, is_mobile=True, has_touch=True)
    first, second = chat.phones
    first.says("una palabra larguísima: " + "x" * 300)
    expect(first.got).to_have_count(1)
    width = "document.documentElement.scrollWidth"
    assert chat.page.evaluate(width) <= viewport["width"]
    assert first.root.bounding_box()["width"] == viewport["width"]
    assert (
        first.root.evaluate("root => root.querySelector('.thread').scrollWidth")
        <= viewport["width"]
    )
    expect(second.box).not_to_be_in_viewport()
    chat.page.get_by_role("navigation", name="Ciudadanos").get_by_text("Ciudadano 2").click()
    expect(second.box).to_be_in_viewport()
    expect(first.box).not_to_be_in_viewport()
    assert chat.page.evaluate(width) <= viewport["width"]


@pytest.mark.parametrize("viewport", SMALL, ids=lambda size: f"{size['width']}")
def test_on_a_phone_everything_that_opens_fits(world, open_chat, viewport):
    chat = open_chat(viewport=viewport)
    (phone, _) = chat.phones

    def fits(opened):
        settled(chat)
        box = opened.bounding_box()
        assert box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
        assert box["y"] + box["height"] <= viewport["height"]
        assert opened.evaluate("element => element.scrollWidth <= element.clientWidth")
        chat.page.keyboard.press("Escape")

    phone.button("Adjuntar").click()
    fits(phone.root.get_by_role("menu"))
    phone.attaches("Ubicación")
    fits(phone.root.get_by_role("dialog"))
    phone.button("Más opciones").click()
    fits(phone.root.get_by_role("menu"))
    chat.page.get_by_role("button", name="Fallas y reloj").click()
    fits(chat.page.get_by_role("complementary", name="Fallas y reloj"))


def test_only_a_chat_that_is_seen_is_read(world, open_chat):
    chat = open_chat(viewport=SMALL[0])
    first, second = chat.phones
    expect(first.box).to_be_in_viewport()
    world.says(second.address, "hola")
    assert until(lambda: world.statuses(second.address) == ["delivered"])
    tab = chat.page.get_by_role("navigation", name="Ciudadanos").get_by_role("button").nth(1)
    expect(tab).to_have_text(re.compile(r"Ciudadano 2\s*1"), use_inner_text=True)
    first.says("yo también")
    expect(first.tick(first.got, "Leído")).to_be_visible()
    assert world.statuses(second.address) == ["delivered"]
    tab.click()
    assert until(lambda: world.statuses(second.address) == ["read"])
    expect(tab).to_have_text("Ciudadano 2", use_inner_text=True)


@pytest.fixture
def panel(tmp_path):
    """The web process as `make run` starts it: the simulator below a path."""
    port = free_port()
    world = World(
        tmp_path,
        PANEL_PORT=str(port),
        TWILIO_API_BASE_URL=f"http://127.0.0.1:{port}/simulador",
        TWILIO_CONTENT_SIDS=TEMPLATES,
    )
    from acolwhats.panel.app import create_app
    from acolwhats.settings import get_settings

    config = uvicorn.Config(
        create_app(get_settings()), port=port, log_level="warning", ws="none", lifespan="off"
    )
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert until(lambda: server.started)
    yield world, f"http://127.0.0.1:{port}/simulador"
    world.connector.stop()
    server.should_exit = True
    thread.join()
    world.connector.stop = lambda: None
    world.close()


@pytest.mark.parametrize("end", ["/", ""])
def test_the_page_works_below_a_path(panel, open_chat, end):
    world, url = panel
    from tests.integration.whatsapp.test_outbound import choices

    world.assistant.reply = lambda message: choices(2)
    chat = open_chat(url=url + end)
    (phone, _) = chat.phones
    phone.attaches("Sticker")
    phone.button("Sol").click()
    expect(phone.got.get_by_role("button", name="Opción 1")).to_be_visible()
    expect(phone.tick(phone.got, "Leído")).to_be_visible()
    image = phone.sent.locator("img")
    expect(image).to_have_js_property("naturalWidth", 256)
    chat.page.reload()
    expect(image).to_have_attribute("src", f"/simulador/control/media/{_media_sid(image)}")
    expect(image).to_have_js_property("naturalWidth", 256)


def _media_sid(image) -> str:
    return image.get_attribute("src").rsplit("/")[-1]
