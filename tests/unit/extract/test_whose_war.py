"""Names of a case's configuration count in reports about its land, and in no others."""

import pytest

from ebbline.extract.command import case_extractor
from ebbline.extract.incoming import Report
from ebbline.layout import workflow_home

HOME = workflow_home()


@pytest.fixture(scope="module")
def extractor(tmp_path_factory):
    found, _ = case_extractor(HOME / "config" / "config.yaml", tmp_path_factory.mktemp("reports"))
    return found


def holders(extractor, text):
    from datetime import date

    reading = extractor.read(Report("r.txt", "", "", date(2022, 10, 5), text))
    return {c.holder for c in reading.candidates if c.confidence >= extractor.least}


def test_an_ally_of_the_case_is_nobodys_ally_in_another_war(extractor):
    text = (
        "Russian forces captured Lyman in Ukraine on Monday, the Russian army said. "
        "Ukraine denied it. Russia has also fought in Syria."
    )
    assert holders(extractor, text) == {"russia"}


def test_police_of_another_country_are_not_those_of_the_case(extractor):
    text = "Ethiopian federal police captured Mekelle on Monday, Ethiopia's government said."
    assert holders(extractor, text) == {"ethiopia"}


def test_in_a_report_of_the_case_they_are_what_the_configuration_says(extractor):
    text = (
        "Russian troops and the Syrian army captured Mayadin from Islamic State on Monday. "
        "Albu Kamal, in Syria, remains in the hands of the jihadists."
    )
    assert holders(extractor, text) == {"syria", "is"}
