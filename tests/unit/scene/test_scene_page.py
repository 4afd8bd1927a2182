"""What the page says of a case: the last word on each place, the method's numbers, what misses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pandas
import pytest
from shapely.geometry import LineString

from ebbline.config import check_config
from ebbline.vocabulary import (
    Certainty,
    Comparison,
    Convention,
    Influence,
    Kind,
    Prediction,
    Resolution,
)
from invented_case import CONFIG, EVENTS, STATES, facts_of, layers, scene_of


def told(table):
    return [[cell["en"] for cell in row.cells] for row in table.rows]


def test_areas_stand_with_convention_and_interval_at_both_ends(scene):
    rows = told(scene.page.areas)
    assert {row[1] for row in rows} >= {"settled land"}
    assert all("–" in row[3] for row in rows)
    assert len({row[0] for row in rows}) == 2


def test_every_place_with_a_report_has_its_last_word(scene):
    names = {row.cells[0]["en"] for row in scene.page.places.rows}
    assert names == {p.name["en"] for p in scene.places if p.reported}


def test_a_place_without_a_report_for_long_is_said_to_be_so(scene):
    rows = {row[0]: row for row in told(scene.page.places)}
    assert "not reported lately" in rows["Alpha"][1]


@pytest.mark.parametrize(
    ("change", "since"),
    [
        ({"kind": Kind.HOLDS}, "10 March 2020 or earlier"),
        ({"date_earliest": date(2020, 3, 1)}, "between 1 March 2020 and 10 March 2020"),
        ({}, "10 March 2020"),
    ],
)
def test_since_when_is_said_no_surer_than_it_is_known(change, since):
    events = {e.event_id: e for e in EVENTS}
    events["alpha-taken"] = replace(events["alpha-taken"], **change)
    rows = {row[0]: row for row in told(scene_of(facts=facts_of(events=events)).page.places)}
    assert rows["Alpha"][2] == since


def test_a_holder_has_a_place_since_it_was_taken_not_since_that_was_confirmed():
    taken = next(s for s in STATES if s.place_id == "alpha" and s.holder == "blue")
    surer = date(2020, 3, 20)
    rows = (
        replace(taken, end=surer, certainty=Certainty.CLAIMED),
        replace(taken, start=surer, event_id="later"),
    )
    states = (*(s for s in STATES if s is not taken), *rows)
    found = {row[0]: row for row in told(scene_of(facts=facts_of(states=states)).page.places)}
    assert found["Alpha"][2] == "10 March 2020"


def test_no_last_report_is_later_than_the_last_day_shown():
    states = tuple(replace(s, last_report=date(2021, 1, 1)) for s in STATES)
    rows = told(scene_of(facts=facts_of(states=states)).page.places)
    assert {row[3] for row in rows} == {"30 April 2020"}


def test_names_matched_by_likeness_are_listed_and_exact_ones_are_not():
    names = (
        Resolution("Alfa", "alpha", "fuzzy", 91.0, "beta", 70.0),
        Resolution("Beta", "beta", "exact", 100.0, "", None),
    )
    page = scene_of(facts=facts_of(resolutions=names)).page
    assert told(page.names) == [["Alfa", "Alpha", "most alike", "91", "Beta (70)"]]
    assert scene_of(facts=facts_of(resolutions=names[1:])).page.names is None


def test_a_published_figure_with_one_end_reads_at_least():
    check = facts_of().checks[0]
    open_end = replace(
        check,
        **{"measure": "held_share", "published": 0.35, "published_low": 0.35},
        **{"published_high": None, "within": Comparison.NO},
    )
    (row,) = scene_of(facts=facts_of(checks=(open_end,))).page.checks.rows
    assert row.cells[4]["en"] == "at least 35.0 %" and row.outside


def test_a_published_figure_and_the_models_stand_with_both_their_ends(scene):
    row = told(scene.page.checks)[0]
    check = facts_of().checks[0]
    for cell, name in zip(row[4:6], ("published", "model"), strict=True):
        numbers = [int(n.replace(",", "")) for n in re.findall(r"[\d,]{3,}", cell)]
        ends = [getattr(check, f"{name}{end}") for end in ("", "_low", "_high")]
        assert numbers == ends, cell


def test_the_method_has_the_numbers_of_the_build(scene):
    steps = {step.title["en"]: step.text["en"] for step in scene.page.method}
    assert f"sources: {len(scene.sources)}" in steps["Claims"]
    assert "seed: 20171109" in steps["Areas"]


def test_no_text_of_the_page_has_a_hole_and_none_speaks_of_one_case_alone(scene):
    text = scene.page.model_dump_json()
    assert "{" not in "".join(s.text["en"] + s.text["ar"] for s in scene.page.method)
    assert "factor of two" not in text


def test_a_citation_without_a_day_ends_as_a_sentence():
    sources = {i: replace(s, published=None) for i, s in facts_of().sources.items()}
    scene = scene_of(facts=facts_of(sources=sources), made=None)
    for lang in scene.languages:
        texts = [scene.case.citation[lang], scene.opening.caption[lang]]
        assert not [t for t in texts if ", ." in t or "، ." in t or "()" in t or " ," in t]


@pytest.mark.parametrize("first", ["Stroom", "Brook"])
def test_the_chart_of_towns_follows_the_river_with_most_of_them(first):
    rivers = layers()["rivers"]
    brook = rivers.assign(name="Brook", geometry=[LineString([(12.0, 50.4), (12.4, 50.2)])])
    both = pandas.concat([rivers, brook] if first == "Stroom" else [brook, rivers])
    chart = scene_of(rivers=both).towns_chart
    assert "Stroom" in chart.text.subtitle["en"] and "Brook" not in chart.text.subtitle["en"]
    rows = [row.place for group in chart.groups for row in group.rows]
    assert rows == ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "omega"]


def test_the_page_says_how_often_the_model_was_right_before_the_first_report():
    said = [
        Prediction("alpha", "Alpha", date(2020, 3, 2), "red", "red", 0.8, 0.9),
        Prediction("beta", "Beta", date(2020, 3, 2), "red", "blue", 0.4, 0.9),
        Prediction("gamma", "Gamma", date(2020, 3, 2), "blue", "blue", 1.0, 0.9),
    ]
    table = scene_of(facts=facts_of(predictions=tuple(said))).page.predictions
    assert told(table) == [
        ["Red league", "2", "1", "50 %"],
        ["Blue government and allies", "1", "1", "100 %"],
        ["All", "3", "2", "67 %"],
    ]
    assert "0.13" in table.note["en"], "the mean of 0.04, 0.36 and 0"
    assert scene_of().page.predictions is None


def test_the_page_names_the_reports_that_move_the_land_most():
    def weighed(place, day, with_all, without, holder="red", convention="settled"):
        return Influence(
            place, date(2020, 4, day), holder, Convention(convention), with_all, without
        )

    rows = [
        weighed("alpha", 30, 500, 510),
        weighed("beta", 30, 500, 420),
        weighed("gamma", 30, 500, 500),
        weighed("delta", 30, 500, 900, holder="blue"),
        weighed("delta", 29, 500, 900),
        weighed("delta", 30, 5000, 9000, convention="total"),
    ]
    table = scene_of(facts=facts_of(influence=tuple(rows))).page.influence
    assert [row[0] for row in told(table)] == ["Beta", "Alpha"]
    assert told(table)[0][1:3] == ["500", "420"]
    assert "30 April 2020" in table.note["en"]
    many = tuple(weighed(p, 30, 500, 400 + i) for i, p in enumerate(facts_of().places))
    assert len(scene_of(facts=facts_of(influence=many)).page.influence.rows) <= 10


def edition(previous, **given):
    config = check_config(
        {**CONFIG, "edition": {"name": {"en": "2"}, "previous": {"en": "1"}, **given}}, name="test"
    )
    return scene_of(config, facts_of(previous=tuple(previous)))


def test_an_edition_lists_the_days_on_which_a_place_had_another_holder_in_the_one_before():
    before = [
        replace(s, holder="green") if (s.place_id, s.start) == ("alpha", date(2020, 3, 10)) else s
        for s in STATES
        if s.place_id != "omega"
    ]
    scene = edition(before)
    rows = told(scene.page.edition)
    assert ["Alpha", "Green forces"] in [[row[0], row[2]] for row in rows]
    assert {row[2] for row in rows if row[0] == "Omega"} == {"unknown"}
    assert {row[0] for row in rows} == {"Alpha", "Omega"}
    assert scene.languages["en"].labels["edition"].startswith("Edition 2.")
    assert "Edition 2" in scene.case.citation["en"]


def test_an_edition_that_only_grew_surer_tells_nothing_otherwise():
    before = [replace(s, certainty=Certainty.CLAIMED) for s in STATES]
    scene = edition(before)
    assert scene.page.edition.rows == ()
    assert scene.languages["en"].labels["edition"].endswith("edition 1: 0.")


def test_a_case_without_editions_says_nothing_of_them(scene):
    assert scene.page.edition is None
    assert scene.languages["en"].labels["edition"] == ""
