/** Who holds a phone: a fictitious name and number, or none. */

import { parseAddress, shownAddress } from "./citizens.js";
import { el, field } from "./dom.js";

/** Change a citizen; `changed(citizen)` is called with the new one. */
export function editOwner(overlay, citizen, isTaken, changed) {
  const name = el("input", {
    value: citizen.name,
    maxlength: "60",
    required: true,
    "data-first": true,
  });
  const number = el("input", {
    value: shownAddress(citizen.address),
    maxlength: "140",
    required: true,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "owner-hint",
  });
  const error = el("p.field-error", { role: "alert" });
  const hint = el(
    "p.hint",
    { id: "owner-hint" },
    "Un número inventado, como +52 1 55 0000 0001, o un BSUID, como MX.ciudadano3: así llega quien no comparte su número.",
  );
  const submit = el("button.button.button-main", { type: "submit" }, "Guardar");
  const fields = [
    field("Nombre de perfil", name),
    field("Número o BSUID", number),
    hint,
    error,
    submit,
  ];
  const form = el("form.stack", {}, ...fields);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const address = parseAddress(number.value);
    const wrong = !address
      ? "Ese número no es válido."
      : isTaken(address)
        ? "Otro teléfono ya tiene ese número."
        : "";
    error.textContent = wrong;
    number.setAttribute("aria-invalid", String(Boolean(wrong)));
    if (wrong) return;
    overlay.close();
    changed({ address, name: name.value.trim() || citizen.name });
  });
  overlay.sheet({ title: "Cambiar nombre y número", content: [form] });
}
