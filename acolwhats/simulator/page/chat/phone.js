/** One citizen's phone: the chat with the town hall. */

import { api } from "./api.js";
import { Attaching } from "./attaching.js";
import { openList, openPicture } from "./choosing.js";
import { shownAddress } from "./citizens.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { now, shownTime } from "./dates.js";
import { attachment, fetchFile } from "./delivery.js";
import { el, icon, iconButton } from "./dom.js";
import { Overlay } from "./overlay.js";
import { editOwner } from "./owner.js";
import { Thread } from "./thread.js";

const SUBTITLE = "Cuenta de prueba · simulación";
const TYPING_CHECK_MS = 1000;

export class Phone {
  /** @param desk whose phone this is: changed(), remove(phone), isTaken(address, phone), counted(phone) */
  constructor(citizen, desk) {
    this._desk = desk;
    this._isVisible = false;
    this._isReading = false;
    this._make();
    this.citizen = citizen;
  }

  get citizen() {
    return this._citizen;
  }

  /** Another name or number; with a number comes its conversation. */
  set citizen(citizen) {
    this._citizen = citizen;
    this.conversation = new Conversation(citizen, () => this._show());
    this.root.setAttribute("aria-label", `Teléfono de ${citizen.name}`);
    this._ownerName.textContent = citizen.name;
    this._ownerNumber.textContent = shownAddress(citizen.address);
    this._show();
    this.conversation.refresh();
  }

  /** Show what is new. */
  async refresh() {
    await this.conversation.refresh();
    await this._read();
  }

  /** Whether somebody sees this chat: what they see they have read. */
  set isVisible(isVisible) {
    this._isVisible = isVisible;
    this._read();
  }

  /** What the simulator says of this citizen: `{isOpen, left}`; null when they never wrote. */
  set window(window) {
    const words = !window ? "Aún no escribe" : window.isOpen ? "24 h: abierta" : "24 h: cerrada";
    this._window.textContent = words;
    this._window.dataset.open = window ? String(window.isOpen) : "";
    this._clock.textContent = shownTime(now());
  }

  focus() {
    this._composer.focus();
  }

  async _send(content) {
    const replied_sid = content.replied_sid ?? this._composer.takeReply();
    await this.conversation.send(replied_sid ? { ...content, replied_sid } : content);
  }

  _show() {
    const { conversation } = this;
    this._thread.show(conversation);
    this._state.textContent = conversation.isAwaited ? "escribiendo…" : SUBTITLE;
    clearTimeout(this._typingTimer);
    if (conversation.isAwaited) {
      this._typingTimer = setTimeout(() => this._show(), TYPING_CHECK_MS);
    }
    this._desk.counted(this);
    this._read();
  }

  async _read() {
    if (!this._isVisible || document.hidden || this._isReading || !this.conversation.hasUnread)
      return;
    this._isReading = true;
    try {
      await api.read(this.citizen.address);
      await this.conversation.refresh();
    } catch {
      // Read when the simulator is back.
    } finally {
      this._isReading = false;
    }
  }

  // -- what can be done with a message ------------------------------------------------------------

  _acts() {
    return {
      tap: (message, { title, id }) =>
        this._send({ button_text: title, button_payload: id, replied_sid: message.sid }),
      openList: (message) =>
        openList(this._overlay, message, ({ item, id }) =>
          this._send({ list_title: item, list_id: id, replied_sid: message.sid }),
        ),
      retry: (message) => this.conversation.retry(message.sid),
      show: (picture, alt) => openPicture(this._overlay, picture, alt),
      menu: (message, anchor) => this._messageMenu(message, anchor),
    };
  }

  _messageMenu(message, anchor) {
    const items = [
      { picture: "reply", label: "Responder", act: () => this._composer.replyTo(message) },
      { picture: "forward", label: "Reenviar aquí", act: () => this._forward(message) },
    ];
    if (message.body) {
      items.push({ picture: "copy", label: "Copiar", act: () => this._copy(message.body) });
    }
    this._overlay.menu(anchor, "Opciones del mensaje", items);
  }

