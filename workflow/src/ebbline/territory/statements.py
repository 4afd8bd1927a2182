"""What was said of land between places, beside what the map shows on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ebbline.land.ground import Ground
from ebbline.territory.checks import TOLERANCE, strength_of
from ebbline.territory.marks import Mark, doubt_km
from ebbline.territory.shares import Condition
from ebbline.territory.standing import NOBODY
from ebbline.vocabulary import Claim, Kind, Said, StatementCheck, Verdict

if TYPE_CHECKING:
    from ebbline.config.model import Period
    from ebbline.territory.territory import Course

_SECTOR = np.cos(np.radians(45))


def check_statements(
    claims: Sequence[Claim],
    place_of: Mapping[str, str],
    marks: Sequence[Mark],
    shares: Sequence[Condition],
    ground: Ground,
    course: Course,
    period: Period,
) -> list[StatementCheck]:
    """Return a row for each near claim and each drawn feature of the period, in order of time.

    Of a near claim the distance from the place to the holder's nearest land, in the direction that
    was told; of a feature the part of its points that are on land of whom it names; of a share the
    part of the region that is the holder's.
    """
    rows = [*_near(claims, place_of, ground, course), *_drawn(marks, ground, course)]
    for one in shares:
        held = _holders(course, one.first) == one.holder
        said, model = (one.low + one.high) / 2, round(float(one.part[held].sum()), 3)
        label = one.said_by, one.first, Said.SHARE, "", one.holder
        rows.append(_row(*label, said, one.low, one.high, model))
    there = [r for r in rows if period.first <= r.date <= period.last]
    return sorted(there, key=lambda r: (r.date, r.said_by))


def _near(
    claims: Sequence[Claim], place_of: Mapping[str, str], ground: Ground, course: Course
) -> Iterator[StatementCheck]:
    number = {place_id: n for n, place_id in enumerate(ground.place_ids)}
    east, north = ground.grid.centres(ground.grid.cells)
    for claim in claims:
        place = number.get(place_of.get(claim.place, ""))
        if claim.kind is not Kind.NEAR or claim.distance_km is None or place is None:
            continue
        theirs = _holders(course, claim.first_day) == claim.holder
        x, y = east[theirs] - ground.x[place], north[theirs] - ground.y[place]
        away = np.hypot(x, y)
        if claim.direction:
            angle = np.radians(claim.direction.azimuth)
            away = away[x * np.sin(angle) + y * np.cos(angle) >= _SECTOR * away]
        model = round(float(away.min()), 1) if len(away) else None
        km, doubt = claim.distance_km, doubt_km(claim.distance_km)
        yield _row(
            *(claim.claim_id, claim.first_day, Said.NEAR, claim.place, claim.holder),
            *(km, km - doubt, km + doubt, model),
        )


def _drawn(marks: Sequence[Mark], ground: Ground, course: Course) -> Iterator[StatementCheck]:
    of_feature: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.is_drawn and not mark.state.contested:
            of_feature.setdefault(mark.said_by, []).append(mark)
    inside = np.full(ground.grid.rows * ground.grid.columns, NOBODY)
    inside[ground.grid.cells] = np.arange(len(ground.grid.cells))
    for name, points in of_feature.items():
        first = points[0].state
        cells = inside[ground.grid.cell_at(*np.array([(p.x, p.y) for p in points]).T)]
        holders = _holders(course, first.start)
        right = [
            c != NOBODY and holders[c] == p.state.holder
            for c, p in zip(cells.tolist(), points, strict=True)
        ]
        model = round(sum(right) / len(right), 3)
        yield _row(name, first.start, Said.DRAWN, "", first.holder, 1.0, 1.0, 1.0, model)


def _holders(course: Course, day: Any) -> Any:
    """Return the holder of each inside cell on a day, or nothing."""
    names = np.array([*(s.holder for s in course.standings), ""], dtype=object)
    return names[course.cells[max(course.span(day), 0)]]


def _row(
    said_by: str,
    day: Any,
    kind: Said,
    place: str,
    holder: str,
    said: float,
    low: float,
    high: float,
    model: float | None,
) -> StatementCheck:
    off = None if model is None else min(0.0, model - low) + max(0.0, model - high)
    agrees = off is not None and abs(off) <= TOLERANCE * said
    return StatementCheck(
        *(day, said_by, kind, place, holder, said, round(low, 3), round(high, 3), model),
        Verdict.AGREES if agrees else Verdict.DISAGREES,
        None if off is None else round(off, 3),
        strength_of((high - low) / 2 / said),
    )
