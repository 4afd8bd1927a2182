/** Words, days and numbers in the language that is read. */

import { dayOf, partsOf } from "./days.js";

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
    return this.#written(day, this.language.calendar.long);
  }

  /**
   * A day as titles tell it, with its year only where the case needs it.
   * @param {number} day
   */
  shortDay(day) {
    return this.#written(day, this.language.calendar.brief);
  }

  /**
   * @param {number} day
   * @param {string[]} pattern
   */
  #written(day, pattern) {
    const parts = partsOf(day);
    const { first, months } = this.language.calendar;
    /** @type {Record<string, string>} */
    const written = {
      d: parts.day === 1 && first ? first : this.digits(String(parts.day)),
      M: months[parts.month - 1],
      y: this.digits(String(parts.year)),
    };
    return pattern.map((part) => written[part] ?? part).join("");
  }

  /**
   * The days that a time axis names: those of the finest scale whose texts have room.
   * @param {(day: number) => number} x
   * @param {number} letter width of a letter, in the units of `x`
   * @returns {{day: number, text: string}[]}
   */
  ticks(x, letter) {
    const scales = this.language.ticks.map((scale) => scale.map(([iso, text]) => ({ day: dayOf(iso), text })));
    const room = (/** @type {{day: number, text: string}[]} */ ticks) =>
      ticks.every(({ day, text }, i) => {
        const next = ticks[i + 1];
        return !next || Math.abs(x(next.day) - x(day)) > (text.length + 2) * letter;
      });
    return scales.find(room) ?? (scales.at(-1) ?? []).slice(0, 1);
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
