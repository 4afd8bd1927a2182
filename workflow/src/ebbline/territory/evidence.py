"""What is known of places on a day, and how much it counts: the one way of evidence into the field.

A state speaks for its holder fully from its first to its last report and for ``stale_after_days``
beyond; after that, and before its first report, it counts the less the longer ago or the later it
was said, measured against what is known around it: a place is overruled by fresher neighbours, not
by neighbours that are as old. Within the window of days of a change, what was and what is share a
place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ebbline.land.field import Conditioner
from ebbline.land.grid import Floats, Integers
from ebbline.vocabulary import Event, State

TORN = 0.6
"""The share of a contested place that stays its holder's, if no claim says which."""
SURROUNDED = 0.25
"""The share of the land around a surrounded place that is its holder's, at most."""
_UNDECIDED = 0.45
_DIRECT = 1500


@dataclass(frozen=True)
class Evidence:
    """States of points with a number (``place``, one a state), and the events that began them.

    The points are the ``reported`` places, then the marks (see :mod:`ebbline.territory.marks`);
    the states of marks come behind those of places. ``trust`` is how much a state counts (0 to 1).
    """

    states: Sequence[State]
    place: NDArray[np.int64]
    holders: tuple[str, ...]
    events: Mapping[str, Event]
    stale_after_days: int
    places: int
    reported: int
    trust: Floats

    def days(self, first: date, last: date) -> set[date]:
        """Return the days on which what is known changes of itself."""
        found = {first}
        for state in self.states:
            found |= {d for d in (state.start, state.end) if d is not None}
        for _, earliest, latest in self._windows:
            found |= {date.fromordinal(earliest), date.fromordinal(latest)}
        return {d for d in found if first <= d <= last}

    def fading(self, first: date, last: date) -> set[date]:
        """Return the days on which a word turns old, or the doubt about a day of change ends."""
        days = [latest + 1 for *_, latest in self._windows]
        turns = (self._last + self.stale_after_days + 1, self._first - self.stale_after_days)
        for turn in turns:
            days += turn[(self._start < turn) & (turn < self._end)].tolist()
        return {d for d in map(date.fromordinal, days) if first <= d <= last}

    def on(self, day: date) -> Told:
        """Return what is told of each place at the end of ``day``."""
        today = day.toordinal()
        share = np.zeros((self.places, len(self.holders)))
        fresh, known = np.zeros(self.places), np.zeros(self.places)
        current = np.full(self.places, -1)
        now = np.flatnonzero((self._start <= today) & (today < self._end))
        at, stale = self.place[now], max(self.stale_after_days, 1)
        back = self.trust[now] * stale / np.maximum(self._first[now] - today, stale)
        late = self.trust[now] * stale / np.maximum(today - self._last[now], stale)
        share[at], current[at] = self._share[now], now
        known[at], fresh[at] = back, np.minimum(back, late)
        dated = np.ones(self.places, dtype=bool)
        for number, earliest, latest in self._windows:
            place, before = int(self.place[number]), number - 1
            if not earliest <= today <= latest or current[place] not in (before, number):
                continue
            dated[place] = False
            passed = (today - earliest + 1) / (latest - earliest + 2)
            most = (0.0, _UNDECIDED) if current[place] == before else (1 - _UNDECIDED, 1.0)
            passed = float(np.clip(passed, *most))
            share[place] = passed * self._share[number] + (1 - passed) * self._share[before]
        return Told(share, fresh, known, current, dated)

    @cached_property
    def _windows(self) -> list[tuple[int, int, int]]:
        """The states that began on a day that is not certain, with the ends of its window."""
        found = []
        for number, state in enumerate(self.states):
            event, before = self.events.get(state.event_id), number - 1
            if event is None or event.date != state.start or not state.holder or number == 0:
                continue
            known = self.place[before] == self.place[number] and self.states[before].holder
            if known and event.date_earliest != event.date_latest:
                ends = event.date_earliest.toordinal(), event.date_latest.toordinal()
                found.append((number, *ends))
        return found

    @cached_property
    def _start(self) -> Integers:
        return np.array([s.start.toordinal() for s in self.states], dtype=np.int64)

    @cached_property
    def _end(self) -> Integers:
        """The first day after each state; a state of nobody never counts."""
        ends = [s.end.toordinal() if s.end else date.max.toordinal() for s in self.states]
        held = np.array([bool(s.holder) for s in self.states], dtype=bool)
        return np.where(held, np.array(ends, dtype=np.int64), 0)

    @cached_property
    def _first(self) -> Integers:
        """The first report of each state; its start, where that is not said."""
        days = [(s.first_report or s.start).toordinal() for s in self.states]
        return np.array(days, dtype=np.int64)

    @cached_property
    def _last(self) -> Integers:
        return np.array([s.last_report.toordinal() for s in self.states], dtype=np.int64)

    @cached_property
    def surrounded(self) -> NDArray[np.bool_]:
        """Whether each state is that of a place with a rival of the field around it; then none.

        So it is while it is besieged, and while it is fought over after that by the same two.
        """
        found: list[bool] = []
        before: tuple[str, str, str] | None = None
        for state in self.states:
            goes_on = state.contested and _sides(state) == before and found[-1]
            found.append((state.besieged or goes_on) and state.rival in self.holders)
            before = _sides(state)
        return np.array([*found, False], dtype=bool)

    @cached_property
    def _share(self) -> Floats:
        states = zip(self.states, self.surrounded.tolist(), strict=False)
        rows = [self._shares(s, ring) for s, ring in states if s.holder]
        found = np.zeros((len(self.states), len(self.holders)))
        found[[bool(s.holder) for s in self.states]] = np.reshape(rows, (-1, len(self.holders)))
        return found

    def _shares(self, state: State, is_surrounded: bool) -> Floats:
        share = np.zeros(len(self.holders))
        share[self.holders.index(state.holder)] = 1
        if (state.contested or is_surrounded) and state.rival in self.holders:
            known = [v for v in (state.share_low, state.share_high) if v is not None]
            own = sum(known) / len(known) if known else TORN
            if is_surrounded:
                own = min(own, SURROUNDED)
            share[self.holders.index(state.holder)] = own
            share[self.holders.index(state.rival)] += 1 - own
        return share


