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

_FAN = 8


@dataclass(frozen=True)
class Holding:
    """The land of one standing at the end of a day, by one convention, in WGS 84 degrees."""

    date: date
    standing: Standing
    convention: Convention
    shape: Any


@dataclass(frozen=True)
class Unions:
    """Unions of patches, built from smaller unions of neighbours that are kept from day to day.

    Patches are put in order along a Hilbert curve and grouped by eights, and those by eights
    again; of a group of which nothing changed since it was last asked for, the union is kept.
    """

    land: Land
    _order: NDArray[np.int64] = field(init=False)
    _kept: dict[tuple[object, int, int], tuple[bytes, Any]] = field(default_factory=dict)
    _whole: dict[object, tuple[bytes, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the patches in order."""
        import geopandas as gpd

        distance = gpd.GeoSeries(self.land.shape).hilbert_distance().to_numpy()
        object.__setattr__(self, "_order", np.argsort(distance, kind="stable"))

    def of(self, mine: NDArray[np.bool_], group: object) -> Any:
        """Return the union of the patches that are ``mine`` as a multipolygon.

        ``group`` says whose union it is: what was kept for it is used again.
        """
        import shapely

        size = _FAN
        while size < len(mine):
            size *= _FAN
        ordered = mine[self._order]
        state, before = np.packbits(ordered).tobytes(), self._whole.get(group)
        if before is None or before[0] != state:
            union = self._union(ordered, group, 0, size)
            parts = [p for p in shapely.get_parts(union) if p.geom_type == "Polygon"]
            before = (state, shapely.normalize(shapely.MultiPolygon(parts)))
            self._whole[group] = before
        return before[1]

    def _union(self, mine: NDArray[np.bool_], group: object, first: int, size: int) -> Any:
        """Return the union of those of ``size`` patches from ``first`` on that are ``mine``."""
        import shapely

        part = mine[first : first + size]
        if not part.any():
            return None
        state = np.packbits(part).tobytes()
        before, union = self._kept.get((group, first, size), (b"", None))
        if state == before:
            return union
        if size == _FAN:
            pieces = self.land.shape[self._order[first : first + size][part]]
        else:
            step = size // _FAN
            starts = range(first, min(first + size, len(mine)), step)
            found = [self._union(mine, group, start, step) for start in starts]
            pieces = np.array([p for p in found if p is not None], dtype=object)
        union = shapely.coverage_union_all(pieces) if len(pieces) > 1 else pieces[0]
        self._kept[group, first, size] = (state, union)
        return union


def holdings_of(
    day: date, standing: NDArray[np.int32], standings: Sequence[Standing], unions: Unions
) -> Iterator[Holding]:
    """Yield the holdings of ``day``; ``standing`` is that of each patch."""
    for number in np.unique(standing[standing != NOBODY]).tolist():
        mine = standing == number
        for convention in Convention:
            counted = mine & unions.land.settled if convention is Convention.SETTLED else mine
            if counted.any():
                union = unions.of(counted, (number, convention))
                yield Holding(day, standings[number], convention, union)
