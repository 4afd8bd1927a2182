"""The files that a case starts from: its configuration, its tables and what it must credit."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ebbline import tables
from ebbline.cases.gshhg import Bounds
from ebbline.cases.size import Size
from ebbline.config.versions import SCHEMA_VERSION
from ebbline.vocabulary import Place


@dataclass(frozen=True, kw_only=True)
class Start:
    """What a new case is about.

    ``holders`` are names by id, ``example`` is a place for the rows that show the form.
    """

    case: str
    title: str
    first: datetime.date
    last: datetime.date
    holders: Mapping[str, str]
    subject: str
    countries: tuple[str, ...]
    bbox: Bounds
    languages: tuple[str, ...]
    example: Place | None
    size: Size
    credits: tuple[tuple[str, str], ...]


def configuration(start: Start) -> str:
    """Return the text of the configuration, every choice explained."""
    size = start.size
    box = ", ".join(f"{side:g}" for side in start.bbox)
    codes = ", ".join(f'"{code}"' for code in start.countries)
    lines = [
        "# Every key and its default: config/README.md.",
        f"schema_version: {SCHEMA_VERSION}",
        f"case: {start.case}",
        f"title: {{en: {_quoted(start.title)}}}",
        "",
        "# Whose land the maps are about: areas, comparisons and the story follow this party.",
        "# Without a subject titles and story tell who holds what.",
        f"subject: {start.subject}" if start.subject else "# subject:",
        "# The parties, by the id that claims.csv uses. name: in legends; short: in tight labels;",
        "# in_text: inside a sentence ('the army'); government: true for the forces of a state.",
        "holders:",
    ]
    for holder, name in start.holders.items():
        text = _quoted(name)
        lines.append(f"  {holder}: {{name: {{en: {text}}}, short: {{en: {text}}}}}")
    lines += [
        "",
        "# Collections of sources; each source in sources.csv belongs to one. Fewer of them in",
        "# 'collections' than in 'collection_titles' make maps from those alone.",
        "collections: [press]",
        "collection_titles: {press: {en: press and analysts}}",
        "# The days that the maps cover, both included.",
        f"period: {{first: {start.first}, last: {start.last}}}",
        "# After so many days without a report a place's holder is shown as stale.",
        f"stale_after_days: {size.stale_days}",
        "",
        f"gazetteer: {start.case}",
        f"basemap: {start.case}",
        "# As the licences of places and basemap ask; stands on every map.",
        "credits:",
        f"  short: {{en: {_quoted(_short_credit(start.credits))}}}",
        f"  full: {{en: {_quoted(_full_credit(start.credits))}}}",
        "",
        "# Where places are looked for, and the land that is mapped: west, south, east, north.",
        f"names: {{bbox: [{box}], countries: [{codes}]}}",
        f"study_area: {{bbox: [{box}], countries: [{codes}]}}",
        "",
        "figures:",
        f"  languages: [{', '.join(start.languages)}]",
        "  # The frames of the maps; add closer ones where needed. 'places' (by place_id) always",
        "  # have a label and lead titles and story; if none, the largest that reports speak of.",
        "  views:",
        f"    whole: {{title: {{en: {_quoted(start.title)}}}, short: {{en: Whole}}, "
        f"bbox: [{box}], places: []}}",
        f"  # Days of the overview, chosen where most changes ({size.days:,} days in all).",
        f"  key_day_count: {size.key_days}",
        f"webmap: {{languages: [{', '.join(start.languages)}]}}",
    ]
    return "\n".join(lines + _model_lines(size)) + "\n"


def _model_lines(size: Size) -> list[str]:
    """Return the keys of the land model that depend on the size."""
    return [
        "",
        f"# The land model: {size.km2:,.0f} km² with {size.places:,} places, one every "
        f"{size.spacing_km:.0f} km.",
        "# cell_km: smaller cells draw finer edges and take longer. reach_km: land farther than",
        "# this from a lone report is unknown.",
        "# settled_settlement_km: land so near a settlement counts as settled.",
        f"catchments: {{cell_km: {size.cell_km:g}, settled_settlement_km: {size.settled_km:g}}}",
        f"territory: {{reach_km: {size.reach_km:g}}}",
    ]


def case_tables(start: Start) -> dict[str, str]:
    """Return the text of each table of the case: its header and one example that is a comment."""
    subject = start.subject or next(iter(start.holders))
    other = next((h for h in start.holders if h != subject), "")
    name = start.example.name if start.example else "Somewhere"
    place = start.example.place_id if start.example else "somewhere"
    day = start.first.isoformat()
    claim = {
        "claim_id": "# c1",
        "source_id": "agency-1",
        "place": name,
        "kind": "captured",
        "holder": other or subject,
        "from_holder": subject if other else "",
        "date_from": day,
        "date_to": day,
        "credibility": "2",
        "locator": "paragraph 1",
        "note": "an example: rows that begin with # are not read",
    }
    source = {
        "source_id": "# agency-1",
        "publisher": "Agency",
        "origin": "Agency",
        "title": "Headline as printed",
        "published": day,
        "url": "https://example.org/1",
        "lang": "en",
        "collection": "press",
        "reliability": "B",
    }
    figure = {
        "date": f"# {day}",
        "region": "study area",
        "measure": "held_share",
        "value": "0.4",
        "unit": "fraction",
        "convention": "desert counted",
        "source": "agency-1",
    }
    alias = {"name": f"# {name} as somebody writes it", "place_id": place, "basis": "why"}
    own = {
        "place_id": "# my-village",
        "name": "My village",
        "lat": "1.5",
        "lon": "2.5",
        "precision_km": "2",
        "country": start.countries[0],
        "kind": "village",
        "origin": "where from",
    }
    return {
        "sources.csv": _example(tables.SOURCES, source),
        "claims.csv": _example(tables.CLAIMS, claim),
        "aliases.csv": _example(tables.ALIASES, alias),
        "places.csv": _example(tables.GAZETTEER, own),
        "figures.csv": _example(tables.PUBLISHED, figure),
    }


def readme(start: Start, notes: Sequence[str]) -> str:
    """Return the case's README: what it is, what to credit, and what was decided by a rule."""
    credits = "\n".join(f"| {part} | {credit} |" for part, credit in start.credits)
    told = "\n".join(f"- {note}" for note in notes) or "- nothing"
    return (
        f"# {start.title}\n\n"
        "Facts from texts that were opened, in our own words, each with its source.\n\n"
        "| table | what it holds |\n|---|---|\n"
        "| `sources.csv` | one row a text: who printed it, when, its address, how reliable |\n"
        "| `claims.csv` | one row a statement about one named place |\n"
        "| `aliases.csv` | decisions that a name means a place, with the reason |\n"
        "| `places.csv` | places that the gazetteer lacks |\n"
        "| `figures.csv` | published numbers to compare the maps with |\n\n"
        "Rows whose first cell begins with `#` are comments. Every column: docs/new-case.md.\n\n"
        "## Origin and licences of gazetteer and basemap\n\n"
        f"| part | from |\n|---|---|\n{credits}\n\n"
        "Boundaries and names imply no opinion on the status of any territory.\n\n"
        f"## Decided by a rule, to be looked at\n\n{told}\n"
    )


def _example(table: tables.Table[Any], cells: Mapping[str, str]) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = [column.name for column in table.columns]
    writer.writerow(header)
    writer.writerow([cells.get(name, "") for name in header])
    return out.getvalue()


def _short_credit(credits: Sequence[tuple[str, str]]) -> str:
    names = dict.fromkeys(credit.split(" (")[0].split(",")[0] for _, credit in credits)
    return f"Base: {', '.join(names)}."


def _full_credit(credits: Sequence[tuple[str, str]]) -> str:
    parts: dict[str, list[str]] = {}
    for part, credit in credits:
        parts.setdefault(credit, []).append(part)
    told = [f"{', '.join(names)}: {credit}" for credit, names in parts.items()]
    return ". ".join(text[0].upper() + text[1:] for text in told) + "."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
