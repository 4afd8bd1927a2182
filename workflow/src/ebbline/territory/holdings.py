"""The land of each standing through time: patches joined, as layers of a GeoPackage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from ebbline.territory.patches import Patches
from ebbline.territory.standing import NOBODY, Standing


@dataclass(frozen=True)
class Holding:
    """The land of one standing from ``first`` to ``last`` (included), in WGS 84 degrees."""

    first: date
    last: date
    standing: Standing
    shape: Any


def holdings_through_time(
    patches: Patches,
    standings: Sequence[Standing],
    starts: Sequence[date],
    last: date,
    *,
    settled_only: bool,
) -> Iterator[Holding]:
    """Yield the land of each standing for each span of days in which none of it changes."""
    import shapely

    counted = np.where(patches.settled[None] | (not settled_only), patches.standing, NOBODY)
    for number, standing in enumerate(standings):
        mine = counted == number
        change = np.ones(len(starts), dtype=bool)
        change[1:] = (mine[1:] != mine[:-1]).any(axis=1)
        begins = np.flatnonzero(change).tolist()
        for begin, end in zip(begins, [*begins[1:], len(starts)], strict=True):
            if not mine[begin].any():
                continue
            joined = shapely.coverage_union_all(patches.shape[mine[begin]])
            until = starts[end] - timedelta(1) if end < len(starts) else last
            shape = shapely.MultiPolygon(
                [p for p in shapely.get_parts(joined) if p.geom_type == "Polygon"]
            )
            yield Holding(starts[begin], until, standing, shape)
