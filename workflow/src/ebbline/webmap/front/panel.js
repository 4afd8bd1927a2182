/** The panel beside the map: the story, a place, areas, two days compared. */

import { areasTab } from "./areastab.js";
import { compareTab } from "./comparetab.js";
import { Chapters } from "./chapters.js";
import { byId, fill, h, picture } from "./dom.js";
import { filterBox } from "./filters.js";
import { placeCard } from "./placecard.js";
import { eventList } from "./story.js";

/** @typedef {import("./app.js").App} App */

const REST_OF_PANEL_MS = 90;
const LONGEST_MS = 400;
const TABS = /** @type {const} */ (["story", "areas", "compare"]);

export class Panel {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = byId("panel");
    this.chapters = new Chapters(app);
    this.showAll = false;
    this.following = 0;
    this.since = 0;
    /** @type {Map<string, Element>} */
    this.items = new Map();
    this.build();
    app.store.listen((choice, changed) => {
      if (changed.has("language")) this.build();
      else if ([...changed].every((key) => key === "day" || key === "playing")) this.#follow();
      else this.show(changed);
      if (changed.has("panel")) this.#fold(choice.panel);
    });
  }

  build() {
    const { app } = this;
    this.root.setAttribute("aria-label", app.t("panel"));
    this.#fold(app.choice.panel);
    this.toggle = h(
      "button",
      { type: "button", class: "fold", id: "fold", onclick: () => app.store.set({ panel: !app.choice.panel }) },
    );
    this.tabs = TABS.map((tab) =>
      h(
        "button",
        {
          ...{ type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": "tabpanel" },
          onclick: () => this.choose(tab),
          onkeydown: (/** @type {KeyboardEvent} */ e) => this.#key(e),
        },
        app.t(`tabs.${tab}`),
      ),
    );
    this.finder = this.#finder();
    this.filters = h("div", { class: "filters" });
    this.body = h("div", { class: "body", role: "tabpanel", id: "tabpanel", tabindex: 0 });
    fill(
      this.root,
      h("div", { class: "head" }, this.chapters.root, this.toggle),
      h(
        "div",
        { class: "inside" },
        this.finder,
        h("div", { role: "tablist", class: "tabs", "aria-label": app.t("panel") }, this.tabs),
        this.filters,
        this.body,
      ),
    );
    this.show(new Set(["language"]));
  }

  /** @param {Set<string>} changed */
  show(changed) {
    const { app } = this;
    const { choice } = app;
    fill(/** @type {Element} */ (this.toggle), picture(choice.panel ? "close" : "story"), h("span", { class: "unseen" }, app.t(choice.panel ? "fold_panel" : "open_panel")));
    this.toggle?.setAttribute("aria-expanded", String(choice.panel));
    this.tabs?.forEach((button, i) => {
      const chosen = TABS[i] === choice.tab;
      button.setAttribute("aria-selected", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    });
    const body = /** @type {HTMLElement} */ (this.body);
    body.setAttribute("aria-labelledby", `tab-${choice.tab}`);
    if (["language", "holders", "certainties", "collections", "then"].some((k) => changed.has(k)))
      filterBox(app, /** @type {HTMLElement} */ (this.filters));
    if (!choice.panel) return;
    const top = body.scrollTop;
    const focus = document.activeElement instanceof HTMLElement && body.contains(document.activeElement)
      ? document.activeElement.id : "";
    if (choice.tab === "areas") areasTab(app, body);
    else if (choice.tab === "compare") compareTab(app, body);
    else if (choice.place) placeCard(app, body);
    else eventList(app, body, this);
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    const scroll = changed.has("tab") || changed.has("place") ? 0 : top;
    if (scroll || top) body.scrollTop = scroll;
    if (changed.has("event") && choice.event)
      document.getElementById(`event-${choice.event}`)?.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} open */
  #fold(open) {
    this.root.classList.toggle("folded", !open);
    document.body.classList.toggle("panel-folded", !open);
  }

  /**
   * Take over another day after the map has shown it. While days fly by, nobody reads the list:
   * it follows when they rest, and a few times a second until then.
   */
  #follow() {
    const now = performance.now();
    if (!this.following) this.since = now;
    window.clearTimeout(this.following);
    const patience = Math.max(0, LONGEST_MS - (now - this.since));
    this.following = window.setTimeout(() => {
      this.following = 0;
      this.show(new Set(["day"]));
    }, Math.min(REST_OF_PANEL_MS, patience));
  }

  /** @param {typeof TABS[number]} tab */
  choose(tab) {
    const { app } = this;
    const from = tab === "compare" ? (app.choice.from ?? app.past.first) : null;
    app.store.set({ tab, from });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const turn = this.app.words.rightToLeft ? -1 : 1;
    const step = { ArrowRight: turn, ArrowLeft: -turn }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = TABS.findIndex((tab) => tab === this.app.choice.tab);
    const next = (at + step + TABS.length) % TABS.length;
    this.choose(TABS[next]);
    this.tabs?.[next].focus();
  }

  #finder() {
    const { app } = this;
    const results = h("ul", { class: "results", id: "results", hidden: true });
    const input = h("input", {
      ...{ type: "search", id: "search", placeholder: app.t("search"), "aria-label": app.t("search") },
      ...{ autocomplete: "off", spellcheck: "false", "aria-describedby": "found" },
      oninput: () => look(),
      onkeydown: (/** @type {KeyboardEvent} */ e) => {
        if (e.key === "Enter") results.querySelector("button")?.click();
        if (e.key === "Escape") clear();
        if (e.key === "ArrowDown") results.querySelector("button")?.focus();
      },
    });
    const count = h("span", { class: "unseen", id: "found", role: "status" });
    const clear = () => {
      input.value = "";
      look();
    };
    const look = () => {
      const places = app.search.find(input.value);
      results.hidden = !input.value.trim();
      fill(count, input.value.trim() ? app.words.count("found", places.length) : "");
      fill(
        results,
        places.map((place) => {
          const standing = app.standing(place.id);
          const go = () => {
            clear();
            app.store.set({ place: place.id, tab: "story", event: null, panel: true, from: null });
            app.map.goTo(place.id);
            (document.getElementById("place-title") ?? input).focus();
          };
          return h(
            "li",
            {},
            h("button", { type: "button", onclick: go }, h("b", {}, app.words.name(place.names)), " ", h("span", {}, app.standingText(standing))),
          );
        }),
        !places.length && h("li", { class: "empty" }, app.t("nothing_found")),
      );
    };
    return h("div", { class: "finder", role: "search" }, input, count, results);
  }
}
