/** What the reader has chosen, in one place; the parts of the page listen to it. */

/**
 * @typedef {object} Choice
 * @property {number} day
 * @property {string} language
 * @property {string} view
 * @property {string} tab story, areas or compare
 * @property {string | null} chapter the step of the story that is told; "opening" before the first
 * @property {boolean} panel
 * @property {boolean} table
 * @property {boolean} embed
 * @property {string | null} shape the shape of pictures, and of a frame in an article
 * @property {number | null} from the earlier day of a comparison
 * @property {boolean} swipe whether the two days lie side by side; else whom land was lost to
 * @property {string | null} place
 * @property {string | null} event
 * @property {string[]} holders filter; empty: all
 * @property {string[]} certainties filter; empty: all
 * @property {string[]} collections filter; empty: all
 * @property {string} convention settled or total
 * @property {string} region
 * @property {boolean} then towns as known on the day, not as known now
 * @property {boolean} playing
 * @property {number} speed days a second
 */

/** Who chooses one of these has left the story for the instrument. */
const LEAVING = /** @type {const} */ ([
  ...["day", "from", "tab", "panel", "table", "place", "event"],
  ...["holders", "certainties", "collections", "then", "playing"],
]);

/** @typedef {(choice: Choice, changed: Set<keyof Choice>) => void} Listener */

export class Store {
  /** @param {Choice} choice */
  constructor(choice) {
    this.choice = choice;
    /** @type {Listener[]} */
    this.listeners = [];
  }

  /** @param {Listener} listener */
  listen(listener) {
    this.listeners.push(listener);
  }

  /**
   * A part of the page that fails does not keep the others from hearing.
   * @param {Listener} listener
   * @param {Set<keyof Choice>} changed
   */
  #tell(listener, changed) {
    try {
      listener(this.choice, changed);
    } catch (error) {
      console.error(error);
    }
  }

  /**
   * Change something and tell everybody, once.
   * @param {Partial<Choice>} values
   */
  set(values) {
    const before = this.choice;
    const keeps = "chapter" in values || !before.chapter;
    const leaves = !keeps && LEAVING.some((k) => k in values && !same(before[k], values[k]));
    if (leaves) values = { ...values, chapter: null };
    this.choice = { ...before, ...values };
    const keys = /** @type {(keyof Choice)[]} */ (Object.keys(values));
    const changed = new Set(keys.filter((k) => !same(before[k], this.choice[k])));
    if (changed.size) for (const listener of this.listeners) this.#tell(listener, changed);
  }
}

/**
 * @param {unknown} a
 * @param {unknown} b
 */
function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.join("|") === b.join("|");
  return a === b;
}

/**
 * Whether a standing (or an event) passes the filters.
 * @param {{holder: string, rival: string, certainty: string, collections: string[]}} thing
 * @param {Choice} choice
 */
export function passes(thing, choice) {
  const { holders, certainties, collections } = choice;
  const held = !holders.length || holders.includes(thing.holder) || holders.includes(thing.rival);
  const sure = !certainties.length || certainties.includes(thing.certainty);
  const told =
    !collections.length ||
    !thing.collections.length ||
    thing.collections.some((c) => collections.includes(c));
  return held && sure && told;
}

/** @param {Choice} choice */
export function isFiltered(choice) {
  const { holders, certainties, collections, then } = choice;
  return then || holders.length + certainties.length + collections.length > 0;
}
