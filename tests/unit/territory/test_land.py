"""Who held the land: outlines, areas, and how far they could be off."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
import shapely
from flat_case import TOWNS, area, day, event, on_day, state, territory
from flat_land import KM_PER_DEGREE, ground, place, rectangle

from ebbline.territory.holdings import holdings_through_time
from ebbline.territory.patches import make_patches
from ebbline.vocabulary import Evidence, PlaceKind

FRONT = [
    state(t.place_id, "red" if t.lon * KM_PER_DEGREE < 45 else "blue", 1, 9) for t in TOWNS
] + [state(t.place_id, "red" if t.lon * KM_PER_DEGREE < 25 else "blue", 9) for t in TOWNS]
RIVER = [(37, -5), (44, 20), (36, 40), (43, 65)]


def held(found, number, holder):
    """The land of a holder on a day in degrees."""
    standing = found.patches.standing[found.course.span(day(number))]
    mine = [i for i, s in enumerate(found.course.standings) if s.holder == holder]
    return shapely.union_all(found.patches.shape[np.isin(standing, mine)])


def test_patches_cover_the_study_area_without_gap_or_overlap():
    found = territory(FRONT, river=RIVER)
    assert shapely.is_valid(found.patches.shape).all()
    assert found.patches.km2.sum() == pytest.approx(6000, rel=0.01)
    assert shapely.union_all(found.patches.shape).area * KM_PER_DEGREE**2 == pytest.approx(
        6000, rel=0.02
    )


def test_a_front_on_a_river_is_cut_exactly_along_it():
    red = held(territory(FRONT, river=RIVER), 1, "red")
    river = shapely.LineString(np.array(RIVER) / KM_PER_DEGREE)
    west = shapely.Polygon(np.array([(-9, -5), *RIVER, (-9, 65)]) / KM_PER_DEGREE)
    inside = shapely.box(0, 0.01, 0.89, 0.53)
    assert (red & inside).difference(west.buffer(1e-6)).area < 1e-9
    along = shapely.boundary(red).intersection(river.buffer(1e-5)).length
    assert along > 0.9 * river.intersection(inside).length


def test_who_surrounds_a_town_has_the_land_around_it_and_its_holder_the_town():
    middle = "t21"
    around = [state(t.place_id, "blue") for t in TOWNS if t.place_id != middle]
    alone = state(middle, "red", rival="blue")
    taken = territory([*around, replace(alone, contested=False, rival="")])
    besieged = territory([*around, replace(alone, contested=False, besieged=True)])
    (row,) = [r for r in besieged.settlement_states if r.place_id == middle]
    assert (row.holder, row.evidence) == ("red", Evidence.REPORTED) and row.likelihood > 0.5
    town = shapely.Point(50 / KM_PER_DEGREE, 30 / KM_PER_DEGREE)
    assert held(besieged, 1, "red").contains(town)
    assert 0 < held(besieged, 1, "red").area < 0.3 * held(taken, 1, "red").area
    assert held(besieged, 1, "blue").area > held(taken, 1, "blue").area


def test_fighting_in_a_besieged_town_opens_no_ring():
    middle = "t21"
    around = [state(t.place_id, "blue") for t in TOWNS if t.place_id != middle]
    fought = state(middle, "red", 9, rival="blue")
    siege = replace(state(middle, "red", 1, 9, rival="blue"), contested=False, besieged=True)
    free = replace(siege, rival="", besieged=False)
    after_siege, out_of_the_blue = (
        territory([*around, first, fought]).course.nodes for first in (siege, free)
    )
    chance = after_siege[day(9)][:, 0].sum()
    assert chance == pytest.approx(after_siege[day(1)][:, 0].sum())
    assert out_of_the_blue[day(9)][:, 0].sum() > 2 * chance


def test_an_outline_has_no_right_angles_of_cells():
    slanting = [state(t.place_id, "red" if t.lon + t.lat < 0.65 else "blue") for t in TOWNS]
    red = held(territory(slanting), 1, "red")
    edge = shapely.get_coordinates(
        shapely.line_merge(shapely.boundary(red).intersection(shapely.box(0.05, 0.05, 0.85, 0.5)))
    )
    steps = np.diff(edge, axis=0)
    turn = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    turn = np.minimum(turn, 2 * np.pi - turn)
    assert len(turn) > 10
    assert np.quantile(turn, 0.9) < np.pi / 4


def test_smoothing_moves_no_more_than_a_two_hundredth_of_a_holders_land():
    found = territory(FRONT)
    grid = found.inputs.ground.grid
    x, y = grid.centres(grid.cells)
    boxes = grid.unproject(shapely.box(x - 1, y - 1, x + 1, y + 1))
    inside = shapely.box(0.03, 0.03, 0.85, 0.5)
    for span in range(len(found.course.starts)):
        for holder in ("red", "blue"):
            mine = [i for i, s in enumerate(found.course.standings) if s.holder == holder]
            cells = shapely.union_all(boxes[np.isin(found.course.cells[span], mine)]) & inside
            drawn = shapely.union_all(
                found.patches.shape[np.isin(found.patches.standing[span], mine)]
            )
            assert (drawn & inside).area == pytest.approx(cells.area, rel=0.005)


def test_no_town_changes_sides_by_smoothing():
    found = territory(FRONT, river=RIVER)
    for number in (1, 9):
        for holder in ("red", "blue"):
            land = held(found, number, holder)
            for row in found.settlement_states:
                if row.start <= day(number) and (row.end is None or row.end > day(number)):
                    town = next(t for t in TOWNS if t.place_id == row.place_id)
                    inside = land.contains(shapely.Point(town.lon, town.lat))
                    assert inside == (row.holder == holder), row


def test_a_held_crossing_has_land_however_many_are_around_it():
    crossing = place("gate", 60, 30, kind=PlaceKind.CROSSING)
    states = [*(state(t.place_id, "red") for t in TOWNS), state("gate", "blue")]
    found = territory(states, towns=[*TOWNS, crossing])
    assert 5 < area(found, 5, "blue").km2 < 150


def test_far_from_every_report_land_is_nobodys():
    found = territory([state("t01", "red")], settings={"territory": {"reach_km": 20}})
    assert area(found, 5, "").km2 > area(found, 5, "red").km2 > 300


def test_between_reports_more_is_known_than_beyond_them():
    reach = {"territory": {"reach_km": 20}}
    one = area(territory([state("t11", "red")], settings=reach), 5, "red").km2
    both = [state("t11", "red"), state("t31", "red")]
    assert area(territory(both, settings=reach), 5, "red").km2 > 1.5 * one


def test_areas_add_up_to_the_study_area_in_both_conventions():
    found = territory(FRONT)
    for convention in ("settled", "total"):
        rows = [a for a in found.areas if a.date == day(9) and a.region == "study area"]
        total = sum(a.km2 for a in rows if str(a.convention) == convention)
        sizes = found.patches.km2[found.patches.settled | (convention == "total")]
        assert total == pytest.approx(sizes.sum(), abs=0.1)


def test_an_estimate_stands_inside_its_interval_and_unseen_change_is_possible():
    found = territory(FRONT)
    for row in found.areas:
        assert row.km2_low <= row.km2 <= row.km2_high
        if row.km2 > 0:
            assert row.km2_low < row.km2 < row.km2_high
    quiet = territory([state("t01", "red"), state("t41", "blue")])
    assert area(quiet, 5, "blue", region="West").km2_high > 0


def test_reported_land_is_around_reported_towns():
    found = territory([state("t01", "red")])
    kinds = {s.evidence for s in found.course.standings}
    assert kinds == {Evidence.REPORTED, Evidence.INFERRED}
    number = next(
        i for i, s in enumerate(found.course.standings) if s.evidence is Evidence.REPORTED
    )
    near = found.patches.shape[found.patches.standing[0] == number]
    away = shapely.hausdorff_distance(
        shapely.union_all(near), shapely.Point(10 / KM_PER_DEGREE, 30 / KM_PER_DEGREE)
    )
    assert away * KM_PER_DEGREE < 11


def test_a_holding_lasts_as_long_as_its_land():
    found = territory(FRONT)
    rows = list(
        holdings_through_time(
            found.patches, found.course.standings, found.course.starts, day(31), settled_only=False
        )
    )
    for standing in {r.standing for r in rows}:
        mine = sorted((r for r in rows if r.standing == standing), key=lambda r: r.first)
        for one, following in pairwise(mine):
            assert one.last < following.first
            if one.last + timedelta(1) == following.first:
                assert not shapely.equals(one.shape, following.shape)
    assert {r.first for r in rows} >= {day(1), day(9)}
    assert max(r.last for r in rows) == day(31)


# -- time ------------------------------------------------------------------------------------


def test_an_old_word_gives_way_to_fresh_ones_around_it():
    """A town last heard of on 1 May, among towns of the other side that are heard of daily."""
    others = [
        replace(state(t.place_id, "blue"), last_report=day(31))
        for t in TOWNS
        if t.place_id != "t21"
    ]
    found = territory([*others, state("t21", "red")])
    fresh, stale = (area(found, n, "red").km2 for n in (1, 31))
    assert stale < 0.7 * fresh
    assert [r.holder for r in found.settlement_states if r.place_id == "t21"] == ["red"]


def test_a_word_as_old_as_those_around_it_keeps_its_land():
    found = territory([state(t.place_id, "red" if t.place_id == "t21" else "blue") for t in TOWNS])
    assert area(found, 31, "red").km2 == pytest.approx(area(found, 1, "red").km2, rel=0.05)


def test_what_is_known_only_from_a_later_report_fades_backwards():
    late = replace(state("t01", "red"), first_report=day(31), last_report=day(31))
    settings = {"stale_after_days": 3, "territory": {"reach_km": 30}}
    found = territory([late], settings=settings, days=[day(30)])
    early = area(found, 1, "red")
    assert (early.km2 if early else 0) < 0.5 * area(found, 30, "red").km2


def test_within_its_window_a_change_is_uncertain_in_the_land():
    states = [state("t21", "red", 1, 15), state("t21", "blue", 15)]
    states += [state(f"t{x}1", "red") for x in (1, 3)]
    found = territory(states, events=[event("t21", "blue", 15, 5, 25)])
    town = [t.place_id for t in TOWNS].index("t21")
    chance = [found.course.chance[found.course.span(day(n)), town] for n in (1, 5, 15, 25)]
    assert chance[0] == 1
    assert chance[1] > 0.9
    assert 0.5 < chance[2] < 0.7
    assert chance[3] > 0.9
    assert area(found, 5, "red").km2 > area(found, 25, "red").km2


def reported_days(found, holder):
    """Return the days of May 2020 on which some of the holder's land is reported."""
    return [
        n
        for n in range(1, 32)
        if any(
            p.holder == holder and p.evidence == "reported"
            for p in on_day(found.patch_states, n, "patch_id").values()
        )
    ]


