"""What a change is called: as strong as the evidence, and no stronger."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ebbline.scene.facts import Verb, choose_key_days
from ebbline.scene.record import Age, Symbol
from ebbline.timeline import LONGEST_FILM_S, days_of_film
from invented_case import STATES, facts_of


def verbs(facts, day):
    return {c.place_id: c.verb for c in facts.changes(day)}


@pytest.mark.parametrize(
    ("day", "place", "verb"),
    [
        (date(2020, 3, 1), "alpha", Verb.OPENING),
        (date(2020, 3, 1), "gamma", Verb.HELD),
        (date(2020, 3, 10), "alpha", Verb.TOOK),
        (date(2020, 3, 18), "delta", Verb.CONTESTED),
        (date(2020, 3, 20), "delta", Verb.DECLARED),
        (date(2020, 3, 20), "beta", Verb.SAID),
        (date(2020, 3, 25), "delta", Verb.RETOOK),
        (date(2020, 4, 2), "eta", Verb.DISPUTED),
    ],
)
def test_each_change_has_its_verb(facts, day, place, verb):
    assert verbs(facts, day)[place] is verb


def test_what_is_only_known_from_a_day_on_is_no_change(facts):
    assert not any(c.is_change for c in facts.changes(date(2020, 3, 1)))
    assert all(c.is_change for c in facts.changes(date(2020, 3, 20)))


def test_a_change_remembers_who_held_the_place_before(facts):
    (change,) = facts.changes(date(2020, 4, 20))
    assert (change.before, change.holder) == ("red", "green")


def test_an_attack_marks_every_day_of_its_window(facts):
    for day in (date(2020, 4, 2), date(2020, 4, 4)):
        assert [e.place_id for e in facts.attacks(day)] == ["omega"]
    assert not facts.attacks(date(2020, 4, 5))


def test_a_fight_that_nobody_tells_the_end_of_grows_stale():
    """It stays contested, and is no news any more."""
    states = [replace(s, end=None) for s in STATES if s.place_id == "delta" and s.contested]
    (fight,) = states
    standings = facts_of(states=tuple(states)).standings("delta", stale_after_days=14)
    ages = [(s.first, s.age) for s in standings if s.evidence == "reported"]
    old = fight.last_report + timedelta(days=15)
    assert ages == [(fight.start, Age.FRESH), (old, Age.STALE)]
    assert {s.symbol for s in standings if s.evidence == "reported"} == {Symbol.CONTESTED}


def test_places_of_the_view_lead_the_headline(facts):
    groups = facts.ranked(facts.changes(date(2020, 3, 20)), ["beta"])
    assert [c.place_id for c in groups[0]] == ["beta"]
    groups = facts.ranked(facts.changes(date(2020, 3, 20)), ["delta"])
    assert [c.place_id for c in groups[0]] == ["delta"]


def test_the_area_of_a_day_is_the_newest_up_to_it(facts):
    area = facts.area(date(2020, 3, 15), "settled", holder="red", region="study area")
    assert (area.date, area.km2) == (date(2020, 3, 10), 8_000)
    assert facts.area(date(2020, 2, 1), "settled", holder="red", region="study area") is None


def test_key_days_hold_both_ends_and_the_weightiest_change_between(facts):
    days = choose_key_days(facts, places=("delta", "alpha"), count=3)
    assert days[0] == date(2020, 3, 1)
    assert days[-1] == date(2020, 4, 20)
    assert days[1] == date(2020, 3, 20)


def test_with_few_change_days_all_are_key_days(facts):
    assert choose_key_days(facts, places=(), count=12) == facts.change_days


def film(days, key_days):
    return days_of_film(days, key_days, pause_s=1.6, key_pause_s=3.2)


def days_from(first, count):
    return tuple(first + timedelta(days=n) for n in range(count))


def test_a_short_case_shows_every_change_day():
    days = days_from(date(2017, 10, 1), 40)
    assert film(days, days[::6]) == days


@given(some.integers(2, 1200), some.sets(some.integers(0, 1199), max_size=20))
def test_no_film_lasts_longer_than_anybody_watches_and_it_has_both_ends(count, numbers):
    days = days_from(date(1914, 7, 28), count)
    key_days = [days[n] for n in numbers if n < count]
    shown = film(days, key_days)
    assert set(shown) <= set(days) and list(shown) == sorted(set(shown))
    assert {days[0], days[-1]} <= set(shown)
    assert sum(3.2 if d in key_days else 1.6 for d in shown) <= LONGEST_FILM_S
    assert set(key_days) <= set(shown)


def test_the_days_between_key_days_are_spread_over_the_whole_war():
    days = days_from(date(2023, 4, 15), 877)
    shown = film(days, [days[0], days[-1]])
    gaps = [(b - a).days for a, b in pairwise(shown)]
    assert len(shown) > 50 and max(gaps) <= 20
