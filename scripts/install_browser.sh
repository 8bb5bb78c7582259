#!/bin/sh
# Sees to it that the browser tests find a Chromium: one on the PATH, else Playwright's own, else the system's package.
# Never fails: without one, those tests say why they are skipped.
set -u
SECONDS_TO_DOWNLOAD=600

works() {
    [ -n "$1" ] && timeout 20 "$1" --version >/dev/null 2>&1
}

on_path() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        path=$(command -v "$name") && works "$path" && echo "$path" && return 0
    done
    return 1
}

playwrights_own() {
    path=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null) && works "$path" && echo "$path"
}

say_and_stop() {
    echo "==> Browser tests: $1"
    exit 0
}

browser=$(on_path || playwrights_own) && say_and_stop "$browser"

echo "==> Browser tests: no Chromium yet; downloading Playwright's"
PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT=10000 timeout "$SECONDS_TO_DOWNLOAD" .venv/bin/playwright install chromium >/dev/null 2>&1
browser=$(playwrights_own) && say_and_stop "$browser"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "==> Browser tests: installing the package chromium"
    export DEBIAN_FRONTEND=noninteractive
    timeout "$SECONDS_TO_DOWNLOAD" sh -c 'apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-color-emoji' >/dev/null 2>&1
    browser=$(on_path || playwrights_own) && say_and_stop "$browser"
fi

say_and_stop "skipped, no Chromium could be had. Install one (Debian: apt-get install chromium; anywhere: .venv/bin/playwright install --with-deps chromium)"
