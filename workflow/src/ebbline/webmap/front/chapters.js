/** The head of the panel: the finding, the story in steps, or the day; and what colours mean. */

import { OPENING } from "./address.js";
import { markerOf, sourceName } from "./badges.js";
import { dayOf } from "./days.js";
import { fill, h, iconButton, picture } from "./dom.js";

/** @typedef {import("./app.js").App} App */

const SWIPE_PX = 40;
const WHEEL_REST_MS = 700;
/** Where arrow keys have a meaning of their own. */
const OWN_KEYS = "input, select, textarea, [role=slider], [role=tab], [role=tabpanel], dialog, .leaflet-container";

export class Chapters {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = h("div", { class: "chapters" });
    this.turned = -Infinity;
    this.from = { x: 0, y: 0 };
    this.build();
    app.store.listen((choice, changed) => {
      if (["language", "chapter"].some((k) => changed.has(/** @type {any} */ (k)))) this.build();
      else if (["day", "convention", "region"].some((k) => changed.has(/** @type {any} */ (k)))) this.#tell();
      document.body.dataset.chapter = choice.chapter ?? "";
    });
    document.body.dataset.chapter = app.choice.chapter ?? "";
    document.addEventListener("keydown", (e) => this.#key(e));
    window.addEventListener("wheel", (e) => this.#wheel(e), { capture: true, passive: false });
    this.root.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => (this.from = { x, y }));
    this.root.addEventListener("pointerup", (e) => this.#swiped(e));
  }

  get steps() {
    return this.app.data.said.chapters;
  }

  /** The number of the step that is told; -1: none, or the opening. */
  get at() {
    return this.steps.findIndex(({ id }) => id === this.app.choice.chapter);
  }

  /** Whether steps are turned by wheel and keys. */
  get told() {
    return this.at >= 0;
  }

  build() {
    const { app, at, steps, root } = this;
    const focus = document.activeElement instanceof HTMLElement && root.contains(document.activeElement)
      ? document.activeElement.id : "";
    const { chapter } = app.choice;
    this.title = h("h1", { tabindex: -1, id: "finding" });
    this.lead = h("p", { class: "held", id: "held" });
    fill(
      root,
      at >= 0 && h("p", { class: "step" }, app.t("chapters.step", { n: app.words.number(at + 1), all: app.words.number(steps.length) })),
      this.title,
      this.lead,
      at >= 0 && this.#sources(steps[at].sources),
      at < 0 && this.#parties(),
      app.choice.embed && this.#whole(),
      at >= 0 ? this.#turns() : chapter === OPENING && this.#start(),
    );
    this.#tell();
    const next = document.getElementById(focus);
    if (focus) (next instanceof HTMLButtonElement && !next.disabled ? next : this.title).focus({ preventScroll: true });
  }

  /** What the day, the step or the whole period comes to. */
  #tell() {
    const { app, at } = this;
    const { opening, chapters } = app.said;
    const [title, lead] = at >= 0 ? chapters[at]
      : app.choice.chapter === OPENING ? opening : [app.finding() || app.words.language.title, app.heldText()];
    if (this.title) fill(this.title, title);
    if (this.lead) fill(this.lead, ...whole(lead));
  }

