/** Sheets that are read and chosen from: a list picker, a picture in full. */

import { el } from "./dom.js";

let groups = 0;

/** The items of a list picker, one to choose; `chosen(item)` is called with it. */
export function openList(overlay, message, chosen) {
  const { button, items } = message.list;
  const name = `lista-${(groups += 1)}`;
  const send = el("button.button.button-main", { type: "submit", disabled: true }, "Enviar");
  const options = items.map((item, n) => option(item, n, name));
  const form = el(
    "form.choices",
    {},
    el("fieldset", {}, el("legend.unseen", {}, button), ...options),
    send,
  );
  form.addEventListener("change", () => (send.disabled = false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const item = items[Number(new FormData(form).get(name))];
    overlay.close();
    chosen(item);
  });
  overlay.sheet({ title: button, content: [form] });
}

function option({ item, description }, n, name) {
  const radio = el("input", { type: "radio", name, value: String(n) });
  const words = el("span.option-words", {}, el("strong", {}, item));
  if (description) words.append(el("small", {}, description));
  return el("label.option", {}, words, radio);
}

/** A picture that fills the screen. */
export function openPicture(overlay, { url, filename }, alt) {
  overlay.sheet({
    title: filename ?? "Foto",
    content: [el("img.viewer", { src: url, alt })],
    isFull: true,
  });
}
