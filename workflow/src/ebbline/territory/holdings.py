"""The land of each standing on each day: patches joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.geopackage import Geometry
from ebbline.territory.course import NOBODY, Standing
from ebbline.territory.drawing import Drawing
from ebbline.territory.outlines import Outlines
from ebbline.vocabulary import Convention

_AT_A_TIME = 30


@dataclass(frozen=True)
class Holding:
    """The land of one standing at the end of a day, by one convention, in WGS 84 degrees."""

    date: date
    standing: Standing
    convention: Convention
    land: Geometry

    @property
    def shape(self) -> Any:
        """The land as a multipolygon."""
        return self.land.shape


def holdings_through_time(
    days: Sequence[date],
    spans: NDArray[np.int64],
    standing: NDArray[np.int32],
    standings: Sequence[Standing],
    *,
    settled: NDArray[np.bool_],
    outlines: Outlines,
) -> Iterator[Holding]:
    """Yield the holdings of ``days`` in order.

    ``spans`` has the row of ``standing`` of each day; its columns and ``settled`` have an entry
    for each patch of ``outlines``.
    """
    for start in range(0, len(days), _AT_A_TIME):
        part = slice(start, start + _AT_A_TIME)
        yield from _of_days(days[part], standing[spans[part]], standings, settled, outlines)


def _of_days(
    days: Sequence[date],
    standing: NDArray[np.int32],
    standings: Sequence[Standing],
    settled: NDArray[np.bool_],
    outlines: Outlines,
) -> Iterator[Holding]:
    """Yield the holdings of a few days: what stands alike on all of them is joined just once."""
    course = np.ascontiguousarray(np.vstack([settled[None], standing]).T.astype(np.int32))
    whole = course.view(np.dtype((np.void, course.strides[0]))).ravel()
    _, first, alike = np.unique(whole, return_index=True, return_inverse=True)
    joined = Drawing(outlines).of(alike)
    joint = Outlines.of(np.array([joined[i].shape for i in range(len(first))], dtype=object))
    drawings = {c: Drawing(joint) for c in Convention}
    for day, now in zip(days, standing[:, first].astype(np.int64), strict=True):
        counted = {Convention.SETTLED: np.where(settled[first], now, NOBODY), Convention.TOTAL: now}
        drawn = {c: drawings[c].of(counted[c]) for c in Convention}
        for number in sorted(drawn[Convention.TOTAL]):
            for convention in Convention:
                if number in drawn[convention]:
                    land = drawn[convention][number]
                    yield Holding(day, standings[number], convention, land)
