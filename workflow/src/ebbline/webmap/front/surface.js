/** Canvases over the Leaflet map, one a layer, moved and scaled with it. */

import { CanvasPen } from "./pens.js";

/**
 * @typedef {import("./pens.js").Frame} Frame
 *
 * @typedef {object} Layer
 * @property {(pen: CanvasPen, frame: Frame) => void} draw
 */

const PADDING = 0.12;
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
 * Only what is public in Leaflet and `_getNewPixelOrigin`, which Leaflet's own renderers use for
 * the animation of a zoom.
 */
export class Surface {
  /**
   * @param {any} map
   * @param {{west: number, north: number, step: number}} grid
   * @param {Layer[]} layers bottom first
   */
  constructor(map, grid, layers) {
    this.map = map;
    this.grid = grid;
    this.layers = layers;
    this.box = L.DomUtil.create("div", "leaflet-zoom-animated surface", map.getPane("overlayPane"));
    this.canvases = layers.map(() => /** @type {HTMLCanvasElement} */ (
      L.DomUtil.create("canvas", "", this.box)
    ));
    /** @type {CanvasPen[]} */
    this.pens = [];
    map.on("viewreset moveend resize", () => this.reset());
    map.on("zoom", () => this.#transform(map.getCenter(), map.getZoom()));
    map.on("zoomanim", (/** @type {any} */ e) => this.#transform(e.center, e.zoom));
    this.reset();
  }

  /** Fit the canvases to the map and draw everything again. */
  reset() {
    const size = this.map.getSize();
    if (!size.x || !size.y) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2.5);
    const padded = size.multiplyBy(1 + 2 * PADDING).round();
    this.corner = this.map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    this.center = this.map.getCenter();
    this.zoom = this.map.getZoom();
    this.frame = frameOf(this.map, this.grid, this.corner, padded);
    const fits = this.canvases[0].width === Math.round(padded.x * ratio) &&
      this.canvases[0].height === Math.round(padded.y * ratio) && this.ratio === ratio;
    this.ratio = ratio;
    L.DomUtil.setTransform(this.box, this.corner, 1);
    if (!fits) {
      for (const canvas of this.canvases) {
        canvas.width = Math.round(padded.x * ratio);
        canvas.height = Math.round(padded.y * ratio);
        canvas.style.width = `${padded.x}px`;
        canvas.style.height = `${padded.y}px`;
      }
      this.pens = this.canvases.map((c) => new CanvasPen(contextOf(c), ratio));
    }
    for (const layer of this.layers) this.draw(layer);
  }

  /** @param {Layer} layer */
  draw(layer) {
    const pen = this.pen(layer);
    if (!pen || !this.frame) return;
    pen.context.setTransform(1, 0, 0, 1, 0, 0);
    pen.context.clearRect(0, 0, pen.context.canvas.width, pen.context.canvas.height);
    layer.draw(pen, this.frame);
  }

  /**
   * @param {Layer} layer
   * @returns {CanvasPen | undefined}
   */
  pen(layer) {
    return this.pens[this.layers.indexOf(layer)];
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

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}
