/** The towns of the map for the keyboard: one tab stop, arrows to the nearest town that way. */

import { fill, h } from "./dom.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./mapview.js").MapView} MapView
 */

const WAYS = /** @type {{[key: string]: [number, number]}} */ ({
  ...{ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
});

export class TownKeys {
  /**
   * @param {App} app
   * @param {MapView} view
   */
  constructor(app, view) {
    this.app = app;
    this.view = view;
    /** Whether all towns that are seen stand there, and not the way in alone. */
    this.whole = false;
    this.root = h("div", { class: "town-keys", id: "town-keys", role: "group" });
    this.root.addEventListener("keydown", (e) => this.#key(e));
    this.root.addEventListener("focusin", () => {
      if (!this.whole) this.build();
    });
    this.root.addEventListener("focusout", ({ relatedTarget: to }) => {
      if (!(to instanceof Node && this.root.contains(to))) this.whole = false;
    });
    view.map.getContainer().append(this.root);
    view.map.on("moveend", () => this.build());
    app.store.listen((_, changed) => {
      if (changed.has("language") || this.focused) this.build();
    });
  }

  /** The id of the town in focus, if one is. */
  get focused() {
    const { activeElement: active } = document;
    return active instanceof HTMLElement && this.root.contains(active) ? active.dataset.town ?? "" : "";
  }

  /** All towns that are seen while one of them has the focus, else the first as a way in. */
  build() {
    const { app, root, focused, view } = this;
    const size = view.map.getSize();
    const seen = view.towns.drawn
      .filter(({ told }) => told)
      .map((town) => ({ ...town, at: view.inMap(town) }))
      .filter(({ at }) => at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y);
    root.setAttribute("aria-label", app.t("towns_on_map"));
    const stop = seen.find(({ place }) => place.id === focused) ?? seen[0];
    fill(root, (focused ? seen : seen.slice(0, 1)).map(({ place, standing, at }) => {
      const name = `${app.words.name(place.names)}: ${app.standingText(standing)}`;
      const button = h("button", {
        ...{ type: "button", "aria-label": name, title: name, tabindex: place.id === stop.place.id ? 0 : -1 },
        onclick: (/** @type {MouseEvent} */ e) => {
          e.stopPropagation();
          this.#open(place.id);
        },
      });
      button.dataset.town = place.id;
      button.style.transform = `translate(${Math.round(at.x - 14)}px, ${Math.round(at.y - 14)}px)`;
      return button;
    }));
    this.whole = Boolean(focused);
    if (focused) this.#focus(stop?.place.id ?? "");
  }

  /** @param {string} id */
  #focus(id) {
    const button = [...this.root.children].find((b) => /** @type {HTMLElement} */ (b).dataset.town === id);
    if (button instanceof HTMLElement && document.activeElement !== button) button.focus({ preventScroll: true });
  }

  /** @param {string} place */
  #open(place) {
    const { app } = this;
    app.store.set({ place, tab: "story", panel: !app.choice.embed, from: null });
    document.getElementById("place-title")?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const middle = (/** @type {Element} */ b) => {
      const { left, top } = b.getBoundingClientRect();
      return [left, top];
    };
    const [x, y] = middle(/** @type {Element} */ (document.activeElement));
    /** Along the way counts once, beside it twice; what lies behind does not count. */
    const far = (/** @type {Element} */ b) => {
      const [dx, dy] = [middle(b)[0] - x, middle(b)[1] - y];
      const [along, beside] = [dx * way[0] + dy * way[1], Math.abs(dx * way[1]) + Math.abs(dy * way[0])];
      return along > 0 && along >= beside / 3 ? along + 2 * beside : Infinity;
    };
    const [next] = [...this.root.children].filter((b) => far(b) < Infinity).sort((a, b) => far(a) - far(b));
    const id = next instanceof HTMLElement ? next.dataset.town ?? "" : "";
    if (id) this.#focus(id);
  }
}
