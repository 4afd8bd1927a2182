"""How far areas could be off."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ebbline.territory.intervals import (
    Levels,
    NodeLand,
    angles,
    days_of_intervals,
    drawn_areas,
    least_chance,
    likeness,
    range_km,
    spread,
    with_doubt,
    with_unseen,
)

DAYS = [date(2020, 5, 1), date(2020, 5, 2), date(2020, 5, 12)]
LAND = NodeLand(np.ones((400, 2)), np.repeat([0, 1], 200), 2)
LEVELS = Levels.of((20, 20), np.arange(400), range_nodes=4, draws=30, seed=1)


def front(at):
    """Return the chances of two holders: the first has the columns left of ``at``, softly."""
    x = np.tile(np.arange(20), 20)
    first = 1 / (1 + np.exp(x - at))
    return np.column_stack([first, 1 - first])


@pytest.fixture(scope="module")
def drawn():
    return drawn_areas([front(12), front(12), front(6)], DAYS, LAND, LEVELS, reports=[99] * 3)


def test_what_is_held_changes_by_what_is_gained_and_lost_in_every_draw(drawn):
    for before, after, lost, gained in zip(
        drawn.held, drawn.held[1:], drawn.lost, drawn.gained, strict=False
    ):
        assert (after - before == gained - lost).all()


def test_all_land_is_somebodys_or_unknown_in_every_draw(drawn):
    for held in drawn.held:
        assert (held.sum(axis=(2, 3)) == 400).all()


def test_a_period_of_one_day_has_intervals_and_nothing_lost_or_gained():
    drawn = drawn_areas([front(12)], DAYS[:1], LAND, LEVELS, reports=[99])
    assert drawn.held[0].shape == (30, 2, 3, 2)
    assert drawn.lost == drawn.gained == ()


def test_neighbouring_days_are_more_alike_than_distant_ones(drawn):
    overnight, later = (lost[:, 1].sum(axis=(1, 2)).mean() for lost in drawn.lost)
    assert 0 < overnight < later
    assert likeness(1) > likeness(10) > 0.5


def test_levels_of_neighbouring_days_go_together_as_they_should():
    turned = np.diff(angles(DAYS))
    for turn, (a, b) in zip(turned, pairwise(DAYS), strict=True):
        assert 0.7 + 0.3 * np.cos(turn) == pytest.approx(likeness((b - a).days))


def test_no_land_is_beyond_unseen_change_but_unknown_land_stays_so():
    chance = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 0]])
    doubt = with_doubt(chance, 0.005)
    assert (doubt[:2, :2] >= 0.005 * 0.99).all()
    assert (doubt[:, 2] == 0).all()  # nobody told of the third anywhere
    assert doubt.sum(axis=1) == pytest.approx([1, 1, 0])


def test_the_farther_apart_reports_are_the_farther_errors_go_together():
    assert range_km(10_000, 25) == pytest.approx(2 * range_km(10_000, 100))


@given(st.lists(st.floats(0, 1e5), min_size=2, max_size=40), st.floats(0, 1e5))
def test_an_estimate_stands_inside_its_interval(draws, best):
    low, high = spread(np.array(draws), np.array(best))
    assert 0 <= low <= best <= high
    assert best == 0 or low < best < high
    assert high > 0 or not any(draws)


def test_the_same_seed_gives_the_same_levels():
    again = Levels.of((20, 20), np.arange(400), range_nodes=4, draws=30, seed=1)
    assert (again.values == LEVELS.values).all()


def test_of_land_that_nobody_ever_draws_the_interval_is_nothing():
    low, high = spread(np.zeros((20, 3)), np.zeros(3))
    assert (low == 0).all() and (high == 0).all()


def test_levels_of_a_day_are_standard_normal_whatever_its_angle():
    for angle in (0.0, 0.7, 1.57, 3.0):
        drawn = np.stack([LEVELS.on(angle, draw) for draw in range(30)])
        assert drawn.std() == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("days", [0, 1, 5, 40])
def test_levels_of_two_days_are_as_alike_as_days_so_far_apart_are(days):
    """Also of days on which nothing but the time between them is different."""
    one, other = angles([DAYS[0], DAYS[0] + timedelta(days)])
    pairs = [(LEVELS.on(one, draw), LEVELS.on(other, draw)) for draw in range(30)]
    first, second = (np.concatenate(levels) for levels in zip(*pairs, strict=True))
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(likeness(days), abs=0.06)
    assert second.std() == pytest.approx(1, abs=0.15)


@given(st.integers(0, 10_000))
def test_the_fewer_reports_the_more_goes_unseen(reports):
    assert least_chance(reports) > least_chance(reports + 1) > 0


@given(st.floats(0, 1e5), st.floats(0.1, 1e6), st.integers(0, 5000))
def test_no_upper_end_is_nothing_where_unseen_change_is_possible(high, known, reports):
    found = with_unseen(np.array(high), np.array(known), least_chance(reports))
    assert max(high, 0.06) <= found
    assert found <= max(high, known)
    assert round(float(found), 1) > 0


def test_of_land_that_nobody_knows_nothing_is_said():
    assert with_unseen(np.zeros(2), np.zeros(2), 0.5).tolist() == [0, 0]


def test_few_days_are_all_drawn_and_of_many_the_weightiest_and_both_ends():
    week = [date(2020, 5, n) for n in range(1, 8)]
    busy = [(week[2], 10), (week[5], 10), (week[5], 10)]
    assert days_of_intervals(week, busy, 9) == days_of_intervals(week, busy, 7) == set(week)
    assert days_of_intervals(week, busy, 3) == {week[0], week[5], week[-1]}
    assert days_of_intervals(week, [], 3) == {week[0], week[1], week[-1]}
    assert days_of_intervals(week, [*busy, (week[3], 20_000)], 3) == {week[0], week[3], week[-1]}
