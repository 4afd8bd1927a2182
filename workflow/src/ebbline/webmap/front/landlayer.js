/**
 * The territory. Each patch is a path, made once; patches that look alike are filled together, so
 * that no seam shows between them. A step in time draws only around the patches that change.
 */

import { polyline } from "./groundlayer.js";
import { PatchShapes, Touched } from "./patches.js";
import { LandPast } from "./past.js";

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./pens.js").Frame} Frame
 * @typedef {import("./pens.js").CanvasPen} CanvasPen
 * @typedef {any} Pen a CanvasPen or SvgPen
 */

/** @typedef {import("./data.js").Kind} Kind */

const UNSEEN = -1;
const CHANGES = /** @type {const} */ (["lost", "gained", "kept"]);

/**
 * What became of land between two days, for one holder.
 * @param {Kind | undefined} before
 * @param {Kind | undefined} after
 * @param {string} holder
 * @returns {"lost" | "gained" | "kept" | null}
 */
export function changeOf(before, after, holder) {
  const had = before?.[0] === holder;
  const has = after?.[0] === holder;
  if (had && has) return "kept";
  if (had) return "lost";
  return has ? "gained" : null;
}

/**
 * A kind of land for a comparison; the rival keeps the three apart.
 * @param {string} holder
 * @param {string} change
 * @returns {Kind}
 */
function changeKind(holder, change) {
  return [holder, change, 1, "reported", "confirmed"];
}

/** Above this share of changed patches all is drawn again, which is then quicker. */
const MANY = 0.3;
const DASH = [4, 2.4];

/**
 * The path under a key, a new one if there is none.
 * @template K
 * @param {Map<K, any>} paths
 * @param {K} key
 * @param {Pen} pen
 */
function entry(paths, key, pen) {
  const known = paths.get(key);
  if (known) return known;
  const path = pen.path();
  paths.set(key, path);
  return path;
}

/**
 * @param {Pen} pen
 * @param {Map<string, any>} lines paths by colour, width and dash
 */
function strokeLines(pen, lines) {
  for (const [key, path] of [...lines].sort()) {
    const [color, width, dash] = key.split(" ");
    pen.stroke(path, color, Number(width), dash ? DASH : []);
  }
}

export class Territory {
  /**
   * @param {MapData} data
   * @param {import("./looks.js").Looks} looks
   * @param {number} first
   */
  constructor(data, looks, first) {
    this.land = data.land;
    this.looks = looks;
    this.past = new LandPast(data.land, first);
    this.shapes = new PatchShapes(data.land);
    const { kinds } = data.land;
    const { lost, gained, kept } = looks.changes(looks.subject);
    /** The kinds of the file, then the three kinds of a comparison. */
    this.kindRows = [...kinds, ...CHANGES.map((c) => changeKind(looks.subject, c))];
    this.styles = [
      ...kinds.flatMap((kind) => [looks.land(kind, false), looks.land(kind, true)]),
      ...[lost, gained, kept].flatMap((paint) => [looks.faded(paint), paint]),
    ];
    /** For each style the first that looks the same: both are filled together, without a seam. */
    this.same = this.styles.map((style) => {
      const text = JSON.stringify(style);
      return this.styles.findIndex((other) => JSON.stringify(other) === text);
    });
    this.kinds = new Int16Array(this.shapes.count).fill(UNSEEN);
    /** @type {(Path2D | undefined)[]} */
    this.paths = new Array(this.shapes.count);
    /** @type {(Path2D | undefined)[]} */
    this.arcPaths = new Array(this.shapes.arcs.length);
    this.all = Array.from({ length: this.shapes.count }, (_, i) => i);
  }

  /**
   * Take what a holder lost, gained and kept between two days; return the patches that change.
   * @param {number} first
   * @param {number} second
   * @param {string} holder
   * @returns {number[]}
   */
  setComparison(first, second, holder) {
    const { kinds } = this.land;
    const changed = [];
    for (let patch = 0; patch < this.shapes.count; patch += 1) {
      const before = kinds[this.past.kind(patch, first)];
      const after = kinds[this.past.kind(patch, second)];
      const change = changeOf(before, after, holder);
      const now = change ? kinds.length + CHANGES.indexOf(change) : UNSEEN;
      if (now !== this.kinds[patch]) changed.push(patch);
      this.kinds[patch] = now;
    }
    return changed;
  }

  /**
   * Take the kinds of a day and return which patches now look otherwise.
   * @param {number} day
   * @param {(kind: number) => boolean} isShown
   * @returns {number[]}
   */
  setDay(day, isShown) {
    const shown = this.land.kinds.map((_, kind) => isShown(kind));
    const changed = [];
    for (let patch = 0; patch < this.shapes.count; patch += 1) {
      const kind = this.past.kind(patch, day);
      const now = kind >= 0 && shown[kind] ? kind : UNSEEN;
      if (now !== this.kinds[patch]) changed.push(patch);
      this.kinds[patch] = now;
    }
    return changed;
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    pen.use(frame);
    this.#draw(pen, this.#visible(frame));
  }

  /**
   * Draw `changed` patches over what is there: quick, but along their edges a trace of the old
   * colour may stay until {@link redraw} or {@link draw} cleans it.
   * @param {CanvasPen} pen
   * @param {Frame} frame
   * @param {number[]} changed
   */
  overdraw(pen, frame, changed) {
    pen.use(frame);
    const gone = pen.path();
    /** @type {Map<number, Path2D>} */
    const fills = new Map();
    /** @type {Map<number, Path2D>} */
    const edges = new Map();
    const drawn = new Set();
    const lines = new Map();
    for (const patch of changed) {
      const style = this.#style(patch);
      if (style === UNSEEN) this.#addPatch(pen, gone, patch);
      else this.#addPatch(pen, entry(fills, style, pen), patch);
      for (const arc of this.shapes.arcsOf[patch]) {
        if (drawn.has(arc)) continue;
        drawn.add(arc);
        const key = this.#lineKey(arc);
        if (key) this.#addArc(pen, entry(lines, key, pen), arc);
        else if (style !== UNSEEN) this.#addArc(pen, entry(edges, style, pen), arc);
      }
    }
    pen.erase(gone, 1.5);
    for (const [style, path] of fills) pen.fill(path, this.styles[style]);
    for (const [style, path] of edges) pen.stroke(path, this.styles[style], 1.5);
    strokeLines(pen, lines);
  }

