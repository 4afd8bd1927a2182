"""Patches carry their holder's changes, areas only the days on which they differ."""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import shapely

from ebbline import vocabulary as v
from ebbline.webmap.grid import Grid
from ebbline.webmap.land import NOTHING, land_data

AREA = (0.0, 0.0, 10.0, 10.0)
GRID = Grid.over((38.0, 33.0, 44.0, 37.0), step=60.0)
DAYS = (date(2017, 10, 1), date(2017, 10, 31))


def patches(*ids: str) -> gpd.GeoDataFrame:
    boxes = [shapely.box(39 + i, 34, 40 + i, 35) for i in range(len(ids))]
    columns = {"patch_id": ids, "settled": 1, "region": "Syria", "km2": 9.87654}
    return gpd.GeoDataFrame(columns, geometry=boxes, crs=4326)


def held(patch: str, start: int, end: int | None, holder: str = "is") -> v.PatchState:
    return v.PatchState(
        patch,
        date(2017, 10, start) if start > 0 else date(2017, 9, 1),
        None if end is None else date(2017, 10, end),
        holder,
        "",
        False,
        v.Evidence.REPORTED,
        v.Certainty.CONFIRMED,
    )


def land(*states: v.PatchState) -> dict[str, Any]:
    return land_data(patches("a", "b"), states, grid=GRID, smooth_m=0, area=AREA, days=DAYS)


def runs(*states: v.PatchState) -> list[list[int]]:
    return land(*states)["runs"]


def test_a_patch_that_is_never_known_is_left_out() -> None:
    found = land(held("b", 1, None))
    assert found["ids"] == ["b"]
    assert [len(found[key]) for key in ("rings", "settled", "region", "km2", "runs")] == [1] * 5


def test_a_case_in_which_nothing_is_known_has_no_land() -> None:
    found = land()
    assert (found["ids"], found["arcs"], found["kinds"]) == ([], [], [])


def test_a_gap_between_two_states_is_unknown() -> None:
    assert runs(held("a", 1, 5), held("a", 8, None))[0] == [0, 0, 4, NOTHING, 7, 0]


def test_a_state_that_ends_leaves_nothing_known() -> None:
    assert runs(held("a", 1, 5))[0] == [0, 0, 4, NOTHING]


def test_states_that_look_the_same_are_one() -> None:
    assert runs(held("a", 1, 5), held("a", 5, None))[0] == [0, 0]


def test_what_began_before_the_period_holds_on_its_first_day() -> None:
    assert runs(held("a", 0, 9), held("a", 9, None, "sdf"))[0] == [0, 0, 8, 1]


def test_states_outside_the_period_are_left_out() -> None:
    late = v.PatchState(
        "a",
        date(2017, 11, 1),
        None,
        "is",
        "",
        False,
        v.Evidence.REPORTED,
        v.Certainty.CONFIRMED,
    )
    assert runs(late) == []
