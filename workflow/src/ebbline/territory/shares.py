"""From shares of settlements to the holder of each patch.

A settlement with a report of its own speaks for one holder. Another passes on the shares of the
reported places that it follows, not only the verdict: of three that are each torn 60 to 40, the
land between is torn too, and the weights of a patch decide on all of it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY, Course
from ebbline.territory.cover import Cover, Followers
from ebbline.territory.inference import Inference

Shares = NDArray[np.float32]
"""A row for each place; a column for each holder and a last one for the unknown; rows sum to 1."""


def shares_of(holder: NDArray[np.int64], inference: Inference, holders: int) -> Shares:
    """Return what every place speaks for; ``holder`` is known of some, ``inference`` of others."""
    shares = np.zeros((len(holder), holders + 1), dtype=np.float32)
    shares[np.arange(len(holder)), np.where(holder == NOBODY, holders, holder)] = 1
    shares[inference.place] = _passed_on(
        holder, inference, np.arange(len(inference.place)), holders
    )
    return shares


def _passed_on(
    holder: NDArray[np.int64], inference: Inference, rows: NDArray[np.int64], holders: int
) -> Shares:
    """Return the shares of ``rows`` of ``inference``."""
    source, weight = inference.source[rows], inference.weight[rows]
    votes = np.where(source == NOBODY, NOBODY, holder[source])
    shares = np.zeros((len(rows), holders + 1), dtype=np.float32)
    for number in range(holders):
        shares[:, number] = np.where(votes == number, weight, 0).sum(axis=1)
    return shares


@dataclass
class Spokesmen:
    """The shares of all places from one span to the next; only what changed is computed again.

    ``inference_of(known)`` gives what each place follows when the ``known`` ones are known.
    """

    inference_of: Callable[[NDArray[np.bool_]], Inference]
    holders: int
    _holder: NDArray[np.int64] | None = field(init=False, default=None)
    _inference: Inference = field(init=False)
    _followers: Followers = field(init=False)
    _shares: Shares = field(init=False)

    def of(self, holder: NDArray[np.int64]) -> tuple[Shares, NDArray[np.int64]]:
        """Return the shares of all places and the numbers of those whose shares changed.

        ``holder`` has the holder's number of each place with a report, ``NOBODY`` elsewhere.
        """
        known, before = holder != NOBODY, self._holder
        self._holder = holder.copy()
        if before is None or not np.array_equal(known, before != NOBODY):
            self._inference = self.inference_of(known)
            self._followers = Followers.of(self._inference.source, len(holder))
            shares = shares_of(holder, self._inference, self.holders)
            changed = np.arange(len(holder))
            if before is not None:
                changed = np.flatnonzero((shares != self._shares).any(axis=1))
            self._shares = shares
            return shares, changed
        moved = np.flatnonzero(holder != before)
        rows = self._followers(moved)
        self._shares[moved] = np.eye(self.holders + 1, dtype=np.float32)[holder[moved]]
        self._shares[self._inference.place[rows]] = _passed_on(
            holder, self._inference, rows, self.holders
        )
        return self._shares, np.concatenate([moved, self._inference.place[rows]])


def summed(cover: Cover, shares: Shares, patches: NDArray[np.int64]) -> Shares:
    """Return the shares of each of ``patches``: those of the settlements, by their weights."""
    source = cover.source[patches]
    weight = np.where(source != NOBODY, cover.weight[patches], 0)
    total: Shares = np.einsum("pc,pch->ph", weight, shares[source])
    total[:, -1] += 1 - weight.sum(axis=1)
    return total


def elect(
    cover: Cover, holder: NDArray[np.int64], shares: Shares, patches: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the winner in each of ``patches`` and its leading settlement, or ``NOBODY``.

    The holder (or the unknown) with the greatest share wins, the shares of the settlements
    counting by their weights in the patch; of equal ones the first. The leading settlement is the
    heaviest of those that the winner holds; there may be none if the winner is everywhere the
    second. ``holder`` has the holder's number of each place, inferred ones included.
    """
    source, weight = cover.source[patches], cover.weight[patches]
    winner = summed(cover, shares, patches).argmax(axis=1)
    winner = np.where(winner == shares.shape[1] - 1, NOBODY, winner)
    mine = (source != NOBODY) & (holder[source] == winner[:, None])
    column = np.argmax(np.where(mine, weight, -1), axis=1)
    rows = np.arange(len(patches))
    leads = mine[rows, column] & (winner != NOBODY)
    return winner, np.where(leads, source[rows, column], NOBODY).astype(np.int32)


def patch_standings(
    cover: Cover, course: Course, reported: NDArray[np.int64], spokesmen: Spokesmen
) -> NDArray[np.int32]:
    """Return the standing (a number in ``course.standings``) of each patch in each span.

    ``reported`` has the holder's number of each place with a report in each span (``NOBODY``:
    none). Only patches of settlements that changed are elected again.
    """
    holder_of = np.append(course.holder, NOBODY)
    patches_of = Followers.of(cover.source, course.standing.shape[1])
    result = np.full((len(course.starts), len(cover.source)), NOBODY, dtype=np.int32)
    before = np.full(course.standing.shape[1], NOBODY, dtype=np.int32)
    for span, now in enumerate(course.standing):
        if span:
            result[span] = result[span - 1]
        shares, changed = spokesmen.of(reported[span])
        patches = patches_of(np.union1d(changed, np.flatnonzero(now != before)))
        if len(patches):
            winner, leader = elect(cover, holder_of[now], shares, patches)
            alone = np.where(winner == NOBODY, NOBODY, course.weakest[winner])
            result[span, patches] = np.where(leader == NOBODY, alone, now[leader])
        before = now
    return result
