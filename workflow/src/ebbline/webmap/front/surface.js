/**
 * Canvases over the Leaflet map, moved and scaled with it. Few and plain ones: what a browser pays
 * for a frame is mostly the pixels of the canvases that changed.
 */

import { CanvasPen } from "./pens.js";

/**
 * @typedef {import("./pens.js").Frame} Frame
 *
 * @typedef {object} Layer
 * @property {(pen: any, frame: Frame) => void} draw
 */

const PADDING = 0.1;
/** Above, browsers give out canvases that stay empty, or none; a wall of screens is drawn coarser. */
const MOST_PIXELS = 48e6;
const EARTH_M = 2 * Math.PI * 6_378_137;

/**
 * How grid units become pixels of a box whose top left corner is `corner` (layer point).
 * @param {any} map
 * @param {{west: number, north: number, step: number}} grid
 * @param {{x: number, y: number}} corner
 * @param {{x: number, y: number}} size
 * @returns {Frame}
 */
export function frameOf(map, grid, corner, size) {
  const zoom = map.getZoom();
  const perMetre = (256 * 2 ** zoom) / EARTH_M;
  const origin = map.getPixelOrigin();
  return {
    k: grid.step * perMetre,
    tx: (grid.west + EARTH_M / 2) * perMetre - origin.x - corner.x,
    ty: (EARTH_M / 2 - grid.north) * perMetre - origin.y - corner.y,
    ...{ width: size.x, height: size.y, zoom },
  };
}

/**
 * How grid units become pixels of a picture that has all of a box in it.
 * @param {{step: number}} grid
 * @param {[number, number, number, number]} box west, north, east, south in grid units
 * @param {{x: number, y: number}} size
 * @returns {Frame}
 */
export function frameFor({ step }, [west, north, east, south], { x: width, y: height }) {
  const k = Math.min(width / (east - west), height / (south - north));
  const zoom = Math.log2((k * EARTH_M) / (256 * step));
  const [tx, ty] = [(width - k * (west + east)) / 2, (height - k * (north + south)) / 2];
  return { k, tx, ty, width, height, zoom };
}

/** A layer that is drawn once for a frame and then copied, in whole or in parts. */
export class Kept {
  /** @param {Layer} layer */
  constructor(layer) {
    this.layer = layer;
    /** @type {Frame | null} */
    this.frame = null;
    this.canvas = document.createElement("canvas");
  }

  /** Draw it anew the next time. */
  forget() {
    this.frame = null;
  }

  /**
   * @param {any} pen
   * @param {Frame} frame
   */
  draw(pen, frame) {
    if (!(pen instanceof CanvasPen)) return this.layer.draw(pen, frame);
    if (this.frame !== frame) this.#make(pen, frame);
    const { context } = pen;
    context.setTransform(1, 0, 0, 1, 0, 0);
    return context.drawImage(this.canvas, 0, 0);
  }

  /**
   * Copy a part of it; all in device pixels.
   * @param {CanvasPen} pen
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  part(pen, x, y, width, height) {
    pen.context.drawImage(this.canvas, x, y, width, height, x, y, width, height);
  }

  /**
   * @param {CanvasPen} pen
   * @param {Frame} frame
   */
  #make({ context, ratio }, frame) {
    this.canvas.width = context.canvas.width;
    this.canvas.height = context.canvas.height;
    this.layer.draw(new CanvasPen(contextOf(this.canvas), ratio), frame);
    this.frame = frame;
  }
}

/**
 * Only what is public in Leaflet and `_getNewPixelOrigin`, which Leaflet's own renderers use for
 * the animation of a zoom.
 */
