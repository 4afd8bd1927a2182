"""Which days news phrases mean, counted from a Thursday, 9 November 2017."""

from datetime import date

import pytest

from ebbline.extract.dates import find_dates

PUBLISHED = date(2017, 11, 9)


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("on Thursday", "2017-11-09", "2017-11-09"),
        ("late on Wednesday", "2017-11-08", "2017-11-08"),
        ("early Saturday", "2017-11-04", "2017-11-04"),
        ("before dawn on Monday", "2017-11-06", "2017-11-06"),
        ("Wednesday night", "2017-11-08", "2017-11-08"),
        ("last Thursday", "2017-11-02", "2017-11-02"),
        ("on Thursday of last week", "2017-11-02", "2017-11-02"),
        ("yesterday", "2017-11-08", "2017-11-08"),
        ("overnight", "2017-11-08", "2017-11-09"),
        ("today", "2017-11-09", "2017-11-09"),
        ("three days ago", "2017-11-06", "2017-11-06"),
        ("two weeks ago", "2017-10-25", "2017-10-27"),
        ("last week", "2017-10-30", "2017-11-05"),
        ("earlier this week", "2017-11-06", "2017-11-09"),
        ("last month", "2017-10-01", "2017-10-31"),
        ("this July", "2017-07-01", "2017-07-31"),
        ("in November", "2017-11-01", "2017-11-09"),
        ("last November", "2016-11-01", "2016-11-30"),
        ("in December", "2016-12-01", "2016-12-31"),
        ("late October", "2017-10-21", "2017-10-31"),
        ("October 17", "2017-10-17", "2017-10-17"),
        ("on 9 November", "2017-11-09", "2017-11-09"),
        ("the 3rd of November", "2017-11-03", "2017-11-03"),
        ("Nov. 3, 2017", "2017-11-03", "2017-11-03"),
        ("10 November", "2016-11-10", "2016-11-10"),
        ("2017-10-17", "2017-10-17", "2017-10-17"),
        ("in June 2014", "2014-06-01", "2014-06-30"),
        ("in 2014", "2014-01-01", "2014-12-31"),
        ("in early 2015", "2015-01-01", "2015-03-31"),
        ("between October and December 2016", "2016-10-01", "2016-12-31"),
        ("in late October and early November", "2017-10-21", "2017-11-09"),
        ("last summer", "2017-06-01", "2017-08-31"),
        ("over the weekend", "2017-11-04", "2017-11-05"),
        ("the previous weekend", "2017-10-28", "2017-10-29"),
        ("on Thursday last", "2017-11-02", "2017-11-02"),
    ],
)
def test_phrase(phrase, first, last):
    (found,) = find_dates(f"It fell {phrase}, people said.", PUBLISHED)
    assert (str(found.first), str(found.last)) == (first, last)


def test_a_weekday_of_the_day_of_publication_is_that_day_for_each_weekday():
    for day in range(1, 8):
        published = date(2017, 11, day)
        (found,) = find_dates(f"on {published:%A}", published)
        assert found.first == published


@pytest.mark.parametrize(
    "words",
    [
        "They may march on the city.",
        "In 2018 it will end.",
        "on 31 February",
        "He is 23 years old.",
        "April Smith",
        "on the 15th Division's flank",
        "on the third attempt",
    ],
)
def test_no_day_is_meant(words):
    found = find_dates(words, PUBLISHED)
    assert all("april" in words.lower() for _ in found)


def test_a_day_later_counts_from_another_day():
    mention = find_dates("a day later", PUBLISHED)[0]
    assert mention.anchored
    moved = mention.from_anchor(date(2017, 11, 3), date(2017, 11, 3))
    assert moved.first == moved.last == date(2017, 11, 4)


def test_the_preposition_is_kept():
    assert find_dates("held since Monday", PUBLISHED)[0].preposition == "since"
    assert find_dates("held until October", PUBLISHED)[0].preposition == "until"
