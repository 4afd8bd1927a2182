"""Changes of holder through time, and what follows from them by weighted votes.

Nothing is walked day by day: the changes of what is known, in order of time, become changes of the
votes of whoever follows it, whose running sums give the changes of these. Weights are whole
numbers, so that sums do not depend on their order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.edges import Integers, spans

# Weights and shares are counted in these; products and their sums over a row stay below 2**31.
# Running sums over many rows do not, and wrap around harmlessly.
_WHOLE = 2**14
_OWN = 2**16
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Turns:
    """At ``step`` (a number of a day) ``thing`` goes from ``before`` to ``after``.

    Those are numbers of holders, ``NOBODY`` where unknown, as everything is at first. Rows come in
    order of time.
    """

    thing: Integers
    step: Integers
    before: Integers
    after: Integers

    @classmethod
    def of(cls, thing: Integers, step: Integers, after: Integers) -> Turns:
        """Return the turns to ``after`` where it differs; rows come by thing, then by step."""
        first = np.diff(thing, prepend=-1) != 0
        before = np.where(first, NOBODY, np.append(NOBODY, after[:-1]))
        turned = np.flatnonzero(before != after)
        turned = turned[np.argsort(_short(step[turned]), kind="stable")]
        return cls(thing[turned], step[turned], before[turned], after[turned])


@dataclass(frozen=True)
class Swings:
    """At ``step`` the share of each candidate in ``thing`` grows by ``change``.

    ``change`` has a row for each holder (and one for the unknown, to whom everything belongs at
    first). Columns come in order of time.
    """

    thing: Integers
    step: Integers
    change: NDArray[np.int16]

    @classmethod
    def of(cls, thing: Integers, step: Integers, after: Numbers) -> Swings:
        """Return the swings to the shares ``after``; columns come by thing, then by step."""
        first = np.diff(thing, prepend=-1) != 0
        before = np.roll(after, 1, axis=1)
        before[:, first] = 0
        before[-1, first] = _WHOLE
        change = (after - before).astype(np.int16)
        swung = np.flatnonzero(change.any(axis=0))
        swung = swung[np.argsort(_short(step[swung]), kind="stable")]
        return cls(thing[swung], step[swung], change[:, swung])


@dataclass(frozen=True)
class Electorate:
    """Whose votes count for which rows: those of thing ``t`` from ``bounds[t]`` on."""

    bounds: Integers
    row: Integers
    weight: Numbers
    rows: int

    @classmethod
    def of(cls, thing: Integers, row: Integers, weight: Numbers, *, things: int) -> Electorate:
        """Return the electorate in which each ``thing`` votes for the ``row`` beside it."""
        order = np.argsort(_short(thing), kind="stable")
        bounds = np.searchsorted(thing[order], np.arange(things + 1))
        return cls(bounds, row[order], weight[order], int(row.max(initial=-1)) + 1)


def whole_numbers(weight: NDArray[np.float32]) -> Numbers:
    """Return weights (0 to 1) as whole numbers."""
    whole: Numbers = np.rint(_WHOLE * weight.astype(float)).astype(np.int32)
    return whole


def own_turns(
    place: Integers, holder: Integers, start: Integers, end: Integers, *, steps: int
) -> Turns:
    """Return the turns of places from their states, which come by place and in order of time.

    A state lasts from step ``start`` to before ``end``, or until the next one of its place.
    """
    last = np.append(place[1:] != place[:-1], True)[: len(place)]
    following = np.where(last, steps, np.append(start[1:], steps)[: len(place)])
    end = np.minimum(np.minimum(end, steps), following)
    real = start < end
    place, holder, start, end = place[real], holder[real], start[real], end[real]
    gap = end < steps
    thing, step = np.append(place, place[gap]), np.append(start, end[gap])
    after = np.append(holder, np.full(gap.sum(), NOBODY))
    # Where a state follows at once, the gap before it comes first and is overruled.
    order = np.lexsort((np.append(np.ones(len(place)), np.zeros(gap.sum())), step, thing))
    thing, step, after = thing[order], step[order], after[order]
    final = np.append((thing[1:] != thing[:-1]) | (step[1:] != step[:-1]), True)[: len(thing)]
    return Turns.of(thing[final], step[final], after[final])


def followed_swings(own: Turns, electorate: Electorate, *, holders: int) -> Swings:
    """Return the swings of places, each for its own holder or else as those that it follows.

    ``electorate`` has each place vote for its followers, and for itself with the weight that
    :func:`own_votes` gives. The unknown do not vote.
    """
    row, step, totals = _tallied(_own_swings(own, holders), electorate)
    everyone = totals.sum(axis=0, dtype=np.int64)
    alone = totals.max(axis=0) >= _OWN * _WHOLE
    counted = np.where(alone, np.where(totals >= _OWN * _WHOLE, 1, 0), totals)
    total = np.where(alone, 1, np.maximum(everyone, 1))
    after = np.zeros((holders + 1, len(row)), dtype=np.int32)
    after[:holders] = np.rint(counted * (_WHOLE / total))
    after[holders] = np.where(everyone > 0, 0, _WHOLE)
    return Swings.of(row, step, after)


def elected_turns(places: Swings, electorate: Electorate, *, holders: int) -> Turns:
    """Return the turns of patches, in which the unknown settlements stand as one more holder."""
    row, step, totals = _tallied(places, electorate)
    totals[holders] += _WHOLE * _WHOLE
    winner = totals.argmax(axis=0)
    return Turns.of(row, step, np.where(winner == holders, NOBODY, winner))


def _own_swings(own: Turns, holders: int) -> Swings:
    """Return the swings for the reported holders alone."""
    change = np.zeros((holders, len(own.thing)), dtype=np.int16)
    for number in range(holders):
        sign = (own.after == number).astype(np.int16) - (own.before == number)
        change[number] = _WHOLE * sign
    return Swings(own.thing, own.step, change)


def own_votes(places: int) -> tuple[Integers, Integers, Numbers]:
    """Return places, rows and weights with which each place outvotes all others for itself."""
    everyone = np.arange(places)
    return everyone, everyone, np.full(places, _OWN, dtype=np.int32)


def _tallied(swings: Swings, electorate: Electorate) -> tuple[Integers, Integers, Numbers]:
    """Return the votes for each candidate after each day on which some swung, from 0 on.

    Rows and steps, by row and in order of time, and the sums in a row for each candidate.
    """
    count = electorate.bounds[swings.thing + 1] - electorate.bounds[swings.thing]
    index = spans(electorate.bounds[swings.thing], count)
    row = electorate.row[index]
    order = np.argsort(_short(row), kind="stable")
    row, weight = row[order], electorate.weight[index[order]]
    swing = np.repeat(np.arange(len(count), dtype=np.int32), count)[order]
    step = swings.step[swing]
    ends = np.flatnonzero(_last_of_each(row, step))
    row, step = row[ends], step[ends]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    length = np.diff(first, append=len(row))
    totals = np.empty((len(swings.change), len(ends)), dtype=np.int32)
    for number, change in enumerate(swings.change):
        sums = np.cumsum(weight * change[swing], dtype=np.int32)[ends]
        earlier = np.where(first > 0, sums[first - 1], np.int32(0))
        np.subtract(sums, np.repeat(earlier, length), out=totals[number])
    return row, step, totals


def _last_of_each(row: Integers, step: Integers) -> NDArray[np.bool_]:
    return np.append((row[1:] != row[:-1]) | (step[1:] != step[:-1]), True)[: len(row)]


def _short(numbers: Integers) -> NDArray[np.integer]:
    """Return small ``numbers`` in two bytes: numpy sorts them in linear time."""
    return numbers.astype(np.uint16) if numbers.max(initial=0) < 2**16 else numbers
