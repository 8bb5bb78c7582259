/** A few stickers, drawn here. */

import { attachment } from "./delivery.js";
import { el } from "./dom.js";

const SIDE = 256;
const STICKERS = [
  { name: "Sol", paint: "#ffc83d", draw: sun },
  { name: "Gota de agua", paint: "#42a5f5", draw: drop },
  { name: "Corazón", paint: "#ef5366", draw: heart },
  { name: "Nopal", paint: "#43a047", draw: nopal },
];

/** Choose a sticker; `send({media})` is called with it. */
export function openStickers(overlay, send) {
  const buttons = STICKERS.map((sticker, n) => {
    const canvas = drawn(sticker);
    const click = async () => {
      overlay.close();
      const file = await new Promise((done) => canvas.toBlob(done, "image/webp", 0.9));
      if (file?.type !== "image/webp") {
        overlay.say("Este navegador no puede hacer stickers (WebP).");
        return;
      }
      await send({ media: [await attachment(file, null)] });
    };
    const attributes = {
      type: "button",
      "aria-label": sticker.name,
      "data-first": n === 0,
      on: { click },
    };
    return el("button.sticker-choice", attributes, canvas);
  });
  overlay.sheet({ title: "Stickers", content: [el("div.sticker-grid", {}, ...buttons)] });
}

function drawn({ paint, draw }) {
  const canvas = el("canvas", { width: String(SIDE), height: String(SIDE), "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  pen.lineJoin = pen.lineCap = "round";
  const shape = draw();
  for (const [colour, width] of [
    ["#00000030", 26],
    ["#ffffff", 22],
  ]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke(shape);
  }
  pen.fillStyle = paint;
  pen.fill(shape);
  face(pen);
  return canvas;
}

function face(pen) {
  pen.fillStyle = pen.strokeStyle = "#2b2118";
  for (const x of [104, 152]) {
    pen.beginPath();
    pen.ellipse(x, 132, 8, 11, 0, 0, 7);
    pen.fill();
  }
  pen.lineWidth = 7;
  pen.beginPath();
  pen.arc(128, 146, 22, 0.25, Math.PI - 0.25);
  pen.stroke();
}

function sun() {
  const shape = new Path2D();
  for (let n = 0; n < 24; n += 1) {
    const reach = n % 2 ? 82 : 112;
    const angle = (n / 24) * 2 * Math.PI;
    shape.lineTo(128 + reach * Math.cos(angle), 134 + reach * Math.sin(angle));
  }
  shape.closePath();
  return shape;
}

function drop() {
  return new Path2D("M128 22C178 88 206 122 206 164a78 78 0 0 1-156 0C50 122 78 88 128 22Z");
}

function heart() {
  return new Path2D(
    "M128 232C60 182 24 148 24 100a54 54 0 0 1 104-22 54 54 0 0 1 104 22c0 48-36 82-104 132Z",
  );
}

function nopal() {
  return new Path2D(
    "M96 236C60 210 58 150 76 122 40 128 20 104 22 76s28-42 50-24 22 40 20 58c20-22 52-24 74-6-8-26-2-62 30-70s44 20 34 48-34 40-54 38c20 26 16 90-20 116Z",
  );
}
