/** The conversation of one citizen: what the simulator has, and what is on its way there. */

import { api } from "./api.js";
import { now } from "./dates.js";
import { asMessage, asRequest, newSid } from "./delivery.js";
import { deliveryFailure } from "./status.js";

// Twilio shows “escribiendo…” for 25 seconds at most.
const TYPING_MS = 25_000;

export class Conversation {
  /** @param {() => void} changed called when there is something else to show */
  constructor(citizen, changed) {
    this.citizen = citizen;
    this.reasons = new Map();
    this._changed = changed;
    this._known = [];
    this._pending = new Map();
    this._retried = new Set();
    this._isFetching = false;
    this._isStale = false;
  }

  /** Every message, oldest first. */
  get messages() {
    const known = this._known.map((message) =>
      this._retried.has(message.sid) ? { ...message, status: "receiving" } : message,
    );
    return [...known, ...[...this._pending.values()].map(({ message }) => message)];
  }

  find(sid) {
    return this.messages.find((message) => message.sid === sid) ?? null;
  }

  /** Whether the bot took the last message and has not answered yet. */
  get isAwaited() {
    const last = this._known.at(-1);
    return (
      last?.direction === "inbound" && last.status === "received" && this._age(last) < TYPING_MS
    );
  }

  /** SIDs of what the citizen wrote that was answered since. */
  get answered() {
    const last = this._known.findLastIndex(({ direction }) => direction === "outbound");
    const before = this._known.slice(0, Math.max(last, 0));
    return new Set(before.filter(({ status }) => status === "received").map(({ sid }) => sid));
  }

  get hasUnread() {
    return this._known.some(isUnread);
  }

  get unread() {
    return this._known.filter(isUnread).length;
  }

  /** Fetch it anew; many calls at once are one or two requests. */
  async refresh() {
    this._isStale = true;
    if (this._isFetching) return;
    this._isFetching = true;
    try {
      while (this._isStale) {
        this._isStale = false;
        await this._fetch();
      }
    } catch {
      // The page says that the simulator is away, and asks again when it is back.
    } finally {
      this._isFetching = false;
    }
  }

  /** Send something; resolves when the bot has it, or has not. */
  async send(content) {
    const sid = newSid(content.media?.length > 0);
    this._pending.set(sid, { message: asMessage(sid, content, now()), content });
    this._changed();
    await this._post(sid, () => api.inbound(asRequest(this.citizen, sid, content)));
  }

  /** Send again what did not arrive. */
  async retry(sid) {
    const pending = this._pending.get(sid);
    if (pending) {
      pending.message = { ...pending.message, status: "sending" };
      this._changed();
      await this._post(sid, () => api.inbound(asRequest(this.citizen, sid, pending.content)));
      return;
    }
    this._retried.add(sid);
    this._changed();
    await this._post(sid, () => api.redeliver(sid));
    this._retried.delete(sid);
    this._changed();
  }

  async _post(sid, post) {
    try {
      const { attempts } = await post();
      this.reasons.set(sid, deliveryFailure(attempts));
      await this.refresh();
    } catch {
      const pending = this._pending.get(sid);
      if (pending) pending.message = { ...pending.message, status: "unsent" };
      this._changed();
    }
  }

  async _fetch() {
    const messages = await api.messages(this.citizen.address);
    this._known = messages;
    for (const { sid } of messages) this._pending.delete(sid);
    this._changed();
  }

  _age(message) {
    return now() - Date.parse(message.date);
  }
}

function isUnread(message) {
  return message.direction === "outbound" && message.status === "delivered";
}
