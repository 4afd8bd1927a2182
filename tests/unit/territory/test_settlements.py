"""Who held a settlement: what is reported of it, else what the reported ones around it say."""

from dataclasses import replace

import numpy as np
import pytest
from flat_case import TOWNS, day, on_day, state, territory
from flat_land import place

from ebbline.territory import evidence as words
from ebbline.territory.evidence import TORN, Told, Weighing
from ebbline.vocabulary import Certainty, Evidence, PlaceKind


def settlements(found, number):
    return on_day(found.settlement_states, number, "place_id")


def test_a_settlement_with_reports_keeps_what_they_say():
    found = territory([state("t00", "red"), state("t40", "blue")])
    row = settlements(found, 5)["t00"]
    assert (row.holder, row.evidence) == ("red", Evidence.REPORTED)
    assert (row.via_place_id, row.cost_km, row.likelihood) == ("", None, 1.0)


def test_a_settlement_without_reports_follows_the_nearest_reported_ones():
    found = territory([state("t00", "red"), state("t40", "blue")])
    near_red, near_blue = settlements(found, 5)["t10"], settlements(found, 5)["t30"]
    assert (near_red.holder, near_red.via_place_id) == ("red", "t00")
    assert (near_blue.holder, near_blue.via_place_id) == ("blue", "t40")
    assert near_red.evidence is Evidence.INFERRED
    assert 19 < near_red.cost_km < 22


def test_beyond_the_reach_of_every_reported_place_nothing_is_said():
    found = territory([state("t00", "red")], settings={"territory": {"reach_km": 25}})
    known = settlements(found, 5)
    assert "t10" in known
    assert "t30" not in known


def test_a_river_in_between_sends_a_settlement_to_its_own_bank():
    river = [(40, -5), (40, 65)]
    states = [state("t00", "red"), state("t40", "blue")]
    found = territory(states, river=river)
    assert settlements(found, 5)["t20"].holder == "blue"
    assert settlements(found, 5)["t10"].holder == "red"


def test_a_place_outside_the_land_keeps_its_whole_history():
    far = place("far", 500.0, 30.0)
    states = [state("far", "red", 1, 8), state("far", "blue", 8), state("t00", "red")]
    found = territory(states, towns=(*TOWNS, far))
    rows = [r for r in found.settlement_states if r.place_id == "far"]
    assert [(r.holder, r.start.day, r.end and r.end.day) for r in rows] == [
        ("red", 1, 8),
        ("blue", 8, None),
    ]


def test_fighting_in_a_town_is_not_passed_on_to_its_neighbours():
    found = territory([state("t00", "red", rival="blue")])
    assert settlements(found, 5)["t00"].contested
    inferred = settlements(found, 5)["t10"]
    assert (inferred.holder, inferred.rival, inferred.contested) == ("red", "", False)


def test_a_change_passes_on_the_day_it_happens():
    found = territory([state("t00", "red", 1, 9), state("t00", "green", 9)])
    assert settlements(found, 8)["t10"].holder == "red"
    assert settlements(found, 9)["t10"].holder == "green"
    rows = [r for r in found.settlement_states if r.place_id == "t10"]
    assert [(r.start.day, r.end and r.end.day) for r in rows] == [(1, 9), (9, None)]


def test_what_did_not_change_is_one_row():
    states = [state("t00", "red"), state("t40", "blue", 1, 9), state("t40", "green", 9)]
    found = territory(states, settings={"stale_after_days": 60})
    assert len([r for r in found.settlement_states if r.place_id == "t10"]) == 1


def test_a_state_from_before_the_period_holds_on_its_first_day():
    early = state("t00", "red")
    early = type(early)(
        **{f: getattr(early, f) for f in early.__slots__}
        | {"start": early.start.replace(year=2019)}
    )
    assert settlements(territory([early]), 1)["t00"].holder == "red"


def test_when_a_place_becomes_unknown_those_that_followed_it_do_too():
    found = territory([state("t00", "red", 1, 9)])
    assert "t10" in settlements(found, 8)
    assert settlements(found, 9) == {}


