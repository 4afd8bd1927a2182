"""Compare two results folders: which events, days, towns and square kilometres changed.

For the person who corrects a claim and wants to know what it moves: copy the results folder, edit
the claim, build again, and compare. Reads events.csv, states.csv and areas.csv of both, and where
they are there scene.json and the figures. Of a build of what was known by a day, and one of what is
known now, that is the list of corrections.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from ebbline import tables
from ebbline.errors import Problems, UserError
from ebbline.layout import RESULTS
from ebbline.reconcile.compare import (
    AreaChange,
    Difference,
    EventChange,
    Published,
    compare,
)
from ebbline.reconcile.explanation import plain, printable
from ebbline.textfile import read_json
from ebbline.timeline import TownChange
from ebbline.vocabulary import Event, State

_TABLES: dict[str, tables.Table[Any]] = {
    "events": tables.EVENTS,
    "states": tables.STATES,
    "areas": tables.AREAS,
}
_MOST_AREAS = 40
_PICTURES = (".png", ".svg", ".pdf", ".gif", ".mp4")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the two folders and the form of the answer."""
    parser.add_argument("old", type=Path, metavar="OLD", help="results folder, before")
    parser.add_argument("new", type=Path, metavar="NEW", help="results folder, after")
    parser.add_argument("--json", action="store_true", help="as JSON, for machines")


def execute(options: Namespace) -> None:
    """Read both folders and print what differs."""
    old, new = read_results(options.old, options.new)
    found = compare(
        old_events=old["events"],
        new_events=new["events"],
        old_states=old["states"],
        new_states=new["states"],
        old_areas=old["areas"],
        new_areas=new["areas"],
        old=published_in(options.old),
        new=published_in(options.new),
    )
    if options.json:
        told = json.dumps(as_data(found), ensure_ascii=True, indent=1) + "\n"
    else:
        told = in_text(found, old=str(options.old), new=str(options.new))
    sys.stdout.write(told)


def read_results(*folders: Path) -> list[dict[str, list[Any]]]:
    """Return the tables of each folder by name.

    Raises
    ------
    UserError
        With everything that is missing or wrong in any of the folders.
    """
    problems = Problems()
    found: list[dict[str, list[Any]]] = []
    for folder in folders:
        found.append({})
        if not folder.is_dir():
            problems.add(
                folder, None, "there is no such folder", do="give a folder such as results/CASE"
            )
            continue
        for name, table in _TABLES.items():
            path = folder / RESULTS[name]
            if not path.exists():
                problems.add(path, None, "there is no such file", do="build this case first")
                continue
            try:
                found[-1][name] = table.read(path)
            except UserError as error:
                problems.extend(error)
    problems.raise_any()
    return found


def published_in(folder: Path) -> Published:
    """Return what a results folder shows; nothing if it has no ``scene.json`` yet."""
    path, figures = folder / RESULTS["scene"], folder / RESULTS["figures"]
    if not path.exists():
        return Published()
    scene = read_json(path)
    language = next(iter(scene["languages"]))
    return Published(
        last=date.fromisoformat(scene["case"]["last"]),
        names={p["id"]: p["short"][language] for p in scene["parties"]},
        headlines={
            date.fromisoformat(day): scene["days"][day]["headline"][language]
            for day in scene["change_days"]
        },
        key_days=frozenset(map(date.fromisoformat, scene["key_days"])),
        pictures={
            p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest()
            for p in sorted(figures.rglob("*"))
            if p.suffix in _PICTURES
        },
    )


