"""What statements on land between settlements add, measured on drawn fronts.

    python benchmarks/more_than_towns.py [--draws N] [--front NAME ...]

From the truth of each date come ten points on the line with both sides known (2 km apart from it),
or ten near statements ("so far from this settlement", rounded to 5 km, in the direction of the
other side's nearest land that is at least 4 km wide: slivers along the edges of the drawings hold
no forces), or the share of the area, rounded to 5 %. Prints what each adds to the overlap of state
and land lost. The fronts are no part of the repository, see territory.py.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import shapely
from territory import drawn

from ebbline.config import CatchmentsConfig
from ebbline.land.grid import make_grid
from ebbline.territory.front_model import FrontModel, overlap
from ebbline.territory.marks import doubt_km
from ebbline.territory.shares import Condition, shifted

POINTS = 10
SIDE_KM = 2.0
STALE_AFTER_DAYS, AROUND_KM = 14, 20.0


def on_the_line(front, day, rng):
    """Return pairs of points (degrees) on both sides of the line of a day, and who holds them."""
    grid = make_grid(front.area, cell_km=max(front.rough_km / 100, 0.5))
    held, area = grid.project(np.array([front.truth[front.dates[day]], front.area], dtype=object))
    line = shapely.difference(shapely.boundary(held), shapely.buffer(shapely.boundary(area), 3))
    if line.is_empty:
        return np.zeros((0, 2)), np.zeros(0, dtype=bool)
    along = (np.arange(POINTS) + rng.random()) / POINTS * line.length
    parts = shapely.get_parts(line)
    ends = np.cumsum(shapely.length(parts))
    found = []
    for at in along:
        n = min(int(np.searchsorted(ends, at)), len(parts) - 1)
        here = at - (ends[n] - parts[n].length)
        a, b = (
            np.array(parts[n].interpolate(float(np.clip(here + d, 0, parts[n].length))).coords[0])
            for d in (-1, 1)
        )
        course = (b - a) / max(np.hypot(*(b - a)), 1e-9)
        left = np.array([-course[1], course[0]]) * SIDE_KM
        found += [(a + b) / 2 + left, (a + b) / 2 - left]
    points = shapely.points(np.array(found))
    return shapely.get_coordinates(grid.unproject(points)), shapely.contains(held, points)


def near(front, day, rng):
    """Return the pairs of marks of ten near statements of a day, and who holds them."""
    grid = make_grid(front.area, cell_km=max(front.rough_km / 100, 0.5))
    held, area = grid.project(np.array([front.truth[front.dates[day]], front.area], dtype=object))
    sides_of_it = (held, shapely.difference(area, held))
    held, other = (shapely.buffer(shapely.buffer(v, -2), 2) for v in sides_of_it)
    x, y = grid.project_points(front.lon, front.lat)
    found, sides = [], []
    for n in rng.permutation(len(x)):
        mine = bool(front.held[day, n])
        target, here = (other if mine else held), shapely.Point(x[n], y[n])
        if target.is_empty or len(found) >= 2 * POINTS:
            continue
        there = shapely.get_coordinates(shapely.shortest_line(here, target))[-1]
        course = there - (x[n], y[n])
        true = float(np.hypot(*course))
        if not 3 <= true <= 40:
            continue
        said = max(5.0 * round(true / 5), 5.0)
        gap = doubt_km(said)
        for km, side in ((said + gap, not mine), (said - gap, mine)):
            found.append((x[n], y[n]) + course / true * km)
            sides.append(side)
    if not found:
        return np.zeros((0, 2)), np.zeros(0, dtype=bool)
    points = grid.unproject(shapely.points(np.array(found)))
    return shapely.get_coordinates(points), np.array(sides)


def measured(front, way, draws):
    """Return the gains (state, lost) by share kept, from the same draws with and without."""
    rng = np.random.default_rng(5)
    told = [way(front, day, rng) for day in range(len(front.dates))]
    points = np.concatenate([p for p, _ in told])
    sides = np.concatenate([s for _, s in told])
    size, first = len(front.places), 0
    more = replace(
        front,
        places=(*front.places, *(f"mark {i}" for i in range(len(points)))),
        lon=np.concatenate([front.lon, points[:, 0]]),
        lat=np.concatenate([front.lat, points[:, 1]]),
        held=np.concatenate([front.held, np.tile(sides, (len(front.dates), 1))], axis=1),
    )
    model = FrontModel.of(more, CatchmentsConfig(), marks=len(points))
    spans = []
    for found, _ in told:
        spans.append(np.arange(size + first, size + first + len(found)))
        first += len(found)
    result = {}
    for share in (0.3, 0.1):
        gains = []
        for _ in range(draws):
            kept = np.sort(rng.choice(size, max(1, round(share * size)), replace=False))
            plain = model.chances(kept)[0] > 0.5
            told_on = list(spans)
            if way is near:
                told_on = [
                    spans[0],
                    *(
                        np.concatenate([one, lasting(model, kept, day, before)])
                        for day, (before, one) in enumerate(pairwise(spans))
                    ),
                ]
            richer = np.array(
                [
                    model.chances(np.concatenate([kept, span]))[0][day] > 0.5
                    for day, span in enumerate(told_on)
                ]
            )
            gains.append(
                [b - a for a, b in zip(*map(model_scores(model), (plain, richer)), strict=True)]
            )
        result[share] = np.nanmean(gains, axis=0)
    return result


def lasting(model, kept, day, marks):
    """Return the marks of a day that still count on the next date, by the rule of the model."""
    dates = [date.fromisoformat(d) for d in model.front.dates]
    if (dates[day + 1] - dates[day]).days > STALE_AFTER_DAYS:
        return marks[:0]
    fell = kept[model.front.held[day, kept] != model.front.held[day + 1, kept]]
    if not len(fell):
        return marks
    away = np.hypot(
        model.x[marks][:, None] - model.x[fell], model.y[marks][:, None] - model.y[fell]
    )
    return marks[np.repeat((away.reshape(-1, 2, len(fell)).min(axis=(1, 2)) > AROUND_KM), 2)]


def of_share(front, draws):
    """Return the same for the share of the area that is held, rounded to 5 %, on each date."""
    rng = np.random.default_rng(5)
    model = FrontModel.of(front, CatchmentsConfig())
    scores, count = model_scores(model), len(front.places)
    ones = np.ones(len(model.middles))
    result = {}
    for share in (0.3, 0.1):
        gains = []
        for _ in range(draws):
            kept = np.sort(rng.choice(count, max(1, round(share * count)), replace=False))
            chances = model.chances(kept)[0]
            richer = []
            for chance, true in zip(chances, model.truth, strict=True):
                said = round(20 * true.mean()) / 20
                told = Condition(
                    "", *(date.min,) * 2, "", said, said, 1.0, ones / len(ones), ones, ones
                )
                both = np.column_stack([chance, 1 - chance])
                shift = told.shift(chance, ones > 0)
                richer.append(shifted(both, 0, shift, told.near)[:, 0] > 0.5)
            plain, told_too = scores(chances > 0.5), scores(np.array(richer))
            gains.append([b - a for a, b in zip(plain, told_too, strict=True)])
        result[share] = np.nanmean(gains, axis=0)
    return result


def model_scores(model):
    """Return a function from land held on each date to mean overlap of state and of land lost."""

    def scores(held):
        state = np.nanmean([overlap(a, b) for a, b in zip(held, model.truth, strict=True)])
        lost = [
            overlap(a & ~b, c & ~d)
            for (a, b), (c, d) in zip(pairwise(held), pairwise(model.truth), strict=True)
        ]
        return state, np.nanmean(lost)

    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--front", nargs="*", default=[])
    options = parser.parse_args()
    print("| front | statements | state 30 % | lost 30 % | state 10 % | lost 10 % |")
    print("|---|---|---|---|---|---|")
    for name, front in drawn():
        if options.front and name not in options.front:
            continue
        for label, way in (
            ("ten points with sides", on_the_line),
            ("ten near", near),
            ("share of the area", None),
        ):
            found = measured(front, way, options.draws) if way else of_share(front, options.draws)
            cells = " | ".join(f"{v:+.3f}" for share in (0.3, 0.1) for v in found[share])
            print(f"| {name} | {label} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
