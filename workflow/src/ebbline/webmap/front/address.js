/** The address of a picture: day, view, language, filters and selection after the `#`. */

import { dayOf, isIsoDay, isoOf } from "./days.js";

/**
 * @typedef {import("./state.js").Choice} Choice
 * @typedef {import("./past.js").Past} Past
 */

const WAIT_MS = 250;
const KNOWN_TABS = ["story", "areas", "compare"];

/**
 * What an address says; what it does not say, or says wrongly, is left out.
 * @param {string} hash
 * @param {Past} past
 * @returns {{choice: Partial<Choice>, position: [number, number, number] | null}}
 */
export function readAddress(hash, past) {
  const given = new URLSearchParams(hash.replace(/^[#?]/, ""));
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
  const language = oneOf("lang", data.languages.map((l) => l.code));
  if (language) choice.language = language;
  const view = oneOf("view", data.case.views.map((v) => v.id));
  if (view) choice.view = view;
  choice.tab = oneOf("tab", KNOWN_TABS) ?? (choice.from === null ? "story" : "compare");
  choice.holders = some("holders", data.case.holders.map((h) => h.id));
  choice.certainties = some("certainty", ["confirmed", "claimed", "disputed"]);
  choice.collections = some("collections", data.case.collections);
  choice.place = oneOf("place", [...past.places.keys()]) ?? null;
  choice.event = oneOf("event", [...past.eventById.keys()]) ?? null;
  choice.convention = oneOf("convention", ["settled", "total"]) ?? "settled";
  choice.table = given.get("table") === "1";
  choice.embed = given.get("embed") === "1";
  if (given.has("panel")) choice.panel = given.get("panel") === "1";
  return { choice, position: positionOf(given.get("map")) };
}

/**
 * Zoom, latitude and longitude of `7.25/34.45/40.93`.
 * @param {string | null} text
 * @returns {[number, number, number] | null}
 */
function positionOf(text) {
  const numbers = (text ?? "").split("/").map(Number);
  const fine = numbers.length === 3 && numbers.every(Number.isFinite);
  if (!fine || Math.abs(numbers[1]) > 85 || Math.abs(numbers[2]) > 180) return null;
  return /** @type {[number, number, number]} */ (numbers);
}

/**
 * @param {Choice} choice
 * @param {string | null} position `zoom/lat/lon` if the reader has moved the map
 * @returns {string}
 */
export function writeAddress(choice, position) {
  const parts = [`date=${isoOf(choice.day)}`];
  const add = (/** @type {string} */ key, /** @type {string | null} */ value) => {
    if (value) parts.push(`${key}=${encodeURIComponent(value).replace(/%(7C|2F)/g, unescaped)}`);
  };
  add("view", choice.view);
  add("lang", choice.language);
  add("tab", choice.tab === "story" ? null : choice.tab);
  add("from", choice.from === null ? null : isoOf(choice.from));
  add("convention", choice.convention === "settled" ? null : choice.convention);
  add("holders", choice.holders.join("|"));
  add("certainty", choice.certainties.join("|"));
  add("collections", choice.collections.join("|"));
  add("place", choice.place);
  add("event", choice.event);
  add("table", choice.table ? "1" : null);
  add("embed", choice.embed ? "1" : null);
  add("panel", choice.panel ? null : "0");
  add("map", position);
  return `#${parts.join("&")}`;
}

/**
 * @param {string} _whole
 * @param {string} code
 */
function unescaped(_whole, code) {
  return code === "7C" ? "|" : "/";
}

/**
 * Keep the address in step, but not at every frame: browsers limit how often it may change.
 * @param {() => string} current
 */
export function addressKeeper(current) {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      try {
        window.history.replaceState(null, "", current());
      } catch {
        // Some frames may not change their address; the link in "Share" still tells it.
      }
    }, WAIT_MS);
  };
}
