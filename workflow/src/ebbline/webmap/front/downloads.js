/** Pictures and data of the day, made inside the file and saved by the browser. */

import { aboutOf } from "./about.js";
import { isoOf } from "./days.js";
import { dissolve } from "./dissolve.js";
import { RADIUS_M, degreesEast, inGrid } from "./groundlayer.js";
import { h } from "./dom.js";
import { Territory } from "./landlayer.js";
import { pictureSvg, pngBlob, svgBlob } from "./picture.js";

/** @typedef {import("./app.js").App} App */

/**
 * What can be downloaded, in the order of the list.
 * @param {App} app
 */
export function downloads(app) {
  const day = isoOf(app.choice.day);
  const name = `${app.data.case.results}-${day}`;
  const pictures = [
    { id: "png", name: app.t("get.png"), run: async () => save(await pngBlob(app), `${name}.png`) },
    { id: "svg", name: app.t("get.svg"), run: () => save(svgBlob(pictureSvg(app)), `${name}.svg`) },
  ];
  return [
    ...(app.map.picture() ? pictures : []),
    { id: "geojson", name: app.t("get.geojson"), run: () => saveText(geojson(app), `${name}.geojson`, "application/geo+json") },
    { id: "towns", name: app.t("get.towns"), run: () => saveText(townsCsv(app), `${name}-towns.csv`, "text/csv") },
    { id: "states", name: app.t("get.states"), run: () => saveText(statesCsv(app), `${app.data.case.results}-states.csv`, "text/csv") },
    { id: "events", name: app.t("get.events"), run: () => saveText(eventsCsv(app), `${app.data.case.results}-events.csv`, "text/csv") },
  ];
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} type
 */
function saveText(text, name, type) {
  save(new Blob([text], { type: `${type};charset=utf-8` }), name);
}

/**
 * CSV text; a cell that a spreadsheet would run as a formula gets an apostrophe before it.
 * @param {string[]} header
 * @param {unknown[][]} rows
 */
