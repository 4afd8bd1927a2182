"""Candidate places of labels: what is asked, what may be, and the places beside a point."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ebbline.figures.boxes import Array, corners
from ebbline.figures.course import Arc

_AROUND = (  # direction in degrees and cost, for a script that runs to the right
    *((35, 0.0), (0, 0.12), (-35, 0.22), (145, 0.34)),
    *((180, 0.42), (-145, 0.52), (90, 0.55), (-90, 0.62)),
)
_LEADER_LENGTHS = (7.0, 12.0, 18.0, 26.0, 36.0, 48.0)
_LEADER_DIRECTIONS = tuple(range(0, 360, 15))
_LEADER_COST = 3.0


@dataclass(frozen=True)
class Candidate:
    """One place for a label: its box's lower left corner (before turning), angle, cost.

    ``anchor`` is where a leader line starts at the marker; ``None`` without leader. ``arc`` is the
    base line of a name that follows a river.
    """

    x: float
    y: float
    angle: float
    cost: float
    anchor: tuple[float, float] | None = None
    arc: Arc | None = None


@dataclass(frozen=True)
class Request:
    """A label to place: its box in points, its candidates; ``key`` names it in the answer.

    ``owner`` is the number of the marker it belongs to (-1: none), which it may come close to.
    """

    key: str
    width: float
    height: float
    candidates: tuple[Candidate, ...]
    must_stand: bool
    owner: int = -1


@dataclass(frozen=True)
class Placed:
    """Where a label stands: its box's lower left corner, its angle in degrees, its leader."""

    x: float
    y: float
    angle: float
    width: float
    height: float
    anchor: tuple[float, float] | None = None
    arc: Arc | None = None

    @property
    def corners(self) -> Array:
        """The four corners of the box, in points."""
        return corners(self.x, self.y, self.width, self.height, self.angle)

    @property
    def leader(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """The leader line from the marker to the box, if there is one."""
        if self.anchor is None:
            return None
        x = min(max(self.anchor[0], self.x), self.x + self.width)
        y = min(max(self.anchor[1], self.y), self.y + self.height)
        return self.anchor, (x, y)


def around(
    x: float,
    y: float,
    radius: float,
    width: float,
    height: float,
    *,
    right_to_left: bool,
    with_leaders: bool,
) -> tuple[Candidate, ...]:
    """Return the candidates of a point label: eight places beside it, then some further off."""
    found = []
    for direction, cost in _AROUND:
        turned = 180 - direction if right_to_left else direction
        found.append(_beside(x, y, radius + 1.0, width, height, turned, cost))
    if with_leaders:
        for length in _LEADER_LENGTHS:
            for direction in _LEADER_DIRECTIONS:
                cost = _LEADER_COST + length / 12 + 0.02 * abs(((direction + 180) % 360) - 180) / 45
                place = _beside(x, y, radius + length, width, height, direction, cost)
                turn = math.radians(direction)
                anchor = (x + radius * math.cos(turn), y + radius * math.sin(turn))
                found.append(Candidate(place.x, place.y, 0.0, cost, anchor))
    return tuple(found)


def _beside(
    x: float, y: float, gap: float, width: float, height: float, direction: float, cost: float
) -> Candidate:
    turn = math.radians(direction)
    cosine, sine = math.cos(turn), math.sin(turn)
    tip_x, tip_y = x + gap * cosine, y + gap * sine
    left = tip_x - width * (1 - _share(cosine))
    low = tip_y - height * (1 - _share(sine))
    return Candidate(left, low, 0.0, cost)


def _share(component: float) -> float:
    """Share of the box on the far side of the tip: 0, a half, or 1, blended near the axes."""
    return min(max(0.5 + component * 0.9, 0.0), 1.0)
