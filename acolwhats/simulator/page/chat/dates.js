/** Times as a phone in Acolman shows them. */

const ZONE = "America/Mexico_City";
const time = new Intl.DateTimeFormat("es-MX", {
  timeZone: ZONE,
  hour: "numeric",
  minute: "2-digit",
  hour12: true,
});
const day = new Intl.DateTimeFormat("es-MX", {
  timeZone: ZONE,
  day: "numeric",
  month: "long",
  year: "numeric",
});
const moment = new Intl.DateTimeFormat("es-MX", {
  timeZone: ZONE,
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
  hour12: true,
});
const DAY_MS = 24 * 60 * 60 * 1000;

// How far the simulator's clock is ahead of this computer's.
let ahead = 0;

export function setClock(iso) {
  ahead = Date.parse(iso) - Date.now();
}

export function now() {
  return new Date(Date.now() + ahead);
}

/** Seconds that the simulated clock is ahead. */
export function secondsAhead() {
  return Math.round(ahead / 1000);
}

export function shownTime(date) {
  return time.format(date);
}

export function shownMoment(date) {
  return moment.format(date);
}

export function shownDay(date) {
  const name = day.format(date);
  if (name === day.format(now())) return "Hoy";
  if (name === day.format(now() - DAY_MS)) return "Ayer";
  return name;
}

/** How long something still lasts: “23 h 59 min”. */
export function shownSpan(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Seconds of a recording: “0:07”. */
export function shownDuration(seconds) {
  const whole = Number.isFinite(seconds) ? Math.round(seconds) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
