/** All that is known of one place: its history, its events, and how its name was resolved. */

import { certaintyBadge, markerOf } from "./badges.js";
import { dayOf } from "./days.js";
import { fill, h, picture } from "./dom.js";
import { eventDetails } from "./story.js";

/**
 * @typedef {import("./app.js").App} App
 * @typedef {import("./data.js").Place} Place
 */

/**
 * @param {App} app
 * @param {HTMLElement} body
 */
export function placeCard(app, body) {
  const place = app.past.places.get(app.choice.place ?? "");
  if (!place) return;
  const standing = app.standing(place.id);
  const back = () => app.store.set({ place: null });
  const other = Object.entries(place.names).filter(([code]) => code !== app.words.code);
  fill(
    body,
    h("button", { type: "button", class: "plain back", id: "back", onclick: back }, picture("back"), app.t("back_to_story")),
    h("h2", { id: "place-title", tabindex: -1 }, markerOf(app, standing.mark, 24), app.words.name(place.names)),
    h("p", { class: "other-names" }, other.map(([code, name]) => h("bdi", { lang: code }, name))),
    h("p", { class: "standing" }, h("b", {}, app.standingText(standing)), ` — ${app.words.day(app.choice.day)}`),
    standing.evidence === "inferred" && inference(app, standing),
    standing.lastReport && h("p", { class: "detail" }, app.t("last_report", { day: app.words.day(dayOf(standing.lastReport)) })),
    h("h3", {}, app.t("history")),
    history(app, place),
    h("h3", {}, app.t("events")),
    events(app, place),
    h("h3", {}, app.t("the_name")),
    names(app, place),
    h("h3", {}, app.t("the_place")),
    facts(app, place),
  );
}

/**
 * @param {App} app
 * @param {import("./past.js").Standing} standing
 */
function inference(app, standing) {
  const sure = standing.likelihood === null ? "" : app.t("likelihood", { share: app.words.number(100 * standing.likelihood) });
  const via = app.placeName(standing.via);
  const km = app.words.number(standing.costKm ?? 0);
  return h("p", { class: "detail" }, `${app.t("inferred_from", { via, km })} ${sure}`);
}

/**
 * @param {App} app
 * @param {Place} place
 */
function history(app, place) {
  const spells = app.past.spells.get(place.id) ?? [];
  if (!spells.length) return h("p", {}, app.t("evidence.unknown"));
  const rows = holdings(spells, app.choice.day).map(({ start, end, standing }) => {
    const now = start <= app.choice.day && app.choice.day < end;
    const go = () => app.store.set({ day: app.past.clamp(start), playing: false });
    return h(
      "li",
      { class: now ? "now" : null, "aria-current": now ? "date" : null },
      markerOf(app, standing.mark, 18),
      h(
        "span",
        {},
        h("button", { type: "button", class: "plain", onclick: go }, spanText(app, start, end)),
        h("span", { class: "who" }, app.standingText(standing)),
      ),
    );
  });
  return h("ol", { class: "history" }, rows);
}

/**
 * The spells with those put together that only grow stale; the standing is that of the day shown.
 * @param {import("./past.js").Spell[]} spells
 * @param {number} day
 */
function holdings(spells, day) {
  /** @type {import("./past.js").Spell[]} */
  const found = [];
  for (const spell of spells) {
    const last = found[found.length - 1];
    const { since, eventId, via } = spell.standing;
    const goes = last && last.end === spell.start && last.standing.since === since
      && last.standing.eventId === eventId && last.standing.via === via;
    if (!goes) found.push({ ...spell });
    else Object.assign(last, { end: spell.end, ...(spell.start <= day ? { standing: spell.standing } : {}) });
  }
  return found;
}

/**
 * The days of a spell, the last one included.
 * @param {App} app
 * @param {number} start
 * @param {number} end the day after
 */
function spanText(app, start, end) {
  if (end === start + 1) return app.words.day(start);
  const until = end === Infinity ? app.t("still") : app.words.day(end - 1);
  return app.t("span", { from: app.words.day(start), until });
}

/**
 * @param {App} app
 * @param {Place} place
 */
function events(app, place) {
  const here = app.past.events.filter((e) => e.place_id === place.id);
  if (!here.length) return h("p", {}, app.t("no_events_here"));
  return h(
    "ul",
    { class: "place-events" },
    here.map((event) =>
      h(
        "li",
        {},
        h(
          "details",
          {},
          h("summary", {}, `${app.words.day(event.day)}: ${app.headline(event)} `, certaintyBadge(app, event)),
          eventDetails(app, event),
        ),
      ),
    ),
  );
}

/**
 * @param {App} app
 * @param {Place} place
 */
function names(app, place) {
  if (!place.written.length) return h("p", {}, app.t("not_written"));
  return h(
    "ul",
    { class: "names" },
    place.written.map((w) => {
      const method = app.t(`method.${w.method}`);
      const how = method.startsWith("method.") ? w.method : method;
      const score = w.score === null ? "" : ` (${app.words.number(w.score)})`;
      return h("li", {}, h("q", {}, h("bdi", {}, w.place_name)), ` ${how}${score}`);
    }),
  );
}

/**
 * @param {App} app
 * @param {Place} place
 */
function facts(app, place) {
  const kind = app.t(`place_kind.${place.kind}`);
  const people = place.population ? app.words.number(place.population) : app.t("not_known");
  const at = `${place.lat.toFixed(3)}, ${place.lon.toFixed(3)}`;
  const precision = app.t("precision", { km: app.words.number(place.precision_km, place.precision_km % 1 ? 1 : 0) });
  /** @type {[string, string][]} */
  const rows = [
    [app.t("kind"), [kind, place.admin1, place.country].filter(Boolean).join(app.t("comma"))],
    [app.t("population"), people],
    [app.t("position"), `${app.words.digits(at)} ${precision}`],
    [app.t("origin"), place.origin],
  ];
  return h("dl", {}, rows.map(([term, text]) => [h("dt", {}, term), h("dd", {}, h("bdi", {}, text))]));
}
