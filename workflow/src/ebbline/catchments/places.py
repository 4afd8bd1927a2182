"""The places of a study area, from the gazetteer and the case's own file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ebbline import tables
from ebbline.errors import Problems
from ebbline.land.grid import Floats
from ebbline.vocabulary import Place, PlaceKind

POPULATED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
"""The kinds of places that land follows."""


def populated(places: Iterable[Place]) -> list[Place]:
    """Return those of ``places`` that land follows."""
    return [p for p in places if p.kind in POPULATED]


def points_of(places: Sequence[Place]) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes of ``places``."""
    return np.array([p.lon for p in places]), np.array([p.lat for p in places])


def read_places(gazetteer: Path, own: Path, bbox: tuple[float, float, float, float]) -> list[Place]:
    """Return the places in ``bbox`` (west, south, east, north) of both files, ``own`` optional.

    Raises
    ------
    UserError
        If a file is broken, a place has impossible coordinates or stands twice, or no populated
        place is in the box.
    """
    rows = [(gazetteer, *row) for row in tables.GAZETTEER.read_rows(gazetteer)]
    if own.exists():
        rows += [(own, *row) for row in tables.GAZETTEER.read_rows(own)]
    problems = Problems()
    seen: set[str] = set()
    found = []
    west, south, east, north = bbox
    for path, row, place in rows:
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            problems.add(
                path,
                row,
                f"{place.place_id}: lat {place.lat}, lon {place.lon}",
                allowed="-90 to 90, -180 to 180 (WGS 84 degrees)",
            )
        if place.place_id in seen:
            problems.add(path, row, f"place_id {place.place_id!r} stands twice", allowed="once")
        seen.add(place.place_id)
        if west <= place.lon <= east and south <= place.lat <= north:
            found.append(place)
    if not populated(found):
        problems.add(
            gazetteer,
            None,
            f"no populated place lies in the study area's box {tuple(bbox)}",
            allowed="at least one " + ", ".join(POPULATED),
            do="correct study_area.bbox, or choose another gazetteer",
        )
    problems.raise_any()
    return found
