"""Changes of holder found at once are those that a walk from day to day finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.territory.course import NOBODY
from ebbline.territory.inference import leading
from ebbline.territory.turns import (
    Electorate,
    elected_turns,
    followed_turns,
    heaviness,
    own_turns,
    own_votes,
)

STEPS, PLACES, PATCHES, HOLDERS, VOTERS = 9, 7, 11, 3, 4
numbered = st.integers(0, 10**6).map(np.random.default_rng)


def by_day(turns, things):
    """Return the holder of each thing on each day."""
    held = np.full((STEPS, things), NOBODY)
    for thing, step, before, after in zip(
        turns.thing, turns.step, turns.before, turns.after, strict=True
    ):
        assert held[step, thing] == before != after
        held[step:, thing] = after
    return held


def some_states(random):
    """Return places, holders, starts and ends of states, in order; some places have none."""
    rows = []
    for place in range(PLACES):
        days = np.sort(random.integers(0, STEPS + 1, 2 * random.integers(0, 3)))
        for start, end in days.reshape(-1, 2):
            rows.append((place, random.integers(HOLDERS), start, end))
    return np.array(rows, dtype=np.int64).reshape(-1, 4).T


def walked(place, holder, start, end):
    held = np.full((STEPS, PLACES), NOBODY)
    for p, h, first, after in zip(place, holder, start, end, strict=True):
        held[first:after, p] = h
    return held


def some_voters(random, rows):
    """Return who votes for each of ``rows`` with which weight."""
    source = np.array([random.choice(PLACES, VOTERS, replace=False) for _ in range(rows)])
    weight = random.uniform(0.01, 1, (rows, VOTERS)).astype(np.float32)
    return source, weight / weight.sum(axis=1, keepdims=True)


@given(numbered)
@settings(max_examples=60, deadline=None)
def test_places_hold_what_they_report_and_follow_others_where_they_report_nothing(random):
    states = some_states(random)
    own = own_turns(*states, steps=STEPS)
    reported = walked(*states)
    assert (by_day(own, PLACES) == reported).all()
    source, weight = some_voters(random, PLACES)
    everyone, themselves, own_weight = own_votes(PLACES)
    electorate = Electorate.of(
        np.append(source.ravel(), everyone),
        np.append(np.repeat(np.arange(PLACES), VOTERS), themselves),
        np.append(heaviness(weight).ravel(), own_weight),
        things=PLACES,
    )
    found = by_day(followed_turns(own, electorate, holders=HOLDERS), PLACES)
    for now, held in zip(reported, found, strict=True):
        votes = now[source]
        followed = votes[np.arange(PLACES), leading(votes, weight, HOLDERS)]
        assert (held == np.where(now == NOBODY, followed, now)).all()


@given(numbered)
@settings(max_examples=60, deadline=None)
def test_patches_are_elected_by_their_settlements_and_may_be_unknown(random):
    states = some_states(random)
    source, weight = some_voters(random, PATCHES)
    electorate = Electorate.of(
        source.ravel(),
        np.repeat(np.arange(PATCHES), VOTERS),
        heaviness(weight).ravel(),
        things=PLACES,
    )
    turns = elected_turns(own_turns(*states, steps=STEPS), electorate, holders=HOLDERS)
    for now, held in zip(walked(*states), by_day(turns, PATCHES), strict=True):
        votes = np.where(now == NOBODY, HOLDERS, now)[source]
        winner = votes[np.arange(PATCHES), leading(votes, weight, HOLDERS + 1)]
        assert (held == np.where(winner == HOLDERS, NOBODY, winner)).all()


def test_a_state_lasts_no_longer_than_until_the_next_one_of_its_place():
    states = np.array([[0, 0, 2, 8], [0, 1, 5, 6]]).T
    held = by_day(own_turns(*states, steps=STEPS), PLACES)[:, 0]
    assert held.tolist() == [-1, -1, 0, 0, 0, 1, -1, -1, -1]


def test_without_states_nothing_ever_turns():
    nothing = own_turns(*np.zeros((4, 0), dtype=np.int64), steps=STEPS)
    everyone, themselves, weight = own_votes(PLACES)
    electorate = Electorate.of(everyone, themselves, weight, things=PLACES)
    assert len(followed_turns(nothing, electorate, holders=HOLDERS).thing) == 0
