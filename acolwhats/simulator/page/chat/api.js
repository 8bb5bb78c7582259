/** The simulator's control API, relative to wherever this page is served. */

function address(path) {
  return new URL(`control/${path}`, document.baseURI);
}

async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const answer = await fetch(address(path), options);
  if (!answer.ok) throw new Error(`control/${path}: ${answer.status}`);
  return answer.json();
}

export const api = {
  state: () => call("GET", "state"),
  messages: (citizen) => call("GET", `messages?citizen=${encodeURIComponent(citizen)}`),
  inbound: (message) => call("POST", "inbound", message),
  redeliver: (sid) => call("POST", "redeliver", { sid }),
  read: (citizen) => call("POST", "read", { citizen }),
  optOut: (citizen, opted_out, blocked) => call("POST", "opt-out", { citizen, opted_out, blocked }),
  advance: (advance_seconds) => call("POST", "clock", { advance_seconds }),
  addFault: (fault) => call("POST", "faults", fault),
  clearFaults: () => call("DELETE", "faults"),
  callbacks: (mode) => call("POST", "callbacks", mode),
  limits: (limits) => call("POST", "limits", limits),
  reset: () => call("POST", "reset"),
};

const AGAIN_MS = 2000;

/**
 * Listen to changes for as long as the page is open.
 * @param {(change: {citizen: string, sid: string}) => void} changed
 * @param {(isConnected: boolean) => void} connected
 */
export function listen(changed, connected) {
  const source = new EventSource(address("events"));
  source.onopen = () => connected(true);
  source.onmessage = (event) => changed(JSON.parse(event.data));
  source.onerror = () => {
    connected(false);
    // A browser tries again by itself, unless it was answered with an error.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen(changed, connected), AGAIN_MS);
    }
  };
}
