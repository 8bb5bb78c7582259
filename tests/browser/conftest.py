"""A real Chromium, the chat page of a real simulator, and the bridge behind it with a scripted assistant."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any, Callable, Iterator, Optional

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from acolwhats.simulator import CallbackMode
from acolwhats.whatsapp.config import SIMULATED_CONTENT_SIDS
from acolwhats.whatsapp.templates import definition
from tests.integration.whatsapp.conftest import World, new_citizen
from tests.integration.whatsapp.connector import Assistant, Connector
from tests.network_guard import WatchingProxy

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--autoplay-policy=no-user-gesture-required",
]
SECONDS = 15
DESKTOP = {"width": 1280, "height": 860}
TEMPLATES = ",".join(f"{name}={sid}" for name, sid in SIMULATED_CONTENT_SIDS.items())

expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """For these tests only: its event loop runs in this thread, where others want one of their own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def dead_end() -> Iterator[str]:
    """A proxy that goes nowhere: Chromium calls home by itself, whatever its flags say."""
    proxy = WatchingProxy()
    yield proxy.environment["http_proxy"]
    proxy.close()


@pytest.fixture(scope="package")
def browser(playwright: Playwright, dead_end: str) -> Iterator[Browser]:
    """The first Chromium that starts: the system's, else Playwright's own."""
    found = [path for path in map(shutil.which, INSTALLED) if path]
    problems = []
    for path in [*found, None]:
        try:
            browser = _launch(playwright, dead_end, path)
            break
        except PlaywrightError as error:
            problems.append(f"{path or 'Playwright’s own'}: {str(error).splitlines()[0]}")
    else:
        reason = f"no Chromium starts ({'; '.join(problems)}); see scripts/install_browser.sh"
        # Where every test has to run, one that did not is a failure.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    yield browser
    browser.close()


def _launch(playwright: Playwright, proxy: str, path: Optional[str]) -> Browser:
    return playwright.chromium.launch(
        executable_path=path,
        args=FLAGS,
        proxy={"server": proxy, "bypass": "127.0.0.1,localhost"},
    )


def with_templates(world: World) -> World:
    """The Content templates of buttons and lists, as in development."""
    for name, sid in SIMULATED_CONTENT_SIDS.items():
        content = definition(name)
        world.simulator.add_content(
            content["friendly_name"], content["types"], sid=sid, approved=name == "reopen"
        )
    return world


@pytest.fixture(scope="module")
def module_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = with_templates(World(tmp_path_factory.mktemp("page"), TWILIO_CONTENT_SIDS=TEMPLATES))
    yield world
    world.close()


@pytest.fixture
def world(module_world: World) -> World:
    """A world in which all is well and nobody has written."""
    module_world.assistant.__dict__.update(Assistant().__dict__)
    module_world.simulator.reset()
    module_world.simulator.callbacks.mode = CallbackMode()
    return module_world


@pytest.fixture
def bot_down(world: World) -> Iterator[Callable[[], None]]:
    """Nothing answers the webhook, until this is called."""
    world.connector.stop()
    downs = [True]

    def start() -> None:
        if downs:
            downs.clear()
            world.connector = Connector(world.assistant, world.port)
            world.connector.start()

    yield start
    start()


class Phone:
    """One phone of the page: what a citizen does with it, and what it shows."""

    def __init__(self, page: Page, number: int, address: str) -> None:
        self.page = page
        self.address = address
        self.root = page.locator("section.phone").nth(number)
        self.box = self.root.get_by_label("Escribe un mensaje")
        self.sent = self.root.locator(".row.out")
        self.got = self.root.locator(".row.in:not(.typing)")
        self.typing = self.root.locator(".typing")

    def says(self, text: str) -> None:
        """Write something and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name)

    def attaches(self, what: str) -> None:
        """Choose from the attach menu."""
        self.button("Adjuntar").click()
        self.root.get_by_role("menuitem", name=what).click()

    def tick(self, row: Locator, name: str) -> Locator:
        return row.get_by_role("img", name=name)


class Chat:
    """The page in a browser window; remembers what went wrong in it and what it asked for."""

    def __init__(self, context: BrowserContext, url: str, citizens: list[str]) -> None:
        self.url = url
        self.citizens = citizens
        self.problems: list[str] = []
        self.requests: list[str] = []
        people = [{"address": a, "name": f"Ciudadano {n}"} for n, a in enumerate(citizens, 1)]
        kept = json.dumps(json.dumps(people))
        key = "acolwhats.ciudadanos"
        context.add_init_script(
            f"localStorage.getItem('{key}') ?? localStorage.setItem('{key}', {kept})"
        )
        context.set_default_timeout(SECONDS * 1000)
        context.on("request", lambda request: self.requests.append(request.url))
        self.page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(url)
        self.phones = [Phone(self.page, n, address) for n, address in enumerate(citizens)]

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    @property
    def outside(self) -> list[str]:
        """Requests to anything but the simulator."""
        here = (self.url, "data:", f"blob:{self.url}")
        return [url for url in self.requests if not url.startswith(here)]


def settled(chat: Chat) -> None:
    """Wait for what is still moving."""
    chat.page.evaluate(
        """Promise.all(document.getAnimations()
          .filter((animation) => animation.effect.getTiming().iterations === 1)
          .map((animation) => animation.finished))"""
    )


@pytest.fixture
def open_chat(browser: Browser, world: World) -> Iterator[Callable[..., Chat]]:
    """Opens the page with citizens of its own, in a window of its own; nothing may go wrong in it."""
    opened: list[tuple[BrowserContext, Chat]] = []

    def open_chat(citizens: int = 2, url: str = "", **options: Any) -> Chat:
        options = {"viewport": DESKTOP, "locale": "es-MX", **options}
        context = browser.new_context(**options)
        addresses = [new_citizen() for _ in range(citizens)]
        opened.append((context, Chat(context, url or f"{world.server.base_url}/", addresses)))
        return opened[-1][1]

    yield open_chat
    for context, _ in opened:
        context.close()
    for _, chat in opened:
        assert chat.problems == []
        assert chat.outside == []


@pytest.fixture
def chat(open_chat: Callable[..., Chat]) -> Chat:
    """The page with two citizens, on a desktop."""
    return open_chat()


@pytest.fixture
def phone(chat: Chat) -> Phone:
    """The first phone of the page."""
    return chat.phones[0]
