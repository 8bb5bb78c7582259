/** “Fallas y reloj”: the clock, the 24 hours, and what goes wrong. For developers. */

import { api } from "../chat/api.js";
import { personKey, shownAddress } from "../chat/citizens.js";
import { now, secondsAhead, shownMoment, shownSpan } from "../chat/dates.js";
import { delivery } from "../chat/delivery.js";
import { el, field, iconButton } from "../chat/dom.js";
import { CALLBACKS, FAULTS, callbacksInForce, faultInWords } from "./faults.js";

const HOUR = 3600;
const DAY_MS = 24 * HOUR * 1000;
const ALL = FAULTS.flatMap(([, faults]) => faults);

export class Workshop {
  /** @param {(state: object) => void} changed called with the simulator's state when it was changed here */
  constructor(panel, button, desk, changed) {
    this._panel = panel;
    this._button = button;
    this._desk = desk;
    this._changed = changed;
    this._make();
    button.addEventListener("click", () => this._toggle(panel.hidden));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this._toggle(false));
  }

  /** Show the simulator's state. */
  show(state) {
    this._state = state;
    this._clock.textContent = shownMoment(now());
    const ahead = secondsAhead();
    const isAhead = Math.abs(ahead) > 5;
    this._ahead.textContent = isAhead
      ? `${ahead > 0 ? "Adelantado" : "Atrasado"} ${shownSpan(Math.abs(ahead) * 1000)}`
      : "Es la hora real";
    this._real.disabled = !isAhead;
    this._showCitizens(state);
    this._faults.replaceChildren(...state.faults.map((fault) => el("li", {}, faultInWords(fault))));
    this._noFaults.hidden = state.faults.length > 0;
    this._clear.disabled = state.faults.length === 0;
    this._setUnlessFocused(this._mode, String(callbacksInForce(state.callbacks)));
    this._setUnlessFocused(this._latency, String(state.latency));
    this._setUnlessFocused(this._rate, state.max_per_second ?? "");
    this._setUnlessFocused(this._pair, state.max_per_pair_6s ?? "");
  }

  _toggle(isOpen) {
    this._panel.hidden = !isOpen;
    this._button.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? this._panel.querySelector("button") : this._button).focus();
    if (isOpen) this._do(api.state);
  }

  /** One change after the other; what is shown is brought up to date after the last of them. */
  async _do(act) {
    const turn = (this._turn = (this._turn ?? 0) + 1);
    const done = (this._before ?? Promise.resolve()).then(act);
    this._before = done.catch(() => {});
    try {
      await done;
      this._error.textContent = "";
      const state = await api.state();
      if (turn === this._turn) this._changed(state);
      this._desk.refresh();
    } catch {
      this._error.textContent = "El simulador no aceptó el cambio, o no responde.";
    }
  }

  _setUnlessFocused(control, value) {
    if (document.activeElement !== control) control.value = value;
  }

  // -- what it looks like -------------------------------------------------------------------------

  _make() {
    const close = iconButton("close", "Cerrar panel", () => this._toggle(false));
    this._error = el("p.field-error", { role: "alert" });
    this._panel.append(
      el("header.workshop-head", {}, el("h2", {}, "Fallas y reloj"), close),
      el("p.hint", {}, "Para desarrollo: lo que en Twilio pasa a veces, cuando tú quieras."),
      this._error,
      this._clockSection(),
      this._citizenSection(),
      this._faultSection(),
      this._callbackSection(),
      this._rateSection(),
      this._resetSection(),
    );
  }

  _clockSection() {
    this._clock = el("strong.workshop-clock");
    this._ahead = el("span.hint");
    const forward = (words, hours) => this._button_(words, () => api.advance(hours * HOUR));
    this._real = this._button_("Hora real", () => api.advance(-secondsAhead()));
    return section(
      "Reloj",
      el("p.workshop-line", {}, this._clock, this._ahead),
      el(
        "div.workshop-buttons",
        {},
        forward("+1 h", 1),
        forward("+23 h", 23),
        forward("+25 h", 25),
        this._real,
      ),
    );
  }

  _citizenSection() {
    this._citizens = el("div.workshop-citizens");
    const hint =
      "WhatsApp solo deja contestar libremente durante 24 horas desde el último mensaje.";
    return section("Ciudadanos", el("p.hint", {}, hint), this._citizens);
  }

  _showCitizens(state) {
    const windows = new Map(Object.entries(state.window_open).map(([a, is]) => [personKey(a), is]));
    const people = new Map(state.citizens.map((citizen) => [personKey(citizen.address), citizen]));
    const rows = this._desk.phones.map((phone) => {
      const key = personKey(phone.citizen.address);
      return { phone, isOpen: windows.get(key), person: people.get(key) ?? {} };
    });
    const shown = JSON.stringify(
      rows.map(({ phone, isOpen, person }) => [phone.citizen, isOpen, person, left(phone)]),
    );
    if (shown === this._shownCitizens) return;
    this._shownCitizens = shown;
    const boxes = () => [...this._citizens.querySelectorAll("input")];
    const focused = boxes().indexOf(document.activeElement);
    this._citizens.replaceChildren(...rows.map((row) => this._citizenRow(row)));
    boxes()[focused]?.focus();
  }

  _citizenRow({ phone, isOpen, person }) {
    const { address, name } = phone.citizen;
    const words =
      isOpen === undefined
        ? "Aún no escribe"
        : isOpen
          ? `Abierta: quedan ${left(phone)}`
          : "Cerrada";
    const window = el(
      "span.window-state",
      { data: { open: isOpen === undefined ? "" : String(isOpen) } },
      words,
    );
    const set = (stopped, blocked) => this._do(() => api.optOut(address, stopped, blocked));
    const stopped = check("Pidió BAJA (STOP)", person.opted_out, (is) =>
      set(is, Boolean(person.blocked)),
    );
    const blocked = check("Bloqueó al Ayuntamiento", person.blocked, (is) =>
      set(Boolean(person.opted_out), is),
    );
    const who = el("p", {}, el("strong", {}, name), ` ${shownAddress(address)}`);
    return el(
      "div.workshop-citizen",
      { role: "group", "aria-label": name },
      who,
      window,
      stopped,
      blocked,
    );
  }

  _faultSection() {
    const kinds = el("select");
    for (const [group, faults] of FAULTS) {
      const options = faults.map(({ label, fault }) =>
        el("option", { value: String(ALL.findIndex((f) => f.fault === fault)) }, label),
      );
      kinds.append(el("optgroup", { label: group }, ...options));
    }
    const times = select([
      ["1", "1 vez"],
      ["3", "3 veces"],
      ["", "siempre"],
    ]);
    const add = this._button_("Agregar falla", () =>
      api.addFault({
        ...ALL[Number(kinds.value)].fault,
        times: times.value ? Number(times.value) : null,
      }),
    );
    const copies = select([
      ["1", "una vez"],
      ["2", "dos veces, a la vez"],
      ["5", "cinco veces, a la vez"],
    ]);
    copies.addEventListener("change", () => (delivery.copies = Number(copies.value)));
    this._faults = el("ul.workshop-faults", { "aria-label": "Fallas puestas" });
    this._noFaults = el("p.hint", {}, "Ninguna falla puesta.");
    this._clear = this._button_("Quitar todas", api.clearFaults);
    return section(
      "Fallas",
      field("Qué falla", kinds),
      field("Cuántas veces", times),
      el("div.workshop-buttons", {}, add, this._clear),
      this._faults,
      this._noFaults,
      field("Cada mensaje del ciudadano llega al bot…", copies),
    );
  }

  _callbackSection() {
    this._mode = select([...CALLBACKS.map(({ label }, n) => [String(n), label]), ["-1", "Otro"]]);
    this._mode.lastElementChild.disabled = true;
    this._mode.addEventListener("change", () =>
      this._do(() => api.callbacks(CALLBACKS[Number(this._mode.value)].mode)),
    );
    return section("Avisos de estado", field("Llegan…", this._mode));
  }

  _rateSection() {
    const number = { type: "number", min: "0", step: "any", inputmode: "decimal" };
    this._latency = el("input", number);
    this._rate = el("input", { ...number, step: "1", placeholder: "sin límite" });
    this._pair = el("input", { ...number, step: "1", placeholder: "sin límite" });
    const set = () => {
      const limits = {
        latency: Number(this._latency.value) || 0,
        max_per_second: Number(this._rate.value) || null,
        max_per_pair_6s: Number(this._pair.value) || null,
      };
      this._do(() => api.limits(limits));
    };
    for (const input of [this._latency, this._rate, this._pair])
      input.addEventListener("change", set);
    return section(
      "Velocidad",
      field("Twilio tarda (segundos)", this._latency),
      field("Mensajes por segundo, en total", this._rate),
      field("Mensajes a una persona cada 6 segundos", this._pair),
    );
  }

  _resetSection() {
    const sure = el("div.workshop-buttons", { hidden: true });
    const ask = el("button.button.button-danger", { type: "button" }, "Reiniciar el simulador");
    const show = (isAsking) => {
      sure.hidden = !isAsking;
      ask.hidden = isAsking;
      (isAsking ? sure.firstElementChild : ask).focus();
    };
    const yes = el("button.button.button-danger", { type: "button" }, "Sí, borrar todo");
    const no = el("button.button", { type: "button" }, "No");
    ask.addEventListener("click", () => show(true));
    no.addEventListener("click", () => show(false));
    yes.addEventListener("click", () => {
      show(false);
      this._do(api.reset);
    });
    sure.append(yes, no);
    const hint =
      "Borra las conversaciones, las fallas y los límites, y vuelve a la hora real. Lo que el bot recuerda no se borra.";
    return section("Empezar de nuevo", el("p.hint", {}, hint), ask, sure);
  }

  _button_(words, act) {
    return el("button.button", { type: "button", on: { click: () => this._do(act) } }, words);
  }
}

/** How long the bot may still answer freely, by what the phone shows. */
function left({ conversation }) {
  const last = conversation.messages.findLast(({ direction }) => direction === "inbound");
  return last ? shownSpan(Date.parse(last.date) + DAY_MS - now()) : "";
}

function section(title, ...content) {
  return el("section.workshop-section", {}, el("h3", {}, title), ...content);
}

function select(options) {
  return el("select", {}, ...options.map(([value, label]) => el("option", { value }, label)));
}

function check(label, isChecked, changed) {
  const box = el("input", { type: "checkbox" });
  box.checked = Boolean(isChecked);
  box.addEventListener("change", () => changed(box.checked));
  return el("label.check", {}, box, label);
}
