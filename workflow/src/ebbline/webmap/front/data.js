/** The data of the file: what it looks like, and how it is read. */

import { byId } from "./dom.js";

/**
 * @typedef {{[language: string]: string}} Names
 *
 * @typedef {object} Holder
 * @property {string} id
 * @property {string} fill
 * @property {string} edge
 * @property {string} marker
 * @property {string} pattern
 *
 * @typedef {object} ViewBox
 * @property {string} id
 * @property {number[]} bbox west, south, east, north in degrees
 * @property {string[]} places
 *
 * @typedef {object} Case
 * @property {string} id
 * @property {string} results
 * @property {string} subject
 * @property {boolean} [everyone] whether there is none, and the map is about all parties alike
 * @property {[number, string[]][]} [subjects] from which day on, counted from the first, whose land is told
 * @property {string} first ISO day
 * @property {string} last ISO day
 * @property {string | null} made ISO day
 * @property {number} stale_after_days
 * @property {Holder[]} holders
 * @property {{[name: string]: string}} ground
 * @property {string[]} collections
 * @property {string[]} countries
 * @property {ViewBox[]} views
 * @property {string} first_view
 * @property {string | null} tiles whom online tiles are from
 * @property {number} play_days_per_second
 * @property {{name: string, title: string, url: string}} licence
 *
 * @typedef {object} Calendar
 * @property {string[]} months
 * @property {string[]} weekdays Monday first
 * @property {string[]} long d, M and y stand for themselves
 * @property {string[]} brief likewise, as titles tell a day: without its year where none is needed
 * @property {string} first the first day of a month, if not written as a number
 * @property {string[]} digits
 * @property {string} group
 * @property {string} decimal
 *
 * @typedef {object} LanguageData
 * @property {string} code
 * @property {string} name
 * @property {"ltr" | "rtl"} direction
 * @property {Calendar} calendar
 * @property {[string, string][][]} ticks days that a time axis may name, by scale, the finest first
 * @property {string} locale
 * @property {{[key: string]: string}} words
 * @property {SaidWords} said
 * @property {string} title
 * @property {{[holder: string]: {name: string, short: string, in_text: string}}} holders
 * @property {{[collection: string]: string}} collections
 * @property {{[view: string]: string}} views
 *
 * @typedef {object} StateRow who held a place, by its own reports, over [start, end)
 * @property {string} start
 * @property {string | null} end
 * @property {string} holder
 * @property {string} rival
 * @property {number} contested
 * @property {string} certainty
 * @property {string[]} collections
 * @property {string} last_report
 * @property {number | null} event its number in `events`
 *
 * @typedef {object} Written a name as written and how it became the place
 * @property {string} place_name
 * @property {string} method
 * @property {number | null} score
 * @property {string} runner_up
 * @property {number | null} runner_up_score
 *
 * @typedef {[string, string | null, number, string, number | null, string | null, string[], string,
 *   number | null, number | null]} Run first day, last day, kind, since, number of the event, last report,
 *   collections, via place, cost in km, likelihood
 *
 * @typedef {object} Layer a shape of a mark, in hundredths of its radius, y up
 * @property {number[][]} rings
 * @property {string} [fill]
 * @property {string} [stroke]
 * @property {number} [width] in radii
 * @property {boolean} [closed]
 *
 * @typedef {object} Chapter a step of the story
 * @property {string} id
 * @property {string} day
 * @property {string} view
 * @property {number[] | null} box west, south, east, north in degrees
 * @property {string[]} sources
 *
 * @typedef {object} Said the scene without its words
 * @property {{holder: string, rival: string, contested: boolean, evidence: string, certainty: string,
 *   stale: boolean, mark: number}[]} kinds
 * @property {number} unknown_mark
 * @property {number} changed_mark
 * @property {number} window_mark
 * @property {{[holder: string]: number}} party_marks
 * @property {{[holder: string]: number}} burst_marks
 * @property {{[event: string]: number}} event_marks
 * @property {{key: string, group: string, mark: number | null}[]} legend
 * @property {{[day: string]: {changed: {[place: string]: number}, near: [string, number][]}}} days
 * @property {Chapter[]} chapters
 * @property {number[][][]} shapes
 * @property {Layer[][]} marks
 * @property {{[pattern: string]: number[][]}} tiles
 *
 * @typedef {object} SaidWords what the scene says in a language
 * @property {string[]} kinds
 * @property {string[]} sure
 * @property {{[event: string]: [string, string]}} events
 * @property {{[day: string]: string}} days
 * @property {{[key: string]: string}} legend
 * @property {{[source: string]: string}} sources
 * @property {{[claim: string]: string}} claims
 * @property {[string, string]} opening title, subtitle
 * @property {[string, string][]} chapters title, sentence
 *
 * @typedef {object} Place
 * @property {string} id
 * @property {Names} names
 * @property {string[]} spellings folded
 * @property {[number, number]} at grid
 * @property {number} lat
 * @property {number} lon
 * @property {number} precision_km
 * @property {string} country
 * @property {string} admin1
 * @property {string} bank
 * @property {string} kind
 * @property {number | null} population
 * @property {string} origin
 * @property {Written[]} written
 * @property {StateRow[]} states
 * @property {Run[]} runs
 * @property {Run[]} [then] as known on each day, where the case asks for it
 *
 * @typedef {object} EventRow
 * @property {string} event_id
 * @property {string} place_id
 * @property {string} place
 * @property {string} kind
 * @property {string} holder
 * @property {string} rival
 * @property {string} from_holder
 * @property {string} date
 * @property {string} date_earliest
 * @property {string} date_latest
 * @property {string} certainty
 * @property {number} origins
 * @property {string[]} collections
 * @property {string[]} claim_ids
 * @property {string[]} contrary_claim_ids
 * @property {string} note
 *
 * @typedef {object} ClaimRow
 * @property {string} source_id
 * @property {string} place
 * @property {string} kind
 * @property {string} holder
 * @property {string} rival
 * @property {string} date_from
 * @property {string | null} date_to
 * @property {string} claimant
 * @property {string} claimant_side
 * @property {number} credibility
 * @property {string} locator
 *
 * @typedef {object} SourceRow
 * @property {string} publisher
 * @property {string} origin
 * @property {string} title
 * @property {string | null} published
 * @property {string} url
 * @property {string} lang
 * @property {string} collection
 * @property {string} reliability
 *
 * @typedef {[string, string, number, string, string]} Kind holder, rival, contested, evidence,
 *   certainty
 *
 * @typedef {object} Land
 * @property {number[][]} arcs steps
 * @property {number[][][][]} rings arc numbers: patch, polygon, ring
 * @property {string[]} ids
 * @property {number[]} settled
 * @property {string[]} regions
 * @property {number[]} region
 * @property {number[]} km2
 * @property {Kind[]} kinds
 * @property {number[][]} runs
 *
 * @typedef {object} Ground
 * @property {{country: string, names: Names, rings: number[][]}[]} land
 * @property {{names: Names, rank: number, rings: number[][]}[]} lakes
 * @property {{names: Names, rank: number, lines: number[][]}[]} rivers
 * @property {number[][]} borders
 * @property {number[][]} provinces
 * @property {{names: Names, spots: [number, number, number][]}[]} divisions spots for names: x, y, radius
 *
 * @typedef {object} AreaSeries
 * @property {string} holder
 * @property {string} region
 * @property {string} convention
 * @property {[number, number, number | null, number | null, number, number][]} rows
 *
 * @typedef {object} MapData
 * @property {number} format
 * @property {Case} case
 * @property {LanguageData[]} languages
 * @property {{letters: {[c: string]: string}, articles: {[a: string]: string}}} folding
 * @property {{west: number, north: number, step: number}} grid
 * @property {[number, number, number, number]} frame
 * @property {Ground} ground
 * @property {Land} land
 * @property {{[name: string]: Names}} regions
 * @property {AreaSeries[]} areas
 * @property {Said} said
 * @property {Place[]} places
 * @property {EventRow[]} events
 * @property {{[id: string]: ClaimRow}} claims
 * @property {{[id: string]: SourceRow}} sources
 */

/**
 * Return the data that stand in the page: JSON, deflated, in base64.
 * @returns {Promise<MapData>}
 */
export async function readData() {
  const packed = atob(byId("data").textContent ?? "");
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = await new Response(stream).json();
  const { said } = data;
  for (const mark of said.marks) for (const layer of mark) layer.rings = said.shapes[layer.rings];
  return data;
}

/**
 * Return the points of steps: x, y, x, y, …
 * @param {number[]} steps
 * @returns {Int32Array}
 */
export function pointsOf(steps) {
  const points = new Int32Array(steps.length);
  let x = 0;
  let y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points[i] = x;
    points[i + 1] = y;
  }
  return points;
}
