/** The map: Leaflet moves and zooms it, our layers draw it. */

import { isoOf } from "./days.js";
import { byId } from "./dom.js";
import { GroundAbove, LandBelow, degreesEast, inGrid } from "./groundlayer.js";
import { Territory } from "./landlayer.js";
import { Readout, ZoomBar, locator, scrollInArticle } from "./mapfurniture.js";
import { Outlines } from "./outlines.js";
import { passes } from "./state.js";
import { Kept, Surface } from "./surface.js";
import { Swipe } from "./swipe.js";
import { TownKeys } from "./townkeys.js";
import { Towns } from "./townlayer.js";

/** @typedef {import("./app.js").App} App */

/** Up to so many changed patches a step draws them exactly at once; above, when it rests. */
const FEW = 24;
const REST_MS = 350;
const BLEND_MS = 330;

/**
 * Two paddings, made smaller where they would leave less than half of `length` between them: with
 * more padding than map, Leaflet answers NaN and stays blank for good.
 * @param {number} before
 * @param {number} after
 * @param {number} length
 * @returns {[number, number]}
 */
function shared(before, after, length) {
  const scale = Math.min(1, length / 2 / (before + after));
  return [Math.floor(before * scale), Math.floor(after * scale)];
}

export class MapView {
  /**
   * @param {App} app
   * @param {any} map Leaflet's map, made by folium's script
   * @param {[number, number, number] | null} position
   */
  constructor(app, map, position) {
    this.app = app;
    this.map = map;
    this.moved = position !== null;
    /** The box that is shown until the reader moves the map: west, south, east, north in degrees. */
    this.box = app.data.case.views[0].bbox;
    this.cleaning = 0;
    /** When the land changed last. */
    this.stepped = 0;
    /** @type {HTMLCanvasElement | null} the land as it was, while it fades */
    this.fading = null;
    this.zooming = false;
    /** In what room a box was shown last. */
    this.fitted = "";
    /** @type {Set<number>} patches that were drawn over */
    this.unclean = new Set();
    const [west, south, east, north] = app.data.frame;
    // Leaflet measured its box before the bars around it stood.
    map.invalidateSize({ animate: false, pan: false });
    map.setMaxBounds([[south, west], [north, east]]);
    const { looks, past, data } = app;
    this.territory = new Territory(data, looks, past.first);
    this.towns = new Towns(data, past, looks, app.store, () => app.words);
    this.outlines = new Outlines(app, this.territory);
    this.outlines.window = () => this.#window();
    this.outlines.marks = (frame) => this.towns.marks(frame);
    this.above = new GroundAbove(data, () => app.words);
    this.#take();
    this.#limit();
    if (position) map.setView([position[1], position[2]], position[0], { animate: false });
    else this.showView(app.choice.view, false);
    this.above.free = (frame) => this.#uncovered(frame);
    this.towns.window = () => this.#window();
    this.towns.taken = (frame) => [...(this.above.written.get(frame) ?? []), ...this.outlines.written];
    this.kept = new Kept(this.above);
    this.below = new LandBelow(data);
    this.surface = new Surface(map, data.grid, [
      { layers: [this.below, this.territory], opaque: data.case.tiles === null },
      { layers: [this.outlines], opaque: false },
      { layers: [this.kept, this.towns], opaque: false },
    ]);
    this.zoomBar = new ZoomBar(app, this);
    this.readout = new Readout(app, this);
    locator(app, this);
    scrollInArticle(app, map);
    this.#listen();
    this.swipe = new Swipe(app, this);
    this.keys = new TownKeys(app, this);
    app.map = {
      goTo: (placeId) => this.goTo(placeId),
      showView: (view) => this.showView(view, true),
      showBox: (box) => this.#showBox(box, true),
      address: () => "",
      picture: () => ({ map, surface: this.surface, territory: this.territory, seen: () => this.seen() }),
    };
  }

