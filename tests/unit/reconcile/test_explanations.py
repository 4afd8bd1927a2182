"""Every rule leaves its mark: an explanation names it, and is another one without it."""

import json
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from invented import BLUES, GREENS, NAMES, REDS, World, day, place
from shapely import box

from ebbline import cli, tables
from ebbline.geopackage import Layer, write_layers
from ebbline.layout import RESULTS, workflow_home
from ebbline.reconcile.engine import RULES
from ebbline.reconcile.event_log import EventLog, _against
from ebbline.reconcile.explanation import explanation, in_text, printable
from ebbline.reconcile.inferred import nearest
from ebbline.vocabulary import (
    Certainty,
    Convention,
    Evidence,
    Influence,
    Kind,
    Prediction,
    SettlementState,
    Share,
)


def busy_towns():
    """Return towns in which, taken together, each rule has a say."""
    fall = World()
    fall.says("holds", REDS, 3)
    fall.says("captured", BLUES, 5, 20, from_holder=REDS, origin="Agency")
    fall.says("captured", BLUES, 5, 19, from_holder=REDS, origin="Agency")
    fall.says("captured", BLUES, 8, 19, claimant="Blue army", claimant_side=BLUES)
    fall.says("captured", BLUES, 8, 18, from_holder=REDS, claimant="Red", claimant_side=REDS)
    fall.says("withdrew", REDS, 6, 18, rival=BLUES)
    fall.says("holds", REDS, 9)
    fall.says("holds", BLUES, 16)
    fall.says("contested", REDS, 12, 14, rival=BLUES)
    fall.says("contested", BLUES, 25, None, rival=REDS)
    fall.says("holds", GREENS, 40)

    doubt = World()
    doubt.says("attacked", REDS, 2, rival=BLUES)
    doubt.says("captured", GREENS, 9)
    doubt.says("captured", BLUES, 9)
    doubt.says("holds", REDS, 9, 10, claimant="Red radio", claimant_side=REDS)
    doubt.says("captured", REDS, 20, reliability="E")
    doubt.says("holds", GREENS, 21)
    doubt.says("captured", BLUES, 30, claimant="Blue army", claimant_side=BLUES)
    doubt.says("denied", GREENS, 31, rival=BLUES, claimant="Green radio", claimant_side=GREENS)
    doubt.says("besieged", GREENS, 33, rival=BLUES)
    doubt.says("announced", GREENS, 35, rival=BLUES)
    doubt.says("near", BLUES, 36, distance_km=5.0)
    doubt.says("holds", GREENS, 40)

    concession = World()
    concession.says("withdrew", REDS, 9, rival=BLUES, claimant="Red army", claimant_side=REDS)
    concession.says("holds", REDS, 9, claimant="Red radio", claimant_side=REDS)
    return fall, doubt, concession


def test_each_rule_has_a_say_in_some_town():
    told = {s.rule for town in busy_towns() for s in town.history().trail}
    assert told | {"division-taken-whole"} == {r.name for r in RULES}


@pytest.mark.parametrize("kind", list(Kind))
def test_no_kind_of_claim_goes_in_and_comes_out_nowhere(kind):
    """A kind that is added to the vocabulary and that no rule knows fails here."""
    town = World()
    rival = "" if kind is Kind.HOLDS else BLUES
    distance = 7.0 if kind is Kind.NEAR else None
    claim = town.says(kind, REDS, 5, rival=rival, distance_km=distance)
    verdicts = {v for _, v in town.told(claim)} - {"weighed"}
    assert verdicts
    stands = [e for e in town.history().events if claim in e.claim_ids]
    assert stands or verdicts == {"noted"} or kind is Kind.DENIED


def test_rules_have_names_and_reasons_of_their_own():
    assert len({r.name for r in RULES}) == len(RULES)
    assert all(len(r.reason) > 40 and r.reason.endswith(".") for r in RULES)


