/** Pieces of land joined to polygons whose rings are simple and turn as RFC 7946 asks. */

/** @typedef {[number, number]} GridPoint whole numbers, y down */

const OFFSET = 2 ** 25;
const STRIDE = 2 ** 26;

/** @param {GridPoint} point */
const nodeOf = ([x, y]) => (x + OFFSET) * STRIDE + (y + OFFSET);

/**
 * @param {number} node
 * @returns {GridPoint}
 */
const pointOf = (node) => [Math.floor(node / STRIDE) - OFFSET, (node % STRIDE) - OFFSET];

/**
 * Twice the area of a ring of nodes: above 0 if it turns against the clock on a map, north up.
 * @param {number[]} ring
 */
function turnOf(ring) {
  let sum = 0;
  let [x0, y0] = pointOf(ring[ring.length - 1]);
  for (const node of ring) {
    const [x, y] = pointOf(node);
    sum += x * y0 - x0 * y;
    [x0, y0] = [x, y];
  }
  return sum;
}

/**
 * Join polygons that lie side by side.
 *
 * What two of them have in common goes, sides that run forth and back go too; what is left is
 * followed with the land on the left hand and parted where it meets itself, so that no ring
 * touches itself.
 * @param {GridPoint[][][]} polygons each an outer ring and its holes, the first point not repeated
 * @returns {GridPoint[][][]} likewise; outer rings against the clock, holes with it
 */
export function dissolve(polygons) {
  /** @type {Map<number, number[]>} */
  const sides = new Map();
  for (const rings of polygons)
    rings.forEach((ring, number) => {
      const nodes = ring.map(nodeOf);
      if (turnOf(nodes) > 0 === number > 0) nodes.reverse();
      nodes.forEach((node, i) => addSide(sides, nodes[(i || nodes.length) - 1], node));
    });
  /** @type {{ring: number[], size: number, holes: number[][]}[]} */
  const shells = [];
  /** @type {number[][]} */
  const holes = [];
  for (const ring of ringsOf(sides)) {
    const size = turnOf(ring);
    if (size > 0) shells.push({ ring, size, holes: [] });
    else if (size < 0) holes.push(ring);
  }
  shells.sort((a, b) => a.size - b.size);
  for (const hole of holes) {
    const [[x1, y1], [x2, y2]] = [pointOf(hole[0]), pointOf(hole[1])];
    shells.find((shell) => around(shell.ring, (x1 + x2) / 2, (y1 + y2) / 2))?.holes.push(hole);
  }
  return shells.map((shell) => [shell.ring, ...shell.holes].map((ring) => ring.map(pointOf)));
}

/**
 * @param {Map<number, number[]>} sides
 * @param {number} from
 * @param {number} to
 */
function addSide(sides, from, to) {
  if (from === to) return;
  const back = sides.get(to);
  const at = back ? back.indexOf(from) : -1;
  if (back && at >= 0) {
    back.splice(at, 1);
    if (!back.length) sides.delete(to);
    return;
  }
  const there = sides.get(from);
  if (there) there.push(to);
  else sides.set(from, [to]);
}

/**
 * Follow sides to rings, and part the rings where they meet themselves.
 * @param {Map<number, number[]>} sides emptied
 */
function* ringsOf(sides) {
  for (const start of [...sides.keys()])
    while (sides.has(start)) {
      /** @type {number[]} */
      const path = [start];
      /** @type {Map<number, number>} */
      const places = new Map([[start, 0]]);
      for (;;) {
        const here = path[path.length - 1];
        const next = nextOf(sides, path[path.length - 2], here);
        if (next === undefined) break;
        const at = places.get(next);
        if (at === undefined) {
          places.set(next, path.length);
          path.push(next);
          continue;
        }
        const ring = path.splice(at + 1);
        for (const node of ring) places.delete(node);
        ring.unshift(next);
        if (ring.length > 2) yield ring;
        if (!at && !sides.has(start)) break;
      }
    }
}

/**
 * Take the side that goes on from a node: of several the first to the left, seen from where we came.
 * @param {Map<number, number[]>} sides
 * @param {number | undefined} from
 * @param {number} here
 */
function nextOf(sides, from, here) {
  const there = sides.get(here);
  if (!there) return undefined;
  let best = 0;
  if (there.length > 1 && from !== undefined) {
    const [x, y] = pointOf(here);
    const angle = (/** @type {number} */ node) => {
      const [px, py] = pointOf(node);
      return Math.atan2(y - py, px - x);
    };
    const back = angle(from);
    const turned = there.map((node) => (back - angle(node) + 4 * Math.PI) % (2 * Math.PI));
    best = turned.indexOf(Math.min(...turned));
  }
  const [next] = there.splice(best, 1);
  if (!there.length) sides.delete(here);
  return next;
}

/**
 * Whether a ring of nodes runs around a point.
 * @param {number[]} ring
 * @param {number} x
 * @param {number} y
 */
function around(ring, x, y) {
  let inside = false;
  let [x0, y0] = pointOf(ring[ring.length - 1]);
  for (const node of ring) {
    const [x1, y1] = pointOf(node);
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    [x0, y0] = [x1, y1];
  }
  return inside;
}
