/** The basemap: land and lakes below the territory; rivers, borders and names above it. */

import { pointsOf } from "./data.js";
import { meet } from "./labels.js";
import { CanvasPen } from "./pens.js";

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./pens.js").Frame} Frame
 * @typedef {import("./words.js").Words} Words
 * @typedef {any} Pen a CanvasPen or SvgPen
 */

export const RADIUS_M = 6_378_137;
/** The zoom from which places without reports are shown. */
export const SMALL_FROM = 7.6;

/** Land inside and outside the countries of the case. */
export class LandBelow {
  /** @param {MapData} data */
  constructor(data) {
    this.colors = data.case.ground;
    this.countries = new Set(data.case.countries);
    this.hidden = data.case.tiles !== null;
    this.edges = frameEdges(data);
    this.land = data.ground.land.map((l) => ({ ...l, points: l.rings.map(pointsOf) }));
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    if (this.hidden) return;
    // Beyond the basemap nothing is known of land and sea: it has the colour of land outside.
    pen.use(null);
    pen.fill(boxPath(pen, frame), this.colors.outside);
    pen.use(frame);
    const sea = pen.path();
    polyline(sea, this.edges, true);
    pen.fill(sea, this.colors.water);
    for (const inside of [false, true]) {
      const path = pen.path();
      for (const land of this.land) {
        if (this.countries.has(land.country) !== inside) continue;
        for (const ring of land.points) polyline(path, ring, true);
      }
      const color = inside ? this.colors.land : this.colors.outside;
      pen.fill(path, color);
      pen.stroke(path, color, 0.7);
    }
  }
}

/**
 * A box of west, south, east, north in degrees as west, north, east, south in grid units.
 * @param {{west: number, north: number, step: number}} grid
 * @param {number[]} box
 * @returns {[number, number, number, number]}
 */
export function inGrid(grid, [west, south, east, north]) {
  const x = (/** @type {number} */ lon) => ((lon * Math.PI * RADIUS_M) / 180 - grid.west) / grid.step;
  const y = (/** @type {number} */ lat) =>
    (grid.north - RADIUS_M * Math.atanh(Math.sin((lat * Math.PI) / 180))) / grid.step;
  return [x(west), y(north), x(east), y(south)];
}

/**
 * The longitude of a column of the grid, counted on from the west of the case (182 is 178 west).
 * @param {{west: number, step: number}} grid
 * @param {number} x
 */
export function degreesEast(grid, x) {
  return (((grid.west + x * grid.step) / RADIUS_M) * 180) / Math.PI;
}

/**
 * The corners of the basemap in grid units.
 * @param {MapData} data
 */
export function frameEdges({ frame, grid }) {
  const [west, north, east, south] = inGrid(grid, frame).map(Math.round);
  return Int32Array.of(west, north, east, north, east, south, west, south);
}

