"""The files that a case starts from: its configuration, its tables and what it must credit.

Their texts are in ``template.yaml``.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from ebbline import tables
from ebbline.cases.gshhg import Bounds
from ebbline.cases.size import Size
from ebbline.config.versions import SCHEMA_VERSION
from ebbline.vocabulary import Place

_TABLES: Mapping[str, tables.Table[Any]] = {
    "sources": tables.SOURCES,
    "claims": tables.CLAIMS,
    "aliases": tables.ALIASES,
    "places": tables.GAZETTEER,
    "figures": tables.PUBLISHED,
}


@dataclass(frozen=True, kw_only=True)
class Start:
    """What a new case is about.

    ``holders`` are names by id, ``area`` what the land is called by language (empty: a part of
    countries), ``example`` is a place for the rows that show the form.
    """

    case: str
    title: Mapping[str, str]
    first: datetime.date
    last: datetime.date
    holders: Mapping[str, str]
    subject: str
    countries: tuple[str, ...]
    area: Mapping[str, str]
    bbox: Bounds
    languages: tuple[str, ...]
    example: Place | None
    size: Size
    credits: tuple[tuple[str, str], ...]


def configuration(start: Start) -> str:
    """Return the text of the configuration, every choice explained."""
    size = start.size
    names = {holder: _quoted(name) for holder, name in start.holders.items()}
    return _filled(
        _texts()["configuration"],
        schema_version=SCHEMA_VERSION,
        case=start.case,
        title=json.dumps(start.title, ensure_ascii=False),
        subject=f"subject: {start.subject}" if start.subject else "# subject:",
        holders="\n".join(
            f"  {holder}: {{name: {{en: {name}}}, short: {{en: {name}}}}}"
            for holder, name in names.items()
        ),
        first=start.first,
        last=start.last,
        stale_days=size.stale_days,
        press=_in_languages(_PRESS, start.languages),
        short_credit=_in_languages(
            {
                code: f"{base} {_short_credit(start.credits).replace(' and ', joined)}"
                for code, (base, joined) in _BASE.items()
            },
            start.languages,
        ),
        full_credit=_quoted(_full_credit(start.credits)),
        view=json.dumps(start.area or start.title, ensure_ascii=False),
        short=json.dumps(start.area or {"en": "Whole"}, ensure_ascii=False),
        box=", ".join(f"{side - 360 if side > 180 else side:g}" for side in start.bbox),
        countries=", ".join(_quoted(code) for code in start.countries),
        languages=", ".join(start.languages),
        days=f"{size.days:,}",
        key_days=size.key_days,
        km2=f"{size.km2:,.0f}",
        places=f"{size.places:,}",
        spacing_km=f"{size.spacing_km:.0f}",
        cell_km=f"{size.cell_km:g}",
        settled_km=f"{size.settled_km:g}",
        reach_km=f"{size.reach_km:g}",
    )


def case_tables(start: Start) -> dict[str, str]:
    """Return the text of each table of the case: its header and one example that is a comment."""
    subject = start.subject or next(iter(start.holders))
    other = next((h for h in start.holders if h != subject), "")
    values = {
        "first": start.first,
        "taker": other or subject,
        "loser": subject if other else "",
        "example": start.example.name if start.example else "Somewhere",
        "example_id": start.example.place_id if start.example else "somewhere",
        "country": start.countries[0],
    }
    found = {}
    for name, table in _TABLES.items():
        cells = _texts()["tables"][name]
        header = [column.name for column in table.columns]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerow([_filled(cells.get(column, ""), **values) for column in header])
        found[f"{name}.csv"] = out.getvalue()
    return found


def readme(start: Start, notes: Sequence[str]) -> str:
    """Return the case's README: what it is, what to credit, and what was decided by a rule."""
    return _filled(
        _texts()["readme"],
        heading=start.title["en"],
        credits="\n".join(f"| {part} | {credit} |" for part, credit in start.credits),
        notes="\n".join(f"- {note}" for note in notes) or "- nothing",
    )


@cache
def _texts() -> dict[str, Any]:
    import yaml

    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    texts: dict[str, Any] = yaml.safe_load(text)
    return texts


def _filled(text: str, **values: object) -> str:
    return Template(text).substitute(values)


_PRESS = {
    "en": "press and analysts",
    "fr": "presse et analystes",
    "ar": "صحافة ومحللون",
    "uk": "преса й аналітики",
}
_BASE = {
    "en": ("Base:", " and "),
    "fr": ("Fond :", " et "),
    "ar": ("الأساس:", " و"),
    "uk": ("Основа:", " та "),
}


def _in_languages(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    known = {code: texts[code] for code in dict.fromkeys(("en", *languages)) if code in texts}
    return json.dumps(known, ensure_ascii=False)


def _short_credit(credits: Sequence[tuple[str, str]]) -> str:
    names = dict.fromkeys(credit.split(" (")[0].split(",")[0] for _, credit in credits)
    return f"{', '.join(names)}."


def _full_credit(credits: Sequence[tuple[str, str]]) -> str:
    parts: dict[str, list[str]] = {}
    for part, credit in credits:
        parts.setdefault(credit, []).append(part)
    told = [f"{', '.join(names)}: {credit}" for credit, names in parts.items()]
    return ". ".join(text[0].upper() + text[1:] for text in told) + "."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
