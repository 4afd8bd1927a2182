"""How far each area could be off: resampled places, and days anywhere in the events' windows.

Each draw keeps a reported place with probability 1 - 1/e (a Poisson bootstrap: a place is drawn
0, 1, 2 … times, and 0 times means that nothing is known of it; the settlements around follow
others, or nobody), and moves every event to a day of its window, all days alike. Two draws keep
every place and take all events at their earliest and at their latest day. An interval goes from
the 5 % to the 95 % quantile of the draws, and as far as those two and the best estimate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.course import NOBODY
from ebbline.territory.cover import Cover, Followers
from ebbline.territory.inference import Follower, leading
from ebbline.territory.sums import Ledger, Sums
from ebbline.vocabulary import Event, State

_KEPT = 1 - np.exp(-1)
_QUANTILES = (0.05, 0.95)
_STILL = np.iinfo(np.int32).max
_EXTREMES = 2
_CHUNK = 50_000
_NONE = np.zeros(0, dtype=np.int64)
Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Draws, and beside each the place that is meant."""


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


@dataclass
class Resampling:
    """All draws at once, walked through day by day; only what changed is computed again.

    ``holder`` (draws × places) and ``patch`` (draws × patches) are numbers of holders,
    ``NOBODY`` where unknown; ``sums`` are the areas of each draw.
    """

    draws: Draws
    places: NDArray[np.int64]
    state_holder: NDArray[np.int64]
    cover: Cover
    ledger: Ledger
    source: NDArray[np.int32]
    weight: NDArray[np.float32]
    targets: NDArray[np.int64]
    holder: NDArray[np.int16]
    patch: NDArray[np.int16]
    sums: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        draws: Draws,
        states: Sequence[State],
        number: Mapping[str, int],
        holders: Sequence[str],
        *,
        follower: Follower,
        cover: Cover,
        ledger: Ledger,
    ) -> Resampling:
        """Return the draws before the first day, when nothing is known."""
        places = np.array([number[s.place_id] for s in states], dtype=np.int64)
        ever = np.zeros(len(number), dtype=bool)
        ever[places] = True
        source, weight = _followed(draws.kept & ever, follower)
        count = len(draws.kept)
        leaves = len(ledger.land.leaves)
        sums = np.zeros((count, 2, len(holders) + 1, leaves))
        unknown = np.full(len(cover.source), NOBODY)
        sums[:] = ledger.by_leaf(unknown)
        return cls(
            draws=draws,
            places=places,
            state_holder=np.array([holders.index(s.holder) for s in states], dtype=np.int64),
            cover=cover,
            ledger=ledger,
            source=source,
            weight=weight,
            targets=follower.candidates.targets,
            holder=np.full((count, len(number)), NOBODY, dtype=np.int16),
            patch=np.full((count, len(cover.source)), NOBODY, dtype=np.int16),
            sums=sums,
        )

    def walk(self, days: Sequence[date]) -> list[Sums]:
        """Return the sums of all draws on each day: draw, convention, holder, region."""
        states_of: dict[int, list[int]] = defaultdict(list)
        for state, place in enumerate(self.places.tolist()):
            states_of[place].append(state)
        targets_of = self._followers()
        patches_of = Followers.of(self.cover.source, self.holder.shape[1])
        windows = _Windows.of(self.draws)
        own = np.full_like(self.holder, NOBODY)
        before, found = 0, []
        for day in days:
            now = day.toordinal()
            places = np.unique(self.places[windows.between(before, now)])
            changed = self._moved(own, places, states_of, now)
            self._vote(*patches_of.pairs(*self._decide(own, *changed, targets_of)))
            found.append(self.sums @ self.ledger.land.membership)
            before = now
        return found

    def _followers(self) -> Followers:
        """Return which rows of ``targets`` follow a place in some draw."""
        places = self.holder.shape[1]
        keys = np.zeros(0, dtype=np.int64)
        rows = np.arange(len(self.targets), dtype=np.int64)[:, None]
        for source in self.source:
            new = np.where(source == NOBODY, -1, rows * places + source)
            keys = np.union1d(keys, new[new >= 0])
        return Followers.of_pairs(*np.divmod(keys, places), places)

    def _moved(
        self,
        own: NDArray[np.int16],
        places: NDArray[np.int64],
        states_of: Mapping[int, list[int]],
        now: int,
    ) -> Pairs:
        """Bring ``own`` (what is reported of ``places``) up to ``now``; return what changed."""
        start, end = self.draws.start, self.draws.end
        draws, moved = [_NONE], [_NONE]
        for place in places.tolist():
            new = np.full(len(own), NOBODY, dtype=np.int16)
            for state in states_of[place]:
                true = self.draws.kept[:, place] & (start[:, state] <= now) & (now < end[:, state])
                new[true] = self.state_holder[state]
            draw = np.flatnonzero(new != own[:, place])
            own[:, place] = new
            draws.append(draw)
            moved.append(np.full(len(draw), place))
        return np.concatenate(draws), np.concatenate(moved)

    def _decide(
        self,
        own: NDArray[np.int16],
        draw: NDArray[np.int64],
        moved: NDArray[np.int64],
        targets_of: Followers,
    ) -> Pairs:
        """Write the holders of the places that moved and of their followers; return changes."""
        followers, row = targets_of.pairs(draw, moved)
        count = self.holder.shape[1]
        marked = np.zeros(self.holder.size, dtype=bool)
        marked[draw * count + moved] = True
        marked[followers * count + self.targets[row]] = True
        draws, places = np.divmod(np.flatnonzero(marked), count)
        new = own[draws, places].astype(np.int64)
        row_of = np.full(count, NOBODY)
        row_of[self.targets] = np.arange(len(self.targets))
        unknown = np.flatnonzero((new == NOBODY) & (row_of[places] != NOBODY))
        for start in range(0, len(unknown), _CHUNK):
            part = unknown[start : start + _CHUNK]
            some, target = draws[part], row_of[places[part]]
            source = self.source[some, target]
            votes = np.where(source == NOBODY, NOBODY, own[some[:, None], source]).astype(np.int64)
            leader = leading(votes, self.weight[some, target], len(self.ledger.holders))
            new[part] = votes[np.arange(len(votes)), leader]
        differs = new != self.holder[draws, places]
        self.holder[draws, places] = new
        return draws[differs], places[differs]

    def _vote(self, draws: NDArray[np.int64], patches: NDArray[np.int64]) -> None:
        """Vote patches again, each in the draw beside it, and correct the sums."""
        holders, land = len(self.ledger.holders), self.ledger.land
        for start in range(0, len(patches), _CHUNK):
            draw, patch = draws[start : start + _CHUNK], patches[start : start + _CHUNK]
            source = self.cover.source[patch]
            held = self.holder[draw[:, None], source].astype(np.int64)
            votes = np.where(source == NOBODY, NOBODY, np.where(held == NOBODY, holders, held))
            leader = leading(votes, self.cover.weight[patch], holders + 1)
            new = votes[np.arange(len(votes)), leader]
            new = np.where(new == holders, NOBODY, new)
            for sign, holder in ((-1.0, self.patch[draw, patch]), (1.0, new)):
                held_by = np.where(holder == NOBODY, holders, holder)
                total = sign * land.km2[patch]
                for number, km2 in enumerate((total * land.settled[patch], total)):
                    where: Any = (draw, number, held_by, land.leaf[patch])
                    np.add.at(self.sums, where, km2)
            self.patch[draw, patch] = new


