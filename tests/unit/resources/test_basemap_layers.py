"""The basemap's layers are whole, agree with each other and stay small."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from resource_geometry import BASEMAP, LAYERS, RESOURCES, km
from shapely.geometry import LineString, Point, box
from shapely.ops import unary_union

PROPERTIES = {
    "rivers": ["river_id", "name", "name_ar", "scalerank"],
    "lakes": ["lake_id", "name", "name_ar", "scalerank"],
    "land": ["country", "name", "name_ar"],
    "borders": ["border_id", "left", "right"],
    "divisions": ["division_id", "name", "name_ar", "country"],
}
KINDS = {
    "rivers": {"LineString"},
    "lakes": {"Polygon", "MultiPolygon"},
    "land": {"Polygon", "MultiPolygon"},
    "borders": {"LineString", "MultiLineString"},
    "divisions": {"Polygon", "MultiPolygon"},
}
REGION = box(34, 29, 50, 39)
CASE_BOX = box(38.0, 33.0, 44.5, 37.0)
# Rounding to five decimals moves a point by up to this much, in degrees.
ROUNDING = 2e-5


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_has_its_properties_and_valid_geometry_inside_the_region(
    layers: dict[str, Any], layer: str
) -> None:
    for about, geometry in layers[layer]:
        assert list(about) == PROPERTIES[layer]
        assert all(value != "" for value in about.values())
        assert geometry.geom_type in KINDS[layer]
        assert geometry.is_valid
        assert not geometry.is_empty
        assert REGION.covers(geometry)


@pytest.mark.parametrize("layer", LAYERS)
def test_ids_of_a_layer_are_unique(layers: dict[str, Any], layer: str) -> None:
    ids = [about[PROPERTIES[layer][0]] for about, _ in layers[layer]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("layer", LAYERS)
def test_coordinates_have_at_most_five_decimals(layer: str) -> None:
    def numbers(part: Any) -> list[float]:
        return [part] if isinstance(part, float | int) else [n for p in part for n in numbers(p)]

    collection = json.loads((BASEMAP / f"{layer}.geojson").read_text(encoding="utf-8"))
    for feature in collection["features"]:
        assert all(n == round(n, 5) for n in numbers(feature["geometry"]["coordinates"]))


def test_the_euphrates_is_one_line_from_turkey_to_the_tigris(
    layers: dict[str, Any], euphrates: LineString, lands: dict[str, Any]
) -> None:
    rivers = {about["river_id"]: line for about, line in layers["rivers"]}
    assert lands["TR"].contains(Point(euphrates.coords[0]))
    assert lands["IQ"].contains(Point(euphrates.coords[-1]))
    assert euphrates.coords[-1] == rivers["tigris"].coords[-1]
    assert rivers["shatt-al-arab"].coords[0] == rivers["tigris"].coords[-1]


def test_rivers_neither_cross_themselves_nor_jump(layers: dict[str, Any]) -> None:
    for about, line in layers["rivers"]:
        assert line.is_simple, about["name"]
        steps = [km(Point(one), Point(two)) for one, two in pairwise(line.coords)]
        assert max(steps) < 20, about["name"]


def test_tributaries_end_at_their_river(layers: dict[str, Any]) -> None:
    rivers = {about["river_id"]: line for about, line in layers["rivers"]}
    for tributary, river in {
        "khabur": "euphrates",
        "great-zab": "tigris",
        "little-zab": "tigris",
        "adhaim": "tigris",
        "diyala": "tigris",
    }.items():
        assert rivers[river].distance(Point(rivers[tributary].coords[-1])) < 0.02, tributary


def test_the_river_keeps_its_detail_inside_the_case_box(euphrates: LineString) -> None:
    inside = [Point(p) for p in euphrates.coords if CASE_BOX.contains(Point(p))]
    steps = [km(one, two) for one, two in pairwise(inside)]
    assert len(inside) > 2000
    assert max(steps) < 2.0


def test_main_rivers_rank_before_their_tributaries(layers: dict[str, Any]) -> None:
    ranks = {about["river_id"]: about["scalerank"] for about, _ in layers["rivers"]}
    assert (ranks["euphrates"], ranks["tigris"]) == (3, 4)
    assert all(
        rank > 4
        for river, rank in ranks.items()
        if river not in ("euphrates", "tigris", "shatt-al-arab")
    )


def test_lands_do_not_overlap(lands: dict[str, Any]) -> None:
    assert sum(land.area for land in lands.values()) == pytest.approx(
        unary_union(list(lands.values())).area, abs=1e-6
    )


def test_borders_are_the_edges_that_two_lands_share(
    layers: dict[str, Any], lands: dict[str, Any]
) -> None:
    for about, line in layers["borders"]:
        for country in (about["left"], about["right"]):
            assert line.difference(lands[country].boundary.buffer(ROUNDING)).is_empty
        shared = lands[about["left"]].boundary.intersection(lands[about["right"]].buffer(ROUNDING))
        assert shared.difference(line.buffer(1e-3)).length < 1e-3


def test_a_border_has_its_left_country_on_its_left(
    layers: dict[str, Any], lands: dict[str, Any]
) -> None:
    for about, line in layers["borders"]:
        for part in getattr(line, "geoms", [line]):
            beside = part.parallel_offset(1e-4, "left").interpolate(0.5, normalized=True)
            if part.length > 0.05:
                assert lands[about["left"]].contains(beside), about["border_id"]


def test_syria_and_iraq_have_a_border_and_the_crossing_is_on_it(layers: dict[str, Any]) -> None:
    (border,) = (line for about, line in layers["borders"] if about["border_id"] == "sy-iq")
    assert border.geom_type == "LineString"
    assert border.distance(Point(40.980, 34.407)) < 0.005


@pytest.mark.parametrize(("country", "number"), [("SY", 14), ("IQ", 18)])
def test_divisions_cover_their_country_and_nothing_else(
    layers: dict[str, Any], lands: dict[str, Any], country: str, number: int
) -> None:
    own = [area for about, area in layers["divisions"] if about["country"] == country]
    assert len(own) == number
    whole = unary_union(own)
    assert whole.symmetric_difference(lands[country]).area < 1e-4
    assert sum(area.area for area in own) == pytest.approx(whole.area, abs=1e-5)


def test_the_lakes_of_the_valley_lie_in_iraq(layers: dict[str, Any], lands: dict[str, Any]) -> None:
    lakes = {about["lake_id"]: lake for about, lake in layers["lakes"]}
    for lake_id in ("lake-tharthar", "lake-habbaniyah", "lake-razazah"):
        assert lands["IQ"].contains(lakes[lake_id])


def test_the_basemap_stays_small() -> None:
    assert sum(file.stat().st_size for file in BASEMAP.iterdir()) < 1_500_000


@pytest.mark.parametrize(
    "folder", ["gazetteer", "basemap/syria-iraq", "basemap/decisions"], ids=str
)
def test_a_readme_tells_of_every_file_beside_it(folder: str) -> None:
    path = RESOURCES / folder
    readme = (path / "README.md").read_text(encoding="utf-8")
    assert "icen" in readme
    assert "python -m ebbline.cases" in readme
    for file in path.iterdir():
        assert file.name in readme or file.name == "README.md"