export function csvText(header, rows) {
  const cell = (/** @type {unknown} */ value) => {
    const plain = Array.isArray(value) ? value.join("|") : String(value ?? "");
    const safe = /^'*[=+\-@\t\r]/.test(plain) && typeof value !== "number" ? `'${plain}` : plain;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [header, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** @param {App} app */
function townsCsv(app) {
  const { day } = app.choice;
  const header = ["date", "place_id", "place", "lat", "lon", "holder", "rival", "contested", "evidence", "certainty", "stale", "since", "last_report", "via_place_id"];
  const rows = app.data.places.map((p) => {
    const s = app.past.standing(p.id, day);
    return [isoOf(day), p.id, p.names.en, p.lat, p.lon, s.holder, s.rival, Number(s.contested), s.evidence, s.certainty, Number(s.stale), s.since, s.lastReport, s.via];
  });
  return csvText(header, rows);
}

/** @param {App} app */
function statesCsv(app) {
  const header = ["place_id", "place", "start", "end", "holder", "rival", "contested", "certainty", "collections", "last_report", "event_id"];
  const rows = app.data.places.flatMap((p) =>
    p.states.map((s) => [p.id, p.names.en, s.start, s.end, s.holder, s.rival, s.contested, s.certainty, s.collections, s.last_report, app.past.events[s.event ?? -1]?.event_id]),
  );
  return csvText(header, rows);
}

/** @param {App} app */
function eventsCsv(app) {
  const header = ["event_id", "place_id", "place", "kind", "holder", "rival", "from_holder", "date", "date_earliest", "date_latest", "certainty", "origins", "collections", "claim_ids", "contrary_claim_ids", "note"];
  const rows = app.past.events.map((e) => header.map((key) => /** @type {any} */ (e)[key]));
  return csvText(header, rows);
}

/**
 * The land of the day, joined by holder and class, and the places, for other maps: valid polygons
 * that turn as RFC 7946 asks, colours as in simplestyle, licence, sources and day in the file.
 * @param {App} app
 */
function geojson(app) {
  const { day } = app.choice;
  const { data } = app;
  /** @type {import("./landlayer.js").Territory} */
  const territory = app.map.picture()?.territory ?? new Territory(data, app.looks, app.past.first);
  const about = aboutOf(app);
  const document_ = {
    type: "FeatureCollection",
    ...{ name: about.title, date: about.date, license: about.license, attribution: about.rights },
    ...{ disclaimer: about.disclaimer, sources: about.sources, created: about.made },
    features: [...landFeatures(app, territory), ...data.places.map((p) => placeFeature(app, p, day))],
  };
  return `${JSON.stringify(document_)}\n`;
}

/**
 * @param {App} app
 * @param {import("./landlayer.js").Territory} territory
 */
function landFeatures(app, territory) {
  const { land } = app.data;
  const { day } = app.choice;
  /** @type {Map<string, number[]>} */
  const alike = new Map();
  land.ids.forEach((_, patch) => {
    const kind = territory.past.kind(patch, day);
    if (!land.kinds[kind]) return;
    const key = `${kind} ${land.settled[patch]}`;
    const known = alike.get(key);
    if (known) known.push(patch);
    else alike.set(key, [patch]);
  });
  return [...alike].map(([key, patches]) => {
    const [kind, settled] = key.split(" ").map(Number);
    return landFeature(app, territory, land.kinds[kind], settled, patches);
  });
}

/**
 * @param {App} app
 * @param {import("./landlayer.js").Territory} territory
 * @param {import("./data.js").Kind} kind
 * @param {number} settled
 * @param {number[]} patches
 */
function landFeature(app, territory, [holder, rival, contested, evidence, certainty], settled, patches) {
  const { looks, words, data } = app;
  const km2 = patches.reduce((sum, patch) => sum + data.land.km2[patch], 0);
  const rings = patches.flatMap((patch) => territory.shapes.outlines(patch).map((polygon) => polygon.map(opened)));
  const coordinates = [-360, 0, 360].flatMap((turn) =>
    dissolve(withinTurn(rings, data.grid, turn))
      .map((polygon) => polygon.map((ring) => closed(ring.map((point) => degreesOf(data.grid, point, turn)))))
  );
  const sure = app.t(contested ? "contested" : `evidence.${evidence}`);
  const properties = {
    ...{ date: isoOf(app.choice.day), holder, holder_name: words.shortHolder(holder), rival, contested, evidence, certainty },
    ...{ settled, km2: Number(km2.toFixed(1)), title: `${words.shortHolder(holder)}: ${sure}` },
    ...{ fill: looks.fill(holder), "fill-opacity": looks.strength(evidence, Boolean(settled)) },
    ...{ stroke: contested && rival ? looks.fill(rival) : looks.edge(holder), "stroke-width": contested ? 3 : 1 },
  };
  return { type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates } };
}

/**
 * @param {App} app
 * @param {import("./data.js").Place} place
 * @param {number} day
 */
function placeFeature(app, place, day) {
  const { looks } = app;
  const s = app.past.standing(place.id, day);
  const properties = {
    ...{ date: isoOf(day), place_id: place.id, name: place.names.en, name_ar: place.names.ar ?? "", holder: s.holder },
    ...{ rival: s.rival, contested: Number(s.contested), evidence: s.evidence, certainty: s.certainty, stale: Number(s.stale) },
    ...{ title: app.placeName(place.id), "marker-color": looks.fill(s.holder) },
    "marker-size": s.evidence === "reported" ? "medium" : "small",
  };
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: [place.lon, place.lat] } };
}

/**
 * What of some polygons lies between 180° west and 180° east of a turn around the world: RFC 7946
 * has shapes cut there.
 * @param {import("./dissolve.js").GridPoint[][][]} polygons
 * @param {import("./data.js").MapData["grid"]} grid
 * @param {number} turn degrees
 */
function withinTurn(polygons, grid, turn) {
  const [west, , east] = inGrid(grid, [turn - 180, 0, turn + 180, 0]).map(Math.round);
  return polygons
    .map((polygon) => polygon.map((ring) => cutAt(cutAt(ring, west, 1), east, -1)).filter((ring) => ring.length > 2))
    .filter((polygon) => polygon.length);
}

/**
 * The part of a ring on one side of a column. What runs forth and back along it goes when
 * polygons are dissolved.
 * @param {import("./dissolve.js").GridPoint[]} ring
 * @param {number} column
 * @param {number} side 1: east of it, -1: west
 */
function cutAt(ring, column, side) {
  const beyond = (/** @type {number[]} */ [x]) => (x - column) * side < 0;
  if (!ring.some(beyond)) return ring;
  /** @type {import("./dissolve.js").GridPoint[]} */
  const kept = [];
  ring.forEach((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length];
    if (beyond(point) !== beyond(before)) {
      const [[x0, y0], [x1, y1]] = before[0] < point[0] ? [before, point] : [point, before];
      kept.push([column, Math.round(y0 + ((column - x0) / (x1 - x0)) * (y1 - y0))]);
    }
    if (!beyond(point)) kept.push(point);
  });
  return kept.filter(([x, y], i) => {
    const [u, v] = kept[(i + kept.length - 1) % kept.length];
    return x !== u || y !== v;
  });
}

/**
 * @param {import("./data.js").MapData["grid"]} grid
 * @param {number[]} point
 * @param {number} turn
 */
function degreesOf(grid, [x, y], turn) {
  const north = (grid.north - y * grid.step) / RADIUS_M;
  const lat = (Math.atan(Math.sinh(north)) * 180) / Math.PI;
  const lon = Math.min(180, Math.max(-180, degreesEast(grid, x) - turn));
  return [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
}

/**
 * A ring without its first point again at its end.
 * @param {number[][]} ring
 * @returns {import("./dissolve.js").GridPoint[]}
 */
function opened(ring) {
  const last = ring[ring.length - 1];
  const whole = ring[0][0] === last[0] && ring[0][1] === last[1] ? ring.slice(0, -1) : ring;
  return /** @type {import("./dissolve.js").GridPoint[]} */ (whole);
}

/** @param {number[][]} ring */
function closed(ring) {
  return [...ring, ring[0]];
}