def test_a_reported_facility_is_evidence_for_the_towns_around_it():
    station = place("station", 30, 30, kind=PlaceKind.FACILITY)
    found = territory([state("station", "green")], towns=[*TOWNS, station])
    assert settlements(found, 5)["station"].evidence is Evidence.REPORTED
    assert settlements(found, 5)["t11"].via_place_id == "station"


def test_a_facility_without_reports_is_not_inferred():
    station = place("station", 30, 30, kind=PlaceKind.FACILITY)
    found = territory([state("t00", "green")], towns=[*TOWNS, station])
    assert "station" not in settlements(found, 5)


def test_what_is_inferred_is_never_confirmed():
    found = territory([state("t00", "red", certainty=Certainty.CONFIRMED)])
    assert settlements(found, 5)["t10"].certainty is Certainty.CLAIMED


def test_every_settlement_has_a_likelihood_smaller_between_the_sides():
    found = territory([state("t01", "red"), state("t41", "blue")])
    likely = {p: r.likelihood for p, r in settlements(found, 5).items()}
    assert likely["t01"] == likely["t41"] == 1
    assert 0.4 <= likely["t20"] < likely["t10"] < 1


def test_the_field_is_tested_on_places_left_out():
    half = [state(t.place_id, "red" if t.lon < 0.3 else "blue") for t in TOWNS]
    rates = {r.probability_to: r for r in territory(half).calibration}
    assert sum(r.places for r in rates.values()) == len(TOWNS)
    assert rates[1.0].hit_rate is None or rates[1.0].hit_rate > 0.9


def test_no_rate_is_given_from_fewer_than_ten_places():
    found = territory([state(t.place_id, "red") for t in TOWNS[:9]])
    assert all(r.hit_rate is None for r in found.calibration)


def reports(*states, stale=10, holders=("red", "blue")):
    """Return the evidence of states, each of a place of its own."""
    points = np.arange(len(states))
    trust = np.ones(len(states))
    return words.Evidence(states, points, holders, {}, stale, len(states), len(states), trust)


@pytest.mark.parametrize(
    ("low", "high", "own"),
    [(0.5, 0.9, 0.7), (0.9, 0.9, 0.9), (0.3, None, 0.3), (None, None, TORN)],
)
def test_of_a_fought_over_place_its_holder_has_the_middle_of_what_is_told(low, high, own):
    fight = replace(state("t00", "red", rival="blue"), share_low=low, share_high=high)
    assert reports(fight).on(day(1)).share[0] == pytest.approx([own, 1 - own])


def test_what_is_known_fades_from_the_day_after_a_report_is_old_and_before_the_first_is_near():
    """Told from the 3rd to the 5th, with ten days until a report is old: the 16th, the 20th."""
    old = replace(state("t00", "red"), first_report=day(3), last_report=day(5))
    later = replace(state("t10", "blue"), first_report=day(30), last_report=day(30))
    assert reports(old, later).fading(day(1), day(31)) == {day(16), day(20)}


def test_what_is_known_of_an_untold_place_is_what_its_told_neighbours_leave_open():
    others = np.array([[0.0, 0.4, 0.6], [0.5, 0.0, 0.5], [0.6, 0.4, 0.0]])
    weighing = Weighing(others, others, np.array([30.0, 20.0, 10.0]), 10.0)
    known = np.array([0.0, 1.0, 1.0])
    there = np.array([-1, 0, 0])
    told = Told(np.eye(3)[:, :2], known, known, there, np.ones(3, dtype=bool))
    assert weighing.of_told(told).known == pytest.approx([10 / (10 + 30), 1, 1])


def test_a_town_of_which_its_holder_keeps_a_fifth_is_hardly_his():
    torn = replace(state("t00", "red", rival="blue"), share_low=0.2, share_high=0.2)
    row = settlements(territory([torn, state("t40", "blue")]), 5)["t00"]
    assert (row.holder, row.contested, row.likelihood) == ("red", True, 0.2)
