/** Towns with their holder, and as many names as there is room for. */

import { markerPath } from "./looks.js";
import { passes } from "./state.js";

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./data.js").Place} Place
 * @typedef {import("./past.js").Past} Past
 * @typedef {import("./past.js").Standing} Standing
 * @typedef {import("./pens.js").Frame} Frame
 * @typedef {import("./state.js").Choice} Choice
 * @typedef {any} Pen a CanvasPen or SvgPen
 *
 * @typedef {object} Town
 * @property {Place} place
 * @property {Standing} standing
 * @property {number} rank how much it matters, larger first
 * @property {boolean} fresh something happened there that day
 * @property {string} attacker who attacked it that day, if anybody
 * @property {number} x px
 * @property {number} y px
 * @property {number} r px
 */

const HALO = "rgba(250,248,243,0.92)";

export class Towns {
  /**
   * @param {MapData} data
   * @param {Past} past
   * @param {import("./looks.js").Looks} looks
   * @param {{choice: Choice}} store
   * @param {() => import("./words.js").Words} words
   */
  constructor(data, past, looks, store, words) {
    this.data = data;
    this.past = past;
    this.looks = looks;
    this.store = store;
    this.words = words;
    this.named = new Set(data.case.views.flatMap((v) => v.places));
    /** @type {Map<number, Map<string, string>>} by day: places of events, and who attacked */
    this.eventful = new Map();
    for (const event of past.events) {
      const places = this.eventful.get(event.day) ?? new Map();
      const attacker = event.kind === "attacked" ? event.rival : places.get(event.place_id) ?? "";
      this.eventful.set(event.day, places.set(event.place_id, attacker));
    }
    /** @type {Town[]} */
    this.drawn = [];
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    const { choice } = this.store;
    this.drawn = this.#towns(frame, choice);
    pen.use(null);
    for (const town of [...this.drawn].reverse()) this.#marker(pen, town, choice);
    this.#names(pen, frame);
  }

  /**
   * The towns of the picture, the most important first.
   * @param {Frame} frame
   * @param {Choice} choice
   * @returns {Town[]}
   */
  #towns(frame, choice) {
    const fresh = this.eventful.get(choice.day) ?? new Map();
    const towns = [];
    for (const place of this.data.places) {
      const x = place.at[0] * frame.k + frame.tx;
      const y = place.at[1] * frame.k + frame.ty;
      if (x < -20 || y < -20 || x > frame.width + 20 || y > frame.height + 20) continue;
      const standing = this.past.standing(place.id, choice.day);
      const reported = place.states.length > 0;
      if (!reported && !standing.holder) continue;
      if (!reported && frame.zoom < 7.6) continue;
      if (standing.holder && !passes(standing, choice)) continue;
      if (!standing.holder && choice.holders.length) continue;
      const rank = this.#rank(place, choice, fresh.has(place.id));
      const r = radius(place, reported, frame.zoom);
      const attacker = fresh.get(place.id) ?? "";
      towns.push({ place, standing, rank, fresh: fresh.has(place.id), attacker, x, y, r });
    }
    return towns.sort((a, b) => b.rank - a.rank || (a.place.id < b.place.id ? -1 : 1));
  }

  /**
   * @param {Place} place
   * @param {Choice} choice
   * @param {boolean} fresh
   */
  #rank(place, choice, fresh) {
    const size = Math.log10(Math.max(place.population ?? 0, 300));
    const told = place.states.length ? 4 + 0.2 * place.states.length : 0;
    const chosen = place.id === choice.place ? 40 : 0;
    return chosen + (fresh ? 20 : 0) + (this.named.has(place.id) ? 10 : 0) + told + size;
  }

  /**
   * @param {Pen} pen
   * @param {Town} town
   * @param {Choice} choice
   */
  #marker(pen, town, choice) {
    const { place, standing, x, y, r } = town;
    if (place.id === choice.place) ring(pen, x, y, r + 7, "#FFFFFF", 5);
    if (place.id === choice.place) ring(pen, x, y, r + 7, "#0B5CAD", 2.5);
    if (town.attacker) burst(pen, x, y, r + 5, this.looks.fill(town.attacker));
    else if (town.fresh) {
      ring(pen, x, y, r + 4.5, HALO, 3.5);
      ring(pen, x, y, r + 4.5, this.looks.ground.ink, 1.6);
    }
    const { holder, rival, contested, evidence, certainty, stale } = standing;
    const key = [holder, rival, contested, evidence, certainty, stale, r.toFixed(2)].join("|");
    pen.stamp(key, x, y, Math.ceil(r * 1.4 + 6), (/** @type {Pen} */ own, /** @type {number} */ left, /** @type {number} */ top) =>
      drawMarker(own, this.looks, standing, left, top, r),
    );
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   */
  #names(pen, frame) {
    const words = this.words();
    const family = getComputedStyle(document.body).fontFamily;
    const taken = this.drawn
      .filter((t) => t.place.states.length)
      .map((t) => [t.x - t.r, t.y - t.r, t.x + t.r, t.y + t.r]);
    const far = frame.zoom < 7.6 ? 6.2 : 0;
    for (const town of this.drawn) {
      const told = town.place.states.length > 0;
      if (town.rank < far || (!told && frame.zoom < 9.2)) continue;
      const large = town.rank >= 10;
      const size = large ? 13 : told ? 12 : 11;
      const font = `${large ? "600 " : ""}${size}px ${family}`;
      const name = words.name(town.place.names);
      const width = pen.width(name, font);
      const spot = spotFor(town, width, size, taken);
      if (!spot) continue;
      taken.push(spot.box);
      const color = told ? this.looks.ground.ink : "#3A3833";
      pen.text(name, spot.x, spot.y, { font, color, halo: HALO, align: spot.align });
    }
  }

  /**
   * The town nearest to a point of the surface, within reach.
   * @param {{x: number, y: number}} point
   * @param {number} reach px
   */
  near(point, reach) {
    let best = null;
    let least = Infinity;
    for (const town of this.drawn) {
      const away = Math.hypot(town.x - point.x, town.y - point.y) - town.r;
      const weighed = away + (town.place.states.length ? 0 : 3);
      if (away <= reach && weighed < least) {
        best = town;
        least = weighed;
      }
    }
    return best;
  }
}

