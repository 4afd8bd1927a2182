"""Chance that is alike nearby, and intervals that hold the model's own error."""

import numpy as np
import pytest
from flat_case import TOWNS, area, state, territory
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from ebbline.territory.chance import NO_CHANCE, Chances, chance_field, fallen_to
from ebbline.territory.cover import Cover


def grid_of_points(side, step):
    x, y = np.meshgrid(np.arange(side) * step, np.arange(side) * step)
    return x.ravel().astype(float), y.ravel().astype(float)


def fields(count, *, range_km=50.0):
    x, y = grid_of_points(12, 20.0)
    return np.array([chance_field(x, y, range_km=range_km, seed=[1, i]) for i in range(count)])


def test_every_chance_is_as_likely_as_any_other():
    found = fields(400)
    assert ((found > 0) & (found < 1)).all()
    for bound in (0.1, 0.5, 0.9):
        assert (found < bound).mean() == pytest.approx(bound, abs=0.02)


def test_chance_is_alike_nearby_and_independent_far_away():
    z = ndtri(fields(2000).reshape(2000, 12, 12))
    for steps, expected in ((1, np.exp(-0.16)), (2, np.exp(-0.64)), (8, 0.0)):
        along = (z[:, :, steps:] * z[:, :, :-steps]).mean()
        down = (z[:, steps:] * z[:, :-steps]).mean()
        assert along == pytest.approx(expected, abs=0.05)
        assert down == pytest.approx(expected, abs=0.05)


def test_chance_depends_on_the_draw_and_on_nothing_else():
    x, y = grid_of_points(5, 10.0)
    once, again = (chance_field(x, y, range_km=30, seed=[7, 3]) for _ in range(2))
    assert np.array_equal(once, again)
    assert not np.allclose(once, chance_field(x, y, range_km=30, seed=[7, 4]))


@pytest.mark.parametrize("range_km", [0.01, 1.0, 20_000.0])
def test_a_range_far_from_the_size_of_the_land_is_no_trouble(range_km):
    x, y = grid_of_points(6, 200.0)
    found = chance_field(x, y, range_km=range_km, seed=[1, 2])
    assert np.isfinite(found).all()
    if range_km > 1000:
        assert np.ptp(found) < 0.2


def test_one_patch_and_no_patch_have_a_chance_too():
    assert len(chance_field(np.zeros(0), np.zeros(0), range_km=60, seed=[1])) == 0
    assert 0 < chance_field(np.zeros(1), np.zeros(1), range_km=60, seed=[1])[0] < 1


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_a_patch_falls_to_each_holder_as_often_as_its_share(seed):
    shares = np.random.default_rng(seed).dirichlet(np.ones(4), size=3)
    even = (np.arange(1000) + 0.5) / 1000
    for row in shares:
        fallen = fallen_to(np.tile(row, (1000, 1)), even)
        often = np.bincount(fallen, minlength=4) / 1000
        assert often == pytest.approx(row, abs=2e-3)


def test_water_and_land_of_nobody_are_not_left_to_chance():
    cover = Cover(
        np.array([[0, 1], [0, 1], [-1, -1]], dtype=np.int32),
        np.array([[0.6, 0.4], [0.33, 0.22], [0, 0]], dtype=np.float32),
    )
    chances = Chances.over(cover, np.zeros(3), np.zeros(3), range_km=60, seed=1)
    found = chances.of(5)
    assert 0 < found[0] < 1
    assert found[1:].tolist() == [NO_CHANCE, NO_CHANCE]


def test_without_a_range_there_is_no_chance():
    cover = Cover(np.zeros((1, 1), dtype=np.int32), np.ones((1, 1), dtype=np.float32))
    assert Chances.over(cover, np.zeros(1), np.zeros(1), range_km=0, seed=1).of(5) is None


SIDES = [state(p.place_id, "red" if p.place_id[1] in "01" else "blue") for p in TOWNS]


def widths(range_km, *, states=SIDES, holder="red"):
    found = territory(states, settings={"territory": {"draws": 100, "error_range_km": range_km}})
    row = area(found, 1, holder)
    return row.km2 - row.km2_low, row.km2_high - row.km2


def test_intervals_hold_that_the_line_between_two_towns_may_run_elsewhere():
    low, high = widths(60)
    without_low, without_high = widths(0)
    assert low > without_low
    assert high > 1.5 * max(without_high, 1.0)


def test_errors_that_go_together_over_a_longer_stretch_make_wider_intervals():
    near, far = (sum(widths(range_km)) for range_km in (5, 100))
    assert far > near


def test_ground_of_one_holder_on_all_sides_is_not_left_to_chance():
    everywhere = [state(p.place_id, "red") for p in TOWNS]
    _, high = widths(60, states=everywhere)
    found = territory(everywhere, settings={"territory": {"draws": 100}})
    assert high == pytest.approx(0, abs=0.01)
    assert area(found, 1, "blue") is None
