"""Facilities without a name of their own: the one that the gazetteer has near the town, or none."""

import pytest
from reading_kit import proposals, said

from ebbline.vocabulary import Place


def place(name, lat, lon, *, country="ER", kind="town", aliases=()):
    key = name.lower().replace(" ", "-")
    return Place(key, name, "", aliases, lat, lon, 1.0, country, "", "", kind, None, "")


TOWNS = [
    place("Alda", 15.00, 38.0),
    place("Borin", 17.00, 38.0),
    place("Corvel", 15.02, 38.3, country="ET"),
]
DAM = place("Great Seymour dam", 15.05, 38.0, kind="facility")
FIELD = place("Wells One", 15.05, 38.05, kind="facility", aliases=("Wells oil field",))
AIRPORT = place("Marlow airport", 15.10, 38.0, kind="facility")
POST = place("Marker Nine", 15.0, 38.15, kind="crossing")
FAR_POST = place("Marker Ten", 15.0, 38.17, kind="crossing", country="ET")
ALL = [*TOWNS, DAM, FIELD, AIRPORT, POST, FAR_POST]


def read(text, places=ALL):
    return said(text, places=places, least=0.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Red forces captured Alda and its airport on Monday.",
            ["Alda captured red", "Marlow airport captured red"],
        ),
        (
            "Red forces captured Alda on Monday. They seized the dam the next day.",
            ["Alda captured red", "Great Seymour dam captured red"],
        ),
        ("Red forces took the oil field near Alda on Monday.", ["Wells One captured red"]),
        ("Blue troops pulled out of Alda's airport.", ["Marlow airport withdrew blue"]),
        (
            "Shells hit Alda. On Monday Red forces seized the border crossing.",
            ["Marker Nine captured red"],
        ),
        (
            "On Monday Red forces captured the nearby air base, a short drive from Alda.",
            ["Marlow airport captured red"],
        ),
        ("Red forces seized the air base at Alda.", ["Marlow airport captured red"]),
        (
            "Shells hit Alda. The border crossing is under Red control.",
            ["Marker Nine holds red"],
        ),
        # The post on the other side of the border from the state that is named.
        (
            "Red forces secured the border crossing with Ethiopia, east of Alda.",
            ["Marker Nine captured red"],
        ),
        (
            "Red forces secured the border crossing with Eritrea, east of Alda.",
            ["Marker Ten captured red"],
        ),
        ("Shells hit Corvel. Red forces seized the crossing.", ["Marker Ten captured red"]),
    ],
)
def test_the_one_facility_near_the_town_is_meant(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # no such facility near that town
        "Shells hit Borin. On Monday Red forces seized the dam.",
        "Red forces seized Borin's airport on Monday.",
        "Shells hit Alda. Red forces seized the refinery.",
        # not the one of a known town
        "Shells hit Alda. Red forces seized a dam.",
        "Shells hit Alda. Red forces seized another border crossing.",
        "Shells hit Alda. Red forces seized two border crossings.",
        "On Monday Red forces seized the dam.",
        # two sentences back is too far
        "Shells hit Alda. Talks went on for days. Red forces seized the dam.",
        # two towns, two crossings
        "Shells hit Alda and Corvel. Red forces seized the crossing.",
        "Shells hit Alda. Red forces failed to take the dam.",
    ],
)
def test_else_nothing_is_proposed(text):
    assert [s for s in read(text) if s.split(" ")[0] not in ("Alda", "Borin")] == []


def test_of_two_facilities_none_is_proposed():
    text = "Shells hit Alda. On Monday Red forces seized the dam."
    second = place("Lower dam", 15.06, 38.0, kind="facility")
    assert read(text) == ["Great Seymour dam captured red"]
    assert read(text, [*ALL, second]) == []


def test_a_dam_beyond_fifteen_kilometres_is_not_the_towns():
    text = "Shells hit Alda. On Monday Red forces seized the dam."
    for lat, found in ((15.13, ["Upper dam captured red"]), (15.14, [])):
        assert read(text, [*TOWNS, place("Upper dam", lat, 38.0, kind="facility")]) == found


def test_a_crossing_may_be_twenty_five_kilometres_away():
    text = "Shells hit Alda. On Monday Red forces seized the border post."
    for lat, found in ((15.22, ["Marker captured red"]), (15.23, [])):
        assert read(text, [*TOWNS, place("Marker", lat, 38.0, kind="crossing")]) == found


def test_the_confidence_is_lower_than_that_of_a_name():
    named, unnamed = (
        proposals(f"Shells hit Alda. On Monday Red forces seized {what}.", places=ALL)[0]
        for what in ("Marker Nine", "the border crossing")
    )
    assert unnamed.place.key == named.place.key
    assert unnamed.confidence < named.confidence
