"""A winner that one report leaves open and another report of the folder names."""

from datetime import date, timedelta

import pytest

from ebbline.extract.engine import ActorRow, Extractor
from ebbline.extract.incoming import Report
from ebbline.extract.lexicon import load_lexicon
from ebbline.extract.other_reports import WINDOWS, Winners, with_other_reports
from ebbline.extract.places import read_places
from ebbline.extract.rules import load_rules
from ebbline.extract.windows import Window
from ebbline.vocabulary import Place

PUBLISHED = date(2020, 5, 20)  # a Wednesday
OPEN = "Blue troops fought Red forces and Green fighters all summer. Blue troops lost Alda {when}."


def read(*texts, least=0.5, places=()):
    """Return ``report place holder rule`` of what is proposed in the texts of one folder."""
    rows = [
        ActorRow("red", ("Red forces",), "*"),
        ActorRow("blue", ("Blue troops",), "*"),
        ActorRow("green", ("Green fighters",), "*"),
    ]
    extractor = Extractor(load_lexicon(load_rules().lemmas), read_places(places), (), rows)
    reports = [Report(f"{n}", "", "", PUBLISHED, text) for n, text in enumerate(texts)]
    return [
        (c.report, c.place, c.holder, c.rule)
        for reading in with_other_reports(map(extractor.read, reports))
        for c in reading.candidates
        if c.confidence >= least and c.kind == "captured"
    ]


@pytest.mark.parametrize("when", ["on Monday", "last week", "in May"])
def test_another_report_names_the_winner(when):
    told = f"Green fighters captured Alda {when}."
    named = ("0", "Alda", "green", "lose+other-report")
    assert read(OPEN.format(when=when)) == []
    assert read(OPEN.format(when=when), told) == [named, ("1", "Alda", "green", "capture")]


def test_the_order_of_the_reports_is_kept_whichever_comes_first():
    told = "Green fighters captured Alda on Monday."
    assert read(told, OPEN.format(when="in May")) == [
        ("0", "Alda", "green", "capture"),
        ("1", "Alda", "green", "lose+other-report"),
    ]


def test_what_was_lost_without_a_day_is_found_in_the_year_before():
    text = (
        "Blue troops fought Red forces and Green fighters all summer. "
        "It was the last of the setbacks that saw Blue troops lose Alda."
    )
    told = "Green fighters captured Alda on 3 March."
    place = Place("alda", "Alda", "", (), 33.0, 43.0, 1.0, "IQ", "", "", "town", None, "")
    assert ("0", "Alda", "green", "lose+other-report") in read(text, told, places=[place])


@pytest.mark.parametrize(
    "told",
    [
        # other days
        "Green fighters captured Alda in March.",
        # another place
        "Green fighters captured Borin on Monday.",
        # no capture
        "Green fighters attacked Alda on Monday.",
        "Green fighters failed to capture Alda on Monday.",
        # the one who lost it
        "Blue troops captured Alda on Monday.",
        # that report does not name the winner either
        "Blue troops lost Alda on Monday. Red forces and Green fighters rejoiced.",
    ],
)
def test_what_does_not_fit_names_nobody(told):
    assert [c for c in read(OPEN.format(when="on Monday"), told) if c[0] == "0"] == []


def test_where_two_reports_disagree_nobody_is_named():
    told = ["Green fighters captured Alda on Monday.", "Red forces captured Alda on Monday."]
    assert [c for c in read(OPEN.format(when="on Monday"), *told) if c[0] == "0"] == []


def test_a_winner_that_the_report_names_itself_stays():
    own = "Red forces took Alda from Blue troops on Monday."
    told = "Green fighters captured Alda on Monday."
    assert read(own, told)[0][2] == "red"


def test_the_confidence_is_lower_than_with_a_name_of_its_own():
    texts = (OPEN.format(when="on Monday"), "Green fighters captured Alda on Monday.")
    assert read(*texts, least=0.8) == [("1", "Alda", "green", "capture")]


def test_what_is_kept_does_not_grow_with_the_reports():
    winners = Winners()
    for n in range(1000):
        day = PUBLISHED + timedelta(days=3 * n % 300)
        winners.add("?alda", "red", Window(day, day, "stated"))
    assert len(winners.by_place["?alda"]["red"]) == WINDOWS
