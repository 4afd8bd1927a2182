"""A case is checked whole: everything that is wrong with its files is told at once."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ebbline.case import check_day, plausible_days, read_case
from ebbline.config import Period, read_config
from ebbline.errors import Problems, UserError
from ebbline.layout import CASE_INPUTS, workflow_home

HOME = workflow_home()
CONFIG = read_config(HOME / "config" / "config.yaml")
CASE = HOME / "resources" / "cases" / "euphrates-2017"


@pytest.fixture
def paths(tmp_path):
    for name in CASE_INPUTS.values():
        if (CASE / name).exists():
            shutil.copy(CASE / name, tmp_path / name)
    files = {name: tmp_path / file for name, file in CASE_INPUTS.items()}
    return files | {"gazetteer": HOME / "resources" / "gazetteer" / "syria-iraq.csv"}


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(paths, config=CONFIG):
    with pytest.raises(UserError) as caught:
        read_case(config, paths)
    return [str(p) for p in caught.value.problems]


def test_the_case_has_forty_claims_and_more_from_every_report(paths):
    case = read_case(CONFIG, paths)
    reports = [s for s in case.sources.values() if s.collection == "reports"]
    assert len(reports) == 5
    from_reports = [c for c in case.claims if c.source_id in {s.source_id for s in reports}]
    assert len(from_reports) >= 40
    assert {c.source_id for c in from_reports} == {s.source_id for s in reports}


def test_the_reports_alone_leave_the_record_out(paths):
    values = CONFIG.model_dump(mode="json") | {"collections": ["reports"]}
    case = read_case(type(CONFIG).model_validate(values), paths)
    assert {s.collection for s in case.sources.values()} == {"reports"}
    assert {c.source_id for c in case.claims} <= set(case.sources)


def test_every_record_claim_has_a_citation(paths):
    case = read_case(CONFIG, paths)
    for source in case.sources.values():
        assert source.known_as and source.title


def test_a_source_says_who_printed_it_or_who_it_is_from(paths):
    change(paths["sources"], "bbc-2017-11-09,BBC News,BBC News", "bbc-2017-11-09,,")
    (told,) = problems_of(paths)
    assert "publisher and origin are both empty" in told


def test_no_source_of_the_case_is_without_an_address_unless_it_says_so(paths):
    for source in read_case(CONFIG, paths).sources.values():
        assert source.url or source.url_note == "not found online"


def test_mistakes_in_several_files_are_told_together(paths):
    change(paths["claims"], "a03-01,afp-2017-11-03", "a03-01,nobody-knows")
    change(paths["claims"], ",captured,sdf,", ",captured,martians,")
    change(paths["sources"], ",reports,B", ",reports,Z")
    change(paths["aliases"], "t2-pumping-station", "t9-pumping-station")
    told = problems_of(paths)
    assert any("sources.csv, row 2" in p and "'Z'" in p and "A | B" in p for p in told)
    assert any("claims.csv, row 5" in p and "martians" in p and "sdf" in p for p in told)
    assert any("aliases.csv" in p and "t9-pumping-station" in p for p in told)


def test_an_unknown_source_is_told_with_row(paths):
    change(paths["claims"], "a03-01,afp-2017-11-03", "a03-01,nobody-knows")
    (told,) = problems_of(paths)
    assert "claims.csv, row 2" in told and "nobody-knows" in told


def test_a_window_that_ends_before_it_begins_is_refused(paths):
    change(paths["claims"], "2017-10-01,2017-10-31", "2017-10-31,2017-10-01")
    (told,) = problems_of(paths)
    assert "date_to" in told and "before" in told


def test_only_contested_may_be_without_an_end(paths):
    change(paths["claims"], "2017-11-07,2017-11-07", "2017-11-07,")
    (told,) = problems_of(paths)
    assert "contested" in told and "row" in told


WIDER = ",distance_km,direction,share,order"


def widen(paths, row, old, new, cells):
    """Give one row of ``claims.csv`` another content, and its optional columns these cells."""
    lines = paths["claims"].read_text(encoding="utf-8").splitlines()
    assert old in lines[row - 1] and lines[0].endswith(WIDER)
    lines[row - 1] = lines[row - 1].removesuffix(",,,,").replace(old, new, 1) + f",{cells}"
    paths["claims"].write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_capture_may_be_known_from_one_side_only(paths):
    widen(paths, 2, "2017-11-03,2017-11-03", ",2017-11-03", ",,,2")
    claim = read_case(CONFIG, paths).claims[0]
    assert (claim.date_from, claim.first_day, claim.order) == (None, claim.date_to, 2)


@pytest.mark.parametrize(
    ("old", "new", "cells", "told"),
    [
        ("2017-11-03,2017-11-03", ",", ",,,", "both empty"),
        ("captured,syria,,is", "near,syria,is,", ",NE,,", "distance_km"),
        ("captured,syria,,is", "near,syria,is,", "12,NO,,", "NNW"),
        ("captured,syria,,is", "captured,syria,,is", ",,0.5,", "share"),
        ("captured,syria,,is", "captured,syria,,is", "5,,,", "distance_km"),
        ("captured,syria,,is", "contested,syria,is,", ",,80,", "0.5-0.9"),
        ("captured,syria,,is", "besieged,is,,", ",,,", "rival"),
        ("captured,syria,,is", "captured,syria,,is", ",,,0", "order"),
        ("captured,syria,,is,2017-11-03", "denied,is,syria,,", ",,,", "date_from"),
    ],
)
def test_measures_that_a_kind_of_claim_does_not_have_are_refused(paths, old, new, cells, told):
    widen(paths, 2, old, new, cells)
    assert any(told in p and "row 2" in p for p in problems_of(paths))


def test_forces_near_a_place_have_a_distance_and_perhaps_a_direction(paths):
    widen(paths, 2, "captured,syria,,is", "near,syria,is,", "12,NNE,,")
    claim = read_case(CONFIG, paths).claims[0]
    assert (claim.distance_km, claim.direction.azimuth) == (12.0, 22.5)


def test_a_part_belongs_to_a_place_that_is_there(paths):
    text = paths["case_places"].read_text(encoding="utf-8").splitlines()
    row = "quarter,Quarter,,,34.5,41.9,1,IQ,,left,village,,made up,no-such-town"
    paths["case_places"].write_text("\n".join([text[0] + ",part_of", row]) + "\n", encoding="utf-8")
    assert any("part_of" in p and "no-such-town" in p for p in problems_of(paths))


def test_a_text_cannot_know_what_happened_after_it_was_published(paths):
    source = read_case(CONFIG, paths).sources["afp-2017-11-03"]
    change(paths["sources"], f",{source.published},", ",2017-08-03,")
    told = problems_of(paths)
    assert any("after 'afp-2017-11-03' was published" in p and "row" in p for p in told)


def test_a_text_of_the_day_before_may_speak_of_a_day_that_has_begun_elsewhere(paths):
    source = read_case(CONFIG, paths).sources["afp-2017-11-03"]
    last = max(
        c.date_from for c in read_case(CONFIG, paths).claims if c.source_id == source.source_id
    )
    eve = last.replace(day=last.day - 1)
    change(paths["sources"], f",{source.published},", f",{eve},")
    assert read_case(CONFIG, paths).sources["afp-2017-11-03"].published == eve


def test_two_days_after_its_publication_is_too_late_for_a_text(paths):
    source = read_case(CONFIG, paths).sources["afp-2017-11-03"]
    last = max(
        c.date_from for c in read_case(CONFIG, paths).claims if c.source_id == source.source_id
    )
    change(paths["sources"], f",{source.published},", f",{last - timedelta(days=2)},")
    assert any(f"{last} is after 'afp-2017-11-03' was published" in p for p in problems_of(paths))


def test_the_last_day_of_the_calendar_is_a_message(paths):
    source = read_case(CONFIG, paths).sources["afp-2017-11-03"]
    change(paths["sources"], f",{source.published},", ",9999-12-31,")
    (told,) = problems_of(paths)
    assert "published: 9999-12-31 is far from the period" in told


def test_contested_needs_the_other_side(paths):
    change(paths["claims"], "contested,is,syria", "contested,is,")
    (told,) = problems_of(paths)
    assert "rival" in told


def test_a_case_place_may_not_take_an_id_of_the_gazetteer(paths):
    line = "rawa,Rawa,,,34.5,41.9,1,IQ,,left,town,,made up\n"
    before = paths["case_places"].read_text()
    paths["case_places"].write_text(before + line)
    (told,) = problems_of(paths)
    assert f"places.csv, row {len(before.splitlines()) + 1}" in told and "rawa" in told


def test_aliases_and_case_places_may_be_absent(paths):
    paths["case_places"].unlink()
    paths["aliases"].unlink()
    assert read_case(CONFIG, paths).aliases == ()


def test_a_file_with_a_header_alone_is_no_case(paths):
    header = paths["claims"].read_text().splitlines()[0]
    paths["claims"].write_text(header + "\n")
    (told,) = problems_of(paths)
    assert "claims.csv" in told and "no rows" in told


def test_a_url_is_a_web_address_and_nothing_else(paths):
    address = "https://www.bbc.com/news/world-middle-east-41918913"
    change(paths["sources"], f"{address},,", "javascript:alert(1),ftp://copy,")
    told = problems_of(paths)
    assert ["url" in told[0], "archive_url" in told[1]] == [True, True]
    assert all("https://" in line for line in told)


MISTYPED = ["0025-11-03", "0217-11-03", "1017-11-03", "1917-11-03", "2107-11-03", "9999-12-31"]


@pytest.mark.parametrize("day", MISTYPED)
def test_a_mistyped_year_is_told_with_the_days_that_may_be(paths, day):
    rows = list(csv.DictReader(paths["claims"].read_text(encoding="utf-8").splitlines()))
    row = rows[4] | {"date_from": day, "date_to": day}
    with paths["claims"].open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows([*rows[:4], row, *rows[5:]])
    told = [t for t in problems_of(paths) if "date_from" in t and "row 6" in t]
    assert len(told) == 1
    assert f"{day} is far from the period of the maps, 2017-10-01 to 2017-12-07" in told[0]
    assert "allowed: 2007-10-01 to 2027-12-28" in told[0]


@pytest.mark.parametrize("day", ["0017-11-03", "9999-12-31"])
def test_a_mistyped_year_of_publication_is_told(paths, day):
    rows = list(csv.DictReader(paths["sources"].read_text(encoding="utf-8").splitlines()))
    with paths["sources"].open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows([rows[0] | {"published": day}, *rows[1:]])
    assert any("sources.csv, row 2: published" in told for told in problems_of(paths))


@settings(deadline=None)
@given(
    first=st.dates(date(200, 1, 1), date(2100, 1, 1)),
    length=st.integers(0, 36_000),
    day=st.dates(),
)
def test_a_case_may_speak_of_ten_years_around_its_period_and_not_of_another_age(first, length, day):
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    earliest, latest = plausible_days(Period(first=first, last=last))
    assert earliest <= first <= last and (latest >= last or latest.year == last.year)
    away = max(first.year - day.year, day.year - last.year)
    years = max(10, last.year - first.year)
    if away < years:
        assert earliest <= day <= latest
    if away > years:
        assert not earliest <= day <= latest


@given(first=st.dates(date(200, 1, 1), date(2100, 1, 1)), length=st.integers(0, 3_000))
def test_the_first_and_the_last_plausible_day_pass_and_their_neighbours_do_not(first, length):
    period = Period(first=first, last=first + timedelta(days=length))
    earliest, latest = plausible_days(period)
    day_before, day_after = earliest - timedelta(days=1), latest + timedelta(days=1)
    told = {}
    for day in (day_before, earliest, latest, day_after):
        problems = Problems()
        check_day(Path("claims.csv"), 2, "date_from", day, period, problems)
        told[day] = len(problems.found)
    assert told == {day_before: 1, earliest: 0, latest: 0, day_after: 1}


def test_texts_on_a_war_of_the_past_may_be_new():
    period = Period(first=date(1944, 6, 22), last=date(1944, 8, 19))
    assert plausible_days(period, published=True)[1] >= date(2026, 1, 1)


def test_a_period_of_centuries_is_a_mistyped_one():
    with pytest.raises(ValueError, match="1992 years, at most 100 can be mapped"):
        Period(first=date(25, 10, 1), last=date(2017, 12, 7))
