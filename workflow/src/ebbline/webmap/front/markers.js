/** The marks of towns, as the scene has them. */

/**
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
  path.moveTo(x + r, y);
  path.arc(x, y, r, 0, 2 * Math.PI);
  path.closePath();
  pen.stroke(path, color, width, dash);
}

/**
 * Draw a mark of the scene: shapes in hundredths of its radius, the lowest first.
 * @param {Pen} pen
 * @param {import("./data.js").Layer[]} layers
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function drawMark(pen, layers, x, y, r) {
  for (const { rings, fill, stroke, width, closed } of layers) {
    const path = pen.path();
    for (const points of rings) {
      for (let i = 0; i < points.length; i += 2)
        path[i ? "lineTo" : "moveTo"](x + (r * points[i]) / 100, y - (r * points[i + 1]) / 100);
      if (closed) path.closePath();
    }
    if (fill) pen.fill(path, fill);
    if (stroke) pen.stroke(path, stroke, (width ?? 0) * r);
  }
}
