"""The review page: each proposal beside its sentence; a reader accepts, the page gives the rows.

One HTML file without network. All text is escaped; a content security policy allows the page's
own style and script by their hashes and nothing else, so nothing of a report can run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from ebbline import tables
from ebbline.config import Config
from ebbline.extract.candidates import Candidate
from ebbline.extract.compare import Comparison, Standing
from ebbline.extract.engine import Reading
from ebbline.extract.text import Sentence, locator
from ebbline.extract.unread import Unread
from ebbline.vocabulary import Claim

_MARKS = {"place": "place", "actor": "party", "date": "date", "verb": "verb"}


def _asset(name: str) -> str:
    return files("ebbline.extract").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def page_start(config: Config, folder: str) -> str:
    """Return the page up to the first report."""
    style, script = _asset("review.css"), _asset("review.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; img-src 'none'"
    )
    title = escape(config.title["en"])
    header = tables.CLAIMS.to_text([]).strip()
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=True)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>Review of candidates – {title}</title><style>{style}</style></head>\n"
        f'<body data-header="{escape(header, quote=True)}">\n'
        f"<header><h1>Review of candidates</h1><p>{title}; "
        f"reports of <code>{escape(folder)}</code>. "
        "A candidate is what a rule read in a sentence, not a fact. Tick those that the sentence "
        "really says; their rows appear at the bottom, to paste into <code>claims.csv</code>.</p>"
        '<p class="key">In the sentences: <mark class="place">place</mark> '
        '<mark class="party">party</mark> <mark class="verb">what happened</mark> '
        '<mark class="date">when</mark></p>'
        '<p class="filters">'
        + "".join(_filter(str(s), str(s), checked=True) for s in Standing)
        + _filter("unread", "unread sentences", checked=True)
        + _filter("weak", "below the confidence asked for", checked=False)
        + "</p>"
        "</header>\n<main>\n"
    )


def _filter(name: str, label: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return f'<label><input type="checkbox" data-show="{name}"{mark}> {label}</label>'


def page_end(config: Config, reports: int, candidates: int) -> str:
    """Return the page after the last report: the accepted rows, and the script."""
    return (
        "</main>\n"
        f'<p class="sum">{reports} reports, {candidates} candidates of confidence '
        f"{config.extract.min_confidence:g} or more.</p>\n"
        '<footer><div class="bar"><strong id="count">0 accepted</strong>'
        '<button type="button" id="copy">Copy rows</button>'
        '<button type="button" id="save">Save as CSV</button></div>'
        '<textarea id="rows" rows="5" readonly spellcheck="false" '
        'aria-label="Accepted rows for claims.csv"></textarea></footer>\n'
        f"<script>{_asset('review.js')}</script>\n</body></html>\n"
    )


def report_section(reading: Reading, comparison: Comparison, config: Config) -> str:
    """Return the section of one report; empty for a report without anything to show."""
    report = reading.report
    missing = comparison.missing(report.source_id, reading.candidates) if report.source_id else []
    if not reading.candidates and not missing and not reading.unread:
        return ""
    parts = [
        "<section>",
        f"<h2>{escape(report.title or report.name)}</h2>",
        f'<p class="about">{escape(report.publisher or "publisher not given")}, '
        f"{report.published.isoformat() if report.dated else 'day of publication not given'}"
        f" · <code>{escape(report.name)}</code>"
        + (
            f" · source <code>{escape(report.source_id)}</code>"
            if report.source_id
            else " · not a source of the case yet"
        )
        + "</p>",
    ]
    if not report.dated:
        parts.append(
            '<p class="asked">This report has no day of publication: only days with their year are '
            "read. Give it in <code>published</code> of index.csv, and days such as "
            "<em>on Monday</em> in the sentences below are read too.</p>"
        )
    for sentence, candidates in _by_sentence(reading):
        parts.append(_sentence(sentence, candidates, comparison, config))
    if reading.unread:
        parts.append(_unread(reading.unread))
    if missing:
        parts.append(_missing(missing))
    parts.append("</section>\n")
    return "\n".join(parts)


def _by_sentence(reading: Reading) -> Iterable[tuple[Sentence, list[Candidate]]]:
    by_number: dict[int, list[Candidate]] = {}
    for candidate in reading.candidates:
        by_number.setdefault(candidate.sentence_no, []).append(candidate)
    for sentence, _ in reading.sentences:
        if sentence.number in by_number:
            yield sentence, by_number.pop(sentence.number)


def _sentence(
    sentence: Sentence, candidates: Sequence[Candidate], comparison: Comparison, config: Config
) -> str:
    where = candidates[0].locator
    rows = "\n".join(_candidate(c, comparison, config) for c in candidates)
    return (
        f'<article><p class="where">{escape(where)}, sentence {sentence.number}</p>'
        f"<blockquote>{highlighted(sentence, candidates)}</blockquote>\n{rows}</article>"
    )


def highlighted(sentence: Sentence, candidates: Sequence[Candidate]) -> str:
    """Return the sentence as HTML with the parts of its candidates marked; all text escaped."""
    spans: list[tuple[tuple[int, int], str]] = []
    for name in ("actor", "date", "verb", "place"):
        for candidate in candidates:
            span = str(getattr(candidate, f"{name}_at"))
            if span:
                start, end = (int(n) - sentence.start for n in span.split(":"))
                spans.append(((start, end), _MARKS[name]))
    return _marked(sentence.text, spans)


def _marked(text: str, spans: Iterable[tuple[tuple[int, int], str]]) -> str:
    """Return ``text`` as HTML with the stretches ``spans`` marked, the later over the earlier."""
    kinds = [""] * len(text)
    for (start, end), kind in spans:
        kinds[max(start, 0) : end] = [kind] * (min(end, len(text)) - max(start, 0))
    parts: list[str] = []
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and kinds[end] == kinds[at]:
            end += 1
        piece = escape(text[at:end])
        parts.append(f'<mark class="{kinds[at]}">{piece}</mark>' if kinds[at] else piece)
        at = end
    return "".join(parts)


def _candidate(c: Candidate, comparison: Comparison, config: Config) -> str:
    standing, ids = comparison.standing(c)
    weak = c.confidence < config.extract.min_confidence
    known = c.holder in config.holders
    row = tables.CLAIMS.to_text([_as_claim(c)]).split("\n", 1)[1]
    told = {
        Standing.SUPPORTED: "in claims.csv already: ",
        Standing.CONTRADICTED: "claims.csv says otherwise: ",
        Standing.NEW: "not in claims.csv",
    }[standing]
    problems = []
    if not c.holder:
        problems.append("nobody is named as holder: fill it in")
    elif not known:
        problems.append(f"{c.holder} is not a holder of the configuration")
    if not comparison.places.knows(c.place):
        problems.append("unknown place")
    when = _days(c)
    sides = (
        f" (from {escape(c.from_holder)})"
        if c.from_holder
        else f" (against {escape(c.rival)})"
        if c.rival
        else ""
    )
    said = f" · said by {escape(c.claimant)}" if c.claimant else ""
    return (
        f'<label class="candidate {standing}{" weak" if weak else ""}" data-standing="{standing}">'
        f'<input type="checkbox" data-row="{escape(row, quote=True)}">'
        f"<span><strong>{escape(c.place)}</strong> {escape(c.kind)} "
        f"<strong>{escape(c.holder or '?')}</strong>"
        f"{sides}, {when}{said}"
        f'<small><b class="{standing}">{standing}</b> {escape(told)}{escape(", ".join(ids))} · '
        f"confidence {c.confidence:.2f} · {escape(c.note)}"
        + "".join(f" · <em>{escape(p)}</em>" for p in problems)
        + "</small></span></label>"
    )


def _days(claim: Claim) -> str:
    if claim.date_from is None:
        return f"by {claim.first_day.isoformat()}"
    first = claim.date_from.isoformat()
    if claim.date_to == claim.date_from:
        return first
    return f"{first} to {claim.date_to.isoformat() if claim.date_to else 'still'}"


def _as_claim(c: Candidate) -> Claim:
    return Claim(
        c.claim_id,
        c.source_id,
        c.place,
        c.kind,
        c.holder,
        c.rival,
        c.from_holder,
        c.date_from,
        c.date_to,
        c.claimant,
        c.claimant_side or "neutral",
        c.credibility,
        c.locator,
        "",
        c.distance_km,
        c.direction,
        c.share,
        c.order,
    )


def _unread(found: Sequence[Unread]) -> str:
    items = ""
    for u in found:
        where = f"{locator(u.sentence)}, sentence {u.sentence.number}"
        spans = [*((s, "place") for s in u.places), *((s, "verb") for s in u.words)]
        items += f'<li><span class="where">{escape(where)}</span> '
        items += f"{_marked(u.sentence.text, spans)}</li>"
    return (
        '<div class="unread"><h3>Unread: may tell of a change, but nothing is proposed</h3>'
        f"<ul>{items}</ul></div>"
    )


def _missing(claims: Sequence[Claim]) -> str:
    items = "".join(
        f"<li><code>{escape(k.claim_id)}</code> {escape(k.place)} {escape(k.kind)} "
        f"{escape(k.holder)}, {_days(k)} ({escape(k.locator)})</li>"
        for k in claims
    )
    return f'<div class="missing"><h3>In claims.csv, but not proposed</h3><ul>{items}</ul></div>'