def test_the_documentation_tells_every_rule_in_the_order_of_its_use():
    text = (workflow_home() / "docs" / "history.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z]+(?:-[a-z]+)+)` \|", text, re.MULTILINE)
    assert told == [r.name for r in RULES]


def told(world, **options):
    return explanation(
        world.history(),
        world.claims,
        sources=world.sources,
        rules=RULES,
        stale_after_days=14,
        **options,
    )


def test_an_account_gives_the_claims_in_order_with_their_sources_and_steps():
    town, *_ = busy_towns()
    account = told(town)
    days = [c["date_from"] for c in account["claims"]]
    assert days == sorted(days) and len(days) == len(town.claims)
    for claim in account["claims"]:
        assert claim["source"]["publisher"] == "Paper"
        assert claim["steps"]
        assert all(step["rule"] in account["rules"] for step in claim["steps"])
    ids = {e["event_id"] for e in account["events"]}
    assert {s["event_id"] for c in account["claims"] for s in c["steps"]} <= {*ids, None}


def test_an_account_of_one_day_tells_only_what_bears_on_it():
    town = World()
    town.says("captured", BLUES, 5, from_holder=REDS)
    town.says("captured", REDS, 9)
    account = told(town, on=day(30))
    assert [i["holder"] for i in account["intervals"]] == [REDS]
    assert account["intervals"][0]["stale"]
    assert [c["claim_id"] for c in account["claims"]] == ["c02"]


def test_a_day_before_any_claim_is_unknown():
    town = World()
    town.says("captured", REDS, 5)
    account = told(town, on=day(2))
    assert account["intervals"] == []
    assert "unknown" in in_text(account, names=NAMES)


def test_marks_that_act_on_a_terminal_are_shown_as_codes():
    assert printable("a\x1b[31m\u202eb\u200fc\nd") == "a\\u001b[31m\\u202eb\\u200fc\nd"
    town = World()
    town.says("holds", REDS, 5, claimant="<b>=1+1</b>\u202e", note="\x1b]0;x")
    text = in_text(told(town), names=NAMES)
    assert "\x1b" not in text and "\u202e" not in text
    assert "<b>=1+1</b>" in text


# The command, on the committed case


@pytest.fixture(scope="module")
def geocoded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("geocoded")
    paths = [
        "--geocoding",
        str(folder / "geocoding.csv"),
        "--places",
        str(folder / "places.geojson"),
    ]
    assert cli.main(["geocode", *paths]) == 0
    return paths


def test_explain_prints_each_rule_with_its_reason_and_the_intervals(geocoded, capsys):
    assert cli.main(["explain", "Albu Kamal", *geocoded]) == 0
    text = capsys.readouterr().out
    assert "2017-11-09 to 2017-11-09  Syrian government" in text
    assert "same-change-one-event" in text and "outvoted" in text


