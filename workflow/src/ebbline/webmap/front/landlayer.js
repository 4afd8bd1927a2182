/**
 * The territory. Each patch is a path, made once; patches that look alike are filled together, so
 * that no seam shows between them. A step in time draws only around the patches that change.
 */

import { polyline } from "./groundlayer.js";
import { BorderLines } from "./borderlines.js";
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
const MANY = 0.08;
/** How far a line reaches beyond the patch that it bounds, px. */
const MARGIN = 2;
/** Wide enough to cover the smooth edge of what was there before, px. */
const COVER = 1.5;

/**
 * The value under a key, made if there is none.
 * @template K, V
 * @param {Map<K, V>} map
 * @param {K} key
 * @param {() => V} make
 * @returns {V}
 */
function entry(map, key, make) {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
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
    /** What a comparison shows: lost to each party, lost to nobody known, gained, kept. */
    this.changes = [...looks.order.map((id) => `lost ${id}`), "lost", "gained", "kept"];
    const paints = [...looks.order.map((id) => looks.lostTo(id)), lost, gained, kept];
    /** The kinds of the file, then those of a comparison. */
    this.kindRows = [...kinds, ...this.changes.map((c) => changeKind(looks.subject, c))];
    this.styles = [
      ...kinds.flatMap((kind) => [looks.land(kind, false), looks.land(kind, true)]),
      ...paints.flatMap((paint) => [looks.faded(paint), paint]),
    ];
    /** For each style the first that looks the same: both are filled together, without a seam. */
    this.same = this.styles.map((style) => {
      const text = JSON.stringify(style);
      return this.styles.findIndex((other) => JSON.stringify(other) === text);
    });
    this.kinds = new Int16Array(this.shapes.count).fill(UNSEEN);
    this.lines = new BorderLines(this.kindRows, looks, this.shapes.sides, data.land.settled);
    /** What shows where nothing is known; null: what lies under the map, and is not drawn here. */
    this.ground = data.case.tiles === null ? looks.ground.land : null;
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
      const taker = change === "lost" && after ? `lost ${after[0]}` : change;
      const now = taker ? kinds.length + this.changes.indexOf(taker) : UNSEEN;
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
      const kind = this.past.kindOn(patch, day);
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
    /** @type {Map<number, Path2D[]>} */
    const fills = new Map();
    /** @type {Map<number, Path2D[]>} */
    const edges = new Map();
    /** @type {Map<number, Path2D[]>} */
    const lines = new Map();
    const drawn = new Set();
    const none = () => /** @type {Path2D[]} */ ([]);
    for (const patch of changed) {
      if (!this.#isSeen(patch, frame)) continue;
      const style = this.#style(patch);
      entry(fills, style, none).push(this.#patchPath(patch));
      for (const arc of this.shapes.arcsOf[patch]) {
        if (drawn.has(arc)) continue;
        drawn.add(arc);
        const line = this.lines.of(arc, this.kinds);
        if (line >= 0) entry(lines, line, none).push(this.#arcPath(arc));
        else entry(edges, style, none).push(this.#arcPath(arc));
      }
    }
    for (const [style, paths] of fills) this.#paintOver(pen, style, paths, false);
    for (const [style, paths] of edges) this.#paintOver(pen, style, paths, true);
    this.lines.stroke(pen, lines);
  }

  /**
   * @param {CanvasPen} pen
   * @param {number} style
   * @param {Path2D[]} paths
   * @param {boolean} edge along the path, not in it
   */
  #paintOver(pen, style, paths, edge) {
    const paint = style === UNSEEN ? this.ground : this.styles[style];
    if (paint === null) pen.erase(paths, COVER);
    else if (edge) pen.strokeAll(paths, paint, COVER);
    else pen.fillAll(paths, paint);
  }

  /**
   * @param {number} patch
   * @param {Frame} frame
   */
  #isSeen(patch, { k, tx, ty, width, height }) {
    const { boxes } = this.shapes;
    const i = 4 * patch;
    return boxes[i] * k + tx < width && boxes[i + 2] * k + tx > 0
      && boxes[i + 1] * k + ty < height && boxes[i + 3] * k + ty > 0;
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
   * @param {{draw: (pen: CanvasPen, frame: Frame) => void}} below what lies under the territory
   * @returns {boolean} false if all has to be drawn again
   */
  redraw(pen, frame, changed, below) {
    if (changed.length > MANY * this.shapes.count) return false;
    const { boxes } = this.shapes;
    /** @type {Set<number>} */
    const near = new Set();
    const touched = new Touched(this.shapes);
    const seen = changed.filter((patch) => this.#isSeen(patch, frame));
    const reach = MARGIN / frame.k;
    const around = seen.map((patch) => {
      const [west, north, east, south] = boxes.subarray(4 * patch, 4 * patch + 4);
      const box = [west - reach, north - reach, east + reach, south + reach];
      this.shapes.meeting(box, near);
      touched.add(box);
      return box.map((v, side) => v * frame.k + (side % 2 ? frame.ty : frame.tx));
    });
    if (pen.within(around)) {
      below.draw(pen, frame);
      pen.use(frame);
      this.#draw(pen, near, touched);
    }
    pen.everywhere();
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
    /** @type {Map<number, any[]>} one path each */
    const lines = new Map();
    const drawn = new Set();
    const make = () => pen.path();
    for (const patch of patches) {
      const style = this.#style(patch);
      if (style === UNSEEN) continue;
      this.#addPatch(pen, entry(fills, style, make), patch);
      for (const arc of this.shapes.arcsOf[patch]) {
        if (drawn.has(arc)) continue;
        drawn.add(arc);
        if (touched && !touched.meets(arc)) continue;
        const line = this.lines.of(arc, this.kinds);
        if (line >= 0) this.#addArc(pen, entry(lines, line, () => [make()])[0], arc);
      }
    }
    for (const style of [...fills.keys()].sort((a, b) => a - b))
      pen.fill(fills.get(style), this.styles[style]);
    this.lines.stroke(pen, lines);
  }

  /**
   * @param {Pen} pen
   * @param {any} path
   * @param {number} patch
   */
  #addPatch(pen, path, patch) {
    if (path instanceof Path2D) pen.add(path, this.#patchPath(patch));
    else this.shapes.draw(patch, path);
  }

  /**
   * @param {Pen} pen
   * @param {any} path
   * @param {number} arc
   */
  #addArc(pen, path, arc) {
    if (path instanceof Path2D) pen.add(path, this.#arcPath(arc));
    else polyline(path, this.shapes.arcs[arc], false);
  }

  /** @param {number} patch */
  #patchPath(patch) {
    let path = this.paths[patch];
    if (!path) {
      path = new Path2D();
      this.shapes.draw(patch, path);
      this.paths[patch] = path;
    }
    return path;
  }

  /** @param {number} arc */
  #arcPath(arc) {
    let path = this.arcPaths[arc];
    if (!path) {
      path = new Path2D();
      polyline(path, this.shapes.arcs[arc], false);
      this.arcPaths[arc] = path;
    }
    return path;
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
