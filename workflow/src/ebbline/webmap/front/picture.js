/** The picture of the day with title, legend, scale and sources, in layouts of fixed sizes. */

import { aboutOf, aboutText, withTexts } from "./about.js";
import { append, h, s } from "./dom.js";
import { landKinds } from "./legend.js";
import { filterText } from "./filters.js";
import { RADIUS_M } from "./groundlayer.js";
import { isFiltered } from "./state.js";
import { frameFor } from "./surface.js";
import { drawMark } from "./markers.js";
import { SvgPen } from "./svgpen.js";

/** @typedef {import("./app.js").App} App */

/** Widths and heights of the layouts, px. */
export const SHAPES = /** @type {{[shape: string]: [number, number]}} */ ({
  ...{ "16:9": [1200, 675], "4:5": [864, 1080], "1:1": [960, 960] },
});
export const WIDE = "16:9";
const EDGE = 16;
const INK = "#1D1D1F";
const QUIET = "#5F5B53";
const ROW = 22;

/**
 * What the map shows, as an SVG element of its own: nothing in it refers to anything outside it.
 * All of the land that is seen in the window is in it, whatever the window's size.
 * @param {App} app
 * @param {string} [shape]
 * @returns {SVGSVGElement}
 */
export function pictureSvg(app, shape = app.choice.shape ?? WIDE) {
  const [width, height] = SHAPES[shape];
  const { surface, seen } = app.map.picture();
  const family = getComputedStyle(document.body).fontFamily;
  const name = pictureTitle(app);
  const svg = s("svg", {
    ...{ xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` },
    ...{ "font-family": family, role: "img", "aria-label": name },
  });
  append(svg, [s("title", {}, name), s("desc", {}, aboutText(app)), s("rect", { width, height, fill: "#FFFFFF" })]);
  const paper = new Paper(app, svg, width, family);
  const top = paper.head();
  const keys = s("svg", {});
  const foot = new Paper(app, keys, width, family);
  const high = foot.foot();
  const size = { x: width, y: height - top - high };
  const inner = s("svg", { x: 0, y: top, width, height: size.y, viewBox: `0 0 ${width} ${size.y}` });
  const frame = frameFor(app.data.grid, seen(), size);
  const pen = new SvgPen(inner, rulerContext());
  for (const layer of surface.layers) layer.draw(pen, frame);
  scaleBar(app, pen, frame);
  for (const [key, value] of Object.entries({ x: 0, y: height - high, width, height: high })) keys.setAttribute(key, String(value));
  append(svg, [inner, keys]);
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

/** Lines of text and keys below each other, none wider than the paper. */
class Paper {
  /**
   * @param {App} app
   * @param {SVGElement} root
   * @param {number} width px
   * @param {string} family
   */
  constructor(app, root, width, family) {
    this.app = app;
    this.width = width;
    this.family = family;
    this.pen = new SvgPen(root, rulerContext(), "key");
    this.pen.use(null);
    this.y = 0;
  }

  /**
   * @param {string} text
   * @param {{size: number, weight?: string, color?: string, rows?: number}} style
   */
  lines(text, { size, weight = "", color = INK, rows = 2 }) {
    const { pen, app: { words } } = this;
    const font = `${weight}${size}px ${this.family}`;
    for (const line of wrapped(text, (part) => pen.width(part, font), this.width - 2 * EDGE, rows)) {
      this.y += 1.32 * size;
      const [x, align] = words.rightToLeft ? [this.width - EDGE, "end"] : [EDGE, "start"];
      pen.text(line, x, this.y - 0.45 * size, { font, color, align: /** @type {any} */ (align) });
    }
  }

  /** What the picture says, of which day, how much; returns how high it is. */
  head() {
    const { app } = this;
    const { words, choice } = app;
    const compared = choice.from !== null && app.lost;
    const title = compared
      ? app.t("compare_lead", { holder: words.holder(app.past.subject), from: words.day(choice.from ?? choice.day), to: words.day(choice.day) })
      : app.finding() || words.language.title;
    this.y = 8;
    this.lines(title, { size: 21, weight: "700 " });
    const filtered = isFiltered(choice) ? ` · ${filterText(app)}` : "";
    this.lines(`${app.dayText()} · ${app.heldText()}${filtered}`, { size: 14, rows: 3 });
    return this.y + 8;
  }

  /** Parties, kinds of land, sources; returns how high it is. */
  foot() {
    const { app } = this;
    const { words, data } = app;
    this.y = 6;
    this.#keys(data.case.holders.map(({ id }) => ({ text: words.shortHolder(id), mark: data.said.party_marks[id] })));
    this.#keys(landKinds(app));
    const publishers = [...new Set(Object.values(data.sources).map((v) => v.publisher || v.origin))];
    const small = { size: 10.5, color: QUIET };
    this.y += 2;
    this.lines(`${words.language.title}. ${app.t("sources_line", { sources: publishers.join(", ") })}`, { ...small, rows: 3 });
    this.lines(app.t("disclaimer"), small);
    return this.y + 8;
  }

  /** @param {{text: string, mark?: number, paint?: import("./looks.js").Paint, inferred?: import("./looks.js").Paint}[]} items */
  #keys(items) {
    const { pen, app } = this;
    const font = `12px ${this.family}`;
    const right = app.words.rightToLeft;
    let x = EDGE;
    this.y += ROW / 2;
    for (const { text, mark, paint, inferred } of items) {
      const wide = 30 + pen.width(text, font);
      if (x > EDGE && x + wide > this.width - EDGE) {
        x = EDGE;
        this.y += ROW;
      }
      const at = (/** @type {number} */ v) => (right ? this.width - v : v);
      if (mark !== undefined) drawMark(pen, app.looks.layers(mark), at(x + 11), this.y, 6);
      if (paint) {
        const boxed = (/** @type {number} */ from) => {
          const box = pen.path();
          for (const [dx, dy] of [[from, -6], [22, -6], [22, 6], [from, 6]])
            box[dx > from || dy > 0 ? "lineTo" : "moveTo"](at(x + dx), this.y + dy);
          box.closePath();
          return box;
        };
        const box = boxed(0);
        pen.fill(box, paint);
        if (inferred) pen.fill(boxed(11), inferred);
        pen.stroke(box, app.looks.ground.border, 0.8);
      }
      pen.text(text, at(x + 28), this.y, { font, color: INK, align: right ? "end" : "start" });
      x += wide + 16;
    }
    this.y += ROW / 2;
  }
}

/**
 * How long some kilometres are in the middle of the picture.
 * @param {App} app
 * @param {SvgPen} pen
 * @param {import("./pens.js").Frame} frame
 */
function scaleBar(app, pen, frame) {
  const { grid } = app.data;
  const y = grid.north - ((frame.height / 2 - frame.ty) / frame.k) * grid.step;
  const kmPerPx = (grid.step / frame.k / 1000) / Math.cosh(y / RADIUS_M);
  const most = 120 * kmPerPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const km = ([5, 2, 1].find((n) => n * power <= most) ?? 1) * power;
  const long = km / kmPerPx;
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const text = app.t("km", { n: app.words.number(km, km < 1 ? 1 : 0) });
  const [left, low] = [EDGE, frame.height - 14];
  pen.use(null);
  const line = pen.path();
  line.moveTo(left, low - 5);
  line.lineTo(left, low);
  line.lineTo(left + long, low);
  line.lineTo(left + long, low - 5);
  pen.stroke(line, "#FFFFFF", 4.5);
  pen.stroke(line, INK, 1.5);
  pen.text(text, left + long + 8, low - 3, { font, color: INK, halo: "#FFFFFF" });
}

/**
 * @param {string} text
 * @param {(text: string) => number} measure px
 * @param {number} room px
 * @param {number} rows at most; what does not fit is cut, and said to be
 */
function wrapped(text, measure, room, rows) {
  /** @type {string[]} */
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && measure(`${line} ${word}`) > room) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  if (lines.length <= rows) return lines;
  const kept = lines.slice(0, rows);
  let last = kept[rows - 1];
  while (last.includes(" ") && measure(`${last} …`) > room) last = last.slice(0, last.lastIndexOf(" "));
  return [...kept.slice(0, -1), `${last} …`];
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
    /** @type {Blob} */
    const png = await new Promise((done, fail) => {
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png");
    });
    const { title, rights, license } = aboutOf(app);
    return await withTexts(png, { Title: title, Copyright: `${rights} ${license.url}`, Description: aboutText(app) });
  } finally {
    URL.revokeObjectURL(address);
  }
}