export class Surface {
  /**
   * @param {any} map
   * @param {{west: number, north: number, step: number}} grid
   * @param {{layers: Layer[], opaque: boolean}[]} sheets bottom first, a canvas each
   */
  constructor(map, grid, sheets) {
    this.map = map;
    this.grid = grid;
    this.layers = sheets.flatMap((sheet) => sheet.layers);
    /** Whether everything was drawn once. */
    this.begun = false;
    this.box = L.DomUtil.create("div", "leaflet-zoom-animated surface", map.getPane("overlayPane"));
    this.sheets = sheets.map(({ layers, opaque }) => {
      /** @type {HTMLCanvasElement} */
      const canvas = L.DomUtil.create("canvas", "", this.box);
      return { layers, canvas, pen: new CanvasPen(contextOf(canvas, opaque), 1) };
    });
    this.#measure();
    map.on("viewreset moveend resize", () => this.reset());
    map.on("zoom", () => this.#transform(map.getCenter(), map.getZoom()));
    map.on("zoomanim", (/** @type {any} */ e) => this.#transform(e.center, e.zoom));
  }

  /**
   * Draw everything for the first time, with a pause after each layer.
   * @param {() => Promise<void>} pause
   */
  async begin(pause) {
    for (const { layers, pen } of [...this.sheets]) {
      for (const layer of layers) {
        if (this.frame) layer.draw(pen, this.frame);
        await pause();
      }
    }
    this.begun = true;
  }

  /**
   * A sheet over the others, until it is removed; `layers` of pictures do not have it.
   * @param {Layer[]} layers
   */
  over(layers) {
    /** @type {HTMLCanvasElement} */
    const canvas = L.DomUtil.create("canvas", "over", this.box);
    const sheet = { layers, canvas, pen: new CanvasPen(contextOf(canvas), 1) };
    this.sheets.push(sheet);
    if (this.frame) this.#fit(sheet, { x: this.frame.width, y: this.frame.height }, this.sheets[0].pen.ratio);
    return {
      canvas,
      draw: () => this.#draw(sheet),
      remove: () => {
        this.sheets.splice(this.sheets.indexOf(sheet), 1);
        canvas.remove();
      },
    };
  }

  /** Fit the canvases to the map and draw everything again. */
  reset() {
    this.#measure();
    for (const sheet of this.sheets) this.#draw(sheet);
  }

  /** Fit the canvases to the map. */
  #measure() {
    const size = this.map.getSize();
    if (!size.x || !size.y) return;
    const padded = size.multiplyBy(1 + 2 * PADDING).round();
    const ratio = Math.min(window.devicePixelRatio || 1, 2.5, Math.sqrt(MOST_PIXELS / (padded.x * padded.y)));
    this.corner = this.map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    this.center = this.map.getCenter();
    this.zoom = this.map.getZoom();
    this.frame = frameOf(this.map, this.grid, this.corner, padded);
    L.DomUtil.setTransform(this.box, this.corner, 1);
    this.box.style.width = `${padded.x}px`;
    this.box.style.height = `${padded.y}px`;
    for (const sheet of this.sheets) this.#fit(sheet, padded, ratio);
  }

  /**
   * @param {{canvas: HTMLCanvasElement, pen: CanvasPen}} sheet
   * @param {{x: number, y: number}} size px
   * @param {number} ratio
   */
  #fit(sheet, size, ratio) {
    const { canvas } = sheet;
    const [width, height] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
    if (canvas.width === width && canvas.height === height && sheet.pen.ratio === ratio) return;
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    sheet.pen = new CanvasPen(sheet.pen.context, ratio);
  }

  /**
   * Draw a layer again, with those that share its canvas.
   * @param {Layer} layer
   */
  draw(layer) {
    const sheet = this.#sheet(layer);
    if (sheet) this.#draw(sheet);
  }

  /** @param {{layers: Layer[], pen: CanvasPen}} sheet */
  #draw({ layers, pen }) {
    if (!this.frame) return;
    pen.clear();
    for (const layer of layers) layer.draw(pen, this.frame);
  }

  /** @param {Layer} layer */
  #sheet(layer) {
    return this.sheets.find(({ layers }) => layers.includes(layer));
  }

  /**
   * @param {Layer} layer
   * @returns {CanvasPen | undefined}
   */
  pen(layer) {
    return this.#sheet(layer)?.pen;
  }

  /**
   * Pixels of the surface for a point of the map's container.
   * @param {{x: number, y: number}} point
   */
  toSurface(point) {
    const layerPoint = this.map.containerPointToLayerPoint(point);
    const corner = this.corner ?? { x: 0, y: 0 };
    return { x: layerPoint.x - corner.x, y: layerPoint.y - corner.y };
  }

  /**
   * @param {any} center
   * @param {number} zoom
   */
  #transform(center, zoom) {
    if (!this.center) return;
    const scale = this.map.getZoomScale(zoom, this.zoom);
    const half = this.map.getSize().multiplyBy(0.5 + PADDING);
    const offset = half
      .multiplyBy(-scale)
      .add(this.map.project(this.center, zoom))
      .subtract(this.map._getNewPixelOrigin(center, zoom));
    L.DomUtil.setTransform(this.box, offset, scale);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {boolean} [opaque]
 */
function contextOf(canvas, opaque = false) {
  const context = canvas.getContext("2d", { alpha: !opaque });
  if (!context) throw new Error("no room for a canvas");
  return context;
}
