/** The legend: only what the map can show, with the paints and markers of the map. */

import { markerOf } from "./badges.js";
import { byId, fill, h } from "./dom.js";
import { CanvasPen } from "./pens.js";

/** @typedef {import("./app.js").App} App */

export class Legend {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = byId("legend");
    /** @type {boolean | null} what the reader chose */
    this.chosen = null;
    this.build();
    app.store.listen((_, changed) => {
      if (["language", "from", "swipe", "holders", "panel"].some((k) => changed.has(/** @type {any} */ (k)))) this.build();
    });
  }

  /** Open where it covers no more than a corner: the panel leaves a small window little map. */
  get open() {
    const wide = window.innerWidth > (this.app.choice.panel && !this.app.lost ? 1500 : 900);
    return this.chosen ?? (wide && window.innerHeight > 500);
  }

  build() {
    const { app } = this;
    this.root.setAttribute("aria-label", app.t("legend"));
    const details = h(
      "details",
      { open: this.open },
      h("summary", { onclick: () => (this.chosen = !details.open) }, app.t("legend")),
      app.lost ? changeRows(app) : legendRows(app),
    );
    fill(this.root, details);
  }
}

/**
 * The kinds of land in the subject's colour, or those of a comparison.
 * @param {App} app
 * @returns {{text: string, short?: string, paint: import("./looks.js").Paint}[]}
 */
export function landKinds(app) {
  const { subject } = app.past;
  if (app.lost) {
    const paints = app.looks.changes(subject);
    const takers = app.data.case.holders.filter(({ id }) => id !== subject);
    return [
      { text: app.t("change.kept"), paint: paints.kept },
      ...takers.map(({ id }) => ({ text: app.t("change.lost_to", { holder: app.words.party(id) }), paint: app.looks.lostTo(id) })),
      { text: app.t("change.lost_unknown"), paint: paints.lost },
      { text: app.t("change.gained"), paint: paints.gained },
    ];
  }
  const other = app.data.case.holders.find((x) => x.id !== subject)?.id ?? "";
  /** @type {(key: string, evidence: string, settled: boolean, rival: string) => any} */
  const kind = (key, evidence, settled, rival) => ({
    text: app.t(`legend_land.${key}`),
    short: app.t(`legend_short.${key}`),
    paint: app.looks.land([subject, rival, rival ? 1 : 0, evidence, "confirmed"], settled),
  });
  return [
    kind("reported", "reported", true, ""),
    kind("inferred", "inferred", true, ""),
    { ...kind("desert", "reported", false, ""), inferred: kind("desert", "inferred", false, "").paint },
    kind("contested", "reported", true, other),
    { text: app.t("legend_land.unknown"), paint: { base: app.looks.ground.land } },
  ];
}

/**
 * The legend of a comparison.
 * @param {App} app
 */
export function changeRows(app) {
  return [
    h("p", { class: "lead" }, app.words.holder(app.past.subject)),
    h("ul", { class: "kinds" }, landKinds(app).map(({ text, paint }) => h("li", {}, swatch(app, paint), h("span", {}, text)))),
  ];
}

/**
 * Holder by evidence, then what is so for all of them, then the marks of towns.
 * @param {App} app
 * @param {boolean} [open] whether the marks show at once
 */
export function legendRows(app, open = false) {
  const { legend, party_marks: marks } = app.data.said;
  const kinds = /** @type {const} */ ([["reported", "reported", true], ["inferred", "inferred", true], ["reported", "inferred", false]]);
  const [reported, inferred, desert, ...rest] = landKinds(app);
  return [
    h(
      "table",
      { class: "by-evidence" },
      h("thead", {}, h("tr", {}, h("td", {}), [reported, inferred, desert].map(({ short }) => h("th", { scope: "col" }, short ?? "")))),
      h(
        "tbody",
        {},
        app.data.case.holders.map(({ id }) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, markerOf(app, marks[id], 18, 0.32), " ", app.words.shortHolder(id)),
            kinds.map(([left, right, settled]) => {
              const [paint, half] = [left, right].map((evidence) => app.looks.land([id, "", 0, evidence, "confirmed"], settled));
              return h("td", {}, swatch(app, paint, { inferred: half }));
            }),
          ),
        ),
      ),
    ),
    h(
      "ul",
      { class: "kinds" },
      rest.map(({ text, paint }) => h("li", {}, swatch(app, paint), h("span", {}, text))),
    ),
    h(
      "details",
      { open, class: "marks" },
      h("summary", {}, app.t("legend_marks")),
      h(
        "ul",
        { class: "kinds" },
        h("li", {}, swatch(app, { base: app.looks.ground.land }, { dash: [3, 2] }), h("span", {}, app.t("legend_land.claimed"))),
        legend.filter(({ mark }) => mark !== null).map(({ key, mark }) =>
          h("li", {}, markerOf(app, mark ?? -1, 20, 0.2), h("span", {}, app.said.legend[key]))),
      ),
    ),
  ];
}

/**
 * @param {App} app
 * @param {import("./looks.js").Paint} paint
 * @param {{dash?: number[], inferred?: import("./looks.js").Paint}} [how] `inferred`: what the right half shows
 */
export function swatch(app, paint, { dash = [], inferred } = {}) {
  const [width, height, ratio] = [28, 16, 2];
  const canvas = h("canvas", { class: "paint", width: width * ratio, height: height * ratio, "aria-hidden": "true" });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = new CanvasPen(/** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), ratio);
  pen.use(null);
  const path = pen.path();
  path.rect(0, 0, width, height);
  pen.fill(path, paint);
  if (inferred) {
    const half = pen.path();
    half.rect(width / 2, 0, width / 2, height);
    pen.fill(half, inferred);
  }
  pen.stroke(path, dash.length ? app.looks.ground.ink : app.looks.ground.border, 1.6, dash);
  return canvas;
}
