/** What is attached to a message, as WhatsApp shows it. No map tiles, nothing from outside. */

import { audioPlayer } from "./audio.js";
import { fetchFile } from "./delivery.js";
import { el, icon } from "./dom.js";

const KINDS = [
  ["application/pdf", "PDF"],
  ["application/msword", "DOC"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"],
  ["application/vnd.ms-excel", "XLS"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"],
  ["text/plain", "TXT"],
];

/** Something attached. */
export function mediaOf(item, message, acts) {
  const type = item.content_type;
  if (type === "image/webp") return picture(item, "Sticker", acts);
  if (type === "image/svg+xml") return documentCard(item);
  if (type.startsWith("image/")) return picture(item, message.body || "Foto", acts);
  if (type.startsWith("video/")) return film(item);
  if (type.startsWith("audio/")) return audioPlayer(item, message.sid);
  if (/^text\/(x-)?vcard/.test(type)) return contactCard(item);
  return documentCard(item);
}

function picture(item, alt, acts) {
  const image = el("img.picture", { src: item.url, alt, loading: "lazy", decoding: "async" });
  const click = () => acts.show(item, alt);
  const button = el("button.picture-button", { type: "button", on: { click } }, image);
  image.addEventListener("error", () =>
    button.replaceWith(documentCard(item, "No se puede mostrar")),
  );
  return button;
}

function film(item) {
  const video = el("video.film", {
    controls: true,
    preload: "metadata",
    playsinline: true,
    src: item.url,
  });
  video.addEventListener("error", () =>
    video.replaceWith(documentCard(item, "No se puede reproducir")),
  );
  return video;
}

/** A file with its name, kind and size; tapping it downloads it. */
export function documentCard(item, note = null) {
  const name = item.filename ?? "Archivo";
  const kind = kindOf(item);
  const details = [note, kind, shownSize(item.size)].filter(Boolean).join(" · ");
  const attributes = {
    href: item.url,
    download: name,
    "aria-label": `Descargar ${name}, ${details}`,
  };
  return el(
    "a.document",
    attributes,
    el("span.document-kind", { data: { kind } }, kind.slice(0, 4)),
    el("span.document-words", {}, el("strong", {}, name), el("small", {}, details)),
    icon("download"),
  );
}

function kindOf({ content_type, filename }) {
  const known = KINDS.find(([type]) => content_type.split(";")[0] === type);
  if (known) return known[1];
  const extension = filename?.match(/\.([a-z0-9]{1,5})$/i)?.[1];
  return (extension ?? content_type.split("/")[1] ?? "archivo").slice(0, 8).toUpperCase();
}

export function shownSize(bytes) {
  if (typeof bytes !== "number") return "";
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A pin: a drawn map, the place, its address and coordinates. */
export function locationCard({ latitude, longitude, label, address }) {
  const coordinates = `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
  return el(
    "div.location",
    {},
    el("div.map", { "aria-hidden": "true" }, icon("pin")),
    el(
      "div.location-words",
      {},
      el("strong", {}, label || "Ubicación"),
      address ? el("span", {}, address) : null,
      el("small", {}, coordinates),
    ),
  );
}

function contactCard(item) {
  const name = el("strong", {}, "Contacto");
  const number = el("span", {}, "");
  readCard(item).then(
    (card) => {
      name.textContent = card.FN ?? "Contacto";
      number.textContent = card.TEL ?? "";
    },
    () => {
      number.textContent = "No se puede leer";
    },
  );
  return el(
    "div.contact-card",
    {},
    el("span.avatar", {}, icon("person")),
    el("span.contact-words", {}, name, number),
  );
}

async function readCard(item) {
  const text = item.url.startsWith("data:")
    ? new TextDecoder().decode(
        Uint8Array.from(atob(item.url.split(",")[1]), (c) => c.charCodeAt(0)),
      )
    : await (await fetchFile(item.url)).text();
  const lines = text.split(/\r?\n/).map((line) => line.match(/^([A-Z]+)[^:]*:(.*)$/));
  return Object.fromEntries(lines.filter(Boolean).map(([, name, value]) => [name, value]));
}
