/** What comes up over one phone: sheets, menus, short notices. The other phones go on as they are. */

import { el, icon, iconButton } from "./dom.js";

const TOAST_MS = 4000;

export class Overlay {
  /** @param {HTMLElement} screen of the phone; `covered` cannot be reached while a sheet is open */
  constructor(screen, covered) {
    this._screen = screen;
    this._covered = covered;
    this._close = null;
    this._toast = el("div.toast", { role: "status" });
    screen.append(this._toast);
  }

  /** A sheet from below, or with `isFull` one that fills the screen. Gives a function that closes it. */
  sheet({ title, content, isFull = false, closed = () => {} }) {
    this.close();
    const before = document.activeElement;
    const close = iconButton("close", "Cerrar", () => this.close());
    const head = el("header.sheet-head", {}, el("h2", {}, title), close);
    const panel = el(
      "div.sheet",
      { role: "dialog", "aria-modal": "true", "aria-label": title, tabindex: "-1" },
      head,
      el("div.sheet-body", {}, ...content),
    );
    panel.classList.toggle("sheet-full", isFull);
    const shade = el(
      "div.shade",
      { on: { click: (e) => e.target === shade && this.close() } },
      panel,
    );
    shade.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      if (event.key === "Tab") keepInside(panel, event);
    });
    this._screen.append(shade);
    this._covered.inert = true;
    this._close = () => {
      shade.remove();
      this._covered.inert = false;
      closed();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
    (panel.querySelector("[data-first]") ?? panel).focus();
    return () => this.close();
  }

  /** A menu beside its button. Each item: `{picture, label, act}`. `kind` is a class for its looks. */
  menu(anchor, label, items, kind = "menu") {
    this.close();
    const before = document.activeElement;
    const list = el(`div.${kind}`, { role: "menu", "aria-label": label });
    for (const { picture, label: words, act, tint } of items) {
      const choose = () => {
        this.close();
        act();
      };
      const attributes = {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        on: { click: choose },
      };
      const sign = el("span.menu-sign", { data: tint ? { tint } : {} }, icon(picture));
      list.append(el("button.menu-item", attributes, sign, el("span", {}, words)));
    }
    list.addEventListener("keydown", (event) => this._menuKey(event, list));
    const outside = (event) => list.contains(event.target) || this.close();
    this._screen.append(list);
    this._beside(list, anchor);
    // Not the press that opened it.
    const timer = setTimeout(() => document.addEventListener("pointerdown", outside, true));
    this._close = () => {
      clearTimeout(timer);
      document.removeEventListener("pointerdown", outside, true);
      list.remove();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
    list.firstElementChild.focus();
  }

  /** Close what is open. */
  close() {
    const close = this._close;
    this._close = null;
    close?.();
  }

  /** Say something for a moment. */
  say(words) {
    this._toast.textContent = words;
    clearTimeout(this._timer);
    this._timer = setTimeout(() => (this._toast.textContent = ""), TOAST_MS);
  }

  _menuKey(event, list) {
    const items = [...list.children];
    const at = items.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key in steps) {
      event.preventDefault();
      items.at((at + steps[event.key]) % items.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      this.close();
    }
  }

  _beside(list, anchor) {
    const screen = this._screen.getBoundingClientRect();
    const place = anchor.getBoundingClientRect();
    const size = list.getBoundingClientRect();
    const below = place.bottom - screen.top + 4;
    const isRoom = below + size.height < screen.height - 8;
    const top = isRoom ? below : place.top - screen.top - size.height - 4;
    const left =
      place.left -
      screen.left +
      (place.left - screen.left > screen.width / 2 ? place.width - size.width : 0);
    list.style.top = `${clamp(top, 8, screen.height - size.height - 8)}px`;
    list.style.left = `${clamp(left, 8, screen.width - size.width - 8)}px`;
  }
}

function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}

function keepInside(panel, event) {
  const inside = [...panel.querySelectorAll("button, input, select, textarea, a[href]")].filter(
    (control) => !control.disabled && control.offsetParent,
  );
  const [first, last] = [inside[0], inside.at(-1)];
  const from = document.activeElement;
  if (event.shiftKey ? from === first || from === panel : from === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
