"""From standings by span to rows with half-open days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY, Course
from ebbline.territory.places import Network
from ebbline.vocabulary import PatchState, SettlementState


def runs(values: NDArray[np.integer[Any]]) -> Iterator[tuple[int, int, int]]:
    """Yield ``(column, first span, span after the last)`` of each run that is known.

    ``values`` has a row for each span; runs come by column, then in order of time.
    """
    spans = len(values)
    lines = np.ascontiguousarray(values.T)
    begins = np.ones(lines.shape, dtype=bool)
    begins[:, 1:] = lines[:, 1:] != lines[:, :-1]
    column, first = np.nonzero(begins)
    last = np.append(column[1:] != column[:-1], True)[: len(column)]
    after = np.where(last, spans, np.append(first[1:], spans)[: len(column)])
    known = lines[column, first] != NOBODY
    yield from zip(*(v[known].tolist() for v in (column, first, after)), strict=True)


def _days(starts: Sequence[date], first: int, after: int) -> tuple[date, date | None]:
    return starts[first], starts[after] if after < len(starts) else None


def settlement_rows(
    course: Course, network: Network, likelihood: NDArray[np.float64]
) -> list[SettlementState]:
    """Return who held each settlement when; ``likelihood`` by span and place, NaN: not known."""
    key = course.standing.astype(np.int64) * (len(network.ids) + 1) + course.via + 1
    key = np.where(course.standing == NOBODY, NOBODY, key)
    rows = []
    for place, first, after in runs(key):
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
    for patch, first, after in runs(standing):
        start, end = _days(course.starts, first, after)
        s = course.standings[standing[first, patch]]
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