@dataclass(frozen=True)
class _Windows:
    """The first and last days on which each state may begin and end, over all draws."""

    start: tuple[NDArray[np.int32], NDArray[np.int32]]
    end: tuple[NDArray[np.int32], NDArray[np.int32]]

    @classmethod
    def of(cls, draws: Draws) -> _Windows:
        """Return the windows of ``draws``."""
        start, end = draws.start, draws.end
        return cls((start.min(axis=0), start.max(axis=0)), (end.min(axis=0), end.max(axis=0)))

    def between(self, before: int, now: int) -> NDArray[np.bool_]:
        """Return which states may begin or end after ``before`` and up to ``now``."""
        found = np.zeros(len(self.start[0]), dtype=bool)
        for first, last in (self.start, self.end):
            found |= (first <= now) & (last > before)
        return found


def _followed(
    known: NDArray[np.bool_], follower: Follower
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return what each target follows in each draw, and with which weights."""
    targets = len(follower.candidates.targets)
    source = np.full((len(known), targets, follower.count), NOBODY, dtype=np.int32)
    weight = np.zeros(source.shape, dtype=np.float32)
    for draw, row in enumerate(known):
        source[draw], weight[draw] = follower.picks(row)
    return source, weight


def spread(draws: Sums, best: Sums) -> tuple[Sums, Sums]:
    """Return the lower and upper ends of the intervals of one day."""
    low, high = np.quantile(draws, _QUANTILES, axis=0)
    extremes = draws[:_EXTREMES]
    low = np.minimum.reduce([low, *extremes, best])
    high = np.maximum.reduce([high, *extremes, best])
    return np.maximum(low, 0.0), high