def test_land_is_reported_as_long_as_its_word_is_fresh():
    word = replace(state("t21", "red"), first_report=day(12), last_report=day(20))
    found = territory([word, state("t01", "blue")], settings={"stale_after_days": 5})
    assert reported_days(found, "red") == list(range(7, 26))


def test_within_its_window_a_change_makes_no_land_reported():
    states = [state("t21", "red", 1, 10), state("t21", "blue", 10)]
    states = [replace(s, last_report=day(31)) for s in states]
    found = territory(states, events=[event("t21", "blue", 10, 8, 12)])
    assert reported_days(found, "red") == list(range(1, 8))
    assert reported_days(found, "blue") == list(range(13, 32))


def test_a_reported_town_among_fresher_words_is_less_likely_its_holders():
    others = [
        replace(state(t.place_id, "blue"), last_report=day(31))
        for t in TOWNS
        if t.place_id != "t21"
    ]
    found = territory([*others, state("t21", "red")], settings={"stale_after_days": 5})
    town = [t.place_id for t in TOWNS].index("t21")
    first, last = (found.course.chance[found.course.span(day(n)), town] for n in (1, 31))
    assert last < 0.5 < first


def test_the_day_before_its_first_report_the_field_says_what_it_expects():
    late = replace(state("t21", "blue", 20), first_report=day(20))
    found = territory([state("t11", "red"), state("t31", "red"), late])
    (row,) = [p for p in found.predictions if p.place_id == "t21"]
    assert (row.date, row.holder, row.predicted) == (day(20), "blue", "red")
    assert row.probability < 0.3


def test_the_report_that_matters_most_comes_first():
    found = territory([state("t01", "red"), state("t02", "blue"), state("t41", "blue")])
    strongest = found.influences[0]
    assert strongest.place_id == "t01"
    assert strongest.km2_without < strongest.km2_with


def test_outlines_are_as_fine_as_the_cells():
    """A line between parties four times as long, on cells four times as large, looks the same."""
    counts = []
    for scale in (1, 4):
        area = rectangle(60 * scale, 40 * scale)
        land = ground(area, [place("t", 5.0 * scale, 5.0 * scale)], cell_km=float(scale))
        x, y = (v / scale for v in land.grid.centres(land.grid.cells))
        standing = (x + 6 * np.sin(y / 5) > 0).astype(np.int16)[None]
        patches = make_patches(land, standing)
        held = [shapely.union_all(patches.shape[patches.standing[0] == n]) for n in (0, 1)]
        counts.append(shapely.get_num_coordinates(shapely.intersection(*held)))
    assert counts[1] == pytest.approx(counts[0], rel=0.1)
