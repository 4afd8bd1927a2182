"""Who held each place in each span of days, reported or inferred."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ebbline.territory.inference import Inference
from ebbline.vocabulary import Certainty, Evidence, State

NOBODY = -1
"""The number of a state, kind or holder where nothing is known."""


@dataclass(frozen=True, order=True)
class Standing:
    """How a place or patch stands: all that a map shows of it."""

    holder: str
    rival: str
    contested: bool
    evidence: Evidence
    certainty: Certainty


@dataclass(frozen=True)
class Course:
    """The standing of every place over spans of days.

    ``starts`` are the first days of the spans, each lasting until the next; ``ends`` is the last
    day of the last one. ``standing``, ``via`` and ``cost_km`` have a row for each span and a
    column for each place: a number in ``standings`` (or ``NOBODY``), the place that an inferred
    one follows (or ``NOBODY``), and the cost to it. ``holder`` is the holder's number of each of
    ``standings``, ``weakest`` for each holder the standing of what it holds by inference without
    a settlement of its own to speak for it.
    """

    starts: tuple[date, ...]
    standings: tuple[Standing, ...]
    standing: NDArray[np.int32]
    via: NDArray[np.int32]
    cost_km: NDArray[np.float32]
    holder: NDArray[np.int64]
    weakest: NDArray[np.int32]


def span_starts(states: Iterable[State], *, first: date, last: date) -> tuple[date, ...]:
    """Return the days from ``first`` to ``last`` on which a state starts or ends, and ``first``."""
    days = {first}
    for state in states:
        days |= {d for d in (state.start, state.end) if d is not None and first <= d <= last}
    return tuple(sorted(days))


def states_by_span(
    states: Sequence[State], number: Mapping[str, int], starts: Sequence[date]
) -> NDArray[np.int32]:
    """Return the number in ``states`` of what is known of each place in each span.

    States of places without a number, and of nobody, are left out.
    """
    table = np.full((len(starts), len(number)), NOBODY, dtype=np.int32)
    days = np.array([d.toordinal() for d in starts])
    for index, state in enumerate(states):
        place = number.get(state.place_id)
        if place is None or not state.holder:
            continue
        first = int(np.searchsorted(days, state.start.toordinal()))
        last = len(days)
        if state.end is not None:
            last = int(np.searchsorted(days, state.end.toordinal()))
        # A state that began before the first span holds on its first day.
        table[first:last, place] = index
    return table


def follow(
    states: Sequence[State],
    table: NDArray[np.int32],
    starts: Sequence[date],
    holders: Sequence[str],
    inference_of: Callable[[NDArray[np.bool_]], Inference],
) -> Course:
    """Return the course of every place, inferring what ``table`` does not know.

    ``inference_of(known)`` gives what each place follows when the ``known`` ones are known.
    """
    numbers: dict[Standing, int] = {}
    own = np.array([_number(numbers, _reported(s)) for s in states] or [NOBODY], dtype=np.int32)
    holder = np.array([holders.index(s.holder) if s.holder else NOBODY for s in states] or [NOBODY])
    inferred = np.array(
        [_number(numbers, _inferred(s)) if s.holder else NOBODY for s in states] or [NOBODY],
        dtype=np.int32,
    )
    weakest = [
        _number(numbers, Standing(h, "", False, Evidence.INFERRED, Certainty.CLAIMED))
        for h in holders
    ]
    standing = np.full(table.shape, NOBODY, dtype=np.int32)
    via = np.full(table.shape, NOBODY, dtype=np.int32)
    cost = np.full(table.shape, np.nan, dtype=np.float32)
    for span, row in enumerate(table):
        known = row != NOBODY
        standing[span, known] = own[row[known]]
        found = inference_of(known)
        place, leader, away = found.decide(np.where(known, holder[row], NOBODY), len(holders))
        standing[span, place] = inferred[row[leader]]
        via[span, place], cost[span, place] = leader, away
    ordered = sorted(numbers)
    place_of = {numbers[s]: i for i, s in enumerate(ordered)}
    renumber = np.array([*(place_of[i] for i in range(len(numbers))), NOBODY], dtype=np.int32)
    return Course(
        starts=tuple(starts),
        standings=tuple(ordered),
        standing=renumber[standing],
        via=via,
        cost_km=cost,
        holder=np.array([holders.index(s.holder) for s in ordered], dtype=np.int64),
        weakest=renumber[weakest],
    )


def _number(numbers: dict[Standing, int], standing: Standing) -> int:
    return numbers.setdefault(standing, len(numbers))


def _reported(state: State) -> Standing:
    return Standing(state.holder, state.rival, state.contested, Evidence.REPORTED, state.certainty)


def _inferred(state: State) -> Standing:
    # Fighting in a town says nothing of its neighbours: only the holder is passed on.
    return Standing(state.holder, "", False, Evidence.INFERRED, state.certainty)
