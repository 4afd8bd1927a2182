"""Patches are elected by what their settlements pass on, not by verdicts alone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.territory.course import NOBODY
from ebbline.territory.cover import Cover
from ebbline.territory.inference import Inference
from ebbline.territory.shares import Spokesmen, elect, shares_of

RED, BLUE = 0, 1


def inference(place, source, weight):
    return Inference(
        np.array(place, dtype=np.int64),
        np.array(source, dtype=np.int32),
        np.zeros(np.shape(source), dtype=np.float32),
        np.array(weight, dtype=np.float32),
    )


def cover(source, weight):
    return Cover(np.array(source, dtype=np.int32), np.array(weight, dtype=np.float32))


def test_a_torn_settlement_passes_on_that_it_is_torn():
    # Place 2 follows red 0 and blue 1, by 60 to 40.
    holder = np.array([RED, BLUE, NOBODY])
    shares = shares_of(holder, inference([2], [[0, 1]], [[0.6, 0.4]]), 2)
    assert np.allclose(shares, [[1, 0, 0], [0, 1, 0], [0.6, 0.4, 0]])


def test_two_torn_settlements_do_not_outvote_a_sure_one():
    holder = np.array([RED, BLUE, NOBODY, NOBODY])
    found = inference([2, 3], [[0, 1], [0, 1]], [[0.55, 0.45]] * 2)
    shares = shares_of(holder, found, 2)
    patch = cover([[2, 3, 1]], [[0.35, 0.35, 0.3]])
    decided = np.array([RED, BLUE, RED, RED])
    winner, leader = elect(patch, decided, shares, np.array([0]))
    # By verdicts red would have 0.7; by shares blue has 0.3 + 0.7 × 0.45.
    assert (winner[0], leader[0]) == (BLUE, 1)


def test_what_nobody_reaches_speaks_for_nobody():
    holder = np.array([RED, NOBODY])
    shares = shares_of(holder, inference([], np.zeros((0, 1)), np.zeros((0, 1))), 2)
    patch = cover([[0, 1], [0, 1]], [[0.6, 0.4], [0.4, 0.6]])
    winner, leader = elect(patch, holder, shares, np.arange(2))
    assert winner.tolist() == [RED, NOBODY]
    assert leader.tolist() == [0, NOBODY]


def test_weight_that_is_missing_speaks_for_nobody():
    # On water: only who has nearly the whole shore has the water.
    holder = np.array([RED, BLUE])
    shares = shares_of(holder, inference([], np.zeros((0, 1)), np.zeros((0, 1))), 2)
    patch = cover([[0, 1], [0, 1]], [[0.40, 0.15], [0.50, 0.05]])
    winner, _ = elect(patch, holder, shares, np.arange(2))
    assert winner.tolist() == [NOBODY, RED]


def test_a_patch_that_follows_nobody_is_unknown():
    shares = shares_of(np.array([RED]), inference([], np.zeros((0, 1)), np.zeros((0, 1))), 2)
    winner, leader = elect(cover([[NOBODY]], [[0.0]]), np.array([RED]), shares, np.array([0]))
    assert (winner[0], leader[0]) == (NOBODY, NOBODY)


@given(st.integers(0, 10**6).map(np.random.default_rng))
@settings(max_examples=50, deadline=None)
def test_what_is_computed_again_is_what_a_fresh_start_finds(random):
    places, holders = 8, 3

    def inference_of(known):
        targets = np.flatnonzero(~known)
        sources = np.flatnonzero(known)
        if not len(sources):
            return inference([], np.zeros((0, 1)), np.zeros((0, 1)))
        chosen = np.arange(len(targets))[:, None] + np.arange(2)
        weight = np.tile([0.7, 0.3], (len(targets), 1))
        return inference(targets, sources[chosen % len(sources)], weight)

    walking = Spokesmen(inference_of, holders)
    before = None
    holder = np.full(places, NOBODY)
    for _ in range(6):
        holder = holder.copy()
        holder[random.integers(places, size=2)] = random.integers(NOBODY, holders, size=2)
        shares, changed = walking.of(holder)
        fresh = shares_of(holder, inference_of(holder != NOBODY), holders)
        assert (shares == fresh).all()
        if before is not None:
            assert set(np.flatnonzero((shares != before).any(axis=1))) <= set(changed.tolist())
        before = shares.copy()