@pytest.mark.parametrize("spelling", ["albu-kamal", "ALBU KAMAL", "Abu Kamal", "البوكمال"])
def test_explain_takes_any_spelling_and_speaks_json(geocoded, capsys, spelling):
    assert cli.main(["explain", spelling, "--json", "--on", "2017-11-10", *geocoded]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["place_id"] == "albu-kamal"
    (interval,) = account["intervals"]
    assert interval["contested"] and interval["first"] == "2017-11-10"
    assert date.fromisoformat(interval["last"]) == date(2017, 11, 10)


def test_explain_takes_a_point_and_tells_which_claims_decide_a_day(geocoded, capsys):
    assert cli.main(["explain", "--at", "34.45,40.92", "--on", "2017-11-11", *geocoded]) == 0
    told = capsys.readouterr()
    assert "nearest settlement: Albu Kamal" in told.err
    assert "WHAT WOULD CHANGE IT" in told.out and "without rec-24" in told.out


def test_explain_tells_of_a_place_without_claims_whom_it_follows(
    geocoded, capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr("ebbline.layout.RESULTS", RESULTS | {"settlement_states": "s.csv"})
    monkeypatch.setattr("ebbline.layout.Layout.folder", tmp_path)
    header = tables.SETTLEMENT_STATES.to_text([])
    row = "tikrit,Tikrit,2017-10-01,,iraq,,0,inferred,claimed,hawija,12.5,0.83\n"
    (tmp_path / "s.csv").write_text(header + row, encoding="utf-8")
    assert cli.main(["explain", "tikrit", *geocoded]) == 0
    told = capsys.readouterr().out
    assert "inferred from Hawija, 12.5 km of travel away; right in 83% of such cases" in told


def test_explain_tells_of_an_inferred_day_what_is_told_of_the_place_it_follows(
    geocoded, capsys, tmp_path, monkeypatch
):
    """A critic asks on which words the colour of a town rests that no report names."""
    monkeypatch.setattr("ebbline.layout.Layout.folder", tmp_path)
    states = [
        SettlementState(
            *("tikrit", "Tikrit", date(2017, 10, 1), None, "iraq", "", False),
            *(Evidence.INFERRED, Certainty.CLAIMED, "hawija", 12.5, 0.83),
        )
    ]
    tables.SETTLEMENT_STATES.write(tmp_path / "settlement_states.csv", states)
    assert cli.main(["explain", "tikrit", "--on", "2017-10-07", *geocoded]) == 0
    told = capsys.readouterr().out
    assert told.index("No claim names it") < told.index("Hawija (hawija)")
    assert "2017-10-05 captured" in told and "https://" in told
    assert cli.main(["explain", "tikrit", "--on", "2017-10-07", "--json", *geocoded]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["inferred"][0]["via_place_id"] == "hawija"
    assert data["follows"][0]["claims"]


def test_explain_tells_what_the_field_had_said_and_what_a_places_reports_move(
    geocoded, capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr("ebbline.layout.Layout.folder", tmp_path)
    day_ = date(2017, 11, 17)
    said = Prediction("rawa", "Rawa", day_, "iraq", "is", 0.31, 0.8)
    moved = Influence("rawa", day_, "is", Convention.TOTAL, 4046, 4796)
    tables.PREDICTIONS.write(tmp_path / "predictions.csv", [said])
    tables.INFLUENCE.write(tmp_path / "influence.csv", [moved])
    assert cli.main(["explain", "rawa", *geocoded]) == 0
    told = capsys.readouterr().out
    assert "the field had Islamic State as likeliest, and Iraqi forces, whom" in told
    assert "would have 4,796 km² in place of 4,046 on 2017-11-17 (total)" in told


def test_explain_tells_of_a_point_whose_land_it_is_in(geocoded, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("ebbline.layout.Layout.folder", tmp_path)
    columns = {
        "valid_from": np.array(["2017-11-01", "2017-11-09"], dtype="datetime64[D]"),
        "valid_to": np.array(["2017-11-08", "2017-12-07"], dtype="datetime64[D]"),
        "holder": np.array(["is", "syria"], dtype=object),
        "rival": np.array(["", ""], dtype=object),
        "evidence": np.array(["reported", "inferred"], dtype=object),
        "contested": np.array([0, 0]),
        "certainty": np.array(["confirmed", "claimed"], dtype=object),
    }
    land = Layer([box(40.8, 34.3, 41.0, 34.6)] * 2, "Polygon", columns)
    write_layers(tmp_path / "land.gpkg.zip", {"total": land})
    at = ["explain", "--at", "34.45,40.92", "--on", "2017-11-11", *geocoded]
    assert cli.main(at) == 0
    told = capsys.readouterr().out
    assert "2017-11-09 to 2017-12-07: Syrian government (inferred, claimed)" in told
    assert "2017-11-01 to 2017-11-08" not in told


def test_an_attack_does_not_confirm_who_holds_a_town():
    town = World()
    town.says("attacked", REDS, 8, rival=BLUES)
    assert {i["certainty"] for i in told(town)["intervals"]} == {"claimed"}


def test_a_town_has_one_day_from_which_it_is_stale():
    town = World()
    town.says("holds", REDS, 5)
    account = told(town)
    (stale,) = {i["stale_from"] for i in account["intervals"] if i["stale_from"]}
    (step,) = [
        s
        for c in account["claims"]
        for s in c["steps"]
        if s["rule"] == "last-holder-stays-but-ages"
    ]
    assert stale in step["why"]


@pytest.mark.parametrize("text", ["11/9/2017", "20171109", "2017-11-31", "today"])
def test_explain_takes_a_day_in_iso_form_only(capsys, text):
    with pytest.raises(SystemExit) as caught:
        cli.main(["explain", "Raqqa", "--on", text])
    assert caught.value.code == 2
    assert "--on" in capsys.readouterr().err


def test_explain_offers_the_nearest_places_for_an_unknown_one(geocoded, capsys):
    assert cli.main(["explain", "Albo Kamul", *geocoded]) == 2
    told = capsys.readouterr().err
    assert "Albo Kamul" in told and "albu-kamal" in told


@pytest.mark.parametrize("asked", ["", " ", "–"])
def test_a_name_without_letters_is_no_place(geocoded, capsys, asked):
    assert cli.main(["explain", asked, *geocoded]) == 2
    assert "several" not in capsys.readouterr().err


def test_explain_without_geocoding_says_what_to_run(tmp_path, capsys):
    nowhere = ["--geocoding", str(tmp_path / "g.csv"), "--places", str(tmp_path / "p.geojson")]
    assert cli.main(["explain", "Raqqa", *nowhere]) == 2
    assert "ebbline geocode" in capsys.readouterr().err


def test_the_nearest_place_is_told_with_the_way_over_the_earth():
    """A degree of longitude on the 60th parallel is half of one on the equator (111.2 km)."""
    north = replace(place(), lat=60.0, lon=10.0)
    assert nearest([north], 60.0, 11.0)[1] == pytest.approx(55.6, abs=0.1)
    assert nearest([replace(north, lat=0.0)], 0.0, 11.0)[1] == pytest.approx(111.2, abs=0.1)


def test_who_fights_over_a_place_is_named_on_both_sides():
    log = SimpleNamespace(name=lambda holder: NAMES[holder])
    run = SimpleNamespace(standing=(REDS, BLUES))
    assert EventLog.standing(log, run) == "fought over by Reds and Blues"


@pytest.mark.parametrize(
    ("weight", "first"), [(0.9, "later"), (0.7, "same day")], ids=["weightier", "nearer"]
)
def test_what_speaks_against_a_claim_counts_half_as_much_a_week_away(weight, first):
    def word(name, weight, day):
        claim = SimpleNamespace(claim_id=name)
        statement = SimpleNamespace(claim=claim, weight=weight, order=(day, name))
        return SimpleNamespace(statement=statement, first=day, last=day)

    words = [word("same day", 0.4, 10), word("later", weight, 17)]
    log = SimpleNamespace(words={10: words})
    refused = SimpleNamespace(first=10, until=10)
    found = _against(log, refused, SimpleNamespace(start=10))
    assert found[0].claim.claim_id == first


def test_an_explanation_names_the_besieger_and_the_part_that_is_held():
    town = World()
    town.says("besieged", REDS, 3, 9, rival=BLUES)
    town.says("contested", REDS, 12, 14, rival=BLUES, share=Share(0.2, 0.4))
    history = town.history()
    told = explanation(history, town.claims, sources=town.sources, rules=RULES, stale_after_days=14)
    lines = in_text(told, names=NAMES).splitlines()
    assert any("  Reds, besieged by Blues (" in line for line in lines)
    assert any("  contested: Reds 20% to 40%, rival Blues (" in line for line in lines)
