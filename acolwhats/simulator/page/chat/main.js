/** Starts the page. */

import { Workshop } from "../workshop/workshop.js";
import { api, listen } from "./api.js";
import { personKey } from "./citizens.js";
import { setClock } from "./dates.js";
import { Desk } from "./desk.js";

const find = (selector) => document.querySelector(selector);
const STATE_EVERY_MS = 20_000;

const desk = new Desk(find(".desk"), find(".tabs"), () => refreshState());
const workshop = new Workshop(find(".workshop"), find('[data-does="workshop"]'), desk, showState);

let isStale = false;
let isFetching = false;

/** What the simulator says of clock, windows and faults; many calls at once are one or two requests. */
async function refreshState() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isStale) {
      isStale = false;
      showState(await api.state());
    }
  } catch {
    // The notice above the phones says so.
  } finally {
    isFetching = false;
  }
}

function showState(state) {
  setClock(state.clock);
  const open = new Map(Object.entries(state.window_open).map(([a, is]) => [personKey(a), is]));
  for (const phone of desk.phones) {
    const isOpen = open.get(personKey(phone.citizen.address));
    phone.window = isOpen === undefined ? null : { isOpen };
  }
  workshop.show(state);
}

function changed({ citizen }) {
  desk.refresh(citizen);
  refreshState();
}

function connected(isConnected) {
  find(".offline").hidden = isConnected;
  if (isConnected) {
    desk.refresh();
    refreshState();
  }
}

find('[data-does="add"]').addEventListener("click", () => desk.add());
listen(changed, connected);
// The clock of the phones moves, and a window closes, without any message.
setInterval(refreshState, STATE_EVERY_MS);
