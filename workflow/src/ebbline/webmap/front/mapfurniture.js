/** What stands around and over the map: zoom, scale, locator, the words under the pointer. */

import { append, byId, fill, h, iconButton, picture, s } from "./dom.js";
import { frameEdges } from "./groundlayer.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./mapview.js").MapView} View
 */

/**
 * In an article the page's scroll is the article's: a wheel zooms with ctrl or after a click into
 * the map, a finger moves the map after a tap.
 * @param {App} app
 * @param {any} map Leaflet's map
 */
export function scrollInArticle(app, map) {
  if (!app.choice.embed) return;
  const container = map.getContainer();
  const own = (/** @type {boolean} */ taken) => {
    for (const way of [map.scrollWheelZoom, ...(L.Browser.touch ? [map.dragging] : [])])
      way[taken ? "enable" : "disable"]();
    container.classList.toggle("taken", taken);
  };
  own(false);
  map.on("click", () => own(true));
  map.on("mouseout", () => own(false));
  container.addEventListener("wheel", (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey || map.scrollWheelZoom.enabled()) return;
    event.preventDefault();
    map.setZoomAround(map.mouseEventToContainerPoint(event), map.getZoom() - Math.sign(event.deltaY) / 2);
  }, { passive: false });
}

/**
 * A small map of all that there is, with what is seen of it.
 * @param {App} app
 * @param {View} view
 */
export function locator(app, view) {
  const { map } = view;
  const { land, borders } = app.data.ground;
  const [left, top, , , right, bottom] = frameEdges(app.data);
  const wide = right - left;
  const root = s("svg", { id: "locator", class: "locator", viewBox: `${left} ${top} ${wide} ${bottom - top}`, "aria-hidden": "true" });
  const { ground, countries } = app.data.case;
  const d = (/** @type {number[]} */ steps) => `M${steps.slice(0, 2)}l${steps.slice(2)}`;
  append(root, [
    s("rect", { x: left, y: top, width: wide, height: bottom - top, fill: ground.water }),
    land.map(({ country, rings }) => s("path", { d: rings.map((r) => `${d(r)}z`).join(""), fill: countries.includes(country) ? ground.land : ground.outside })),
    borders.map((line) => s("path", { d: d(line), fill: "none", stroke: ground.border, "stroke-width": wide / 130 })),
  ]);
  const seen = s("rect", { fill: "none", stroke: "#B3261E", "stroke-width": wide / 60 });
  append(root, seen);
  document.body.append(root);
  const show = () => {
    const [x1, y1] = view.inGrid({ x: 0, y: 0 });
    const [x2, y2] = view.inGrid(map.getSize());
    const box = { x: x1, y: y1, width: Math.max(1, x2 - x1), height: Math.max(1, y2 - y1) };
    for (const [name, value] of Object.entries(box)) seen.setAttribute(name, String(Math.round(value)));
    root.classList.toggle("whole", (x2 - x1) > 0.85 * wide);
  };
  map.on("moveend resize", show);
  show();
}

/** Zoom buttons and a scale. */
export class ZoomBar {
  /**
   * @param {App} app
   * @param {View} view
   */
  constructor(app, view) {
    this.app = app;
    this.view = view;
    this.map = view.map;
    this.build();
  }

  /** Make it, in the language of now. */
  build() {
    const { app, view, map } = this;
    this.root?.remove();
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", app.t("map"));
    const step = (/** @type {number} */ by) => () => {
      view.moved = true;
      map.setZoom(map.getZoom() + by);
    };
    this.scale = h("span", { class: "scale-text" });
    this.scaleLine = h("span", { class: "scale-line" });
    this.root = h(
      "div",
      { class: "zoom" },
      iconButton(app.t("zoom_in"), picture("plus"), step(1), { id: "zoom-in" }),
      iconButton(app.t("zoom_out"), picture("minus"), step(-1), { id: "zoom-out" }),
      h("div", { class: "scale-bar", "aria-hidden": "true" }, this.scaleLine, this.scale),
    );
    document.body.append(this.root);
    map.off("zoomend", this.#scale).on("zoomend", this.#scale);
    this.#scale();
  }

  #scale = () => {
    const { map, app } = this;
    const middle = map.getSize().divideBy(2);
    const metres = map.distance(
      map.containerPointToLatLng(middle),
      map.containerPointToLatLng(middle.add([100, 0])),
    );
    const most = metres / 1000;
    const power = 10 ** Math.floor(Math.log10(most));
    const km = ([5, 2, 1].find((n) => n * power <= most) ?? 1) * power;
    if (this.scaleLine) this.scaleLine.style.width = `${(km / most) * 100}px`;
    if (this.scale) fill(this.scale, app.t("km", { n: app.words.number(km, km < 1 ? 1 : 0) }));
  };
}

/** What holds where the pointer is. */
export class Readout {
  /**
   * @param {App} app
   * @param {View} view
   */
  constructor(app, view) {
    this.app = app;
    this.view = view;
    this.root = byId("readout");
    view.map.on("mousemove", (/** @type {any} */ e) => this.#show(e));
    view.map.on("mouseout", () => (this.root.hidden = true));
  }

  /** @param {any} event */
  #show(event) {
    const { app, view, root } = this;
    const point = view.surface.toSurface(event.containerPoint);
    const town = view.towns.near(point, 8);
    const text = town
      ? `${app.words.name(town.place.names)}: ${app.standingText(town.standing)}`
      : this.#landText(point);
    root.hidden = !text;
    view.map.getContainer().classList.toggle("on-town", Boolean(town));
    if (!text) return;
    fill(root, text);
    const { x, y } = event.containerPoint;
    const flip = x > window.innerWidth - 260;
    const up = y > view.map.getSize().y - 60;
    const own = `${flip ? " translateX(-100%)" : ""}${up ? " translateY(-100%)" : ""}`;
    root.style.transform = `translate(${flip ? x - 14 : x + 14}px, ${up ? y - 12 : y + 16}px)${own}`;
  }

  /** @param {{x: number, y: number}} point */
  #landText(point) {
    const { app, view: { surface, territory } } = this;
    if (!surface.frame || app.lost) return "";
    const { k, tx, ty } = surface.frame;
    const patch = territory.patchAt((point.x - tx) / k, (point.y - ty) / k);
    if (patch < 0) return "";
    const kind = app.data.land.kinds[territory.past.kind(patch, app.choice.day)];
    if (!kind) return app.t("evidence.unknown");
    const [holder, rival, contested, evidence, certainty] = kind;
    const who = contested
      ? app.t("contested_by", { holder: app.words.party(holder), rival: app.words.party(rival) })
      : app.words.holder(holder);
    const sure = evidence === "inferred" ? app.t("evidence.inferred") : app.t(`certainty.${certainty}`);
    const land = app.t(app.data.land.settled[patch] ? "settled_land" : "desert");
    return `${who} (${[sure, land].join(app.t("comma"))})`;
  }
}