/**
 * @param {Place} place
 * @param {boolean} reported
 * @param {number} zoom
 */
function radius(place, reported, zoom) {
  const people = place.population ?? 0;
  const size = people >= 100_000 ? 7 : people >= 20_000 ? 5.8 : 4.8;
  return (reported ? size : 2.6) * Math.min(1.25, Math.max(0.85, 0.85 + (zoom - 7) * 0.07));
}

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 * @param {number} width
 * @param {number[]} [dash]
 */
function ring(pen, x, y, r, color, width, dash) {
  const path = pen.path();
  markerPath("circle", x, y, r, path);
  pen.stroke(path, color, width, dash);
}

/**
 * Rays around a town that was attacked, in the attacker's colour.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 */
export function burst(pen, x, y, r, color) {
  const path = pen.path();
  const points = 18;
  for (let i = 0; i < points; i += 1) {
    const angle = (2 * Math.PI * i) / points;
    const reach = i % 2 ? r * 0.72 : r + 2;
    path[i ? "lineTo" : "moveTo"](x + reach * Math.sin(angle), y - reach * Math.cos(angle));
  }
  path.closePath();
  pen.stroke(path, HALO, 2.4);
  pen.fill(path, color);
}

/**
 * Draw the marker of a standing: full where confirmed, with a light heart where claimed and a
 * cross where disputed, hollow where stale, half and half with a ring where contested, small and pale where inferred.
 * @param {Pen} pen
 * @param {import("./looks.js").Looks} looks
 * @param {Standing} standing
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function drawMarker(pen, looks, standing, x, y, r) {
  const shape = (/** @type {number} */ size) => {
    const path = pen.path();
    markerPath(looks.holders.get(standing.holder)?.marker ?? "circle", x, y, size, path);
    return path;
  };
  if (!standing.holder) {
    pen.fill(shape(r * 0.85), HALO);
    pen.stroke(shape(r * 0.85), looks.ground.quiet, 1.2, [1.5, 1.8]);
    return;
  }
  const fill = looks.fill(standing.holder);
  const edge = looks.edge(standing.holder);
  if (standing.contested) {
    contestedMarker(pen, looks, standing, x, y, r);
    return;
  }
  pen.stroke(shape(r), HALO, 3.2);
  pen.fill(shape(r), standing.stale ? looks.ground.land : fill);
  pen.stroke(shape(r), edge, standing.stale ? 1.8 : 1);
  if (standing.evidence !== "reported") return;
  const inner = standing.stale ? fill : looks.ground.land;
  if (standing.certainty === "claimed") {
    const dot = pen.path();
    markerPath("circle", x, y, r * 0.38, dot);
    pen.fill(dot, inner);
  } else if (standing.certainty === "disputed") {
    const cross = pen.path();
    const arm = r * 0.42;
    for (const side of [-1, 1]) {
      cross.moveTo(x - arm, y - side * arm);
      cross.lineTo(x + arm, y + side * arm);
    }
    pen.stroke(cross, inner, 1.6);
  }
}

/**
 * @param {Pen} pen
 * @param {import("./looks.js").Looks} looks
 * @param {Standing} standing
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function contestedMarker(pen, looks, standing, x, y, r) {
  ring(pen, x, y, r + 2.6, HALO, 4);
  for (const [holder, from] of /** @type {[string, number][]} */ ([
    [standing.holder, Math.PI / 2],
    [standing.rival, -Math.PI / 2],
  ])) {
    const half = pen.path();
    half.arc(x, y, r, from, from + Math.PI);
    half.closePath();
    pen.fill(half, holder ? looks.fill(holder) : "#FFFFFF");
  }
  ring(pen, x, y, r, looks.ground.ink, 0.8);
  ring(pen, x, y, r + 2.8, looks.ground.ink, 1.3);
}

/**
 * Where the name of a town fits: beside it, below or above, free of what is there already.
 * @param {Town} town
 * @param {number} width
 * @param {number} size
 * @param {number[][]} taken
 */
function spotFor({ x, y, r }, width, size, taken) {
  const gap = r + 5;
  const half = size * 0.62;
  const spots = [
    { align: "start", x: x + gap, y, left: x + gap },
    { align: "end", x: x - gap, y, left: x - gap - width },
    { align: "middle", x, y: y - gap - half + 1, left: x - width / 2 },
    { align: "middle", x, y: y + gap + half - 1, left: x - width / 2 },
    { align: "start", x: x + gap * 0.8, y: y - gap * 0.9, left: x + gap * 0.8 },
    { align: "start", x: x + gap * 0.8, y: y + gap * 0.9, left: x + gap * 0.8 },
    { align: "end", x: x - gap * 0.8, y: y - gap * 0.9, left: x - gap * 0.8 - width },
    { align: "end", x: x - gap * 0.8, y: y + gap * 0.9, left: x - gap * 0.8 - width },
  ];
  for (const spot of spots) {
    const box = [spot.left - 1, spot.y - half, spot.left + width + 1, spot.y + half];
    const free = !taken.some(
      (t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1],
    );
    if (free) return { ...spot, box };
  }
  return null;
}
