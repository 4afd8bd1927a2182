"""How far each area could be off: resampled places, and days anywhere in the events' windows.

Each draw keeps a reported place with probability 1 - 1/e (a Poisson bootstrap: a place is drawn
0, 1, 2 … times, and 0 times means that nothing is known of it; the settlements around follow
others, or nobody), moves every event to a day of its window, all days alike, and gives each patch
to one of the holders that share in it, by chance (:mod:`ebbline.territory.chance`). Two draws keep
every place, give each patch to the greatest share, and take all events at their earliest and at
their latest day. An interval goes from the 5 % to the 95 % quantile of the draws, and as far as
those two and the best estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.land.grid import Floats
from ebbline.territory.chance import Chances
from ebbline.territory.course import NOBODY
from ebbline.territory.cover import Cover
from ebbline.territory.inference import Follower
from ebbline.territory.sums import Ledger, Sums
from ebbline.territory.turns import (
    WHOLE,
    Electorate,
    Swings,
    Turns,
    elected_turns,
    followed_swings,
    own_turns,
    own_votes,
    whole_numbers,
)
from ebbline.vocabulary import Event, State

_KEPT = 1 - np.exp(-1)
_QUANTILES = (0.05, 0.95)
_STILL = np.iinfo(np.int32).max
_EXTREMES = 2
_MOST, _SOON = 0.95, 0.25
_SQUARE_METRES = 1e6
_THOUSAND = 1000
Thousandths = NDArray[np.integer[Any]]
"""Areas in thousandths of square kilometres: half the memory, and all the digits written."""


Votes = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]
"""Places, beside each a place that follows it, and with which weight."""


@dataclass(frozen=True)
class Draws:
    """What varies: which places are known, and the days of the states, a row for each draw.

    The first two draws keep every place; ``start`` and ``end`` have a column for each state.
    """

    kept: NDArray[np.bool_]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


def make_draws(
    states: Sequence[State],
    events: Mapping[str, Event],
    *,
    places: int,
    draws: int,
    seed: int,
) -> Draws:
    """Return ``draws`` draws; ``states`` are in order of place and day."""
    random = np.random.default_rng(seed)
    kept = random.random((draws, places)) < _KEPT
    kept[:_EXTREMES] = True
    start = np.empty((draws, len(states)), dtype=np.int32)
    end = np.empty_like(start)
    for number, state in enumerate(states):
        early, late = _window(state, events)
        start[:, number] = random.integers(early, late + 1, size=draws)
        start[:_EXTREMES, number] = early, late
        end[:, number] = _STILL if state.end is None else state.end.toordinal()
        before = number - 1
        if number and states[before].place_id == state.place_id:
            start[:, number] = np.maximum(start[:, number], start[:, before])
            if states[before].end == state.start:
                end[:, before] = start[:, number]
    return Draws(kept, start, end)


def _window(state: State, events: Mapping[str, Event]) -> tuple[int, int]:
    """Return the first and last day (ordinals) that the state may have begun on."""
    event = events.get(state.event_id)
    own = state.start.toordinal()
    # A state "before the event" names the event that ended it: its own start is not in doubt.
    if event is None or event.date != state.start:
        return own, own
    return min(own, event.date_earliest.toordinal()), max(own, event.date_latest.toordinal())


@dataclass(frozen=True)
class Resampling:
    """Makes the areas of each draw on the same ``days`` (ordinals).

    ``place`` and ``holder`` are the numbers of the place and holder of each state; ``weights`` has
    a row for each place and a column for each patch, a sparse matrix.
    """

    draws: Draws
    days: NDArray[np.int64]
    place: NDArray[np.int64]
    holder: NDArray[np.int64]
    follower: Follower
    weights: Any
    ledger: Ledger
    chances: Chances

    @classmethod
    def of(
        cls,
        draws: Draws,
        states: Sequence[State],
        number: Mapping[str, int],
        *,
        days: Sequence[date],
        follower: Follower,
        cover: Cover,
        ledger: Ledger,
        chances: Chances,
    ) -> Resampling:
        """Return the resampling of ``states``; ``number`` is that of each place id."""
        from scipy.sparse import coo_array

        patch, column = np.nonzero(cover.source != NOBODY)
        entries = (cover.weight[patch, column], (cover.source[patch, column], patch))
        return cls(
            draws=draws,
            days=np.array([d.toordinal() for d in days], dtype=np.int64),
            place=np.array([number[s.place_id] for s in states], dtype=np.int64),
            holder=np.array([ledger.holders.index(s.holder) for s in states], dtype=np.int64),
            follower=follower,
            weights=coo_array(entries, shape=(len(number), len(cover.source))).tocsr(),
            ledger=ledger,
            chances=chances,
        )

    def empty(self) -> Thousandths:
        """Return room for the sums of all draws, day by day."""
        land, holders = self.ledger.land, len(self.ledger.holders)
        shape = (len(self.days), len(self.draws.kept), 2, holders + 1, len(land.regions))
        most = land.km2.sum() * _THOUSAND
        return np.empty(shape, dtype=np.int32 if most < np.iinfo(np.int32).max else np.int64)

    def sums_of(self, draws: Iterable[int]) -> Thousandths:
        """Return the sums of some draws: day, draw, convention, holder, region."""
        return np.stack([self.sums(draw) for draw in draws], axis=1)

    def sums(self, draw: int) -> Thousandths:
        """Return the sums of a draw: day, convention, holder (the unknown last), region."""
        kept = self.draws.kept[draw][self.place]
        start, end = (
            np.searchsorted(self.days, of_draws[draw][kept])
            for of_draws in (self.draws.start, self.draws.end)
        )
        own = own_turns(self.place[kept], self.holder[kept], start, end, steps=len(self.days))
        votes, split = self._votes(own), self._step_when_most_is_known(own)
        chance = None if draw < _EXTREMES else self.chances.of(draw)
        patches = self._elected(own.afresh(split), votes, chance, first=split)
        if split:
            patches = self._elected(own.upto(split), votes, chance).followed_by(patches, split)
        return self._areas(patches)

    def _step_when_most_is_known(self, own: Turns) -> int:
        """Return the step from which on most places are known, if that is soon; else 0."""
        first = np.full(self.draws.kept.shape[1], len(self.days))
        np.minimum.at(first, own.thing, own.step)
        known = np.sort(first[first < len(self.days)])
        most = int(known[int(_MOST * (len(known) - 1))]) if len(known) else 0
        return most if most < _SOON * len(self.days) else 0

    def _elected(self, own: Turns, votes: Votes, chance: Floats | None, *, first: int = 0) -> Turns:
        """Return the turns of patches in a draw in which ``own`` is known, from a step on.

        The shares of a settlement that follows places always known are weighted sums of theirs:
        those places then vote for its patches directly, with the product of the weights. Where
        what is known comes and goes, the settlement's shares are found first.
        """
        from scipy.sparse import coo_array, diags_array

        size, holders = self.draws.kept.shape[1], len(self.ledger.holders)
        known, always = _known_places(own, size, first)
        follows = ~always[votes[1]]
        source, target, weight = votes[0][follows], votes[1][follows], votes[2][follows]
        unsteady = known & ~always
        unsteady[target[~always[source]]] = True
        steady = ~unsteady[target]
        passed_on = coo_array(
            (weight[steady], (source[steady], target[steady])), shape=(size, size)
        ).tocsr() + diags_array(always.astype(float))
        electorate = Electorate.of_matrix(passed_on @ self.weights, unit=WHOLE * WHOLE)
        swings = Swings.alone(own, holders=holders, unit=1)
        if unsteady.any():
            voters, voted, own_weight = own_votes(np.flatnonzero(unsteady))
            found = followed_swings(
                own,
                Electorate.of(
                    np.append(source[~steady], voters),
                    np.append(target[~steady], voted),
                    np.append(whole_numbers(weight[~steady]), own_weight),
                    things=size,
                ),
                holders=holders,
            )
            electorate = electorate.and_also(Electorate.of_matrix(self.weights, unit=WHOLE))
            swings = swings.and_also(found, things=size)
        return elected_turns(swings, electorate, chance)

    def _votes(self, own: Turns) -> Votes:
        """Return who follows whom in a draw; places that are always known follow nobody."""
        known, always = _known_places(own, self.draws.kept.shape[1], 0)
        candidates = self.follower.candidates
        open_ = np.flatnonzero(~always[candidates.targets])
        source, cost = self.follower.nearest(known, open_)
        weight = self.follower.weights(source, cost)
        row, column = np.nonzero(weight > 0)
        target = candidates.targets[open_[row]]
        return source[row, column].astype(np.int64), target, weight[row, column]

    def _areas(self, patches: Turns) -> Thousandths:
        """Return the areas that follow from the turns of patches."""
        land, holders = self.ledger.land, len(self.ledger.holders)
        leaves, count = len(land.leaves), holders + 1
        # Whole square metres add up to the same in any order.
        square_metres = np.rint(land.km2 * _SQUARE_METRES)
        conventions = np.stack([np.where(land.settled, square_metres, 0), square_metres])
        shape = (len(self.days), count, leaves)
        found = np.zeros((2, *shape))
        for number, size in enumerate(conventions):
            for sign, holder in ((-1, patches.before), (1, patches.after)):
                held_by = np.where(holder == NOBODY, holders, holder)
                key = (patches.step * count + held_by) * leaves + land.leaf[patches.thing]
                weight = sign * size[patches.thing]
                found[number] += np.bincount(key, weight, minlength=found[0].size).reshape(shape)
            found[number, 0, holders] += np.bincount(land.leaf, size, minlength=leaves)
        sums = np.cumsum(found, axis=1) @ land.membership
        rounded = np.rint(np.moveaxis(sums, 0, 1) / _SQUARE_METRES * _THOUSAND)
        return rounded.astype(self.empty().dtype)


def _known_places(own: Turns, size: int, first: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which of ``size`` places are known on some day, and on all from ``first`` on."""
    known, always = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    known[own.thing] = True
    always[own.thing[own.step == first]] = True
    always[own.thing[own.after == NOBODY]] = False
    return known, always


def spread(draws: Thousandths, best: Sums) -> tuple[Sums, Sums]:
    """Return the lower and upper ends of the intervals of one day; a row for each draw."""
    low, high = np.quantile(draws, _QUANTILES, axis=0) / _THOUSAND
    extremes = draws[:_EXTREMES] / _THOUSAND
    low = np.minimum.reduce([low, *extremes, best])
    high = np.maximum.reduce([high, *extremes, best])
    return np.maximum(low, 0.0), high
