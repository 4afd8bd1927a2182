/** How things look: fills, patterns and lines, by holder and evidence. Colours from the palette. */

/**
 * @typedef {import("./data.js").MapData} MapData
 *
 * @typedef {object} Paint a plain colour, or stripes of a second colour over it
 * @property {string} base
 * @property {string} [stripe]
 * @property {number} [gap] distance of stripes, px
 * @property {number} [width] width of stripes, px
 * @property {boolean} [steep] stripes lean the other way
 */

/**
 * Mix two `#rrggbb` colours; `share` is that of the first.
 * @param {string} first
 * @param {string} second
 * @param {number} share
 */
export function mix(first, second, share) {
  const part = (/** @type {string} */ c, /** @type {number} */ i) =>
    parseInt(c.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) =>
    Math.round(part(first, i) * share + part(second, i) * (1 - share)),
  );
  return `#${mixed.map((v) => v.toString(16).padStart(2, "0")).join("")}`;
}

export class Looks {
  /** @param {MapData} data */
  constructor(data) {
    this.ground = data.case.ground;
    this.holders = new Map(data.case.holders.map((h) => [h.id, h]));
    this.subject = data.case.subject;
    this.order = data.case.holders.map((h) => h.id);
  }

  /** @param {string} holder */
  fill(holder) {
    return this.holders.get(holder)?.fill ?? this.ground.land;
  }

  /** @param {string} holder */
  edge(holder) {
    return this.holders.get(holder)?.edge ?? this.ground.quiet;
  }

  /**
   * The paint of land: `[holder, rival, contested, evidence, certainty]` and whether it is settled.
   * @param {import("./data.js").Kind} kind
   * @param {boolean} settled
   * @returns {Paint}
   */
  land([holder, rival, contested, evidence, certainty], settled) {
    const strength = settled ? 1 : 0.34;
    const tint = (/** @type {string} */ id, /** @type {number} */ share) =>
      mix(this.fill(id), this.ground.land, share * strength);
    if (contested) {
      const other = rival ? tint(rival, 0.95) : this.ground.land;
      return { base: tint(holder, 0.95), stripe: other, gap: 9, width: 4.5 };
    }
    if (evidence === "inferred") {
      const paint = { base: tint(holder, 0.5), stripe: tint(holder, 0.72), gap: 5, width: 1.1 };
      return settled ? paint : { base: tint(holder, 0.62) };
    }
    if (certainty !== "confirmed") {
      return { base: tint(holder, 0.92), stripe: tint(holder, 0.62), gap: 11, width: 1.6, steep: true };
    }
    return { base: tint(holder, 0.95) };
  }

  /**
   * The paints of a comparison for a holder's land.
   * @param {string} holder
   * @returns {{lost: Paint, gained: Paint, kept: Paint}}
   */
  changes(holder) {
    const tint = (/** @type {number} */ share) => mix(this.fill(holder), this.ground.land, share);
    return {
      lost: { base: tint(0.1), stripe: tint(0.6), gap: 7, width: 1.6 },
      gained: { base: tint(0.95), stripe: this.ground.land, gap: 9, width: 2.4, steep: true },
      kept: { base: tint(0.95) },
    };
  }

  /**
   * A paint for land that is not settled.
   * @param {Paint} paint
   * @returns {Paint}
   */
  faded(paint) {
    const pale = (/** @type {string} */ color) => mix(color, this.ground.land, 0.4);
    return { ...paint, base: pale(paint.base), ...(paint.stripe ? { stripe: pale(paint.stripe) } : {}) };
  }

  /**
   * The line between two kinds of land, or null if they look alike enough to need none.
   * @param {import("./data.js").Kind | null} a
   * @param {import("./data.js").Kind | null} b
   * @returns {{color: string, width: number} | null}
   */
  line(a, b) {
    if (a && b && a[0] === b[0] && a[2] === b[2] && (!a[2] || a[1] === b[1])) return null;
    const holders = [a, b].flatMap((k) => (k ? [k[0]] : []));
    const strongest = this.order.find((id) => id === this.subject && holders.includes(id));
    const color = this.edge(strongest ?? holders[0]);
    const sure = [a, b].some((k) => k && k[3] === "reported");
    return { color, width: sure ? 1.3 : 0.8 };
  }
}

/**
 * A shape of a marker around (0, 0), as a path on anything that draws.
 * @param {string} marker circle, square, triangle or diamond
 * @param {number} x
 * @param {number} y
 * @param {number} r radius of a circle of about the same weight
 * @param {{moveTo: Function, lineTo: Function, arc: Function, closePath: Function}} path
 */
export function markerPath(marker, x, y, r, path) {
  if (marker === "square") return polygon(path, x, y, [-1, -1, 1, -1, 1, 1, -1, 1], 0.88 * r);
  if (marker === "triangle") return polygon(path, x, y, [0, -1.2, 1.1, 0.8, -1.1, 0.8], r);
  if (marker === "diamond") return polygon(path, x, y, [0, -1.28, 1.28, 0, 0, 1.28, -1.28, 0], r);
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, 2 * Math.PI);
  return path.closePath();
}

/**
 * @param {{moveTo: Function, lineTo: Function, closePath: Function}} path
 * @param {number} x
 * @param {number} y
 * @param {number[]} corners
 * @param {number} r
 */
function polygon(path, x, y, corners, r) {
  for (let i = 0; i < corners.length; i += 2) {
    const step = i ? "lineTo" : "moveTo";
    path[step](x + corners[i] * r, y + corners[i + 1] * r);
  }
  path.closePath();
}
