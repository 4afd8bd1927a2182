"""Changes of holder through time, and what follows from them by weighted votes.

Nothing is walked day by day: the changes of what is known, in order of time, become changes of the
votes of whoever follows it, whose running sums give the changes of these. Weights are whole
numbers, so that sums do not depend on their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.edges import Integers

# Weights and shares are counted in these; products and their sums over a row stay below 2**31.
# Running sums over many rows do not, and wrap around harmlessly.
WHOLE = 2**14
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

    def upto(self, step: int) -> Turns:
        """Return the turns before ``step``."""
        end = np.searchsorted(self.step, step)
        return Turns(self.thing[:end], self.step[:end], self.before[:end], self.after[:end])

    def afresh(self, step: int) -> Turns:
        """Return the turns from ``step`` on, as if nothing had been known before it."""
        early, end = self.upto(step), np.searchsorted(self.step, step)
        thing, after = early.last()
        return Turns(
            np.append(thing, self.thing[end:]),
            np.append(np.full(len(thing), step), self.step[end:]),
            np.append(np.full(len(thing), NOBODY), self.before[end:]),
            np.append(after, self.after[end:]),
        )

    def followed_by(self, later: Turns, step: int) -> Turns:
        """Return these turns and, from ``step`` on, those that begin afresh."""
        thing, holder = self.last()
        return Turns(
            np.concatenate([self.thing, thing, later.thing]),
            np.concatenate([self.step, np.full(len(thing), step), later.step]),
            np.concatenate([self.before, holder, later.before]),
            np.concatenate([self.after, np.full(len(thing), NOBODY), later.after]),
        )

    def last(self) -> tuple[Integers, Integers]:
        """Return the things that are known after all turns, and their holders."""
        holder = np.full(int(self.thing.max(initial=-1)) + 1, NOBODY)
        holder[self.thing] = self.after
        known = np.flatnonzero(holder != NOBODY)
        return known, holder[known]


@dataclass(frozen=True)
class Swings:
    """At ``step`` the share of each holder in ``thing`` grows by ``change``, a row for each holder.

    At first nobody has a share. Columns come in order of time.
    """

    thing: Integers
    step: Integers
    change: Numbers

    @classmethod
    def of(cls, thing: Integers, step: Integers, after: Numbers) -> Swings:
        """Return the swings to the shares ``after``; columns come by thing, then by step."""
        before = np.roll(after, 1, axis=1)
        before[:, np.diff(thing, prepend=-1) != 0] = 0
        change = after - before
        swung = np.flatnonzero(change.any(axis=0))
        swung = swung[np.argsort(_short(step[swung]), kind="stable")]
        return cls(thing[swung], step[swung], change[:, swung])

    @classmethod
    def alone(cls, own: Turns, *, holders: int, unit: int) -> Swings:
        """Return the swings of things whose holder has all there is: ``unit``."""
        change = np.zeros((holders, len(own.thing)), dtype=np.int32)
        for number in range(holders):
            change[number] = unit * (
                (own.after == number).astype(np.int32) - (own.before == number)
            )
        return cls(own.thing, own.step, change)

    def and_also(self, other: Swings, *, things: int) -> Swings:
        """Return these and ``other``, whose things are numbered on from ``things``."""
        step = np.append(self.step, other.step)
        order = np.argsort(_short(step), kind="stable")
        return Swings(
            np.append(self.thing, other.thing + things)[order],
            step[order],
            np.append(self.change, other.change, axis=1)[:, order],
        )


@dataclass(frozen=True)
class Electorate:
    """Whose votes count for which rows: a sparse matrix of whole numbers, a row for each thing."""

    votes: Any

    @classmethod
    def of(cls, thing: Integers, row: Integers, weight: Numbers, *, things: int) -> Electorate:
        """Return the electorate in which each ``thing`` votes for the ``row`` beside it."""
        from scipy.sparse import csr_array

        shape = (things, int(row.max(initial=-1)) + 1)
        return cls(csr_array((weight, (thing, row)), shape=shape))

    @classmethod
    def of_matrix(cls, weights: Any, *, unit: int) -> Electorate:
        """Return the electorate of a sparse matrix: things, rows, weights that add up to 1."""
        from scipy.sparse import csr_array

        weight = np.rint(unit * weights.data).astype(np.int32)
        return cls(csr_array((weight, weights.indices, weights.indptr), shape=weights.shape))

    def and_also(self, other: Electorate) -> Electorate:
        """Return this and ``other``, whose things are numbered on from those of this."""
        from scipy.sparse import vstack

        return Electorate(vstack([self.votes, other.votes], format="csr"))


def whole_numbers(weight: NDArray[np.float32]) -> Numbers:
    """Return weights (0 to 1) as whole numbers."""
    whole: Numbers = np.rint(WHOLE * weight.astype(float)).astype(np.int32)
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
    :func:`own_votes` gives. The unknown do not vote. Shares add up to ``WHOLE``, or to nothing.
    """
    row, step, totals = _tallied(Swings.alone(own, holders=holders, unit=WHOLE), electorate)
    everyone = totals.sum(axis=0, dtype=np.int64)
    alone = totals.max(axis=0) >= _OWN * WHOLE
    counted = np.where(alone, np.where(totals >= _OWN * WHOLE, 1, 0), totals)
    total = np.where(alone, 1, np.maximum(everyone, 1))
    return Swings.of(row, step, np.rint(counted * (WHOLE / total)).astype(np.int32))


