"""Who held each patch: a weighted vote of the settlements that it follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY, Course
from ebbline.vocabulary import Weight


@dataclass(frozen=True)
class Cover:
    """The settlements of each patch, heaviest first, and their weights; padded with ``NOBODY``."""

    source: NDArray[np.int32]
    weight: NDArray[np.float32]


def make_cover(
    patch_ids: Sequence[str], weights: Sequence[Weight], number: Mapping[str, int]
) -> Cover:
    """Return the cover of patches in the order of ``patch_ids``."""
    patch_number = {patch_id: i for i, patch_id in enumerate(patch_ids)}
    entries: list[list[tuple[float, int]]] = [[] for _ in patch_ids]
    for w in weights:
        if w.patch_id in patch_number and w.place_id in number:
            entries[patch_number[w.patch_id]].append((-w.weight, number[w.place_id]))
    size = max([len(e) for e in entries], default=0) or 1
    source = np.full((len(patch_ids), size), NOBODY, dtype=np.int32)
    weight = np.zeros((len(patch_ids), size), dtype=np.float32)
    for patch, found in enumerate(entries):
        for column, (negative, place) in enumerate(sorted(found)):
            source[patch, column], weight[patch, column] = place, -negative
    return Cover(source, weight)


def vote(
    cover: Cover, holder: NDArray[np.int64], patches: NDArray[np.int64], *, holders: int
) -> NDArray[np.int32]:
    """Return the leading settlement of each of ``patches``; ``NOBODY`` where unknown.

    ``holder`` has the holder's number of each place, ``NOBODY`` where unknown. The holder with
    the greatest weight wins, the unknown settlements standing together as one; of equal ones, the
    holder of the heaviest settlement. The leading settlement is the heaviest of the winner's.
    """
    source, weight = cover.source[patches], cover.weight[patches]
    votes = np.where(source == NOBODY, NOBODY, holder[source])
    total = np.stack(
        [np.where(votes == h, weight, 0).sum(axis=1) for h in range(NOBODY, holders)], axis=1
    )
    rows = np.arange(len(patches))
    total[rows, votes[:, 0] + 1] += 1e-6
    winner = total.argmax(axis=1) - 1
    first = np.argmax(votes == winner[:, None], axis=1)
    return np.where(winner == NOBODY, NOBODY, source[rows, first]).astype(np.int32)


def patch_standings(cover: Cover, course: Course, holders: Sequence[str]) -> NDArray[np.int32]:
    """Return the standing (a number in ``course.standings``) of each patch in each span.

    Only patches of settlements that changed are voted again.
    """
    holder_of = np.array(
        [*(holders.index(s.holder) for s in course.standings), NOBODY], dtype=np.int64
    )
    patches_of = _patches_of(cover, course.standing.shape[1])
    result = np.full((len(course.starts), len(cover.source)), NOBODY, dtype=np.int32)
    before = np.full(course.standing.shape[1], NOBODY, dtype=np.int32)
    for span, now in enumerate(course.standing):
        if span:
            result[span] = result[span - 1]
        changed = patches_of(np.flatnonzero(now != before))
        if len(changed):
            leader = vote(cover, holder_of[now], changed, holders=len(holders))
            result[span, changed] = np.where(leader == NOBODY, NOBODY, now[leader])
        before = now
    return result


def _patches_of(cover: Cover, places: int):  # type: ignore[no-untyped-def]
    """Return a function from place numbers to the patches that follow one of them."""
    patch, column = np.nonzero(cover.source != NOBODY)
    source = cover.source[patch, column]
    order = np.argsort(source, kind="stable")
    patch, bounds = patch[order], np.searchsorted(source[order], np.arange(places + 1))

    def look_up(changed: NDArray[np.int64]) -> NDArray[np.int64]:
        parts = [patch[bounds[p] : bounds[p + 1]] for p in changed]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)

    return look_up
