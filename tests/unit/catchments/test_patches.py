"""The land is cut into a clean cover of patches."""

import numpy as np
import pytest
import shapely
from flat_land import degrees, place, rectangle, settings, terrain

from ebbline.catchments.build import build_catchments
from ebbline.catchments.places import points_of
from ebbline.vocabulary import PlaceKind

TOWNS = [
    place("west", 15, 30),
    place("middle", 45, 35),
    place("east", 85, 20),
    place("north", 60, 52),
    place("south", 50, 5),
]


AROUND = [(4, 0), (-4, 0), (0, 4), (0, -4), (4, 4), (-4, -4)]


def catchments_of(land, places=TOWNS, *, settled=None, region=None, water=None, **changes):
    cells = len(land.grid.cells)
    return build_catchments(
        land,
        places,
        settled=np.zeros(cells, dtype=bool) if settled is None else settled,
        region=np.zeros(cells, dtype=np.int64) if region is None else region,
        water=np.zeros(cells, dtype=bool) if water is None else water,
        config=settings(**changes),
    )


@pytest.fixture(scope="module")
def land():
    return terrain(rectangle(100, 60), [(30, -5), (32, 30), (30, 65)])


@pytest.fixture(scope="module")
def found(land):
    x, _ = land.grid.centres(land.grid.cells)
    return catchments_of(land, settled=x < 0, region=(x > 20).astype(np.int64))


def test_patches_cover_the_study_area_without_gap_or_overlap(land, found):
    shapes = np.array([p.shape for p in found.patches])
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert sum(p.km2 for p in found.patches) == pytest.approx(6000, rel=0.01)
    assert shapely.union_all(shapes).area == pytest.approx(shapely.area(shapes).sum())


def test_patches_stay_a_clean_cover_in_degrees(land, found):
    shapes = land.grid.unproject([p.shape for p in found.patches])
    assert shapely.coverage_is_valid(shapes)


def test_edges_are_simplified_and_not_steps_of_cells(found):
    corners = shapely.get_num_coordinates(np.array([p.shape for p in found.patches])).sum()
    outline = sum(shapely.length(p.shape) for p in found.patches)
    assert corners < outline / 2


def test_no_patch_is_of_two_regions_or_half_settled(land, found):
    x, y = land.grid.centres(land.grid.cells)
    tree = shapely.STRtree([p.shape for p in found.patches])
    for px, py, in_region in zip(x[::37], y[::37], (x > 20)[::37], strict=True):
        inside = tree.query(shapely.points(px, py), predicate="within")
        assert {found.patches[i].region for i in inside} <= {int(in_region)} or abs(px - 20) < 2


def test_weights_of_a_patch_are_shares(found):
    totals = {}
    for weight in found.weights:
        assert 0 < weight.weight <= 1
        totals[weight.patch_id] = totals.get(weight.patch_id, 0) + weight.weight
    assert set(totals) == {p.patch_id for p in found.patches}
    assert list(totals.values()) == pytest.approx([1] * len(totals), abs=1e-4)


def test_land_follows_the_settlements_on_its_own_bank(land):
    towns = [place("left", 20, 30), place("right", 40, 30)]
    found = catchments_of(land, towns, catchment_reach_km=200)
    heaviest = {}
    for weight in found.weights:
        heaviest.setdefault(weight.patch_id, weight.place_id)
    for patch in found.patches:
        x = shapely.centroid(patch.shape).x + 50
        if x < 27 or x > 35:
            assert heaviest[patch.patch_id] == ("left" if x < 30 else "right")


def test_costs_are_told_once_for_each_two_neighbours(found):
    pairs = [(c.place_id, c.other_id) for c in found.costs]
    assert pairs == sorted(set(pairs))
    assert all(one < other for one, other in pairs)
    crossing = next(c for c in found.costs if (c.place_id, c.other_id) == ("middle", "west"))
    assert crossing.cost_km == pytest.approx(np.hypot(30, 5) + 30, abs=2)


def test_land_beyond_reach_belongs_to_nobody(land):
    found = catchments_of(land, [place("west", 5, 30)], catchment_reach_km=20)
    followed = {w.patch_id for w in found.weights}
    free = [p for p in found.patches if p.patch_id not in followed]
    assert sum(p.km2 for p in free) == pytest.approx(6000 - 20 * 25 * 2, rel=0.2)
    assert all(p.reach_km is None for p in free)
    assert shapely.coverage_is_valid(np.array([p.shape for p in found.patches]))


def test_an_island_without_settlement_belongs_to_nobody():
    islands = shapely.MultiPolygon([shapely.box(0, 0, 40, 40), shapely.box(50, 10, 60, 20)])
    found = catchments_of(terrain(degrees(islands)), [place("main", 20, 20)])
    followed = {w.patch_id for w in found.weights}
    (island,) = (p for p in found.patches if p.patch_id not in followed)
    assert island.km2 == pytest.approx(100, rel=0.1)


