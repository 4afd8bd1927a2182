"""Travel cost: straight distance, and more where something is in the way."""

import numpy as np
import pytest
from flat_land import degrees, rectangle, terrain
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString, box

from ebbline.config import CatchmentsConfig
from ebbline.land.barriers import barriers_of
from ebbline.land.grid import make_grid
from ebbline.land.travel import MOVES, NONE, make_terrain, nearest_sources, seed_cells


def costs_from(land, points, *, count=4, reach_km=200.0):
    x, y = land.grid.project_points(
        np.array([p[0] for p in points]) / 111.195, np.array([p[1] for p in points]) / 111.195
    )
    cells, away = seed_cells(land, x, y)
    return cells, nearest_sources(land, cells, away, count=count, reach_km=reach_km)


def cost_between(land, start, goal):
    cells, found = costs_from(land, [start, goal])
    return found.cost_km[cells[1]][found.source[cells[1]] == 0][0]


@pytest.mark.parametrize("goal", [(90, 10), (10, 70), (80, 80), (50, 20), (33, 71)])
def test_without_barriers_travel_costs_what_the_straight_way_is_long(goal):
    land = terrain(rectangle(100, 100))
    straight = np.hypot(goal[0] - 10, goal[1] - 10)
    assert cost_between(land, (10, 10), goal) == pytest.approx(straight, rel=0.03, abs=2)


def test_crossing_a_river_costs_extra():
    river = [(50, -5), (50, 105)]
    dry, wet = terrain(rectangle(100, 100)), terrain(rectangle(100, 100), river, cost_km=30)
    assert cost_between(wet, (40, 50), (60, 50)) == pytest.approx(
        cost_between(dry, (40, 50), (60, 50)) + 30, abs=0.1
    )


def test_rivers_lakes_and_state_borders_cost_what_the_configuration_says():
    grid = make_grid(rectangle(100, 100), cell_km=1.0)
    across = {"river": 10, "brook": 25, "border": 75}
    lines = {name: degrees(LineString([(x, -5), (x, 105)])) for name, x in across.items()}
    terms = CatchmentsConfig(
        river_costs=[{"scalerank": 3, "cost_km": 21}, {"scalerank": 6, "cost_km": 8}],
        lake_cost_km=13,
        border_cost_km=34,
    )
    barriers = barriers_of(
        grid,
        rivers=GeoDataFrame(
            {"scalerank": [2, 5]}, geometry=[lines["river"], lines["brook"]], crs=4326
        ),
        lakes=GeoDataFrame(geometry=[degrees(box(45, -5, 55, 105))], crs=4326),
        borders=GeoDataFrame(geometry=[lines["border"]], crs=4326),
        config=terms,
    )
    land, bare = make_terrain(grid, barriers), make_terrain(grid, ())

    def extra(x0, x1):
        start, goal = (x0, 50), (x1, 50)
        return cost_between(land, start, goal) - cost_between(bare, start, goal)

    assert extra(5, 15) == pytest.approx(21, abs=0.1)
    assert extra(20, 30) == pytest.approx(8, abs=0.1)
    assert extra(40, 60) == pytest.approx(13, abs=0.1), "a lake, from shore to shore"
    assert extra(70, 80) == pytest.approx(34, abs=0.1), "a state border"
    assert extra(60, 70) == pytest.approx(0, abs=0.1)


def test_a_river_that_ends_is_gone_around_where_that_is_cheaper():
    river = [(50, -5), (50, 60)]
    wet = terrain(rectangle(100, 100), river, cost_km=200)
    around = 2 * np.hypot(10, 10)
    assert cost_between(wet, (40, 50), (60, 50)) == pytest.approx(around, rel=0.15)


def test_a_bend_is_not_crossed_to_reach_the_same_bank():
    bend = [(50, -5), (50, 45), (53, 50), (50, 55), (50, 105)]
    wet = terrain(rectangle(100, 100), bend, cost_km=30)
    assert cost_between(wet, (49, 30), (49, 70)) == pytest.approx(40, abs=3)


def test_a_riverside_town_starts_on_its_own_bank():
    wet = terrain(rectangle(100, 100), [(50.4, -5), (50.4, 105)], cost_km=30)
    # The point shares a cell with the other bank's middle.
    for x, bank in ((50.3, -1), (50.45, 1)):
        cells, _ = costs_from(wet, [(x, 50.5)])
        centre = wet.grid.centres(cells)[0][0]
        river = wet.grid.project_points(np.array([50.4 / 111.195]), np.array([0.0]))[0][0]
        assert np.sign(centre - river) == bank


def test_the_sea_is_not_crossed():
    import shapely

    islands = shapely.MultiPolygon([shapely.box(0, 0, 30, 30), shapely.box(40, 0, 70, 30)])
    land = terrain(degrees(islands))
    cells, found = costs_from(land, [(10, 10), (60, 10)])
    assert found.source[cells[0]].tolist() == [0, NONE, NONE, NONE]
    assert found.source[cells[1]].tolist() == [1, NONE, NONE, NONE]


def test_nothing_is_reached_beyond_the_reach():
    land = terrain(rectangle(100, 20))
    _, found = costs_from(land, [(5, 10)], reach_km=30)
    x, _ = land.grid.centres(np.flatnonzero(found.source[:, 0] == 0))
    start = land.grid.project_points(np.array([5 / 111.195]), np.array([0.0]))[0][0]
    assert 28 < x.max() - start <= 31


def test_a_settlement_outside_the_study_area_starts_nowhere():
    land = terrain(rectangle(100, 100))
    cells, found = costs_from(land, [(300, 50), (50, 50)])
    assert cells[0] == NONE
    assert set(np.unique(found.source).tolist()) == {NONE, 1}


def _graph(land):
    """The same moves as one sparse graph, for scipy to search."""
    grid, rows, columns, costs = land.grid, [], [], []
    for number, (down, right) in enumerate(MOVES):
        here = grid.cells
        row, column = here // grid.columns + down, here % grid.columns + right
        there = row * grid.columns + column
        both = grid.inside[there]
        rows.append(here[both])
        columns.append(there[both])
        length = np.hypot(down, right) * grid.cell_km
        costs.append(length + land.extra[number, here[both]])
    size = grid.rows * grid.columns
    edges = (np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns)))
    return coo_array(edges, shape=(size, size)).tocsr()


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_the_cheapest_sources_are_those_that_a_search_of_the_whole_graph_finds(seed):
    random = np.random.default_rng(seed)
    river = np.column_stack([np.linspace(-5, 65, 8), random.uniform(5, 55, 8)])
    land = terrain(rectangle(60, 60), river, cost_km=float(random.uniform(1, 40)), cell_km=2.0)
    points = random.uniform(1, 59, (9, 2))
    found = costs_from(land, points, count=3, reach_km=500)[1]
    start, away = seed_cells(land, *land.grid.project_points(*(points.T / 111.195)))
    exact = dijkstra(_graph(land), directed=False, indices=start) + away[:, None]
    inside = land.grid.cells
    expected = np.sort(exact[:, inside], axis=0)[:3].T
    assert found.cost_km[inside] == pytest.approx(expected, abs=1e-3)