  /**
   * How a patch looks, or UNSEEN.
   * @param {number} patch
   */
  #style(patch) {
    const kind = this.kinds[patch];
    return kind === UNSEEN ? UNSEEN : this.same[2 * kind + this.land.settled[patch]];
  }

  /**
   * Draw again only around `changed` patches.
   * @param {CanvasPen} pen
   * @param {Frame} frame
   * @param {number[]} changed
   * @returns {boolean} false if all has to be drawn again
   */
  redraw(pen, frame, changed) {
    if (changed.length > MANY * this.shapes.count) return false;
    const { context, ratio } = pen;
    const { boxes } = this.shapes;
    /** @type {Set<number>} */
    const near = new Set();
    const touched = new Touched(this.shapes);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    const margin = 2;
    for (const patch of changed) {
      const [west, north, east, south] = boxes.subarray(4 * patch, 4 * patch + 4);
      const x = Math.floor((west * frame.k + frame.tx - margin) * ratio);
      const y = Math.floor((north * frame.k + frame.ty - margin) * ratio);
      const right = Math.ceil((east * frame.k + frame.tx + margin) * ratio);
      const bottom = Math.ceil((south * frame.k + frame.ty + margin) * ratio);
      if (right < 0 || bottom < 0 || x > context.canvas.width || y > context.canvas.height) continue;
      context.rect(x, y, right - x, bottom - y);
      context.clearRect(x, y, right - x, bottom - y);
      const reach = margin / frame.k;
      const box = [west - reach, north - reach, east + reach, south + reach];
      this.shapes.meeting(box, near);
      touched.add(box);
    }
    if (near.size) {
      context.clip();
      pen.use(frame);
      this.#draw(pen, near, touched);
    }
    context.restore();
    return true;
  }

  /** @param {Frame} frame */
  #visible(frame) {
    const west = -frame.tx / frame.k;
    const north = -frame.ty / frame.k;
    const box = [west, north, west + frame.width / frame.k, north + frame.height / frame.k];
    /** @type {Set<number>} */
    const visible = new Set();
    this.shapes.meeting(box, visible);
    return visible;
  }

  /**
   * @param {Pen} pen
   * @param {Iterable<number>} patches
   * @param {Touched} [touched] where lines are needed, if not everywhere
   */
  #draw(pen, patches, touched) {
    /** @type {Map<number, any>} */
    const fills = new Map();
    /** @type {Map<string, any>} */
    const lines = new Map();
    const drawn = new Set();
    for (const patch of patches) {
      const style = this.#style(patch);
      if (style === UNSEEN) continue;
      this.#addPatch(pen, entry(fills, style, pen), patch);
      for (const arc of this.shapes.arcsOf[patch]) {
        if (drawn.has(arc)) continue;
        drawn.add(arc);
        if (touched && !touched.meets(arc)) continue;
        const key = this.#lineKey(arc);
        if (key) this.#addArc(pen, entry(lines, key, pen), arc);
      }
    }
    for (const style of [...fills.keys()].sort((a, b) => a - b))
      pen.fill(fills.get(style), this.styles[style]);
    strokeLines(pen, lines);
  }

  /** @param {number} arc */
  #lineKey(arc) {
    const kinds = [0, 1].map((side) => {
      const patch = this.shapes.sides[2 * arc + side];
      const kind = patch < 0 ? UNSEEN : this.kinds[patch];
      return kind === UNSEEN ? null : this.kindRows[kind];
    });
    const settled = [0, 1].some((side) => this.land.settled[this.shapes.sides[2 * arc + side]] === 1);
    const line = this.looks.line(kinds[0], kinds[1], settled);
    return line && `${line.color} ${line.width}${line.dashed ? " dashed" : ""}`;
  }

  /**
   * @param {Pen} pen
   * @param {any} path
   * @param {number} patch
   */
  #addPatch(pen, path, patch) {
    if (!(path instanceof Path2D)) return this.shapes.draw(patch, path);
    let own = this.paths[patch];
    if (!own) {
      own = new Path2D();
      this.shapes.draw(patch, own);
      this.paths[patch] = own;
    }
    return pen.add(path, own);
  }

  /**
   * @param {Pen} pen
   * @param {any} path
   * @param {number} arc
   */
  #addArc(pen, path, arc) {
    if (!(path instanceof Path2D)) return polyline(path, this.shapes.arcs[arc], false);
    let own = this.arcPaths[arc];
    if (!own) {
      own = new Path2D();
      polyline(own, this.shapes.arcs[arc], false);
      this.arcPaths[arc] = own;
    }
    return pen.add(path, own);
  }

  /**
   * The patch at a point in grid units, or -1.
   * @param {number} x
   * @param {number} y
   */
  patchAt(x, y) {
    /** @type {Set<number>} */
    const near = new Set();
    this.shapes.meeting([x, y, x, y], near);
    const context = document.createElement("canvas").getContext("2d");
    for (const patch of near) {
      const path = new Path2D();
      this.shapes.draw(patch, path);
      if (context?.isPointInPath(path, x, y, "evenodd")) return patch;
    }
    return -1;
  }
}
