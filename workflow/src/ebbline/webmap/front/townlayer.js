/** Towns with their holder, and as many names as there is room for. */

import { dayOf, isoOf } from "./days.js";
import { SMALL_FROM } from "./groundlayer.js";
import { Room, meet, spotFor } from "./labels.js";
import { HALO, drawMark, radius, ring } from "./markers.js";
import { CanvasPen } from "./pens.js";
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
 * @typedef {object} Spot a town in a frame, whatever the day
 * @property {Place} place
 * @property {boolean} told whether reports speak of it
 * @property {number} matters how much, larger first
 * @property {number} x px
 * @property {number} y px
 * @property {number} r px
 *
 * @typedef {object} Name a name where it stands
 * @property {string} text
 * @property {string} font
 * @property {string} align
 * @property {number} x px
 * @property {number} y px
 * @property {number[]} box left, top, right, bottom in px
 *
 * @typedef {Spot & {
 *   standing: Standing, fresh: boolean, chosen: boolean, attacker: string | null,
 *   window: boolean, near: number[],
 *   rank: number, name: Name | null,
 * }} Town a town as drawn; fresh: something happened there that day; attacker: who attacked it
 */

/** What is drawn of a marker lies within its radius and so many pixels. */
/** About the width of a letter in the name of a town. */
const LETTER_PX = 8;
const REACH = 30;

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
    /** @type {Map<number, Map<string, string>>} by day: places that are attacked, and by whom */
    this.attacked = new Map();
    for (const event of past.events) {
      if (event.kind !== "attacked") continue;
      for (let day = dayOf(event.date_earliest); day <= dayOf(event.date_latest); day += 1)
        this.attacked.set(day, (this.attacked.get(day) ?? new Map()).set(event.place_id, event.rival));
    }
    /** @type {Town[]} */
    this.drawn = [];
    /** @type {{frame: Frame | null, spots: Spot[]}} */
    this.seen = { frame: null, spots: [] };
    /** @type {Map<string, number>} widths of names by font and text */
    this.widths = new Map();
    /** @type {() => {seen: number[], covered: number[][]} | null} what of the surface is seen */
    this.window = () => null;
    /** @type {(frame: Frame) => number[][]} where names of the ground stand */
    this.taken = () => [];
    /** Asked once: the browser may have to lay out the page for an answer. */
    this.family = getComputedStyle(document.body).fontFamily;
    /** How large the reader likes letters, of what the page is made for. */
    this.scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 14;
  }

  /**
   * Draw all towns.
   * @param {Pen} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    const towns = this.#towns(pen, frame);
    if (pen instanceof CanvasPen) this.drawn = towns;
    pen.use(null);
    this.#paint(pen, towns);
  }

  /**
   * Draw again only where a town or its name changes.
   * @param {CanvasPen} pen
   * @param {Frame} frame
   * @param {import("./surface.js").Kept} below what lies under the towns
   */
  redraw(pen, frame, below) {
    const before = new Map(this.drawn.map((town) => [town.place.id, town]));
    this.drawn = this.#towns(pen, frame);
    /** @type {number[][]} */
    const boxes = [];
    for (const town of this.drawn) {
      const old = before.get(town.place.id);
      before.delete(town.place.id);
      boxes.push(...changedBoxes(old, town));
    }
    for (const gone of before.values()) boxes.push(markerBox(gone), ...nameBoxes(gone));
    if (!boxes.length) return;
    pen.within(boxes, (x, y, width, height) => below.part(pen, x, y, width, height));
    const near = (/** @type {number[]} */ box) => boxes.some((b) => meet(b, box));
    pen.use(null);
    this.#paint(pen, this.drawn, near);
    pen.everywhere();
  }

  /**
   * The towns of the picture, the most important first, with their names where there is room.
   * @param {Pen} pen
   * @param {Frame} frame
   * @returns {Town[]}
   */
  #towns(pen, frame) {
    const { choice } = this.store;
    if (this.seen.frame !== frame) this.seen = { frame, spots: this.#spots(frame) };
    const attacked = this.attacked.get(choice.day);
    const today = this.data.said.days[isoOf(choice.day)];
    /** @type {Town[]} */
    const towns = [];
    for (const spot of this.seen.spots) {
      const { id } = spot.place;
      const standing = this.past.standing(id, choice.day);
      if (!spot.told && !standing.holder) continue;
      if (standing.holder ? !passes(standing, choice) : choice.holders.length) continue;
      const fresh = today?.changed[id] !== undefined;
      const attacker = fresh || !attacked?.has(id) ? null : attacked.get(id) ?? "";
      const window = today?.changed[id] === 1;
      const near = (today?.near ?? []).filter(([place]) => place === id).map(([, mark]) => mark);
      const chosen = id === choice.place;
      const rank = spot.matters + (chosen ? 40 : 0) + (fresh ? 20 : 0);
      towns.push({ ...spot, standing, fresh, chosen, rank, attacker, window, near, name: null });
    }
    towns.sort((a, b) => b.rank - a.rank || (a.place.id < b.place.id ? -1 : 1));
    this.#nameThem(pen, frame, towns);
    return towns;
  }

  /**
   * The towns that a frame can show.
   * @param {Frame} frame
   * @returns {Spot[]}
   */
  #spots(frame) {
    const spots = [];
    for (const place of this.data.places) {
      const told = place.states.length > 0;
      if (!told && frame.zoom < SMALL_FROM) continue;
      const x = place.at[0] * frame.k + frame.tx;
      const y = place.at[1] * frame.k + frame.ty;
      if (x < -20 || y < -20 || x > frame.width + 20 || y > frame.height + 20) continue;
      spots.push({ place, told, matters: this.#matters(place), x, y, r: radius(place, told, frame.zoom) });
    }
    return spots;
  }

  /**
   * The boxes of the marks of towns that a report speaks of, px; those that are always named have
   * room for their names on both sides.
   * @param {Frame} frame
   */
  marks(frame) {
    return this.#spots(frame).filter(({ told }) => told).map(({ place, x, y, r }) => {
      const name = this.named.has(place.id) ? LETTER_PX * this.words().name(place.names).length : 0;
      return [x - r - name, y - r, x + r + name, y + r];
    });
  }

  /** @param {Place} place */
  #matters(place) {
    const size = Math.log10(Math.max(place.population ?? 0, 300));
    const told = place.states.length ? 4 + 0.2 * place.states.length : 0;
    return (this.named.has(place.id) ? 10 : 0) + told + size;
  }

  /**
   * @param {Pen} pen
   * @param {Frame} frame
   * @param {Town[]} towns
   */
  #nameThem(pen, frame, towns) {
    const words = this.words();
    // The name of a place that is always named may lie over marks, but over no name and no bar.
    const [room, beyond] = [new Room(), new Room()];
    for (const { told, x, y, r } of towns) if (told) room.take([x - r, y - r, x + r, y + r]);
    const screen = pen instanceof CanvasPen ? this.window() : null;
    for (const box of [...(screen?.covered ?? []), ...this.taken(frame)])
      for (const both of [room, beyond]) both.take(box);
    const seen = screen?.seen ?? [0, 0, frame.width, frame.height];
    const far = frame.zoom < SMALL_FROM ? 6.2 : 0;
    const scale = pen instanceof CanvasPen ? this.scale : 1;
    for (const town of towns) {
      if (town.rank < far || (!town.told && frame.zoom < 9.2)) continue;
      const large = town.rank >= 10;
      const size = (large ? 13 : town.told ? 12 : 11) * scale;
      const font = `${large ? "600 " : ""}${size}px ${this.family}`;
      const text = words.name(town.place.names);
      const width = this.#width(pen, text, font);
      const always = this.named.has(town.place.id);
      const spot = spotFor(town, width, size, room, seen) ?? (always ? spotFor(town, width, size, beyond, seen) : null);
      if (!spot) continue;
      for (const both of [room, beyond]) both.take(spot.box);
      town.name = { ...spot, text, font };
    }
  }

  /**
   * @param {Pen} pen
   * @param {string} text
   * @param {string} font
   */
  #width(pen, text, font) {
    const key = `${font}|${text}`;
    const known = this.widths.get(key);
    if (known !== undefined) return known;
    const width = pen.width(text, font);
    this.widths.set(key, width);
    return width;
  }

  /**
   * @param {Pen} pen
   * @param {Town[]} towns
   * @param {(box: number[]) => boolean} [near] which boxes are drawn, if not all
   */
  #paint(pen, towns, near = () => true) {
    for (let i = towns.length - 1; i >= 0; i -= 1)
      if (near(markerBox(towns[i]))) this.#marker(pen, towns[i]);
    for (const { name, told } of towns) {
      if (!name || !near(written(name))) continue;
      const color = told ? this.looks.ground.ink : "#3A3833";
      pen.text(name.text, name.x, name.y, { font: name.font, color, halo: HALO, align: name.align });
    }
  }

  /**
   * @param {Pen} pen
   * @param {Town} town
   */
  #marker(pen, town) {
    const { standing, x, y, r, attacker } = town;
    const { said } = this.data;
    if (town.chosen) ring(pen, x, y, r + 7, "#FFFFFF", 5);
    if (town.chosen) ring(pen, x, y, r + 7, "#0B5CAD", 2.5);
    const under = [
      ...(attacker === null ? [] : [said.burst_marks[attacker] ?? said.changed_mark]),
      ...(town.fresh ? [said.changed_mark] : []),
      ...(town.window ? [said.window_mark] : []),
    ];
    for (const mark of [...under, standing.mark, ...town.near]) {
      const reach = Math.ceil(r * (town.near.includes(mark) ? 5.2 : 2.7) + 2);
      pen.stamp(`${mark}|${r.toFixed(2)}`, x, y, reach, (/** @type {Pen} */ own, /** @type {number} */ left, /** @type {number} */ top) =>
        drawMark(own, this.looks.layers(mark), left, top, r),
      );
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
      const weighed = away + (town.told ? 0 : 3);
      if (away <= reach && weighed < least) {
        best = town;
        least = weighed;
      }
    }
    return best;
  }
}

/**
 * The boxes in which a town looks otherwise than before.
 * @param {Town | undefined} old
 * @param {Town} town
 */
function changedBoxes(old, town) {
  const { standing, fresh, chosen, attacker, window, near, name } = town;
  const same = old && old.standing === standing && old.fresh === fresh && old.chosen === chosen
    && old.attacker === attacker && old.window === window && `${old.near}` === `${near}`;
  const written_ = old?.name;
  const told = name && written_ ? name.text === written_.text && name.font === written_.font
    && name.x === written_.x && name.y === written_.y : name === (written_ ?? null);
  return [
    ...(same ? [] : [markerBox(town)]),
    ...(told ? [] : [...nameBoxes(old), ...nameBoxes(town)]),
  ];
}

/** @param {Town} town */
function markerBox({ x, y, r }) {
  const reach = r + REACH;
  return [x - reach, y - reach, x + reach, y + reach];
}

/** @param {Town | undefined} town */
function nameBoxes(town) {
  return town?.name ? [written(town.name)] : [];
}

/**
 * The box of a name with its halo.
 * @param {Name} name
 */
function written({ box: [left, , right], y }) {
  return [left - 6, y - 13, right + 6, y + 13];
}
