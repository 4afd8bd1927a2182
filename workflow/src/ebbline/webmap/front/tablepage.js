/** The page without the map: towns and events of the day as tables, in step with the slider. */

import { certaintyBadge, sourceList } from "./badges.js";
import { dayOf } from "./days.js";
import { byId, fill, h } from "./dom.js";
import { passes } from "./state.js";

/** @typedef {import("./app.js").App} App */

export class TablePage {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = byId("page");
    this.inferred = false;
    this.show(true);
    app.store.listen((choice, changed) => {
      if (changed.has("table")) this.show(true);
      else if (choice.table && changed.size && !changed.has("playing")) this.show(false);
    });
  }

  /** @param {boolean} moved whether the page has just been opened or closed */
  show(moved) {
    const { app, root } = this;
    const { choice } = app;
    root.hidden = !choice.table;
    document.body.classList.toggle("with-table", choice.table);
    if (!choice.table) return root.replaceChildren();
    const focus = document.activeElement?.id ?? "";
    const close = () => app.store.set({ table: false });
    fill(
      root,
      h(
        "div",
        { class: "sheet" },
        h("button", { type: "button", class: "plain", id: "to-map", onclick: close }, app.t("back_to_map")),
        h("h1", { tabindex: -1, id: "table-title" }, app.t("table_title", { day: app.words.day(choice.day) })),
        h("p", {}, app.t("table_lead")),
        this.#towns(),
        h(
          "label",
          { class: "also" },
          h("input", { type: "checkbox", id: "also-inferred", checked: this.inferred, onchange: () => this.#toggle() }),
          app.t("also_inferred"),
        ),
        this.#events(),
        h("p", { class: "detail" }, app.t("disclaimer")),
      ),
    );
    if (moved) document.getElementById("table-title")?.focus();
    else if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    return undefined;
  }

  #toggle() {
    this.inferred = !this.inferred;
    this.show(false);
  }

  #towns() {
    const { app } = this;
    const { choice } = app;
    const rows = app.data.places
      .filter((p) => this.inferred || p.states.length)
      .map((place) => ({ place, standing: app.past.standing(place.id, choice.day) }))
      .filter(({ standing }) => !standing.holder || passes(standing, choice))
      .sort((a, b) => app.words.name(a.place.names).localeCompare(app.words.name(b.place.names), app.words.language.locale));
    return h(
      "table",
      { id: "towns", role: "table" },
      h("caption", {}, app.t("towns_caption", { day: app.words.day(choice.day) })),
      this.#head(["place", "holder", "how_sure", "since", "last_report_title"]),
      h("tbody", { role: "rowgroup" }, rows.map(({ place, standing }) => this.#town(place, standing))),
    );
  }

  /**
   * @param {import("./data.js").Place} place
   * @param {import("./past.js").Standing} standing
   */
  #town(place, standing) {
    const { app } = this;
    const open = () => app.store.set({ place: place.id, tab: "story", panel: true });
    const sure = app.said.sure[standing.kind] ?? app.t("evidence.unknown");
    const holder = standing.contested ? app.standingText(standing) : app.words.holder(standing.holder);
    const day = (/** @type {string | null} */ iso) => (iso ? app.words.day(dayOf(iso)) : "–");
    return h(
      "tr",
      { role: "row", "data-place": place.id, "data-holder": standing.holder },
      h("th", { scope: "row", role: "rowheader" }, h("button", { type: "button", class: "plain", id: `row-${place.id}`, onclick: open }, app.words.name(place.names))),
      this.#cell("", standing.holder && h("span", { class: "swatch", "data-holder": standing.holder }), holder),
      this.#cell("", sure),
      this.#cell("since", day(standing.since)),
      this.#cell("last_report_title", day(standing.lastReport)),
    );
  }

  #events() {
    const { app } = this;
    const events = app.eventsSoFar();
    return h(
      "table",
      { id: "events", role: "table" },
      h("caption", {}, app.t("events_caption", { day: app.words.day(app.choice.day) })),
      this.#head(["date", "event_title", "certainty_title", "sources"]),
      h(
        "tbody",
        { role: "rowgroup" },
        events.map((event) =>
          h(
            "tr",
            { role: "row", "data-event": event.event_id },
            this.#cell("", app.words.day(event.day)),
            h("th", { scope: "row", role: "rowheader" }, app.headline(event)),
            this.#cell("", certaintyBadge(app, event), " ", app.words.count("origins", event.origins)),
            this.#cell("", sourceList(app, event.claim_ids)),
          ),
        ),
      ),
    );
  }

  /**
   * A cell; roles are told because a narrow screen stacks the cells, and a browser then no longer
   * takes them for a table.
   * @param {string} label key of what stands before it on a narrow screen, if it needs that
   * @param {...import("./dom.js").Child} children
   */
  #cell(label, ...children) {
    return h("td", { role: "cell", "data-label": label ? this.app.t(label) : null }, children);
  }

  /** @param {string[]} keys */
  #head(keys) {
    const cells = keys.map((k) => h("th", { scope: "col", role: "columnheader" }, this.app.t(k)));
    return h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, cells));
  }
}
