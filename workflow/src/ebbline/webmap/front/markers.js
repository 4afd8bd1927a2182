/** The markers of towns: holder, how sure, contested, stale, attacked. */

import { markerPath } from "./looks.js";

/**
 * @typedef {import("./past.js").Standing} Standing
 * @typedef {any} Pen a CanvasPen or SvgPen
 */

export const HALO = "rgba(250,248,243,0.92)";

/**
 * The radius of a town's marker, px.
 * @param {import("./data.js").Place} place
 * @param {boolean} reported
 * @param {number} zoom
 */
export function radius(place, reported, zoom) {
  const people = place.population ?? 0;
  const size = people >= 100_000 ? 7 : people >= 20_000 ? 5.8 : 4.8;
  return (reported ? size : 2.6) * Math.min(1.25, Math.max(0.85, 0.85 + (zoom - 7) * 0.07));
}

/**
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 * @param {number} width
 * @param {number[]} [dash]
 */
export function ring(pen, x, y, r, color, width, dash) {
  const path = pen.path();
  markerPath("circle", x, y, r, path);
  pen.stroke(path, color, width, dash);
}

/**
 * Rays around a town that was attacked, in the attacker's colour.
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {string} color
 */
export function burst(pen, x, y, r, color) {
  const path = pen.path();
  const points = 18;
  for (let i = 0; i < points; i += 1) {
    const angle = (2 * Math.PI * i) / points;
    const reach = i % 2 ? r * 0.72 : r + 2;
    path[i ? "lineTo" : "moveTo"](x + reach * Math.sin(angle), y - reach * Math.cos(angle));
  }
  path.closePath();
  pen.stroke(path, HALO, 2.4);
  pen.fill(path, color);
}

/**
 * Draw the marker of a standing: full where confirmed, with a light heart where claimed and a
 * cross where disputed, hollow where stale, half and half with a ring where contested, small and pale where inferred.
 * @param {Pen} pen
 * @param {import("./looks.js").Looks} looks
 * @param {Standing} standing
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function drawMarker(pen, looks, standing, x, y, r) {
  const shape = (/** @type {number} */ size) => {
    const path = pen.path();
    markerPath(looks.holders.get(standing.holder)?.marker ?? "circle", x, y, size, path);
    return path;
  };
  if (!standing.holder) {
    pen.fill(shape(r * 0.85), HALO);
    pen.stroke(shape(r * 0.85), looks.ground.quiet, 1.2, [1.5, 1.8]);
    return;
  }
  const fill = looks.fill(standing.holder);
  const edge = looks.edge(standing.holder);
  if (standing.contested) {
    contestedMarker(pen, looks, standing, x, y, r);
    return;
  }
  pen.stroke(shape(r), HALO, 3.2);
  pen.fill(shape(r), standing.stale ? looks.ground.land : fill);
  pen.stroke(shape(r), edge, standing.stale ? 1.8 : 1);
  if (standing.evidence !== "reported") return;
  const inner = standing.stale ? fill : looks.ground.land;
  if (standing.certainty === "claimed") {
    const dot = pen.path();
    markerPath("circle", x, y, r * 0.38, dot);
    pen.fill(dot, inner);
  } else if (standing.certainty === "disputed") {
    const cross = pen.path();
    const arm = r * 0.42;
    for (const side of [-1, 1]) {
      cross.moveTo(x - arm, y - side * arm);
      cross.lineTo(x + arm, y + side * arm);
    }
    pen.stroke(cross, inner, 1.6);
  }
}

/**
 * @param {Pen} pen
 * @param {import("./looks.js").Looks} looks
 * @param {Standing} standing
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function contestedMarker(pen, looks, standing, x, y, r) {
  ring(pen, x, y, r + 2.6, HALO, 4);
  for (const [holder, from] of /** @type {[string, number][]} */ ([
    [standing.holder, Math.PI / 2],
    [standing.rival, -Math.PI / 2],
  ])) {
    const half = pen.path();
    half.arc(x, y, r, from, from + Math.PI);
    half.closePath();
    pen.fill(half, holder ? looks.fill(holder) : "#FFFFFF");
  }
  ring(pen, x, y, r, looks.ground.ink, 0.8);
  ring(pen, x, y, r + 2.8, looks.ground.ink, 1.3);
}
