/** Room for the names of towns: the more important takes its place first. */

const CELL = 96;

/** Boxes that are taken, found by the cells of a coarse grid that they touch. */
export class Room {
  constructor() {
    /** @type {Map<number, number[][]>} */
    this.cells = new Map();
  }

  /**
   * @param {number[]} box left, top, right, bottom in px
   * @param {(key: number) => boolean} visit returns true to stop
   */
  #each([left, top, right, bottom], visit) {
    for (let y = Math.floor(top / CELL); y <= bottom / CELL; y += 1)
      for (let x = Math.floor(left / CELL); x <= right / CELL; x += 1)
        if (visit(1000 * y + x)) return true;
    return false;
  }

  /** @param {number[]} box */
  take(box) {
    this.#each(box, (key) => {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
      return false;
    });
  }

  /** @param {number[]} box */
  isFree(box) {
    return !this.#each(box, (key) => this.cells.get(key)?.some((taken) => meet(taken, box)) ?? false);
  }
}

/**
 * @param {number[]} a left, top, right, bottom
 * @param {number[]} b
 */
export function meet(a, b) {
  return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
}

/**
 * @param {number[]} box left, top, right, bottom
 * @param {number[]} around
 */
function within(box, around) {
  return box[0] >= around[0] && box[1] >= around[1] && box[2] <= around[2] && box[3] <= around[3];
}

/**
 * Where the name of a town fits: beside it, below or above, free of what is there already. The name
 * of a town that is seen is seen whole, that of another not at all.
 * @param {{x: number, y: number, r: number}} town
 * @param {number} width of the name, px
 * @param {number} size of its letters, px
 * @param {Room} room
 * @param {number[]} seen the box that is seen
 */
export function spotFor({ x, y, r }, width, size, room, seen) {
  const gap = r + 5;
  const half = size * 0.62;
  const near = gap * 0.8;
  const spots = /** @type {["start" | "middle" | "end", number, number, number][]} */ ([
    ["start", x + gap, y, 0],
    ["end", x - gap, y, 1],
    ["middle", x, y - gap - half + 1, 0.5],
    ["middle", x, y + gap + half - 1, 0.5],
    ["start", x + near, y - gap * 0.9, 0],
    ["start", x + near, y + gap * 0.9, 0],
    ["end", x - near, y - gap * 0.9, 1],
    ["end", x - near, y + gap * 0.9, 1],
  ]);
  const whole = within([x, y, x, y], seen);
  for (const [align, at, level, before] of spots) {
    const left = at - before * width;
    const box = [left - 1, level - half, left + width + 1, level + half];
    if (whole ? !within(box, seen) : meet(box, seen)) continue;
    if (room.isFree(box)) return { align, x: at, y: level, box };
  }
  return null;
}
