/** Small things that stand beside a text: who, how sure, which sources. */

import { h, s } from "./dom.js";
import { SvgPen } from "./svgpen.js";
import { drawMark } from "./markers.js";

/** @typedef {import("./app.js").App} App */

/**
 * A mark of the scene, as on the map.
 * @param {App} app
 * @param {number} mark its number, -1: that of an unknown place
 * @param {number} [size] px
 * @param {number} [share] its radius as a part of the size
 */
export function markerOf(app, mark, size = 20, share = 0.29) {
  const box = { width: size, height: size, viewBox: `0 0 ${size} ${size}` };
  const svg = s("svg", { class: "marker", "aria-hidden": "true", ...box });
  drawMark(new SvgPen(svg), app.looks.layers(mark), size / 2, size / 2, size * share);
  return svg;
}

/**
 * @param {App} app
 * @param {{certainty: string}} thing
 */
export function certaintyBadge(app, { certainty }) {
  return h("span", { class: `badge ${certainty}` }, app.t(`certainty.${certainty}`));
}

/**
 * The sources of an event: who says so, when, with a link where there is one.
 * @param {App} app
 * @param {string[]} claimIds
 */
export function sourceList(app, claimIds) {
  const items = claimIds.flatMap((id) => {
    const claim = app.data.claims[id];
    const source = claim && app.data.sources[claim.source_id];
    return source ? [sourceItem(app, id, claim.source_id)] : [];
  });
  return h("ul", { class: "sources" }, items);
}

/**
 * @param {App} app
 * @param {string} claimId
 * @param {string} sourceId
 */
function sourceItem(app, claimId, sourceId) {
  const detail = app.said.claims[claimId] ?? "";
  return h("li", {}, sourceName(app, sourceId), h("span", { class: "detail" }, detail));
}

/**
 * @param {App} app
 * @param {string} id
 */
export function sourceName(app, id) {
  const source = app.data.sources[id];
  const title = h("cite", { lang: source.lang || "en", dir: "auto" }, source.title || source.publisher || source.origin);
  const link = /^https?:\/\//i.test(source.url)
    ? h("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, title)
    : title;
  return h("span", { class: "source" }, link, ` ${app.said.sources[id] ?? ""}`);
}
