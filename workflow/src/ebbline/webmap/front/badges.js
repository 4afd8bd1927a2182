/** Small things that stand beside a text: who, how sure, which sources. */

import { h, s } from "./dom.js";
import { SvgPen } from "./svgpen.js";
import { burst, drawMarker } from "./markers.js";

/** @typedef {import("./app.js").App} App */

/**
 * The marker of a standing, as on the map.
 * @param {App} app
 * @param {import("./past.js").Standing} standing
 * @param {number} [size] px
 * @param {string} [attacker] who attacked it, if that is to be shown
 */
export function markerOf(app, standing, size = 20, attacker = "") {
  const box = { width: size, height: size, viewBox: `0 0 ${size} ${size}` };
  const svg = s("svg", { class: "marker", "aria-hidden": "true", ...box });
  const pen = new SvgPen(svg);
  const r = size * (attacker ? 0.22 : 0.29);
  if (attacker) burst(pen, size / 2, size / 2, size * 0.38, app.looks.fill(attacker));
  drawMarker(pen, app.looks, standing, size / 2, size / 2, r);
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
    return source ? [sourceItem(app, claim, source)] : [];
  });
  return h("ul", { class: "sources" }, items);
}

/**
 * @param {App} app
 * @param {import("./data.js").ClaimRow} claim
 * @param {import("./data.js").SourceRow} source
 */
function sourceItem(app, claim, source) {
  const said = claim.claimant ? app.t("said_by", { who: claim.claimant }) : "";
  const grade = app.t("grade", { code: `${source.reliability}${claim.credibility}` });
  const details = [said, claim.locator, app.t("written_as", { name: claim.place }), grade];
  return h(
    "li",
    {},
    sourceName(app, source),
    h("span", { class: "detail" }, details.filter(Boolean).join(" · ")),
  );
}

/**
 * @param {App} app
 * @param {import("./data.js").SourceRow} source
 */
export function sourceName(app, source) {
  const day = source.published ? app.words.digits(source.published) : app.t("undated");
  const publisher = source.publisher || source.origin;
  const origin = source.origin && source.origin !== publisher ? ` (${source.origin})` : "";
  const title = h("cite", { lang: source.lang || "en", dir: "auto" }, source.title || publisher);
  const link = /^https?:\/\//i.test(source.url)
    ? h("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, title)
    : title;
  return h("span", { class: "source" }, link, ` ${publisher}${origin}, ${day}`);
}
