/** What every file that leaves says of itself: its day, its licence, its sources. */

import { isoOf } from "./days.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function aboutOf(app) {
  const { data, words, choice } = app;
  return {
    title: `${words.language.title}: ${words.day(choice.day)}`,
    date: isoOf(choice.day),
    license: data.case.licence,
    rights: app.t("rights"),
    disclaimer: app.t("disclaimer"),
    sources: Object.values(data.sources).map((v) =>
      [v.publisher || v.origin, v.published, v.title, v.url].filter(Boolean).join(", ")),
    made: data.case.made,
  };
}

/**
 * The same as one text, for pictures.
 * @param {App} app
 */
export function aboutText(app) {
  const { title, date, license, rights, disclaimer, sources } = aboutOf(app);
  return [title, date, rights, `${license.title}: ${license.url}`, disclaimer, ...sources].join("\n");
}

/**
 * A PNG with texts in it (chunks iTXt, after its header).
 * @param {Blob} png
 * @param {{[key: string]: string}} texts
 * @returns {Promise<Blob>}
 */
export async function withTexts(png, texts) {
  const header = 33;
  const chunks = Object.entries(texts).map(([key, text]) =>
    chunkOf("iTXt", new TextEncoder().encode(`${key}\0\0\0\0\0${text}`)));
  return new Blob([png.slice(0, header), ...chunks, png.slice(header)], { type: "image/png" });
}

/**
 * A chunk of a PNG: length, kind, data, checksum.
 * @param {string} kind
 * @param {Uint8Array} data
 */
function chunkOf(kind, data) {
  const chunk = new Uint8Array(12 + data.length);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(kind), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, checksumOf(chunk.subarray(4, 8 + data.length)));
  return chunk;
}

/**
 * CRC-32, as PNG and zip have it.
 * @param {Uint8Array} data
 */
function checksumOf(data) {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
