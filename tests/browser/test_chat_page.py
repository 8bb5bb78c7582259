"""A citizen writes on the chat page of the simulator, and the bot answers there."""

from __future__ import annotations

import asyncio
import io
import threading

import pytest
from PIL import Image
from playwright.sync_api import expect

from acolwhats.whatsapp.models import Outbox
from tests.integration.whatsapp.conftest import until
from tests.integration.whatsapp.test_outbound import choices

pytestmark = pytest.mark.browser


def picture(size=(320, 200)) -> dict:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG")
    return {"name": "bache.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_what_is_written_is_answered_and_both_are_read(world, phone):
    phone.says("hola, ¿dónde pago el predial?")
    expect(phone.got.locator(".text")).to_have_text("eco: hola, ¿dónde pago el predial?")
    expect(phone.sent.locator(".text")).to_have_text("hola, ¿dónde pago el predial?")
    expect(phone.tick(phone.sent, "Leído")).to_be_visible()
    expect(phone.tick(phone.got, "Leído")).to_be_visible()
    assert world.statuses(phone.address) == ["read"]
    assert until(lambda: world.rows(Outbox)[-1].status == "read")
    expect(phone.box).to_have_value("")


def test_shift_and_enter_begin_a_new_line(world, phone):
    phone.box.press_sequentially("uno")
    phone.box.press("Shift+Enter")
    phone.box.press_sequentially("dos")
    phone.box.press("Enter")
    assert until(lambda: world.heard(phone.address))
    assert world.heard(phone.address)[0].text == "uno\ndos"


def test_while_the_bot_thinks_it_is_writing(world, phone):
    go_on = threading.Event()

    async def before(message):
        await asyncio.to_thread(go_on.wait, 10)

    world.assistant.before = before
    phone.says("piénsalo")
    expect(phone.typing).to_be_visible()
    expect(phone.root.get_by_text("escribiendo…", exact=True)).to_be_visible()
    expect(phone.tick(phone.sent, "Entregado")).to_be_visible()
    go_on.set()
    expect(phone.got).to_have_count(1)
    expect(phone.typing).to_have_count(0)


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror='window.broken = 1'><b>fuerte</b>",
        "<script>window.broken = 1</script>",
        "*<svg onload=window.broken=1>* _</div></body>_",
        "javascript:alert(1) data:text/html,<script>window.broken=1</script>",
    ],
)
def test_markup_stays_text(world, phone, text):
    phone.says(text)
    expect(phone.got).to_have_count(1)
    shown = "".join(text.replace("*", "").replace("_", "").split())
    for row, prefix in ((phone.sent, ""), (phone.got, "eco:")):
        told = row.locator(".text").inner_text()
        assert "".join(told.split()) == prefix + shown
        assert row.locator(".text :is(img, script, svg, b, a)").count() == 0
    assert phone.page.evaluate("window.broken") is None


