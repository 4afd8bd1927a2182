/** Held area through time, as lines over a scale of days. */

import { s } from "./dom.js";

/**
 * @typedef {import("./data.js").AreaSeries} AreaSeries
 *
 * @typedef {object} AreaOnDay
 * @property {number} km2
 * @property {number | null} low
 * @property {number | null} high
 * @property {number} settlements
 * @property {number} population
 */

/**
 * Areas by holder, region and convention, looked up by day.
 */
export class Areas {
  /**
   * @param {AreaSeries[]} series
   * @param {number} first
   */
  constructor(series, first) {
    this.first = first;
    this.series = new Map(series.map((a) => [`${a.holder}|${a.region}|${a.convention}`, a.rows]));
    this.regions = [...new Set(series.map((a) => a.region))];
  }

  /**
   * @param {string} holder
   * @param {string} region
   * @param {string} convention
   * @param {number} day
   * @returns {AreaOnDay | null}
   */
  on(holder, region, convention, day) {
    const rows = this.series.get(`${holder}|${region}|${convention}`) ?? [];
    let found = null;
    for (const row of rows) {
      if (row[0] > day - this.first) break;
      found = row;
    }
    if (!found) return null;
    const [, km2, low, high, settlements, population] = found;
    return { km2, low, high, settlements, population };
  }

  /**
   * @param {string} holder
   * @param {string} region
   * @param {string} convention
   * @param {number} last
   * @returns {{day: number, km2: number, low: number, high: number}[]}
   */
  line(holder, region, convention, last) {
    const rows = this.series.get(`${holder}|${region}|${convention}`) ?? [];
    const points = rows.map(([offset, km2, low, high]) => ({
      ...{ day: this.first + offset, km2, low: low ?? km2, high: high ?? km2 },
    }));
    const end = points.at(-1);
    return end && end.day < last ? [...points, { ...end, day: last }] : points;
  }
}

/**
 * The steps of a line: an area holds until it changes.
 * @param {{x: number, y: number}[]} points
 */
export function stepsPath(points) {
  return points.map((p, i) => (i ? `H${p.x.toFixed(1)}V${p.y.toFixed(1)}` : `M${p.x.toFixed(1)} ${p.y.toFixed(1)}`)).join("");
}

/**
 * A band between low and high, and the line in it.
 * @param {{day: number, km2: number, low: number, high: number}[]} line
 * @param {(day: number) => number} x
 * @param {(km2: number) => number} y
 * @param {{fill: string, edge: string}} look
 */
export function areaMarks(line, x, y, look) {
  if (!line.length) return [];
  const at = (/** @type {"km2" | "low" | "high"} */ key) =>
    line.map((p) => ({ x: x(p.day), y: y(p[key]) }));
  const reverse = reversedSteps(at("low"));
  const band = line.some((p) => p.low !== p.high);
  return [
    band && s("path", { d: `${stepsPath(at("high"))}${reverse}Z`, class: "band", fill: look.fill }),
    s("path", { d: stepsPath(at("km2")), class: "line", stroke: look.edge }),
  ];
}

/**
 * The steps of a line from its end to its beginning.
 * @param {{x: number, y: number}[]} points
 */
function reversedSteps(points) {
  let path = "";
  for (let i = points.length - 1; i >= 0; i -= 1) {
    path += `L${points[i].x.toFixed(1)} ${points[i].y.toFixed(1)}`;
    if (i) path += `V${points[i - 1].y.toFixed(1)}`;
  }
  return path;
}

/**
 * A round number at or above `value`, for the top of a scale.
 * @param {number} value
 */
export function niceTop(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((n) => n * power >= value) ?? 10) * power;
}
