/** Outlines of land, drawn over it: what the subject held at first, and the settled land that is new on the day. */

import { polyline } from "./groundlayer.js";
import { meet } from "./labels.js";
import { HALO } from "./markers.js";
import { CanvasPen } from "./pens.js";

/**
 * @typedef {import("./landlayer.js").Territory} Territory
 * @typedef {import("./pens.js").Frame} Frame
 * @typedef {import("./app.js").App} App
 * @typedef {any} Pen a CanvasPen or SvgPen
 *
 * @typedef {object} Outline
 * @property {Int32Array[]} lines x, y, x, y, … in grid units
 * @property {string} text
 * @property {string} color
 * @property {number} width px
 * @property {number[]} dash px
 */

const GHOST = { width: 1.6, dash: [6, 4] };
const NEW = { width: 2.4, dash: [] };
/** A line that moves a little behind the front is no news: less than this share of the most. */
const LEAST_SHARE = 0.15;
/** Land of one taker less tall than this has no name of its own. */
const LEAST_NAMED_PX = 14;

export class Outlines {
  /**
   * @param {App} app
   * @param {Territory} territory
   */
  constructor(app, territory) {
    this.app = app;
    this.territory = territory;
    /** @type {Map<string, Outline[]>} */
    this.known = new Map();
    /** @type {number[][]} boxes of the names as drawn last, px */
    this.written = [];
    /** @type {() => {seen: number[], covered: number[][]} | null} what of the surface is seen */
    this.window = () => null;
    /** @type {(frame: Frame) => number[][]} boxes of the marks that no name may cover, px */
    this.marks = () => [];
  }

  /** What is outlined now. */
  get shown() {
    const { app } = this;
    const { chapter, from, day, language } = app.choice;
    const ghost = chapter === "opening" || chapter === "end" || chapter === "unknown";
    const key = `${ghost ? "ghost" : from === null ? day : "none"} ${language}`;
    const known = this.known.get(key) ?? (ghost ? this.#ghost() : from === null ? this.#changed(day) : []);
    if (this.known.size > 40) this.known.clear();
    this.known.set(key, known);
    return known;
  }

  #ghost() {
    const { app, territory: { past } } = this;
    if (app.data.case.everyone) return [];
    const { first, subject } = app.past;
    const text = app.t("held_on", { day: app.words.shortDay(first) });
    const holders = this.#holders(first, past);
    const lines = this.#around((patch) => holders[patch] === subject);
    return [{ lines, text, color: app.looks.edge(subject), ...GHOST }];
  }

  /** @param {number} day */
  #changed(day) {
    const { app, territory: { past } } = this;
    if (day <= app.past.first) return [];
    const [before, after] = [this.#holders(day - 1, past), this.#holders(day, past)];
    const { km2, settled } = this.territory.land;
    // As on paper: that the desert between towns goes over is drawn, but nobody told of it.
    const is = (/** @type {string} */ taker) => (/** @type {number} */ patch) =>
      settled[patch] === 1 && after[patch] === taker && before[patch] !== taker;
    const gains = app.data.case.holders.map(({ id }) => ({
      id,
      area: after.reduce((sum, _, patch) => sum + (is(id)(patch) ? km2[patch] : 0), 0),
    }));
    const most = Math.max(...gains.map(({ area }) => area));
    return gains.filter(({ area }) => area > 0 && area >= LEAST_SHARE * most).map(({ id }) => (
      { lines: this.#around(is(id)), text: app.words.shortHolder(id), color: app.looks.edge(id), ...NEW }
    ));
  }

  /**
   * @param {number} day
   * @param {import("./past.js").LandPast} past
   */
  #holders(day, past) {
    const { kinds, runs } = this.territory.land;
    return runs.map((_, patch) => kinds[past.kind(patch, day)]?.[0] ?? "");
  }

