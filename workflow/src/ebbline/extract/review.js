"use strict";
// The editor's desk. Everything comes from one JSON block and is put on the page as text, never as markup.
(function () {
  const DATA = JSON.parse(document.getElementById("data").textContent);
  const STORE = "ebbline-desk:" + DATA.case;
  const FIELDS = ["place", "kind", "holder", "rival", "from_holder", "date_from", "date_to", "claimant", "claimant_side",
    "credibility", "locator", "note", "distance_km", "direction", "share", "order"];
  const SOURCE = ["publisher", "origin", "title", "published", "url", "lang", "collection", "reliability"];
  const CREDIBILITY = ["", "confirmed elsewhere", "probably true", "possibly true", "doubtful", "improbable", "cannot be judged"];
  const RELIABILITY = { A: "completely reliable", B: "usually reliable", C: "fairly reliable", D: "not usually reliable", E: "unreliable", F: "cannot be judged" };
  const MOST_STEPS = 100;
  const SVG = "http://www.w3.org/2000/svg";

  // -- small tools ---------------------------------------------------------------------------------

  function h(tag, options, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(options || {})) {
      if (name === "on") for (const [kind, act] of Object.entries(value)) node.addEventListener(kind, act);
      else if (name === "data") Object.assign(node.dataset, value);
      else if (name in node && typeof value !== "string") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
    return node;
  }
  const button = (text, act, options) => h("button", { type: "button", ...options, on: { click: act } }, text);
  const byId = (id) => document.getElementById(id);
  const clone = (value) => JSON.parse(JSON.stringify(value));

  let silence = 0;
  function say(text) {
    byId("said").textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => { byId("said").textContent = ""; }, 4000 + 60 * text.length);
  }

  const letters = new Map(Object.entries(DATA.letters));
  /** Letters and digits only, as `ebbline.spelling.fold`. */
  function fold(text) {
    let kept = "";
    for (const c of text.normalize("NFKD").toLowerCase().normalize("NFKD")) {
      if (!/[\p{Mn}\p{Me}\p{Cf}]/u.test(c) || /[\u0900-\u109f\u1780-\u17ff]/.test(c)) kept += letters.get(c) ?? c;
    }
    return kept.replace(/[^\p{L}\p{N}\u0900-\u109f\u1780-\u17ff]+/gu, " ").trim();
  }

  // -- what is known -------------------------------------------------------------------------------

  const placeOf = (row) => ({ id: row[0], name: row[1], ar: row[2], lat: row[3], lon: row[4], kind: row[5], country: row[6], admin1: row[7], words: row[8].split("|") });
  const gazetteer = DATA.places.map(placeOf);
  const placesById = new Map(gazetteer.map((p) => [p.id, p]));
  const claimsAt = new Map();
  const claimsById = new Map(DATA.claims.map((c) => [c.id, c]));
  for (const c of DATA.claims) claimsAt.set(c.at, [...(claimsAt.get(c.at) || []), c]);
  const reports = DATA.reports;

  function place(id) {
    const own = state.places[id];
    return placesById.get(id) || (own ? { ...own, id, ar: "", lat: Number(own.lat), lon: Number(own.lon), words: [fold(own.name)] } : null);
  }

  function likeness(a, b) {
    const pairs = (text) => new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
    const [x, y] = [pairs(a), pairs(b)];
    let both = 0;
    for (const pair of x) both += y.has(pair) ? 1 : 0;
    return (2 * both) / (x.size + y.size);
  }

  /** The places that a text may mean, the likeliest first. */
  function search(text, most = 8) {
    const wanted = fold(text);
    if (!wanted) return [];
    const own = Object.keys(state.places).map(place);
    const spelled = (word) => (word === wanted ? 4 : word.startsWith(wanted) ? 3 : (" " + word).includes(" " + wanted) ? 2 : word.includes(wanted) ? 1.5 : 0);
    const like = (word) => (likeness(word, wanted) > 0.45 ? likeness(word, wanted) : 0);
    const all = [...own, ...gazetteer];
    const by = (how) => all.map((p) => [Math.max(...p.words.map(how)), p]).filter(([score]) => score > 0);
    let scored = by(spelled);
    if (!scored.length && wanted.length > 3) scored = by(like);
    return scored.sort((a, b) => b[0] - a[0] || a[1].name.length - b[1].name.length).slice(0, most).map(([, p]) => p);
  }

  // -- state: decisions, with undo; kept by the browser --------------------------------------------

  const empty = () => ({ decided: {}, added: {}, sources: {}, places: {} });
  let state = empty();
  const past = [];
  let future = [];
  let isKept = true;
  let isUnsaved = false;

  /** Only what the desk itself writes: texts of known names. Files and stores may hold anything. */
  function cleaned(value) {
    const found = empty();
    const texts = (given, names) => Object.fromEntries(names.filter((n) => typeof (given || {})[n] === "string").map((n) => [n, given[n].slice(0, 2000)]));
    const each = (part) => (value && typeof value[part] === "object" && value[part] ? Object.entries(value[part]) : []).filter(([k, v]) => /^[\w:.-]{1,80}$/.test(k) && k !== "__proto__" && v && typeof v === "object");
    for (const [key, v] of each("decided")) {
      if (["accepted", "rejected", "open"].includes(v.s)) found.decided[key] = { s: v.s, ...(v.e ? { e: texts(v.e, [...FIELDS, "at"]) } : {}) };
    }
    for (const [key, v] of each("added")) {
      found.added[key] = { ...texts(v, [...FIELDS, "at", "report"]), sentence: Number(v.sentence) || 0 };
    }
    for (const [key, v] of each("sources")) found.sources[key] = texts(v, SOURCE);
    for (const [key, v] of each("places")) {
      const p = texts(v, ["name", "lat", "lon", "kind", "country", "admin1", "precision_km", "basis"]);
      if (p.name && Number.isFinite(Number(p.lat)) && Number.isFinite(Number(p.lon))) found.places[key] = p;
    }
    return found;
  }

  function recall() {
    try {
      const text = localStorage.getItem(STORE);
      if (text) state = cleaned(JSON.parse(text));
    } catch (error) {
      isKept = !(error instanceof DOMException);
    }
  }

  function keep() {
    forget();
    try {
      localStorage.setItem(STORE, JSON.stringify(state));
      isKept = true;
    } catch {
      isKept = false;
    }
    byId("unkept").hidden = isKept;
  }

  function change(act, told) {
    past.push(JSON.stringify(state));
    if (past.length > MOST_STEPS) past.shift();
    future = [];
    act();
    isUnsaved = true;
    keep();
    if (told) say(told);
  }

  function step(from, to, told) {
    if (!from.length) return void say("nothing to " + told);
    to.push(JSON.stringify(state));
    state = JSON.parse(from.pop());
    keep();
    editing = null;
    show();
    say(told === "undo" ? "undone" : "done again");
  }
  const undo = () => step(past, future, "undo");
  const redo = () => step(future, past, "redo");

  // -- claims as they stand ------------------------------------------------------------------------

  // Worked out once for each state: a folder may have thousands of reports.
  const listed = new Map();
  const addedTo = new Map();
  const statuses = new Map();
  function forget() {
    listed.clear();
    addedTo.clear();
    for (const [key, a] of Object.entries(state.added)) addedTo.set(a.report, [...(addedTo.get(a.report) || []), [key, a]]);
  }

  /** All that is decided on: proposals, unread sentences, claims that the editor added. */
  function itemsOf(report) {
    if (!listed.has(report.key)) {
      const items = report.candidates.map((c) => ({ key: c.key, sort: "proposal", sentence: c.sentence, base: c, report }));
      for (const number of report.unread) items.push({ key: "u:" + report.key + ":" + number, sort: "unread", sentence: number, base: {}, report });
      for (const [key, a] of addedTo.get(report.key) || []) items.push({ key, sort: "added", sentence: a.sentence, base: a, report });
      listed.set(report.key, items.sort((a, b) => a.sentence - b.sentence));
    }
    return listed.get(report.key);
  }

  function claimOf(item) {
    const edits = (state.decided[item.key] || {}).e || {};
    const claim = { claimant_side: "neutral", credibility: "", ...item.base, ...edits };
    const found = { at: claim.at || "" };
    for (const name of FIELDS) found[name] = claim[name] || "";
    if (!found.place) found.place = claim.words || "";
    return found;
  }

  const CONTROL = ["captured", "holds"];
  const agree = (a, b) => a === b || (CONTROL.includes(a) && CONTROL.includes(b));
  const first = (c) => c.date_from || c.date_to;
  const overlap = (k, c) => (!k.date_to || first(c) <= k.date_to) && (!c.date_to || first(k) <= c.date_to);

  /** How a claim stands to claims.csv, as `ebbline.extract.candidates`; `had`: its own source says it there. */
  function standing(claim, report) {
    const near = (claim.at ? claimsAt.get(claim.at) || [] : claimsAt.get("?" + fold(claim.place)) || []).filter((k) => overlap(k, claim));
    const same = near.filter((k) => k.holder === claim.holder && agree(k.kind, claim.kind));
    if (same.length) {
      const own = same.filter((k) => report.source_id && k.source_id === report.source_id);
      return { is: "supported", ids: (own.length ? own : same).map((k) => k.id), had: own.length > 0 };
    }
    const against = near.filter((k) => claim.holder && k.holder !== claim.holder && CONTROL.includes(k.kind) && CONTROL.includes(claim.kind));
    if (against.length) return { is: "contradicted", ids: against.map((k) => k.id), had: false };
    return { is: "new", ids: [], had: false };
  }

  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text + "T00:00Z").toISOString().slice(0, 10) === text;
  function dayAfter(text, days) {
    return new Date(Date.parse(text + "T00:00Z") + days * 86400000).toISOString().slice(0, 10);
  }

  /** What keeps a claim from being one: [field, message] pairs, by the rules of `ebbline check`. */
  function wrong(claim, report) {
    const found = [];
    const kind = DATA.kinds[claim.kind];
    const holds = (id) => Object.hasOwn(DATA.holders, id);
    if (!claim.at || !place(claim.at)) found.push(["at", "pick the place"]);
    if (!claim.place.trim()) found.push(["place", "write the place as the text does"]);
    if (!kind) found.push(["kind", "choose a kind"]);
    if (!holds(claim.holder)) found.push(["holder", claim.holder ? claim.holder + " is no holder of the case" : "choose the holder"]);
    for (const name of ["rival", "from_holder"]) {
      if (claim[name] && !holds(claim[name])) found.push([name, claim[name] + " is no holder of the case"]);
      else if (claim[name] && claim[name] === claim.holder) found.push([name, "is the holder itself"]);
    }
    if (kind && kind.open && !claim.rival) found.push(["rival", "choose the other side"]);
    for (const name of ["date_from", "date_to"]) {
      if (claim[name] && !isDay(claim[name])) found.push([name, "a day is YYYY-MM-DD"]);
      else if (claim[name] && (claim[name] < DATA.days[0] || claim[name] > DATA.days[1])) found.push([name, "far from the period of the maps"]);
    }
    if (!claim.date_from && !claim.date_to) found.push(["date_from", "give a day"]);
    else if (!claim.date_from && kind && !kind.by) found.push(["date_from", "may be empty only for captured and withdrew"]);
    else if (!claim.date_to && kind && !kind.open) found.push(["date_to", "may be empty only for contested and besieged"]);
    if (claim.date_from && claim.date_to && claim.date_to < claim.date_from) found.push(["date_to", "is before the first day"]);
    const published = sourceOf(report).published;
    if (isDay(published) && isDay(first(claim)) && first(claim) > dayAfter(published, 1)) found.push(["date_from", "is after publication"]);
    if (claim.claimant_side && claim.claimant_side !== "neutral" && !holds(claim.claimant_side)) found.push(["claimant_side", claim.claimant_side + " is no holder of the case"]);
    if (!/^[1-6]$/.test(claim.credibility)) found.push(["credibility", "choose the credibility"]);
    if (kind && kind.near && !(claim.distance_km !== "" && Number(claim.distance_km) >= 0 && Number(claim.distance_km) <= DATA.farthest)) found.push(["distance_km", "kilometres from 0 to " + DATA.farthest]);
    const share = claim.share.split("-").map(Number);
    if (claim.share && !(share.length < 3 && share.every((s) => s >= 0 && s <= 1) && share[0] <= share[share.length - 1])) found.push(["share", "0.6 or 0.5-0.9"]);
    if (claim.order && !/^[1-9]\d?$/.test(claim.order)) found.push(["order", "1 for the first of the day, 2 …"]);
    return found;
  }

  /** Without what the kind has no use for. */
  function fitting(claim) {
    const kind = DATA.kinds[claim.kind] || {};
    const cut = { ...claim };
    if (!kind.near) cut.distance_km = cut.direction = "";
    if (!kind.share) cut.share = "";
    return cut;
  }

  function sourceOf(report) {
    const known = DATA.sources.filter((s) => s.publisher && s.publisher === report.publisher).pop() || {};
    const own = {
      publisher: report.publisher, origin: report.origin || report.publisher, title: report.title, published: report.published,
      url: report.url || "", lang: report.lang || "", collection: report.collection || known.collection || DATA.collection,
      reliability: report.reliability || known.reliability || "F",
    };
    const itself = DATA.sources.find((s) => s.source_id === report.source_id);
    return itself ? { ...own, ...itself } : { ...own, ...state.sources[report.key] };
  }

  const isSource = (report) => DATA.sources.some((s) => s.source_id === report.source_id);

  function wrongSource(report) {
    if (isSource(report)) return "";
    const s = sourceOf(report);
    if (!s.publisher && !s.origin) return "say who printed the text, or who it is from";
    if (s.published && !isDay(s.published)) return "the day of publication is YYYY-MM-DD";
    if (s.url && !/^https?:\/\//.test(s.url)) return "the address begins with http:// or https://";
    return "";
  }

  /** proposal states: had, accepted, rejected, open */
  function statusOf(item) {
    if (item.sort === "unread") {
      if ((addedTo.get(item.report.key) || []).some(([, a]) => a.sentence === item.sentence)) return "accepted";
      return state.decided[item.key] ? "rejected" : "open";
    }
    const own = item.sort === "added" ? item.base : state.decided[item.key];
    const known = statuses.get(item.key);
    if (known && known.own === own) return known.status;
    const status = standing(claimOf(item), item.report).had ? "had" : item.sort === "added" ? "accepted" : own ? own.s : "open";
    statuses.set(item.key, { own, status });
    return status;
  }
  const isWeak = (item) => item.sort === "proposal" && item.base.confidence < DATA.least;

  // -- deciding ------------------------------------------------------------------------------------

  function accept(item) {
    if (item.sort === "unread") return void edit(item);
    const faults = wrong(claimOf(item), item.report);
    if (faults.length) {
      say(faults[0][1]);
      return void edit(item, faults[0][0]);
    }
    if (item.sort === "added") return void move(1, true);
    if (statusOf(item) === "accepted") change(() => { setDecision(item, null); }, "no longer accepted");
    else {
      change(() => { setDecision(item, "accepted"); }, "accepted: " + words(claimOf(item)));
      return void next();
    }
    show();
  }

  function reject(item) {
    if (item.sort === "added") change(() => { delete state.added[item.key]; }, "removed");
    else if (statusOf(item) === "rejected") {
      change(() => { setDecision(item, null); }, "to be decided again");
      return void show();
    } else change(() => { setDecision(item, "rejected"); }, item.sort === "unread" ? "nothing in it" : "rejected");
    next();
  }

  function setDecision(item, s) {
    const own = state.decided[item.key] || {};
    if (s || own.e) state.decided[item.key] = { s: s || "open", ...(own.e ? { e: own.e } : {}) };
    else delete state.decided[item.key];
  }

  function acceptAll(within) {
    const least = Number(byId("bulk-least").value);
    const all = within.flatMap(itemsOf).filter((i) => i.sort === "proposal" && statusOf(i) === "open" && i.base.confidence >= least && !wrong(claimOf(i), i.report).length && standing(claimOf(i), i.report).is !== "contradicted");
    if (!all.length) return void say("none that is complete, at least so sure, and not contradicted");
    change(() => { for (const item of all) setDecision(item, "accepted"); }, all.length + " accepted; u takes it back");
    show();
  }

  // -- words ---------------------------------------------------------------------------------------

  const holderName = (id) => DATA.holders[id] || id;
  function daysOf(claim) {
    if (!claim.date_from) return "by " + (claim.date_to || "?");
    if (claim.date_from === claim.date_to) return claim.date_from;
    return claim.date_from + " to " + (claim.date_to || "still");
  }
  function placeName(claim) {
    const p = place(claim.at);
    return p ? p.name : claim.place || "?";
  }
  const TOLD = { captured: "captured by", withdrew: "withdrew:", holds: "held by (holds)", contested: "contested, held by", attacked: "attacked, held by", besieged: "besieged, held by", denied: "denied:", announced: "announced:", near: "near it (near):" };
  const kindWords = (claim) => TOLD[claim.kind] || claim.kind;
  const words = (claim) => placeName(claim) + " " + kindWords(claim) + " " + holderName(claim.holder) + ", " + daysOf(claim);

  // -- the page ------------------------------------------------------------------------------------

  let current = 0;
  let focused = null;
  let editing = null;
  const shown = { new: true, supported: true, contradicted: true, unread: true, decided: true, weak: false, text: true };

  function frame() {
    const top = byId("top");
    top.append(
      h("p", { id: "progress" }),
      h("div", { class: "tools", role: "group", "aria-label": "Decisions" },
        button("Undo", undo, { id: "undo", title: "u" }), button("Redo", redo, { id: "redo" }),
        button("Open…", () => byId("file").click(), { id: "open", title: "load what was saved" }),
        h("input", { type: "file", id: "file", accept: ".json", hidden: true, "aria-label": "A file that the desk saved", on: { change: openFile } }),
        button("Keys", () => byId("help").showModal(), { id: "keys" }),
        button("Save", save, { id: "save", class: "main" })),
      h("p", { id: "unkept", class: "warning", hidden: true }, "This browser keeps nothing for this page: save before you close it, and open the saved file to go on."),
    );
    const main = byId("desk");
    main.replaceChildren(
      h("nav", { id: "reports", "aria-label": "Reports" }),
      h("section", { id: "report", "aria-label": "Report" }),
      h("aside", { id: "side", "aria-label": "Map" }, map.root),
    );
    document.body.append(
      h("p", { id: "said", role: "status", "aria-live": "polite" }),
      h("div", { id: "marked", hidden: true, role: "region", "aria-label": "Marked words" }, button("", () => fromSelection(), { class: "main" })),
      h("dialog", { id: "help", "aria-labelledby": "help-title" },
        h("h2", { id: "help-title" }, "Keys"),
        h("dl", {}, ...[["a", "accept, and go on"], ["r", "reject, and go on (again: decide anew)"], ["e or Enter", "edit"], ["n", "new claim from this sentence or the marked words"],
          ["j, k", "next, previous"], ["↓, ↑", "next, previous sentence"], ["], [", "next, previous report"], ["u", "undo"], ["Esc", "close the form"], ["Ctrl+S", "save"]]
          .flatMap(([key, told]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, told)])),
        h("p", {}, "They work while a proposal or sentence has the focus. A file that was saved is written into the tables by ", h("code", {}, "ebbline accept FILE"), "."),
        button("Close", () => byId("help").close())),
    );
    top.before(h("a", { class: "skip", href: "#report", on: { click: (event) => { event.preventDefault(); focusOn(undecided()[0] || stops()[0]); } } }, "To the first proposal"));
  }

  function show() {
    if (!editing && map.root.parentElement !== byId("side")) byId("side").append(map.root);
    showReports();
    showReport();
    showProgress();
    if (focused) restore();
  }

  function showProgress() {
    const items = reports.flatMap(itemsOf).filter((i) => i.sort !== "unread" || shown.unread).filter((i) => !isWeak(i) || shown.weak || state.decided[i.key]);
    const count = (wanted) => items.filter((i) => statusOf(i) === wanted && i.sort !== "unread").length;
    const left = items.filter((i) => statusOf(i) === "open").length;
    byId("progress").replaceChildren(h("strong", { id: "accepted" }, count("accepted") + " accepted"), ` · ${count("rejected")} rejected · ${left} to decide` + (count("had") ? ` · ${count("had")} in claims.csv already` : ""));
    byId("undo").disabled = !past.length;
    byId("redo").disabled = !future.length;
  }

  const entries = [];
  function showReports() {
    if (!entries.length) {
      entries.push(...reports.map((report, i) => button("", () => turnTo(i), { dir: "auto" })));
      entries.forEach((entry, i) => entry.append(h("span", {}, reports[i].title || reports[i].name), h("small")));
      byId("reports").replaceChildren(h("h2", {}, reports.length + (reports.length === 1 ? " report" : " reports")), h("ol", {}, ...entries.map((entry) => h("li", {}, entry))));
    }
    entries.forEach((entry, i) => {
      const open = itemsOf(reports[i]).filter((item) => isShown(item) && statusOf(item) === "open").length;
      const told = open ? open + " to decide" : "done";
      const small = entry.lastChild;
      if (small.textContent !== told) [small.textContent, small.className] = [told, open ? "left" : "done"];
      if ((entry.getAttribute("aria-current") === "true") !== (i === current)) entry.setAttribute("aria-current", String(i === current));
    });
  }

  function turnTo(i) {
    current = i;
    editing = null;
    focused = null;
    show();
    byId("report").scrollIntoView({ block: "start" });
  }

  function isShown(item) {
    const status = statusOf(item);
    if (status === "had") return false;
    if (item.sort === "unread" && !shown.unread) return false;
    if (status !== "open") return shown.decided;
    if (isWeak(item) && !shown.weak) return false;
    return item.sort !== "proposal" || shown[standing(claimOf(item), item.report).is];
  }

  function showReport() {
    const report = reports[current];
    const section = byId("report");
    if (!report) return void section.replaceChildren(h("p", {}, "No report of the folder could be read."));
    const items = itemsOf(report);
    const bySentence = new Map();
    for (const item of items) if (isShown(item)) bySentence.set(item.sentence, [...(bySentence.get(item.sentence) || []), item]);
    const had = items.filter((i) => statusOf(i) === "had");
    const body = [];
    let paragraph = null;
    let last = -1;
    for (const [number, at, text, , marks] of report.sentences) {
      const here = bySentence.get(number);
      if (!here && !shown.text) continue;
      const node = h("span", { class: "sentence", dir: "auto", tabIndex: -1, data: { s: String(number) } }, ...marked(text, here || shown.text ? marks : []));
      if (number === 0) body.push(h("p", { class: "headline" }, node));
      else if (paragraph && at === last && !here) paragraph.append(" ", node);
      else {
        paragraph = h("p", { class: here ? "told" : "plain" }, node);
        body.push(paragraph);
      }
      last = at;
      if (here) {
        body.push(...here.map(card));
        paragraph = null;
      }
      if (editing && editing.item === null && editing.sentence === number && editing.report === report) body.push(form());
    }
    section.replaceChildren(
      h("h2", { dir: "auto" }, report.title || report.name), about(report), filters(), bulk(report), h("div", { id: "text", on: { keydown: onKey } }, ...body),
      ...(had.length ? [h("details", { class: "had" }, h("summary", {}, had.length + " in claims.csv already, not offered again"),
        h("ul", {}, ...had.map((i) => h("li", {}, words(claimOf(i)) + " – " + standing(claimOf(i), report).ids.join(", ")))))] : []),
      ...(report.missing.length ? [h("details", { class: "missing" }, h("summary", {}, report.missing.length + " in claims.csv, but not proposed"),
        h("ul", {}, ...report.missing.map((id) => h("li", {}, id + ": " + words(claimsById.get(id)) + " (" + (claimsById.get(id).locator || "") + ")"))))] : []),
    );
  }

  /** Offsets count characters, of which one may be two units of a JavaScript string. */
  function marked(text, marks) {
    const characters = Array.from(text);
    const kinds = characters.map(() => "");
    for (const [from, end, kind] of marks) for (let i = Math.max(from, 0); i < Math.min(end, kinds.length); i += 1) kinds[i] = kind;
    const parts = [];
    for (let at = 0, end = 0; at < characters.length; at = end) {
      while (end < characters.length && kinds[end] === kinds[at]) end += 1;
      const piece = characters.slice(at, end).join("");
      parts.push(kinds[at] ? h("mark", { class: kinds[at] }, piece) : piece);
    }
    return parts;
  }

  function about(report) {
    const s = sourceOf(report);
    const fault = wrongSource(report);
    const link = /^https?:\/\//.test(s.url) ? h("a", { href: s.url, rel: "noreferrer noopener", target: "_blank" }, "open the original") : "";
    const line = h("p", { class: "about", dir: "auto" }, (s.publisher || s.origin || "publisher not given") + ", " + (s.published || "day of publication not given") + " · ", h("code", {}, report.name), " ", link);
    if (isSource(report)) return h("div", {}, line, h("p", { class: "about" }, "source ", h("code", {}, report.source_id), " of the case"));
    const input = (name, label, node) => {
      node.addEventListener("change", () => {
        change(() => { state.sources[report.key] = { ...state.sources[report.key], [name]: node.value.trim() }; });
        show();
      });
      node.id = "source-" + name;
      return h("label", { class: name }, h("span", {}, label), node);
    };
    const text = (name, label, type) => input(name, label, h("input", { type: "text", dir: "auto", value: s[name], ...(type || {}) }));
    return h("div", {}, line,
      !report.published && !s.published ? h("p", { class: "asked warning" }, "This report has no day of publication: only days with their year are read. Give it in published of index.csv and extract again, and days such as “on Monday” are read too.") : "",
      h("details", { class: "source", open: Boolean(fault) || openSource, on: { toggle: (event) => { openSource = event.target.open; } } },
        h("summary", {}, fault ? h("strong", { class: "fault" }, "New source: " + fault) : "New source, reliability " + s.reliability + " (" + RELIABILITY[s.reliability] + ")"),
        h("div", { class: "fields" }, text("publisher", "Printed by"), text("origin", "Text from"), text("title", "Title"), text("published", "Published", { placeholder: "YYYY-MM-DD", inputmode: "numeric" }),
          text("url", "Address", { inputmode: "url" }), text("lang", "Language"), input("collection", "Collection", choice(Object.entries(DATA.collections), s.collection)),
          input("reliability", "Reliability", choice(Object.entries(RELIABILITY).map(([k, v]) => [k, k + " – " + v]), s.reliability)))));
  }
  let openSource = false;

  function choice(options, value, none) {
    const all = none === undefined ? options : [["", none], ...options];
    const rows = all.some(([id]) => id === value) ? all : [[value, value ? value + " (not of the case)" : "choose …"], ...all];
    const node = h("select", {}, ...rows.map(([id, name]) => h("option", { value: id }, name)));
    node.value = value;
    return node;
  }

  function filters() {
    const weak = itemsOf(reports[current]).filter((i) => isWeak(i) && statusOf(i) === "open").length;
    const names = [["new", "new"], ["supported", "supported"], ["contradicted", "contradicted"], ["unread", "unread"], ["decided", "decided"], ["weak", `below ${DATA.least} (${weak})`], ["text", "whole text"]];
    return h("div", { class: "filters", role: "group", "aria-label": "Show" }, ...names.map(([name, label]) => h("label", {}, h("input", { type: "checkbox", checked: shown[name], data: { show: name }, on: { change: (event) => { shown[name] = event.target.checked; show(); byId("report").querySelector(`[data-show=${name}]`).focus(); } } }), " " + label)));
  }

  let bulkLeast = "0.8";
  function bulk() {
    const least = choice(["0.5", "0.6", "0.7", "0.8", "0.9"].map((v) => [v, v]), bulkLeast);
    least.id = "bulk-least";
    least.addEventListener("change", () => { bulkLeast = least.value; });
    return h("div", { class: "bulk", role: "group", "aria-label": "Accept many" }, h("label", {}, "Accept all of confidence ", least, " or more "),
      button("in this report", () => acceptAll([reports[current]]), { id: "bulk-here" }), button("in all reports", () => acceptAll(reports), { id: "bulk-all" }));
  }

  function card(item) {
    if (editing && editing.item && editing.item.key === item.key) return form();
    const status = statusOf(item);
    const act = (text, name, does, pressed) => button(text, () => { focused = item.key; does(item); }, { class: name, ...(pressed === undefined ? {} : { "aria-pressed": String(pressed) }) });
    if (item.sort === "unread") {
      return h("div", { class: "card unread " + status, tabIndex: 0, role: "group", "aria-label": "Unread sentence", data: { key: item.key } },
        h("p", { class: "line" }, status === "open" ? "May tell of a change, but nothing is proposed." : status === "accepted" ? "Read by you." : "Nothing in it, you say."),
        h("p", { class: "acts" }, act("New claim", "accept", edit), act("Nothing in it", "reject", reject, status === "rejected")));
    }
    const claim = claimOf(item);
    const how = standing(claim, item.report);
    const faults = wrong(claim, item.report);
    const edited = Boolean((state.decided[item.key] || {}).e);
    const said = claim.claimant ? " · said by " + claim.claimant : "";
    const sides = claim.from_holder ? " from " + holderName(claim.from_holder) : claim.rival ? " against " + holderName(claim.rival) : "";
    const extra = (claim.share ? " · share " + claim.share : "") + (claim.distance_km ? ` · ${claim.distance_km} km ${claim.direction}` : "");
    const told = { supported: "claims.csv says so too: ", contradicted: "claims.csv says otherwise: ", new: "not in claims.csv" }[how.is] + how.ids.join(", ");
    return h("div", { class: `card ${how.is} ${status}${isWeak(item) ? " weak" : ""}`, tabIndex: 0, role: "group", "aria-label": words(claim) + ", " + status, data: { key: item.key, standing: how.is } },
      h("p", { class: "line" }, h("strong", { dir: "auto" }, placeName(claim)), " " + kindWords(claim) + " ", h("strong", { class: "holder" }, claim.holder ? holderName(claim.holder) : "?"), sides + ", " + daysOf(claim) + extra + said),
      h("p", { class: "small" }, h("b", { class: how.is }, how.is), " " + told + (item.sort === "added" ? " · added by you" : ` · confidence ${item.base.confidence.toFixed(2)} · ${item.base.why}`) + (edited ? " · edited" : "") + (claim.note ? " · " + claim.note : "")),
      faults.length ? h("p", { class: "small fault" }, faults.map(([, m]) => m).join(" · ")) : "",
      h("p", { class: "acts" }, act(status === "accepted" ? "Accepted" : "Accept", "accept", accept, status === "accepted"), act("Edit", "edit", edit),
        item.sort === "added" ? act("Remove", "reject", reject) : act(status === "rejected" ? "Rejected" : "Reject", "reject", reject, status === "rejected")));
  }

  // -- moving --------------------------------------------------------------------------------------

  const stops = () => Array.from(document.querySelectorAll("#text [data-key], #text .sentence"));
  const cards = () => Array.from(document.querySelectorAll("#text [data-key]"));
  const undecided = () => cards().filter((c) => c.classList.contains("open"));

  function focusOn(node) {
    if (!node) return;
    node.focus();
    node.scrollIntoView({ block: "nearest" });
  }

  function restore() {
    const node = cards().find((c) => c.dataset.key === focused);
    if (node && !editing) node.focus({ preventScroll: true });
  }

  /** To the next one that is to be decided, in this report or a later one, else in an earlier one. */
  function next() {
    const before = cards().findIndex((c) => c.dataset.key === focused);
    show();
    const all = cards();
    const at = all.findIndex((c) => c.dataset.key === focused);
    const from = at < 0 ? before : at + 1;
    let node = all.slice(from).find((c) => c.classList.contains("open"));
    for (let i = 1; !node && i <= reports.length; i += 1) {
      const other = (current + i) % reports.length;
      if (itemsOf(reports[other]).some((item) => isShown(item) && statusOf(item) === "open")) {
        turnTo(other);
        node = undecided()[0];
      }
    }
    if (node) focusOn(node);
    else {
      const weak = reports.flatMap(itemsOf).filter((i) => isWeak(i) && statusOf(i) === "open").length;
      say("all are decided: save, then ebbline accept" + (weak && !shown.weak ? ` (${weak} below ${DATA.least} are not shown)` : ""));
      focusOn(all[Math.min(from, all.length - 1)] || byId("save"));
    }
  }

  function move(by, onlyCards) {
    const all = onlyCards ? cards() : stops();
    const here = document.activeElement.closest("[data-key], .sentence");
    let at = all.indexOf(here);
    if (at < 0 && here) at = all.findIndex((n) => here.compareDocumentPosition(n) & Node.DOCUMENT_POSITION_FOLLOWING) - (by > 0 ? 1 : 0);
    const node = all[at + by];
    if (node) return void focusOn(node);
    if (onlyCards && reports[current + by]) {
      turnTo(current + by);
      const there = cards();
      focusOn(by > 0 ? there[0] : there[there.length - 1]);
    }
  }

  function itemAt(node) {
    const found = node.closest("[data-key]");
    return found ? itemsOf(reports[current]).find((i) => i.key === found.dataset.key) : null;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, form")) return;
    const item = itemAt(event.target);
    const onButton = event.target.closest("button");
    const acts = {
      j: () => move(1, true), k: () => move(-1, true), ArrowDown: () => move(1), ArrowUp: () => move(-1), u: undo, n: () => fromSelection(event.target),
      "]": () => reports[current + 1] && (turnTo(current + 1), focusOn(cards()[0] || stops()[0])), "[": () => reports[current - 1] && (turnTo(current - 1), focusOn(cards()[0] || stops()[0])),
      ...(item ? { a: () => accept(item), r: () => reject(item), e: () => edit(item), ...(onButton ? {} : { Enter: () => edit(item) }) } : {}),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    if (item) focused = item.key;
    act();
  }

  // -- the form ------------------------------------------------------------------------------------

  function edit(item, field) {
    if (item.sort === "unread") return void begin(item.report, item.sentence, "");
    editing = { item, report: item.report, sentence: item.sentence, claim: claimOf(item), place: null };
    focused = item.key;
    show();
    start(field);
  }

  function begin(report, sentence, marks) {
    const row = report.sentences.find((s) => s[0] === sentence);
    const claim = Object.fromEntries(FIELDS.map((n) => [n, ""]));
    const day = sourceOf(report).published;
    const found = marks ? search(marks, 1)[0] : null;
    const sure = found && found.words.includes(fold(marks));
    Object.assign(claim, { at: sure ? found.id : "", place: marks, kind: "captured", date_from: day, date_to: day, claimant_side: "neutral", credibility: "2", locator: row[3] });
    editing = { item: null, report, sentence, claim, place: null };
    show();
    start(marks && sure ? "holder" : "at");
  }

  function start(field) {
    const node = byId("edit-" + (field || "at")) || byId("edit-at");
    node.focus();
    node.closest("form").scrollIntoView({ block: "nearest" });
    const p = place(editing.claim.at);
    if (p) map.lookAt(p);
  }

  function fromSelection(target) {
    const marks = selected();
    const node = marks ? marks.node : target && (target.closest(".sentence") || sentenceOf(target));
    if (!node) return void say("mark words in a sentence first");
    begin(reports[current], Number(node.dataset.s), marks ? marks.text : "");
    byId("marked").hidden = true;
  }

  function sentenceOf(target) {
    const item = itemAt(target);
    return item && byId("text").querySelector(`[data-s="${item.sentence}"]`);
  }

  function selected() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.anchorNode) return null;
    const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const node = element(selection.anchorNode).closest("#text .sentence");
    const text = selection.toString().replace(/\s+/g, " ").trim();
    return node && text && text.length <= 200 ? { node, text } : null;
  }

  function form() {
    const { claim, report } = editing;
    const holders = Object.entries(DATA.holders);
    const row = report.sentences.find((s) => s[0] === editing.sentence);
    const field = (name, label, node) => {
      node.id = "edit-" + name;
      node.name = name;
      node.addEventListener("input", () => { claim[name] = node.value.trim(); check(); });
      return h("div", { class: "field " + name }, h("label", { for: node.id }, label), node, h("span", { class: "fault", id: "fault-" + name }));
    };
    const text = (name, label, options) => field(name, label, h("input", { type: "text", dir: "auto", value: claim[name], autocomplete: "off", spellcheck: "false", ...options }));
    const day = (name, label) => {
      const found = text(name, label, { placeholder: "YYYY-MM-DD", inputmode: "numeric", dir: "ltr" });
      found.querySelector("input").addEventListener("keydown", (event) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!by || !isDay(event.target.value)) return;
        event.preventDefault();
        claim[name] = event.target.value = dayAfter(event.target.value, by);
        check();
      });
      return found;
    };
    // Not read-only: browsers show no caret there, and words could not be marked by keys.
    const sentence = h("textarea", { id: "edit-sentence", "aria-readonly": "true", spellcheck: "false", on: { beforeinput: (event) => event.preventDefault() }, dir: "auto", rows: Math.min(6, 1 + Math.ceil(row[2].length / 75)), "aria-label": "The sentence; mark words in it" });
    sentence.value = row[2];
    const take = (name) => button(name === "place" ? "Marked words are the place" : "Marked words are who said it", () => {
      const found = sentence.value.slice(sentence.selectionStart, sentence.selectionEnd).replace(/\s+/g, " ").trim();
      if (!found) return void say("mark words in the sentence first");
      claim[name] = byId("edit-" + name).value = found;
      if (name === "place") pickFor(found);
      check();
    });
    const node = h("form", { class: "card editing", "aria-label": "Claim", autocomplete: "off", on: { submit: (event) => { event.preventDefault(); finish(); }, keydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); cancel(); } } } },
      sentence, h("p", { class: "acts" }, take("place"), take("claimant")),
      h("div", { class: "fields" },
        placePicker(), text("place", "Place as written"),
        field("kind", "What", choice(Object.keys(DATA.kinds).map((k) => [k, k]), claim.kind)), field("holder", "Holder", choice(holders, claim.holder)),
        field("rival", "Against", choice(holders, claim.rival, "–")), field("from_holder", "From", choice(holders, claim.from_holder, "–")),
        day("date_from", "First day"), day("date_to", "Last day"),
        field("credibility", "Credibility", choice(CREDIBILITY.slice(1).map((c, i) => [String(i + 1), i + 1 + " – " + c]), claim.credibility)),
        text("share", "Share of it (0.6 or 0.5-0.9)"), text("distance_km", "Distance, km", { inputmode: "decimal" }), field("direction", "Direction from the place", choice(DATA.directions.filter(Boolean).map((d) => [d, d]), claim.direction, "–")),
        text("claimant", "Said by"), field("claimant_side", "Their side", choice([["neutral", "neutral"], ...holders], claim.claimant_side || "neutral")),
        text("order", "Order on the day", { inputmode: "numeric" }), text("note", "Note, in your own words")),
      h("p", { class: "acts" }, h("button", { type: "submit", class: "main" }, "Accept"), button("Cancel", cancel)));
    queueMicrotask(() => { if (node.isConnected) { check(); if (matchMedia("(max-width: 64rem)").matches) node.querySelector(".slot").append(map.root); map.draw(); } });
    return node;
  }

  function check() {
    const { claim, report } = editing;
    const kind = DATA.kinds[claim.kind] || {};
    const of = (name) => document.querySelector("form .field." + name);
    of("share").hidden = !kind.share;
    of("distance_km").hidden = of("direction").hidden = !kind.near;
    for (const node of document.querySelectorAll("form .fault")) node.textContent = "";
    for (const node of document.querySelectorAll("form [aria-invalid]")) { node.removeAttribute("aria-invalid"); node.removeAttribute("aria-describedby"); }
    const faults = wrong(fitting(claim), report);
    for (const [name, told] of faults) {
      byId("fault-" + name).textContent = told;
      byId("edit-" + name).setAttribute("aria-invalid", "true");
      byId("edit-" + name).setAttribute("aria-describedby", "fault-" + name);
    }
    return faults;
  }

  function cancel() {
    const sentence = editing.sentence;
    editing = null;
    show();
    if (focused && cards().some((c) => c.dataset.key === focused)) return void restore();
    focusOn(byId("text").querySelector(`[data-s="${sentence}"]`));
  }

  function finish() {
    if (editing.place) return void byId("new-name").focus();
    const faults = check();
    if (faults.length) {
      say(faults[0][1]);
      return void byId("edit-" + faults[0][0]).focus();
    }
    const { item, report, sentence } = editing;
    const claim = fitting(editing.claim);
    editing = null;
    change(() => {
      if (item && item.sort === "proposal") {
        const base = claimOf({ ...item, key: "" });
        const edits = Object.fromEntries(Object.entries(claim).filter(([n, v]) => v !== base[n]));
        state.decided[item.key] = { s: "accepted", ...(Object.keys(edits).length ? { e: edits } : {}) };
      } else {
        const key = item ? item.key : unused("c", state.added);
        state.added[key] = { ...claim, report: report.key, sentence };
        focused = key;
      }
    }, "accepted: " + words(claim));
    next();
  }

  function unused(letter, among) {
    let n = Object.keys(among).length + 1;
    while (`${letter}:${n}` in among) n += 1;
    return `${letter}:${n}`;
  }

  /** Search by any spelling, with the list under the field; or a click on the map; or a new place. */
  function placePicker() {
    const { claim } = editing;
    const p = place(claim.at);
    const input = h("input", { type: "text", id: "edit-at", dir: "auto", role: "combobox", "aria-expanded": "false", "aria-controls": "edit-found", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", value: p ? p.name : claim.place });
    const list = h("ul", { id: "edit-found", role: "listbox", "aria-label": "Places", hidden: true });
    let found = [];
    let at = -1;
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (i) => {
      close();
      if (i === found.length) return void addPlace(input.value.trim());
      pick(found[i].id);
    };
    const draw = () => {
      found = search(input.value);
      const rows = [...found.map((q) => [q.name, [q.ar, q.kind, q.admin1 || q.country].filter(Boolean).join(" · ")]), ...(input.value.trim() ? [[`Add “${input.value.trim()}” as a new place`, "then click on the map, or give its coordinates"]] : [])];
      at = found.length ? 0 : rows.length - 1;
      list.replaceChildren(...rows.map(([name, more], i) => h("li", { id: "found-" + i, role: "option", "aria-selected": String(i === at), dir: "auto", on: { mousedown: (event) => { event.preventDefault(); choose(i); } } }, name, " ", h("small", {}, more))));
      list.hidden = !rows.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (rows.length) input.setAttribute("aria-activedescendant", "found-" + at);
      map.draw(found);
    };
    const turn = (by) => {
      const all = Array.from(list.children);
      if (list.hidden) return void draw();
      all[at]?.setAttribute("aria-selected", "false");
      at = (at + by + all.length) % all.length;
      all[at].setAttribute("aria-selected", "true");
      all[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", "found-" + at);
    };
    input.addEventListener("input", () => { claim.at = ""; draw(); check(); });
    input.addEventListener("focus", () => { if (!claim.at && input.value) draw(); input.select(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); turn(event.key === "ArrowDown" ? 1 : -1); }
      else if (event.key === "Enter" && !list.hidden) { event.preventDefault(); choose(at); }
      else if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); close(); }
    });
    return h("div", { class: "field at" }, h("label", { for: "edit-at" }, "Place: search, or click on the map"), h("div", { class: "combo" }, input, list), h("span", { class: "fault", id: "fault-at" }), h("div", { id: "new-place" }), h("div", { class: "slot" }));
  }

  function pickFor(text) {
    const found = search(text, 1)[0];
    byId("edit-at").value = text;
    if (found && found.words.includes(fold(text))) pick(found.id);
    else {
      editing.claim.at = "";
      byId("edit-at").focus();
      byId("edit-at").dispatchEvent(new Event("input"));
    }
  }

  function pick(id) {
    const p = place(id);
    editing.claim.at = id;
    editing.place = null;
    byId("new-place").replaceChildren();
    byId("edit-at").value = p.name;
    const { claim } = editing;
    // "five villages" is no name: as one it would mean this place in every other report.
    if (/^\p{Ll}/u.test(claim.place) && !p.words.includes(fold(claim.place))) {
      if (!claim.note) claim.note = byId("edit-note").value = `written “${claim.place}”`;
      claim.place = "";
    }
    if (!claim.place) claim.place = byId("edit-place").value = p.name;
    map.lookAt(p);
    check();
    say(p.name + " is picked");
  }

  function addPlace(name, at) {
    const middle = at || map.middle();
    const before = editing.place;
    editing.place = { name: before ? before.name : name, kind: before ? before.kind : "village", precision_km: before ? before.precision_km : "1", admin1: "", basis: before ? before.basis : "", lat: middle.lat.toFixed(4), lon: (middle.lon - 360 * Math.round(middle.lon / 360)).toFixed(4), country: countryAt(middle) };
    const p = editing.place;
    const field = (key, label, node) => {
      node.id = "new-" + key;
      node.addEventListener("input", () => { p[key] = node.value.trim(); map.draw(); });
      return h("div", { class: "field" }, h("label", { for: node.id }, label), node);
    };
    const input = (key, label, options) => field(key, label, h("input", { type: "text", dir: "auto", value: p[key], autocomplete: "off", on: { keydown: (event) => { if (event.key === "Enter") { event.preventDefault(); done(); } } }, ...options }));
    const done = () => {
      const fault = !p.name ? "name" : !(Math.abs(Number(p.lat)) <= 90 && p.lat) ? "lat" : !(Math.abs(Number(p.lon)) <= 180 && p.lon) ? "lon" : !/^[A-Z]{2}$/.test(p.country) ? "country" : !(Number(p.precision_km) >= 0 && Number(p.precision_km) <= 100 && p.precision_km) ? "precision_km" : "";
      if (fault) {
        say({ name: "give the place a name", lat: "latitude is -90 to 90", lon: "longitude is -180 to 180", country: "two capital letters", precision_km: "kilometres, 0 to 100" }[fault]);
        return void byId("new-" + fault).focus();
      }
      const key = unused("p", state.places);
      const added = clone(p);
      change(() => { state.places[key] = added; });
      pick(key);
      byId("edit-at").focus();
    };
    byId("new-place").replaceChildren(h("fieldset", {}, h("legend", {}, "New place: click on the map where it lies"), h("div", { class: "fields" },
      input("name", "Name"), input("lat", "Latitude", { inputmode: "decimal", dir: "ltr" }), input("lon", "Longitude", { inputmode: "decimal", dir: "ltr" }), field("kind", "Kind", choice(DATA.placeKinds.map((k) => [k, k]), p.kind)),
      input("country", "Country (two letters)"), input("precision_km", "True to, km", { inputmode: "decimal" }), input("basis", "How it is known")),
      h("p", { class: "acts" }, button("Add it", done, { class: "main", id: "new-done" }), button("Drop it", () => { editing.place = null; byId("new-place").replaceChildren(); map.draw(); byId("edit-at").focus(); }))));
    if (!before && !at) byId("new-name").focus();
    map.draw();
  }

  function countryAt(point) {
    const inside = (ring) => {
      let is = false;
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [[x, y], [u, v]] = [ring[i], ring[j]];
        if (y > point.lat !== v > point.lat && point.lon < ((u - x) * (point.lat - y)) / (v - y) + x) is = !is;
      }
      return is;
    };
    for (const [country, rings] of DATA.map.land || []) if (rings.filter(inside).length % 2) return country;
    const near = gazetteer.slice().sort((a, b) => Math.hypot(a.lat - point.lat, a.lon - point.lon) - Math.hypot(b.lat - point.lat, b.lon - point.lon))[0];
    return near ? near.country : "";
  }

  // -- the map -------------------------------------------------------------------------------------

  const map = (function () {
    const [west, south, east, north] = DATA.map.bbox;
    const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
    const onward = (lon) => lon + 360 * Math.round(((west + east) / 2 - lon) / 360);
    const X = (lon) => (onward(lon) - west) * squeeze;
    const Y = (lat) => north - lat;
    const RANK = { city: 0, town: 1, crossing: 2, facility: 3, village: 4, division: 9 };
    const whole = { x: X((west + east) / 2), y: Y((south + north) / 2), w: Math.max((east - west) * squeeze, north - south) };
    const ranked = gazetteer.filter((p) => p.kind !== "division").sort((a, b) => (RANK[a.kind] ?? 5) - (RANK[b.kind] ?? 5));
    let view = { ...whole };
    let hits = [];
    let drag = null;
    const s = (tag, attributes) => {
      const node = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      return node;
    };
    const svg = s("svg", { role: "application", tabindex: "0", "aria-label": "Map: arrows move it, plus and minus zoom, Enter takes its middle", preserveAspectRatio: "xMidYMid slice" });
    for (const name of ["land", "lakes", "rivers", "borders"]) {
      const lines = (DATA.map[name] || []).map(([, rings]) => rings.map((ring) => "M" + ring.map(([lon, lat]) => X(lon).toFixed(4) + " " + Y(lat).toFixed(4)).join("L")).join("")).join("");
      if (lines) svg.append(s("path", { d: lines, class: name, "vector-effect": "non-scaling-stroke", "fill-rule": "evenodd" }));
    }
    const dots = s("g", {});
    svg.append(dots);
    const told = h("p", { class: "where", id: "map-told" }, "");
    const zoom = (by) => { view.w = Math.min(whole.w * 1.5, Math.max(whole.w / 200, view.w * by)); draw(); };
    const root = h("div", { id: "map" }, svg, h("div", { class: "zoom", role: "group", "aria-label": "Map" }, button("+", () => zoom(0.5), { "aria-label": "zoom in" }), button("−", () => zoom(2), { "aria-label": "zoom out" }), button("⤢", () => { view = { ...whole }; draw(); }, { "aria-label": "whole map" })), told);

    const scale = () => view.w / Math.max(100, Math.min(svg.clientWidth, svg.clientHeight) || 300);
    function draw(found) {
      if (found) hits = found;
      const unit = scale();
      const [w, height] = [unit * (svg.clientWidth || 300), unit * (svg.clientHeight || 300)];
      svg.setAttribute("viewBox", `${view.x - w / 2} ${view.y - height / 2} ${w} ${height}`);
      const chosen = editing ? editing.claim.at : focused && itemNow() ? claimOf(itemNow()).at : "";
      const marks = new Set(editing ? hits.map((p) => p.id) : []);
      const own = Object.keys(state.places).map(place);
      const strong = [place(chosen), ...(editing ? hits : []), ...own].filter(Boolean);
      const all = new Map();
      for (const list of [strong, ranked]) {
        for (const p of list) {
          if (all.size < 400 && Math.abs(X(p.lon) - view.x) < w / 2 && Math.abs(Y(p.lat) - view.y) < height / 2) all.set(p.id, p);
        }
      }
      const boxes = [];
      const nodes = [];
      for (const p of all.values()) {
        const [x, y] = [X(p.lon), Y(p.lat)];
        const look = p.id === chosen ? "chosen" : marks.has(p.id) ? "hit" : "";
        const dot = s("circle", { cx: x, cy: y, r: unit * (look ? 6 : (RANK[p.kind] ?? 5) < 2 ? 3.5 : 2.2), class: look || "place" });
        const title = s("title", {});
        title.textContent = p.name + (p.ar ? " · " + p.ar : "") + ", " + p.kind;
        dot.append(title);
        nodes.push(dot);
        const box = [x + unit * 6, y - unit * 8, x + unit * (10 + p.name.length * 7), y + unit * 8];
        if (boxes.length < 14 && !boxes.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) {
          boxes.push(box);
          const label = s("text", { x: x + unit * 7, y: y + unit * 4, "font-size": unit * 12, class: look });
          label.textContent = p.name;
          nodes.push(label);
        }
      }
      if (editing && editing.place) {
        const [x, y] = [X(Number(editing.place.lon)), Y(Number(editing.place.lat))];
        if (Number.isFinite(x) && Number.isFinite(y)) nodes.push(s("circle", { cx: x, cy: y, r: unit * 8, class: "fresh" }), s("circle", { cx: x, cy: y, r: unit * 2, class: "chosen" }));
      }
      if (editing) nodes.push(s("path", { class: "cross", d: `M${view.x - unit * 8} ${view.y}h${unit * 16}M${view.x} ${view.y - unit * 8}v${unit * 16}`, "vector-effect": "non-scaling-stroke" }));
      dots.replaceChildren(...nodes);
      const p = place(chosen);
      told.textContent = p ? `${p.name}${p.ar ? " · " + p.ar : ""} – ${p.kind}, ${p.admin1 || p.country}` : editing ? "Click a place to pick it, elsewhere to add one." : "";
    }

    function take(lon, lat) {
      if (!editing) return;
      const near = 9 * scale();
      const far = (p) => Math.hypot(X(p.lon) - X(lon), Y(p.lat) - Y(lat));
      const found = [...gazetteer, ...Object.keys(state.places).map(place)].filter((p) => far(p) < near && p.kind !== "division").sort((a, b) => far(a) - far(b))[0];
      if (found && !editing.place) pick(found.id);
      else addPlace(editing.claim.place || byId("edit-at").value, { lon, lat });
    }
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      const unit = scale();
      return { x: view.x + (event.clientX - box.left - box.width / 2) * unit, y: view.y + (event.clientY - box.top - box.height / 2) * unit };
    };
    const middle = () => ({ lon: view.x / squeeze + west, lat: north - view.y });
    svg.addEventListener("pointerdown", (event) => { drag = { x: event.clientX, y: event.clientY, view: { ...view }, moved: false }; svg.setPointerCapture(event.pointerId); });
    svg.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (Math.hypot(dx, dy) > 4) drag.moved = true;
      if (drag.moved) { view = { ...view, x: drag.view.x - dx * scale(), y: drag.view.y - dy * scale() }; draw(); }
    });
    svg.addEventListener("pointerup", (event) => {
      const was = drag;
      drag = null;
      if (!was || was.moved) return;
      const point = at(event);
      take(point.x / squeeze + west, north - point.y);
    });
    svg.addEventListener("pointercancel", () => { drag = null; });
    svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      const before = at(event);
      view.w = Math.min(whole.w * 1.5, Math.max(whole.w / 200, view.w * (event.deltaY > 0 ? 1.25 : 0.8)));
      const after = at(event);
      view.x += before.x - after.x;
      view.y += before.y - after.y;
      draw();
    }, { passive: false });
    svg.addEventListener("keydown", (event) => {
      const by = view.w / 10;
      const moves = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
      if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; draw(); }
      else if (event.key === "+" || event.key === "=") zoom(0.5);
      else if (event.key === "-") zoom(2);
      else if (event.key === "Enter") take(middle().lon, middle().lat);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    function lookAt(p) {
      const close = whole.w / 8;
      view = { x: X(p.lon), y: Y(p.lat), w: Math.min(view.w, close) };
      draw();
    }
    return { root, draw, lookAt, middle };
  })();

  const itemNow = () => (reports[current] ? itemsOf(reports[current]).find((i) => i.key === focused) : null);

  // -- saving and opening --------------------------------------------------------------------------

  /** Texts as a table's cells may have them: one line, no control characters. */
  function cells(values) {
    const line = (text) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim().slice(0, 2000);
    return Object.fromEntries(Object.entries(values).map(([name, v]) => [name, typeof v === "string" ? line(v) : v]));
  }

  function saved() {
    const items = reports.flatMap(itemsOf).filter((i) => i.sort !== "unread" && statusOf(i) === "accepted" && !wrong(claimOf(i), i.report).length);
    const claims = items.map((item) => {
      const { at, ...claim } = fitting(claimOf(item));
      return cells({ report: item.report.key, place_id: at, ...claim });
    });
    const used = new Set(claims.map((c) => c.report));
    const sources = reports.filter((r) => used.has(r.key)).map((r) => cells({ key: r.key, source_id: r.source_id, ...sourceOf(r) }));
    const added = [...new Set(claims.map((c) => c.place_id))].filter((id) => state.places[id]);
    const places = added.map((key) => {
      const p = state.places[key];
      return { ...cells(p), key, lat: Number(p.lat), lon: Number(p.lon), precision_km: Number(p.precision_km) };
    });
    return { format: DATA.format, case: DATA.case, sources, places, claims, desk: state };
  }

  function save() {
    const document_ = saved();
    const link = h("a", { href: URL.createObjectURL(new Blob([JSON.stringify(document_, null, 1) + "\n"], { type: "application/json" })), download: `desk-${DATA.case}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    isUnsaved = false;
    const faults = reports.filter((r) => document_.sources.some((s) => s.key === r.key) && wrongSource(r));
    say(`${document_.claims.length} claims saved; now: ebbline accept ${link.download}` + (faults.length ? `. But ${faults.length} of their reports lack something, first “${faults[0].title || faults[0].name}”: ${wrongSource(faults[0])}` : ""));
  }

  async function openFile(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    let found;
    try {
      found = JSON.parse(await file.text());
    } catch {
      return void say("this is no file that the desk saved");
    }
    if (!found || found.format !== DATA.format || found.case !== DATA.case) return void say("this is no file that the desk saved for this case");
    change(() => { state = cleaned(found.desk); }, "opened; u takes it back");
    editing = null;
    show();
  }

  // -- begin ---------------------------------------------------------------------------------------

  recall();
  frame();
  keep();
  const start_ = reports.findIndex((r) => itemsOf(r).some((i) => isShown(i) && statusOf(i) === "open"));
  current = Math.max(0, start_);
  show();
  map.draw();
  document.addEventListener("focusin", (event) => {
    const node = event.target.closest && event.target.closest("[data-key]");
    if (!node || editing) return;
    focused = node.dataset.key;
    const item = itemNow();
    const p = item && item.sort !== "unread" ? place(claimOf(item).at) : null;
    if (p) map.lookAt(p);
    else map.draw();
  });
  document.addEventListener("selectionchange", () => {
    const marks = selected();
    byId("marked").hidden = !marks || Boolean(editing);
    if (marks) byId("marked").firstChild.textContent = `New claim from “${marks.text}” (n)`;
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); save(); }
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.closest("input, textarea, select")) { event.preventDefault(); if (event.shiftKey) redo(); else undo(); }
  });
  addEventListener("storage", (event) => {
    if (event.key !== STORE || !event.newValue || editing) return;
    try { state = cleaned(JSON.parse(event.newValue)); } catch { return; }
    forget();
    show();
  });
  addEventListener("beforeunload", (event) => { if (isUnsaved && !isKept) event.preventDefault(); });
  addEventListener("resize", () => { if (!editing && map.root.parentElement !== byId("side")) byId("side").append(map.root); map.draw(); });
  document.documentElement.dataset.ready = "true";
})();
