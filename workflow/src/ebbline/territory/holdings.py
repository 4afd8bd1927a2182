"""The land of each standing on each day: unions of patches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY, Standing
from ebbline.territory.land import Land
from ebbline.vocabulary import Convention


@dataclass(frozen=True)
class Holding:
    """The land of one standing at the end of a day, by one convention, in WGS 84 degrees."""

    date: date
    standing: Standing
    convention: Convention
    shape: Any


@dataclass(frozen=True)
class Unions:
    """Unions of patches; the same patches are united once, however many days they stay so."""

    land: Land
    _made: dict[bytes, Any] = field(default_factory=dict)

    def of(self, patches: NDArray[np.int64]) -> Any:
        """Return the union of ``patches`` as a multipolygon."""
        import shapely

        key = patches.tobytes()
        if key not in self._made:
            union = shapely.coverage_union_all(self.land.shape[patches])
            parts = [p for p in shapely.get_parts(union) if p.geom_type == "Polygon"]
            self._made[key] = shapely.normalize(shapely.MultiPolygon(parts))
        return self._made[key]


def holdings_of(
    day: date, standing: NDArray[np.int32], standings: Sequence[Standing], unions: Unions
) -> Iterator[Holding]:
    """Yield the holdings of ``day``; ``standing`` is that of each patch."""
    for number in np.unique(standing[standing != NOBODY]).tolist():
        mine = standing == number
        for convention in Convention:
            counted = mine & unions.land.settled if convention is Convention.SETTLED else mine
            patches = np.flatnonzero(counted)
            if len(patches):
                yield Holding(day, standings[number], convention, unions.of(patches))
