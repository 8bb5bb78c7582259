/** The phones on the desk: side by side, or one at a time with tabs where the screen is small. */

import { keepCitizens, loadCitizens, newCitizen, personKey } from "./citizens.js";
import { el, motionIsReduced } from "./dom.js";
import { Phone } from "./phone.js";

const SEEN = 0.6;

export class Desk {
  /** @param {() => void} changed called when somebody came, went, or changed */
  constructor(room, tabs, changed) {
    this._room = room;
    this._tabs = tabs;
    this._changed = changed;
    this._seen = new IntersectionObserver((entries) => this._look(entries), {
      root: room,
      threshold: [0, SEEN, 1],
    });
    this.phones = [];
    for (const citizen of loadCitizens()) this._put(citizen);
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
  }

  get citizens() {
    return this.phones.map(({ citizen }) => citizen);
  }

  /** One more citizen, with a number nobody has. */
  add() {
    const phone = this._put(newCitizen(this.citizens));
    this.changed();
    this._show(phone);
    phone.focus();
  }

  /** Take a phone away; the simulator keeps its conversation. */
  remove(phone) {
    if (this.phones.length === 1) this._put(newCitizen(this.citizens));
    this._seen.unobserve(phone.root);
    phone.root.remove();
    phone.tab.remove();
    this.phones = this.phones.filter((other) => other !== phone);
    this.changed();
  }

  isTaken(address, but) {
    const key = personKey(address);
    return this.phones.some((phone) => phone !== but && personKey(phone.citizen.address) === key);
  }

  changed() {
    keepCitizens(this.citizens);
    for (const phone of this.phones) this.counted(phone);
    this._changed();
  }

  /** Show on a phone's tab whose it is and how much is unread. */
  counted(phone) {
    if (!phone.tab) return;
    const { unread } = phone.conversation;
    phone.tab.querySelector(".tab-name").textContent = phone.citizen.name;
    const count = phone.tab.querySelector(".tab-unread");
    count.hidden = unread === 0 || phone.tab.getAttribute("aria-current") === "true";
    count.textContent = String(unread);
  }

  /** Fetch what is new: of one citizen, or of all. */
  refresh(address = "") {
    const key = personKey(address);
    for (const phone of this.phones) {
      if (!address || personKey(phone.citizen.address) === key) phone.refresh();
    }
  }

  _put(citizen) {
    const phone = new Phone(citizen, this);
    phone.tab = el(
      "button.tab",
      { type: "button", on: { click: () => this._show(phone) } },
      el("span.tab-name"),
      el("span.tab-unread", { hidden: true }),
    );
    this._tabs.append(phone.tab);
    this._room.append(phone.root);
    this.phones.push(phone);
    this._seen.observe(phone.root);
    this.counted(phone);
    return phone;
  }

  _show(phone) {
    const behavior = motionIsReduced() ? "auto" : "smooth";
    phone.root.scrollIntoView({ behavior, inline: "center", block: "nearest" });
  }

  _look(entries) {
    for (const { target, intersectionRatio } of entries) {
      const phone = this.phones.find(({ root }) => root === target);
      if (!phone) continue;
      const isSeen = intersectionRatio >= SEEN;
      phone.isVisible = isSeen;
      phone.tab.setAttribute("aria-current", String(isSeen));
      this.counted(phone);
      if (isSeen) phone.tab.scrollIntoView({ inline: "nearest", block: "nearest" });
    }
  }
}
