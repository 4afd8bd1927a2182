/** Two days compared: what the subject gained, lost and still held. */

import { dayOf, isIsoDay, isoOf } from "./days.js";
import { fill, h } from "./dom.js";
import { markerOf } from "./badges.js";
import { Territory, changeOf } from "./landlayer.js";
import { landKinds, swatch } from "./legend.js";

/** @typedef {import("./app.js").App} App */

/**
 * Square kilometres of patches that a holder held on the first day, the second, both.
 * @param {App} app
 * @param {string} holder
 * @param {number} from
 * @param {number} to
 */
export function landChange(app, holder, from, to) {
  const { land } = app.data;
  const { past } = app.map.picture()?.territory ?? new Territory(app.data, app.looks, app.past.first);
  const sums = { settled: { lost: 0, gained: 0, kept: 0 }, total: { lost: 0, gained: 0, kept: 0 } };
  for (let patch = 0; patch < land.ids.length; patch += 1) {
    const change = changeOf(land.kinds[past.kind(patch, from)], land.kinds[past.kind(patch, to)], holder);
    if (!change) continue;
    sums.total[change] += land.km2[patch];
    if (land.settled[patch]) sums.settled[change] += land.km2[patch];
  }
  return sums;
}

/**
 * @param {App} app
 * @param {HTMLElement} body
 */
export function compareTab(app, body) {
  const { choice, past } = app;
  const from = choice.from ?? past.first;
  const [first, second] = from <= choice.day ? [from, choice.day] : [choice.day, from];
  const holder = past.subject;
  fill(
    body,
    h("h2", { class: "unseen" }, app.t("tabs.compare")),
    h("p", { class: "choices" }, dayField(app, "from", from), dayField(app, "day", choice.day)),
    h(
      "p",
      { class: "ways", role: "group", "aria-label": app.t("tabs.compare") },
      [false, true].map((swipe) =>
        h(
          "button",
          { type: "button", id: swipe ? "by-swipe" : "by-loss", "aria-pressed": String(choice.swipe === swipe), onclick: () => app.store.set({ swipe }) },
          app.t(swipe ? "by_swipe" : "by_loss"),
        )),
    ),
    h("p", { class: "lead" }, app.t("compare_lead", { holder: app.words.holder(holder), from: app.words.day(first), to: app.words.day(second) })),
    app.lost && h("ul", { class: "keys" }, landKinds(app).map(({ text, paint }) => h("li", {}, swatch(app, paint), " ", text))),
    changeTable(app, holder, first, second),
    h("p", { class: "detail" }, app.t("compare_note")),
    h("h3", {}, app.t("towns_that_changed")),
    townChanges(app, first, second),
  );
}

/**
 * @param {App} app
 * @param {"from" | "day"} key
 * @param {number} value
 */
function dayField(app, key, value) {
  const input = h("input", {
    ...{ type: "date", id: `compare-${key}`, value: isoOf(value) },
    ...{ min: isoOf(app.past.first), max: isoOf(app.past.last) },
    onchange: () => {
      if (isIsoDay(input.value)) app.store.set({ [key]: app.past.clamp(dayOf(input.value)), playing: false });
    },
  });
  return h("label", {}, app.t(key === "from" ? "from_day" : "to_day"), " ", input);
}

/**
 * @param {App} app
 * @param {string} holder
 * @param {number} first
 * @param {number} second
 */
function changeTable(app, holder, first, second) {
  const sums = landChange(app, holder, first, second);
  const { region } = app.firstChoice();
  const conventions = /** @type {("settled" | "total")[]} */ (["settled", "total"]);
  const row = (/** @type {string} */ name, /** @type {(c: "settled" | "total") => string} */ cell) =>
    h("tr", {}, h("th", { scope: "row" }, name), conventions.map((c) => h("td", {}, cell(c))));
  const on = (/** @type {number} */ day) => (/** @type {"settled" | "total"} */ c) =>
    app.areaText(app.areas.on(holder, region, c, day));
  const sum = (/** @type {"lost" | "gained" | "kept"} */ key) => (/** @type {"settled" | "total"} */ c) =>
    app.t("area.plain", { km2: app.words.area(sums[c][key]) });
  return h(
    "table",
    { class: "numbers" },
    h("caption", {}, app.regionName(region)),
    h("thead", {}, h("tr", {}, h("td", {}), conventions.map((c) => h("th", { scope: "col" }, app.t(`convention.${c}`))))),
    h(
      "tbody",
      {},
      row(app.words.shortDay(first), on(first)),
      row(app.words.shortDay(second), on(second)),
      row(app.t("change.net"), (c) => netText(app, holder, region, c, first, second)),
      row(app.t("change.lost"), sum("lost")),
      row(app.t("change.gained"), sum("gained")),
      row(app.t("change.kept"), sum("kept")),
    ),
  );
}

/**
 * The difference of two areas, between the farthest ends of their intervals.
 * @param {App} app
 * @param {string} holder
 * @param {string} region
 * @param {"settled" | "total"} convention
 * @param {number} first
 * @param {number} second
 */
function netText(app, holder, region, convention, first, second) {
  const none = { km2: 0, low: 0, high: 0 };
  const a = app.areas.on(holder, region, convention, first) ?? none;
  const b = app.areas.on(holder, region, convention, second) ?? none;
  const known = a.low !== null && a.high !== null && b.low !== null && b.high !== null;
  const low = known ? Number(b.low) - Number(a.high) : null;
  const high = known ? Number(b.high) - Number(a.low) : null;
  return app.areaText({ km2: b.km2 - a.km2, low, high });
}

/**
 * @param {App} app
 * @param {number} first
 * @param {number} second
 */
function townChanges(app, first, second) {
  const changed = app.data.places.filter((p) => p.states.length).flatMap((place) => {
    const before = app.past.standing(place.id, first);
    const after = app.past.standing(place.id, second);
    const same = before.holder === after.holder && before.contested === after.contested;
    return same ? [] : [{ place, before, after }];
  });
  if (!changed.length) return h("p", { class: "empty" }, app.t("none"));
  return h(
    "ul",
    { class: "town-changes" },
    changed.map(({ place, before, after }) =>
      h(
        "li",
        {},
        h("b", {}, app.words.name(place.names)),
        h("span", {}, markerOf(app, before.mark, 18), app.standingText(before)),
        h("span", {}, "→ ", markerOf(app, after.mark, 18), app.standingText(after)),
      ),
    ),
  );
}
