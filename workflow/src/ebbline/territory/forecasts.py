"""How good the field is where it can be tested, and what single reports do to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt

import numpy as np

from ebbline.config import Config
from ebbline.config.model import Period
from ebbline.land.grid import Floats
from ebbline.territory.evidence import Evidence, Told
from ebbline.territory.surface import Surface, Surfaces
from ebbline.vocabulary import Convention, HitRate, Influence, Prediction

LEAST = 10
"""No hit rate is given from fewer places."""
_BINS = (0.0, 0.5, 0.7, 0.9, 1.0)
_Z = 1.96


def hit_rates(
    surfaces: Surfaces, told: Sequence[Told], starts: Sequence[date], config: Config
) -> list[HitRate]:
    """Return how often the likeliest holder is right, by its probability without the place's word.

    A place counts once in a bin, with its share of days there on which it was predicted right.
    """
    days = np.diff([*(d.toordinal() for d in starts), config.period.last.toordinal() + 1])
    found = []
    for one, length in zip(told, days.tolist(), strict=True):
        surface, one = surfaces.on(one)
        weighing = surface.weighing
        believed = weighing.of_told(one)
        there = np.flatnonzero(one.state[: len(surfaces.numbers)] >= 0)
        if believed is None or len(there) < 2:
            continue
        said = np.clip(weighing.others[there] @ believed.share, 0, 1)
        said /= np.maximum(said.sum(axis=1, keepdims=True), 1e-9)
        right = said.argmax(axis=1) == one.share[there].argmax(axis=1)
        found.append(np.column_stack([there, said.max(axis=1), np.full(len(there), length), right]))
    rows = np.concatenate(found) if found else np.zeros((0, 4))
    rates = []
    for low, high in pairwise(_BINS):
        mine = rows[(rows[:, 1] > low) & (rows[:, 1] <= high)]
        places, index = np.unique(mine[:, 0], return_inverse=True)
        if len(places) < LEAST:
            rates.append(HitRate(low, high, len(places), None, None, None))
            continue
        total = np.bincount(index, weights=mine[:, 2])
        rate = float((np.bincount(index, weights=mine[:, 2] * mine[:, 3]) / total).mean())
        rates.append(HitRate(low, high, len(places), round(rate, 4), *wilson(rate, len(places))))
    return rates


def wilson(rate: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (E. B. Wilson, JASA 22, 1927)."""
    middle = (rate + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z * sqrt(rate * (1 - rate) / count + (_Z / (2 * count)) ** 2) / (1 + _Z**2 / count)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)


def first_reports(surfaces: Surfaces, evidence: Evidence, period: Period) -> list[Prediction]:
    """Return what the field says of each place the day before anything is reported of it.

    Only states of which something had been reported by then count.
    """
    first: dict[int, tuple[date, int]] = {}
    for number, (state, place) in enumerate(
        zip(evidence.states, evidence.place.tolist(), strict=True)
    ):
        day = state.first_report or state.start
        if place >= evidence.reported:
            break
        if state.holder and (place not in first or day < first[place][0]):
            first[place] = (day, number)
    by_day: dict[date, list[int]] = {}
    for _, (day, number) in sorted(first.items()):
        if period.first < day <= period.last:
            by_day.setdefault(day, []).append(number)
    rows = []
    for day, numbers in sorted(by_day.items()):
        eve = day - timedelta(1)
        said = [s.first_report or s.start for s in evidence.states]
        told = evidence.on(eve)
        early = np.array([n >= 0 and said[n] <= eve for n in told.state.tolist()], dtype=bool)
        surface, told = surfaces.on(replace(told, state=np.where(early, told.state, -1)))
        believed = surface.weighing.of_told(told)
        for number in numbers:
            state, place = evidence.states[number], int(evidence.place[number])
            if believed is None:
                continue
            likely = believed.share[place]
            rows.append(
                Prediction(
                    place_id=state.place_id,
                    place=state.place,
                    date=day,
                    holder=state.holder,
                    predicted=evidence.holders[int(likely.argmax())],
                    probability=round(float(likely[evidence.holders.index(state.holder)]), 3),
                    known=round(float(believed.known[place]), 3),
                )
            )
    return rows


def influences(
    surfaces: Surfaces, evidence: Evidence, config: Config, km2: Floats, day: date
) -> list[Influence]:
    """Return the subject's area with all reports and without each, the strongest first.

    ``km2`` is the land of each node, settled and total.
    """
    surface, told = surfaces.on(evidence.on(day))
    subject = evidence.holders.index(config.subject)
    every = _held(surface, told, subject, km2)
    rows = []
    for place in np.flatnonzero(told.state[: evidence.reported] >= 0).tolist():
        state = told.state.copy()
        state[place] = -1
        without = _held(surface, replace(told, state=state), subject, km2)
        known = evidence.states[int(told.state[place])]
        for number, convention in enumerate((Convention.SETTLED, Convention.TOTAL)):
            rows.append(
                Influence(
                    place_id=known.place_id,
                    date=day,
                    holder=config.subject,
                    convention=convention,
                    km2_with=round(float(every[number]), 1),
                    km2_without=round(float(without[number]), 1),
                )
            )
    return sorted(rows, key=lambda r: (-abs(r.km2_with - r.km2_without), r.place_id, r.convention))


def _held(surface: Surface, told: Told, holder: int, km2: Floats) -> Floats:
    """Return the land of a holder by convention."""
    believed = surface.weighing.of_told(told)
    if believed is None:
        return np.zeros(2)
    likely, known = surface.on_nodes(surface.given(believed))
    held: Floats = km2[(likely.argmax(axis=1) == holder) & (known >= 0.5)].sum(axis=0)
    return held