/** Water, borders and names, above the territory. */
export class GroundAbove {
  /**
   * @param {MapData} data
   * @param {() => Words} words
   */
  constructor(data, words) {
    this.colors = data.case.ground;
    this.words = words;
    /** @type {WeakMap<Frame, number[][]>} boxes of the names in a frame, px */
    this.written = new WeakMap();
    /** From where to where, in px, nothing covers the picture on the page. */
    this.free = middleOf;
    this.places = data.places;
    this.hidden = data.case.tiles !== null;
    const { lakes, rivers, borders, provinces, divisions, land } = data.ground;
    this.divisions = divisions;
    this.lakes = lakes.map((l) => ({ ...l, points: l.rings.map(pointsOf) }));
    this.rivers = rivers.map((r) => ({ ...r, points: r.lines.map(pointsOf) }));
    this.borders = borders.map(pointsOf);
    this.provinces = provinces.map(pointsOf);
    this.countries = land.map((l) => ({ names: l.names, points: l.rings.map(pointsOf) }));
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    if (this.hidden) return;
    pen.use(frame);
    pen.stroke(linesPath(pen, this.provinces), this.colors.province, 0.9, [4, 3]);
    pen.stroke(linesPath(pen, this.borders), this.colors.border, 1.3);
    const water = pen.path();
    for (const lake of this.lakes) for (const ring of lake.points) polyline(water, ring, true);
    pen.fill(water, this.colors.water);
    pen.stroke(water, this.colors.river, 0.7);
    for (const river of this.rivers) {
      if (river.rank > frame.zoom) continue;
      const wide = Math.max(0.7, (river.rank <= 4 ? 1.7 : 1) * (0.55 + (frame.zoom - 6) * 0.18));
      pen.stroke(linesPath(pen, river.points), this.colors.river, Math.min(wide, 4));
    }
    pen.use(null);
    this.#names(pen, frame);
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  #names(pen, frame) {
    const words = this.words();
    const family = getComputedStyle(document.body).fontFamily;
    const at = (/** @type {import("./data.js").Place} */ { at: [x, y] }) => ({ x: x * frame.k + frame.tx, y: y * frame.k + frame.ty });
    const told = this.places.filter((p) => p.states.length).map(at);
    const shown = frame.zoom < SMALL_FROM ? told : this.places.map(at);
    const free = pen instanceof CanvasPen ? this.free(frame) : middleOf(frame);
    /** @type {number[][]} */
    const boxes = [];
    this.written.set(frame, boxes);
    for (const country of this.countries) {
      const place = roomiest(country.points, frame, shown, free);
      if (!place) continue;
      const name = words.name(country.names);
      const style = { color: this.colors.border, align: "middle", halo: "rgba(246,243,236,0.6)" };
      const text = words.rightToLeft ? name : name.toUpperCase();
      const spacing = words.rightToLeft ? "0px" : "5px";
      const font = `600 13px ${family}`;
      pen.text(text, place.x, place.y, { ...style, spacing, font });
      const half = (pen.width(text, font) + text.length * parseInt(spacing)) / 2;
      boxes.push([place.x - half, place.y - 9, place.x + half, place.y + 9]);
    }
    for (const { names, spots } of this.divisions) {
      const text = words.name(names);
      const font = `italic 12px ${family}`;
      const half = pen.width(text, font) / 2;
      const spot = spots
        .map(([x, y, r]) => ({ x: x * frame.k + frame.tx, y: y * frame.k + frame.ty, r: r * frame.k }))
        .find(({ x, y, r }) => r > 0.8 * half && x - half > free[0] && x + half < free[1] && y > 20 && y < frame.height - 20
          && !shown.some((p) => Math.abs(p.x - x) < half + 8 && Math.abs(p.y - y) < 16)
          && !boxes.some((b) => meet(b, [x - half, y - 9, x + half, y + 9])));
      if (!spot) continue;
      pen.text(text, spot.x, spot.y, { font, color: this.colors.quiet, align: "middle", halo: "rgba(246,243,236,0.6)" });
      boxes.push([spot.x - half, spot.y - 9, spot.x + half, spot.y + 9]);
    }
    for (const river of this.rivers) {
      if (river.rank > 4 && river.rank > frame.zoom - 2) continue;
      const name = words.name(river.names);
      const font = `italic 12px ${family}`;
      const width = pen.width(name, font);
      for (const spot of straightSpots(river.points, frame, width, told)) {
        const style = { font, color: this.colors.water_name, halo: "rgba(246,243,236,0.85)", align: "middle" };
        pen.text(name, spot.x, spot.y, { ...style, angle: spot.angle });
        boxes.push(...boxesAlong(spot, width));
      }
    }
  }
}

/**
 * Small boxes that cover a name written at an angle.
 * @param {{x: number, y: number, angle: number}} spot its middle
 * @param {number} width px
 */
function boxesAlong({ x, y, angle }, width) {
  const count = Math.ceil(width / 8);
  return Array.from({ length: count }, (_, i) => {
    const along = ((i + 0.5) / count - 0.5) * width;
    const [left, top] = [x + along * Math.cos(angle), y + along * Math.sin(angle)];
    return [left - 6, top - 6, left + 6, top + 6];
  });
}

/**
 * All of a picture's width but its margins, px.
 * @param {Frame} frame
 * @returns {[number, number]}
 */
