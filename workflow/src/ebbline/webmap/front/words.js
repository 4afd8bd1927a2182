/** Words, days and numbers in the language that is read. */

import { partsOf } from "./days.js";

/** @typedef {import("./data.js").LanguageData} LanguageData */

export class Words {
  /** @param {LanguageData} language */
  constructor(language) {
    this.language = language;
    this.code = language.code;
    this.rightToLeft = language.direction === "rtl";
    this.plurals = new Intl.PluralRules(language.locale);
  }

  /**
   * The text under a dotted key, `{placeholders}` filled.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  text(key, values = {}) {
    const node = this.language.words[key];
    if (node === undefined) return key;
    return node.replace(/\{(\w+)\}/g, (whole, name) =>
      Object.hasOwn(values, name) ? String(values[name]) : whole,
    );
  }

  /**
   * A text for a count: the forms `one`, `two`, `few`, `many`, `other` of the language.
   * @param {string} key
   * @param {number} count
   * @returns {string}
   */
  count(key, count) {
    const form = this.plurals.select(count);
    const found = this.text(`${key}.${form}`, { n: this.number(count) });
    return found === `${key}.${form}`
      ? this.text(`${key}.other`, { n: this.number(count) })
      : found;
  }

  /**
   * @param {string} text
   * @returns {string}
   */
  digits(text) {
    return text.replace(/\d/g, (d) => this.language.calendar.digits[Number(d)]);
  }

  /**
   * @param {number} number
   * @param {number} [places]
   * @returns {string}
   */
  number(number, places = 0) {
    const { group, decimal } = this.language.calendar;
    const [whole, part] = Math.abs(number).toFixed(places).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    const sign = number < 0 && Number(Math.abs(number).toFixed(places)) !== 0 ? "−" : "";
    return this.digits(sign + grouped + (part ? decimal + part : ""));
  }

  /**
   * Square kilometres that were added up here, rounded as the scene rounds its own.
   * @param {number} km2
   * @returns {string}
   */
  area(km2) {
    const step = Math.abs(km2) >= 1000 ? 100 : Math.abs(km2) >= 100 ? 10 : 1;
    return this.number(Math.round(km2 / step) * step);
  }

  /**
   * A day in words, as the figures write it: `9 November 2017`.
   * @param {number} day
   * @returns {string}
   */
  day(day) {
    const parts = partsOf(day);
    const { long, months } = this.language.calendar;
    /** @type {Record<string, string>} */
    const written = { d: this.digits(String(parts.day)), M: months[parts.month - 1], y: this.digits(String(parts.year)) };
    return long.map((part) => written[part] ?? part).join("");
  }

  /**
   * Day and month only.
   * @param {number} day
   */
  shortDay(day) {
    const parts = partsOf(day);
    return `${this.digits(String(parts.day))} ${this.language.calendar.months[parts.month - 1]}`;
  }

  /** @param {number} day */
  weekday(day) {
    return this.language.calendar.weekdays[partsOf(day).weekday];
  }

  /**
   * A name in this language, else the English one.
   * @param {import("./data.js").Names} names
   */
  name(names) {
    return names[this.code] || names.en || "";
  }

  /** @param {string} id */
  holder(id) {
    return this.language.holders[id]?.name ?? this.text("evidence.unknown");
  }

  /**
   * A holder inside a sentence, with its article where the language has one.
   * @param {string} id
   */
  party(id) {
    return this.language.holders[id]?.in_text ?? this.text("evidence.unknown");
  }

  /** @param {string} id */
  shortHolder(id) {
    return this.language.holders[id]?.short ?? this.text("evidence.unknown");
  }
}
