/** The attach menu, and the sheets behind it. Each ends in `send(content)`. */

import { attachment, fetchFile, fits } from "./delivery.js";
import { shownDuration } from "./dates.js";
import { el, field, icon, iconButton } from "./dom.js";
import { openLocation } from "./places.js";
import { openStickers } from "./stickers.js";

const VOICE = "samples/nota-de-voz.ogg";
const PHOTOS = "image/*,video/*";
const MOST_FILES = 10;

export class Attaching {
  /** @param {(content: object) => Promise<void>} send */
  constructor(overlay, send) {
    this._overlay = overlay;
    this._send = send;
    this._photos = this._input(PHOTOS, (files) => this.preview(files));
    this._documents = this._input("", (files) => this._sendDocuments(files));
    this.inputs = [this._photos, this._documents];
  }

  /** The menu over the composer. */
  menu(anchor) {
    const overlay = this._overlay;
    overlay.menu(
      anchor,
      "Adjuntar",
      [
        {
          picture: "document",
          label: "Documento",
          tint: "violet",
          act: () => this._documents.click(),
        },
        { picture: "photo", label: "Fotos y videos", tint: "pink", act: () => this.photos() },
        {
          picture: "pin",
          label: "Ubicación",
          tint: "green",
          act: () => openLocation(overlay, this._send),
        },
        { picture: "person", label: "Contacto", tint: "blue", act: () => this._contact() },
        { picture: "mic", label: "Nota de voz", tint: "orange", act: () => this.record() },
        {
          picture: "sticker",
          label: "Sticker",
          tint: "teal",
          act: () => openStickers(overlay, this._send),
        },
      ],
      "attach-menu",
    );
  }

  /** Choose photos and videos. */
  photos() {
    this._photos.click();
  }

  /** Look at photos and videos, and write something to them, before they are sent. */
  async preview(files) {
    const media = await this._read(files);
    if (media.length === 0) return;
    const shown = media.map((item) =>
      item.content_type.startsWith("video/")
        ? el("video.viewer", { src: item.url, controls: true, playsinline: true })
        : el("img.viewer", { src: item.url, alt: item.filename ?? "Foto" }),
    );
    const attributes = {
      placeholder: "Añade un comentario",
      "aria-label": "Comentario",
      "data-first": true,
    };
    const caption = el("input.caption", { ...attributes, maxlength: "1024", autocomplete: "off" });
    const submit = el(
      "button.round.composer-send",
      { type: "submit", "aria-label": "Enviar" },
      icon("send"),
    );
    const form = el(
      "form.preview",
      {},
      el("div.viewers", {}, ...shown),
      el("div.preview-line", {}, caption, submit),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = caption.value.trim();
      this._overlay.close();
      this._sendEach(media, body);
    });
    const title = media.length === 1 ? "Enviar archivo" : `Enviar ${media.length} archivos`;
    this._overlay.sheet({ title, content: [form], isFull: true });
  }

  /** A voice note: as if it were recorded. */
  record() {
    const overlay = this._overlay;
    const time = el("span.recording-time", { role: "timer" }, shownDuration(0));
    const started = Date.now();
    const timer = setInterval(() => {
      time.textContent = shownDuration((Date.now() - started) / 1000);
    }, 250);
    const send = async () => {
      overlay.close();
      const file = await fetchFile(VOICE);
      const note = await attachment(new Blob([file], { type: "audio/ogg" }), null);
      await this._send({ media: [note] });
    };
    const drop = iconButton("trash", "Descartar", () => overlay.close());
    const go = el(
      "button.round.composer-send",
      {
        type: "button",
        "aria-label": "Enviar nota de voz",
        "data-first": true,
        on: { click: send },
      },
      icon("send"),
    );
    const wave = el("span.recording-wave", { "aria-hidden": "true" });
    const hint = el(
      "p.hint",
      {},
      "Grabación simulada: tu micrófono no se usa. Se envía una nota de voz de muestra.",
    );
    overlay.sheet({
      title: "Grabando nota de voz",
      content: [el("div.recording", {}, drop, el("i.recording-dot"), time, wave, go), hint],
      closed: () => clearInterval(timer),
    });
  }

  _contact() {
    const name = el("input", {
      value: "Comité vecinal",
      maxlength: "80",
      required: true,
      "data-first": true,
    });
    const number = el("input", {
      value: "+52 55 0000 0009",
      type: "tel",
      maxlength: "24",
      required: true,
    });
    const submit = el("button.button.button-main", { type: "submit" }, "Enviar contacto");
    const form = el("form.stack", {}, field("Nombre", name), field("Teléfono", number), submit);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      this._overlay.close();
      const [who, tel] = [name, number].map(({ value }) =>
        value.replace(/[\r\n;,\\]/g, " ").trim(),
      );
      const card = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        `N:;${who};;;`,
        `FN:${who}`,
        `TEL;type=CELL:${tel}`,
        "END:VCARD",
        "",
      ];
      const file = new Blob([card.join("\r\n")], { type: "text/vcard" });
      await this._send({ media: [await attachment(file, `${who}.vcf`)] });
    });
    this._overlay.sheet({ title: "Enviar contacto", content: [form] });
  }

  async _sendDocuments(files) {
    const media = await this._read(files);
    await this._sendEach(media, "", { message_type: "document" });
  }

  /** One message each, in order, as WhatsApp does; the words go with the first. */
  async _sendEach(media, body, more = {}) {
    for (const [n, item] of media.entries()) {
      await this._send({ media: [item], body: n === 0 ? body : "", ...more });
    }
  }

  async _read(files) {
    const good = files.filter(fits).slice(0, MOST_FILES);
    if (good.length < files.length) {
      this._overlay.say("Se envían hasta 10 archivos, de 16 MB como máximo cada uno.");
    }
    try {
      return await Promise.all(good.map((file) => attachment(file)));
    } catch {
      this._overlay.say("No se pudo leer el archivo.");
      return [];
    }
  }

  _input(accept, chosen) {
    const input = el("input", {
      type: "file",
      multiple: true,
      hidden: true,
      tabindex: "-1",
      accept,
    });
    input.setAttribute("aria-label", accept ? "Elegir fotos y videos" : "Elegir documentos");
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      chosen(files);
    });
    return input;
  }
}
