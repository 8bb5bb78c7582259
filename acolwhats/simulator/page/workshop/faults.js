/** What can go wrong on demand, and how it is said. */

/** Groups of faults: `{label, fault}`; `times` is added. */
export const FAULTS = [
  [
    "Twilio, cuando el bot envía",
    [
      {
        label: "429: demasiadas peticiones",
        fault: { operation: "create_message", kind: "error", status: 429, retry_after: 2 },
      },
      {
        label: "500: error de Twilio",
        fault: { operation: "create_message", kind: "error", status: 500 },
      },
      {
        label: "503: no disponible",
        fault: { operation: "create_message", kind: "error", status: 503, retry_after: 3 },
      },
      {
        label: "No contesta (30 s)",
        fault: { operation: "create_message", kind: "hang", seconds: 30 },
      },
      {
        label: "Contesta a gotas (8 s)",
        fault: { operation: "create_message", kind: "slow", seconds: 8 },
      },
      { label: "Corta la conexión", fault: { operation: "create_message", kind: "reset" } },
      {
        label: "Lo hace, pero se pierde la respuesta",
        fault: { operation: "create_message", kind: "lost_response" },
      },
      {
        label: "Rechaza: número no válido (21211)",
        fault: { operation: "create_message", kind: "error", status: 400, code: 21211 },
      },
    ],
  ],
  [
    "El bot, cuando escribe un ciudadano",
    [
      { label: "Contesta 503", fault: { operation: "webhook", kind: "error", status: 503 } },
      { label: "Se corta la conexión", fault: { operation: "webhook", kind: "reset" } },
      {
        label: "Lo recibe, pero se pierde la respuesta",
        fault: { operation: "webhook", kind: "lost_response" },
      },
      { label: "Llega 5 s tarde", fault: { operation: "webhook", kind: "slow", seconds: 5 } },
    ],
  ],
  [
    "Archivos adjuntos",
    [
      { label: "Todavía no están (404)", fault: { operation: "media", kind: "missing" } },
      { label: "Redirigen a otro servidor", fault: { operation: "media", kind: "redirect" } },
      { label: "Dicen ser otra cosa", fault: { operation: "media", kind: "wrong_type" } },
      { label: "No terminan nunca", fault: { operation: "media", kind: "oversize" } },
      { label: "Llegan a medias", fault: { operation: "media", kind: "truncated" } },
    ],
  ],
];

/** Ways in which the status callbacks come. */
export const CALLBACKS = [
  { label: "En orden", mode: {} },
  { label: "Desordenados (entregado, luego enviado)", mode: { order: ["delivered", "sent"] } },
  { label: "Cada uno tres veces", mode: { copies: 3 } },
  { label: "La mitad se pierde", mode: { lost: 0.5 } },
  { label: "Se pierden todos", mode: { lost: 1 } },
  { label: "Lentos (3 s y 5 s)", mode: { sent_after: 3, delivered_after: 5 } },
  { label: "Nada se envía: todo queda en camino", mode: { manual: true } },
  { label: "WhatsApp rechaza todo por prisa (63018)", mode: { fail_code: 63018 } },
  { label: "El destinatario no es válido (63024)", mode: { fail_code: 63024 } },
];

/** A fault that is set, in words. */
export function faultInWords(set) {
  const all = FAULTS.flatMap(([, faults]) => faults);
  const known = all.find(({ fault }) =>
    Object.entries(fault).every(([key, value]) => set[key] === value),
  );
  const words = known?.label ?? `${set.operation}: ${set.kind}`;
  return `${words} · ${set.times === null ? "siempre" : `faltan ${set.times}`}`;
}

/** Which of the ways of the callbacks is in force; -1 is none of these. */
export function callbacksInForce(mode) {
  const plain = {
    order: null,
    copies: 1,
    lost: 0,
    fail_code: null,
    manual: false,
    sent_after: 0.05,
    delivered_after: 0.1,
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return CALLBACKS.findIndex(({ mode: way }) =>
    Object.entries(plain).every(([key, value]) => same(mode[key], way[key] ?? value)),
  );
}
