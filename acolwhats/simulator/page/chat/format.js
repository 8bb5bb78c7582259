/** WhatsApp's formatting -> nodes. Whatever a message holds, it becomes text, never markup. */

import { el } from "./dom.js";

const TAGS = { "*": "strong", _: "em", "~": "s" };
const BLOCK = /```([^]+?)```/g;
const DOMAIN = String.raw`(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:mx|com|org|net|info|edu|gob)\b`;
const INLINE = new RegExp(
  [
    String.raw`(?<url>https?:\/\/[^\s<>"']+)`,
    String.raw`(?<mail>[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,})`,
    String.raw`(?<site>(?<![\w@.\/-])${DOMAIN}(?:\/[^\s<>"']*)?)`,
    "`(?<code>[^`\\n]+)`",
    String.raw`(?<![\p{L}\p{N}])(?<mark>[*_~])(?!\s|\k<mark>)(?<inside>[^\n]*?\S)\k<mark>(?![\p{L}\p{N}])`,
  ].join("|"),
  "giu",
);
const TRAILING = /[.,;:!?)\]}»”*_~]+$/;

/** A message's text as it is shown. */
export function formatted(text) {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(BLOCK)) {
    fragment.append(...lines(text.slice(end, match.index)));
    fragment.append(el("code.code-block", {}, match[1]));
    end = match.index + match[0].length;
  }
  fragment.append(...lines(text.slice(end)));
  return fragment;
}

/** Without marks, on one line: for quotes and labels. */
export function plain(text) {
  const holder = document.createElement("div");
  holder.append(formatted(text));
  return holder.textContent.replace(/\s+/g, " ").trim();
}

/** Whether a text is one to three emoji, which are shown large. */
export function isOnlyEmoji(text) {
  const bare = text.trim();
  if (
    !bare ||
    bare.length > 40 ||
    /[\p{L}\p{N}]/u.test(bare.replace(/[\d#*]\ufe0f?\u20e3/gu, ""))
  ) {
    return false;
  }
  const signs = [...new Intl.Segmenter("es").segment(bare)].map((part) => part.segment);
  const shown = signs.filter((sign) => sign.trim());
  return (
    shown.length <= 3 &&
    shown.every((sign) => /\p{Extended_Pictographic}|\p{RI}|\u20e3/u.test(sign))
  );
}

function lines(text) {
  const nodes = [];
  let run = [];
  const flush = () => {
    if (run.length > 0) nodes.push(...inline(run.join("\n")));
    run = [];
  };
  for (const line of text.split("\n")) {
    if (line.startsWith("> ") && line.length > 2) {
      flush();
      nodes.push(el("blockquote.quoted-line", {}, ...inline(line.slice(2))));
    } else {
      run.push(line);
    }
  }
  flush();
  return nodes;
}

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) nodes.push(text.slice(end, match.index));
    nodes.push(...shown(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(text.slice(end));
  return nodes;
}

function shown({ groups }) {
  if (groups.url) return link(groups.url, (bare) => bare);
  if (groups.site) return link(groups.site, (bare) => `https://${bare}`);
  if (groups.mail) return link(groups.mail, (bare) => `mailto:${bare}`);
  if (groups.code) return [el("code", {}, groups.code)];
  return [el(TAGS[groups.mark], {}, ...inline(groups.inside))];
}

function link(text, target) {
  const trailing = text.match(TRAILING)?.[0] ?? "";
  const bare = text.slice(0, text.length - trailing.length);
  const href = target(bare);
  if (!isAddress(href)) return [text];
  return [el("a", { href, target: "_blank", rel: "noopener noreferrer" }, bare), trailing];
}

function isAddress(href) {
  try {
    return Boolean(new URL(href));
  } catch {
    return false;
  }
}
