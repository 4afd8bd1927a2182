"""Barriers count between places as often as the reports bear out."""

import numpy as np
import pytest

from ebbline.territory.course import NOBODY
from ebbline.territory.strength import chosen_strength, straight_km, try_strengths, with_strength

STRENGTHS = (1.0, 0.0, 0.5, 2.0, 3.0)
LIMIT = 1000.0


def banks(random, *, count=30):
    """Places on both banks of a river along x, straight distances, costs (20 km to cross)."""
    x, y = random.uniform(0, 200, count), random.uniform(2, 15, count)
    north = np.arange(count) % 2 == 0
    y = np.where(north, y, -y)
    straight = np.hypot(x[:, None] - x, y[:, None] - y).astype(np.float32)
    across = north[:, None] != north
    return x, north, straight, straight + 20 * across.astype(np.float32)


def learnt(cost, straight, holder, days=(1,)):
    return try_strengths(
        cost,
        straight,
        np.atleast_2d(holder),
        np.array(days),
        strengths=STRENGTHS,
        count=12,
        sharpness=1.5,
        limit_km=LIMIT,
    )


@pytest.mark.parametrize("seed", range(5))
def test_where_the_river_is_the_line_it_counts_more_than_once(seed):
    _, north, straight, cost = banks(np.random.default_rng(seed))
    assert chosen_strength(learnt(cost, straight, north.astype(int))) > 1


@pytest.mark.parametrize("seed", range(5))
def test_where_both_banks_are_in_one_hand_it_counts_less_than_once(seed):
    x, _, straight, cost = banks(np.random.default_rng(seed))
    assert chosen_strength(learnt(cost, straight, (x > 100).astype(int))) < 1


def test_fewer_than_ten_places_teach_nothing():
    _, north, straight, cost = banks(np.random.default_rng(1), count=9)
    trials = learnt(cost, straight, north.astype(int))
    assert chosen_strength(trials) == STRENGTHS[0]
    assert [t.strength for t in trials] == list(STRENGTHS)


def test_without_barriers_the_first_strength_stays():
    _, north, straight, _ = banks(np.random.default_rng(1))
    assert chosen_strength(learnt(straight, straight, north.astype(int))) == STRENGTHS[0]


def test_a_place_counts_once_however_many_days_it_is_known():
    _, north, straight, cost = banks(np.random.default_rng(2))
    once = learnt(cost, straight, north.astype(int))
    longer = learnt(cost, straight, np.array([north, north]).astype(int), days=(3, 40))
    assert [t.log_score for t in once] == [t.log_score for t in longer]


def test_days_on_which_a_place_is_not_known_do_not_count():
    _, north, straight, cost = banks(np.random.default_rng(3))
    late = north.astype(int)
    early = np.where(np.arange(len(north)) < 12, late, NOBODY)
    trials = learnt(cost, straight, np.array([early, late]), days=(5, 5))
    assert {t.places for t in trials} == {30}


def test_nobody_reported_is_no_error():
    nothing = np.zeros((0, 0), dtype=np.float32)
    trials = learnt(nothing, nothing, np.zeros((1, 0), dtype=np.int64))
    assert chosen_strength(trials) == STRENGTHS[0]


def test_what_cannot_be_reached_stays_out_of_reach():
    straight = np.array([[0, 50], [50, 0]], dtype=np.float32)
    cost = np.array([[0, LIMIT], [LIMIT, 0]], dtype=np.float32)
    assert with_strength(cost, straight, 0.0, limit_km=LIMIT)[0, 1] == LIMIT


def test_straight_distances_are_those_over_the_globe():
    # A degree of the equator and of a meridian on a sphere of 6,371 km: 111.19 km.
    lon, lat = np.array([179.5, -179.5, 179.5]), np.array([0.0, 0.0, 1.0])
    found = straight_km(lon, lat, np.array([0]))
    assert found == pytest.approx(np.array([[0, 111.19, 111.19]]), abs=0.01)
