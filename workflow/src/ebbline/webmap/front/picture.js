/** The visible picture with title, legend and sources, as SVG or PNG. */

import { append, h, s } from "./dom.js";
import { landKinds } from "./legend.js";
import { filterText } from "./filters.js";
import { isFiltered } from "./state.js";
import { frameOf } from "./surface.js";
import { drawMark } from "./markers.js";
import { SvgPen } from "./svgpen.js";

/** @typedef {import("./app.js").App} App */

const HEAD = 64;
const FOOT = 128;

/**
 * The map as seen, as an SVG element of its own: nothing in it refers to anything outside it.
 * @param {App} app
 * @returns {SVGSVGElement}
 */
export function pictureSvg(app) {
  const { map, surface } = app.map.picture();
  const size = map.getSize();
  const [width, height] = [Math.max(size.x, 320), size.y + HEAD + FOOT];
  const family = getComputedStyle(document.body).fontFamily;
  const svg = s("svg", {
    ...{ xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
    ...{ "font-family": family, role: "img", "aria-label": pictureTitle(app) },
  });
  append(svg, [s("title", {}, pictureTitle(app)), s("rect", { width, height, fill: "#FFFFFF" })]);
  const inner = s("svg", { x: 0, y: HEAD, width: size.x, height: size.y, viewBox: `0 0 ${size.x} ${size.y}` });
  const pen = new SvgPen(inner, rulerContext());
  const corner = map.containerPointToLayerPoint([0, 0]);
  const frame = frameOf(map, app.data.grid, corner, size);
  for (const layer of surface.layers) layer.draw(pen, frame);
  append(svg, [inner, head(app, width), foot(app, width, height)]);
  return svg;
}

/** What measures text. */
function rulerContext() {
  const canvas = document.createElement("canvas");
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** @param {App} app */
function pictureTitle(app) {
  const { words, choice } = app;
  return `${words.language.title}: ${words.day(choice.day)}`;
}

/**
 * @param {App} app
 * @param {number} width
 */
function head(app, width) {
  const { words, choice } = app;
  const area = app.areas.on(app.past.subject, choice.region, choice.convention, choice.day);
  const held = app.t("held_by", {
    holder: words.shortHolder(app.past.subject),
    area: app.areaText(area),
    convention: app.t(`convention.${choice.convention}`),
  });
  const [x, anchor] = words.rightToLeft ? [width - 14, "end"] : [14, "start"];
  const filtered = isFiltered(choice) ? ` · ${filterText(app)}` : "";
  const compared = choice.from === null ? "" : ` · ${app.t("compare_with", { day: words.day(choice.from) })}`;
  return [
    s("text", { x, y: 26, "text-anchor": anchor, "font-size": 18, "font-weight": 700, fill: "#1D1D1F" }, words.language.title),
    s("text", { x, y: 48, "text-anchor": anchor, "font-size": 14, fill: "#1D1D1F" }, `${app.dayText()} · ${held}${compared}${filtered}`),
  ];
}

/**
 * @param {App} app
 * @param {number} width
 * @param {number} height
 */
function foot(app, width, height) {
  const { words, data } = app;
  const group = s("g");
  const pen = new SvgPen(group, rulerContext(), "key");
  const top = height - FOOT + 18;
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  let x = 18;
  for (const { id } of data.case.holders) {
    drawMark(pen, app.looks.layers(data.said.party_marks[id]), x, top, 6);
    const name = words.shortHolder(id);
    pen.text(name, x + 12, top, { font, color: "#1D1D1F" });
    x += 30 + pen.width(name, font);
  }
  landKeys(app, pen, 12, top + 26);
  const anchor = words.rightToLeft ? "end" : "start";
  const at = words.rightToLeft ? width - 14 : 14;
  const publishers = [...new Set(Object.values(data.sources).map((v) => v.publisher || v.origin))];
  const lines = [
    ...wrapped(app.t("sources_line", { sources: publishers.join(", ") }), width / 6.1, 2),
    ...wrapped(app.t("disclaimer"), width / 6.1, 2),
  ];
  const notes = lines.map((line, i) =>
    s("text", { x: at, y: top + 58 + 13 * i, "text-anchor": anchor, "font-size": 10.5, fill: "#5F5B53" }, line),
  );
  return [group, notes];
}

/**
 * What the kinds of land look like, in the subject's colour.
 * @param {App} app
 * @param {SvgPen} pen
 * @param {number} left
 * @param {number} y
 */
function landKeys(app, pen, left, y) {
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  let x = left;
  for (const { text, paint } of landKinds(app)) {
    const box = pen.path();
    for (const [dx, dy] of [[0, -6], [20, -6], [20, 6], [0, 6]])
      box[dx || dy > 0 ? "lineTo" : "moveTo"](x + dx, y + dy);
    box.closePath();
    pen.fill(box, paint);
    pen.stroke(box, app.looks.ground.border, 0.8);
    pen.text(text, x + 26, y, { font, color: "#1D1D1F" });
    x += 44 + pen.width(text, font);
  }
}

/**
 * @param {string} text
 * @param {number} most letters a line
 * @param {number} rows
 */
function wrapped(text, most, rows) {
  /** @type {string[]} */
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && line.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), `${lines[rows - 1]} …`];
}

/**
 * @param {SVGSVGElement} svg
 * @returns {Blob}
 */
export function svgBlob(svg) {
  const text = new XMLSerializer().serializeToString(svg);
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`], { type: "image/svg+xml" });
}

/**
 * @param {App} app
 * @returns {Promise<Blob>}
 */
export async function pngBlob(app) {
  const svg = pictureSvg(app);
  const scale = 2;
  const address = URL.createObjectURL(svgBlob(svg));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = h("canvas", {
      width: Number(svg.getAttribute("width")) * scale,
      height: Number(svg.getAttribute("height")) * scale,
    });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
