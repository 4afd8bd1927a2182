"""The model beside published figures."""

from datetime import date

import pytest
from flat_case import config

from ebbline.territory.checks import compare
from ebbline.vocabulary import Area, Comparison, Convention, PublishedFigure

DAY = date(2020, 5, 10)


def areas(*, km2=500.0, low=400.0, high=650.0):
    return [
        Area(DAY, holder, region, convention, value * factor, a, b, 0, 0)
        for region, factor in (("Flatland", 1.0), ("West", 0.5))
        for convention in (Convention.SETTLED, Convention.TOTAL)
        for holder, value, a, b in (
            ("red", km2, low * factor, high * factor),
            ("", 1500.0, None, None),
        )
    ]


def figure(value=600.0, low=None, high=None, **changes):
    values = {
        "date": DAY,
        "region": "Flatland",
        "measure": "held_area",
        "value": value,
        "low": low,
        "high": high,
        "unit": "km2",
        "convention": "desert counted",
        "source": "somebody",
    }
    return PublishedFigure(**(values | changes))


def check(published, *, sizes=None, rows=None):
    return compare([published], rows or areas(), config(), sizes or {})[0]


@pytest.mark.parametrize(
    ("published", "within"),
    [
        (figure(600), "yes"),
        (figure(700), "no"),
        (figure(300), "no"),
        (figure(700, 620, 800), "yes"),
        (figure(900, 700, 1000), "no"),
        (figure(300, 300, None), "yes"),
        (figure(700, 700, None), "no"),
        (figure(300, None, 300), "no"),
    ],
)
def test_a_figure_is_met_if_the_intervals_meet(published, within):
    assert check(published).within == within


def test_the_convention_in_the_publishers_words_says_which_of_ours_compares():
    rows = [a for a in areas() if a.convention is Convention.SETTLED]
    assert check(figure(convention="populated areas only"), rows=rows).model == 500
    assert check(figure(convention="desert counted"), rows=rows).model == 0


def test_a_share_is_of_the_whole_region_even_where_the_study_area_ends():
    share = figure(0.2, measure="held_share", unit="fraction")
    assert check(share).model == pytest.approx(0.25)
    found = check(share, sizes={"Flatland": 4000.0})
    assert found.model == pytest.approx(0.125)
    assert "50%" in found.note


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"date": date(2021, 1, 1)}, "outside the period"),
        ({"region": "Elsewhere"}, "region"),
        ({"convention": "by eye"}, "convention"),
        ({"measure": "oil"}, "measure"),
        ({"unit": "acres"}, "acres"),
    ],
)
def test_what_cannot_be_compared_says_why(changes, why):
    found = check(figure(**changes))
    assert found.within is Comparison.NOT_COMPARABLE
    assert found.model is None
    assert why in found.note


def test_the_last_change_day_up_to_the_figures_day_is_compared():
    assert check(figure(600, date=date(2020, 5, 20))).model == 500


def test_holding_nothing_is_a_figure_too():
    rows = [a for a in areas() if a.holder != "red"]
    assert check(figure(600), rows=rows).within is Comparison.NO


def test_an_estimate_in_the_range_or_within_a_tenth_of_it_agrees():
    for published, off in ((figure(500), 0), (figure(460), 40), (figure(700, 450, 700), 0)):
        found = check(published)
        assert (found.verdict, found.off_by) == ("agrees", off)


def test_a_verdict_fails_where_the_interval_alone_would_pass():
    found = check(figure(640))
    assert (found.within, found.verdict, found.off_by) == ("yes", "disagrees", -140)
    assert check(figure(600, 600)).off_by == -100
    assert check(figure(400, None, 400)).off_by == 100


@pytest.mark.parametrize(
    ("low", "high", "strength"),
    [(480, 520, "strong"), (400, 600, "fair"), (300, 700, "weak"), (100, 900, "none")],
)
def test_a_wide_interval_is_a_weak_test(low, high, strength):
    assert check(figure(500), rows=areas(low=low, high=high)).strength == strength


def test_what_cannot_be_compared_has_no_verdict():
    found = check(figure(convention="by eye"))
    assert (found.verdict, found.off_by, found.strength) == (None, None, None)
