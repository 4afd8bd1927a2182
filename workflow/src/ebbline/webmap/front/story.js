/** The story: events up to the day, newest first. */

import { certaintyBadge, markerOf, sourceList } from "./badges.js";
import { dayOf } from "./days.js";
import { fill, h } from "./dom.js";
import { UNKNOWN } from "./past.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./past.js").Event} Event
 */

const MOST = 60;

/**
 * @param {App} app
 * @param {HTMLElement} body
 * @param {{showAll: boolean, items: Map<string, Element>, show: (changed: Set<string>) => void}} panel
 */
export function eventList(app, body, panel) {
  const events = app.eventsSoFar();
  const shown = panel.showAll ? events : events.slice(0, MOST);
  const more = () => {
    panel.showAll = true;
    panel.show(new Set());
  };
  fill(
    body,
    h("h2", { class: "unseen" }, app.t("tabs.story")),
    !events.length && h("p", { class: "empty" }, app.t("no_events")),
    h("ol", { class: "events" }, shown.map((event) => keptItem(app, event, panel.items))),
    shown.length < events.length &&
      h("button", { type: "button", class: "plain", onclick: more }, app.t("all_events", { n: app.words.number(events.length) })),
  );
}

/**
 * The item of an event, made once for each way it looks, as most of a list stays from day to day.
 * @param {App} app
 * @param {Event} event
 * @param {Map<string, Element>} items
 */
function keptItem(app, event, items) {
  const { day, event: open, language } = app.choice;
  const key = `${language} ${event.event_id} ${event.day === day} ${event.event_id === open}`;
  const item = items.get(key) ?? eventItem(app, event);
  items.set(key, item);
  return item;
}

/**
 * @param {App} app
 * @param {Event} event
 */
function eventItem(app, event) {
  const { choice } = app;
  const open = choice.event === event.event_id;
  const go = () => {
    const day = app.past.clamp(event.day);
    app.store.set(open ? { event: null } : { event: event.event_id, day, playing: false });
    if (!open) app.map.goTo(event.place_id);
  };
  const today = event.day === choice.day;
  return h(
    "li",
    { class: `event${today ? " today" : ""}${open ? " open" : ""}` },
    h(
      "button",
      { type: "button", id: `event-${event.event_id}`, "aria-expanded": String(open), onclick: go },
      markerOf(app, standingAfter(event), 20, event.kind === "attacked" ? event.rival : ""),
      h(
        "span",
        { class: "what" },
        h("time", { datetime: event.date }, dayOfEvent(app, event)),
        h("b", {}, app.headline(event)),
        h("span", { class: "how-sure" }, certaintyBadge(app, event), " ", app.words.count("origins", event.origins)),
      ),
    ),
    open && eventDetails(app, event),
  );
}

/**
 * How an event is drawn: as the state that it begins.
 * @param {Event} event
 * @returns {import("./past.js").Standing}
 */
function standingAfter(event) {
  const { holder, rival, certainty } = event;
  const contested = event.kind === "contested";
  return { ...UNKNOWN, holder, rival, certainty, contested, evidence: "reported" };
}

/**
 * @param {App} app
 * @param {Event} event
 */
function dayOfEvent(app, event) {
  const day = app.words.day(event.day);
  if (event.date_earliest === event.date_latest) return day;
  return app.t("between", {
    day,
    from: app.words.day(dayOf(event.date_earliest)),
    to: app.words.day(dayOf(event.date_latest)),
  });
}

/**
 * @param {App} app
 * @param {Event} event
 */
export function eventDetails(app, event) {
  const place = () => app.store.set({ place: event.place_id, tab: "story" });
  return h(
    "div",
    { class: "details" },
    h("p", {}, event.collections.map((c) => app.words.language.collections[c] ?? c).join(app.t("comma"))),
    sourceList(app, event.claim_ids),
    event.contrary_claim_ids.length > 0 && [
      h("p", { class: "contrary" }, app.t("contrary")),
      sourceList(app, event.contrary_claim_ids),
    ],
    h("button", { type: "button", class: "plain", onclick: place }, app.t("whole_history", { place: app.placeName(event.place_id) })),
  );
}
