"""The water of a lake is held by whoever holds its shores, and by nobody if a front is on it."""

import pytest
from flat_case import TOWNS, case, config, state

from ebbline.territory.territory import build_territory
from ebbline.vocabulary import UNKNOWN


def held(holders, *, lake):
    """Return km² in total by holder; the towns west of the lake come first in ``holders``."""
    west, east = holders
    states = [state(t.place_id, west if t.lon < 40 / 111.195 else east) for t in TOWNS]
    found = build_territory(case(states, lake=lake), config())
    day = max(a.date for a in found.areas)
    return {
        a.holder: a.km2
        for a in found.areas
        if (a.date, a.region, str(a.convention)) == (day, "study area", "total")
    }


def test_a_front_on_a_lake_leaves_its_water_to_nobody():
    dry, wet = held(("red", "blue"), lake=0), held(("red", "blue"), lake=16)
    assert dry.get(UNKNOWN, 0) == 0
    # Close to a town the water follows it: there one shore has nearly all the weight.
    assert 300 < wet[UNKNOWN] <= 16 * 60 * 1.1
    assert wet["red"] < dry["red"]
    assert wet["blue"] < dry["blue"]


def test_a_lake_with_all_its_shores_in_one_hand_is_held():
    assert held(("red", "red"), lake=16) == pytest.approx({"red": 6000}, rel=0.02)