def _sides(state: State) -> tuple[str, str, str]:
    return state.place_id, state.holder, state.rival


@dataclass(frozen=True)
class Told:
    """What is told of each place on a day.

    The share of each holder (0 in all: nothing is told), how fresh that is and how surely known (0
    to 1), the number of its state or -1, and whether the day of its last change is past or to come
    for sure (``dated``).
    """

    share: Floats
    fresh: Floats
    known: Floats
    state: NDArray[np.int64]
    dated: NDArray[np.bool_]

    def of(self, points: NDArray[np.int64]) -> Told:
        """Return what is told of some of the places."""
        return Told(
            *(self.share[points], self.fresh[points], self.known[points]),
            *(self.state[points], self.dated[points]),
        )

    @property
    def is_new(self) -> NDArray[np.bool_]:
        """Whether what is told of each place is neither old, nor early, nor within a window."""
        return (self.state >= 0) & (self.fresh >= 1) & self.dated


@dataclass(frozen=True)
class Believed:
    """Of each place: the share of each holder, adding up to 1, and how much is known (0 to 1)."""

    share: Floats
    known: Floats


@dataclass(frozen=True)
class Weighing:
    """Sets what is told of a place against what the others say of it.

    ``conditioner`` knows the places; ``doubt_km`` is the kriging variance at which half is unknown.
    """

    others: Floats
    neighbours: Floats
    variance: Floats
    doubt_km: float

    @classmethod
    def of(cls, conditioner: Conditioner, *, doubt_km: float) -> Weighing:
        """Return the weighing of the conditioner's places."""
        others, variance = conditioner.without_itself
        positive = np.maximum(others, 0)
        total = np.maximum(positive.sum(axis=1, keepdims=True), 1e-9)
        return cls(others, positive / total, variance, doubt_km)

    def of_told(self, told: Told) -> Believed | None:
        """Return what is believed of each place; ``None`` if nothing is told of any.

        With the precision matrix Q of kriging, a place with weight w takes ``w * told + (1 - w) *
        what the others say``: kriging with noise, and for w = 0 kriging without the place.
        """
        there = told.state >= 0
        if not there.any():
            return None
        fresh = np.where(there, told.fresh, 0)
        around = self.neighbours @ fresh
        weight = np.where(there, np.minimum(1, fresh / np.maximum(around, 1e-9)), 0)
        weight = np.where(there, np.minimum(weight, told.known), 0)
        share = told.share.copy()
        loose = np.flatnonzero(weight < 1)
        if len(loose):
            share[loose] = self._settled(share, weight, loose)
        return Believed(share, self._known(np.where(there, told.known, 0)))

    def _known(self, told: Floats) -> Floats:
        """Return how much is known of each place, from how surely it is told: the variance counts.

        Of many untold places the variance is that without the others, which is a little too small.
        """
        loose = np.flatnonzero(told < 1)
        known = told.copy()
        if not len(loose):
            return known
        if len(loose) <= _DIRECT:
            precision = -self.others[np.ix_(loose, loose)] / self.variance[loose][:, None]
            noise = told[loose] / np.maximum(1 - told[loose], 1e-6)
            precision[np.diag_indices_from(precision)] = (1 + noise) / self.variance[loose]
            variance = np.diag(np.linalg.inv((precision + precision.T) / 2))
        else:
            variance = self.variance[loose] * (1 - told[loose])
        known[loose] = self.doubt_km / (self.doubt_km + np.maximum(variance, 0))
        return known

    def _settled(self, share: Floats, weight: Floats, loose: NDArray[np.int64]) -> Floats:
        """Return the shares of the ``loose`` places, by the fixed ones and their own words."""
        from scipy.linalg import cho_factor, cho_solve

        fixed = weight >= 1
        lean, own = 1 - weight[loose], 1 / self.variance[loose]
        others = self.others[loose]
        given = (weight[loose] / lean)[:, None] * share[loose] + others[:, fixed] @ share[fixed]
        system = -own[:, None] * others[:, loose]
        system[np.diag_indices_from(system)] = own / lean
        # Each row times its own precision, so that the matrix is symmetric.
        factor = cho_factor((system + system.T) / 2, lower=True, overwrite_a=True)
        found = cho_solve(factor, own[:, None] * given)
        found = np.clip(found, 0, 1)
        total = found.sum(axis=1, keepdims=True)
        even = np.full_like(found, 1 / found.shape[1])
        settled: Floats = np.where(total > 1e-9, found / np.maximum(total, 1e-9), even)
        return settled