def as_data(found: Difference) -> dict[str, Any]:
    """Return a difference as plain data.

    ``same, events, towns, days, areas, until, headlines, key_days, figures``.
    """
    changed = [
        {
            "old_event_id": c.old.event_id,
            "new_event_id": c.new.event_id,
            "place": c.new.place,
            "columns": {k: {"old": plain(a), "new": plain(b)} for k, (a, b) in c.columns.items()},
        }
        for c in found.changed
    ]
    key_days = ([day.isoformat() for day in days] for days in found.key_days)
    return {
        "same": found.nothing,
        "events": {
            "added": [plain(e) for e in found.added],
            "removed": [plain(e) for e in found.removed],
            "changed": changed,
        },
        "towns": [plain(t) for t in found.towns],
        "days": [
            {"first": first.isoformat(), "last": plain(last), "towns": list(towns)}
            for first, last, towns in days_changed(found.towns)
        ],
        "areas": [
            plain(a) | {"difference_km2": round(a.new_km2 - a.old_km2, 6)} for a in found.areas
        ],
        "until": plain(found.until),
        "headlines": [
            {"date": plain(day), "old": old, "new": new} for day, old, new in found.headlines
        ],
        "key_days": dict(zip(("gone", "come"), key_days, strict=True)),
        "figures": dict(zip(("gone", "come", "other"), map(list, found.pictures), strict=True)),
    }


def days_changed(
    towns: Sequence[TownChange],
) -> list[tuple[date, date | None, tuple[str, ...]]]:
    """Return ``(first, last, place ids)`` of the days on which some town's holder differs."""
    moved = [t for t in towns if not t.same_holder]
    one = timedelta(days=1)
    edges = sorted({t.first for t in moved} | {t.last + one for t in moved if t.last})
    days: list[tuple[date, date | None, tuple[str, ...]]] = []
    for index, first in enumerate(edges):
        last = edges[index + 1] - one if index + 1 < len(edges) else None
        ids = sorted(
            {t.place_id for t in moved if t.first <= first and (t.last is None or first <= t.last)}
        )
        if ids:
            days.append((first, last, tuple(ids)))
    return days


def in_text(found: Difference, *, old: str, new: str) -> str:
    """Return a difference as text for a person."""
    if found.nothing:
        return printable(f"{old} and {new}: the same events, towns and areas\n")
    lines = [f"from {old}", f"to   {new}"]
    if found.until:
        lines.append(f"up to {found.until}, the last day that both have")
    lines += ["", *_event_lines(found), *_town_lines(found), *_area_lines(found)]
    lines += ["", *_headline_lines(found), *_picture_lines(found)]
    return "\n".join(printable(line) for line in lines) + "\n"


def _event_lines(found: Difference) -> list[str]:
    lines = [
        f"EVENTS: {len(found.added)} added, {len(found.removed)} removed, "
        f"{len(found.changed)} changed"
    ]
    lines += [f"  + {_event(e, found.names)}" for e in found.added]
    lines += [f"  - {_event(e, found.names)}" for e in found.removed]
    for change in found.changed:
        lines.append(f"  ~ {_event(change.old, found.names)}")
        lines += _column_lines(change)
    return [*lines, ""]


def _who(holder: str, names: Mapping[str, str]) -> str:
    return names.get(holder, holder) if holder else "nobody known"


def _event(event: Event, names: Mapping[str, str]) -> str:
    rival = f" (rival {_who(event.rival, names)})" if event.rival else ""
    who = _who(event.holder, names)
    return f"{event.date} {event.place}: {event.kind} {who}{rival}, {event.certainty}"


def _column_lines(change: EventChange) -> list[str]:
    lines = []
    for name, (a, b) in change.columns.items():
        if isinstance(a, tuple):
            gone = [f"-{x}" for x in a if x not in b]
            come = [f"+{x}" for x in b if x not in a]
            lines.append(f"      {name}: {' '.join(gone + come) or 'in another order'}")
        else:
            old, new = ("(empty)" if value == "" else plain(value) for value in (a, b))
            lines.append(f"      {name}: {old} → {new}")
    return lines


