"""Layers of a basemap that are right one by one, and contradict the study area or each other."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ebbline.basemap import LAYERS, WGS84
from ebbline.check.layers import MOST_OVERLAP, check_layers
from ebbline.errors import Problems

WEST, SOUTH = st.integers(-170, 160), st.integers(-80, 70)


def frame(layer, rows):
    columns = LAYERS[layer].columns
    values = {c: [dict(zip(columns, r, strict=False)).get(c, 3) for r in rows] for c in columns}
    return gpd.GeoDataFrame(values, geometry=[r[-1] for r in rows], crs=WGS84)


def basemap(west, south, *, split=5.0):
    """Return the layers of a country of 10° by 6°, of two divisions, beside a second country."""

    def box(*sides):
        a, b, c, d = sides
        return shapely.segmentize(shapely.box(west + a, south + b, west + c, south + d), 0.5)

    def line(*points):
        return shapely.segmentize(shapely.LineString([(west + x, south + y) for x, y in points]), 1)

    return {
        "land": frame("land", [("XA", "A", box(0, 0, 10, 6)), ("XB", "B", box(0, 6, 10, 9))]),
        "divisions": frame(
            "divisions",
            [
                ("left", "Left", "XA", box(0, 0, split, 6)),
                ("right", "Right", "XA", box(split, 0, 10, 6)),
            ],
        ),
        "rivers": frame("rivers", [("r", "R", 3, line((1, 1), (9, 5)))]),
        "lakes": frame("lakes", [("l", "L", 3, box(2, 2, 3, 3))]),
        "borders": frame("borders", [("b", "XA", "XB", line((0, 6), (10, 6)))]),
    }


def told(layers):
    problems = Problems()
    land = layers["land"]
    area = land.geometry.iloc[0]
    check_layers(layers, folder=Path("map"), study_area=area, problems=problems)
    return [str(p) for p in problems.found]


def exchanged(layer):
    return layer.set_geometry(
        gpd.GeoSeries(
            [shapely.transform(g, lambda xy: xy[:, ::-1]) for g in layer.geometry], crs=WGS84
        )
    )


@settings(deadline=None, max_examples=25)
@given(west=WEST, south=SOUTH, split=st.floats(1, 9))
def test_layers_that_fit_are_right_wherever_they_lie(west, south, split):
    assert told(basemap(west, south, split=split)) == []


@settings(deadline=None, max_examples=25)
@given(west=WEST, south=SOUTH, name=st.sampled_from(["rivers", "lakes", "divisions", "borders"]))
def test_a_layer_with_longitude_and_latitude_exchanged_is_named(west, south, name):
    assume(abs(west - south) > 11)  # else the land lies where its exchange does
    layers = basemap(west, south)
    layers[name] = exchanged(layers[name])
    found = told(layers)
    assert found and all(f"{name}.geojson" in line and "exchange" in line for line in found)


@settings(deadline=None, max_examples=15)
@given(west=WEST, south=SOUTH, name=st.sampled_from(["rivers", "lakes"]), good=st.integers(2, 6))
def test_one_feature_exchanged_among_others_is_named(west, south, name, good):
    assume(abs(west - south) > 11)
    layers = basemap(west, south)
    one = layers[name]
    layers[name] = gpd.GeoDataFrame(
        pd.concat([*[one] * good, exchanged(one)], ignore_index=True), crs=WGS84
    )
    (line,) = told(layers)
    assert f"{name}.geojson, feature {good + 1} (" in line


@settings(deadline=None, max_examples=25)
@given(west=WEST, south=SOUTH, share=st.floats(0.05, 1))
def test_divisions_that_overlap_are_both_named(west, south, share):
    layers = basemap(west, south)
    left, right = layers["divisions"].geometry
    moved = shapely.transform(right, lambda xy: xy - [5 * share, 0])
    layers["divisions"] = layers["divisions"].set_geometry(gpd.GeoSeries([left, moved], crs=WGS84))
    (line,) = told(layers)
    assert "feature 2" in line and "'right' and 'left' (feature 1)" in line
    assert f"up to {MOST_OVERLAP:.0%}" in line


@settings(deadline=None, max_examples=20)
@given(west=WEST, south=SOUTH, gap=st.floats(-0.015, 0.015))
def test_neighbours_that_were_drawn_apart_may_overlap_a_little(west, south, gap):
    layers = basemap(west, south)
    left, right = layers["divisions"].geometry
    moved = shapely.transform(right, lambda xy: xy - [5 * gap, 0])
    layers["divisions"] = layers["divisions"].set_geometry(gpd.GeoSeries([left, moved], crs=WGS84))
    assert told(layers) == []


@pytest.mark.parametrize(("layer", "column"), [("divisions", "country"), ("borders", "right")])
def test_what_lies_away_from_the_country_that_it_names_is_told(layer, column):
    layers = basemap(20, 10)
    far = shapely.transform(layers[layer].geometry.iloc[-1], lambda xy: xy - [0, 8])
    layers[layer].loc[len(layers[layer]) - 1, "geometry"] = far
    lines = told(layers)
    assert any(f"{layer}.geojson, feature" in line and f"its {column}" in line for line in lines)


def test_a_layer_of_the_whole_world_is_right_beside_the_land_of_a_few_countries():
    layers = basemap(38, 33)
    rivers = [
        (f"r{x}{y}", "", 3, shapely.LineString([(x, y), (x + 3, y + 2)]))
        for x in range(-170, 170, 9)
        for y in range(-60, 70, 9)
    ]
    layers["rivers"] = frame("rivers", rivers)
    assert told(layers) == []


def test_a_division_id_that_stands_twice_is_told():
    layers = basemap(20, 10)
    layers["divisions"].loc[1, "division_id"] = "left"
    (line,) = told(layers)
    assert "feature 2" in line and "feature 1 too" in line