def test_a_study_area_may_have_holes_and_several_parts():
    ring = shapely.box(0, 0, 60, 60) - shapely.box(20, 20, 40, 40)
    area = degrees(shapely.MultiPolygon([ring, shapely.box(70, 0, 90, 20)]))
    found = catchments_of(terrain(area), [place("one", 10, 10), place("two", 80, 10)])
    assert sum(p.km2 for p in found.patches) == pytest.approx(3600, rel=0.02)
    assert shapely.coverage_is_valid(np.array([p.shape for p in found.patches]))


def test_a_towns_own_ground_follows_it_alone_however_many_neighbours_crowd_around(land):
    crowd = [place(f"village-{i}", 60 + x, 30 + y) for i, (x, y) in enumerate(AROUND)]
    town = place("town", 60, 30)
    found = catchments_of(land, [town, *crowd])
    told = {}
    for weight in found.weights:
        told.setdefault(weight.patch_id, {})[weight.place_id] = weight.weight
    (x,), (y,) = land.grid.project_points(*points_of([town]))
    at_town = shapely.Point(x, y)
    (own,) = [p for p in found.patches if p.shape.contains(at_town)]
    assert told[own.patch_id] == {"town": 1.0}


def test_two_settlements_in_one_cell_share_their_land(land):
    found = catchments_of(land, [place("one", 50.2, 30.2), place("two", 50.4, 30.4)])
    shares = {}
    for weight in found.weights:
        shares.setdefault(weight.patch_id, {})[weight.place_id] = weight.weight
    assert all(abs(s["one"] - s["two"]) < 0.35 for s in shares.values() if len(s) == 2)
    assert {w.place_id for w in found.weights} == {"one", "two"}


def test_one_settlement_alone_has_all_the_land_in_reach(land):
    found = catchments_of(land, [place("only", 50, 30)], catchment_reach_km=200)
    assert {w.place_id for w in found.weights} == {"only"}
    assert {w.weight for w in found.weights} == {1.0}
    assert found.costs == ()


def test_a_facility_has_costs_but_no_land(land):
    places = [*TOWNS, place("pumping-station", 70, 30, kind=PlaceKind.FACILITY)]
    found = catchments_of(land, places)
    assert "pumping-station" not in {w.place_id for w in found.weights}
    assert "pumping-station" in {c.other_id for c in found.costs} | {
        c.place_id for c in found.costs
    }


def test_the_same_land_gives_the_same_patches(land, found):
    again = catchments_of(
        land,
        settled=land.grid.centres(land.grid.cells)[0] < 0,
        region=(land.grid.centres(land.grid.cells)[0] > 20).astype(np.int64),
    )
    assert again.weights == found.weights
    assert again.costs == found.costs
    assert all(
        a.shape.equals_exact(b.shape) for a, b in zip(again.patches, found.patches, strict=True)
    )


def test_far_desert_stays_free_beside_a_ragged_edge_of_patches():
    """A few cells that a patch takes over must not give it their settlements."""
    random = np.random.default_rng(3)
    towns = [place(f"t{i}", *random.uniform((0, 0), (25, 60))) for i in range(25)]
    found = catchments_of(
        terrain(rectangle(100, 60), [(12, -5), (18, 30), (9, 65)]), towns, catchment_reach_km=15
    )
    far = [p for p in found.patches if p.reach_km is not None and shapely.centroid(p.shape).x > 5]
    assert far == []


def test_on_a_lake_part_of_the_weight_speaks_for_nobody(land):
    x, _ = land.grid.centres(land.grid.cells)
    lake = np.abs(x) < 8
    found = catchments_of(land, water=lake, water_share=0.8)
    totals = dict.fromkeys((p.patch_id for p in found.patches), 0.0)
    for weight in found.weights:
        totals[weight.patch_id] += weight.weight
    wet = {i: t for i, t in totals.items() if t < 0.9}
    assert set(np.round(list(totals.values()), 3)) == {0.556, 1.0}
    # 16 of the 100 km across are lake, give or take a cell's rounding of the shore.
    area = sum(p.km2 for p in found.patches if p.patch_id in wet)
    assert area == pytest.approx(16 * 60, rel=0.08)


def test_with_a_water_share_of_nothing_lakes_are_land(land):
    x, _ = land.grid.centres(land.grid.cells)
    found = catchments_of(land, water=np.abs(x) < 8, water_share=0)
    totals = {}
    for weight in found.weights:
        totals[weight.patch_id] = totals.get(weight.patch_id, 0) + weight.weight
    assert list(totals.values()) == pytest.approx([1.0] * len(totals), abs=1e-5)
