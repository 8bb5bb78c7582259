/** A pin to send: places of Acolman, or any other. */

import { el, field, icon } from "./dom.js";

// Degrees, WGS 84; roughly.
const PLACES = [
  {
    label: "Ex convento de San Agustín",
    address: "Centro, Acolman, Estado de México",
    latitude: 19.6381,
    longitude: -98.9119,
  },
  {
    label: "Centro de Acolman",
    address: "Acolman de Nezahualcóyotl, Estado de México",
    latitude: 19.638,
    longitude: -98.912,
  },
  {
    label: "Tepexpan",
    address: "Tepexpan, Acolman, Estado de México",
    latitude: 19.6133,
    longitude: -98.9408,
  },
  {
    label: "Fuera del municipio",
    address: "Zócalo, Ciudad de México",
    latitude: 19.4326,
    longitude: -99.1332,
  },
];

/** Choose a place; `send({location})` is called with it. */
export function openLocation(overlay, send) {
  const choose = (location) => {
    overlay.close();
    send({ location });
  };
  const presets = PLACES.map((place, n) => {
    const words = el(
      "span.option-words",
      {},
      el("strong", {}, place.label),
      el("small", {}, place.address),
    );
    const attributes = {
      type: "button",
      "data-first": n === 0,
      on: { click: () => choose(place) },
    };
    return el("button.option", attributes, icon("pin"), words);
  });
  overlay.sheet({ title: "Enviar ubicación", content: [...presets, form(choose)] });
}

function form(choose) {
  const degrees = { type: "text", inputmode: "decimal", required: true };
  const latitude = el("input", { ...degrees, value: "19.638" });
  const longitude = el("input", { ...degrees, value: "-98.912" });
  const label = el("input", { maxlength: "80" });
  const address = el("input", { maxlength: "120" });
  const error = el("p.field-error", { role: "alert" });
  const submit = el("button.button.button-main", { type: "submit" }, "Enviar esta ubicación");
  const fields = el(
    "form.stack",
    {},
    el("h3", {}, "Otro lugar"),
    el("div.pair", {}, field("Latitud", latitude), field("Longitud", longitude)),
    field("Nombre (opcional)", label),
    field("Dirección (opcional)", address),
    error,
    submit,
  );
  fields.addEventListener("submit", (event) => {
    event.preventDefault();
    const place = { latitude: number(latitude, 90), longitude: number(longitude, 180) };
    if (place.latitude === null || place.longitude === null) {
      error.textContent = "Escribe grados con punto decimal, por ejemplo 19.638 y -98.912.";
      return;
    }
    choose({ ...place, label: label.value.trim() || null, address: address.value.trim() || null });
  });
  return fields;
}

function number(input, most) {
  const value = Number(input.value.trim());
  const isGood = input.value.trim() !== "" && Number.isFinite(value) && Math.abs(value) <= most;
  input.setAttribute("aria-invalid", String(!isGood));
  return isGood ? value : null;
}