def elected_turns(
    places: Swings, electorate: Electorate, chance: NDArray[np.float64] | None = None
) -> Turns:
    """Return the turns of patches, in which the unknown settlements stand as one more holder.

    Shares times weights add up to ``WHOLE`` squared in a patch; what is missing is unknown. The
    greatest share wins, or the one that the patch's ``chance`` (0 to 1; below 0: none) falls to.
    """
    row, step, totals = _tallied(places, electorate)
    best, winner, unknown = totals[0].copy(), np.zeros(len(row), dtype=np.int64), -totals[0]
    for number, total in enumerate(totals[1:], start=1):
        winner[total > best] = number
        np.maximum(best, total, out=best)
        unknown -= total
    winner[unknown + WHOLE * WHOLE > best] = NOBODY
    if chance is not None:
        winner = np.where(chance[row] < 0, winner, _fallen_to(chance[row], totals))
    return Turns.of(row, step, winner)


def _fallen_to(chance: NDArray[np.float64], totals: Numbers) -> Integers:
    """Return the holder whose part of the whole ``chance`` falls into, the unknown coming last."""
    holder = np.full(len(chance), NOBODY)
    bound = np.zeros(len(chance))
    for number, total in enumerate(totals):
        bound += total
        holder[(holder == NOBODY) & (chance * (WHOLE * WHOLE) < bound)] = number
    return holder


def own_votes(places: Integers) -> tuple[Integers, Integers, Numbers]:
    """Return places, rows and weights with which ``places`` outvote all others for themselves."""
    return places, places, np.full(len(places), _OWN, dtype=np.int32)


def _tallied(swings: Swings, electorate: Electorate) -> tuple[Integers, Integers, Numbers]:
    """Return the votes for each holder after each day on which some swung, from 0 on.

    Rows and steps, by row and in order of time, and the sums in a row for each holder.
    """
    # Turned around, the votes of all swings stand row by row, those of a row in order of time.
    votes = electorate.votes[swings.thing].tocsc()
    swing, weight = votes.indices.astype(np.intp), votes.data.astype(np.int64)
    row = np.repeat(np.arange(votes.shape[1]), np.diff(votes.indptr))
    step = swings.step[swing]
    ends = np.flatnonzero(_last_of_each(row, step))
    row, step = row[ends], step[ends]
    first = votes.indptr[row]
    totals: list[Numbers] = []
    for word in _packed(swings.change):
        sums = np.append(0, np.cumsum(weight * word[swing]))
        sums = sums[ends + 1] - sums[first]
        totals += [sums.astype(np.int32), (sums >> 32).astype(np.int32)]
    return row, step, np.array(totals[: len(swings.change)])


def _packed(change: Numbers) -> list[Integers]:
    """Return two rows at a time in one number, the second in its upper half.

    Sums of such numbers are the sums of both rows, as long as those of the first are not below 0
    and fit into half.
    """
    words = []
    for low in range(0, len(change), 2):
        word = change[low].astype(np.int64)
        if low + 1 < len(change):
            word += change[low + 1].astype(np.int64) << 32
        words.append(word)
    return words


def _last_of_each(row: Integers, step: Integers) -> NDArray[np.bool_]:
    return np.append((row[1:] != row[:-1]) | (step[1:] != step[:-1]), True)[: len(row)]


def _short(numbers: Integers) -> NDArray[np.integer]:
    """Return small ``numbers`` in two bytes: numpy sorts them in linear time."""
    return numbers.astype(np.uint16) if numbers.max(initial=0) < 2**16 else numbers
