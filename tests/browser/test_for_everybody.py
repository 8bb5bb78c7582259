"""The page without a mouse, without colours, and for those who hear it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled
from tests.integration.whatsapp.test_outbound import choices

pytestmark = pytest.mark.browser

# Text of at least 4.5 : 1 against what is behind it (WCAG 2.2, 1.4.3), or 3 : 1 when large.
CONTRAST = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = (front, back) => {
    const alpha = front[3] ?? 1;
    return [0, 1, 2].map((n) => front[n] * alpha + back[n] * (1 - alpha));
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (!element) return parse(getComputedStyle(document.body).backgroundColor);
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 0 ? behind(element.parentElement) : own[3] === undefined ? own : over(own, behind(element.parentElement));
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility({ checkOpacity: true })) continue;
    if (element.closest(".unseen, :disabled, .bare > .meta, noscript, option")) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const [a, b] = [light(over(parse(style.color), back)), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) poor.push(`${element.className} “${element.textContent.slice(0, 30)}” ${ratio.toFixed(2)}`);
  }
  return poor;
}"""

# Every control has a name, every picture words or none to say.
NAMELESS = """() => [...document.querySelectorAll("button, a[href], input:not([hidden]), select, textarea, img, [role=dialog], [role=menu]")]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    const label = element.getAttribute("aria-label") || element.getAttribute("alt") || element.title;
    const text = element.matches("input, select, textarea") ? "" : element.innerText;
    return !label && !text?.trim() && !element.labels?.[0]?.innerText.trim();
  })
  .map((element) => element.outerHTML.slice(0, 120))"""


def test_a_message_is_sent_and_a_choice_made_with_the_keyboard_only(world, chat, phone):
    world.assistant.reply = lambda message: choices(8)
    keyboard = chat.page.keyboard
    tab_to(chat, "Escribe un mensaje")
    keyboard.type("hola")
    keyboard.press("Enter")
    button = phone.got.first.get_by_role("button", name="Ver opciones")
    expect(button).to_be_visible()
    tab_to(chat, "Ver opciones", backwards=True)
    keyboard.press("Enter")
    sheet = phone.root.get_by_role("dialog")
    expect(sheet).to_be_visible()
    keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(button).to_be_focused()
    keyboard.press("Enter")
    tab_to(chat, "Opción 1", most=4)
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(phone.sent.nth(1).locator(".text")).to_have_text("Opción 3")


def test_the_keyboard_stays_in_a_sheet_until_it_is_closed(chat, phone):
    phone.attaches("Contacto")
    inside = "document.activeElement.closest('[role=dialog]') !== null"
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate(inside)
    for _ in range(6):
        chat.page.keyboard.press("Shift+Tab")
        assert chat.page.evaluate(inside)


def test_messages_are_walked_with_arrows_and_answered_from_their_menu(world, chat, phone):
    phone.says("uno")
    expect(phone.got).to_have_count(1)
    keyboard = chat.page.keyboard
    phone.root.get_by_role("log", name="Conversación").focus()
    keyboard.press("ArrowUp")
    expect(phone.got.first).to_be_focused()
    keyboard.press("ArrowUp")
    expect(phone.sent.first).to_be_focused()
    keyboard.press("Enter")
    expect(phone.root.get_by_role("menuitem", name="Responder")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(phone.root.get_by_role("menuitem", name="Reenviar aquí")).to_be_focused()
    keyboard.press("Escape")
    expect(phone.sent.first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_and_has_a_name(world, open_chat, request, scheme):
    chat = open_chat(color_scheme=scheme)
    first, second = chat.phones
    world.assistant.reply = lambda message: [
        f"*{message.text}* ```x``` https://ejemplo.mx\n> cita",
        choices(3),
    ]
    first.says("hola _así_")
    expect(first.got).to_have_count(2)
    first.got.first.click(button="right")
    first.root.get_by_role("menuitem", name="Responder").click()
    request.getfixturevalue("bot_down")
    first.says("nadie oye")
    expect(first.sent.last).to_contain_text("No entregado")
    second.attaches("Ubicación")
    chat.page.get_by_role("button", name="Fallas y reloj").click()
    settled(chat)
    assert chat.page.evaluate(CONTRAST) == []
    assert chat.page.evaluate(NAMELESS) == []
    chat.page.keyboard.press("Escape")
    second.root.get_by_role("button", name="Cerrar").click()
    second.button("Adjuntar").click()
    settled(chat)
    assert chat.page.evaluate(CONTRAST) == []
    assert chat.page.evaluate(NAMELESS) == []


def test_the_language_and_the_contact_are_told(chat, phone):
    assert chat.page.evaluate("document.documentElement.lang") == "es-MX"
    assert chat.page.title().startswith("Simulador de WhatsApp")
    expect(phone.root.get_by_role("heading", name="Ayuntamiento de Acolman")).to_be_visible()
    expect(phone.root).to_contain_text("simulación")
    expect(phone.root.get_by_role("log")).to_have_count(1)


def test_who_wants_less_motion_gets_none(open_chat, world):
    chat = open_chat(reduced_motion="reduce")
    (phone, _) = chat.phones
    phone.attaches("Ubicación")
    sheet = phone.root.get_by_role("dialog")
    assert sheet.evaluate("sheet => getComputedStyle(sheet).animationDuration") == "1e-05s"


def tab_to(chat, name: str, backwards: bool = False, most: int = 25) -> None:
    """Press Tab until something with this name has the focus."""
    named = """() => {
      const { activeElement: at } = document;
      return `${at.getAttribute("aria-label") ?? ""} ${at.innerText ?? ""} ${at.labels?.[0]?.innerText ?? ""}`;
    }"""
    for _ in range(most):
        chat.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if name in chat.page.evaluate(named):
            return
    raise AssertionError(f"Tab does not reach “{name}”")
