"""The five reports of the case: what a person read in them is proposed, and little else.

The texts are not part of the repository: EBBLINE_REPORTS names their folder, or they lie in
``../shared/reports``. A skip on CI is a failure if they are there.
"""

import os
from pathlib import Path

import pytest
from reading_kit import benchmark

from ebbline import tables
from ebbline.extract.candidates import known_claims
from ebbline.extract.command import case_extractor
from ebbline.extract.engine import with_other_reports
from ebbline.extract.incoming import read_folder
from ebbline.layout import workflow_home
from ebbline.vocabulary import Kind

HOME = workflow_home()
BESIDE = HOME.parent / "shared" / "reports"
CHANGES = (Kind.CAPTURED, Kind.WITHDREW, Kind.CONTESTED)


def reports_folder():
    folder = Path(os.environ.get("EBBLINE_REPORTS", BESIDE))
    if (folder / "index.csv").exists():
        return folder
    if BESIDE.exists() and os.environ.get("CI") == "true":
        pytest.fail(f"the reports are in {BESIDE.name}, but EBBLINE_REPORTS names another folder")
    pytest.skip("the reports are not beside the repository")


@pytest.fixture(scope="module")
def compared():
    """Candidates by source, and the statements that a person read, each once."""
    folder = reports_folder()
    case = HOME / "resources" / "cases" / "euphrates-2017"
    extractor, least = case_extractor(HOME / "config" / "config.yaml", folder)
    claims = tables.CLAIMS.read(case / "claims.csv")
    comparison = known_claims(claims, tables.SOURCES.read(case / "sources.csv"), extractor.places)
    found = {}
    reports = map(comparison.with_source, read_folder(folder))
    for reading in with_other_reports([extractor.read(r) for r in reports]):
        kept = [c for c in reading.candidates if c.confidence >= least]
        found[reading.report.source_id] = kept
    wanted = {
        benchmark.GoldClaim(
            c.source_id, extractor.places.key(c.place), c.kind, c.holder, c.date_from, c.date_to
        )
        for c in claims
        if c.source_id in found
    }
    return extractor.places, found, wanted


def right(places, candidate, statement):
    return (
        places.key(candidate.place) == statement.place
        and candidate.holder == statement.holder
        and benchmark.same_day(candidate, statement)
    )


def test_every_report_is_a_source_of_the_case(compared):
    assert len(compared[1]) == 5
    assert "" not in compared[1]


def test_most_proposals_are_what_a_person_read(compared):
    places, found, wanted = compared
    proposed = [c for cs in found.values() for c in cs]
    good = [
        c for c in proposed if any(right(places, c, s) and s.report == c.source_id for s in wanted)
    ]
    assert len(good) / len(proposed) >= 0.95


def test_most_changes_of_control_are_proposed(compared):
    places, found, wanted = compared
    changes = [s for s in wanted if s.kind in CHANGES]
    covered = [s for s in changes if any(right(places, c, s) for c in found[s.report])]
    assert len(covered) / len(changes) >= 0.95


def test_most_of_what_is_held_is_proposed(compared):
    places, found, wanted = compared
    told = [s for s in wanted if s.kind in (*CHANGES, Kind.HOLDS)]
    covered = [s for s in told if any(right(places, c, s) for c in found[s.report])]
    assert len(covered) / len(told) >= 0.90


def test_no_change_is_proposed_twice(compared):
    places, found, _ = compared
    for candidates in found.values():
        keys = [(places.key(c.place), c.kind, c.holder, c.date_from, c.date_to) for c in candidates]
        assert len(keys) == len(set(keys))
