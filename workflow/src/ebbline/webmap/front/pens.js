/** Drawing on a canvas; `svgpen.js` draws into SVG with the same calls. */

/**
 * @typedef {import("./looks.js").Paint} Paint
 *
 * @typedef {object} PathSink what shapes are drawn into
 * @property {(x: number, y: number) => void} moveTo
 * @property {(x: number, y: number) => void} lineTo
 * @property {(x: number, y: number, r: number, from: number, to: number) => void} arc
 * @property {() => void} closePath
 *
 * @typedef {object} TextStyle
 * @property {string} font
 * @property {string} color
 * @property {string} [halo]
 * @property {string} [align] start, middle or end, left to right
 * @property {number} [angle] radians
 * @property {string} [spacing]
 *
 * @typedef {object} Written a text as a picture, and where its point lies in it
 * @property {HTMLCanvasElement} image
 * @property {number} left px
 * @property {number} top px
 * @property {number} width px
 * @property {number} height px
 *
 * @typedef {object} Frame how grid units become pixels: x * k + tx
 * @property {number} k
 * @property {number} tx
 * @property {number} ty
 * @property {number} width px
 * @property {number} height px
 * @property {number} zoom
 */

/** Draws on a canvas; `frame` is set for shapes in grid units. */
export class CanvasPen {
  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} ratio device pixels a pixel
   */
  constructor(context, ratio) {
    this.context = context;
    this.ratio = ratio;
    /** @type {WeakMap<Paint, CanvasPattern | string>} */
    this.paints = new WeakMap();
    /** @type {Map<string, Written>} */
    this.texts = new Map();
    /** @type {Map<string, HTMLCanvasElement>} */
    this.stamps = new Map();
  }

  path() {
    return new Path2D();
  }

  /**
   * @param {Path2D} path
   * @param {Path2D} part
   */
  add(path, part) {
    path.addPath(part);
  }

  /** @param {Frame | null} frame */
  use(frame) {
    const { ratio } = this;
    if (frame) {
      const k = frame.k * ratio;
      this.context.setTransform(k, 0, 0, k, frame.tx * ratio, frame.ty * ratio);
    } else this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.frame = frame;
  }

  /** Clear everything. */
  clear() {
    const { context } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  }

  /**
   * Clear some boxes and, until {@link everywhere}, draw only in them.
   * @param {Iterable<number[]>} boxes left, top, right, bottom in px
   * @param {(x: number, y: number, width: number, height: number) => void} [restore] what was
   *   under the drawing in a box, in device pixels
   * @returns {boolean} whether any of them is on the canvas
   */
  within(boxes, restore) {
    const { context, ratio } = this;
    const { width, height } = context.canvas;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    let any = false;
    for (const [west, north, east, south] of boxes) {
      const left = Math.max(0, Math.floor(west * ratio));
      const top = Math.max(0, Math.floor(north * ratio));
      const wide = Math.min(width, Math.ceil(east * ratio)) - left;
      const high = Math.min(height, Math.ceil(south * ratio)) - top;
      if (wide <= 0 || high <= 0) continue;
      any = true;
      context.rect(left, top, wide, high);
      context.clearRect(left, top, wide, high);
      restore?.(left, top, wide, high);
    }
    context.clip();
    return any;
  }

  /** End of {@link within}. */
  everywhere() {
    this.context.restore();
  }

  /**
   * @param {Path2D} path
   * @param {Paint | string} paint
   */
  fill(path, paint) {
    this.fillAll([path], paint);
  }

  /**
   * Fill paths one after another.
   * @param {Path2D[]} paths
   * @param {Paint | string} paint
   */
  fillAll(paths, paint) {
    const { context } = this;
    context.fillStyle = typeof paint === "string" ? paint : this.#paint(paint);
    for (const path of paths) context.fill(path, "evenodd");
  }

  /**
   * @param {Path2D} path
   * @param {Paint | string} paint
   * @param {number} width px
   * @param {number[]} [dash] px
   */
  stroke(path, paint, width, dash = []) {
    this.strokeAll([path], paint, width, dash);
  }

  /**
   * Stroke paths one after another.
   * @param {Path2D[]} paths
   * @param {Paint | string} paint
   * @param {number} width px
   * @param {number[]} [dash] px
   */
  strokeAll(paths, paint, width, dash = []) {
    const { context } = this;
    const unit = this.frame ? 1 / this.frame.k : 1;
    context.strokeStyle = typeof paint === "string" ? paint : this.#paint(paint);
    context.lineWidth = width * unit;
    context.lineJoin = "bevel";
    context.setLineDash(dash.map((d) => d * unit));
    for (const path of paths) context.stroke(path);
    context.setLineDash([]);
  }

  /**
   * Take away what is drawn in paths and along their edges.
   * @param {Path2D[]} paths
   * @param {number} width px of the edge
   */
  erase(paths, width) {
    this.context.globalCompositeOperation = "destination-out";
    this.fillAll(paths, "#000000");
    this.strokeAll(paths, "#000000", width);
    this.context.globalCompositeOperation = "source-over";
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {TextStyle} style
   */
  text(text, x, y, style) {
    const { context } = this;
    if (style.halo && !style.angle) {
      const { image, left, top, width, height } = this.#written(text, style);
      context.drawImage(image, this.#whole(x - left), this.#whole(y - top), width, height);
      return;
    }
    context.save();
    context.translate(x, y);
    if (style.angle) context.rotate(style.angle);
    write(context, text, style);
    context.restore();
  }

  /**
   * A text with its halo, drawn once and kept: halos are slow, and names stay from day to day.
   * @param {string} text
   * @param {TextStyle} style
   */
  #written(text, style) {
    const spacing = parseFloat(style.spacing ?? "0");
    const key = `${text}|${style.font}|${style.color}|${style.align}|${spacing}`;
    const known = this.texts.get(key);
    if (known) return known;
    const [width, height] = [Math.ceil(this.width(text, style.font) + spacing * text.length) + 8, 24];
    const image = document.createElement("canvas");
    image.width = width * this.ratio;
    image.height = height * this.ratio;
    const inside = /** @type {CanvasRenderingContext2D} */ (image.getContext("2d"));
    const left = { start: 4, middle: width / 2, end: width - 4 }[style.align ?? "start"] ?? 4;
    inside.scale(this.ratio, this.ratio);
    inside.translate(left, height / 2);
    write(inside, text, style);
    const made = { image, left, top: height / 2, width, height };
    this.texts.set(key, made);
    return made;
  }

  /**
   * @param {string} text
   * @param {string} font
   */
  width(text, font) {
    this.context.font = font;
    return this.context.measureText(text).width;
  }

  /**
   * Put a small drawing at a point; the same `key` means the same drawing, which is then kept.
   * @param {string} key
   * @param {number} x
   * @param {number} y
   * @param {number} reach px around the point
   * @param {(pen: CanvasPen, x: number, y: number) => void} draw
   */
  stamp(key, x, y, reach, draw) {
    let image = this.stamps.get(key);
    if (!image) {
      image = document.createElement("canvas");
      image.width = image.height = Math.ceil(2 * reach * this.ratio);
      const inside = /** @type {CanvasRenderingContext2D} */ (image.getContext("2d"));
      const pen = new CanvasPen(inside, this.ratio);
      pen.use(null);
      draw(pen, reach, reach);
      this.stamps.set(key, image);
    }
    const side = image.width / this.ratio;
    this.context.drawImage(image, this.#whole(x - reach), this.#whole(y - reach), side, side);
  }

  /**
   * The nearest position on whole device pixels, where a kept picture stays sharp.
   * @param {number} v px
   */
  #whole(v) {
    return Math.round(v * this.ratio) / this.ratio;
  }

  /**
   * A patterned paint, anchored to the ground so that it does not crawl when the map is moved.
   * @param {Paint} paint
   */
  #paint(paint) {
    if (!paint.ink) return paint.base;
    let pattern = this.paints.get(paint);
    if (!pattern) {
      pattern = this.context.createPattern(tileOf(paint, this.ratio), "repeat") ?? paint.base;
      this.paints.set(paint, pattern);
    }
    if (typeof pattern !== "string") {
      const { k, tx, ty } = this.frame ?? { k: 1, tx: 0, ty: 0 };
      const size = tileSize(paint);
      const scale = 1 / (k * this.ratio);
      const snap = (/** @type {number} */ t) => (Math.round(t / size) * size - t) / k;
      pattern.setTransform(new DOMMatrix([scale, 0, 0, scale, snap(tx), snap(ty)]));
    }
    return pattern;
  }
}

