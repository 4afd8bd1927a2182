"""Scoring counts a report, place, holder and day once; the development half keeps its quality.

The invented halves tell dense stories as well, whose frames the reader does not have any more: real
texts did not ask for them. What is left is measured here as it is.
"""

import re
from datetime import date

import pytest
from reading_kit import benchmark

from ebbline.errors import UserError
from ebbline.extract.candidates import CandidateClaim
from ebbline.layout import workflow_home

HOME = workflow_home()
CONFIG = HOME / "config" / "config.yaml"
MAY = [date(2020, 5, day) for day in range(1, 32)]


def candidate(first, last):
    return CandidateClaim(
        "x",
        "s",
        "Alda",
        "captured",
        "red",
        "",
        "",
        first,
        last,
        "",
        "",
        2,
        "",
        "",
        "r",
        1,
        0.9,
        "",
        "",
        "",
        "",
        "",
    )


def statement(first, last):
    return benchmark.GoldClaim("r", "Alda", "captured", "red", first, last)


def scores(text):
    rows = re.findall(r"^(\S+) +([\d.]+) +([\d.]+) +([\d.]+)", text, re.MULTILINE)
    return {name: tuple(map(float, numbers)) for name, *numbers in rows}


def test_days_agree_when_the_last_day_is_in_the_window():
    assert benchmark.same_day(candidate(MAY[9], MAY[9]), statement(MAY[9], MAY[9]))
    assert benchmark.same_day(candidate(MAY[8], MAY[9]), statement(MAY[9], MAY[9]))
    assert benchmark.same_day(candidate(MAY[9], MAY[9]), statement(MAY[0], MAY[30]))
    assert not benchmark.same_day(candidate(MAY[9], MAY[10]), statement(MAY[9], MAY[9]))
    assert not benchmark.same_day(candidate(MAY[0], MAY[9]), statement(MAY[9], MAY[9]))


def test_precision_recall_and_f1():
    score = benchmark.Score(right=3, proposed=4, wanted=6)
    assert (score.precision, score.recall, round(score.f1, 3)) == (0.75, 0.5, 0.6)
    assert benchmark.Score(0, 0, 0).f1 == 1.0


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.csv").write_text(
        "file,published,text\n"
        "a,2020-05-20,Red forces captured Alda on Monday.\n"
        'b,2020-05-20,"Red forces captured Borin on Monday, Corvel on Monday."\n'
    )
    (tmp_path / "actors.csv").write_text("holder,names\nred,Red forces\nblue,Blue troops\n")
    return tmp_path


def gold(folder, *rows):
    header = "report,place,kind,holder,date_from,date_to"
    (folder / "gold.csv").write_text("\n".join([header, *rows]) + "\n")


def test_a_wrong_holder_and_a_missed_place_are_told(folder):
    gold(
        folder,
        "a,Alda,captured,blue,2020-05-18,2020-05-18",
        "a,Dorim,captured,red,2020-05-18,2020-05-18",
    )
    text = benchmark.score(folder, CONFIG, errors=True)
    assert scores(text)["holder"][1] == 0.0
    assert "missed    a: Dorim" in text
    assert "wrong     a: Alda" in text


def test_a_gold_file_with_mistakes_is_a_clear_message(folder):
    gold(folder, "a,Alda,conquered,red,2020-05-18,2020-05-18", "a,Alda,captured,red,18.5.2020,")
    with pytest.raises(UserError) as caught:
        benchmark.score(folder, CONFIG)
    assert "row 2" in str(caught.value)
    assert "row 3" in str(caught.value)


def test_a_gold_file_of_other_reports_is_a_clear_message(folder):
    gold(folder, "z,Alda,captured,red,2020-05-18,2020-05-18")
    with pytest.raises(UserError, match="not a report of the folder"):
        benchmark.score(folder, CONFIG)


@pytest.mark.parametrize(
    ("half", "least_precision", "least_recall"),
    [("development", 0.72, 0.64), ("fresh-development", 0.79, 0.66)],
)
def test_the_development_halves_are_read_as_well_as_measured(half, least_precision, least_recall):
    text = benchmark.score(HOME / "benchmarks" / "extract" / half, CONFIG)
    precision, recall, _ = scores(text)["place+holder+date"]
    assert precision >= least_precision
    assert recall >= least_recall


def test_parties_known_by_their_names_need_no_configuration(tmp_path):
    for name in ("index.csv", "gold.csv"):
        source = HOME / "benchmarks" / "extract" / "fresh-development" / name
        (tmp_path / name).write_bytes(source.read_bytes())
    text = benchmark.score(tmp_path, CONFIG)
    precision, recall, _ = scores(text)["place+holder+date"]
    assert precision >= 0.54
    assert recall >= 0.39
