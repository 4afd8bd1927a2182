"""Invented fronts with a known truth, to see that the model does not only fit one place.

Each is 300 km wide and high, with settlements strewn at random, denser along rivers and in a few
clusters, and land held on three days that shrinks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from ebbline.basemap import WGS84
from ebbline.territory.fronts import Front

SIZE_KM = 300
STEP_KM = 1.0
_KM_PER_DEGREE = 111.195
Field = Callable[[Any, Any], Any]


def river(seed: int, *, vertical: bool, at: float = 150) -> Any:
    """A winding line through the square, in kilometres."""
    rng = np.random.default_rng(seed)
    along = np.linspace(-10, SIZE_KM + 10, 400)
    across = at + 0 * along
    for wave, height in ((220, 18), (90, 9), (35, 4), (12, 1.5)):
        across = across + height * np.sin(2 * np.pi * (along / wave + rng.random()))
    points = np.column_stack([across, along] if vertical else [along, across])
    return shapely.LineString(points)


def noise(seed: int, *, scale: float) -> Field:
    """A smooth random field of mean 0 and about unit spread, ``scale`` kilometres to a wave."""
    rng = np.random.default_rng(seed)
    angle = rng.random(40) * 2 * np.pi
    number = 2 * np.pi / (scale * np.exp(rng.normal(0, 0.4, 40)))
    phase = rng.random(40) * 2 * np.pi

    def value(x: Any, y: Any) -> Any:
        total = 0.0
        for a, k, p in zip(angle, number, phase, strict=True):
            total = total + np.cos(k * (np.cos(a) * x + np.sin(a) * y) + p)
        return total / np.sqrt(20)

    return value


def side_of(line: Any, x: Any, y: Any, *, vertical: bool) -> Any:
    """Signed distance-like value: positive to the right of (or above) the line."""
    points = shapely.get_coordinates(line)
    if vertical:
        return x - np.interp(y, points[:, 1], points[:, 0])
    return y - np.interp(x, points[:, 0], points[:, 1])


def fronts(seed: int) -> dict[str, tuple[list[Any], list[int], list[Field]]]:
    """The fronts: rivers, their ranks, and for each day a field that is positive where held."""
    wander = noise(seed, scale=120)
    rough = noise(seed + 1, scale=50)
    main = river(seed, vertical=False)
    second = river(seed + 2, vertical=False, at=230)
    cross = river(seed + 3, vertical=True)

    def below(line: Any) -> Field:
        return lambda x, y: -side_of(line, x, y, vertical=False)

    def both(a: Field, b: Field) -> Field:
        return lambda x, y: np.minimum(a(x, y), b(x, y))

    def either(a: Field, b: Field) -> Field:
        return lambda x, y: np.maximum(a(x, y), b(x, y))

    def blob(cx: float, cy: float, radius: float) -> Field:
        return lambda x, y: radius - np.hypot(x - cx, y - cy) + 12 * rough(x, y)

    def line_at(y0: float) -> Field:
        return lambda x, y: y0 - y + 14 * wander(x, y)

    def valley(line: Any, half: float, until: float) -> Field:
        return lambda x, y: np.minimum(
            half * (1 + 0.35 * wander(x, y)) - abs(side_of(line, x, y, vertical=False)), until - x
        )

    return {
        "straight": ([], [], [line_at(v) for v in (190, 160, 130)]),
        "river line": (
            [main],
            [4],
            [
                either(below(main), blob(140, 180, 60)),
                either(below(main), blob(110, 165, 35)),
                below(main),
            ],
        ),
        "pocket": ([], [], [blob(150, 150, r) for r in (90, 70, 45)]),
        "two rivers": (
            [main, second, cross],
            [4, 4, 6],
            [below(second), both(below(second), either(below(main), line_at(195))), below(main)],
        ),
        "salient": (
            [main],
            [4],
            [
                lambda x, y, w=w: np.minimum(
                    w * (1 - x / 330) + 8 * rough(x, y) - abs(y - 150), 290 - x
                )
                for w in (75, 55, 35)
            ],
        ),
        "valley": ([main, cross], [3, 6], [valley(main, 32, u) for u in (320, 220, 120)]),
        "river that does not matter": (
            [cross, main],
            [4, 6],
            [lambda x, y, c=c: wander(x, y) + 0.4 * rough(x, y) - c for c in (-0.4, 0.0, 0.5)],
        ),
    }


def make_front(name: str, seed: int, *, settlements: int = 200) -> Front:
    """Return the front called ``name``; seeds vary the rivers, the fields and the settlements."""
    import geopandas as gpd

    lines, ranks, fields = fronts(seed)[name]
    x, y = _settlements(np.random.default_rng(seed + 99), lines, settlements)
    truth = {f"2020-01-0{i + 1}": _polygon(f) for i, f in enumerate(fields)}
    area = shapely.MultiPolygon([_degrees(shapely.box(0, 0, SIZE_KM, SIZE_KM))])
    rivers = gpd.GeoDataFrame(
        {"scalerank": ranks}, geometry=[_degrees(line) for line in lines], crs=WGS84
    )
    nothing = gpd.GeoDataFrame(geometry=[], crs=WGS84)
    points = shapely.get_coordinates([_degrees(p) for p in shapely.points(x, y)])
    return Front(
        dates=tuple(truth),
        places=tuple(f"s{i}" for i in range(len(x))),
        lon=points[:, 0],
        lat=points[:, 1],
        held=np.array([f(x, y) > 0 for f in fields]),
        truth=truth,
        area=area,
        layers={"rivers": rivers, "lakes": nothing, "borders": nothing},
    )


def _settlements(rng: Any, lines: list[Any], count: int) -> tuple[Any, Any]:
    points = [rng.random((count // 2, 2)) * SIZE_KM]
    centres = rng.random((6, 2)) * SIZE_KM
    points.append(centres[rng.integers(6, size=count // 4)] + rng.normal(0, 9, (count // 4, 2)))
    rest = count - count // 2 - count // 4
    if lines:
        along = [lines[i] for i in rng.integers(len(lines), size=rest)]
        banks = [shapely.line_interpolate_point(v, rng.random(), normalized=True) for v in along]
        points.append(shapely.get_coordinates(banks) + rng.normal(0, 3, (rest, 2)))
    else:
        points.append(rng.random((rest, 2)) * SIZE_KM)
    found = np.clip(np.concatenate(points), 1, SIZE_KM - 1)
    return found[:, 0], found[:, 1]


def _polygon(field: Field) -> Any:
    """Return where ``field`` is positive, in squares of a kilometre, in degrees."""
    from rasterio import Affine
    from rasterio.features import shapes

    centre = np.arange(SIZE_KM) + 0.5
    x, y = np.meshgrid(centre, centre)
    held = (field(x, y) > 0).astype(np.uint8)
    found = [
        shapely.Polygon(s["coordinates"][0], s["coordinates"][1:])
        for s, value in shapes(held, mask=held.astype(bool), transform=Affine.identity())
        if value
    ]
    return _degrees(shapely.MultiPolygon(found))


def _degrees(shape: Any) -> Any:
    """Return a shape in kilometres near 0° N 0° E in degrees."""
    return shapely.transform(shape, lambda p: (p - SIZE_KM / 2) / _KM_PER_DEGREE)
