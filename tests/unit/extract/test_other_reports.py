"""A winner that one report leaves open and another report of the folder names."""

import pytest
from reading_kit import PUBLISHED, extractor

from ebbline.extract.engine import with_other_reports
from ebbline.extract.incoming import Report

ACTORS = [("red", ("Red forces",)), ("blue", ("Blue troops",)), ("green", ("Green fighters",))]
OPEN = "Blue troops fought Red forces and Green fighters all summer. Blue troops lost Alda {when}."


def read(*texts):
    """Return ``report place holder rule`` of what is proposed in the texts of one folder."""
    reader = extractor(ACTORS)
    reports = [Report(f"{n}", "", "", PUBLISHED, text) for n, text in enumerate(texts)]
    return [
        (c.report, c.place, c.holder, c.rule)
        for reading in with_other_reports([reader.read(r) for r in reports])
        for c in reading.candidates
        if c.confidence >= 0.5 and c.kind == "captured"
    ]


@pytest.mark.parametrize("when", ["on Monday", "last week", "in May"])
def test_another_report_names_the_winner(when):
    told = f"Green fighters captured Alda {when}."
    named = ("0", "Alda", "green", "lose+other-report")
    assert read(OPEN.format(when=when)) == []
    assert read(OPEN.format(when=when), told) == [named, ("1", "Alda", "green", "capture")]


def test_reports_that_name_different_winners_leave_it_open():
    texts = ("Green fighters captured Alda on Monday.", "Red forces captured Alda on Sunday.")
    assert [c for c in read(OPEN.format(when="in May"), *texts) if c[0] == "0"] == []
