/** How far a message came, in ticks and in words. */

// Twilio's codes, https://www.twilio.com/docs/api/errors
const REASONS = {
  21610: "el ciudadano pidió no recibir mensajes",
  30001: "la cola de mensajes está llena",
  63003: "ese número no tiene WhatsApp",
  63013: "WhatsApp rechazó la plantilla",
  63014: "el ciudadano bloqueó al Ayuntamiento",
  63016: "pasaron más de 24 horas desde su último mensaje",
  63018: "demasiados mensajes en poco tiempo",
  63019: "no se pudo descargar el archivo",
  63024: "el destinatario no es válido",
};

const FROM_CITIZEN = {
  sending: ["sending", "Enviando"],
  receiving: ["sent", "Enviado"],
  received: ["delivered", "Entregado"],
  answered: ["read", "Leído"],
};
const FROM_BOT = {
  queued: ["sending", "En camino"],
  accepted: ["sending", "En camino"],
  sending: ["sending", "En camino"],
  sent: ["sent", "Enviado"],
  delivered: ["delivered", "Entregado"],
  read: ["read", "Leído"],
};

/** Whether a message did not arrive. */
export function hasFailed(message) {
  return ["failed", "undelivered", "unsent"].includes(message.status);
}

/** `{tick, label}`: the tick's name and what it says. */
export function tickOf(message, isAnswered) {
  if (hasFailed(message)) return { tick: "failed", label: "No entregado" };
  const isOwn = message.direction === "inbound";
  const status = isOwn && isAnswered ? "answered" : message.status;
  const [tick, label] = (isOwn ? FROM_CITIZEN : FROM_BOT)[status] ?? ["sending", status];
  return { tick, label };
}

/** Why a message did not arrive. */
export function failureOf(message, reason) {
  if (message.status === "unsent") return "No enviado: el simulador no responde";
  if (message.direction === "inbound") return `No entregado: ${reason ?? "el bot no responde"}`;
  const code = message.error_code;
  const words = REASONS[code] ?? "Twilio no dice por qué";
  return `No llegó al teléfono: ${words}${code ? ` (error ${code})` : ""}`;
}

/** What the attempts to reach the bot say; null when one was taken. */
export function deliveryFailure(attempts) {
  if (attempts.some(({ status }) => status >= 200 && status < 300)) return null;
  const { status } = attempts[0];
  if (status === 403) return "el bot rechazó la firma (403)";
  return status ? `el bot contestó con un error (${status})` : "el bot no responde";
}
