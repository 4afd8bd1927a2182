"""How often an inference is right."""

import numpy as np
import pytest

from ebbline.territory.calibration import hit_rates, likelihoods, wilson


def trial(place, cost, days, right):
    return [place, cost, days, right]


def test_a_place_counts_once_with_its_share_of_days_right():
    rows = [trial(p, 3.0, 10, 1) for p in range(9)]
    rows += [trial(9, 3.0, 30, 0), trial(9, 3.0, 10, 1)]
    (rate,) = hit_rates(np.array(rows), [5])
    assert rate.places == 10
    assert rate.hit_rate == pytest.approx((9 + 0.25) / 10)


def test_bins_are_by_cost_and_the_first_includes_nothing_at_all():
    rows = [trial(p, cost, 1, 1) for p, cost in enumerate([0.0, 5.0, 5.1, 10.0, 10.1])]
    counts = [r.places for r in hit_rates(np.array(rows), [5, 10])]
    assert counts == [2, 2]


def test_nine_places_are_too_few_for_a_rate():
    (rate,) = hit_rates(np.array([trial(p, 1.0, 1, 1) for p in range(9)]), [5])
    assert (rate.places, rate.hit_rate, rate.hit_rate_low) == (9, None, None)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"), [(10, 10, 0.7225, 1.0), (8, 10, 0.4902, 0.9433)]
)
def test_intervals_are_those_of_wilson(right, count, low, high):
    assert wilson(right / count, count) == pytest.approx((low, high), abs=1e-3)


def test_a_cost_beyond_the_last_bin_has_no_chance():
    rates = hit_rates(np.array([trial(p, 1.0, 1, 1) for p in range(12)]), [5, 10])
    found = likelihoods(np.array([2.0, 7.0, 50.0, np.nan], dtype=np.float32), rates)
    assert found[0] == 1.0
    assert np.isnan(found[1:]).all()