def _town_lines(found: Difference) -> list[str]:
    towns, names = found.towns, found.names
    moved = [t for t in towns if not t.same_holder]
    days = days_changed(towns)
    if days and days[-1][1] is None:
        count = f"on every day from {days[0][0]} on" if len(days) == 1 else "without an end"
    else:
        number = sum((last - first).days + 1 for first, last, _ in days if last)
        count = f"on {number} day{'s' if number != 1 else ''}"
    who = len({t.place_id for t in moved})
    share = f" ({who / found.places:.0%} of {found.places} places)" if found.places else ""
    lines = ["TOWNS: no holder changes"]
    if moved:
        lines = [f"TOWNS: {who} with another holder {count}{share}"]
    lines += [
        f"  {t.place}, {_days(t.first, t.last)}: {_state(t.old, names)} → {_state(t.new, names)}"
        for t in moved
    ]
    same_holder = [t for t in towns if t.same_holder and t.old and t.new]
    if same_holder:
        lines.append("  same holder, but another certainty, source or last report:")
        lines += [f"  {t.place}, {_days(t.first, t.last)}: {_how(t)}" for t in same_holder]
    return [*lines, ""]


def _days(first: date, last: date | None) -> str:
    if last is None:
        return f"from {first} on"
    return f"{first}" if first == last else f"{first} to {last}"


def _state(state: State | None, names: Mapping[str, str]) -> str:
    if state is None:
        return "unknown"
    who = _who(state.holder, names)
    return f"contested ({who}, rival {_who(state.rival, names)})" if state.contested else who


def _how(change: TownChange) -> str:
    parts = []
    for name in ("certainty", "collections", "last_report"):
        a, b = getattr(change.old, name), getattr(change.new, name)
        if a != b:
            texts = ["+".join(x) if isinstance(x, tuple) else str(x) for x in (a, b)]
            parts.append(f"{name} {texts[0]} → {texts[1]}")
    return ", ".join(parts)


def _percent(area: AreaChange) -> str:
    return f", {(area.new_km2 - area.old_km2) / area.old_km2:+.0%}" if area.old_km2 else ""


def _headline_lines(found: Difference) -> list[str]:
    gone, come = found.key_days
    lines = []
    if gone or come:
        told = [f"-{day}" for day in gone] + [f"+{day}" for day in come]
        lines.append(f"KEY DAYS: {' '.join(told)}")
    if found.headlines:
        lines.append(f"HEADLINES: {len(found.headlines)} differ")
    for day, old, new in found.headlines:
        lines += [f"  {day}: {old or '(no change on this day)'}", f"           → {new or 'none'}"]
    return lines


def _picture_lines(found: Difference) -> list[str]:
    if not any(found.pictures):
        return []
    gone, come, other = found.pictures
    lines = [f"FIGURES: {len(come)} added, {len(gone)} removed, {len(other)} look otherwise"]
    for mark, paths in (("+", come), ("-", gone), ("~", other)):
        folders = groupby(paths, key=lambda path: path.rpartition("/")[0])
        lines += [
            f"  {mark} {folder}: {', '.join(p.rpartition('/')[2] for p in files)}"
            for folder, files in folders
        ]
    return lines


def _area_lines(found: Difference) -> list[str]:
    """Return the areas that differ, the largest difference of each series of days."""
    areas = found.areas
    days = len({a.date for a in areas})
    lines = [
        f"AREAS: differences on {days} day{'s' if days != 1 else ''}"
        if areas
        else "AREAS: the same"
    ]
    series = [
        list(rows) for _, rows in groupby(areas, key=lambda a: (a.region, a.convention, a.holder))
    ]
    series.sort(key=lambda rows: -max(abs(a.new_km2 - a.old_km2) for a in rows))
    for rows in series[:_MOST_AREAS]:
        most = max(rows, key=lambda a: (abs(a.new_km2 - a.old_km2), a.date))
        others = f"; {len(rows)} days in all" if len(rows) > 1 else ""
        lines.append(
            f"  {most.region}, {most.convention}, {_who(most.holder, found.names)}: "
            f"{most.old_km2:,.1f} → {most.new_km2:,.1f} km² "
            f"({most.new_km2 - most.old_km2:+,.1f}{_percent(most)}) on {most.date}{others}"
        )
    if len(series) > _MOST_AREAS:
        lines.append(f"  and {len(series) - _MOST_AREAS} more; --json lists all")
    return lines
