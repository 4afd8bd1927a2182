"""Outlines are shared: what two patches have in common stands once, and nothing else moves."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ebbline.webmap.grid import Grid, as_steps
from ebbline.webmap.topology import Topology, build_topology, unpack

GRID = Grid.over((38.0, 33.0, 44.0, 37.0), step=60.0)
SIDE = 0.1


def square(i: float, j: float, *, wide: float = 1, high: float = 1) -> shapely.Polygon:
    west, south = 39 + i * SIDE, 34 + j * SIDE
    return shapely.box(west, south, west + wide * SIDE, south + high * SIDE)


def shape_of(topology: Topology, number: int) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(part[0], part[1:]) for part in unpack(topology, number)])


def on_grid(polygon: shapely.Polygon) -> shapely.Polygon:
    return shapely.transform(polygon, GRID.exact)


def uses(topology: Topology) -> dict[int, int]:
    """How often each arc is used."""
    numbers = [
        i if i >= 0 else ~i for shape in topology.shapes for part in shape for r in part for i in r
    ]
    return {n: numbers.count(n) for n in set(numbers)}


def test_two_neighbours_share_one_arc() -> None:
    topology = build_topology([square(0, 0), square(1, 0)], grid=GRID)
    assert len(topology.arcs) == 3
    assert sorted(uses(topology).values()) == [1, 1, 2]


def test_shapes_come_back_as_they_were() -> None:
    cover = [square(i, j) for i in range(4) for j in range(3)]
    topology = build_topology(cover, grid=GRID)
    for number, given_shape in enumerate(cover):
        apart = shape_of(topology, number).symmetric_difference(on_grid(given_shape))
        assert apart.area < 0.02 * on_grid(given_shape).area


def test_an_island_is_the_hole_of_its_lake() -> None:
    island = square(1, 1)
    around = square(0, 0, wide=3, high=3).difference(island)
    topology = build_topology([around, island], grid=GRID)
    assert sorted(uses(topology).values()) == [1, 2]
    assert shape_of(topology, 0).area == pytest.approx(8 * shape_of(topology, 1).area, rel=0.02)


def test_a_long_edge_beside_two_short_ones_is_shared() -> None:
    """The long edge has no vertex where its two neighbours meet, as grids give it."""
    topology = build_topology([square(0, 0, wide=2), square(0, 1), square(1, 1)], grid=GRID)
    twice = [n for n, count in uses(topology).items() if count == 2]
    assert len(twice) == 3


def test_multipolygons_keep_their_parts() -> None:
    both = shapely.MultiPolygon([square(0, 0), square(5, 5)])
    topology = build_topology([both], grid=GRID)
    assert len(topology.shapes[0]) == 2


def test_smoothing_leaves_neither_gaps_nor_overlaps() -> None:
    rng = np.random.default_rng(7)
    stairs = shapely.union_all([square(i, 0, high=1 + int(rng.integers(4))) for i in range(12)])
    above = square(0, 0, wide=12, high=8).difference(stairs)
    topology = build_topology([stairs, above], grid=GRID, smooth_m=4000)
    shapes = [shape_of(topology, n) for n in (0, 1)]
    whole = shapely.union_all(shapes)
    assert whole.area == pytest.approx(sum(s.area for s in shapes), rel=1e-9)
    assert len(shapely.get_parts(whole)) == 1
    assert not shapely.get_parts(whole)[0].interiors


def test_a_patch_smaller_than_the_grid_is_left_out_of_the_picture_but_keeps_its_place() -> None:
    speck = shapely.box(39.5, 35.5, 39.5001, 35.5001)
    topology = build_topology([square(0, 0), speck, square(1, 0)], grid=GRID)
    assert [len(s) for s in topology.shapes] == [1, 0, 1]


def test_no_patches_give_no_arcs() -> None:
    assert build_topology([], grid=GRID) == Topology((), ())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_cover_comes_back(seed: int) -> None:
    """The triangles between random points: every inner edge is shared, every area is kept."""
    rng = np.random.default_rng(seed)
    points = shapely.MultiPoint([(39 + 3 * x, 34 + 2 * y) for x, y in rng.random((12, 2)).tolist()])
    cover = list(shapely.delaunay_triangles(points).geoms)
    # A sliver thinner than the grid falls on its own edge, which is then drawn three times.
    assume(all(on_grid(t).area > 3 * on_grid(t).length for t in cover))
    topology = build_topology(cover, grid=GRID)
    assert set(uses(topology).values()) <= {1, 2}
    for number, triangle in enumerate(cover):
        perimeter = on_grid(triangle).length
        apart = shape_of(topology, number).symmetric_difference(on_grid(triangle))
        assert apart.area <= perimeter + 4


def test_steps_add_up_to_the_points() -> None:
    points = np.array([[5, 7], [6, 7], [6, 4]])
    assert as_steps(points) == [5, 7, 1, 0, 0, -3]
    assert np.cumsum(np.array(as_steps(points)).reshape(-1, 2), axis=0).tolist() == points.tolist()


def test_the_grid_is_web_mercator() -> None:
    """Checked against PROJ."""
    from pyproj import Transformer

    lonlat = np.array([[40.93, 34.45], [38.0, 37.0], [44.5, 33.0]])
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(*lonlat.T)
    exact = GRID.exact(lonlat)
    assert np.allclose(GRID.west + exact[:, 0] * GRID.step, x, atol=0.001)
    assert np.allclose(GRID.north - exact[:, 1] * GRID.step, y, atol=0.001)
