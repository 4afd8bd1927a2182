"""What is said of land between places, as points of the field: near statements and drawn evidence.

A mark is a point on the ground with a state of its own. It counts from its first day on, until a
place around it changes hands or the statement is old; drawn evidence counts on its own days alone,
as far as somebody drew them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from ebbline.drawn import Drawn
from ebbline.land.grid import Floats, Grid
from ebbline.vocabulary import Certainty, Claim, Kind, State

TRUST = {1: 1.0, 2: 1.0, 3: 0.8, 4: 0.5, 5: 0.2, 6: 0.5}
"""How much a statement counts, by its credibility (Admiralty)."""
_SIDE_KM = 2.0
"""So far to both sides of a line its sides are told."""
_STEP_KM = 5.0
_MOST_POINTS = 60
_PART = 0.25
_LEAST_KM, _ROUNDED_KM, _MOST_KM = 0.5, 5.0, 5.0
_AROUND_KM = 20.0


@dataclass(frozen=True)
class Mark:
    """A point (km on the ground's projection), what is said of it, and how much that counts.

    ``said_by`` is the id of the claim, or ``evidence-<number>`` of the drawn feature.
    """

    x: float
    y: float
    state: State
    trust: float
    said_by: str
    is_drawn: bool = False


@dataclass(frozen=True)
class Known:
    """Who held which place when, with the places' points (km): what near statements build on."""

    states: Sequence[State]
    point: Mapping[str, tuple[float, float]]

    def of(self, place_id: str, day: date) -> State | None:
        """Return the state of a place at the end of a day."""
        return next((s for s in self.on(day) if s.place_id == place_id), None)

    def on(self, day: date) -> Iterable[State]:
        """Return the states of a day of places on the ground."""
        return (
            s
            for s in self.states
            if s.place_id in self.point and s.start <= day and (s.end is None or day < s.end)
        )

    def next_change(self, x: float, y: float, day: date, within_km: float) -> date | None:
        """Return the first day after ``day`` on which a place near a point has a new holder."""
        before = {s.place_id: s.holder for s in self.on(day)}
        days = [
            s.start
            for s in self.states
            if s.start > day
            and s.place_id in self.point
            and s.holder != before.get(s.place_id, "")
            and np.hypot(self.point[s.place_id][0] - x, self.point[s.place_id][1] - y) <= within_km
        ]
        return min(days, default=None)


def near_marks(
    claims: Iterable[Claim], place_of: Mapping[str, str], known: Known, *, stale_after_days: int
) -> list[Mark]:
    """Return a pair of marks for each near statement: the front is so far from the place.

    Beyond it stand the forces of ``holder``, before it whoever holds the place. Without a
    direction they come from the nearest place that they hold; where that is nearer than they are
    said to be, or the place is theirs already, there is nothing to add. ``place_of`` has the place
    of each name as it was written. A later statement on the same place and holder replaces one.
    """
    near = [c for c in claims if c.kind is Kind.NEAR and c.distance_km is not None]
    near = [c for c in near if place_of.get(c.place) in known.point and c.credibility in TRUST]
    marks = []
    for claim in near:
        place_id, day = place_of[claim.place], claim.first_day
        last = claim.date_to or day
        there = known.of(place_id, day)
        if there is None or not there.holder or there.holder == claim.holder:
            continue
        away = float(claim.distance_km or 0)
        course = _course(claim, place_id, known, away)
        if course is None:
            continue
        later = [
            c.first_day
            for c in near
            if place_of[c.place] == place_id and c.holder == claim.holder and c.first_day > last
        ]
        x, y = known.point[place_id]
        change = known.next_change(x, y, last, max(away + _MOST_KM, _AROUND_KM))
        ends = [last + timedelta(stale_after_days + 1), *later, *([change] if change else [])]
        gap = doubt_km(away)
        for distance, holder in ((away + gap, claim.holder), (away - gap, there.holder)):
            state = _state(claim.claim_id, holder, "", day, min(ends), last)
            point = x + distance * course[0], y + distance * course[1]
            marks.append(Mark(*point, state, TRUST[claim.credibility], claim.claim_id))
    return marks


def doubt_km(away: float) -> float:
    """Return how far off a stated distance may be: a quarter of it, and half of what it is round.

    At least 0.5 and at most 5 km, and no more than half the distance.
    """
    rounded = _ROUNDED_KM if away % _ROUNDED_KM == 0 else 2 * _LEAST_KM
    return float(min(max(_PART * away, rounded / 2), _MOST_KM, away / 2))


def _course(claim: Claim, place_id: str, known: Known, away: float) -> tuple[float, float] | None:
    """Return the direction to the forces as a unit vector (east, north)."""
    if claim.direction:
        angle = np.radians(claim.direction.azimuth)
        return float(np.sin(angle)), float(np.cos(angle))
    x, y = known.point[place_id]
    theirs = [
        (known.point[s.place_id][0] - x, known.point[s.place_id][1] - y)
        for s in known.on(claim.first_day)
        if s.holder == claim.holder
    ]
    if not theirs:
        return None
    east, north = min(theirs, key=lambda v: (np.hypot(*v), v))
    far = float(np.hypot(east, north))
    return None if far <= away else (east / far, north / far)


def drawn_marks(drawn: Iterable[Drawn], grid: Grid) -> list[Mark]:
    """Return the marks of drawn evidence on the projection of ``grid``.

    A line has one every 5 km, and with sides a pair 2 km to the left and right of each; an area one
    in each square of 5 km; at most 60 points a feature, then they are further apart.
    """
    import shapely

    marks = []
    for one in drawn:
        shape = grid.project(np.array([one.geometry], dtype=object))[0]
        name = f"evidence-{one.number}"
        if one.is_line:
            told = _of_line(shape, one)
        elif one.geometry.geom_type.endswith("Point"):
            told = [(x, y, one.holder, one.rival) for x, y in shapely.get_coordinates(shape)]
        else:
            told = [(x, y, one.holder, one.rival) for x, y in _inside(shape)]
        for x, y, holder, rival in told:
            state = _state(name, holder, rival, one.first, one.last + timedelta(1), one.last)
            marks.append(Mark(float(x), float(y), state, TRUST[one.credibility], name, True))
    return marks


def _of_line(shape: Any, one: Drawn) -> list[tuple[float, float, str, str]]:
    """Return points along a line: pairs on its sides, or torn ones where no side is told."""
    import shapely

    told: list[tuple[float, float, str, str]] = []
    parts = shapely.get_parts(shape)
    step = max(_STEP_KM, float(shape.length) / _MOST_POINTS)
    for line in parts:
        count = max(1, round(line.length / step))
        along: Floats = (np.arange(count) + 0.5) / count * float(line.length)
        here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
        if not one.holder_side:
            told += [(x, y, one.holder, one.rival) for x, y in here]
            continue
        ends = [
            shapely.get_coordinates(
                shapely.line_interpolate_point(line, np.clip(along + d, 0, line.length))
            )
            for d in (-_SIDE_KM / 2, _SIDE_KM / 2)
        ]
        course = ends[1] - ends[0]
        course /= np.maximum(np.hypot(*course.T), 1e-9)[:, None]
        left = np.column_stack([-course[:, 1], course[:, 0]]) * _SIDE_KM
        sides = (one.holder, one.rival) if one.holder_side == "left" else (one.rival, one.holder)
        for sign, holder in zip((1, -1), sides, strict=True):
            told += [(x, y, holder, "") for x, y in here + sign * left]
    return told


def _inside(shape: Any) -> Floats:
    """Return points spread over an area; of one too small for any, a point inside."""
    import shapely

    step = max(_STEP_KM, float(np.sqrt(shape.area / _MOST_POINTS)))
    west, south, east, north = shape.bounds
    x, y = np.meshgrid(
        np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    )
    points: Any = shapely.points(x.ravel(), y.ravel())
    shapely.prepare(shape)
    inside = points[shapely.contains(shape, points)]
    if not len(inside):
        inside = np.array([shapely.point_on_surface(shape)])
    found: Floats = shapely.get_coordinates(inside)
    return found


def _state(name: str, holder: str, rival: str, start: date, end: date, last: date) -> State:
    return State(
        place_id=name,
        place=name,
        start=start,
        end=end,
        holder=holder,
        rival=rival,
        contested=bool(rival),
        certainty=Certainty.CONFIRMED,
        collections=(),
        last_report=last,
        event_id="",
        share_low=0.5 if rival else None,
        share_high=0.5 if rival else None,
    )
