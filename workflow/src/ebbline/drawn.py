"""Drawn evidence: points, lines and areas on a map of who stood where, in ``evidence.geojson``.

A point or an area is ``holder``'s (with a ``rival``: both share it). A line is where ``holder`` and
``rival`` face each other: ``holder`` stands to the ``holder_side`` of it (``left`` or ``right``,
seen along the line as it was drawn); without a side nobody knows which side is whose. An area with
a ``share`` says that ``holder`` has that part of its land, not which.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ebbline.basemap import read_features
from ebbline.case import check_day
from ebbline.cells import CellError, parse_day, parse_share
from ebbline.config import Config
from ebbline.errors import Problem, Problems, UserError, shown
from ebbline.meridian import joined
from ebbline.vocabulary import Share

LINES = frozenset({"LineString", "MultiLineString"})
_SHAPES = LINES | {"Point", "MultiPoint", "Polygon", "MultiPolygon"}
_TEXTS = {"rival": "", "note": "", "holder_side": "", "share": ""}
_COLUMNS = ("date_from", "date_to", "holder", "source_id", "credibility", *_TEXTS)
_SIDES = ("left", "right")
_LEAST, _MOST = 1, 6


@dataclass(frozen=True)
class Drawn:
    """One feature: a geometry (WGS 84 degrees) that holds from ``first`` to ``last``.

    ``number`` is its place in the file, 1 first; ``credibility`` is Admiralty 1 to 6.
    """

    number: int
    geometry: Any
    first: date
    last: date
    holder: str
    rival: str
    holder_side: str
    source_id: str
    credibility: int
    note: str
    share: Share | None = None

    @property
    def is_line(self) -> bool:
        """Whether it is a line between two sides."""
        return str(self.geometry.geom_type) in LINES


def read_drawn(path: Path, config: Config, *, sources: Iterable[str] | None = None) -> list[Drawn]:
    """Return the features of the file; none if there is no file.

    ``sources`` are the ids that a feature may name, ``None`` leaves them unchecked.

    Raises
    ------
    UserError
        With every mistake: what :func:`ebbline.basemap.read_features` refuses; a day that is none,
        far from the period or before the first; a holder or source that is unknown; a line without
        a rival; a side that is neither left nor right.
    """
    if not os.path.lexists(path):
        return []
    frame = _read(path)
    known = None if sources is None else set(sources)
    problems = Problems()
    found = []
    for number, row in enumerate(frame.to_dict("records"), start=1):
        days = [_day(path, number, name, row[name], config, problems) for name in _COLUMNS[:2]]
        values = {name: row[name] or "" for name in ("holder", "source_id", *_TEXTS)}
        share = _share(f"{path}, feature {number}", values.pop("share"), problems)
        wrong = list(_wrong(values, row, config, known, share=share is not None))
        first, last = days
        if first and last and last < first:
            wrong.append((f"date_to: {last} is before date_from, {first}", "", "exchange them"))
        problems.found += [Problem(f"{path}, feature {number}", *text) for text in wrong]
        if first is None or last is None or wrong:
            continue
        found.append(
            Drawn(
                number=number,
                geometry=row["geometry"],
                first=first,
                last=last,
                credibility=int(row["credibility"]),
                share=share,
                **values,
            )
        )
    problems.raise_any()
    return found


def check_inside(path: Path, area: Any) -> None:
    """Refuse features of the file that lie outside ``area`` (WGS 84 degrees); none is no mistake.

    Raises
    ------
    UserError
        With each such feature.
    """
    if not os.path.lexists(path):
        return
    west, south, east, north = box = area.bounds
    outside = [
        Problem(
            f"{path}, feature {number}",
            "it lies outside the study area",
            f"land from {west:.2f}, {south:.2f} to {east:.2f}, {north:.2f}",
            "are longitude and latitude exchanged?",
        )
        for number, shape in enumerate(_read(path).geometry, start=1)
        if not joined(shape, box).intersects(area)
    ]
    if outside:
        raise UserError(outside)


def _read(path: Path) -> Any:
    numbers = frozenset({"credibility"})
    return read_features(path, columns=_COLUMNS, shapes=_SHAPES, defaults=_TEXTS, numbers=numbers)


def _share(where: str, value: str, problems: Problems) -> Share | None:
    try:
        return parse_share(value) if value else None
    except CellError as error:
        problems.found.append(Problem(where, f"share: {error.found}", error.allowed, error.do))
        return None


def _day(
    path: Path, number: int, name: str, value: Any, config: Config, problems: Problems
) -> date | None:
    where = f"{path}, feature {number}"
    try:
        day = parse_day(value or "")
    except CellError as error:
        problems.found.append(Problem(where, f"{name}: {error.found}", error.allowed, error.do))
        return None
    noted = Problems()
    check_day(path, number, name, day, config.period, noted)
    problems.found += [Problem(where, p.found, p.allowed, p.do) for p in noted.found]
    return day


def _wrong(
    values: dict[str, str],
    row: dict[Any, Any],
    config: Config,
    sources: set[str] | None,
    *,
    share: bool,
) -> Iterable[tuple[str, str, str]]:
    """Yield what is wrong with a feature: found, allowed, do."""
    holders = ", ".join(config.holders)
    for name in ("holder", "rival"):
        value = values[name]
        if value not in config.holders and (value or name == "holder"):
            yield f"{name}: {shown(value)} is not a holder", holders, "correct it"
    is_line = row["geometry"].geom_type in LINES
    if is_line and not values["rival"]:
        yield "a line without a rival", holders, "name who is on its other side"
    if values["rival"] and values["rival"] == values["holder"]:
        yield f"rival: {shown(values['rival'])} is the holder too", holders, "name another"
    if share and not row["geometry"].geom_type.endswith("Polygon"):
        yield "share: only an area has shares", "nothing", "remove it"
    if share and values["rival"]:
        yield "a share and a rival", "one of them", "say whose share it is"
    side = values["holder_side"]
    if side and side not in _SIDES:
        yield f"holder_side: {shown(side)}", "left, right or nothing", "correct it"
    elif side and not is_line:
        yield "holder_side: only a line has sides", "nothing", "remove it"
    if sources is not None and values["source_id"] not in sources:
        yield (
            f"source_id: {shown(values['source_id'])} is not a source",
            "source_id of sources.csv",
            "add the source, or correct the id",
        )
    credibility = row["credibility"]
    if credibility != int(credibility) or not _LEAST <= credibility <= _MOST:
        yield (
            f"credibility: {credibility:g}",
            "1 (confirmed elsewhere) to 6 (cannot be judged)",
            "correct it",
        )
