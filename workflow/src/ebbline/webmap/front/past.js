/** Who held what on a day, read out of the tables; nothing is decided here. */

import { dayOf } from "./days.js";

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./data.js").Place} Place
 * @typedef {import("./data.js").EventRow} EventRow
 * @typedef {import("./data.js").StateRow} StateRow
 *
 * @typedef {object} Standing how a place stands on a day
 * @property {string} holder empty: unknown
 * @property {string} rival
 * @property {boolean} contested
 * @property {string} evidence reported, inferred or empty
 * @property {string} certainty
 * @property {boolean} stale the last report is old
 * @property {string | null} lastReport
 * @property {string[]} collections
 * @property {string} since
 * @property {string} eventId
 * @property {string} via
 * @property {number | null} costKm
 * @property {number | null} likelihood
 * @property {number} kind its number in the scene, -1: unknown
 * @property {number} mark the number of its mark, -1: that of an unknown place
 *
 * @typedef {object} Spell
 * @property {number} start
 * @property {number} end
 * @property {Standing} standing the same object for every day that looks the same
 *
 * @typedef {EventRow & {day: number}} Event
 */

/** @type {Standing} */
export const UNKNOWN = {
  ...{ holder: "", rival: "", contested: false, evidence: "", certainty: "", stale: false },
  ...{ lastReport: null, collections: [], since: "", eventId: "", via: "" },
  ...{ costKm: null, likelihood: null, kind: -1, mark: -1 },
};

export class Past {
  /** @param {MapData} data */
  constructor(data) {
    this.data = data;
    this.first = dayOf(data.case.first);
    this.last = dayOf(data.case.last);
    this.subject = data.case.subject;
    /** @type {Map<string, Place>} */
    this.places = new Map(data.places.map((p) => [p.id, p]));
    /** @type {Event[]} */
    this.events = data.events.map((e) => ({ ...e, day: dayOf(e.date) }));
    /** @type {Map<string, Event>} */
    this.eventById = new Map(this.events.map((e) => [e.event_id, e]));
    /** @type {Map<string, Spell[]>} */
    this.spells = new Map(data.places.map((p) => [p.id, spellsOf(p.runs, data)]));
    /** @type {Map<string, Spell[]>} */
    this.known = new Map(data.places.map((p) => [p.id, spellsOf(p.then ?? [], data)]));
    /** Whether places stand as was known on the day, or as is known now. */
    this.then = false;
    this.changeDays = this.#changeDays();
  }

  /** Days on which some town changes; on the first day everything only begins to be told. */
  #changeDays() {
    const days = new Set();
    for (const place of this.data.places) {
      for (const { start } of place.states) days.add(dayOf(start));
    }
    const inside = [...days].filter((d) => d > this.first && d <= this.last);
    return Int32Array.from(inside).sort();
  }

  /**
   * How a place stands at the end of a day.
   * @param {string} placeId
   * @param {number} day
   * @returns {Standing}
   */
  standing(placeId, day) {
    const spells = (this.then ? this.known : this.spells).get(placeId) ?? [];
    let low = 0;
    let high = spells.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (spells[middle].start <= day) low = middle + 1;
      else high = middle;
    }
    const spell = spells[low - 1];
    if (!spell || day >= spell.end) return UNKNOWN;
    return spell.standing;
  }

  /** @param {number} day */
  clamp(day) {
    return Math.min(this.last, Math.max(this.first, Math.round(day)));
  }

  /**
   * The change day before (-1) or after (1) a day, or null.
   * @param {number} day
   * @param {-1 | 1} direction
   */
  change(day, direction) {
    const days = this.changeDays;
    return (direction > 0 ? days.find((d) => d > day) : days.findLast((d) => d < day)) ?? null;
  }
}

/**
 * How a place stands through time, as the scene has it.
 * @param {import("./data.js").Run[]} runs
 * @param {MapData} data
 * @returns {Spell[]}
 */
function spellsOf(runs, { said, events }) {
  return runs.map(([first, last, kind, since, event, lastReport, collections, via = "", costKm = null, likelihood = null]) => ({
    start: dayOf(first),
    end: last ? dayOf(last) + 1 : Infinity,
    standing: {
      ...{ ...UNKNOWN, ...said.kinds[kind], kind, since, lastReport, collections },
      ...{ eventId: event === null || event === undefined ? "" : events[event].event_id },
      ...{ via, costKm, likelihood },
    },
  }));
}

const LONG = 1_000_000;

/**
 * How many of the pairs day, kind of a run begin on or before a day.
 * @param {number[]} run
 * @param {number} offset
 */
function countUpTo(run, offset) {
  let low = 0;
  let high = run.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (run[2 * middle] <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The kinds of all patches on a day. */
export class LandPast {
  /**
   * @param {import("./data.js").Land} land
   * @param {number} first
   */
  constructor(land, first) {
    this.land = land;
    this.first = first;
    const count = land.runs.length;
    /** Days, counted from the first, between which {@link kindOn} last found each patch's kind. */
    this.since = new Int32Array(count).fill(1);
    this.until = new Int32Array(count);
    this.found = new Int16Array(count);
  }

  /**
   * As {@link kind}, quick when days follow each other.
   * @param {number} patch
   * @param {number} day
   */
  kindOn(patch, day) {
    const offset = day - this.first;
    if (offset >= this.since[patch] && offset < this.until[patch]) return this.found[patch];
    const run = this.land.runs[patch];
    const at = countUpTo(run, offset);
    this.since[patch] = at ? run[2 * at - 2] : -LONG;
    this.until[patch] = 2 * at < run.length ? run[2 * at] : LONG;
    this.found[patch] = at ? run[2 * at - 1] : -1;
    return this.found[patch];
  }

  /**
   * The kind of a patch at the end of a day; -1 is unknown.
   * @param {number} patch
   * @param {number} day
   */
  kind(patch, day) {
    const run = this.land.runs[patch];
    const at = countUpTo(run, day - this.first);
    return at ? run[2 * at - 1] : -1;
  }

  /**
   * @param {number} day
   * @returns {Int16Array}
   */
  kinds(day) {
    return Int16Array.from(this.land.runs, (_, patch) => this.kind(patch, day));
  }
}
