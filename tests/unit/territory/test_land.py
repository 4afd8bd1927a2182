"""Who held the land: patches, polygons, areas, with their uncertainty."""

from collections import defaultdict

import numpy as np
import pytest
import shapely
from flat_case import TOWNS, area, case, config, day, event, on_day, state, territory
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.territory.territory import build_territory
from ebbline.vocabulary import Certainty, Evidence

WEST_RED = [state(t.place_id, "red" if t.lon < 0.45 else "blue") for t in TOWNS]


def whole(found, number):
    return sum(
        a.km2
        for a in found.areas
        if a.date == day(number) and a.region == "study area" and a.convention == "total"
    )


def test_the_front_runs_between_the_last_towns_of_either_side():
    found = territory(WEST_RED)
    assert area(found, 1, "red").km2 == pytest.approx(3600, rel=0.05)
    assert area(found, 1, "blue").km2 == pytest.approx(2400, rel=0.05)


def test_holders_and_the_unknown_add_up_to_the_whole():
    found = territory(
        [state("t00", "red"), state("t12", "green", 5)],
        settings={"territory": {"inference_reach_km": 25}},
    )
    for convention in ("settled", "total"):
        for number in (1, 5, 31):
            rows = [a for a in found.areas if a.date == day(number) and a.convention == convention]
            by_region = defaultdict(float)
            for row in rows:
                by_region[row.region] += row.km2
            assert by_region["West"] + by_region["East"] == pytest.approx(by_region["study area"])
            assert by_region["Flatland"] == pytest.approx(by_region["study area"])
    assert whole(found, 1) == pytest.approx(6000, rel=0.02)


def test_settled_land_is_a_part_of_the_total():
    found = territory(WEST_RED)
    settled, total = area(found, 1, "red", convention="settled"), area(found, 1, "red")
    assert 0 < settled.km2 < total.km2


def test_settlements_and_people_are_counted_beside_the_land():
    row = area(territory(WEST_RED), 1, "red")
    assert (row.settlements, row.population) == (9, 9000)


def test_contested_land_counts_for_who_held_it_before_and_says_so():
    states = [state("t00", "red", rival="blue"), *WEST_RED[1:]]
    found = territory(states)
    contested = [p for p in on_day(found.patch_states, 1, "patch_id").values() if p.contested]
    assert contested
    assert {(p.holder, p.rival) for p in contested} == {("red", "blue")}
    assert area(found, 1, "red").km2 == area(territory(WEST_RED), 1, "red").km2


def test_land_is_reported_only_where_its_leading_settlement_is():
    found = territory([state("t00", "red")])
    weights = case([]).weights
    leading = {}
    for weight in weights:
        leading.setdefault(weight.patch_id, weight.place_id)
    for patch, row in on_day(found.patch_states, 1, "patch_id").items():
        assert (row.evidence is Evidence.REPORTED) == (leading[patch] == "t00")


def test_land_whose_settlements_are_mostly_unknown_is_unknown():
    found = territory([state("t00", "red")], settings={"territory": {"inference_reach_km": 5}})
    assert area(found, 1, "red").km2 < 1500
    assert area(found, 1, "").km2 > 4500


def test_three_holders_share_the_land():
    names = ["red", "blue", "green"]
    found = territory([state(t.place_id, names[i % 3]) for i, t in enumerate(TOWNS)])
    assert all(area(found, 1, name).km2 > 500 for name in names)


def test_areas_are_given_for_change_days_and_the_ends_of_the_period():
    found = territory([state("t00", "red", 1, 9), state("t00", "blue", 9, 20)])
    assert sorted({a.date.day for a in found.areas}) == [1, 9, 20, 31]


def test_any_day_that_is_asked_is_given_too():
    found = territory([state("t00", "red", 1, 9), state("t00", "blue", 9)], days=[day(12)])
    assert {h.standing.holder for h in found.holdings if h.date == day(12)} == {"blue"}
    assert area(found, 12, "blue").km2 == area(found, 9, "blue").km2


def test_holdings_are_the_land_of_the_patches_and_never_overlap():
    found = territory([state("t00", "red"), state("t40", "blue"), state("t42", "green", 7)])
    for number in (1, 7):
        rows = [h for h in found.holdings if h.date == day(number) and h.convention == "total"]
        shapes = np.array([h.shape for h in rows])
        assert shapely.is_valid(shapes).all()
        union = shapely.union_all(shapes)
        assert union.area == pytest.approx(shapely.area(shapes).sum(), rel=1e-9)
        by_holder = defaultdict(float)
        for row in rows:
            by_holder[row.standing.holder] += row.shape.area * 111.195**2
        for holder, km2 in by_holder.items():
            assert km2 == pytest.approx(area(found, number, holder).km2, rel=0.01)