/**
 * A text as it reads by itself: Arabic from the right, whatever stands around it.
 * @param {string} text
 */
export function isolated(text) {
  return /[\u0600-\u06ff]/.test(text) ? `\u2067${text}\u2069` : text;
}

/**
 * Write a text at (0, 0).
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {TextStyle} style
 */
function write(context, text, style) {
  context.font = style.font;
  context.direction = "ltr";
  if ("letterSpacing" in context) context.letterSpacing = style.spacing ?? "0px";
  const align = { start: "left", middle: "center", end: "right" }[style.align ?? "start"];
  context.textAlign = /** @type {CanvasTextAlign} */ (align);
  context.textBaseline = "middle";
  if (style.halo) {
    context.strokeStyle = style.halo;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeText(isolated(text), 0, 0);
  }
  context.fillStyle = style.color;
  context.fillText(isolated(text), 0, 0);
}

/**
 * The side of the square that a pattern repeats, px.
 * @param {Paint} paint
 */
export function tileSize(paint) {
  const slanted = paint.pattern === "rising" || paint.pattern === "falling";
  return Math.round((paint.gap ?? 6) * (slanted ? Math.SQRT2 : 1));
}

/**
 * The lines and dots of a pattern in its tile: `[x1, y1, x2, y2]`, `[x, y]`.
 * @param {Paint} paint
 * @returns {number[][]}
 */
export function marksOf(paint) {
  const size = tileSize(paint);
  const own = !["rising", "falling", "level", "dots"].includes(paint.pattern ?? "");
  if (own && paint.tile) return paint.tile.map((mark) => mark.map((v) => v * size));
  if (paint.pattern === "dots") return [[size / 4, size / 4], [(3 * size) / 4, (3 * size) / 4]];
  if (paint.pattern === "level") return [[-1, size / 2, size + 1, size / 2]];
  const [from, to] = paint.pattern === "falling" ? [-1, size + 1] : [size + 1, -1];
  return [-size, 0, size].map((shift) => [shift - 1, from, shift + size + 1, to]);
}

/**
 * @param {Paint} paint
 * @param {number} ratio
 */
function tileOf(paint, ratio) {
  const size = Math.round(tileSize(paint) * ratio);
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const inside = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  inside.fillStyle = paint.base;
  inside.fillRect(0, 0, size, size);
  const ratioNow = size / tileSize(paint);
  inside.scale(ratioNow, ratioNow);
  inside.strokeStyle = inside.fillStyle = paint.ink ?? paint.base;
  inside.lineWidth = paint.width ?? 1;
  for (const [x, y, right, bottom] of marksOf(paint)) {
    inside.beginPath();
    if (right === undefined) {
      inside.arc(x, y, paint.width ?? 1, 0, 2 * Math.PI);
      inside.fill();
    } else {
      inside.moveTo(x, y);
      inside.lineTo(right, bottom);
      inside.stroke();
    }
  }
  return tile;
}
