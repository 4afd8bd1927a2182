/** The shapes of patches: their rings of shared arcs, where they are, what lies beside what. */

import { pointsOf } from "./data.js";

const CELLS = 48;
const FINE = 384;

/**
 * West, north, east, south of points x, y, x, y, …
 * @param {ArrayLike<number>} points
 * @returns {[number, number, number, number]}
 */
function boxOf(points) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < points.length; i += 2) {
    if (points[i] < west) west = points[i];
    if (points[i] > east) east = points[i];
    if (points[i + 1] < north) north = points[i + 1];
    if (points[i + 1] > south) south = points[i + 1];
  }
  return [west, north, east, south];
}

/** Where patches and arcs are, in grid units. */
export class PatchShapes {
  /** @param {import("./data.js").Land} land */
  constructor(land) {
    this.rings = land.rings;
    this.arcs = land.arcs.map(pointsOf);
    const count = land.rings.length;
    this.count = count;
    this.boxes = new Int32Array(4 * count);
    this.sides = new Int32Array(2 * this.arcs.length).fill(-1);
    /** @type {number[][]} */
    this.arcsOf = [];
    this.arcBoxes = new Int32Array(4 * this.arcs.length);
    this.arcs.forEach((points, arc) => this.arcBoxes.set(boxOf(points), 4 * arc));
    for (let patch = 0; patch < count; patch += 1) this.#register(patch);
    this.corner = [0, 0];
    this.cell = 1;
    this.#index();
  }

  /** @param {number} arc */
  boxOfArc(arc) {
    return this.arcBoxes.subarray(4 * arc, 4 * arc + 4);
  }

  /** @param {number} patch */
  #register(patch) {
    const { sides, arcBoxes, boxes } = this;
    const numbers = this.rings[patch].flat(2).map((i) => (i < 0 ? ~i : i));
    this.arcsOf.push(numbers);
    if (!numbers.length) return;
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const arc of numbers) {
      sides[2 * arc + (sides[2 * arc] < 0 ? 0 : 1)] = patch;
      const i = 4 * arc;
      if (arcBoxes[i] < west) west = arcBoxes[i];
      if (arcBoxes[i + 1] < north) north = arcBoxes[i + 1];
      if (arcBoxes[i + 2] > east) east = arcBoxes[i + 2];
      if (arcBoxes[i + 3] > south) south = arcBoxes[i + 3];
    }
    boxes.set([west, north, east, south], 4 * patch);
  }

  /** Note which patches meet each cell of a coarse grid. */
  #index() {
    const [west, north, east, south] = this.count ? boxOf(this.boxes) : [0, 0, 1, 1];
    this.corner = [west, north];
    this.cell = Math.max(1, (east - west) / CELLS, (south - north) / CELLS);
    /** @type {number[][]} */
    this.cells = Array.from({ length: (CELLS + 1) ** 2 }, () => []);
    for (let patch = 0; patch < this.count; patch += 1) {
      const box = this.boxes.subarray(4 * patch, 4 * patch + 4);
      this.#eachCell(box, (cell) => cell.push(patch));
    }
  }

  /**
   * @param {ArrayLike<number>} box
   * @param {(patches: number[]) => void} visit
   */
  #eachCell(box, visit) {
    const at = (/** @type {number} */ v, /** @type {number} */ from) =>
      Math.min(CELLS, Math.max(0, Math.floor((v - from) / this.cell)));
    const [left, top] = this.corner;
    const [x1, x2] = [at(box[0], left), at(box[2], left)];
    const [y1, y2] = [at(box[1], top), at(box[3], top)];
    for (let y = y1; y <= y2; y += 1)
      for (let x = x1; x <= x2; x += 1) visit(this.cells?.[y * (CELLS + 1) + x] ?? []);
  }

  /**
   * Patches whose box meets a box.
   * @param {number[]} box
   * @param {Set<number>} into
   */
  meeting(box, into) {
    const { boxes } = this;
    this.#eachCell(box, (patches) => {
      for (const patch of patches) {
        const i = 4 * patch;
        if (boxes[i] <= box[2] && boxes[i + 2] >= box[0])
          if (boxes[i + 1] <= box[3] && boxes[i + 3] >= box[1]) into.add(patch);
      }
    });
  }

  /**
   * @param {number} patch
   * @param {import("./pens.js").PathSink} path
   */
  draw(patch, path) {
    for (const polygon of this.rings[patch])
      for (const ring of polygon) {
        let first = true;
        for (const number of ring) {
          this.#arc(number, path, first);
          first = false;
        }
        path.closePath();
      }
  }

  /**
   * @param {number} number
   * @param {import("./pens.js").PathSink} path
   * @param {boolean} first
   */
  #arc(number, path, first) {
    const points = this.arcs[number < 0 ? ~number : number];
    const n = points.length / 2;
    for (let step = first ? 0 : 1; step < n; step += 1) {
      const i = 2 * (number < 0 ? n - 1 - step : step);
      if (first && step === 0) path.moveTo(points[i], points[i + 1]);
      else path.lineTo(points[i], points[i + 1]);
    }
  }

  /**
   * The points of a patch's rings, for export.
   * @param {number} patch
   */
  outlines(patch) {
    return this.rings[patch].map((polygon) =>
      polygon.map((ring) => {
        /** @type {number[][]} */
        const points = [];
        const sink = {
          moveTo: (/** @type {number} */ x, /** @type {number} */ y) => points.push([x, y]),
          lineTo: (/** @type {number} */ x, /** @type {number} */ y) => points.push([x, y]),
          ...{ closePath: () => {}, arc: () => {} },
        };
        ring.forEach((number, i) => this.#arc(number, sink, i === 0));
        return points;
      }),
    );
  }
}

/** Remembers on a fine grid of cells where something is drawn again. */
export class Touched {
  /** @param {PatchShapes} shapes */
  constructor(shapes) {
    this.shapes = shapes;
    this.cells = new Uint8Array(FINE * FINE);
    this.left = shapes.corner[0];
    this.top = shapes.corner[1];
    this.unit = (shapes.cell * CELLS) / (FINE - 1);
  }

  /**
   * @param {ArrayLike<number>} box
   * @param {(cell: number) => boolean} visit returns true to stop
   */
  #each(box, visit) {
    const at = (/** @type {number} */ v, /** @type {number} */ from) =>
      Math.min(FINE - 1, Math.max(0, Math.floor((v - from) / this.unit)));
    const [x1, x2] = [at(box[0], this.left), at(box[2], this.left)];
    const [y1, y2] = [at(box[1], this.top), at(box[3], this.top)];
    for (let y = y1; y <= y2; y += 1)
      for (let x = x1; x <= x2; x += 1) if (visit(y * FINE + x)) return true;
    return false;
  }

  /** @param {number[]} box */
  add(box) {
    this.#each(box, (cell) => {
      this.cells[cell] = 1;
      return false;
    });
  }

  /** @param {number} arc */
  meets(arc) {
    return this.#each(this.shapes.boxOfArc(arc), (cell) => this.cells[cell] === 1);
  }
}
