/** The lines between two kinds of land: which arc has one, and how it looks. */

/**
 * @typedef {import("./data.js").Kind} Kind
 * @typedef {{color: string, width: number, dashed: boolean}} Line
 */

const DASH = [4, 2.4];
const UNASKED = -2;
const NO_LINE = -1;

export class BorderLines {
  /**
   * @param {Kind[]} kinds
   * @param {import("./looks.js").Looks} looks
   * @param {Int32Array} sides the patches on both sides of each arc, -1: none
   * @param {number[]} settled by patch
   */
  constructor(kinds, looks, sides, settled) {
    this.kinds = kinds;
    this.looks = looks;
    this.sides = sides;
    this.settled = settled;
    /** @type {Line[]} */
    this.looksOf = [];
    const side = kinds.length + 1;
    /** The number of the line between two kinds, for desert and settled land, once asked. */
    this.known = new Int16Array(2 * side * side).fill(UNASKED);
  }

  /**
   * The number of an arc's line, -1 for none.
   * @param {number} arc
   * @param {Int16Array} kindOf by patch, -1 for none
   */
  of(arc, kindOf) {
    const [one, two] = [this.sides[2 * arc], this.sides[2 * arc + 1]];
    const a = one < 0 ? -1 : kindOf[one];
    const b = two < 0 ? -1 : kindOf[two];
    const settled = this.settled[one] || this.settled[two] ? 1 : 0;
    const key = 2 * ((a + 1) * (this.kinds.length + 1) + b + 1) + settled;
    if (this.known[key] === UNASKED) this.known[key] = this.#number(a, b, settled === 1);
    return this.known[key];
  }

  /**
   * @param {number} a
   * @param {number} b
   * @param {boolean} settled
   */
  #number(a, b, settled) {
    const line = this.looks.line(this.kinds[a] ?? null, this.kinds[b] ?? null, settled);
    if (!line) return NO_LINE;
    const known = this.looksOf.findIndex(
      (l) => l.color === line.color && l.width === line.width && l.dashed === line.dashed,
    );
    return known >= 0 ? known : this.looksOf.push(line) - 1;
  }

  /**
   * Draw lines in an order that does not depend on what was drawn before.
   * @param {any} pen a CanvasPen or SvgPen
   * @param {Map<number, any[]>} lines paths by number
   */
  stroke(pen, lines) {
    const text = (/** @type {number} */ n) => Object.values(this.looksOf[n]).join(" ");
    const numbers = [...lines.keys()].sort((a, b) => (text(a) < text(b) ? -1 : 1));
    for (const number of numbers) {
      const { color, width, dashed } = this.looksOf[number];
      pen.strokeAll(lines.get(number), color, width, dashed ? DASH : []);
    }
  }
}
