"""Time as the tables have it: half-open spells, change days, stale reports, production days."""

from datetime import date

import pytest

from ebbline.errors import UserError
from ebbline.timeline import History, change_days, covers, is_stale, production_day
from invented_case import CHANGE_DAYS, SOURCES, STATES


def test_a_spell_ends_on_the_day_before_its_end():
    first = STATES[0]
    assert covers(first, date(2020, 3, 9))
    assert not covers(first, date(2020, 3, 10))
    assert not covers(first, date(2020, 2, 29))


def test_a_day_belongs_to_the_spell_that_starts_on_it():
    history = History.of(STATES)
    assert history.at("alpha", date(2020, 3, 9)).holder == "red"
    assert history.at("alpha", date(2020, 3, 10)).holder == "blue"
    assert history.at("alpha", date(2030, 1, 1)).holder == "blue"


def test_before_the_first_report_a_place_is_unknown():
    history = History.of(STATES)
    assert history.at("alpha", date(2020, 2, 1)) is None
    assert history.at("nowhere", date(2020, 3, 9)) is None
    assert "alpha" not in history.on(date(2020, 2, 1))


def test_a_gap_between_spells_is_unknown():
    kept = [s for s in STATES if s.place_id == "delta"]
    history = History.of([kept[0], kept[-1]])
    assert history.at("delta", date(2020, 3, 19)) is None
    assert history.at("delta", date(2020, 3, 25)).holder == "red"


def test_change_days_are_inside_the_period_and_inclusive():
    days = change_days(STATES, first=date(2020, 3, 1), last=date(2020, 4, 20))
    assert days == CHANGE_DAYS
    assert change_days(STATES, first=date(2020, 3, 2), last=date(2020, 3, 10)) == (
        date(2020, 3, 10),
    )


def test_a_report_is_stale_after_more_than_so_many_days():
    state = STATES[1]
    assert not is_stale(state, date(2020, 3, 24), after_days=14)
    assert is_stale(state, date(2020, 3, 25), after_days=14)


def test_a_map_is_dated_by_its_newest_source_unless_the_epoch_is_set():
    assert production_day(SOURCES, environment={}) == date(2020, 4, 21)
    epoch = {"SOURCE_DATE_EPOCH": "1585699200"}
    assert production_day(SOURCES, environment=epoch) == date(2020, 4, 1)
    assert production_day([], environment={}) is None


@pytest.mark.parametrize("text", ["yesterday", "1e9", "99999999999999999999"])
def test_an_epoch_that_is_no_day_is_told(text):
    with pytest.raises(UserError, match="SOURCE_DATE_EPOCH"):
        production_day(SOURCES, environment={"SOURCE_DATE_EPOCH": text})
