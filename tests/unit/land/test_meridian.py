"""Longitudes on both sides of 180° are those of one map."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

from ebbline.config import check_config
from ebbline.meridian import around, beside, counted_on, cut, holds, joined

FIJI = (176.0, -20.0, 182.0, -15.0)
whole = st.integers(-540, 540)


@given(st.integers(-179, 179), st.integers(1, 90), st.integers(-720, 720), st.integers(-1, 1))
def test_a_box_holds_a_point_however_either_counts_longitudes(west, wide, quarters, turns):
    lon = quarters / 4
    box = (west, -10, west + wide, 10)
    turned = (west + 360 * turns, -10, west + wide + 360 * turns, 10)
    assert holds(box, lon, 0) == holds(turned, lon, 0)
    assert holds(box, lon, 0) == any(west <= lon + turn <= west + wide for turn in (-360, 0, 360))


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(177, -19, 181, -16),
        shapely.box(177, -19, 181, -16).difference(shapely.box(179, -18, 180.5, -17)),
        shapely.LineString([(177, -19), (181, -16)]),
        shapely.Point(181, -17),
    ],
    ids=lambda shape: shape.geom_type,
)
def test_a_shape_that_was_cut_at_180_is_whole_again(shape):
    there = cut(shape)
    assert -180 <= there.bounds[0] <= there.bounds[2] <= 180
    assert there.is_valid
    assert joined(there, FIJI).normalize().equals_exact(shape.normalize(), 1e-9) or (
        joined(there, FIJI).symmetric_difference(shape).area == 0
    )


@given(st.floats(-60, 60), st.floats(0.1, 20))
def test_where_nothing_lies_across_nothing_changes(west, wide):
    shape = shapely.box(west, 0, west + wide, 1)
    assert cut(shape) is shape
    assert joined(shape, shape.bounds) is shape
    assert counted_on(west, shape.bounds) == west
    assert tuple(beside(shape.bounds, shape.bounds)) == shape.bounds


@given(st.lists(st.tuples(st.integers(-180, 179), st.integers(1, 5)), min_size=1), whole)
def test_the_box_around_boxes_is_as_wide_wherever_they_lie(given_boxes, turn):
    def wide(boxes):
        west, _, east, _ = around(boxes)
        return east - west

    boxes = [(west, 0, west + size, 1) for west, size in given_boxes]
    if wide(boxes) < 180:
        moved = [translate(shapely.box(*b), turn).bounds for b in boxes]
        turned = [tuple(np.subtract(b, (360 * ((b[0] + 180) // 360), 0) * 2)) for b in moved]
        assert wide(turned) == pytest.approx(wide(boxes))


def test_a_view_of_the_far_side_is_beside_its_case():
    assert beside((-179.5, -18, -178.5, -17), FIJI) == (180.5, -18, 181.5, -17)


def test_a_configured_box_across_180_is_read_back_as_it_is_written():
    from invented_case import CONFIG

    values = {**CONFIG, "study_area": {"bbox": [176, -20, -178, -15], "countries": ["AA"]}}
    values["names"] = {**CONFIG["names"], "bbox": [175, -21, -177, -14]}
    view = {"title": {"en": "East"}, "bbox": [-179.9, -18, -178.5, -17], "places": []}
    values["figures"] = {**CONFIG["figures"], "views": {"east": view}}
    config = check_config(values, name="config.yaml")
    assert tuple(config.study_area.bbox) == (176, -20, 182, -15)
    assert (
        check_config(config.model_dump(mode="json"), name="again").study_area == config.study_area
    )
