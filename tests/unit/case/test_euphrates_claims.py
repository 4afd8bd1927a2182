"""The claims of the Euphrates case, against the calendar and against what they must cover."""

from datetime import date, timedelta

import pytest

from ebbline import tables
from ebbline.layout import workflow_home

CASE = workflow_home() / "resources" / "cases" / "euphrates-2017"
SOURCES = {s.source_id: s for s in tables.SOURCES.read(CASE / "sources.csv")}
CLAIMS = tables.CLAIMS.read(CASE / "claims.csv")
FRIDAY, SATURDAY, WEDNESDAY, THURSDAY = (
    date(2017, 11, 3),
    date(2017, 11, 4),
    date(2017, 11, 8),
    date(2017, 11, 9),
)


def claims_on(claims, place, kind):
    return {(c.date_from, c.date_to) for c in claims if c.place == place and c.kind == kind}


def test_the_days_of_the_story_are_the_weekdays_that_the_reports_name():
    names = [d.strftime("%A") for d in (FRIDAY, SATURDAY, WEDNESDAY, THURSDAY)]
    assert names == ["Friday", "Saturday", "Wednesday", "Thursday"]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Albu Kamal",),
        ("first official crossing with Iraq", "Albu Kamal border crossing"),
        ("Al-Qaim", "al-Qaim"),
        ("Husaybah",),
        ("Husaybah border post",),
        ("Hiri",),
        ("Rawa",),
        ("al-Rumana",),
        ("Deir Ezzor",),
        ("Raqqa", "Raqa"),
        ("Mosul",),
        ("Hawija",),
    ],
)
def test_every_place_of_the_story_has_claims(spellings):
    assert [c for c in CLAIMS if c.place in spellings]


def test_a_report_speaks_of_no_day_after_it_was_published():
    for claim in CLAIMS:
        source = SOURCES[claim.source_id]
        if source.collection == "reports":
            assert claim.date_from <= source.published, claim.claim_id
            assert (claim.date_to or claim.date_from) <= source.published, claim.claim_id


def test_last_week_is_the_calendar_week_before_the_report():
    for claim in CLAIMS:
        if "'last week'" in claim.note:
            published = SOURCES[claim.source_id].published
            monday = published - timedelta(days=published.weekday() + 7)
            assert (claim.date_from, claim.date_to) == (monday, monday + timedelta(days=6))


def test_last_month_is_the_whole_calendar_month_before_the_report():
    for claim in CLAIMS:
        if "'last month'" in claim.note:
            published = SOURCES[claim.source_id].published
            last = published.replace(day=1) - timedelta(days=1)
            assert (claim.date_from, claim.date_to) == (last.replace(day=1), last)


def test_deir_ezzor_and_al_qaim_fell_on_the_friday():
    for place in ("Deir Ezzor", "Al-Qaim"):
        assert (FRIDAY, FRIDAY) in claims_on(CLAIMS, place, "captured")


def test_the_attack_on_hiri_was_on_the_saturday():
    assert claims_on(CLAIMS, "Hiri", "attacked") == {(SATURDAY, SATURDAY)}


def test_albu_kamal_was_claimed_on_wednesday_and_on_thursday():
    days = claims_on(CLAIMS, "Albu Kamal", "captured")
    assert {(WEDNESDAY, WEDNESDAY), (THURSDAY, THURSDAY)} <= days


def test_two_reports_with_one_agency_sentence_name_the_agency_as_claimant():
    twins = [
        c
        for c in CLAIMS
        if c.source_id in ("dawn-2017-11-05", "new-arab-2017-11-08") and c.place.startswith("Deir")
    ]
    assert [c.claimant for c in twins] == ["AFP", "AFP"]


def test_a_report_claim_says_where_in_the_text_it_stands():
    for claim in CLAIMS:
        if SOURCES[claim.source_id].collection == "reports":
            assert claim.locator.startswith("paragraph "), claim.claim_id


def test_a_party_press_never_counts_as_an_agency():
    for source in SOURCES.values():
        if source.origin in ("SANA", "Al-Masdar News", "Islamic World News", "Sputnik"):
            assert source.reliability == "D"
