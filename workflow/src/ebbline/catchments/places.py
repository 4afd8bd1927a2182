"""The places of a study area, from the gazetteer and the case's own file."""

from __future__ import annotations

from pathlib import Path

from ebbline import tables
from ebbline.errors import Problems
from ebbline.vocabulary import Place


def read_places(gazetteer: Path, own: Path, bbox: tuple[float, float, float, float]) -> list[Place]:
    """Return the places in ``bbox`` (west, south, east, north) of both files, ``own`` optional.

    Raises
    ------
    UserError
        If a file is broken, a place has impossible coordinates, or no place is in the box.
    """
    rows = [(gazetteer, r, p) for r, p in tables.GAZETTEER.read_rows(gazetteer)]
    if own.exists():
        rows += [(own, r, p) for r, p in tables.GAZETTEER.read_rows(own)]
    problems = Problems()
    places: dict[str, Place] = {}
    west, south, east, north = bbox
    for path, row, place in rows:
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            problems.add(path, row, f"lat {place.lat}, lon {place.lon}", allowed="WGS 84 degrees")
        if place.place_id in places:
            problems.add(path, row, f"place_id {place.place_id!r} is in the gazetteer already")
        if west <= place.lon <= east and south <= place.lat <= north:
            places[place.place_id] = place
    if not places:
        problems.add(gazetteer, None, f"no place lies in the study area's box {tuple(bbox)}")
    problems.raise_any()
    return list(places.values())
