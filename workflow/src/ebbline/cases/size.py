"""Defaults that fit the size of a case.

Land of 260,000 km² with a place every 19 km (the Euphrates valley) is what the model's own defaults
were chosen on; cells and reaches of other regions follow from the spacing of their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_CELLS = 80_000
"""About so many cells are the land cut into."""
_CELL_SIZES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0)
_REACH_KM, _SPACING_KM, _POWER = 20.0, 19.0, 0.65
"""The default reach, the spacing of places that it was chosen with, and how it grows with that."""
FEW_PLACES = 1.0
"""Places in 1,000 km² below which a GeoNames dump of the country is worth the download."""


@dataclass(frozen=True)
class Size:
    """Land and places of a case: ``km2`` of land, ``places`` settlements on it, ``days``."""

    km2: float
    places: int
    days: int

    @property
    def density(self) -> float:
        """Places in 1,000 km²."""
        return 1000 * self.places / self.km2 if self.km2 else 0.0

    @property
    def spacing_km(self) -> float:
        """Side of the square that a place has to itself, in kilometres."""
        return sqrt(self.km2 / max(self.places, 1))

    @property
    def cell_km(self) -> float:
        """Side of a cell that gives the model about 80,000 of them."""
        wanted = sqrt(self.km2 / _CELLS)
        return min(_CELL_SIZES, key=lambda size: abs(size - wanted))

    @property
    def reach_km(self) -> float:
        """How far a lone report may speak for the land around it, in kilometres."""
        reach = _REACH_KM * (self.spacing_km / _SPACING_KM) ** _POWER
        return float(min(max(round(reach), 5), 150))

    @property
    def settled_km(self) -> float:
        """How near a settlement land counts as settled: half-way to the next one, at most 8 km."""
        return min(8.0, max(1.0, round(self.spacing_km / 2, 1)))

    @property
    def key_days(self) -> int:
        """How many days the overview shows: more for a longer war, as many as fit a page."""
        return 4 if self.days <= 21 else 6 if self.days <= 60 else 8 if self.days <= 730 else 10

    @property
    def stale_days(self) -> int:
        """Days after which a report is shown as old: two weeks, or a twentieth of a long war."""
        return max(14, min(90, round(self.days / 20)))
