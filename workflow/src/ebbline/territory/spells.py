"""From standings by span to rows with half-open days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY, Course
from ebbline.territory.places import Network
from ebbline.vocabulary import PatchState, SettlementState


def runs(values: NDArray[np.int32]) -> Iterator[tuple[int, int, int, int]]:
    """Yield ``(column, first span, span after the last, value)`` of each run that is known.

    ``values`` has a row for each span; runs come by column, then in order of time.
    """
    spans = len(values)
    for column in range(values.shape[1]):
        line = values[:, column]
        cuts = [0, *(np.flatnonzero(np.diff(line)) + 1).tolist(), spans]
        for first, after in pairwise(cuts):
            if line[first] != NOBODY:
                yield column, first, after, int(line[first])


def _days(starts: Sequence[date], first: int, after: int) -> tuple[date, date | None]:
    return starts[first], starts[after] if after < len(starts) else None


def settlement_rows(
    course: Course, network: Network, likelihood: NDArray[np.float64]
) -> list[SettlementState]:
    """Return who held each settlement when; ``likelihood`` by span and place, NaN: not known."""
    key = course.standing.astype(np.int64) * (len(network.ids) + 1) + course.via + 1
    key = np.where(course.standing == NOBODY, NOBODY, key)
    code = np.unique(key, return_inverse=True)[1]
    codes = np.where(key == NOBODY, NOBODY, code.reshape(key.shape)).astype(np.int32)
    rows = []
    for place, first, after, _ in runs(codes):
        standing = course.standings[course.standing[first, place]]
        via = int(course.via[first, place])
        start, end = _days(course.starts, first, after)
        chance = float(likelihood[first, place])
        rows.append(
            SettlementState(
                place_id=network.ids[place],
                place=network.names[place],
                start=start,
                end=end,
                holder=standing.holder,
                rival=standing.rival,
                contested=standing.contested,
                evidence=standing.evidence,
                certainty=standing.certainty,
                via_place_id="" if via == NOBODY else network.ids[via],
                cost_km=None if via == NOBODY else round(float(course.cost_km[first, place]), 3),
                likelihood=None if via == NOBODY or np.isnan(chance) else round(chance, 4),
            )
        )
    return rows


def patch_rows(
    standing: NDArray[np.int32], course: Course, patch_ids: Sequence[str]
) -> list[PatchState]:
    """Return who held each patch when."""
    rows = []
    for patch, first, after, value in runs(standing):
        start, end = _days(course.starts, first, after)
        s = course.standings[value]
        rows.append(
            PatchState(
                patch_ids[patch],
                start,
                end,
                s.holder,
                s.rival,
                s.contested,
                s.evidence,
                s.certainty,
            )
        )
    return rows