def test_markup_in_names_and_places_stays_text(world, phone):
    bad = "<img src=x onerror='window.broken = 1'>"
    world.says(phone.address, latitude=19.6, longitude=-98.9, label=bad, address=bad)
    world.says(phone.address, "hola", profile_name=bad)
    phone.root.locator("input[type=file]").nth(1).set_input_files(
        {"name": f"{bad}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    expect(phone.got).to_have_count(3)
    expect(phone.root.locator(".location strong")).to_have_text(bad)
    expect(phone.root.locator(".document strong")).to_contain_text("<img src=x")
    assert phone.root.locator("img").count() == 0
    assert phone.page.evaluate("window.broken") is None


FORMATS = {
    "*negrita*": "<strong>negrita</strong>",
    "_cursiva_ y ~tachado~": "<em>cursiva</em> y <s>tachado</s>",
    "*_las dos_*": "<strong><em>las dos</em></strong>",
    "*uno* y *dos*": "<strong>uno</strong> y <strong>dos</strong>",
    "*1.* Pagar\n*2.* Salir": "<strong>1.</strong> Pagar\n<strong>2.</strong> Salir",
    "`x*y*z`": "<code>x*y*z</code>",
    "```uno\n dos```": '<code class="code-block">uno\n dos</code>',
    "> dijo\nya": '<blockquote class="quoted-line">dijo</blockquote>ya',
    "5*3*2 y nombre_de_archivo": "5*3*2 y nombre_de_archivo",
    "* no * ni _ esto _": "* no * ni _ esto _",
    "**": "**",
    "*sin cerrar": "*sin cerrar",
    "¡Señor! <b>1 & 2</b>": "¡Señor! &lt;b&gt;1 &amp; 2&lt;/b&gt;",
}


def test_whatsapps_formatting(chat):
    made = chat.page.evaluate(
        """async (texts) => {
          const { formatted } = await import(new URL("chat/format.js", document.baseURI));
          return texts.map((text) => {
            const holder = document.createElement("div");
            holder.append(formatted(text));
            return holder.innerHTML;
          });
        }""",
        list(FORMATS),
    )
    assert dict(zip(FORMATS, made)) == FORMATS


LINKS = {
    "ver https://ejemplo.mx/a_b_c?x=1&y=2.": "https://ejemplo.mx/a_b_c?x=1&y=2",
    "*https://ejemplo.mx*": "https://ejemplo.mx/",
    "en ejemplo.gob.mx, hoy": "https://ejemplo.gob.mx/",
    "a nadie@ejemplo.mx": "mailto:nadie@ejemplo.mx",
}


def test_addresses_become_links(chat):
    made = chat.page.evaluate(
        """async (texts) => {
          const { formatted } = await import(new URL("chat/format.js", document.baseURI));
          return texts.map((text) => {
            const links = [...formatted(text).querySelectorAll("a")];
            return links.map(({ href, rel }) => `${href} ${rel}`).join();
          });
        }""",
        list(LINKS),
    )
    assert dict(zip(LINKS, made)) == {t: f"{a} noopener noreferrer" for t, a in LINKS.items()}


# -- what is attached -----------------------------------------------------------------------------


def test_a_photo_is_looked_at_then_sent_with_its_caption(world, phone):
    with phone.page.expect_file_chooser() as chooser:
        phone.button("Fotos y videos").click()
    chooser.value.set_files([picture(), picture((100, 300))])
    phone.root.get_by_label("Comentario").fill("hay un bache")
    phone.root.get_by_label("Comentario").press("Enter")
    expect(phone.sent).to_have_count(2)
    expect(phone.sent.first.locator(".text")).to_have_text("hay un bache")
    assert until(lambda: len(world.heard(phone.address)) == 2)
    heard = world.heard(phone.address)
    assert [message.text for message in heard] == ["hay un bache", ""]
    assert [len(message.metadata["attachments"]) for message in heard] == [1, 1]
    for image in phone.sent.locator("img.picture").all():
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0
    phone.sent.locator(".picture-button").first.click()
    expect(phone.root.get_by_role("dialog")).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(phone.root.get_by_role("dialog")).to_have_count(0)


def test_a_photo_that_is_none_is_shown_as_a_file(world, phone):
    bad = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"no es una foto"}
    phone.root.locator("input[type=file]").first.set_input_files(bad)
    phone.button("Enviar").last.click()
    expect(phone.sent.get_by_role("link", name="Descargar foto.jpg")).to_be_visible()


def test_a_place_of_acolman_is_sent_as_a_pin(world, phone):
    phone.attaches("Ubicación")
    phone.button("Ex convento").click()
    assert until(lambda: world.heard(phone.address))
    location = world.heard(phone.address)[0].metadata["location"]
    assert (location["latitude"], location["longitude"]) == (19.6381, -98.9119)
    assert location["label"] == "Ex convento de San Agustín"
    expect(phone.sent.get_by_text("19.638100, -98.911900")).to_be_visible()


def test_any_other_place_is_sent_as_a_pin_and_nonsense_is_not(world, phone):
    phone.attaches("Ubicación")
    phone.root.get_by_label("Latitud").fill("91")
    phone.root.get_by_label("Nombre (opcional)").fill("Mi calle")
    phone.button("Enviar esta ubicación").click()
    expect(phone.root.get_by_role("alert")).to_contain_text("grados")
    phone.root.get_by_label("Latitud").fill("19.5")
    phone.button("Enviar esta ubicación").click()
    assert until(lambda: world.heard(phone.address))
    location = world.heard(phone.address)[0].metadata["location"]
    assert (location["latitude"], location["longitude"]) == (19.5, -98.912)
    assert (location["label"], location["address"]) == ("Mi calle", None)


def test_a_voice_note_is_sent_and_can_be_played(world, phone):
    phone.button("Grabar nota de voz").click()
    phone.button("Enviar nota de voz").click()
    assert until(lambda: world.heard(phone.address))
    assert world.heard(phone.address)[0].metadata["kind"] == "audio"
    expect(phone.sent.locator(".duration")).to_have_text("0:03")
    phone.sent.get_by_role("button", name="Reproducir").click()
    expect(phone.sent.get_by_role("button", name="Pausar")).to_be_visible()
    expect(phone.sent.get_by_role("button", name="Reproducir")).to_be_visible()


def test_a_sticker_a_contact_and_a_document_are_what_they_say(world, phone):
    phone.attaches("Sticker")
    phone.button("Nopal").click()
    expect(phone.sent.nth(0).locator("img")).to_be_visible()
    phone.attaches("Contacto")
    phone.root.get_by_label("Nombre").fill("Comité, de la colonia")
    phone.button("Enviar contacto").click()
    expect(phone.sent.nth(1)).to_contain_text("Comité de la colonia")
    with phone.page.expect_file_chooser() as chooser:
        phone.attaches("Documento")
    chooser.value.set_files(
        {"name": "oficio.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 " * 200}
    )
    expect(phone.sent.nth(2)).to_contain_text("oficio.pdf")
    expect(phone.sent.nth(2)).to_contain_text("PDF · 2 kB")
    assert until(lambda: len(world.heard(phone.address)) == 3)
    kinds = [message.metadata["kind"] for message in world.heard(phone.address)]
    assert kinds == ["sticker", "contact", "document"]
    with phone.page.expect_download() as download:
        phone.sent.nth(2).get_by_role("link").click()
    assert download.value.suggested_filename == "oficio.pdf"


# -- answering, choosing --------------------------------------------------------------------------


def test_a_message_is_answered_with_its_quote(world, phone):
    phone.says("primera")
    expect(phone.got).to_have_count(1)
    phone.got.first.click(button="right")
    phone.root.get_by_role("menuitem", name="Responder").click()
    expect(phone.box).to_be_focused()
    phone.says("a eso")
    expect(phone.sent.nth(1).locator(".quote")).to_contain_text("eco: primera")
    bot, own = world.outbound(phone.address)[0], world.simulator.state.transcript(phone.address)[2]
    assert own.replied_sid == bot.sid
    phone.says("y otra cosa")
    expect(phone.sent).to_have_count(3)
    expect(phone.sent.nth(2).locator(".quote")).to_have_count(0)


def test_a_long_press_opens_the_menu_of_a_message_and_a_short_one_does_not(phone):
    phone.says("mantén")
    expect(phone.got).to_have_count(1)
    bubble, finger = phone.got.first.locator(".bubble"), {"pointerType": "touch", "bubbles": True}
    answer = phone.root.get_by_role("menuitem", name="Responder")
    bubble.dispatch_event("pointerdown", finger)
    bubble.dispatch_event("pointerup", finger)
    phone.page.wait_for_timeout(700)
    expect(answer).to_have_count(0)
    bubble.dispatch_event("pointerdown", finger)
    expect(answer).to_be_focused()


def test_a_message_is_forwarded(world, phone):
    phone.says("cadena")
    expect(phone.got).to_have_count(1)
    phone.sent.first.hover()
    phone.sent.first.get_by_role("button", name="Opciones del mensaje").click()
    phone.root.get_by_role("menuitem", name="Reenviar aquí").click()
    expect(phone.sent.nth(1)).to_contain_text("Reenviado")
    assert until(lambda: len(world.heard(phone.address)) == 2)
    assert world.simulator.state.transcript(phone.address)[2].forwarded


def test_a_quick_reply_is_tapped(world, phone):
    world.assistant.reply = lambda message: choices(3)
    phone.says("elegir")
    phone.got.first.get_by_role("button", name="Opción 2").click()
    expect(phone.sent.nth(1).locator(".text")).to_have_text("Opción 2")
    expect(phone.sent.nth(1).locator(".quote")).to_contain_text("Elige:")
    assert until(lambda: len(world.heard(phone.address)) == 2)
    assert world.heard(phone.address)[1].parse_data["decision"]["chosen"] == "tema/2"


def test_an_item_of_a_list_is_chosen_in_a_sheet(world, phone):
    world.assistant.reply = lambda message: choices(8)
    phone.says("menú")
    phone.got.first.get_by_role("button", name="Ver opciones").click()
    sheet = phone.root.get_by_role("dialog", name="Ver opciones")
    expect(sheet.get_by_role("radio")).to_have_count(8)
    expect(sheet.get_by_role("button", name="Enviar")).to_be_disabled()
    sheet.get_by_text("Opción 7").first.click()
    sheet.get_by_role("button", name="Enviar").click()
    expect(sheet).to_have_count(0)
    expect(phone.sent.nth(1).locator(".text")).to_have_text("Opción 7")
    assert until(lambda: len(world.heard(phone.address)) == 2)
    assert world.heard(phone.address)[1].parse_data["decision"]["chosen"] == "tema/7"
