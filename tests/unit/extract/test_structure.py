"""What the form of a text tells: headings and lines that give days and places, lists, no places."""

from datetime import date

import pytest
from reading_kit import ACTORS, days, extractor, proposals, said

from ebbline.extract.incoming import Report, read_folder


def test_the_beginning_of_a_line_dates_it_and_nothing_else():
    text = "April 5: Red forces took Alda.\n\nMarch 31 – Blue troops lost Borin to Red forces."
    assert days(text) == ["2020-04-05/2020-04-05", "2020-03-31/2020-03-31"]


def test_a_heading_dates_what_follows_up_to_the_next():
    text = (
        "January 5\n\nRed forces captured Alda.\n\nThey took Borin by January 7.\n\n"
        "1 March 2020\n\nBlue troops recaptured Alda."
    )
    assert sorted(days(text)) == [
        "2020-01-05/2020-01-05",
        "2020-01-07/2020-01-07",
        "2020-03-01/2020-03-01",
    ]


def test_a_heading_names_the_town_that_is_meant():
    text = "Alda (July 3, 2019)\n\nThe city was liberated by Red forces.\n\nIt had no water."
    assert said(text) == ["Alda captured red"]
    assert days(text) == ["2019-07-03/2019-07-03"]


def test_days_without_a_year_follow_each_other_through_a_timeline():
    text = (
        "January 12, 2018 – Red forces captured Alda.\n\n"
        "February 3 – Blue troops recaptured it.\n\n"
        "March 2018\n\nRed forces captured Borin.\n\nJune 19 – Blue troops recaptured Borin.\n\n"
        "January 9, 2019 – Red forces captured Corvel."
    )
    assert sorted(days(text)) == [
        "2018-01-12/2018-01-12",
        "2018-02-03/2018-02-03",
        "2018-03-01/2018-03-31",
        "2018-06-19/2018-06-19",
        "2019-01-09/2019-01-09",
    ]


def test_headings_between_dashes_name_a_year_or_a_town():
    text = (
        "- 2018: a second city -\n\nRed forces captured Borin in May.\n\n"
        "– Alda: symbol of the war –\n\nRed forces drove Blue troops out of the town in June 2019."
    )
    assert said(text) == ["Borin captured red", "Alda captured red"]
    assert days(text) == ["2018-05-01/2018-05-31", "2019-06-01/2019-06-30"]


def test_a_year_in_a_heading_is_that_of_the_days_below():
    text = "The war (2018. 06. 25 ~ 2019. 07. 09)\n\nRed forces captured Alda on December 4th."
    assert days(text) == ["2018-12-04/2018-12-04"]


def test_the_label_of_a_line_is_the_town_that_is_meant():
    text = "August 6, 2019 – Alda: Red forces take over the city in the south."
    assert said(text) == ["Alda captured red"]


def test_an_occupation_from_one_day_to_another_is_two_changes():
    text = (
        "Red forces liberated Corvel on 1 May. Alda was under Blue occupation for two months "
        "(January 3, 2020 – March 5, 2020)."
    )
    found = {(p.place.name, p.holder, str(p.window.first)) for p in proposals(text)}
    assert {("Alda", "blue", "2020-01-03"), ("Alda", "red", "2020-03-05")} <= found


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Red forces captured the town of Alda west of Borin.", ["Alda captured red"]),
        ("Red forces captured Alda from Blue troops in Borin.", ["Alda captured red"]),
        ("Red forces captured the town of Alda, 30 km from Borin.", ["Alda captured red"]),
        (
            "Red forces captured Alda, a key town, the mining towns of Borin, Corvel, and Dorim, "
            "and the northern town of Esk.",
            [f"{p} captured red" for p in ("Alda", "Borin", "Corvel", "Dorim", "Esk")],
        ),
        (
            "Provincial capital cities fell to Red forces.",
            ["(Provincial capital cities) captured red"],
        ),
        ("Red forces seized control of Alda province.", []),
    ],
)
def test_points_of_reference_are_no_places_and_lists_are_read_whole(text, places):
    assert said(text) == places


@pytest.mark.parametrize(
    "words", ["five villages", "a military base", "two checkpoints", "Point 1607", "a hilltop camp"]
)
def test_what_cannot_be_placed_is_a_candidate_with_its_words(words):
    reading = extractor().read(
        Report("r", "", "", date(2020, 5, 20), f"Red forces captured {words} on Monday.")
    )
    (found,) = [c for c in reading.candidates if c.confidence >= 0.5]
    assert (found.place, found.place_words, found.holder) == ("", words, "red")


def test_it_is_none_where_the_report_names_the_places():
    text = "Red forces captured a town. The captured town, Alda, is in the north."
    assert said(text) == ["Alda captured red"]
    assert said("Red forces took two towns. Red forces captured Alda and Borin on Monday.") == [
        "Alda captured red",
        "Borin captured red",
    ]


def test_a_day_that_is_counted_from_something_else_is_not_the_days():
    text = "Red forces have captured Alda just two weeks before a national election."
    assert days(text) == ["2020-05-19/2020-05-20"]


def test_without_a_day_of_publication_days_with_their_year_are_read_and_others_asked_for(tmp_path):
    (tmp_path / "index.csv").write_text("file,title,published\na.txt,News of the war,\n")
    (tmp_path / "a.txt").write_text(
        "Red forces captured the town of Alda on 3 May 2019. "
        "They captured the town of Borin on Monday, and the road to it was open again."
    )
    told = []
    (report,) = read_folder(tmp_path, tell=told.append)
    assert "no day of publication" in str(told[0])
    reading = extractor(ACTORS).read(report)
    assert [(c.place, str(c.date_from)) for c in reading.candidates] == [("Alda", "2019-05-03")]
    assert [u.written(u.places) for u in reading.unread] == [("Borin",)]