def test_settled_holdings_lie_within_the_total_ones():
    found = territory(WEST_RED)
    by = {(h.standing, h.convention): h.shape for h in found.holdings if h.date == day(1)}
    for (standing, convention), shape in by.items():
        if convention == "settled":
            assert shapely.area(shape - by[standing, "total"]) < 1e-12


def test_reported_and_inferred_claimed_and_confirmed_are_separate_holdings():
    states = [state("t00", "red", certainty=Certainty.CLAIMED), state("t01", "red")]
    found = territory(states)
    kinds = {(h.standing.evidence, h.standing.certainty) for h in found.holdings}
    assert (Evidence.REPORTED, Certainty.CLAIMED) in kinds
    assert (Evidence.REPORTED, Certainty.CONFIRMED) in kinds
    assert any(evidence is Evidence.INFERRED for evidence, _ in kinds)


def test_without_a_single_report_everything_is_unknown():
    found = territory([])
    assert found.holdings == []
    assert found.settlement_states == []
    assert {a.holder for a in found.areas} == {""}
    assert whole(found, 1) == pytest.approx(6000, rel=0.02)


def test_one_reported_place_alone_holds_what_is_in_reach_with_an_interval():
    row = area(territory([state("t21", "red")]), 1, "red")
    assert row.km2_low < row.km2 <= row.km2_high


def interval(found, number, holder):
    row = area(found, number, holder)
    assert row.km2_low <= row.km2 <= row.km2_high
    return row.km2_high - row.km2_low


def test_intervals_hold_the_estimate_and_are_never_of_width_zero():
    found = territory(WEST_RED)
    assert interval(found, 1, "red") > 0
    assert interval(found, 1, "blue") > 0


def test_intervals_grow_when_claims_are_taken_away():
    few = [s for s in WEST_RED if s.place_id in ("t00", "t02", "t21", "t40", "t42")]
    many = {"settings": {"territory": {"draws": 200}}}
    assert interval(territory(few, **many), 1, "red") > interval(
        territory(WEST_RED, **many), 1, "red"
    )


def test_intervals_reach_as_far_as_the_events_may_have_been_earlier_or_later():
    states = [s for s in WEST_RED if s.place_id != "t00"]
    states += [state("t00", "red", 1, 10), state("t00", "blue", 10)]
    sure = territory(states, events=[event("t00", "blue", 10, 10, 10)], days=[day(8)])
    vague = territory(states, events=[event("t00", "blue", 10, 6, 14)], days=[day(8), day(12)])
    lost = area(sure, 8, "red").km2 - area(sure, 10, "red").km2
    assert lost > 200
    # On the 8th the place may have fallen already, on the 12th it may still have stood.
    assert area(vague, 8, "red").km2_low <= area(vague, 10, "red").km2
    assert area(vague, 12, "red").km2_high >= area(vague, 8, "red").km2 - 1


def test_an_interval_does_not_depend_on_the_days_before_it():
    states, events = [], []
    for number, town in enumerate(TOWNS[:12]):
        turn = 4 + number
        states += [state(town.place_id, "red", 1, turn), state(town.place_id, "blue", turn)]
        events.append(event(town.place_id, "blue", turn, turn - 3, turn + 6))
    parts = {"events": events, "days": [day(14)]}
    late = {"period": {"first": "2020-05-14", "last": "2020-05-31"}}
    full, only = territory(states, **parts), territory(states, settings=late, **parts)
    for holder in ("red", "blue", ""):
        assert area(full, 14, holder) == area(only, 14, holder)


def test_the_same_seed_gives_the_same_intervals_and_another_one_others():
    def lows(seed):
        found = territory(WEST_RED, settings={"territory": {"seed": seed, "draws": 40}})
        return [a.km2_low for a in found.areas]

    assert lows(1) == lows(1)
    assert lows(1) != lows(2)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 14), st.sampled_from(["red", "blue", "green"]), st.integers(1, 30)
        ),
        max_size=12,
    )
)
@settings(max_examples=20, deadline=None)
def test_a_day_on_its_own_and_a_day_within_the_period_are_the_same(changes):
    """Time is a look-up: what a day shows does not depend on the days before it."""
    last = {}
    for town, holder, number in sorted(changes, key=lambda c: c[2]):
        last.setdefault(TOWNS[town].place_id, {})[number] = holder
    states = []
    for place_id, by_day in last.items():
        numbers = sorted(by_day)
        for number, after in zip(numbers, [*numbers[1:], None], strict=True):
            states.append(state(place_id, by_day[number], number, after))
    inputs = _INPUTS(states)
    full = build_territory(inputs, config())
    only = build_territory(inputs, config(period={"first": "2020-05-15", "last": "2020-05-15"}))
    key = lambda rows: {  # noqa: E731
        i: (r.holder, r.evidence) for i, r in on_day(rows, 15, "patch_id").items()
    }
    assert key(full.patch_states) == key(only.patch_states)


_EMPTY = case([])


def _INPUTS(states):  # noqa: N802
    from dataclasses import replace

    return replace(_EMPTY, states=states)
