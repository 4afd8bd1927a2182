/** How things look: fills, patterns and lines, by holder and evidence. Colours from the palette. */

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./data.js").Kind} Kind
 *
 * @typedef {object} Paint a plain colour, or a pattern of a second colour over it
 * @property {string} base
 * @property {string} [ink] colour of the pattern
 * @property {string} [pattern] rising, falling, level or dots
 * @property {number} [gap] distance of its lines, px
 * @property {number} [width] width of its lines, px
 * @property {number[][]} [tile] its lines and dots in a tile of side 1, y up
 */

/** How much of a holder's colour its land shows: settled, desert. */
const STRENGTH = { reported: [1, 0.34], inferred: [0.58, 0.2] };

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
    this.said = data.said;
  }

  /** @param {number} mark */
  layers(mark) {
    return this.said.marks[mark < 0 ? this.said.unknown_mark : mark];
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
   * How much of a holder's colour its land shows.
   * @param {string} evidence
   * @param {boolean} settled
   */
  strength(evidence, settled) {
    return STRENGTH[evidence === "inferred" ? "inferred" : "reported"][settled ? 0 : 1];
  }

  /**
   * The paint of land: full for reported, a tint with the holder's pattern for inferred, lighter
   * for desert, hatched in the rival's colour for contested. The shares are those of the figures.
   * @param {Kind} kind
   * @param {boolean} settled
   * @returns {Paint}
   */
  land([holder, rival, contested, evidence], settled) {
    const share = this.strength(evidence, settled);
    const base = mix(this.fill(holder), this.ground.land, share);
    if (contested) {
      const ink = rival ? mix(this.fill(rival), this.ground.land, Math.max(share, 0.5)) : this.ground.land;
      return { base, ink, pattern: "rising", gap: 9, width: 4.2 };
    }
    if (evidence !== "inferred") return { base };
    const pattern = this.holders.get(holder)?.pattern ?? "rising";
    const ink = mix(this.edge(holder), base, settled ? 0.5 : 0.3);
    const tile = this.said.tiles[pattern];
    return { base, ink, pattern, tile, gap: settled ? 5 : 8, width: settled ? 0.9 : 0.7 };
  }

  /**
   * The paints of a comparison for a holder's land.
   * @param {string} holder
   * @returns {{lost: Paint, gained: Paint, kept: Paint}}
   */
  changes(holder) {
    const tint = (/** @type {number} */ share) => mix(this.fill(holder), this.ground.land, share);
    return {
      lost: { base: tint(0.12), ink: tint(0.6), pattern: "rising", gap: 7, width: 1.6 },
      gained: { base: tint(1), ink: this.ground.land, pattern: "falling", gap: 9, width: 2.4 },
      kept: { base: tint(1) },
    };
  }

  /**
   * The paint of land that the subject lost to a holder.
   * @param {string} holder
   * @returns {Paint}
   */
  lostTo(holder) {
    return { base: mix(this.fill(holder), this.ground.land, 0.85) };
  }

  /**
   * A paint for land that is not settled.
   * @param {Paint} paint
   * @returns {Paint}
   */
  faded(paint) {
    const pale = (/** @type {string} */ color) => mix(color, this.ground.land, 0.4);
    return { ...paint, base: pale(paint.base), ...(paint.ink ? { ink: pale(paint.ink) } : {}) };
  }

  /**
   * The line between two kinds of land, or null where none is needed: the edge colour of the
   * subject, else of the first; dashed where the land is claimed, not confirmed.
   * @param {Kind | null} a
   * @param {Kind | null} b
   * @param {boolean} settled whether the land on either side is settled
   * @returns {{color: string, width: number, dashed: boolean} | null}
   */
  line(a, b, settled) {
    const both = a && b;
    const alike = both && a[0] === b[0] && a[2] === b[2] && (!a[2] || a[1] === b[1]);
    const sure = (/** @type {Kind | null} */ kind) => kind?.[4] === "confirmed";
    if (alike && (sure(a) === sure(b) || !settled)) return null;
    if (alike) return { color: this.edge(a[0]), width: 0.7, dashed: true };
    const leading = [a, b].find((kind) => kind?.[0] === this.subject) ?? a ?? b;
    const reported = [a, b].some((kind) => kind?.[3] === "reported");
    const edge = this.edge(leading?.[0] ?? "");
    const dashed = !sure(leading);
    if (!settled) return { color: mix(edge, this.ground.land, 0.6), width: 0.8, dashed };
    // Not above one pixel: browsers draw hairlines several times faster than wider lines.
    return { color: edge, width: reported ? 1 : 0.8, dashed };
  }
}