  /** Take over day, filters and comparison, and return the patches that change. */
  #take() {
    const { app } = this;
    const { choice } = app;
    if (choice.from !== null && app.lost && !choice.then) {
      const [first, second] = [Math.min(choice.from, choice.day), Math.max(choice.from, choice.day)];
      return this.territory.setComparison(first, second, app.past.subject);
    }
    return this.territory.setDay(choice.day, this.shown);
  }

  /**
   * Whether a kind of land passes the filters.
   * @param {number} kind
   */
  shown = (kind) => {
    const [holder, rival, , , certainty] = this.app.data.land.kinds[kind];
    const { choice } = this.app;
    return !choice.then && passes({ holder, rival, certainty, collections: [] }, choice);
  };

  #listen() {
    const { app, map } = this;
    app.store.listen((_, changed) => {
      const land = ["day", "from", "swipe", "holders", "certainties", "then"].some((k) => changed.has(/** @type {any} */ (k)));
      if (land) this.#step();
      if (land || changed.has("chapter")) this.surface.draw(this.outlines);
      if (changed.has("language")) this.#retell();
      else if (land || changed.has("place") || changed.has("collections")) this.#stepTowns();
    });
    map.on("zoomanim", () => (this.zooming = true));
    map.on("zoomend", () => (this.zooming = false));
    map.on("dragstart", () => (this.moved = true));
    map.on("click", (/** @type {any} */ e) => this.#click(e));
    new ResizeObserver(() => this.#fit()).observe(map.getContainer());
    // A new screen or page zoom changes the device's pixels without changing the map's size.
    window.addEventListener("resize", () => this.surface.reset());
    const bars = new ResizeObserver(() => this.surface.begun && this.#stepTowns());
    for (const id of ["panel", "legend", "tools"]) bars.observe(byId(id));
  }

  /** Zooming out ends where the map's data do, or where a view of the case is seen whole. */
  #limit() {
    const { app, map } = this;
    const size = map.getSize();
    if (!size.x || !size.y) return;
    const boxOf = (/** @type {number[]} */ [west, south, east, north]) => [[south, west], [north, east]];
    const { paddingTopLeft: [left, above], paddingBottomRight: [right, below] } = this.#room();
    const views = app.data.case.views.map(({ bbox }) => map.getBoundsZoom(boxOf(bbox), false, L.point(left + right, above + below)));
    // Set as an option: by its function Leaflet would start a zoom of its own.
    map.options.minZoom = 2;
    map.options.minZoom = Math.max(2, Math.min(map.getBoundsZoom(boxOf(app.data.frame), true), ...views));
  }

  /** Take the size that the map has now; a view that the reader has not moved is shown in it. */
  #fit() {
    const { app, map } = this;
    map.invalidateSize({ animate: false });
    const room = JSON.stringify([map.getSize(), this.#room()]);
    if (room === this.fitted) return;
    this.#limit();
    if (!this.moved) this.showView(app.choice.view);
  }

  #step() {
    const changed = this.#take();
    const { surface, territory } = this;
    const pen = surface.pen(territory);
    if (!changed.length || !pen || !surface.frame) return;
    this.#blend();
    for (const patch of changed) this.unclean.add(patch);
    if (changed.length <= FEW) this.#clean();
    else {
      territory.overdraw(pen, surface.frame, changed);
      window.clearTimeout(this.cleaning);
      this.cleaning = window.setTimeout(() => this.#clean(), REST_MS);
    }
  }

  /** Let the land as it was fade away over what it becomes; days that fly by just change. */
  #blend() {
    const [land, above] = this.surface.sheets;
    const now = performance.now();
    const resting = now - this.stepped > BLEND_MS;
    this.stepped = now;
    this.fading?.remove();
    if (!resting || window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const old = /** @type {HTMLCanvasElement} */ (land.canvas.cloneNode());
    old.getContext("2d")?.drawImage(land.canvas, 0, 0);
    this.fading = old;
    this.surface.box.insertBefore(old, above.canvas);
    old.animate([{ opacity: 1 }, { opacity: 0 }], BLEND_MS).onfinish = () => old.remove();
  }

  #stepTowns() {
    const { surface, towns, kept } = this;
    const pen = surface.pen(towns);
    if (pen && surface.frame) towns.redraw(pen, surface.frame, kept);
  }

  /** Draw again, without a trace, around all patches that have changed since the last time. */
  #clean() {
    const { surface, territory, unclean } = this;
    const pen = surface.pen(territory);
    window.clearTimeout(this.cleaning);
    if (!pen || !surface.frame) return;
    if (!territory.redraw(pen, surface.frame, [...unclean], this.below)) surface.draw(territory);
    unclean.clear();
  }

  #retell() {
    this.zoomBar.build();
    if (!this.moved) this.showView(this.app.choice.view);
    this.kept.forget();
    this.surface.draw(this.towns);
    this.surface.draw(this.outlines);
  }

  /**
   * Show a view of the case, clear of the panel and the time bar.
   * @param {string} view
   * @param {boolean} [animate]
   */
  showView(view, animate = false) {
    const found = this.app.data.case.views.find((v) => v.id === view);
    if (!found) return;
    // A zoom that runs ends where it was going, whatever is set meanwhile.
    if (this.zooming) {
      this.map.once("zoomend", () => this.showView(this.app.choice.view));
      return;
    }
    this.#showBox(found.bbox, animate);
  }

  /**
   * @param {number[]} box west, south, east, north
   * @param {boolean} animate
   */
  #showBox([west, south, east, north], animate) {
    this.moved = false;
    this.box = [west, south, east, north];
    // Nothing can be fitted into a map without a size (a frame in a hidden tab): it is shown when
    // it gets one.
    const size = this.map.getSize();
    if (!size.x || !size.y) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.fitted = JSON.stringify([size, this.#room()]);
    this.map.fitBounds([[south, west], [north, east]], { ...this.#room(), animate: animate && !calm });
  }

  /** The part of the window that panel and bars leave free, as Leaflet's padding. */
  #room() {
    const { choice, words } = this.app;
    const wide = window.innerWidth > 760;
    const panel = document.getElementById("panel");
    const flat = this.map.getSize().y < 450;
    const side = wide && (choice.panel || flat) && panel ? panel.offsetWidth + 20 : 10;
    const card = !wide && !choice.panel && panel ? panel.offsetHeight : 0;
    const over = wide && !choice.panel && !flat ? 0.85 * (panel?.offsetHeight ?? 0) : document.getElementById("tools")?.offsetHeight ?? 0;
    const bottom = 10 + card;
    const legend = document.getElementById("legend");
    const keyed = window.innerWidth > 1100 && legend?.querySelector("details[open]");
    const far = keyed && legend ? legend.offsetWidth + 20 : 10;
    const [start, end] = words.rightToLeft ? [far, side] : [side, far];
    const size = this.map.getSize();
    const [left, right] = shared(start, end, size.x);
    const [above, below] = shared(over + 10, bottom, size.y);
    return { paddingTopLeft: [left, above], paddingBottomRight: [right, below] };
  }

  /**
   * From where to where, in px of a frame, nothing covers the map.
   * @param {import("./pens.js").Frame} frame
   * @returns {[number, number]}
   */
  #uncovered({ width }) {
    const beyond = (width - this.map.getSize().x) / 2;
    const { paddingTopLeft: [left], paddingBottomRight: [right] } = this.#room();
    return [beyond + left, width - beyond - right];
  }

  /** What of the surface can be seen, and what covers it; in px of the surface. */
  #window() {
    const { surface, map } = this;
    if (!surface) return null;
    const { left, top, width, height } = map.getContainer().getBoundingClientRect();
    const boxOf = (/** @type {{left: number, top: number, width: number, height: number}} */ box) => {
      const at = surface.toSurface({ x: box.left - left, y: box.top - top });
      return [at.x, at.y, at.x + box.width, at.y + box.height];
    };
    const bars = ["panel", "legend", "locator"].flatMap((id) => document.getElementById(id) ?? []);
    const small = [byId("tools"), this.zoomBar?.root].flatMap((bar) => [...(bar?.children ?? [])]);
    const covered = [...bars, ...small].map((bar) => bar.getBoundingClientRect()).filter((box) => box.width);
    return { seen: boxOf({ left, top, width, height }), covered: covered.map(boxOf) };
  }

  /** @param {string} placeId */
  goTo(placeId) {
    const { map, app } = this;
    const place = app.past.places.get(placeId);
    if (!place) return;
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = this.#room();
    const { grid } = app.data;
    const at = L.latLng(place.lat, degreesEast(grid, place.at[0]));
    const point = map.latLngToContainerPoint(at);
    const size = map.getSize();
    const margin = 40;
    const inside = point.x > left + margin && point.x < size.x - right - margin
      && point.y > top + margin && point.y < size.y - bottom - margin;
    if (inside) return;
    this.moved = true;
    const shift = [(right - left) / 2, (bottom - top) / 2];
    const zoom = Math.max(map.getZoom(), 8.5);
    const center = map.unproject(map.project(at, zoom).add(shift), zoom);
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    map.setView(center, zoom, { animate: !calm });
  }

  /** Zoom and middle for the address, once the reader has moved the map. */
  position() {
    if (!this.moved) return null;
    const { lat, lng } = this.map.getCenter();
    return `${this.map.getZoom().toFixed(2)}/${lat.toFixed(3)}/${lng.toFixed(3)}`;
  }

  /** @param {any} event */
  #click(event) {
    const { app } = this;
    const touch = event.originalEvent?.pointerType === "touch";
    const town = this.towns.near(this.surface.toSurface(event.containerPoint), touch ? 22 : 10);
    if (town) app.store.set({ place: town.place.id, tab: "story", panel: !app.choice.embed, from: null });
    else if (app.choice.place) app.store.set({ place: null });
  }

  /**
   * What the map shows: the box that it was told to, or what is seen since the reader moved it;
   * west, north, east, south in grid units.
   * @returns {[number, number, number, number]}
   */
  seen() {
    if (!this.moved) return inGrid(this.app.data.grid, this.box);
    const { x: width, y: height } = this.map.getSize();
    const { paddingTopLeft: [left, above], paddingBottomRight: [right, below] } = this.#room();
    const [west, north] = this.inGrid({ x: left, y: above });
    const [east, south] = this.inGrid({ x: width - right, y: height - below });
    return [west, north, east, south];
  }

  /**
   * Grid units of a point of the map's container.
   * @param {{x: number, y: number}} point
   */
  inGrid(point) {
    const { x, y } = this.surface.toSurface(point);
    const { k, tx, ty } = this.surface.frame ?? { k: 1, tx: 0, ty: 0 };
    return [(x - tx) / k, (y - ty) / k];
  }

  /**
   * Where a point of the surface is in the map's container, px.
   * @param {{x: number, y: number}} point
   */
  inMap({ x, y }) {
    const corner = this.map.layerPointToContainerPoint(this.surface.corner);
    return { x: x + corner.x, y: y + corner.y };
  }

  /** What is drawn, for those who check: the towns with their pixels in the window. */
  drawnTowns() {
    const box = this.map.getContainer().getBoundingClientRect();
    return this.towns.drawn.map((town) => {
      const { x, y } = this.inMap(town);
      const { id } = town.place;
      const { holder, contested } = town.standing;
      return { id, holder, contested, x: x + box.left, y: y + box.top, date: isoOf(this.app.choice.day) };
    });
  }
}
