/** The address of a picture: day, view, language, filters and selection after the `#`. */

import { dayOf, isIsoDay, isoOf } from "./days.js";
import { SHAPES } from "./picture.js";

/**
 * @typedef {import("./state.js").Choice} Choice
 * @typedef {import("./past.js").Past} Past
 */

/** The step before the first chapter: the finding of the whole period. */
export const OPENING = "opening";
const WAIT_MS = 250;
const KNOWN_TABS = ["story", "areas", "compare"];

/**
 * What an address says; what it does not say, or says wrongly, is left out.
 * @param {string} hash
 * @param {Past} past
 * @returns {{choice: Partial<Choice>, position: [number, number, number] | null}}
 */
export function readAddress(hash, past) {
  const given = new URLSearchParams(plain(hash));
  const { data } = past;
  /** @type {Partial<Choice>} */
  const choice = {};
  const day = (/** @type {string} */ key) => {
    const text = given.get(key) ?? "";
    return isIsoDay(text) ? past.clamp(dayOf(text)) : null;
  };
  const oneOf = (/** @type {string} */ key, /** @type {string[]} */ known) => {
    const text = given.get(key) ?? "";
    return known.includes(text) ? text : undefined;
  };
  const some = (/** @type {string} */ key, /** @type {string[]} */ known) =>
    (given.get(key) ?? "").split("|").filter((v) => known.includes(v));
  const date = day("date");
  if (date !== null) choice.day = date;
  choice.from = day("from");
  choice.swipe = given.get("swipe") === "1";
  const language = oneOf("lang", data.languages.map((l) => l.code));
  if (language) choice.language = language;
  const view = oneOf("view", data.case.views.map((v) => v.id));
  if (view) choice.view = view;
  choice.tab = oneOf("tab", KNOWN_TABS) ?? (choice.from === null ? "story" : "compare");
  choice.holders = some("holders", data.case.holders.map((h) => h.id));
  choice.certainties = some("certainty", ["confirmed", "claimed", "disputed"]);
  choice.collections = some("collections", data.case.collections);
  choice.then = data.places.some((p) => p.then) && given.get("known") === "then";
  choice.place = oneOf("place", [...past.places.keys()]) ?? null;
  choice.event = oneOf("event", [...past.eventById.keys()]) ?? null;
  choice.convention = oneOf("convention", ["settled", "total"]) ?? "settled";
  choice.table = given.get("table") === "1";
  choice.embed = given.get("embed") === "1";
  choice.shape = oneOf("shape", Object.keys(SHAPES)) ?? null;
  choice.chapter = chapterOf(given, past);
  // The story has the whole window; the instrument has its panel, where there is room.
  choice.panel = given.has("panel")
    ? given.get("panel") === "1"
    : !choice.chapter && !choice.embed && window.innerWidth > 760 && window.innerHeight > 520;
  const told = data.said.chapters.find(({ id }) => id === choice.chapter);
  if (told) Object.assign(choice, { day: dayOf(told.day), view: view ?? told.view });
  return { choice, position: positionOf(given.get("map")) };
}

/**
 * What stands after the `#` of an address; some programs that pass a link on encode it once more.
 * @param {string} hash
 */
function plain(hash) {
  const text = hash.replace(/^[#?]/, "");
  if (text.includes("=") || !/%3D/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What asks for something else than the opening. */
const ASKING = ["date", "from", "event", "place", "tab", "table", "panel", "map", "holders", "certainty", "collections", "known"];

/**
 * The step of the story that an address asks for; one that asks for nothing gets the opening.
 * @param {URLSearchParams} given
 * @param {Past} past
 */
function chapterOf(given, past) {
  const asked = given.get("chapter") ?? "";
  if (asked === OPENING || past.data.said.chapters.some(({ id }) => id === asked)) return asked;
  return ASKING.some((key) => given.has(key)) ? null : OPENING;
}

/**
 * Zoom, latitude and longitude of `7.25/34.45/40.93`.
 * @param {string | null} text
 * @returns {[number, number, number] | null}
 */
function positionOf(text) {
  const numbers = (text ?? "").split("/").map(Number);
  const fine = numbers.length === 3 && numbers.every(Number.isFinite);
  if (!fine || Math.abs(numbers[1]) > 85 || Math.abs(numbers[2]) > 360) return null;
  return /** @type {[number, number, number]} */ (numbers);
}

/**
 * @param {Choice} choice
 * @param {string | null} position `zoom/lat/lon` if the reader has moved the map
 * @returns {string}
 */
export function writeAddress(choice, position) {
  /** @type {string[]} */
  const parts = [];
  const add = (/** @type {string} */ key, /** @type {string | null} */ value) => {
    if (value) parts.push(`${key}=${encodeURIComponent(value).replace(/%(7C|2F|3A)/g, decodeURIComponent)}`);
  };
  if (choice.chapter) add("chapter", choice.chapter);
  else add("date", isoOf(choice.day));
  add("view", choice.view);
  add("lang", choice.language);
  add("tab", choice.tab === "story" ? null : choice.tab);
  add("from", choice.from === null ? null : isoOf(choice.from));
  add("swipe", choice.swipe && choice.from !== null ? "1" : null);
  add("convention", choice.convention === "settled" ? null : choice.convention);
  add("holders", choice.holders.join("|"));
  add("certainty", choice.certainties.join("|"));
  add("collections", choice.collections.join("|"));
  add("known", choice.then ? "then" : null);
  add("place", choice.place);
  add("event", choice.event);
  add("table", choice.table ? "1" : null);
  add("embed", choice.embed ? "1" : null);
  add("shape", choice.embed ? choice.shape : null);
  add("panel", choice.chapter ? null : choice.panel ? "1" : "0");
  add("map", position);
  return `#${parts.join("&")}`;
}

/**
 * Keep the address in step, but not at every frame: browsers limit how often it may change. What
 * was visited (a step of the story, a place, a table …) can be gone back to; a day that slid by or
 * a map that moved cannot.
 * @param {() => string} current
 * @returns {(visited?: boolean, restored?: boolean) => void} `visited`: something to come back to;
 *   `restored`: the browser has gone back to it
 */
export function addressKeeper(current) {
  let timer = 0;
  let [visits, restores] = [false, false];
  return (visited = false, restored = false) => {
    [visits, restores] = [visits || visited, restores || restored];
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const [push, stays] = [visits && current() !== window.location.hash, restores];
      [visits, restores] = [false, false];
      if (stays) return;
      try {
        window.history[push ? "pushState" : "replaceState"](null, "", current());
      } catch {
        // Some frames may not change their address; the link in "Share" still tells it.
      }
    }, WAIT_MS);
  };
}
