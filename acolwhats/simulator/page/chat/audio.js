/** A voice note: play, go to a place, how long it lasts. */

import { shownDuration } from "./dates.js";
import { fetchFile } from "./delivery.js";
import { el, icon } from "./dom.js";

const BARS = 34;
let playing = null;

/** The player of something that was recorded. */
export function audioPlayer(item, seed) {
  const audio = new Audio();
  audio.preload = "metadata";
  const button = el("button.play", { type: "button", "aria-label": "Reproducir" }, icon("play"));
  const place = el("input.place", {
    type: "range",
    min: "0",
    max: "1000",
    value: "0",
    "aria-label": "Posición en la nota de voz",
  });
  const time = el("span.duration", {}, "0:00");
  const wave = el("span.wave", { "aria-hidden": "true" }, ...bars(seed));
  const player = el(
    "div.voice",
    {},
    el("span.avatar", { "aria-hidden": "true" }, icon("mic")),
    button,
    el("div.voice-line", {}, wave, place, time),
  );
  const show = () => {
    const isPlaying = !audio.paused;
    button.replaceChildren(icon(isPlaying ? "pause" : "play"));
    button.setAttribute("aria-label", isPlaying ? "Pausar" : "Reproducir");
    const share = audio.duration ? audio.currentTime / audio.duration : 0;
    place.value = String(Math.round(share * 1000));
    time.textContent = shownDuration(audio.currentTime > 0 ? audio.currentTime : audio.duration);
    [...wave.children].forEach((bar, n) => bar.classList.toggle("played", n < share * BARS));
  };
  for (const name of ["play", "pause", "timeupdate", "loadedmetadata", "ended"]) {
    audio.addEventListener(name, show);
  }
  audio.addEventListener("ended", () => (audio.currentTime = 0));
  audio.addEventListener("error", () => {
    player.classList.add("broken");
    time.textContent = "No se puede reproducir";
    button.disabled = true;
  });
  button.addEventListener("click", () => (audio.paused ? play(audio) : audio.pause()));
  place.addEventListener("input", () => {
    if (audio.duration) audio.currentTime = (Number(place.value) / 1000) * audio.duration;
  });
  load(audio, item);
  return player;
}

// The whole recording at once, so that any place in it can be gone to.
async function load(audio, item) {
  if (item.url.startsWith("data:")) {
    audio.src = item.url;
    return;
  }
  try {
    audio.src = URL.createObjectURL(await fetchFile(item.url));
  } catch {
    audio.dispatchEvent(new Event("error"));
  }
}

function play(audio) {
  playing?.pause();
  playing = audio;
  audio.play().catch(() => audio.dispatchEvent(new Event("error")));
}

// Looks like a recording; the same for the same message.
function bars(seed) {
  let state = [...seed].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, (_, n) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    const height =
      18 + ((state >>> 24) / 255) * 62 * Math.sin(((n + 2) / (BARS + 3)) * Math.PI) ** 0.5;
    const bar = el("i");
    bar.style.height = `${height.toFixed(0)}%`;
    return bar;
  });
}
