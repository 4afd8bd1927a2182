/** Filters by holder, certainty and collection; a filtered map always says so. */

import { fill, h } from "./dom.js";
import { isFiltered } from "./state.js";

/** @typedef {import("./app.js").App} App */

/**
 * What the filters leave out, and what they cannot.
 * @param {App} app
 */
export function filterText(app) {
  const { holders, certainties, collections, then } = app.choice;
  const filtered = holders.length + certainties.length + collections.length ? [app.t("filtered")] : [];
  const land = collections.length && !then ? [app.t("filtered_not_land")] : [];
  return [...filtered, ...land, ...(then ? [app.t("as_known_shown")] : [])].join(" ");
}

/**
 * @param {App} app
 * @param {HTMLElement} root
 */
export function filterBox(app, root) {
  const { data, words, choice } = app;
  const wasOpen = root.querySelector("details")?.open ?? false;
  const focus = document.activeElement?.id ?? "";
  const holders = data.case.holders.map((x) => /** @type {[string, string]} */ ([x.id, words.shortHolder(x.id)]));
  const certainties = ["confirmed", "claimed", "disputed"].map(
    (c) => /** @type {[string, string]} */ ([c, app.t(`certainty.${c}`)]),
  );
  const collections = data.case.collections.map(
    (c) => /** @type {[string, string]} */ ([c, words.language.collections[c] ?? c]),
  );
  const clear = () => app.store.set({ holders: [], certainties: [], collections: [], then: false });
  fill(
    root,
    h(
      "details",
      { open: wasOpen },
      h("summary", { id: "filter-summary" }, app.t("filters")),
      group(app, "holders", app.t("holder"), holders),
      group(app, "certainties", app.t("certainty_title"), certainties),
      group(app, "collections", app.t("collection"), collections),
      h("p", { class: "detail" }, app.t("filter_note")),
      data.places.some((p) => p.then) && clock(app),
    ),
    isFiltered(choice) &&
      h(
        "p",
        { class: "filtered", role: "status" },
        filterText(app),
        " ",
        h("button", { type: "button", class: "plain", id: "clear-filters", onclick: clear }, app.t("clear_filters")),
      ),
  );
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
}

/**
 * The switch between what was known on the day and what is known now.
 * @param {App} app
 */
function clock(app) {
  const switched = () => app.store.set({ then: !app.choice.then });
  return h(
    "label",
    {},
    h("input", { type: "checkbox", id: "as-known", checked: app.choice.then, onchange: switched }),
    app.t("as_known"),
  );
}

/**
 * @param {App} app
 * @param {"holders" | "certainties" | "collections"} key
 * @param {string} title
 * @param {[string, string][]} values
 */
function group(app, key, title, values) {
  const chosen = app.choice[key];
  const toggle = (/** @type {string} */ value) => {
    const now = app.choice[key];
    const next = now.includes(value) ? now.filter((v) => v !== value) : [...now, value];
    app.store.set({ [key]: values.map(([v]) => v).filter((v) => next.includes(v)) });
  };
  return h(
    "fieldset",
    {},
    h("legend", {}, title),
    values.map(([value, name]) =>
      h(
        "label",
        {},
        h("input", { type: "checkbox", id: `filter-${key}-${value}`, checked: chosen.includes(value), onchange: () => toggle(value) }),
        key === "holders" && h("span", { class: "swatch", "data-holder": value }),
        name,
      ),
    ),
  );
}
