/** Pictures and data of the day, made inside the file and saved by the browser. */

import { isoOf } from "./days.js";
import { RADIUS_M } from "./groundlayer.js";
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

/** @param {App} app */
function geojson(app) {
  const { day } = app.choice;
  const { land, places, grid } = app.data;
  /** @type {import("./landlayer.js").Territory} */
  const territory = app.map.picture()?.territory ?? new Territory(app.data, app.looks, app.past.first);
  const degrees = (/** @type {number[]} */ [x, y]) => {
    const east = (grid.west + x * grid.step) / RADIUS_M;
    const north = (grid.north - y * grid.step) / RADIUS_M;
    const lon = (east * 180) / Math.PI;
    const lat = (Math.atan(Math.sinh(north)) * 180) / Math.PI;
    return [Number(lon.toFixed(5)), Number(lat.toFixed(5))];
  };
  const patches = land.ids.flatMap((id, patch) => {
    const kind = land.kinds[territory.past.kind(patch, day)];
    if (!kind) return [];
    const [holder, rival, contested, evidence, certainty] = kind;
    const coordinates = territory.shapes.outlines(patch).map((rings) => rings.map((ring) => closed(ring.map(degrees))));
    const properties = {
      ...{ date: isoOf(day), patch_id: id, holder, rival, contested, evidence, certainty },
      ...{ settled: land.settled[patch], region: land.regions[land.region[patch]], km2: land.km2[patch] },
    };
    return [{ type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates } }];
  });
  const towns = places.map((p) => {
    const s = app.past.standing(p.id, day);
    const properties = {
      ...{ date: isoOf(day), place_id: p.id, name: p.names.en, name_ar: p.names.ar ?? "", holder: s.holder },
      ...{ rival: s.rival, contested: Number(s.contested), evidence: s.evidence, certainty: s.certainty },
    };
    return { type: "Feature", properties, geometry: { type: "Point", coordinates: [p.lon, p.lat] } };
  });
  return `${JSON.stringify({ type: "FeatureCollection", features: [...patches, ...towns] })}\n`;
}

/** @param {number[][]} ring */
function closed(ring) {
  const [first] = ring;
  const last = ring[ring.length - 1];
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}
