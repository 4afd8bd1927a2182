/** Two days side by side: the earlier one on a sheet over the map, cut at a handle that is moved. */

import { fill, h } from "./dom.js";
import { Territory } from "./landlayer.js";
import { Towns } from "./townlayer.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./mapview.js").MapView} MapView
 */

const STEP = 0.05;
/** Where a button puts the handle: the day that it names has the whole map, but for the handle. */
const WHOLE = { earlier: 0.96, later: 0.04 };

export class Swipe {
  /**
   * @param {App} app
   * @param {MapView} view
   */
  constructor(app, view) {
    this.app = app;
    this.view = view;
    /** How much of the map, from where lines begin, shows the earlier day. */
    this.share = 0.5;
    /** @type {{canvas: HTMLCanvasElement, draw: () => void, remove: () => void} | null} */
    this.sheet = null;
    this.earlier = this.#button(() => WHOLE.earlier);
    this.later = this.#button(() => WHOLE.later);
    this.handle = h("div", {
      ...{ class: "handle", role: "slider", tabindex: 0, id: "swipe", "aria-valuemin": 0, "aria-valuemax": 100 },
      onkeydown: (/** @type {KeyboardEvent} */ e) => this.#key(e),
      onpointerdown: (/** @type {PointerEvent} */ e) => this.handle.setPointerCapture(e.pointerId),
      onpointermove: (/** @type {PointerEvent} */ e) => this.#drag(e),
    });
    this.root = h("section", { class: "swipe", hidden: true }, h("p", {}, this.earlier, this.later), this.handle);
    document.body.append(this.root);
    app.store.listen((_, changed) => {
      if (["from", "day", "swipe", "language", "holders", "certainties", "collections", "place"].some((k) => changed.has(/** @type {any} */ (k))))
        this.show();
    });
    view.map.on("move moveend zoomend resize", () => this.#place());
    this.show();
  }

  /** @param {() => number} share */
  #button(share) {
    return h("button", { type: "button", onclick: () => this.to(share(), true) });
  }

  /** The two days, the earlier first. */
  get days() {
    const { from, day } = this.app.choice;
    return from === null ? [day, day] : [Math.min(from, day), Math.max(from, day)];
  }

  show() {
    const { app } = this;
    const on = app.choice.swipe && app.choice.from !== null;
    this.root.hidden = !on;
    if (!on) {
      this.sheet?.remove();
      this.sheet = null;
      return;
    }
    const [first, second] = this.days.map((day) => app.words.shortDay(day));
    fill(this.earlier, first);
    fill(this.later, second);
    this.root.setAttribute("aria-label", app.t("tabs.compare"));
    this.handle.setAttribute("aria-label", app.t("swipe"));
    this.handle.setAttribute("aria-valuetext", `${first} | ${second}`);
    this.sheet ??= this.#sheet();
    this.sheet.draw();
    this.to(this.share);
  }

  /** The land and towns of the earlier day, as the map draws those of its own. */
  #sheet() {
    const { app, view } = this;
    const { data, past, looks } = app;
    const day = () => this.days[0];
    const territory = new Territory(data, looks, past.first);
    const store = { get choice() { return { ...app.choice, day: day() }; } };
    const towns = new Towns(data, past, looks, store, () => app.words);
    towns.window = view.towns.window;
    towns.taken = view.towns.taken;
    const take = { draw: () => void territory.setDay(day(), view.shown) };
    return view.surface.over([take, view.below, territory, view.kept, towns]);
  }

  /**
   * Put the handle at a share of the map.
   * @param {number} share
   * @param {boolean} [slowly]
   */
  to(share, slowly = false) {
    this.share = Math.min(1, Math.max(0, share));
    this.root.classList.toggle("slowly", slowly);
    this.sheet?.canvas.classList.toggle("slowly", slowly);
    this.handle.setAttribute("aria-valuenow", String(Math.round(100 * this.share)));
    this.#place();
  }

  #place() {
    const { sheet, view, app } = this;
    if (!sheet) return;
    const { x: width } = view.map.getSize();
    const right = app.words.rightToLeft;
    const at = width * (right ? 1 - this.share : this.share);
    this.handle.style.transform = `translateX(${at}px)`;
    const cut = Math.round(view.surface.toSurface({ x: at, y: 0 }).x);
    sheet.canvas.style.clipPath = right ? `inset(0 0 0 ${cut}px)` : `inset(0 calc(100% - ${cut}px) 0 0)`;
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (!this.handle.hasPointerCapture(event.pointerId)) return;
    const { left, width } = this.view.map.getContainer().getBoundingClientRect();
    const at = (event.clientX - left) / width;
    this.to(this.app.words.rightToLeft ? 1 - at : at);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const turn = this.app.words.rightToLeft ? -STEP : STEP;
    const to = {
      ...{ ArrowRight: this.share + turn, ArrowLeft: this.share - turn, Home: 0, End: 1 },
      ...{ ArrowUp: this.share + STEP, ArrowDown: this.share - STEP },
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.to(to);
  }
}
