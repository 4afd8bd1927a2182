"""Changes of holder found at once are those that a walk from day to day finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.territory.chance import NO_CHANCE, fallen_to
from ebbline.territory.course import NOBODY
from ebbline.territory.cover import Cover
from ebbline.territory.shares import elect
from ebbline.territory.turns import (
    Electorate,
    elected_turns,
    followed_swings,
    own_turns,
    own_votes,
    whole_numbers,
)

STEPS, PLACES, PATCHES, HOLDERS, VOTERS = 9, 7, 11, 3, 4
numbered = st.integers(0, 10**6).map(np.random.default_rng)


def by_day(turns, things):
    """Return the holder of each thing on each day."""
    held = np.full((STEPS, things), NOBODY)
    for thing, step, before, after in zip(
        turns.thing, turns.step, turns.before, turns.after, strict=True
    ):
        assert held[step, thing] == before
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


def shares_by_day(swings, things):
    """Return the share of each holder (and the unknown) in each thing on each day."""
    shares = np.zeros((STEPS, things, HOLDERS + 1))
    for thing, step, change in zip(swings.thing, swings.step, swings.change.T, strict=True):
        assert change.any()
        shares[step:, thing, :HOLDERS] += change / 2**14
    shares[:, :, HOLDERS] = 1 - shares[:, :, :HOLDERS].sum(axis=2)
    return shares


def followers(random):
    """Return who votes for each place and with which weight, and the electorate of it all."""
    source, weight = some_voters(random, PLACES)
    everyone, themselves, own_weight = own_votes(np.arange(PLACES))
    electorate = Electorate.of(
        np.append(source.ravel(), everyone),
        np.append(np.repeat(np.arange(PLACES), VOTERS), themselves),
        np.append(whole_numbers(weight).ravel(), own_weight),
        things=PLACES,
    )
    return source, weight, electorate


@given(numbered)
@settings(max_examples=60, deadline=None)
def test_places_hold_what_they_report_and_pass_on_the_shares_of_those_they_follow(random):
    states = some_states(random)
    own = own_turns(*states, steps=STEPS)
    reported = walked(*states)
    assert (by_day(own, PLACES) == reported).all()
    source, weight, electorate = followers(random)
    found = shares_by_day(followed_swings(own, electorate, holders=HOLDERS), PLACES)
    for now, shares in zip(reported, found, strict=True):
        for place in range(PLACES):
            expected = np.zeros(HOLDERS + 1)
            if now[place] != NOBODY:
                expected[now[place]] = 1
            else:
                for voter, heavy in zip(source[place], weight[place], strict=True):
                    if now[voter] != NOBODY:
                        expected[now[voter]] += heavy
                expected = expected / expected.sum() if expected.any() else np.eye(HOLDERS + 1)[-1]
            assert np.allclose(shares[place], expected, atol=2e-3)


def patches_that_follow(source, weight):
    """Return the electorate in which each patch follows places (its row of ``source``)."""
    return Electorate.of(
        source.ravel(),
        np.repeat(np.arange(PATCHES), VOTERS),
        whole_numbers(weight).ravel(),
        things=PLACES,
    )


@given(numbered)
@settings(max_examples=60, deadline=None)
def test_patches_are_elected_by_the_shares_of_their_settlements(random):
    states = some_states(random)
    _, _, electorate = followers(random)
    swings = followed_swings(own_turns(*states, steps=STEPS), electorate, holders=HOLDERS)
    source, weight = some_voters(random, PATCHES)
    # On water a patch's weights do not add up to 1: the rest speaks for nobody.
    weight = weight * random.choice([1, 0.55], (PATCHES, 1)).astype(np.float32)
    patches = patches_that_follow(source, weight)
    turns = elected_turns(swings, patches)
    for shares, held in zip(shares_by_day(swings, PLACES), by_day(turns, PATCHES), strict=True):
        total = np.einsum("pv,pvh->ph", weight, shares[source])
        total[:, HOLDERS] += 1 - weight.sum(axis=1)
        order = np.sort(total, axis=1)
        clear = order[:, -1] - order[:, -2] > 1e-3
        winner = total.argmax(axis=1)
        winner = np.where(winner == HOLDERS, NOBODY, winner)
        assert (held == winner)[clear].all()
        cover = Cover(source.astype(np.int32), weight)
        best, _ = elect(
            cover, np.full(PLACES, NOBODY), shares.astype(np.float32), np.arange(PATCHES)
        )
        assert (held == best)[clear].all()


@given(numbered)
@settings(max_examples=60, deadline=None)
def test_a_patch_left_to_chance_goes_to_the_holder_that_chance_falls_to(random):
    states = some_states(random)
    _, _, electorate = followers(random)
    swings = followed_swings(own_turns(*states, steps=STEPS), electorate, holders=HOLDERS)
    source, weight = some_voters(random, PATCHES)
    patches = patches_that_follow(source, weight)
    chance = random.random(PATCHES)
    chance[0] = NO_CHANCE
    greatest = by_day(elected_turns(swings, patches), PATCHES)
    drawn = by_day(elected_turns(swings, patches, chance), PATCHES)
    for shares, best, held in zip(shares_by_day(swings, PLACES), greatest, drawn, strict=True):
        total = np.einsum("pv,pvh->ph", weight, shares[source])
        clear = np.abs(np.cumsum(total, axis=1) - chance[:, None]).min(axis=1) > 1e-3
        fallen = fallen_to(total, chance)
        fallen = np.where(fallen == HOLDERS, NOBODY, fallen)
        assert (held == fallen)[1:][clear[1:]].all()
        assert held[0] == best[0]


def test_a_state_lasts_no_longer_than_until_the_next_one_of_its_place():
    states = np.array([[0, 0, 2, 8], [0, 1, 5, 6]]).T
    held = by_day(own_turns(*states, steps=STEPS), PLACES)[:, 0]
    assert held.tolist() == [-1, -1, 0, 0, 0, 1, -1, -1, -1]


def test_without_states_nothing_ever_turns():
    nothing = own_turns(*np.zeros((4, 0), dtype=np.int64), steps=STEPS)
    everyone, themselves, weight = own_votes(np.arange(PLACES))
    electorate = Electorate.of(everyone, themselves, weight, things=PLACES)
    assert len(followed_swings(nothing, electorate, holders=HOLDERS).thing) == 0


@given(numbered, st.integers(0, STEPS - 1))
@settings(max_examples=40, deadline=None)
def test_turns_may_be_taken_apart_at_any_day_and_put_together_again(random, step):
    own = own_turns(*some_states(random), steps=STEPS)
    early, late = own.upto(step), own.afresh(step)
    assert (by_day(early, PLACES)[:step] == by_day(own, PLACES)[:step]).all()
    assert (by_day(late, PLACES)[step:] == by_day(own, PLACES)[step:]).all()
    assert (by_day(late, PLACES)[:step] == NOBODY).all()
    whole = by_day(early.followed_by(late, step), PLACES)
    assert (whole == by_day(own, PLACES)).all()
