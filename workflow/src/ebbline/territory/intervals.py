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
_CHUNK = 1000


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
    holder: NDArray[np.int64]
    patch: NDArray[np.int64]
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
            holder=np.full((count, len(number)), NOBODY, dtype=np.int64),
            patch=np.full((count, len(cover.source)), NOBODY, dtype=np.int64),
            sums=sums,
        )

    def walk(self, days: Sequence[date]) -> list[Sums]:
        """Return the sums of all draws on each day: draw, convention, holder, region."""
        states_of: dict[int, list[int]] = defaultdict(list)
        for state, place in enumerate(self.places.tolist()):
            states_of[place].append(state)
        targets_of = self._followers()
        patches_of = Followers.of(self.cover.source, self.holder.shape[1])
        row_of = np.full(self.holder.shape[1], NOBODY)
        row_of[self.targets] = np.arange(len(self.targets))
        # The last column stands for "nobody": the number -1 finds it.
        own = np.full((len(self.holder), self.holder.shape[1] + 1), NOBODY, dtype=np.int64)
        before, found = 0, []
        for day in days:
            now = day.toordinal()
            was = self.holder.copy()
            moved, own_changed = self._moved(own, states_of, before, now)
            itself = row_of[moved]
            rows = np.union1d(targets_of(moved), itself[itself != NOBODY])
            self.holder[:, moved] = own[:, moved]
            self._decide(own, own_changed, rows)
            changed = np.zeros(own.shape, dtype=bool)
            changed[:, :-1] = self.holder != was
            self._vote(changed, patches_of(np.flatnonzero(changed.any(axis=0))))
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
        self, own: NDArray[np.int64], states_of: Mapping[int, list[int]], before: int, now: int
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Bring ``own`` (what is reported) up to ``now``; return the places that changed.

        And in which draws they did: a row for each draw, a column for each column of ``own``.
        """
        start, end = self.draws.start, self.draws.end
        within = ((start > before) & (start <= now)) | ((end > before) & (end <= now))
        places = np.unique(self.places[within.any(axis=0)])
        changed = np.zeros(own.shape, dtype=bool)
        for place in places.tolist():
            new = np.full(len(own), NOBODY, dtype=np.int64)
            for state in states_of[place]:
                true = self.draws.kept[:, place] & (start[:, state] <= now) & (now < end[:, state])
                new[true] = self.state_holder[state]
            changed[:, place] = new != own[:, place]
            own[:, place] = new
        return places, changed

    def _decide(
        self, own: NDArray[np.int64], changed: NDArray[np.bool_], rows: NDArray[np.int64]
    ) -> None:
        """Write the holders of the targets in ``rows``, in the draws in which that may differ."""
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            source = self.source[:, part]
            touched = changed[:, self.targets[part]]
            for column in range(source.shape[2]):
                touched |= np.take_along_axis(changed, source[:, :, column], axis=1)
            draw, which = np.nonzero(touched)
            row = part[which]
            voters = self.source[draw, row]
            votes = own[draw[:, None], voters]
            leader = leading(votes, self.weight[draw, row], len(self.ledger.holders))
            inferred = votes[np.arange(len(votes)), leader]
            place = self.targets[row]
            mine = own[draw, place]
            self.holder[draw, place] = np.where(mine != NOBODY, mine, inferred)

    def _vote(self, changed: NDArray[np.bool_], patches: NDArray[np.int64]) -> None:
        """Vote ``patches`` again in the draws in which a voter changed; correct the sums."""
        holders, land = len(self.ledger.holders), self.ledger.land
        for start in range(0, len(patches), _CHUNK):
            part = patches[start : start + _CHUNK]
            touched = np.zeros((len(changed), len(part)), dtype=bool)
            for column in range(self.cover.source.shape[1]):
                touched |= changed[:, self.cover.source[part, column]]
            draw, which = np.nonzero(touched)
            patch = part[which]
            source = self.cover.source[patch]
            held = self.holder[draw[:, None], source]
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
