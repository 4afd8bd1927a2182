/** Days as numbers: days since 1970 in UTC, so that every reader sees the same day. */

const DAY_MS = 86_400_000;

/**
 * @param {string} iso
 * @returns {number}
 */
export function dayOf(iso) {
  return Date.parse(`${iso}T00:00:00Z`) / DAY_MS;
}

/**
 * @param {number} day
 * @returns {string}
 */
export function isoOf(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Whether a text is an ISO day of the calendar.
 * @param {string} text
 */
export function isIsoDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isoOf(dayOf(text) || 0) === text;
}

/**
 * Year, month (1–12), day of the month and weekday (0 is Monday) of a day.
 * @param {number} day
 */
export function partsOf(day) {
  const date = new Date(day * DAY_MS);
  const weekday = (date.getUTCDay() + 6) % 7;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday,
  };
}
