/** Held area through time: a larger chart that shares the day with the slider, and its numbers. */

import { areaMarks, niceTop } from "./chart.js";
import { fill, h, s } from "./dom.js";

/** @typedef {import("./app.js").App} App */

const WIDTH = 340;
const HEIGHT = 210;
const LEFT = 48;
const BOTTOM = 22;

/**
 * @param {App} app
 * @param {HTMLElement} body
 */
export function areasTab(app, body) {
  fill(
    body,
    h("h2", { class: "unseen" }, app.t("tabs.areas")),
    areaChoices(app),
    app.areas.regions.length ? [chart(app), numbers(app)] : h("p", { class: "empty" }, app.t("no_areas")),
    h("p", { class: "detail" }, app.t("area_note")),
  );
}

/** @param {App} app */
export function areaChoices(app) {
  const { convention, region } = app.choice;
  const pick = (/** @type {"convention" | "region"} */ key) => (/** @type {Event} */ e) =>
    app.store.set({ [key]: /** @type {HTMLSelectElement} */ (e.target).value });
  return h(
    "p",
    { class: "choices" },
    h(
      "select",
      { id: "choose-region", "aria-label": app.t("region_title"), onchange: pick("region") },
      app.areas.regions.map((r) => h("option", { value: r, selected: r === region }, app.regionName(r))),
    ),
    h(
      "select",
      { id: "choose-convention", "aria-label": app.t("convention_title"), onchange: pick("convention") },
      ["settled", "total"].map((c) => h("option", { value: c, selected: c === convention }, app.t(`convention.${c}`))),
    ),
  );
}

/** @param {App} app */
function chart(app) {
  const { convention, region, day } = app.choice;
  const { first, last } = app.past;
  const right = app.words.rightToLeft;
  const x = (/** @type {number} */ d) => {
    const share = (d - first) / Math.max(1, last - first);
    const inner = WIDTH - LEFT - 8;
    return right ? 8 + inner * (1 - share) : LEFT + inner * share;
  };
  const lines = app.data.case.holders.map(({ id }) => ({ id, points: app.areas.line(id, region, convention, last) }));
  const top = niceTop(Math.max(1, ...lines.flatMap((l) => l.points.map((p) => p.high))));
  const y = (/** @type {number} */ km2) => HEIGHT - BOTTOM - (km2 / top) * (HEIGHT - BOTTOM - 12);
  const choose = (/** @type {MouseEvent} */ e) => {
    const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
    const at = ((e.clientX - box.left) / box.width) * WIDTH;
    const share = right ? 1 - (at - 8) / (WIDTH - LEFT - 8) : (at - LEFT) / (WIDTH - LEFT - 8);
    app.store.set({ day: app.past.clamp(first + share * (last - first)), playing: false });
  };
  const drawn = lines.filter((l) => l.points.length);
  return h(
    "figure",
    { class: "areas" },
    s(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": app.t("area_chart"), onclick: choose },
      [0, 0.5, 1].map((share) => scaleLine(app, share * top, y(share * top), right)),
      days(app, x),
      drawn.map(({ id, points }) =>
        s("g", { class: `series ${id === app.past.subject ? "subject" : ""}` }, areaMarks(points, x, y, { fill: app.looks.fill(id), edge: app.looks.fill(id) })),
      ),
      s("path", { d: `M${x(day)} 6V${HEIGHT - BOTTOM}`, class: "cursor" }),
      drawn.map(({ id }) => {
        const area = app.areas.on(id, region, convention, day);
        return area && s("circle", { cx: x(day), cy: y(area.km2), r: 3.5, fill: app.looks.fill(id), class: "dot" });
      }),
    ),
  );
}

/**
 * @param {App} app
 * @param {number} km2
 * @param {number} y
 * @param {boolean} right
 */
function scaleLine(app, km2, y, right) {
  const [from, to] = right ? [8, WIDTH - LEFT] : [LEFT, WIDTH - 8];
  const at = right ? WIDTH - LEFT + 6 : LEFT - 6;
  return [
    s("path", { d: `M${from} ${y}H${to}`, class: "scale" }),
    s("text", { x: at, y: y + 4, class: `scale ${right ? "from" : "to"}` }, app.words.number(km2)),
  ];
}

/**
 * @param {App} app
 * @param {(day: number) => number} x
 */
function days(app, x) {
  const { first, last } = app.past;
  const shown = app.words.ticks(x, 9).filter(({ day }) => last - day >= (last - first) / 6);
  return shown.map(({ day, text }) => s("text", { x: x(day), y: HEIGHT - 6, class: "month" }, text));
}

/** @param {App} app */
function numbers(app) {
  const { convention, region, day } = app.choice;
  const rows = app.data.case.holders.map(({ id }) => {
    const area = app.areas.on(id, region, convention, day);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, h("span", { class: "swatch", "data-holder": id }), app.words.shortHolder(id)),
      h("td", {}, area ? app.areaText(area) : "–"),
      h("td", {}, area ? app.words.number(area.settlements) : "–"),
    );
  });
  return h(
    "table",
    { class: "numbers" },
    h("caption", {}, `${app.regionName(region)}${app.t("comma")}${app.t(`convention.${convention}`)}, ${app.words.day(day)}`),
    h("thead", {}, h("tr", {}, ["holder", "area_title", "settlements"].map((k) => h("th", { scope: "col" }, app.t(k))))),
    h("tbody", {}, rows),
  );
}
