/** The page, put together. */

import { addressKeeper, readAddress, writeAddress } from "./address.js";
import { App } from "./app.js";
import { readData } from "./data.js";
import { dayOf, isoOf } from "./days.js";
import { byId, fill, h } from "./dom.js";
import { Legend, legendRows } from "./legend.js";
import { MapView } from "./mapview.js";
import { Panel } from "./panel.js";
import { SHAPES, WIDE, pictureSvg } from "./picture.js";
import { sourceName } from "./badges.js";
import { TablePage } from "./tablepage.js";
import { TimeBar } from "./timebar.js";
import { Tools } from "./tools.js";

/** @param {App} app */
function tellLanguage(app) {
  const { language } = app.words;
  document.documentElement.lang = language.code;
  document.documentElement.dir = language.direction;
  document.title = language.title;
}

/**
 * Colours of the parties for style sheets: `[data-holder]` elements take them from here.
 * @param {App} app
 */
function paintSwatches(app) {
  const sheet = new CSSStyleSheet();
  for (const { id, fill: color, edge } of app.data.case.holders) {
    sheet.insertRule(`.swatch[data-holder="${CSS.escape(id)}"] { background: ${color}; border-color: ${edge}; }`);
  }
  document.adoptedStyleSheets = [sheet];
}

/** So many sources leave room for the legend on the second page. */
const MOST_PRINTED = 100;

/**
 * Before printing, put the picture of the day with legend and sources on the paper.
 * @param {App} app
 */
function preparePrint(app) {
  const paper = byId("print");
  const sources = Object.keys(app.data.sources);
  const more = Math.max(0, sources.length - MOST_PRINTED);
  const today = app.past.events.filter((e) => e.day === app.choice.day);
  fill(
    paper,
    app.map.picture() ? pictureSvg(app, WIDE) : null,
    h("ul", { class: "print-events" }, today.map((e) => h("li", {}, `${app.headline(e)} (${app.t(`certainty.${e.certainty}`)})`))),
    h("h2", {}, app.t("legend")),
    h("div", { class: "print-legend" }, legendRows(app, true)),
    h("h2", {}, app.t("sources")),
    h("ul", { class: "sources" }, sources.slice(0, MOST_PRINTED).map((id) => h("li", {}, sourceName(app, id))), more > 0 && h("li", {}, `+ ${app.words.number(more)}`)),
  );
}

/**
 * The map, or a word in its place: time, story and tables need none.
 * @param {App} app
 * @param {[number, number, number] | null} position
 */
function openMap(app, position) {
  try {
    return new MapView(app, map_ebbline, position);
  } catch (error) {
    console.error(error);
    const notice = h("p", { class: "notice", id: "map-failed", role: "status" }, app.t("map_failed"));
    app.store.listen((_, changed) => {
      if (changed.has("language")) fill(notice, app.t("map_failed"));
    });
    fill(byId("map_ebbline"), notice);
    return null;
  }
}

/**
 * The language of the case that the browser asks for first, else the first of the case.
 * @param {App} app
 */
function ownLanguage(app) {
  const codes = app.data.languages.map((l) => l.code);
  return navigator.languages.map((l) => l.split("-")[0]).find((l) => codes.includes(l)) ?? codes[0];
}

/** What a reader can go back to with the browser's Back. */
const VISITS = /** @type {const} */ (["chapter", "place", "event", "table", "tab", "from"]);

/**
 * Tell the page around how high the map would like to be: of the shape that its address asks for, else
 * wide in a wide column and tall on a phone.
 * @param {App} app
 */
function tellHeight(app) {
  if (!app.choice.embed || window.parent === window) return;
  const tell = () => {
    const width = window.innerWidth;
    const [across, down] = SHAPES[app.choice.shape ?? (width < 600 ? "4:5" : WIDE)];
    const height = Math.round(Math.min(900, Math.max(360, (width * down) / across)));
    window.parent.postMessage({ ebbline: "height", height }, "*");
  };
  window.addEventListener("resize", tell);
  tell();
}

/** Let the browser paint and answer before the next piece of work. */
function pause() {
  return /** @type {Promise<void>} */ (new Promise((done) => setTimeout(done)));
}

/** @param {import("./data.js").MapData} data */
async function start(data) {
  const app = new App(data);
  const asked = readAddress(window.location.hash || window.location.search, app.past);
  app.store.set({ language: ownLanguage(app), ...asked.choice });
  if (/[?&]embed=1\b/.test(window.location.search)) app.store.set({ embed: true, panel: false });
  await pause();
  document.body.classList.toggle("embed", app.choice.embed);
  tellLanguage(app);
  paintSwatches(app);
  const panel = new Panel(app);
  panel.show(new Set(["tab"]));
  const bar = new TimeBar(app);
  await pause();
  const tools = new Tools(app);
  const legend = new Legend(app);
  await pause();
  const view = openMap(app, asked.position);
  await pause();
  await view?.surface.begin(pause);
  view?.keys.build();
  document.getElementById("still")?.remove();
  document.documentElement.classList.remove("early");
  const address = () => writeAddress(app.choice, view?.position() ?? null);
  app.map.address = address;
  const keep = addressKeeper(address);
  const table = new TablePage(app);
  app.store.listen((_, changed) => {
    if (changed.has("language")) tellLanguage(app);
    if (changed.has("embed")) document.body.classList.toggle("embed", app.choice.embed);
    keep(VISITS.some((k) => changed.has(k)));
  });
  view?.map.on("moveend", () => keep());
  window.addEventListener("hashchange", () => {
    keep(false, true);
    const { choice, position } = readAddress(window.location.hash, app.past);
    app.store.set({ ...app.firstChoice(), ...choice, panel: choice.panel ?? false, language: choice.language ?? app.choice.language, embed: app.choice.embed });
    keep(false, true);
    if (!view) return;
    const box = app.data.said.chapters.find(({ id }) => id === app.choice.chapter)?.box;
    if (position) view.map.setView([position[1], position[2]], position[0]);
    else if (box) app.map.showBox(box);
    else view.showView(app.choice.view);
  });
  const told = app.data.said.chapters.find(({ id }) => id === app.choice.chapter);
  if (told?.box && !asked.position) app.map.showBox(told.box);
  tellHeight(app);
  window.addEventListener("beforeprint", () => preparePrint(app));
  // For checks and for people who work with the data in the console.
  Object.assign(window, {
    ebbline: {
      ...{ app, view, bar, panel, tools, legend, table, ready: true },
      holderOn: (/** @type {string} */ placeId, /** @type {string} */ day) => app.past.standing(placeId, dayOf(day)),
      day: () => isoOf(app.choice.day),
      show: (/** @type {string} */ day) => app.store.set({ day: app.past.clamp(dayOf(day)) }),
    },
  });
  document.documentElement.dataset.ready = "1";
}

try {
  await start(await readData());
} catch (error) {
  console.error(error);
  // What readers without scripts see.
  if (!document.documentElement.dataset.ready) document.documentElement.classList.add("plain");
}
