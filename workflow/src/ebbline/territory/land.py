"""The patches as areas are counted over them: size and region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ebbline.basemap import read_layer
from ebbline.land.grid import Floats, Integers

STUDY_AREA = "study area"


@dataclass(frozen=True)
class Land:
    """Pieces of land in order: ``leaf`` is the number of a piece's region in ``leaves``.

    ``leaves`` are the finest regions, each with the names of all that it belongs to; ``regions``
    lists all names, the widest first.
    """

    settled: NDArray[np.bool_]
    km2: Floats
    leaf: Integers
    leaves: tuple[tuple[str, ...], ...]

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """All regions: the study area, countries, divisions."""
        names = {STUDY_AREA: None}
        for level in range(1, 3):
            for leaf in sorted(self.leaves):
                if leaf[level]:
                    names.setdefault(leaf[level])
        return tuple(names)

    @cached_property
    def membership(self) -> NDArray[np.bool_]:
        """Which leaf belongs to which region: a row for each leaf."""
        return np.array([[r in leaf for r in self.regions] for leaf in self.leaves], dtype=bool)


def region_sizes(basemap: Path) -> dict[str, float]:
    """Return the square kilometres of each country and division of the basemap in ``basemap``.

    By name, on a world-wide equal-area projection (EPSG:6933).
    """
    sizes: dict[str, float] = {}
    for layer in ("land", "divisions"):
        frame = read_layer(basemap, layer)
        areas = frame.geometry.to_crs(6933).area / 1e6
        sizes |= dict(zip(frame["name"], areas.astype(float), strict=True))
    return sizes
