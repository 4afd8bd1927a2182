/** Finding a place by any spelling: the folding of `ebbline.spelling`, then likeness. */

/**
 * @typedef {import("./data.js").MapData} MapData
 * @typedef {import("./data.js").Place} Place
 */

const LEAST_LIKENESS = 0.5;
const VOWEL_MARK = /[\u0900-\u109f\u1780-\u17ff]/;

export class Search {
  /** @param {MapData} data */
  constructor(data) {
    this.letters = new Map(Object.entries(data.folding.letters));
    this.articles = new Map(Object.entries(data.folding.articles));
    this.entries = data.places.map((place) => {
      const written = place.written.map((w) => this.fold(w.place_name));
      const all = new Set([...place.spellings, ...written, ...written.map((w) => this.strip(w))]);
      return { place, spellings: [...all].filter(Boolean) };
    });
  }

  /**
   * Letters and digits only, as `ebbline.spelling.fold`.
   * @param {string} text
   */
  fold(text) {
    const lower = text.normalize("NFKD").toLowerCase().normalize("NFKD");
    let kept = "";
    for (const c of lower) {
      if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(c) && !VOWEL_MARK.test(c)) continue;
      kept += this.letters.get(c) ?? c;
    }
    return kept.replace(/[^\p{L}\p{N}\u0900-\u109f\u1780-\u17ff]+/gu, " ").trim();
  }

  /**
   * Without Arabic articles, as `ebbline.spelling.strip_articles`.
   * @param {string} folded
   */
  strip(folded) {
    const words = folded.split(" ");
    /** @type {string[]} */
    const kept = [];
    words.forEach((word, i) => {
      const following = words[i + 1] ?? "";
      const sun = this.articles.get(word);
      if (word.startsWith("ال") && word.length > 3) kept.push(word.slice(2));
      else if (!(following && sun !== undefined && following.startsWith(sun))) kept.push(word);
    });
    return kept.join(" ");
  }

  /**
   * The places that a text may mean, the likeliest first.
   * @param {string} text
   * @param {number} [most]
   * @returns {Place[]}
   */
  find(text, most = 8) {
    const folded = this.fold(text);
    if (!folded) return [];
    const stripped = this.strip(folded);
    const scored = this.entries.map(({ place, spellings }) => ({
      place,
      score: Math.max(...spellings.map((s) => likeness(s, folded, stripped)), 0),
    }));
    return scored
      .filter(({ score }) => score >= LEAST_LIKENESS)
      .sort((a, b) => b.score - a.score || weight(b.place) - weight(a.place))
      .slice(0, most)
      .map(({ place }) => place);
  }
}

/** @param {Place} place */
function weight(place) {
  return 1e7 * place.states.length + (place.population ?? 0);
}

/**
 * 1 for the same spelling, less for its beginning or a part of it, then by shared letter pairs.
 * @param {string} spelling
 * @param {string} folded
 * @param {string} stripped
 */
function likeness(spelling, folded, stripped) {
  if (spelling === folded) return 1;
  if (spelling === stripped) return 0.98;
  if (spelling.startsWith(folded) || spelling.startsWith(stripped)) return 0.9;
  if (folded.length > 1 && spelling.includes(` ${folded}`)) return 0.8;
  if (folded.length < 4) return 0;
  return 0.75 * sharedPairs(spelling, stripped);
}

/**
 * The Dice coefficient of letter pairs, spaces left out.
 * @param {string} a
 * @param {string} b
 */
function sharedPairs(a, b) {
  const [first, second] = [pairs(a), pairs(b)];
  let shared = 0;
  for (const pair of first) if (second.has(pair)) shared += 1;
  return (2 * shared) / (first.size + second.size || 1);
}

/** @param {string} text */
function pairs(text) {
  const letters = `^${text.replaceAll(" ", "")}$`;
  const found = new Set();
  for (let i = 0; i + 1 < letters.length; i += 1) found.add(letters.slice(i, i + 2));
  return found;
}
