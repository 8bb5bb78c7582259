/** Whose phones are on the desk. Kept in the browser; the conversations are the simulator's. */

const KEY = "acolwhats.ciudadanos";
const ADDRESS = /^whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9._-]{1,128})$/;

/** What two spellings of one person have in common; the simulator does the same. */
export function personKey(address) {
  return address.replace(/^whatsapp:\+521(\d{10})$/, "whatsapp:+52$1");
}

/** The address in what somebody typed: a number, or a BSUID such as `MX.ciudadano3`. Null when it is neither. */
export function parseAddress(typed) {
  const bare = typed.trim().replace(/^whatsapp:/i, "");
  const spelt = /^[A-Za-z]{2}\./.test(bare)
    ? bare.slice(0, 2).toUpperCase() + bare.slice(2)
    : withPlus(bare.replace(/[\s().-]/g, ""));
  const address = `whatsapp:${spelt}`;
  return ADDRESS.test(address) ? address : null;
}

function withPlus(digits) {
  return /^\d{10}$/.test(digits) ? `+521${digits}` : digits.replace(/^(?=\d)/, "+");
}

/** An address as people write it. */
export function shownAddress(address) {
  const bare = address.replace(/^whatsapp:/, "");
  const parts = bare.match(/^\+52(1?)(\d{2})(\d{4})(\d{4})$/);
  return parts ? ["+52", ...parts.slice(1)].filter(Boolean).join(" ") : bare;
}

export function loadCitizens() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    const good = kept.filter((c) => ADDRESS.test(c.address) && typeof c.name === "string");
    if (good.length > 0) return good;
  } catch {
    // Nothing kept yet, or not by us.
  }
  return [newCitizen([]), newCitizen([newCitizen([])])];
}

export function keepCitizens(citizens) {
  localStorage.setItem(KEY, JSON.stringify(citizens));
}

/** Somebody with a fictitious number that nobody here has. */
export function newCitizen(others) {
  const taken = new Set(others.map((citizen) => personKey(citizen.address)));
  for (let n = 1; ; n += 1) {
    const address = `whatsapp:+52155${String(n).padStart(8, "0")}`;
    if (!taken.has(personKey(address))) return { address, name: `Ciudadano ${n}` };
  }
}
