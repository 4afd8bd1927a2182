"""What of a source's claims a report repeats, and which source of the case a report is."""

from dataclasses import replace
from datetime import date

import pytest
from reading_kit import PUBLISHED

from ebbline.extract.candidates import as_candidates, known_claims, merge
from ebbline.extract.incoming import Report
from ebbline.extract.places import read_places
from ebbline.extract.report import read_sentences
from ebbline.vocabulary import Claim, Kind, Place, Reliability, Source

DAY = date(2020, 5, 18)
CLAIM = Claim(
    "c1", "s1", "Al-Alda", Kind.CAPTURED, "red", "", "", DAY, DAY, "", "neutral", 2, "", ""
)
SOURCE = Source(
    "s1", "The Paper", "The Paper", "A title", PUBLISHED, "", "en", "reports", Reliability.B
)
ALDA = Place("alda", "Al-Alda", "", ("Alda",), 33.0, 43.0, 1.0, "IQ", "", "", "town", None, "")


def comparison(*claims):
    return known_claims(claims, [SOURCE], read_places([ALDA]))


@pytest.fixture
def candidate():
    from reading_kit import knowledge

    report = Report("r.txt", "", "", PUBLISHED, "Red forces captured Alda on Monday.", "s1")
    found = [p for *_, ps in read_sentences(report, knowledge(places=[ALDA])) for p in ps]
    (only,) = as_candidates(report, merge(found))
    return only


def test_a_claim_that_no_candidate_repeats_is_missing(candidate):
    other = replace(CLAIM, claim_id="c2", place="Borin")
    assert comparison(CLAIM, other).missing("s1", [candidate]) == [other]


def test_a_report_is_known_as_a_source_by_its_title():
    report = Report("r.txt", "", "A  title", PUBLISHED, "")
    assert comparison().with_source(report).source_id == "s1"
    assert comparison().with_source(replace(report, source_id="own")).source_id == "own"


def test_reports_of_one_title_are_told_apart_by_day_publisher_and_address():
    report = Report("r.txt", "", "A title", PUBLISHED, "")
    later = replace(report, published=date(2020, 5, 21))
    assert comparison().with_source(later).source_id == ""
    assert comparison().with_source(replace(later, dated=False)).source_id == "s1"
    assert comparison().with_source(replace(report, publisher="Another")).source_id == ""
    known = replace(SOURCE, url="https://example.org/1")
    among = known_claims([], [known], read_places([ALDA]))
    assert among.with_source(replace(report, about={"url": known.url})).source_id == "s1"
    other = replace(report, about={"url": "https://example.org/2"})
    assert among.with_source(other).source_id == ""
