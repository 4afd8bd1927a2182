/** What every part of the page shares: data, choices, words. */

import { Areas } from "./chart.js";
import { isoOf } from "./days.js";
import { Looks } from "./looks.js";
import { Past, UNKNOWN } from "./past.js";
import { Search } from "./search.js";
import { Store, passes } from "./state.js";
import { Words } from "./words.js";

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./past.js").Event} Event
 * @typedef {import("./state.js").Choice} Choice
 */

/** Of how many parties the land of a day is told. */
const MOST_TOLD = 3;

export class App {
  /** @param {MapData} data */
  constructor(data) {
    this.data = data;
    this.past = new Past(data);
    this.looks = new Looks(data);
    this.areas = new Areas(data.areas, this.past.first);
    this.search = new Search(data);
    this.store = new Store(this.firstChoice());
    this.store.listen(({ then }) => (this.past.then = then));
    this.allWords = new Map(data.languages.map((l) => [l.code, new Words(l)]));
    /** Set by the map: go to a place, a box; or tell where it is. */
    this.map = {
      /** @type {(placeId: string) => void} */ goTo: () => {},
      /** @type {(view: string) => void} */ showView: () => {},
      /** @type {(box: number[]) => void} */ showBox: () => {},
      /** @type {() => string} */ address: () => "",
      /** @type {() => any} */ picture: () => null,
    };
  }

  /** @returns {Choice} */
  firstChoice() {
    const { past, data } = this;
    return {
      ...{ day: past.last, language: data.languages[0].code, view: data.case.first_view },
      ...{ tab: "story", panel: false, table: false, embed: false, from: null, swipe: false, shape: null },
      ...{ chapter: null },
      ...{ place: null, event: null, holders: [], certainties: [], collections: [] },
      ...{ convention: "settled", region: this.areas.regions.includes("study area") ? "study area" : this.areas.regions[0] ?? "" },
      ...{ then: false, playing: false, speed: data.case.play_days_per_second },
    };
  }

  get choice() {
    return this.store.choice;
  }

  get words() {
    return /** @type {Words} */ (this.allWords.get(this.choice.language));
  }

  /**
   * A word of the page.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  t(key, values) {
    return this.words.text(key, values);
  }

  /** @param {string} placeId */
  placeName(placeId) {
    const place = this.past.places.get(placeId);
    return place ? this.words.name(place.names) : placeId;
  }

  /** @param {string} placeId */
  standing(placeId) {
    const place = this.past.places.get(placeId);
    return place ? this.past.standing(placeId, this.choice.day) : UNKNOWN;
  }

  /** Whether the map shows whom land was lost to between two days. */
  get lost() {
    return this.choice.from !== null && !this.choice.swipe;
  }

  /** What the scene says in the language that is read. */
  get said() {
    return this.words.language.said;
  }

  /**
   * What an event says, in a line.
   * @param {Event} event
   */
  headline(event) {
    return this.said.events[event.event_id]?.[0] ?? this.placeName(event.place_id);
  }

  /** The finding of the day, or of the last day before it that has one. */
  finding() {
    const day = isoOf(this.choice.day);
    const told = Object.keys(this.said.days).filter((d) => d <= day).sort();
    return told.length ? this.said.days[told[told.length - 1]] : "";
  }

  /** The area that the subject holds on the day, in words. */
  heldText() {
    const { convention, region, day } = this.choice;
    const { everyone, holders, subjects = [] } = this.data.case;
    const told = subjects.filter(([since]) => this.past.first + since <= day).at(-1)?.[1] ?? [];
    const subject = told[0] ?? this.past.subject;
    if (told.length > 1 || (everyone && !told.length)) {
      const ids = told.length ? told : holders.map(({ id }) => id);
      const areas = ids.map((id) => ({ id, area: this.areas.on(id, region, convention, day) }));
      const largest = areas.filter(({ area }) => area && area.km2 > 0)
        .sort((a, b) => (b.area?.km2 ?? 0) - (a.area?.km2 ?? 0))
        .slice(0, MOST_TOLD);
      const held = (told.length ? areas : largest)
        .map(({ id, area }) => this.t("held_one", { holder: this.words.shortHolder(id), area: this.areaText(area) }));
      return this.t("held_all", { areas: held.join(" · "), convention: this.t(`convention.${convention}`) });
    }
    const area = this.areaText(this.areas.on(subject, region, convention, day));
    return this.t("held_by", { holder: this.words.shortHolder(subject), area, convention: this.t(`convention.${convention}`) });
  }

  /** The events up to the day that pass the filters, newest first. */
  eventsSoFar() {
    const { choice } = this;
    return this.past.events.filter((e) => e.day <= choice.day && passes(e, choice)).reverse();
  }

  /**
   * A region by name; "study area" and "… governorate" have words of their own.
   * @param {string} region
   */
  regionName(region) {
    const names = this.data.regions[region];
    if (names) return this.words.name(names);
    const known = this.t(`region.${region.replaceAll(" ", "_")}`);
    return known.startsWith("region.") ? region : known;
  }

  /**
   * An area with its interval, in words.
   * @param {{km2: number, low: number | null, high: number | null} | null} area
   */
  areaText(area) {
    if (!area) return this.t("area.none");
    const { words } = this;
    const km2 = words.number(area.km2);
    if (area.low === null || area.high === null) return this.t("area.plain", { km2 });
    const [low, high] = [words.number(area.low), words.number(area.high)];
    return this.t("area.interval", { km2, low, high });
  }

  /** How the day stands, for the live region and the slider. */
  dayText() {
    const { words, choice } = this;
    return `${words.weekday(choice.day)} ${words.day(choice.day)}`;
  }

  /**
   * A standing in words.
   * @param {import("./past.js").Standing} standing
   */
  standingText(standing) {
    return this.said.kinds[standing.kind] ?? this.t("evidence.unknown");
  }
}
