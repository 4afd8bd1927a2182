/** The time control: days on a track with a mark for each event, over the held area. */

import { areaMarks, niceTop } from "./chart.js";
import { isIsoDay, dayOf, isoOf } from "./days.js";
import { byId, fill, h, iconButton, picture, s } from "./dom.js";
import { passes } from "./state.js";

/** @typedef {import("./app.js").App} App */

const SPEEDS = [0.5, 1, 2, 4, 8];
const AXIS = 18;
/** How long play rests on a day with a change. */
const PAUSE_MS = 900;
/** Room above the chart for its title, px. */
const TITLE = 15;
const FIELD_REST_MS = 120;

export class TimeBar {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = byId("time");
    this.live = byId("live");
    this.saying = 0;
    this.resting = 0;
    this.ticking = 0;
    /** Until when play rests on a change. */
    this.pausing = 0;
    /** Of the track in px; asked when it changes, because asking costs a layout. */
    this.width = 600;
    this.height = 84;
    this.build();
    app.store.listen((_, changed) => {
      if (changed.has("language")) this.build();
      else if (["convention", "region", "holders", "certainties", "collections"].some((k) => changed.has(/** @type {any} */ (k))))
        this.drawTrack();
      if (changed.has("day")) this.show();
      if (changed.has("playing")) this.#playOrPause();
    });
  }

  build() {
    const { app } = this;
    const t = (/** @type {string} */ key) => app.t(key);
    this.day = document.createTextNode("");
    this.weekday = document.createTextNode("");
    this.play = iconButton(t("play"), picture("play"), () => this.togglePlay(), { class: "icon play" });
    this.previous = iconButton(t("previous_change"), picture("previous"), () => this.toChange(-1));
    this.next = iconButton(t("next_change"), picture("next"), () => this.toChange(1));
    this.date = h("input", {
      ...{ type: "date", "aria-label": t("date"), min: isoOf(app.past.first), max: isoOf(app.past.last) },
      onchange: () => this.#typed(),
    });
    this.speed = h(
      "select",
      { "aria-label": t("speed"), onchange: () => app.store.set({ speed: Number(this.speed?.value) }) },
      [...new Set([...SPEEDS, app.choice.speed])].sort((a, b) => a - b).map((n) =>
        h("option", { value: n, selected: n === app.choice.speed }, app.t("days_a_second", { n: app.words.number(n, n % 1 ? 1 : 0) })),
      ),
    );
    this.chart = s("svg", { class: "chart", "aria-hidden": "true" });
    this.thumb = h("div", { class: "thumb" });
    this.slider = h("div", {
      ...{ class: "slider", role: "slider", tabindex: 0, id: "slider", "aria-label": t("day_slider") },
      ...{ "aria-valuemin": 0, "aria-valuemax": app.past.last - app.past.first },
      onkeydown: (/** @type {KeyboardEvent} */ e) => this.#key(e),
      onpointerdown: (/** @type {PointerEvent} */ e) => this.#grab(e),
      onpointermove: (/** @type {PointerEvent} */ e) => this.#drag(e),
      onpointerup: () => (this.dragging = false),
      onpointercancel: () => (this.dragging = false),
    });
    this.curve = h("p", { class: "curve" });
    const track = h("div", { class: "track" }, this.curve, this.chart, this.thumb, this.slider);
    if (this.track) this.track.replaceWith(track);
    this.track = track;
    const { tiles } = app.data.case;
    this.root.setAttribute("aria-label", t("time"));
    fill(
      this.root,
      h(
        "div",
        { class: "when" },
        h("p", { class: "today" }, h("strong", { class: "day" }, this.day), " ", h("span", { class: "weekday" }, this.weekday)),
      ),
      h("div", { class: "controls" }, this.previous, this.play, this.next, this.date, this.speed),
      track,
      h("p", { class: "credits" }, app.t("disclaimer"), tiles && ` ${tiles}`),
    );
    this.watcher?.disconnect();
    this.watcher = new ResizeObserver(() => this.#fit());
    this.watcher.observe(track);
    this.#fit();
    this.show();
    this.#rest();
  }

  #fit() {
    this.width = this.track?.clientWidth || 600;
    this.height = (this.track?.clientHeight || 84) - TITLE;
    this.drawTrack();
  }

  /** @param {number} day */
  x(day) {
    const { first, last } = this.app.past;
    const share = (day - first) / Math.max(1, last - first);
    const inner = this.width - 16;
    return 8 + inner * (this.app.words.rightToLeft ? 1 - share : share);
  }

  /** Where the marks stand: a third of the track is theirs, of a low one a fifth. */
  get marks() {
    return Math.round(Math.min(34, this.height * (this.height < 50 ? 0.2 : 0.36)));
  }

  drawTrack() {
    const { app, chart } = this;
    if (!chart) return;
    chart.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    fill(chart, this.#area(), this.#axis(), this.#marks());
    this.#moveThumb();
    const { convention, region } = app.choice;
    if (this.curve) fill(
      this.curve,
      app.t(app.data.case.everyone ? "curve_all" : "curve", {
        ...{ holder: app.words.shortHolder(app.past.subject), convention: app.t(`convention.${convention}`) },
      }),
    );
    chart.dataset.series = `${app.past.subject}|${region}|${convention}`;
  }

  #area() {
    const { app } = this;
    const { convention, region } = app.choice;
    const { everyone, holders } = app.data.case;
    const ids = everyone ? holders.map(({ id }) => id) : [app.past.subject];
    const lines = ids.map((id) => {
      const line = app.areas.line(id, region, convention, app.past.last);
      // Bands of many parties would hide each other.
      return everyone ? line.map((p) => ({ ...p, low: p.km2, high: p.km2 })) : line;
    });
    const top = niceTop(Math.max(0, ...lines.flat().map((p) => p.high)));
    const floor = this.height - AXIS;
    const y = (/** @type {number} */ km2) => floor - (km2 / top) * (floor - this.marks - 3);
    const drawn = lines.map((line, i) => {
      const look = { fill: app.looks.fill(ids[i]), edge: app.looks.fill(ids[i]) };
      return areaMarks(line.filter((p) => p.day >= app.past.first), (d) => this.x(d), y, look);
    });
    const right = app.words.rightToLeft;
    const scale = s(
      "text",
      { x: right ? 22 : this.width - 22, y: y(top) + 11, class: `top ${right ? "" : "to"}` },
      app.t("area.plain", { km2: app.words.number(top) }),
    );
    const readable = floor - y(top) >= 14;
    return [s("path", { d: `M8 ${y(top)}H${this.width - 8}`, class: "scale" }), drawn, readable && scale];
  }

  #axis() {
    const { app } = this;
    const floor = this.height - AXIS;
    /** @type {SVGElement[]} */
    const marks = [s("path", { d: `M8 ${floor}H${this.width - 8}`, class: "axis" })];
    for (const { day, text } of app.words.ticks((d) => this.x(d), 7)) {
      const x = this.x(day);
      const start = app.words.rightToLeft ? x - 2 : x + 2;
      marks.push(s("path", { d: `M${x} ${floor}v4`, class: "axis" }));
      if (this.width - 8 - Math.abs(app.words.rightToLeft ? this.width - start : start) < text.length * 7) continue;
      marks.push(s("text", { x: start, y: this.height - 4, class: "month" }, text));
    }
    return marks;
  }

  #marks() {
    const { app } = this;
    /** @type {Map<number, import("./past.js").Event[]>} */
    const byDay = new Map();
    for (const event of app.past.events) {
      if (event.day < app.past.first || event.day > app.past.last) continue;
      if (!passes(event, app.choice)) continue;
      byDay.set(event.day, [...(byDay.get(event.day) ?? []), event]);
    }
    const most = Math.max(1, ...[...byDay.values()].map((e) => e.length));
    const each = Math.min(7, (this.marks - 3) / most);
    const wide = Math.max(1.5, Math.min(7, (this.width - 16) / (app.past.last - app.past.first + 1) - 1.5));
    return [...byDay].map(([day, events]) =>
      events.map((event, i) =>
        s("rect", {
          ...{ x: this.x(day) - wide / 2, y: this.marks - (i + 1) * each, width: wide },
          ...{ height: Math.max(0.8, each - 0.8), class: "mark", fill: app.looks.fill(event.holder) },
        }),
      ),
    );
  }

  show() {
    const { app } = this;
    const { day } = app.choice;
    if (this.day) this.day.data = app.words.day(day);
    if (this.weekday) this.weekday.data = app.words.weekday(day);
    this.slider?.setAttribute("aria-valuenow", String(day - app.past.first));
    this.slider?.setAttribute("aria-valuetext", app.dayText());
    this.previous?.toggleAttribute("disabled", app.past.change(day, -1) === null);
    this.next?.toggleAttribute("disabled", app.past.change(day, 1) === null);
    this.#moveThumb();
    window.clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.#rest(), FIELD_REST_MS);
    this.#say();
  }

  /** What need not follow every day of a drag: a date field is a whole little page to the browser. */
  #rest() {
    const { app, date } = this;
    const iso = isoOf(app.choice.day);
    if (date && date.value !== iso) date.value = iso;
  }

  #moveThumb() {
    if (this.thumb) this.thumb.style.transform = `translateX(${this.x(this.app.choice.day)}px)`;
  }

  /** Tell the day to those who listen, but not every day of a drag. */
  #say() {
    window.clearTimeout(this.saying);
    const { app } = this;
    this.saying = window.setTimeout(() => {
      const today = app.past.events.filter((e) => e.day === app.choice.day);
      const told = today.slice(0, 3).map((e) => app.headline(e));
      fill(this.live, [app.dayText(), ...told].join(". "));
    }, 350);
  }

  /** @param {-1 | 1} direction */
  toChange(direction) {
    const { app } = this;
    const day = app.past.change(app.choice.day, direction);
    if (day !== null) app.store.set({ day, playing: false });
  }

  /** @param {number} days */
  step(days) {
    const { app } = this;
    app.store.set({ day: app.past.clamp(app.choice.day + days), playing: false });
  }

  #typed() {
    const { app } = this;
    const text = this.date?.value ?? "";
    if (isIsoDay(text)) app.store.set({ day: app.past.clamp(dayOf(text)), playing: false });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { app } = this;
    const forward = app.words.rightToLeft ? "ArrowLeft" : "ArrowRight";
    const back = app.words.rightToLeft ? "ArrowRight" : "ArrowLeft";
    /** @type {{[key: string]: () => void}} */
    const actions = {
      [forward]: () => this.step(1),
      [back]: () => this.step(-1),
      ArrowUp: () => this.step(1),
      ArrowDown: () => this.step(-1),
      PageUp: () => this.toChange(1),
      PageDown: () => this.toChange(-1),
      Home: () => app.store.set({ day: app.past.first, playing: false }),
      End: () => app.store.set({ day: app.past.last, playing: false }),
      " ": () => this.togglePlay(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button) return;
    this.dragging = true;
    this.slider?.setPointerCapture(event.pointerId);
    this.#toPointer(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (this.dragging) this.#toPointer(event);
  }

  /** @param {PointerEvent} event */
  #toPointer(event) {
    const { app } = this;
    const box = /** @type {HTMLElement} */ (this.track).getBoundingClientRect();
    const along = (event.clientX - box.left - 8) / (box.width - 16);
    const share = app.words.rightToLeft ? 1 - along : along;
    const day = app.past.clamp(app.past.first + share * (app.past.last - app.past.first));
    app.store.set({ day, playing: false });
  }

  togglePlay() {
    const { app } = this;
    const { playing, day } = app.choice;
    if (playing) app.store.set({ playing: false });
    else app.store.set({ playing: true, day: day >= app.past.last ? app.past.first : day });
  }

  /** Days follow the clock, so that slow timers skip days and do not slow the story down. */
  #playOrPause() {
    const { app, play } = this;
    const { playing } = app.choice;
    if (play) {
      fill(play, picture(playing ? "pause" : "play"));
      const name = app.t(playing ? "pause" : "play");
      play.setAttribute("aria-label", name);
      play.title = name;
    }
    window.clearTimeout(this.ticking);
    if (!playing) return;
    this.pausing = 0;
    let from = app.choice.day;
    let began = performance.now();
    let { speed } = app.choice;
    const tick = () => {
      if (!app.choice.playing) return;
      if (app.choice.speed !== speed) {
        ({ speed } = app.choice);
        from = app.choice.day;
        began = performance.now();
      }
      if (performance.now() < this.pausing) {
        [from, began] = [app.choice.day, this.pausing];
      } else {
        const gone = Math.floor(((performance.now() - began) / 1000) * speed);
        const due = app.past.clamp(from + gone);
        // A change is not flown over: play stops at it for a moment, while it is told.
        const change = app.past.change(app.choice.day, 1) ?? due;
        const day = Math.min(due, change);
        if (day === change && day > app.choice.day) this.pausing = performance.now() + PAUSE_MS;
        if (day > app.choice.day) app.store.set({ day, playing: day < app.past.last });
      }
      this.ticking = window.setTimeout(tick, Math.min(120, 500 / speed));
    };
    this.ticking = window.setTimeout(tick, 500 / speed);
  }
}
