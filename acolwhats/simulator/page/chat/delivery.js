/** What a citizen sends: as the control API takes it, and as their phone shows it meanwhile. */

/** How the page delivers; the panel of faults changes it. */
export const delivery = { copies: 1 };

const MOST_BYTES = 16 * 1024 * 1024;

/** Whether WhatsApp would take a file of this size. */
export function fits(file) {
  return file.size > 0 && file.size <= MOST_BYTES;
}

export function newSid(hasMedia) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0"));
  return (hasMedia ? "MM" : "SM") + digits.join("");
}

/** A file as it is attached: `{content_type, filename, size, url}`, the bytes inside the URL. */
export async function attachment(file, filename = file.name ?? null) {
  const url = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  const content_type = file.type || "application/octet-stream";
  return { content_type, filename, size: file.size, url };
}

/** What is at one of the page's own addresses, as a file. */
export async function fetchFile(url) {
  const answer = await fetch(new URL(url, document.baseURI));
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.blob();
}

/** The body of `POST inbound`. */
export function asRequest(citizen, sid, content) {
  const { media = [], location = {}, ...rest } = content;
  return {
    from: citizen.address,
    name: citizen.name,
    message_sid: sid,
    copies: delivery.copies,
    ...rest,
    ...location,
    media: media.map(({ content_type, filename, url }) => ({
      content_type,
      filename,
      data_base64: url.slice(url.indexOf(",") + 1),
    })),
  };
}

/** The same as a message of the conversation, until the simulator has it. */
export function asMessage(sid, content, date) {
  return {
    sid,
    direction: "inbound",
    body: content.body || content.button_text || content.list_title || "",
    status: "sending",
    error_code: null,
    date: date.toISOString(),
    media: content.media ?? [],
    location: content.location ?? null,
    buttons: null,
    list: null,
    replied_sid: content.replied_sid ?? null,
    forwarded: content.forwarded ?? false,
  };
}
