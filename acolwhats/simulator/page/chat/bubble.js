/** One message of the conversation. */

import { mediaOf, locationCard } from "./attachments.js";
import { shownTime } from "./dates.js";
import { el, icon, unseen } from "./dom.js";
import { formatted, isOnlyEmoji, plain } from "./format.js";
import { failureOf, hasFailed, tickOf } from "./status.js";

/** What a message is, in a few words: for quotes, and for those who hear the page. */
export function summary(message) {
  if (message.location) return `Ubicación: ${message.location.label ?? "enviada"}`;
  const [first] = message.media;
  if (!first) return plain(message.body) || "Mensaje";
  const caption = plain(message.body);
  return caption ? `${mediaName(first)}: ${caption}` : mediaName(first);
}

function mediaName({ content_type, filename }) {
  if (content_type === "image/webp") return "Sticker";
  if (content_type.startsWith("image/")) return "Foto";
  if (content_type.startsWith("video/")) return "Video";
  if (content_type.startsWith("audio/")) return "Nota de voz";
  if (/^text\/(x-)?vcard/.test(content_type)) return "Contacto";
  return filename ?? "Documento";
}

export function whoWrote(message) {
  return message.direction === "inbound" ? "Tú" : "Ayuntamiento de Acolman";
}

/**
 * Keeps the row of one message up to date. What it says is made once; how far it came changes.
 *
 * `acts` is what can be done with it: tap, openList, retry, menu, show (a picture), goTo (what it answers).
 */
export class Bubble {
  constructor(acts) {
    this._acts = acts;
    this._made = this._tick = null;
    this._why = "";
    this._saysWhy = false;
    this._meta = el("span.meta");
    this._below = el("div.below");
    this._bubble = el("div.bubble");
    this.row = el("div.row", { tabindex: "-1" });
    this._listen();
  }

  /** @param {{isFirst: boolean, isAnswered: boolean, quoted: object|null, reason: string|null}} around */
  update(message, around) {
    this.message = message;
    this.row.dataset.sid = message.sid;
    this.row.className = `row ${message.direction === "inbound" ? "out" : "in"}`;
    this.row.classList.toggle("first", around.isFirst);
    this.row.classList.toggle("failed", hasFailed(message));
    this._makeContent(message, around.quoted);
    this._showMeta(message, around.isAnswered);
    this._showBelow(message, around.reason);
  }

  /** Attract the eye: somebody asked where it is. */
  flash() {
    this.row.classList.remove("flash");
    void this.row.offsetWidth;
    this.row.classList.add("flash");
  }

  _makeContent(message, quoted) {
    const made = JSON.stringify([
      message.body,
      message.media.length,
      message.location,
      Boolean(quoted),
    ]);
    if (made === this._made) return;
    this._made = made;
    const isSticker = message.media[0]?.content_type === "image/webp" && !message.body;
    const media = message.media.map((item) => mediaOf(item, message, this._acts));
    this._bubble.replaceChildren(
      unseen(`${whoWrote(message)}:`),
      ...(message.forwarded ? [el("p.forwarded", {}, icon("forward"), "Reenviado")] : []),
      ...(message.replied_sid ? [this._quote(quoted, message.replied_sid)] : []),
      ...media,
      ...(message.location ? [locationCard(message.location)] : []),
      ...(message.body ? [this._text(message.body)] : []),
      this._meta,
      this._menuButton(),
    );
    this._bubble.classList.toggle("sticker", isSticker);
    this._bubble.classList.toggle("bare", !message.body && message.media.some(isPicture));
    const choices = [...this._quickReplies(message), ...this._listButton(message)];
    this.row.replaceChildren(this._bubble, ...choices, this._below);
  }

  _text(body) {
    const text = el("div.text", {}, formatted(body));
    text.classList.toggle("emoji", isOnlyEmoji(body));
    return text;
  }

  _quote(quoted, sid) {
    const who = quoted ? whoWrote(quoted) : "Mensaje";
    const what = quoted ? summary(quoted) : "Ese mensaje no está en este teléfono";
    const attributes = {
      type: "button",
      disabled: !quoted,
      data: { who: quoted?.direction ?? "" },
      on: { click: () => this._acts.goTo(sid) },
    };
    const label = unseen("Respuesta a");
    return el("button.quote", attributes, label, el("strong", {}, who), el("span", {}, what));
  }

  _quickReplies(message) {
    return (message.buttons ?? []).map((button) => {
      const on = { click: () => this._acts.tap(message, button) };
      return el("button.choice", { type: "button", on }, icon("reply"), button.title);
    });
  }

  _listButton(message) {
    if (!message.list) return [];
    const on = { click: () => this._acts.openList(message) };
    const attributes = { type: "button", "aria-haspopup": "dialog", on };
    return [el("button.choice", attributes, icon("list"), message.list.button)];
  }

  _menuButton() {
    const on = { click: (event) => this._openMenu(event.currentTarget) };
    const label = "Opciones del mensaje";
    const attributes = { type: "button", tabindex: "-1", "aria-label": label, title: label, on };
    return el("button.bubble-menu", attributes, icon("down"));
  }

  _showMeta(message, isAnswered) {
    const { tick, label } = tickOf(message, isAnswered);
    if (this._tick === `${tick} ${label}`) return;
    this._tick = `${tick} ${label}`;
    const sign = icon(tick === "read" ? "delivered" : tick, label);
    sign.classList.add("tick", `tick-${tick}`);
    const time = el("time", { datetime: message.date }, shownTime(new Date(message.date)));
    this._meta.replaceChildren(time, hasFailed(message) ? this._whyButton(sign, label) : sign);
  }

  _whyButton(sign, label) {
    const click = () => {
      this._saysWhy = !this._saysWhy;
      this._showBelow(this.message, this._reason);
    };
    const attributes = { type: "button", "aria-label": `${label}. Ver por qué`, on: { click } };
    return el("button.why", attributes, sign);
  }

  _showBelow(message, reason) {
    this._reason = reason;
    const isOwn = message.direction === "inbound";
    const isOpen = hasFailed(message) && (isOwn || this._saysWhy);
    this._meta.querySelector(".why")?.setAttribute("aria-expanded", String(isOpen));
    const why = isOpen ? failureOf(message, reason) : "";
    if (why === this._why) return;
    this._why = why;
    const click = () => this._acts.retry(this.message);
    const again = el(
      "button.retry",
      { type: "button", on: { click } },
      icon("retry"),
      "Reintentar",
    );
    const shown = isOpen ? [el("p.failure", {}, why), ...(isOwn ? [again] : [])] : [];
    this._below.replaceChildren(...shown);
  }

  _openMenu(anchor) {
    this._acts.menu(this.message, anchor);
  }

  _listen() {
    this.row.addEventListener("contextmenu", (event) => {
      if (event.target.closest("a, textarea, input")) return;
      event.preventDefault();
      this._openMenu(this._bubble);
    });
    let timer = null;
    const stop = () => clearTimeout(timer);
    this._bubble.addEventListener("pointerdown", (event) => {
      stop();
      if (event.pointerType !== "mouse")
        timer = setTimeout(() => this._openMenu(this._bubble), 500);
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      this._bubble.addEventListener(name, stop);
    }
    this.row.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== this.row) return;
      event.preventDefault();
      this._openMenu(this._bubble);
    });
  }
}

function isPicture({ content_type }) {
  return /^(image|video)\//.test(content_type) && content_type !== "image/webp";
}