  #parties() {
    const { app } = this;
    const marks = app.data.said.party_marks;
    return h(
      "ul",
      { class: "chips", "aria-label": app.t("legend") },
      app.data.case.holders.map(({ id }) =>
        h("li", {}, markerOf(app, marks[id], 18, 0.34), app.words.shortHolder(id))),
    );
  }

  /** @param {string[]} ids */
  #sources(ids) {
    const { app } = this;
    const known = ids.filter((id) => app.data.sources[id]);
    return known.length > 0 && h(
      "details",
      { class: "told-by" },
      h("summary", {}, app.words.count("chapters.sources", known.length)),
      h("ul", { class: "sources" }, known.map((id) => h("li", {}, sourceName(app, id)))),
    );
  }

  #start() {
    const { app, steps } = this;
    if (!steps.length) return null;
    const n = app.words.number(steps.length);
    return h(
      "p",
      { class: "turns" },
      h("button", { type: "button", class: "how", id: "chapter-start", onclick: () => this.show(0) }, picture("play"), app.t("chapters.start", { n })),
      this.#leave(),
    );
  }

  #turns() {
    const { app, at, steps } = this;
    const back = iconButton(app.t("chapters.previous"), picture("previous"), () => this.turn(-1), { id: "chapter-previous" });
    const next = iconButton(app.t("chapters.next"), picture("next"), () => this.turn(1), { id: "chapter-next" });
    const dots = steps.map((_, i) =>
      h("button", {
        ...{ type: "button", class: "dot", "aria-current": i === at ? "step" : null },
        ...{ "aria-label": app.said.chapters[i][0], title: app.said.chapters[i][0], onclick: () => this.show(i) },
      }));
    return h("div", { class: "turns" }, back, h("span", { class: "dots" }, dots), next, this.#leave());
  }

  /** In an article: where all of it is, and whose it is. */
  #whole() {
    const { app } = this;
    const address = `${window.location.href.split(/[?#]/)[0]}#lang=${app.choice.language}`;
    return h("p", { class: "whole-map" }, app.t("source_is"), " ", h("a", { href: address, target: "_blank", rel: "noopener", id: "whole-map" }, app.t("whole_map")));
  }

  #leave() {
    const { app } = this;
    if (app.choice.embed) return null;
    return h("button", { type: "button", class: "plain", id: "chapter-leave", onclick: () => this.leave() }, app.t("chapters.leave"));
  }

  /**
   * Go to a step: its day, its part of the map.
   * @param {number} number
   */
  show(number) {
    const { app, steps } = this;
    const step = steps[number];
    const { id, view } = step;
    app.store.set({ chapter: id, day: app.past.clamp(dayOf(step.day)), view, playing: false, place: null, from: null, table: false, panel: false });
    if (step.box) app.map.showBox(step.box);
    else app.map.showView(view);
  }

  /**
   * The step before or after; before the first is the opening, after the last the whole map.
   * @param {-1 | 1} by
   */
  turn(by) {
    const { app, at, steps } = this;
    const next = at + by;
    if (next >= steps.length) this.leave();
    else if (next >= 0) this.show(next);
    else {
      app.store.set({ ...app.firstChoice(), language: app.choice.language, embed: app.choice.embed, chapter: OPENING });
      app.map.showView(app.choice.view);
    }
  }

  /** To the instrument: everything of the map. */
  leave() {
    this.app.store.set({ chapter: null, panel: !this.app.choice.embed && window.innerWidth > 760 });
    document.getElementById("fold")?.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.told || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(OWN_KEYS)) return;
    const turn = this.app.words.rightToLeft ? -1 : 1;
    const by = { ArrowRight: turn, ArrowLeft: -turn, PageDown: 1, PageUp: -1 }[event.key];
    if (event.key === "Escape") this.leave();
    else if (by) this.turn(by > 0 ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /**
   * In the story a wheel over map and card turns its steps; with ctrl it zooms, as ever.
   * @param {WheelEvent} event
   */
  #wheel(event) {
    if (!this.told || event.ctrlKey || this.app.choice.embed) return;
    const over = event.target instanceof Element ? event.target : null;
    if (!over?.closest(".leaflet-container, .chapters") || over.closest(".told-by")) return;
    event.preventDefault();
    event.stopPropagation();
    if (Math.abs(event.deltaY) < 4 || event.timeStamp - this.turned < WHEEL_REST_MS) return;
    this.turned = event.timeStamp;
    if (event.deltaY > 0 && this.at === this.steps.length - 1) return;
    this.turn(event.deltaY > 0 ? 1 : -1);
  }

  /** @param {PointerEvent} event */
  #swiped({ clientX, clientY, pointerType }) {
    const across = clientX - this.from.x;
    if (pointerType === "mouse" || Math.abs(across) < SWIPE_PX || Math.abs(across) < 2 * Math.abs(clientY - this.from.y)) return;
    const onward = across < 0 !== this.app.words.rightToLeft;
    if (this.told) this.turn(onward ? 1 : -1);
    else if (onward && this.app.choice.chapter === OPENING) this.show(0);
  }
}

/**
 * A text whose intervals, and numbers with their unit, stay on one line.
 * @param {string} text
 */
function whole(text) {
  return text.split(/(\S*\p{Nd}(?: \S{1,4}²|–\p{Nd}\S*))/u)
    .map((part, i) => (i % 2 ? h("span", { class: "whole" }, part) : part));
}
