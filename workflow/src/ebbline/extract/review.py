"""The editor's desk: each proposal beside its sentence, to correct, accept or reject.

One HTML file without network. What the desk shows is one JSON block that its script puts on the
page as text, never as markup; a content security policy allows the page's own style and script by
their hashes and nothing else, so nothing of a report can run. The desk saves one file, which
``ebbline accept`` reads (:mod:`ebbline.accept.saved`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ebbline.accept.saved import FORMAT
from ebbline.basemap import read_layer
from ebbline.case import CHANGES, FARTHEST_KM, OPEN_ENDED, plausible_days
from ebbline.config import Config
from ebbline.extract.candidates import CandidateClaim, KnownClaims
from ebbline.extract.engine import Reading
from ebbline.extract.text import Sentence, locator
from ebbline.meridian import beside
from ebbline.spelling import LETTERS, spellings
from ebbline.tables import CLAIMS, SOURCES
from ebbline.vocabulary import Claim, Direction, Kind, Place, PlaceKind, Source

_MARKS = {"actor": "party", "date": "date", "verb": "verb", "place": "place"}
"""Parts of a sentence and how they are marked; a later one lies over an earlier."""
_STEPS = 1500
"""The map's lines are true to its longer side divided by this."""
_CELLS = {column.name: column.write for column in CLAIMS.columns}


