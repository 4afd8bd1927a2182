"""Joined patches have the outlines that a union of their shapes has, point by point."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.territory.drawing import Drawing
from ebbline.territory.edges import CoverError
from ebbline.territory.outlines import Outlines


def cover(numbers):
    """Return the patches of a map of numbers: unit squares of the same number are one patch.

    Squares below 0 are no land; a patch may have holes and parts that touch at a corner.
    """
    shapes = []
    for number in range(int(numbers.max()) + 1):
        rows, columns = np.nonzero(numbers == number)
        squares = shapely.box(columns, rows, columns + 1, rows + 1)
        shapes.append(shapely.segmentize(shapely.union_all(squares), 1.0))
    return np.array(shapes, dtype=object)


def joined(shapes, group):
    return Drawing(Outlines.of(shapes)).of(group)


def assert_joined(shapes, group):
    found = joined(shapes, group)
    assert set(found) == set(group[group >= 0].tolist())
    for number, drawn in found.items():
        land = drawn.shape
        assert land.geom_type == "MultiPolygon"
        assert shapely.is_valid(land)
        expected = shapely.coverage_union_all(shapes[group == number])
        parts = shapely.MultiPolygon(list(shapely.get_parts(expected)))
        assert shapely.normalize(land) == shapely.normalize(parts)


numbered = st.integers(0, 10**6).map(np.random.default_rng)


@given(numbered, st.integers(1, 12), st.integers(1, 9), st.integers(1, 9), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_any_patches_joined_in_any_way_are_their_union(random, patches, rows, columns, groups):
    numbers = random.integers(-1, patches, (rows, columns))
    numbers.flat[random.permutation(numbers.size)[:patches]] = np.arange(patches)[: numbers.size]
    numbers = np.unique(numbers, return_inverse=True)[1].reshape(numbers.shape) - 1
    numbers[0, 0] = max(numbers[0, 0], 0)
    numbers = np.where(numbers < 0, -1, numbers)
    present = np.unique(numbers[numbers >= 0])
    numbers = np.where(numbers < 0, -1, np.searchsorted(present, numbers))
    group = random.integers(-1, groups, len(present))
    assert_joined(cover(numbers), group)


@given(numbered, st.integers(1, 12), st.integers(2, 9), st.integers(2, 9), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_land_that_changes_is_drawn_as_if_it_had_always_been_so(
    random, patches, rows, columns, groups
):
    numbers = random.integers(0, patches, (rows, columns))
    numbers = np.unique(numbers, return_inverse=True)[1].reshape(numbers.shape)
    outlines = Outlines.of(cover(numbers))
    drawing = Drawing(outlines)
    group = random.integers(-1, groups, int(numbers.max()) + 1)
    for _ in range(6):
        assert drawing.of(group) == Drawing(outlines).of(group)
        group = group.copy()
        changed = random.integers(0, len(group), random.integers(0, 3))
        group[changed] = random.integers(-1, groups, len(changed))


def test_an_island_in_a_lake_in_an_island():
    numbers = np.zeros((7, 7), dtype=int)
    numbers[1:6, 1:6] = 1
    numbers[2:5, 2:5] = 2
    numbers[3, 3] = 3
    for group in ([0, 1, 0, 1], [0, -1, 0, -1], [0, 0, 1, 0], [0, 1, 1, 1]):
        assert_joined(cover(numbers), np.array(group))


def test_a_ring_that_touches_itself_has_a_hole():
    ring = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 1]])
    found = joined(cover(ring), np.array([0, -1]))
    assert len(found[0].shape.geoms) == 1
    assert len(found[0].shape.geoms[0].interiors) == 1
    assert_joined(cover(ring), np.array([0, 1]))


def test_squares_of_a_chessboard_stay_apart():
    board = np.arange(16).reshape(4, 4)
    group = (board // 4 + board % 4) % 2
    assert_joined(cover(board), group.ravel())


def test_no_group_is_no_land():
    assert joined(cover(np.array([[0, 1]])), np.array([-1, -1])) == {}


def test_patches_that_overlap_are_named():
    shapes = cover(np.array([[0, 1, 2]]))
    shapes[2] = shapely.union(shapes[2], shapes[1])
    with pytest.raises(CoverError) as caught:
        Outlines.of(shapes)
    assert caught.value.patches == (1, 2)
