"""The field: what reports say of the land between them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.interpolate import RBFInterpolator

from ebbline.land import field
from ebbline.land.field import (
    SITE,
    TOWN,
    Conditioner,
    Covariances,
    Places,
    barrier_covariance,
    mended,
    probability,
)
from ebbline.land.grid import Grid
from ebbline.land.mesh import NONE, Mesh, Walls, own_cells


def open_mesh(size=40, *, cell_km=2.5, wall=None, conducts=0.02):
    """A square of ``size`` nodes; ``wall`` is the column east of which links conduct little."""
    inside = np.ones(size * size, dtype=bool)
    grid = Grid(None, 0.0, size * cell_km, cell_km, size, size, inside, None)
    right, down = np.ones((size, size - 1)), np.ones((size - 1, size))
    if wall is not None:
        right[:, wall] = conducts
    return Mesh(grid, right, down)


def at(mesh, points, reach=None):
    """Places at ``points`` (km) with the covariances among them, and at all nodes."""
    grid = mesh.grid
    x, y = np.array(points, dtype=float).T
    row, column = ((grid.north - y) / grid.cell_km).astype(int), (x / grid.cell_km).astype(int)
    node = row * grid.columns + column
    places = Places(x, y, node, tuple(reach or [TOWN] * len(x)))
    change = barrier_covariance(mesh, node)
    own = places.covariances(x, y, change[node], itself=True)
    return own, places.covariances(*grid.centres(np.arange(grid.rows * grid.columns)), change)


POINTS = [(20.1, 50.2), (80.3, 49.1), (50.2, 90.4), (47.0, 11.0), (71.0, 72.0)]
SIDES = np.array([[1, 0], [0, 1], [1, 0], [0, 1], [0, 1]], dtype=float)


def chances(mesh, points=POINTS, sides=SIDES, reach=None):
    own, nodes = at(mesh, points, reach)
    return probability(Conditioner.of(own).given(sides).at(nodes)).reshape(
        mesh.grid.rows, mesh.grid.columns, -1
    )


def test_without_barriers_nothing_is_changed():
    assert np.abs(barrier_covariance(open_mesh(), np.array([820, 33]))).max() < 0.05


def test_the_first_of_the_three_ways_is_ordinary_kriging():
    mesh = open_mesh()
    own, nodes = at(mesh, POINTS)
    linear, _, _ = Conditioner.of(own).given(SIDES).at(nodes)
    x, y = mesh.grid.centres(np.arange(1600))
    known = RBFInterpolator(POINTS, SIDES[:, 0], kernel="linear", degree=0)
    assert linear[:, 0] == pytest.approx(known(np.column_stack([x, y])), abs=2e-3)


def test_probabilities_add_up_and_stay_between_none_and_one():
    found = chances(open_mesh(wall=20))
    assert found.sum(axis=2) == pytest.approx(np.ones((40, 40)), abs=1e-5)
    assert found.min() >= 0


def test_a_place_is_whose_it_is_told_to_be():
    found = chances(open_mesh())
    for (x, y), side in zip(POINTS, SIDES, strict=True):
        assert found[int(40 - y / 2.5), int(x / 2.5), side.argmax()] > 0.8


def test_the_line_between_two_towns_moves_to_the_river():
    points, sides = [(25.0, 51.0), (85.0, 51.0)], np.eye(2)
    free, divided = (chances(open_mesh(wall=w), points, sides) for w in (None, 27))
    # Half way is column 22; the river runs east of column 27.
    assert free[20, 26, 1] > 0.5
    assert divided[20, 26, 1] < 0.5
    assert divided[20, 29, 1] > 0.5


def test_a_crossing_owns_less_than_a_town():
    points = [(x, y) for x in (10, 30, 70, 90) for y in (10, 30, 50, 70, 90)] + [(50.0, 50.0)]
    sides = np.array([[1, 0]] * 20 + [[0, 1]], dtype=float)
    mesh = open_mesh()
    town = chances(mesh, points, sides)[:, :, 1] > 0.5
    site = chances(mesh, points, sides, [TOWN] * 20 + [SITE])[:, :, 1] > 0.5
    assert 0 < site.sum() < town.sum() / 2


@settings(max_examples=25, deadline=None)
@given(arrays(bool, 5), st.permutations(range(5)))
def test_the_order_of_places_and_sides_makes_no_difference(held, order):
    sides = np.column_stack([held, ~held]).astype(float)
    mesh = open_mesh(20, cell_km=5.0, wall=9)
    found = chances(mesh, POINTS, sides)
    moved = chances(mesh, [POINTS[i] for i in order], sides[list(order)][:, ::-1])
    assert moved[:, :, ::-1] == pytest.approx(found, abs=2e-3)


def test_what_the_others_say_of_a_place_is_kriging_without_it():
    own, _ = at(open_mesh(wall=20), POINTS)
    others, _ = Conditioner.of(own).without_itself
    rest = np.arange(1, 5)
    without = Conditioner.of(type(own)(own.linear[1:, 1:], own.walled[1:, 1:]))
    solved = without.inverse_walled[:, :4] @ SIDES[rest]
    said = own.walled[0, rest] @ solved[:4] + solved[4]
    assert others[0] @ SIDES == pytest.approx(said, abs=1e-3)


def test_a_field_that_does_not_settle_says_so(monkeypatch):
    monkeypatch.setattr(field, "_NEWTON_STEPS", 1)
    with pytest.warns(UserWarning, match="did not settle within 1"):
        Conditioner.of(at(open_mesh(), POINTS)[0]).given(SIDES)


@pytest.mark.parametrize(
    ("down", "aside"), [(3, 0), (-3, 0), (0, 3), (0, -3), (3, 3), (4, 0), (0, -4)]
)
def test_the_cell_that_speaks_for_a_place_lies_within_three_cells_on_every_side(down, aside):
    """A place in the sea stands for land that near, whichever way it lies."""
    grid = open_mesh(20, cell_km=1.0).grid
    land = np.zeros(400, dtype=bool)
    cell = (10 + down) * 20 + 10 + aside
    land[cell] = True
    (x,), (y,) = grid.centres(np.array([10 * 20 + 10]))
    found = own_cells(grid, Walls.of(()), np.array([x]), np.array([y]), inside=land)
    assert found.tolist() == [cell if max(abs(down), abs(aside)) <= 3 else NONE]


def test_covariances_that_are_sound_stay_as_they_are():
    own, nodes = at(open_mesh(wall=19), POINTS)
    assert mended(own, nodes) == (own, nodes)


def test_a_field_goes_through_what_is_told_though_a_mesh_spoils_its_covariances():
    own, _ = at(open_mesh(wall=19), POINTS)
    pattern = np.array([1, -1, 1, -1, 0]) / 2
    spoilt = np.outer(pattern, pattern) * (pattern @ own.walled @ pattern + 40)
    own = Covariances(own.linear, own.walled - spoilt)
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.cholesky(own.walled + 1e4)
    sound, places = mended(own, own)
    _, walled, _ = Conditioner.of(sound).given(SIDES).at(places)
    assert walled == pytest.approx(SIDES, abs=0.01)
    assert np.linalg.cholesky(sound.walled + 1e4).shape == (5, 5)


def test_many_places_settle_day_by_day_as_few_do(monkeypatch):
    own, _ = at(open_mesh(wall=19), POINTS)
    alone = Conditioner.of(own).given(SIDES)
    monkeypatch.setattr(field, "_FEW", 2)
    before = Conditioner.of(own).given(np.roll(SIDES, 1, axis=0))
    after = Conditioner.of(own).given(SIDES, before)
    assert after.logit[0] == pytest.approx(alone.logit[0], abs=1e-3)
