"""The places of a study area, from the gazetteer and the case's own file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ebbline.errors import Problem, UserError
from ebbline.gazetteer import read_places as gazetteer_places
from ebbline.land.grid import Floats
from ebbline.meridian import holds
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
        As :func:`ebbline.gazetteer.read_places`, or if no populated place is in the box.
    """
    found = [
        place
        for _, _, place in gazetteer_places(gazetteer, own)
        if holds(bbox, place.lon, place.lat)
    ]
    if not populated(found):
        raise UserError(
            Problem(
                str(gazetteer),
                f"no populated place lies in the study area's box {tuple(bbox)}",
                "at least one " + ", ".join(POPULATED),
                "correct study_area.bbox, or choose another gazetteer",
            )
        )
    return found
