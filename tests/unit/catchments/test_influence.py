"""What land follows: near settlements most, a cluster once, one behind another less."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.land.influence import all_costs, kriging_weights
from ebbline.land.travel import NONE


def weights_at(target, *settlements):
    """Weights of settlements on a plane, with straight distances as costs."""
    points = np.array(settlements, dtype=float)
    between = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)).astype(np.float32)
    costs = np.hypot(*(points - target).T).astype(np.float32)[None]
    sources = np.arange(len(points), dtype=np.int32)[None]
    return kriging_weights(sources, costs, between)[0]


def test_land_between_two_settlements_follows_both_alike():
    assert weights_at((0, 0), (-10, 0), (10, 0)) == pytest.approx([0.5, 0.5], abs=1e-4)


def test_land_follows_the_nearer_settlement_more():
    near, far = weights_at((0, 0), (-5, 0), (15, 0))
    assert near > 0.6 > far


def test_land_at_a_settlement_follows_it_alone():
    assert weights_at((0, 0), (0, 0), (15, 0), (0, 15))[0] > 0.95


def test_a_cluster_of_settlements_counts_once():
    alone, *cluster = weights_at((0, 0), (-10, 0), (10, 0), (10, 0.5), (10, -0.5), (10.5, 0))
    assert sum(cluster) < 0.62
    assert alone > 0.38


def test_a_settlement_behind_another_counts_less_than_one_beside_it():
    _, behind, beside = weights_at((0, 0), (10, 0), (20, 0), (0, 20))
    assert behind < beside


def test_two_settlements_on_one_spot_share():
    one, other, _ = weights_at((0, 0), (10, 0), (10, 0), (-10, 0))
    assert one == pytest.approx(other, abs=1e-3)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_weights_are_shares(settlements):
    weights = weights_at((0, 0), *settlements)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, abs=1e-4)


def test_land_that_nothing_reaches_follows_nobody():
    sources = np.full((1, 3), NONE, dtype=np.int32)
    costs = np.full((1, 3), np.inf, dtype=np.float32)
    assert kriging_weights(sources, costs, np.zeros((1, 1), dtype=np.float32)).tolist() == [
        [0, 0, 0]
    ]


def test_costs_between_far_settlements_go_by_the_cheapest_chain():
    from scipy.sparse import csr_array

    neighbours = csr_array(np.array([[0, 5, 20], [5, 0, 6], [20, 6, 0]], dtype=float))
    costs = all_costs(neighbours, limit_km=100)
    assert costs[0].tolist() == [0, 5, 11]
    assert all_costs(neighbours, limit_km=10)[0].tolist() == [0, 5, 10]
