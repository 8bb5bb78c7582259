/** The conversation as it scrolls by: days, bubbles, “escribiendo…”. */

import { Bubble } from "./bubble.js";
import { shownDay } from "./dates.js";
import { el, icon, iconButton, motionIsReduced } from "./dom.js";

const NEAR_PX = 80;
const NOTICE = "Es una simulación para probar el asistente. Nada sale de esta computadora.";

export class Thread {
  /** @param acts what can be done with a message, see `Bubble` */
  constructor(acts) {
    this._acts = { ...acts, goTo: (sid) => this.goTo(sid) };
    this._bubbles = new Map();
    this._days = new Map();
    this._wasAtBottom = true;
    this._notice = el("p.notice", {}, icon("lock"), NOTICE);
    this._typing = el("div.row.in.first.typing", {}, el("div.bubble", {}, ...dots()));
    this.list = el("div.thread", { role: "log", tabindex: "0", "aria-label": "Conversación" });
    this._down = iconButton(
      "down",
      "Ir al último mensaje",
      () => this.toBottom(),
      "round.to-bottom",
    );
    this._down.hidden = true;
    this.area = el("div.thread-area", {}, this.list, this._down);
    this.list.addEventListener("scroll", () => this._showDown(), { passive: true });
    this.list.addEventListener("keydown", (event) => this._walk(event));
    this.list.addEventListener("focusin", (event) => this._mark(event.target.closest(".row")));
    new ResizeObserver(() => this._wasAtBottom && this.toBottom(false)).observe(this.list);
  }

  /** Show a conversation. */
  show(conversation) {
    const { messages, answered } = conversation;
    const stays = this._isNearBottom() || messages.at(-1)?.status === "sending";
    const bySid = new Map(messages.map((message) => [message.sid, message]));
    const nodes = [this._notice];
    let before = null;
    for (const message of messages) {
      const day = shownDay(new Date(message.date));
      const isNewDay = !before || shownDay(new Date(before.date)) !== day;
      if (isNewDay) nodes.push(this._day(day, message.sid));
      const bubble = this._bubble(message.sid);
      bubble.update(message, {
        isFirst: isNewDay || before.direction !== message.direction,
        isAnswered: answered.has(message.sid),
        quoted: bySid.get(message.replied_sid) ?? null,
        reason: conversation.reasons.get(message.sid) ?? null,
      });
      nodes.push(bubble.row);
      before = message;
    }
    if (conversation.isAwaited) nodes.push(this._typing);
    this._place(nodes);
    this._forget(bySid);
    if (stays) this.toBottom(false);
    this._showDown();
  }

  /** Go to a message and let it be seen. */
  goTo(sid) {
    const bubble = this._bubbles.get(sid);
    if (!bubble) return;
    const behavior = motionIsReduced() ? "auto" : "smooth";
    bubble.row.scrollIntoView({ block: "center", behavior });
    bubble.flash();
    bubble.row.focus({ preventScroll: true });
  }

  toBottom(isSmooth = true) {
    const behavior = isSmooth && !motionIsReduced() ? "smooth" : "auto";
    this.list.scrollTo({ top: this.list.scrollHeight, behavior });
    this._wasAtBottom = true;
  }

  _bubble(sid) {
    if (!this._bubbles.has(sid)) {
      const bubble = new Bubble(this._acts);
      // What is attached grows once it is loaded.
      const loaded = () => this._wasAtBottom && this.toBottom(false);
      for (const name of ["load", "loadedmetadata"])
        bubble.row.addEventListener(name, loaded, true);
      this._bubbles.set(sid, bubble);
    }
    return this._bubbles.get(sid);
  }

  _day(name, sid) {
    const key = `${name} ${sid}`;
    if (!this._days.has(key)) this._days.set(key, el("p.day", {}, name));
    return this._days.get(key);
  }

  /** Put nodes in their place, and move only what has to be moved. */
  _place(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, n) => {
      const there = this.list.children[n];
      if (there !== node) this.list.insertBefore(node, there ?? null);
    });
  }

  _forget(bySid) {
    for (const sid of this._bubbles.keys()) if (!bySid.has(sid)) this._bubbles.delete(sid);
    for (const [key, node] of this._days) if (!node.isConnected) this._days.delete(key);
  }

  _isNearBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  _showDown() {
    this._wasAtBottom = this._isNearBottom();
    this._down.hidden = this._wasAtBottom;
  }

  /** Arrow keys go from message to message; the rest of the page is one Tab away. */
  _walk(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const rows = [...this.list.querySelectorAll(".row[data-sid]")];
    const at = rows.indexOf(document.activeElement);
    if (at < 0 && event.target !== this.list) return;
    const next = at < 0 ? rows.at(-1) : rows[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  _mark(row) {
    for (const button of this.list.querySelectorAll('.bubble-menu[tabindex="0"]'))
      button.tabIndex = -1;
    const menu = row?.querySelector(".bubble-menu");
    if (menu) menu.tabIndex = 0;
  }
}

function dots() {
  return [el("span.unseen", {}, "El Ayuntamiento está escribiendo…"), el("i"), el("i"), el("i")];
}
