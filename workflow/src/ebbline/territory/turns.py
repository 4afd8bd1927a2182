"""Changes of holder through time, and what follows from them by weighted votes.

Nothing is walked day by day: the changes of what is known, in order of time, become changes of the
votes of whoever follows it, whose running sums give the changes of these. Weights are whole
numbers, so that sums do not depend on their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.edges import Integers, spans

# Sums of a row stay below 2**31. Running sums over many rows do not, and wrap around harmlessly.
_UNIT = 2**28
_OWN = 2**29
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


def heaviness(weight: NDArray[np.float32]) -> Numbers:
    """Return weights (0 to 1) as whole numbers, a heavy voter counting a trifle more.

    Of equal holders the one with the heavier voters wins (see ``inference.leading``).
    """
    exact = weight.astype(float)
    whole: Numbers = np.rint(_UNIT * (exact + 1e-5 * np.square(exact))).astype(np.int32)
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


def followed_turns(own: Turns, electorate: Electorate, *, holders: int) -> Turns:
    """Return the turns of places, each by its own holder or else by those that it follows.

    ``electorate`` has each place vote for its followers, and for itself with the weight that
    :func:`own_votes` gives. The unknown do not vote.
    """
    row, step, totals = _tallied(own, electorate, range(holders))
    winner = totals.argmax(axis=0)
    found = totals[winner, np.arange(len(row))] > 0
    return Turns.of(row, step, np.where(found, winner, NOBODY))


def elected_turns(places: Turns, electorate: Electorate, *, holders: int) -> Turns:
    """Return the turns of patches, in which the unknown settlements stand as one more holder."""
    row, step, totals = _tallied(places, electorate, (*range(holders), NOBODY))
    whole = np.bincount(electorate.row, electorate.weight, minlength=electorate.rows)
    totals[holders] += whole.astype(np.int32)[row]
    winner = totals.argmax(axis=0)
    return Turns.of(row, step, np.where(winner == holders, NOBODY, winner))


def own_votes(places: int) -> tuple[Integers, Integers, Numbers]:
    """Return places, rows and weights with which each place outvotes all others for itself."""
    everyone = np.arange(places)
    return everyone, everyone, np.full(places, _OWN, dtype=np.int32)


def _tallied(
    turns: Turns, electorate: Electorate, candidates: Sequence[int]
) -> tuple[Integers, Integers, Numbers]:
    """Return the votes for each candidate after each day on which some turned, from 0 on.

    Rows and steps, by row and in order of time, and the sums in a row for each candidate.
    """
    count = electorate.bounds[turns.thing + 1] - electorate.bounds[turns.thing]
    index = spans(electorate.bounds[turns.thing], count)
    row = electorate.row[index]
    order = np.argsort(_short(row), kind="stable")
    row, weight = row[order], electorate.weight[index[order]]
    turn = np.repeat(np.arange(len(count), dtype=np.int32), count)[order]
    step = turns.step[turn]
    before, after = turns.before.astype(np.int8)[turn], turns.after.astype(np.int8)[turn]
    ends = np.flatnonzero(_last_of_each(row, step))
    row, step = row[ends], step[ends]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    length = np.diff(first, append=len(row))
    totals = np.empty((len(candidates), len(ends)), dtype=np.int32)
    for number, candidate in enumerate(candidates):
        sign = (after == candidate).view(np.int8) - (before == candidate).view(np.int8)
        sums = np.cumsum(weight * sign, dtype=np.int32)[ends]
        earlier = np.where(first > 0, sums[first - 1], np.int32(0))
        np.subtract(sums, np.repeat(earlier, length), out=totals[number])
    return row, step, totals


def _last_of_each(row: Integers, step: Integers) -> NDArray[np.bool_]:
    return np.append((row[1:] != row[:-1]) | (step[1:] != step[:-1]), True)[: len(row)]


def _short(numbers: Integers) -> NDArray[np.integer]:
    """Return small ``numbers`` in two bytes: numpy sorts them in linear time."""
    return numbers.astype(np.uint16) if numbers.max(initial=0) < 2**16 else numbers