def page(
    config: Config,
    readings: Iterable[Reading],
    comparison: KnownClaims,
    *,
    places: Sequence[Place],
    basemap: Path,
    folder: str,
) -> str:
    """Return the desk for the reports of ``folder``.

    ``places`` are those of the gazetteer and the case, ``basemap`` a folder of layers (WGS 84),
    which may be missing: the map then shows places alone.
    """
    style, script = (
        files("ebbline.extract").joinpath(name).read_text(encoding="utf-8")
        for name in ("review.css", "review.js")
    )
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; img-src 'none'"
    )
    title = escape(config.title["en"])
    data = {
        **_of_case(config),
        "folder": folder,
        "places": [_place(p) for p in places],
        "map": _map(config, basemap),
        "claims": [
            {**_claim(k), "at": comparison.places.key(k.place), "id": k.claim_id}
            for claims in comparison.by_source.values()
            for k in claims
        ],
        "sources": [_source(s) for s in comparison.sources],
        "reports": [_report(r, comparison) for r in readings],
    }
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=True)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>Editor's desk – {title}</title><style>{style}</style></head>\n"
        f'<body><header id="top"><h1>{title}</h1></header>\n'
        '<main id="desk"><noscript><p>The desk needs JavaScript; nothing leaves this file.</p>'
        "</noscript></main>\n"
        f'<script type="application/json" id="data">{_as_block(data)}</script>\n'
        f"<script>{script}</script>\n</body></html>\n"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _as_block(data: object) -> str:
    """Return JSON that cannot end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8")).hexdigest()[:16]


def _of_case(config: Config) -> dict[str, Any]:
    first, last = plausible_days(config.period)
    return {
        "format": FORMAT,
        "case": config.case,
        "holders": {i: holder.short["en"] for i, holder in config.holders.items()},
        "collections": {i: config.collection_titles[i]["en"] for i in config.collection_titles},
        "collection": config.collections[0],
        "least": config.extract.min_confidence,
        "kinds": {
            kind.value: {
                "by": kind in CHANGES,
                "open": kind in OPEN_ENDED,
                "share": kind is Kind.CONTESTED,
                "near": kind is Kind.NEAR,
            }
            for kind in Kind
        },
        "directions": [d.value for d in Direction],
        "placeKinds": [kind.value for kind in PlaceKind if kind is not PlaceKind.DIVISION],
        "farthest": FARTHEST_KM,
        "days": [first.isoformat(), last.isoformat()],
        "letters": LETTERS,
    }


def _place(p: Place) -> list[Any]:
    words = "|".join(spellings(p))
    at = [round(p.lat, 4), round(p.lon, 4)]
    return [p.place_id, p.name, p.name_ar, *at, p.kind.value, p.country, p.admin1, words]


def _source(s: Source) -> dict[str, str]:
    shown = ("source_id", "publisher", "origin", "published", "collection", "reliability")
    return {c.name: c.write(getattr(s, c.name)) for c in SOURCES.columns if c.name in shown}


def _claim(claim: Claim) -> dict[str, str]:
    """Return the cells of a claim that an editor sees, as they stand in ``claims.csv``."""
    hidden = ("claim_id", "note") if isinstance(claim, CandidateClaim) else ("claim_id",)
    return {
        name: write(value)
        for name, write in _CELLS.items()
        if name not in hidden and (value := getattr(claim, name)) is not None and write(value)
    }


def _report(reading: Reading, comparison: KnownClaims) -> dict[str, Any]:
    report = reading.report
    missing = comparison.missing(report.source_id, reading.candidates) if report.source_id else []
    starts = {s.number: s for s in reading.every}
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for name, mark in _MARKS.items():
        for c in reading.candidates:
            if span := getattr(c, f"{name}_at"):
                at = starts[c.sentence_no].start
                start, end = (int(n) - at for n in span.split(":"))
                marks.setdefault(c.sentence_no, []).append((start, end, mark))
    for u in reading.unread:
        spans = marks.setdefault(u.sentence.number, [])
        spans += [(*s, "verb") for s in u.words] + [(*s, "place") for s in u.places]
    return {
        "key": _key(report.name, report.title, report.text),
        "name": report.name,
        "source_id": report.source_id,
        "publisher": report.publisher,
        "title": report.title,
        "published": report.published.isoformat() if report.dated else "",
        **report.about,
        "sentences": [
            [s.number, s.paragraph, s.text, locator(s), marks.get(s.number, [])]
            for s in reading.every
        ],
        "unread": [u.sentence.number for u in reading.unread],
        "missing": [k.claim_id for k in missing],
        "candidates": _candidates(reading, comparison, starts),
    }


def _candidates(
    reading: Reading, comparison: KnownClaims, sentences: dict[int, Sentence]
) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    found = []
    for c in reading.candidates:
        text = sentences[c.sentence_no].text
        key = _key(text, c.place or c.place_words, c.kind, c.holder, c.date_from, c.date_to)
        seen[key] = seen.get(key, 0) + 1
        found.append(
            {
                **_claim(c),
                "key": f"{key}-{seen[key]}",
                "words": c.place_words,
                "at": comparison.places.key(c.place) if comparison.places.knows(c.place) else "",
                "sentence": c.sentence_no,
                "confidence": c.confidence,
                "why": c.note,
            }
        )
    return found


def _map(config: Config, basemap: Path) -> dict[str, Any]:
    """Return land, lakes, rivers and borders of the case's box as lists of lines of degrees."""
    import shapely

    area = config.study_area.bbox
    boxes = (area, beside(config.names.bbox, area))
    west, south = (min(box[i] for box in boxes) for i in (0, 1))
    east, north = (max(box[i] for box in boxes) for i in (2, 3))
    box = west, south, east, north
    drawn: dict[str, Any] = {"bbox": box}
    if not basemap.is_dir():
        return drawn
    for name in ("land", "lakes", "rivers", "borders"):
        layer = read_layer(basemap, name, box, about=area)
        cut = shapely.clip_by_rect(layer.geometry.to_numpy(), *box) if len(layer) else []
        even = shapely.simplify(cut, max(east - west, north - south) / _STEPS)
        labels = layer["country" if name == "land" else layer.columns[0]] if len(layer) else []
        drawn[name] = [
            [str(label), _lines(shape)]
            for label, shape in zip(labels, even, strict=True)
            if not shape.is_empty
        ]
    return drawn


def _lines(shape: Any) -> list[list[list[float]]]:
    import shapely

    rings = shapely.get_parts(shapely.boundary(shape) if shape.geom_type.endswith("gon") else shape)
    return [
        [[round(x, 3), round(y, 3)] for x, y in line.coords]
        for part in rings
        for line in shapely.get_parts(part)
        if hasattr(line, "coords") and len(line.coords) > 1
    ]
