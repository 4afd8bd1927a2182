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

import numpy as np
from numpy.typing import NDArray

from ebbline.land.field import Conditioner
from ebbline.land.grid import Floats
from ebbline.vocabulary import Event, State

TORN = 0.6
"""The share of a contested place that stays its holder's, if no claim says which."""
_UNDECIDED = 0.45
_DIRECT = 1500
_ROUNDS = 30


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
            event = self._window(state)
            if event is not None:
                found |= {event.date_earliest, event.date_latest}
        return {d for d in found if first <= d <= last}

    def on(self, day: date) -> Told:
        """Return what is told of each place at the end of ``day``."""
        share = np.zeros((self.places, len(self.holders)))
        fresh, known = np.zeros(self.places), np.zeros(self.places)
        current = np.full(self.places, -1)
        for number, (state, place) in enumerate(zip(self.states, self.place.tolist(), strict=True)):
            if state.start <= day and (state.end is None or day < state.end) and state.holder:
                share[place] = self._shares(state)
                fresh[place], known[place] = (
                    self.trust[number] * v for v in self._weight(state, day)
                )
                current[place] = number
        for number, (state, place) in enumerate(zip(self.states, self.place.tolist(), strict=True)):
            event = self._window(state)
            if event is None or not event.date_earliest <= day <= event.date_latest:
                continue
            before = number - 1
            if number == 0 or self.place[before] != place or not self.states[before].holder:
                continue
            if current[place] not in (before, number) or not state.holder:
                continue
            days = (event.date_latest - event.date_earliest).days + 1
            passed = ((day - event.date_earliest).days + 1) / (days + 1)
            most = (0.0, _UNDECIDED) if current[place] == before else (1 - _UNDECIDED, 1.0)
            passed = float(np.clip(passed, *most))
            share[place] = passed * self._shares(state) + (1 - passed) * self._shares(
                self.states[before]
            )
        return Told(share, fresh, known, current)

    def _window(self, state: State) -> Event | None:
        """Return the event that began ``state``, if its day is not certain."""
        event = self.events.get(state.event_id)
        if event is None or event.date != state.start or event.date_earliest == event.date_latest:
            return None
        return event

    def _shares(self, state: State) -> Floats:
        share = np.zeros(len(self.holders))
        share[self.holders.index(state.holder)] = 1
        if state.contested and state.rival in self.holders:
            known = [v for v in (state.share_low, state.share_high) if v is not None]
            own = sum(known) / len(known) if known else TORN
            share[self.holders.index(state.holder)] = own
            share[self.holders.index(state.rival)] += 1 - own
        return share

    def _weight(self, state: State, day: date) -> tuple[float, float]:
        """Return how fresh the word for ``state`` is, and how surely it is known at all."""
        stale = max(self.stale_after_days, 1)
        early = (state.first_report - day).days if state.first_report else 0
        late = (day - state.last_report).days
        back = 1.0 if early <= stale else stale / early
        return min(back, stale / max(late, stale)), back


@dataclass(frozen=True)
class Told:
    """What is told of each place on a day.

    The share of each holder (0 in all: nothing is told), how fresh that is and how surely known (0
    to 1), and the number of its state or -1.
    """

    share: Floats
    fresh: Floats
    known: Floats
    state: NDArray[np.int64]

    def of(self, points: NDArray[np.int64]) -> Told:
        """Return what is told of some of the places."""
        return Told(self.share[points], self.fresh[points], self.known[points], self.state[points])


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
        fixed = weight >= 1
        given = weight[loose, None] * share[loose]
        lean = (1 - weight[loose])[:, None]
        given = given + lean * (self.others[np.ix_(loose, np.flatnonzero(fixed))] @ share[fixed])
        system = lean * self.others[np.ix_(loose, loose)]
        if len(loose) <= _DIRECT:
            found = np.linalg.solve(np.eye(len(loose)) - system, given)
        else:
            found = given
            for _ in range(_ROUNDS):
                found = 0.5 * found + 0.5 * (given + system @ found)
        found = np.clip(found, 0, 1)
        total = found.sum(axis=1, keepdims=True)
        even = np.full_like(found, 1 / found.shape[1])
        settled: Floats = np.where(total > 1e-9, found / np.maximum(total, 1e-9), even)
        return settled