function middleOf({ width }) {
  return [0.02 * width, 0.98 * width];
}

/**
 * @param {import("./pens.js").PathSink} path
 * @param {Int32Array} points
 * @param {boolean} closed
 */
export function polyline(path, points, closed) {
  path.moveTo(points[0], points[1]);
  for (let i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
  if (closed) path.closePath();
}

/**
 * @param {Pen} pen
 * @param {Int32Array[]} lines
 */
function linesPath(pen, lines) {
  const path = pen.path();
  for (const line of lines) polyline(path, line, false);
  return path;
}

/**
 * @param {Pen} pen
 * @param {Frame} frame
 */
function boxPath(pen, { width, height }) {
  const path = pen.path();
  path.moveTo(0, 0);
  path.lineTo(width, 0);
  path.lineTo(width, height);
  path.lineTo(0, height);
  path.closePath();
  return path;
}

/**
 * The middle of the longest stretch of a country on some lines across the picture, off the towns.
 * @param {Int32Array[]} rings
 * @param {Frame} frame
 * @param {{x: number, y: number}[]} busy
 * @param {[number, number]} free from where to where, px
 */
function roomiest(rings, frame, busy, free) {
  let best = null;
  for (const share of [0.3, 0.2, 0.42, 0.6, 0.74]) {
    const y = frame.height * share;
    const crossings = [];
    for (const ring of rings) {
      for (let i = 0; i + 3 < ring.length; i += 2) {
        const y1 = ring[i + 1] * frame.k + frame.ty;
        const y2 = ring[i + 3] * frame.k + frame.ty;
        if (y1 > y === y2 > y) continue;
        const t = (y - y1) / (y2 - y1);
        crossings.push((ring[i] + t * (ring[i + 2] - ring[i])) * frame.k + frame.tx);
      }
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(crossings[i], free[0]);
      const to = Math.min(crossings[i + 1], free[1]);
      const room = to - from;
      if (room <= (best ? best.room * 1.25 : 190)) continue;
      const spots = [0.5, 0.35, 0.65, 0.22, 0.78].map((part) => from + part * room);
      const clear = (/** @type {number} */ x) =>
        !busy.some((p) => Math.abs(p.x - x) < 90 && Math.abs(p.y - y) < 24);
      const x = spots.find(clear);
      if (x !== undefined) best = { x, y, room };
    }
  }
  return best;
}

/**
 * Where a line is nearly straight over the width of its name and no town stands; one in 700 px.
 * @param {Int32Array[]} lines
 * @param {Frame} frame
 * @param {number} width px
 * @param {{x: number, y: number}[]} busy
 */
function straightSpots(lines, frame, width, busy) {
  /** @type {{x: number, y: number, angle: number}[]} */
  const spots = [];
  for (const line of lines) {
    const n = line.length / 2;
    let from = 0;
    for (let i = 1; i < n; i += 1) {
      const at = (/** @type {number} */ j) => ({
        x: line[2 * j] * frame.k + frame.tx,
        y: line[2 * j + 1] * frame.k + frame.ty,
      });
      const here = at(i);
      let start = at(from);
      while (from < i - 1 && Math.hypot(here.x - start.x, here.y - start.y) > width * 1.5) {
        from += 1;
        start = at(from);
      }
      const reach = Math.hypot(here.x - start.x, here.y - start.y);
      const x = (start.x + here.x) / 2;
      const y = (start.y + here.y) / 2;
      const inside = x > 60 && y > 60 && x < frame.width - 60 && y < frame.height - 60;
      if (reach < width * 1.05 || !inside) continue;
      const near = (/** @type {{x: number, y: number}} */ p) => Math.hypot(p.x - x, p.y - y);
      if (spots.some((p) => near(p) < 700) || busy.some((p) => near(p) < width * 0.9)) continue;
      let angle = Math.atan2(here.y - start.y, here.x - start.x);
      if (angle > Math.PI / 2) angle -= Math.PI;
      if (angle < -Math.PI / 2) angle += Math.PI;
      spots.push({ x: x + 9 * Math.sin(angle), y: y - 9 * Math.cos(angle), angle });
    }
  }
  return spots;
}
