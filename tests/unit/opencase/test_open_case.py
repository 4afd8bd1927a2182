"""A case from Python, without a build."""

import subprocess
import sys
from datetime import date

import pytest

import ebbline
from ebbline.errors import UserError


@pytest.fixture(scope="module")
def case():
    return ebbline.open_case("euphrates-2017")


def test_importing_ebbline_loads_nothing_and_opening_a_case_nothing_heavy():
    code = (
        "import sys, ebbline; assert not [m for m in sys.modules if m.startswith('ebbline.')];"
        "ebbline.open_case('euphrates-2017');"
        "print([m for m in ('pandas', 'numpy', 'geopandas', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_claims_are_a_table_with_days_and_plain_words(case):
    claims = case.claims
    assert len(claims) > 100 and {"claim_id", "place", "kind", "date_from"} <= set(claims.columns)
    assert isinstance(claims["date_to"].dropna().iloc[0], date)
    assert set(claims["kind"].map(type)) == {str}


def test_a_name_becomes_a_place(case):
    assert case.resolve("Abu Kamal").place.place_id == "albu-kamal"
    assert case.resolve("Nowhere at all").place is None


def test_some_collections_alone_are_a_case_of_their_own(case):
    reports = ebbline.open_case("euphrates-2017", collections=["reports"])
    assert repr(reports) == "<case euphrates-2017-reports>"
    assert len(reports.claims) < len(case.claims)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda case: case.figure("valey", "2017-11-01"), "valley"),
        (lambda case: case.figure("valley", "1.11.2017"), "YYYY-MM-DD"),
        (lambda case: case.holdings("2027-11-01"), "2017-10-01 to 2017-12-07"),
        (lambda case: case.build("claims"), "states"),
        (lambda _: ebbline.open_case("nowhere-1900"), "euphrates-2017"),
        (lambda _: ebbline.open_case("euphrates-2017", collections=["x"]), "collections"),
    ],
)
def test_a_mistake_is_told_with_what_is_allowed(case, ask, told):
    with pytest.raises(UserError, match=told):
        ask(case)
