/** Drawing into SVG, with the calls of the pen for a canvas. */

import { s } from "./dom.js";
import { isolated, marksOf, tileSize } from "./pens.js";

/**
 * @typedef {import("./looks.js").Paint} Paint
 * @typedef {import("./pens.js").Frame} Frame
 * @typedef {import("./pens.js").TextStyle} TextStyle
 */

/** A path that becomes the `d` of an SVG path. */
class SvgPath {
  constructor() {
    this.d = "";
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  moveTo(x, y) {
    this.d += `M${round(x)} ${round(y)}`;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  lineTo(x, y) {
    this.d += `L${round(x)} ${round(y)}`;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} r
   * @param {number} from
   * @param {number} to
   */
  arc(x, y, r, from, to) {
    const point = (/** @type {number} */ a) =>
      `${round(x + r * Math.cos(a))} ${round(y + r * Math.sin(a))}`;
    const middle = (from + to) / 2;
    const turn = `A${round(r)} ${round(r)} 0 0 1 `;
    this.d += `${this.d ? "L" : "M"}${point(from)}${turn}${point(middle)}${turn}${point(to)}`;
  }

  closePath() {
    this.d += "Z";
  }
}

/** @param {number} v */
function round(v) {
  return Math.round(v * 100) / 100;
}

/** Draws into an SVG element, with the calls of {@link import('./pens.js').CanvasPen}. */
export class SvgPen {
  /**
   * @param {SVGElement} root
   * @param {CanvasRenderingContext2D} [ruler] measures text
   * @param {string} [name] begins the ids of its patterns; each pen of a document needs its own
   */
  constructor(root, ruler, name = "paint") {
    this.root = root;
    this.name = name;
    this.ruler = ruler;
    /** @type {SVGElement} */
    this.group = root;
    /** @type {Map<string, string>} */
    this.paints = new Map();
    /** @type {Frame | null} */
    this.frame = null;
  }

  path() {
    return new SvgPath();
  }

  /**
   * As {@link import('./pens.js').CanvasPen}'s, but always drawn.
   * @param {string} _key
   * @param {number} x
   * @param {number} y
   * @param {number} _reach
   * @param {(pen: SvgPen, x: number, y: number) => void} draw
   */
  stamp(_key, x, y, _reach, draw) {
    draw(this, x, y);
  }

  /**
   * @param {SvgPath} path
   * @param {SvgPath} part
   */
  add(path, part) {
    path.d += part.d;
  }

  /** @param {Frame | null} frame */
  use(frame) {
    const transform = frame && `matrix(${frame.k} 0 0 ${frame.k} ${frame.tx} ${frame.ty})`;
    this.group = s("g", { transform });
    this.root.append(this.group);
    this.frame = frame;
  }

  /**
   * @param {SvgPath} path
   * @param {Paint | string} paint
   * @param {Record<string, string>} [more] attributes
   */
  fill(path, paint, more = {}) {
    const color = typeof paint === "string" ? paint : this.#paint(paint);
    this.group.append(s("path", { d: path.d, fill: color, "fill-rule": "evenodd", ...more }));
  }

  /**
   * @param {SvgPath} path
   * @param {string} color
   * @param {number} width
   * @param {number[]} [dash]
   */
  stroke(path, color, width, dash = []) {
    const unit = this.frame ? 1 / this.frame.k : 1;
    this.group.append(
      s("path", {
        ...{ d: path.d, fill: "none", stroke: color, "stroke-width": round(width * unit) },
        "stroke-linejoin": "round",
        "stroke-dasharray": dash.length ? dash.map((d) => round(d * unit)).join(" ") : null,
      }),
    );
  }

  /**
   * @param {SvgPath[]} paths
   * @param {string} color
   * @param {number} width
   * @param {number[]} [dash]
   */
  strokeAll(paths, color, width, dash) {
    for (const path of paths) this.stroke(path, color, width, dash);
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {TextStyle} style
   */
  text(text, x, y, style) {
    const [, weight, slant, size, family] =
      /^(?:(bold|600|700) )?(?:(italic) )?([\d.]+)px (.*)$/.exec(style.font) ?? [];
    const turn = style.angle ? ` rotate(${round((style.angle * 180) / Math.PI)})` : "";
    this.group.append(
      s(
        "text",
        {
          ...{ transform: `translate(${round(x)} ${round(y)})${turn}`, dy: "0.35em" },
          ...{ "font-family": family, "font-size": size, "font-weight": weight },
          ...{ "font-style": slant, "text-anchor": style.align ?? "start", fill: style.color },
          ...{ stroke: style.halo, "stroke-width": style.halo && 3, "paint-order": "stroke" },
          ...{ "stroke-linejoin": "round", "letter-spacing": style.spacing },
        },
        isolated(text),
      ),
    );
  }

  /**
   * @param {string} text
   * @param {string} font
   */
  width(text, font) {
    if (!this.ruler) return text.length * 7;
    this.ruler.font = font;
    return this.ruler.measureText(text).width;
  }

  /** @param {Paint} paint */
  #paint(paint) {
    if (!paint.ink) return paint.base;
    const key = JSON.stringify(paint);
    const known = this.paints.get(key);
    if (known) return `url(#${known})`;
    const id = `${this.name}-${this.paints.size}`;
    this.paints.set(key, id);
    const size = tileSize(paint);
    const scale = this.frame ? `scale(${1 / this.frame.k})` : null;
    const marks = marksOf(paint).map(([x, y, right, bottom]) =>
      right === undefined
        ? s("circle", { cx: x, cy: y, r: paint.width, fill: paint.ink })
        : s("path", { d: `M${x} ${y}L${right} ${bottom}`, stroke: paint.ink, "stroke-width": paint.width }),
    );
    this.root.append(
      s(
        "pattern",
        { id, width: size, height: size, patternUnits: "userSpaceOnUse", patternTransform: scale },
        s("rect", { width: size, height: size, fill: paint.base }),
        marks,
      ),
    );
    return `url(#${id})`;
  }
}