  /**
   * The lines around patches, joined at their ends so that dashes run on.
   * @param {(patch: number) => boolean} inside
   */
  #around(inside) {
    const { arcs, sides } = this.territory.shapes;
    const edge = arcs.filter((_, arc) => {
      const [one, two] = [sides[2 * arc], sides[2 * arc + 1]];
      return (one >= 0 && inside(one)) !== (two >= 0 && inside(two));
    });
    return joined(edge);
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    const family = getComputedStyle(document.body).fontFamily;
    this.written = [];
    const marks = this.marks(frame);
    for (const { lines, text, color, width, dash } of this.shown) {
      pen.use(frame);
      const path = pen.path();
      for (const line of lines) polyline(path, line, false);
      pen.stroke(path, HALO, width + 2.4);
      pen.stroke(path, color, width, dash);
      const font = `600 italic 13px ${family}`;
      const screen = pen instanceof CanvasPen ? this.window() : null;
      const taken = [...marks, ...this.written, ...(screen?.covered ?? [])];
      const at = this.#spot(lines, frame, pen.width(text, font), taken, screen?.seen);
      pen.use(null);
      if (!at) continue;
      const half = pen.width(text, font) / 2 + 3;
      this.written.push([at.x - half, at.y - 9, at.x + half, at.y + 9]);
      pen.text(text, at.x, at.y, { font, color, halo: HALO, align: "middle" });
    }
  }

  /**
   * Where a name fits over the northernmost point that is seen, clear of marks and of what covers the map.
   * @param {Int32Array[]} lines
   * @param {Frame} frame
   * @param {number} wide px
   * @param {number[][]} taken boxes that are taken, px
   * @param {number[]} [seen] the box that is seen, if not the whole frame
   */
  #spot(lines, frame, wide, taken, seen = [0, 0, frame.width, frame.height]) {
    const [left, top, right, bottom] = seen;
    /** @type {{x: number, y: number} | null} */
    let best = null;
    for (const line of lines)
      for (let i = 0; i < line.length; i += 2) {
        const x = line[i] * frame.k + frame.tx;
        const y = line[i + 1] * frame.k + frame.ty - 12;
        if (best && y >= best.y) continue;
        const box = [x - wide / 2 - 4, y - 9, x + wide / 2 + 4, y + 9];
        if (box[0] < left || box[2] > right || box[1] < top || box[3] > bottom) continue;
        if (taken.some((other) => meet(other, box))) continue;
        best = { x, y };
      }
    return best && this.#tall(lines, frame) ? best : null;
  }

  /**
   * @param {Int32Array[]} lines
   * @param {Frame} frame
   */
  #tall(lines, { k }) {
    let [low, high] = [Infinity, -Infinity];
    for (const line of lines)
      for (let i = 1; i < line.length; i += 2) [low, high] = [Math.min(low, line[i]), Math.max(high, line[i])];
    return (high - low) * k >= LEAST_NAMED_PX;
  }
}

/**
 * Lines joined where the end of one is the beginning of another.
 * @param {Int32Array[]} lines
 * @returns {Int32Array[]}
 */
export function joined(lines) {
  /** @type {Map<string, number[]>} */
  const ends = new Map();
  const key = (/** @type {ArrayLike<number>} */ line, /** @type {boolean} */ last) => {
    const i = last ? line.length - 2 : 0;
    return `${line[i]} ${line[i + 1]}`;
  };
  lines.forEach((line, i) => {
    for (const last of [false, true]) ends.set(key(line, last), [...(ends.get(key(line, last)) ?? []), i]);
  });
  const used = new Set();
  return lines.flatMap((line, start) => {
    if (used.has(start)) return [];
    used.add(start);
    const points = [...line];
    for (;;) {
      const at = key(points, true);
      const next = ends.get(at)?.find((i) => !used.has(i));
      if (next === undefined) break;
      used.add(next);
      const other = lines[next];
      if (key(other, false) === at) points.push(...other.slice(2));
      else for (let i = other.length - 4; i >= 0; i -= 2) points.push(other[i], other[i + 1]);
    }
    return [Int32Array.from(points)];
  });
}
