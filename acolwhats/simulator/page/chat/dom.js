/** Making elements. Text is always text: nothing here reads markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. `on` holds listeners, `data` data attributes; true is an attribute without value, null or false is none.
 * @param {string} tag a name, with classes after dots: `div.bubble.in`
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.classList.add(...classes);
  const { on = {}, data = {}, ...plain } = attributes;
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
  for (const [key, value] of Object.entries(data)) element.dataset[key] = value;
  for (const [key, value] of Object.entries(plain)) set(element, key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function set(element, key, value) {
  if (value === null || value === undefined || value === false) return;
  element.setAttribute(key, value === true ? "" : value);
}

/** A picture of the sprite in index.html. */
export function icon(name, label = null) {
  const svg = document.createElementNS(SVG, "svg");
  svg.classList.add("icon");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows only a picture. */
export function iconButton(name, label, click, classes = "round") {
  const attributes = { type: "button", "aria-label": label, title: label, on: { click } };
  return el(`button.${classes}`, attributes, icon(name));
}

/** Words for those who hear the page. */
export function unseen(text) {
  return el("span.unseen", {}, text);
}

/** A labelled control. */
export function field(label, control) {
  return el("label.field", {}, el("span", {}, label), control);
}

export function motionIsReduced() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