  async _forward({ body, media, location }) {
    try {
      const files = await Promise.all(
        media.map(async ({ url, content_type, filename }) => {
          const file = await fetchFile(url);
          return attachment(new Blob([file], { type: content_type }), filename);
        }),
      );
      const content = { body, media: files, location: location ?? undefined, forwarded: true };
      await this.conversation.send(content);
    } catch {
      this._overlay.say("No se pudo reenviar.");
    }
  }

  async _copy(body) {
    try {
      await navigator.clipboard.writeText(body);
      this._overlay.say("Copiado");
    } catch {
      this._overlay.say("El navegador no dejó copiar.");
    }
  }

  // -- the phone ----------------------------------------------------------------------------------

  _make() {
    this._thread = new Thread(this._acts());
    this._chat = el("div.chat");
    this._screen = el("div.screen", {}, this._chat);
    this._overlay = new Overlay(this._screen, this._chat);
    const attaching = new Attaching(this._overlay, (content) => this._send(content));
    this._composer = new Composer({
      send: (content) => this._send(content),
      attach: (anchor) => attaching.menu(anchor),
      photos: () => attaching.photos(),
      files: (files) => attaching.preview(files),
      record: () => attaching.record(),
    });
    this._chat.append(this._statusbar(), this._header(), this._thread.area, this._composer.box);
    this._thread.area.append(...attaching.inputs);
    this.root = el("section.phone", {}, this._owner(), el("div.frame", {}, this._screen));
  }

  _owner() {
    this._ownerName = el("span.owner-name");
    this._ownerNumber = el("span.owner-number");
    this._window = el("span.window-state", { title: "Ventana de 24 horas de WhatsApp" });
    const attributes = {
      type: "button",
      title: "Cambiar nombre y número",
      on: { click: () => this._edit() },
    };
    const words = el("span.owner-words", {}, this._ownerName, this._ownerNumber);
    const edit = el(
      "button.owner-edit",
      attributes,
      el("span.owner-face", {}, icon("person")),
      words,
      icon("edit"),
    );
    return el("div.owner", {}, edit, this._window);
  }

  _statusbar() {
    this._clock = el("span", {}, shownTime(now()));
    const signs = el("span.statusbar-signs", {}, el("i"), el("i"), el("i"), el("i"));
    return el("div.statusbar", { "aria-hidden": "true" }, this._clock, signs);
  }

  _header() {
    this._state = el("p.contact-state", { "aria-live": "polite" }, SUBTITLE);
    const name = el(
      "h2.contact-name",
      {},
      el("span", {}, "Ayuntamiento de Acolman"),
      icon("verified"),
    );
    const more = iconButton("more", "Más opciones", (event) => this._menu(event.currentTarget));
    more.setAttribute("aria-haspopup", "menu");
    return el(
      "header.chat-header",
      {},
      el("span.avatar", { "aria-hidden": "true" }, icon("town")),
      el("div.contact", {}, name, this._state),
      more,
    );
  }

  _menu(anchor) {
    const { address } = this.citizen;
    this._overlay.menu(anchor, "Opciones del chat", [
      { picture: "edit", label: "Cambiar nombre y número", act: () => this._edit() },
      {
        picture: "block",
        label: "Bloquear al Ayuntamiento",
        act: () => this._block(address, true),
      },
      { picture: "retry", label: "Desbloquear", act: () => this._block(address, false) },
      { picture: "trash", label: "Quitar este teléfono", act: () => this._desk.remove(this) },
    ]);
  }

  async _block(address, isBlocked) {
    try {
      await api.optOut(address, false, isBlocked);
      this._overlay.say(isBlocked ? "Bloqueaste al Ayuntamiento" : "Ya no está bloqueado");
      this._desk.changed();
    } catch {
      this._overlay.say("El simulador no responde.");
    }
  }

  _edit() {
    const isTaken = (address) => this._desk.isTaken(address, this);
    editOwner(this._overlay, this.citizen, isTaken, (citizen) => {
      this.citizen = citizen;
      this._desk.changed();
    });
  }
}
