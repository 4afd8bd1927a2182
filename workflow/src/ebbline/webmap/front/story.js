/** The story: events up to the day, newest first. */

import { certaintyBadge, markerOf, sourceList } from "./badges.js";
import { fill, h } from "./dom.js";

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
  const items = shown.map((event) => keptItem(app, event, panel.items));
  const list = body.querySelector("ol.events");
  const left = shown.length < events.length ? app.t("all_events", { n: app.words.number(events.length) }) : "";
  const button = body.querySelector("#all-events");
  if (list && items.length && Boolean(button) === Boolean(left)) {
    keepOnly(list, items);
    if (button && button.textContent !== left) button.textContent = left;
    return;
  }
  fill(
    body,
    h("h2", { class: "unseen" }, app.t("tabs.story")),
    items.length ? h("ol", { class: "events" }, items) : h("p", { class: "empty" }, app.t("no_events")),
    left && h("button", { type: "button", class: "plain", id: "all-events", onclick: more }, left),
  );
}

/**
 * Make `items` the children of a list; those that stay are not touched.
 * @param {Element} list
 * @param {Element[]} items
 */
function keepOnly(list, items) {
  const staying = new Set(items);
  for (const child of [...list.children]) if (!staying.has(child)) child.remove();
  items.forEach((item, i) => {
    if (list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null);
  });
}

/**
 * The item of an event, made once for each way it looks, as most of a list stays from day to day.
 * @param {App} app
 * @param {Event} event
 * @param {Map<string, Element>} items
 */
function keptItem(app, event, items) {
  const { day, event: open, language } = app.choice;
  const key = `${language} ${event.event_id} ${event.event_id === open}`;
  const item = items.get(key) ?? eventItem(app, event);
  items.set(key, item);
  item.classList.toggle("today", event.day === day);
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
  return h(
    "li",
    { class: open ? "event open" : "event" },
    h(
      "button",
      { type: "button", id: `event-${event.event_id}`, "aria-expanded": String(open), onclick: go },
      markerOf(app, app.data.said.event_marks[event.event_id] ?? -1, 20, 0.22),
      h(
        "span",
        { class: "what" },
        h("time", { datetime: event.date }, app.said.events[event.event_id]?.[1] ?? app.words.day(event.day)),
        h("b", {}, app.headline(event)),
        h("span", { class: "how-sure" }, certaintyBadge(app, event), " ", app.words.count("origins", event.origins)),
      ),
    ),
    open && eventDetails(app, event),
  );
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
