/** Where the citizen writes: text, the attach menu, the photo and voice buttons, what is being answered. */

import { summary, whoWrote } from "./bubble.js";
import { el, icon, iconButton } from "./dom.js";

const MOST_CHARACTERS = 4096;
const MOST_HEIGHT = 132;

export class Composer {
  /** @param acts send(content), attach(anchor), photos(), record(), files(list) */
  constructor(acts) {
    this._acts = acts;
    this._replied = null;
    this._text = el("textarea.composer-text", {
      rows: "1",
      maxlength: String(MOST_CHARACTERS),
      placeholder: "Mensaje",
      "aria-label": "Escribe un mensaje",
      autocomplete: "off",
      enterkeyhint: "send",
    });
    this._quote = el("div.composer-quote", { hidden: true });
    const attach = iconButton("clip", "Adjuntar", (event) => acts.attach(event.currentTarget));
    attach.setAttribute("aria-haspopup", "menu");
    this._photo = iconButton("camera", "Fotos y videos", () => acts.photos());
    this._send = el("button.round.composer-send", { type: "button" });
    this._send.addEventListener("click", () => (this._isEmpty() ? acts.record() : this._submit()));
    const line = el("div.composer-line", {}, this._text, attach, this._photo);
    this.box = el("div.composer", {}, el("div.composer-pill", {}, this._quote, line), this._send);
    this._listen();
    this._show();
  }

  focus() {
    this._text.focus();
  }

  /** Answer a message with the next one; null with none. */
  replyTo(message) {
    this._replied = message;
    this._quote.hidden = !message;
    if (message) {
      this._quote.dataset.who = message.direction;
      this._quote.replaceChildren(
        el(
          "div.quote-words",
          {},
          el("strong", {}, whoWrote(message)),
          el("span", {}, summary(message)),
        ),
        iconButton("close", "Quitar respuesta", () => this.replyTo(null)),
      );
    }
    this.focus();
  }

  /** The SID that the next message answers; it is used up. */
  takeReply() {
    const sid = this._replied?.sid ?? null;
    if (sid) this.replyTo(null);
    return sid;
  }

  _listen() {
    this._text.addEventListener("input", () => this._show());
    this._text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this._submit();
      } else if (event.key === "Escape" && this._replied) {
        this.replyTo(null);
      }
    });
    this._text.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this._acts.files(files);
    });
  }

  _submit() {
    if (this._isEmpty()) return;
    const body = this._text.value.trim();
    this._text.value = "";
    this._show();
    this._acts.send({ body });
    this.focus();
  }

  _isEmpty() {
    return this._text.value.trim() === "";
  }

  _show() {
    const isEmpty = this._isEmpty();
    const label = isEmpty ? "Grabar nota de voz" : "Enviar";
    this._photo.hidden = !isEmpty;
    this._send.replaceChildren(icon(isEmpty ? "mic" : "send"));
    this._send.setAttribute("aria-label", label);
    this._send.title = label;
    this._text.style.height = "";
    const { scrollHeight, clientHeight } = this._text;
    if (scrollHeight > clientHeight)
      this._text.style.height = `${Math.min(scrollHeight, MOST_HEIGHT)}px`;
  }
}
