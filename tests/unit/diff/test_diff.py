"""What a corrected claim moves: events, days, towns and square kilometres, told for a person."""

import json
import shutil
from dataclasses import replace
from datetime import date

import pytest

from ebbline import cli, tables
from ebbline.reconcile.compare import compare
from ebbline.reconcile.diff import as_data, days_changed, in_text
from ebbline.timeline import town_changes
from ebbline.vocabulary import Area, Certainty, Convention, Event, Kind, State

CONFIRMED, CLAIMED = Certainty.CONFIRMED, Certainty.CLAIMED


def may(day):
    return date(2020, 5, day)


def captured(place, day, *, holder="blues", claims=("c1",), **columns):
    values = {
        "event_id": f"{place}-{may(day)}-captured-{holder}",
        "place_id": place,
        "place": place.title(),
        "kind": Kind.CAPTURED,
        "holder": holder,
        "rival": "",
        "from_holder": "reds",
        "date": may(day),
        "date_earliest": may(day),
        "date_latest": may(day),
        "certainty": CONFIRMED,
        "origins": 1,
        "collections": ("press",),
        "claim_ids": claims,
        "contrary_claim_ids": (),
        "acled_sub_event_type": "",
        "date_prec": 1,
        "where_prec": 1,
        "note": "",
    }
    return Event(**values | columns)


def held(place, start, end, holder, **columns):
    values = {
        "place_id": place,
        "place": place.title(),
        "start": may(start),
        "end": None if end is None else may(end),
        "holder": holder,
        "rival": "",
        "contested": False,
        "certainty": CONFIRMED,
        "collections": ("press",),
        "last_report": may(start),
        "event_id": "e",
    }
    return State(**values | columns)


def land(day, km2, *, holder="reds", region="study area"):
    return Area(may(day), holder, region, Convention.SETTLED, km2, None, None, 1, 1)


OLD = {
    "events": [captured("ford", 9), captured("mill", 12, claims=("c5",))],
    "states": [held("ford", 1, 9, "reds"), held("ford", 9, None, "blues")],
    "areas": [land(1, 100.0), land(9, 60.0)],
}
NEW = {
    "events": [captured("ford", 11, certainty=CLAIMED), captured("weir", 3, claims=("c9",))],
    "states": [held("ford", 1, 11, "reds"), held("ford", 11, None, "blues")],
    "areas": [land(1, 100.0), land(11, 60.0)],
}


def difference(old=OLD, new=NEW):
    return compare(
        old_events=old["events"],
        new_events=new["events"],
        old_states=old["states"],
        new_states=new["states"],
        old_areas=old["areas"],
        new_areas=new["areas"],
    )


def test_the_same_results_have_no_difference():
    found = difference(OLD, OLD)
    assert found.nothing
    assert "the same" in in_text(found, old="a", new="b")


def test_an_event_on_another_day_is_the_same_event_moved():
    found = difference()
    (changed,) = found.changed
    assert changed.columns["date"] == (may(9), may(11))
    assert changed.columns["certainty"] == (CONFIRMED, CLAIMED)
    assert [e.place_id for e in found.added] == ["weir"]
    assert [e.place_id for e in found.removed] == ["mill"]


def test_of_two_captures_each_is_compared_with_the_one_that_rests_on_its_claims():
    old = [captured("ford", 9, claims=("a",)), captured("ford", 19, claims=("b",))]
    new = [captured("ford", 18, claims=("b",)), captured("ford", 10, claims=("a",))]
    found = difference(OLD | {"events": old}, OLD | {"events": new})
    assert sorted((c.old.date.day, c.new.date.day) for c in found.changed) == [(9, 10), (19, 18)]


def test_a_town_differs_on_just_the_days_between():
    (town,) = [t for t in difference().towns if not t.same_holder]
    assert (town.first, town.last) == (may(9), may(10))
    assert (town.old.holder, town.new.holder) == ("blues", "reds")
    assert days_changed(difference().towns) == [(may(9), may(10), ("ford",))]


def test_a_town_that_becomes_known_differs_for_good():
    found = difference(OLD, OLD | {"states": [*OLD["states"], held("weir", 3, None, "blues")]})
    (town,) = found.towns
    assert (town.place_id, town.first, town.last, town.old) == ("weir", may(3), None, None)
    assert "Weir, from 2020-05-03 on: unknown → blues" in in_text(found, old="a", new="b")


def test_another_certainty_of_the_same_holder_is_told_apart():
    surer = [OLD["states"][0], replace(OLD["states"][1], certainty=CLAIMED)]
    found = difference(OLD, OLD | {"states": surer})
    (town,) = found.towns
    assert town.same_holder
    text = in_text(found, old="a", new="b")
    assert "no holder changes" in text and "certainty confirmed → claimed" in text


def test_land_on_a_day_that_one_table_does_not_list_is_that_of_the_day_before():
    areas = {a.date: (a.old_km2, a.new_km2) for a in difference().areas}
    assert areas == {may(9): (60.0, 100.0)}


def test_json_tells_events_towns_days_and_square_kilometres():
    data = json.loads(json.dumps(as_data(difference())))
    assert data["same"] is False
    assert data["events"]["changed"][0]["columns"]["date"] == {
        "old": "2020-05-09",
        "new": "2020-05-11",
    }
    assert data["days"] == [{"first": "2020-05-09", "last": "2020-05-10", "towns": ["ford"]}]
    assert data["areas"][0]["difference_km2"] == 40.0


# The command


@pytest.fixture
def results(tmp_path):
    for name, tables_of in (("old", OLD), ("new", NEW)):
        folder = tmp_path / name
        folder.mkdir()
        tables.EVENTS.write(folder / "events.csv", tables_of["events"])
        tables.STATES.write(folder / "states.csv", tables_of["states"])
        tables.AREAS.write(folder / "areas.csv", tables_of["areas"])
    return tmp_path / "old", tmp_path / "new"


def test_the_command_tells_a_person_what_moved(results, capsys):
    assert cli.main(["diff", *map(str, results)]) == 0
    text = capsys.readouterr().out
    assert "EVENTS: 1 added, 1 removed, 1 changed" in text
    assert "date: 2020-05-09 → 2020-05-11" in text
    assert "TOWNS: 1 with another holder on 2 days" in text
    assert "Ford, 2020-05-09 to 2020-05-10: blues → reds" in text
    assert "60.0 → 100.0 km² (+40.0, +67%) on 2020-05-09" in text


def test_the_command_speaks_json(results, capsys):
    assert cli.main(["diff", "--json", *map(str, results)]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is False


def show(folder, *, last, headlines, key_days, pictures):
    """Write what a results folder shows of its scene, and its figures."""
    scene = {
        "case": {"last": last},
        "languages": {"en": {}},
        "parties": [
            {"id": "blues", "short": {"en": "the Blues"}},
            {"id": "reds", "short": {"en": "the Reds"}},
        ],
        "change_days": list(headlines),
        "days": {day: {"headline": {"en": text}} for day, text in headlines.items()},
        "key_days": key_days,
    }
    (folder / "scene.json").write_text(json.dumps(scene), encoding="utf-8")
    for name, ink in pictures.items():
        path = folder / "figures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ink)


def test_headlines_key_days_and_pictures_that_changed_are_named(results, capsys):
    old, new = results
    day = "2020-05-09"
    show(
        *(old,),
        last="2020-05-30",
        headlines={day: "Blues took Ford"},
        key_days=[day],
        pictures={"en/valley/a.png": b"1", "en/valley/b.png": b"1", "en/valley/b.txt": b"1"},
    )
    show(
        new,
        last="2020-05-30",
        headlines={"2020-05-11": "Blues took Ford"},
        key_days=["2020-05-11"],
        pictures={"en/valley/a.png": b"2", "en/valley/c.png": b"1", "en/valley/b.txt": b"2"},
    )
    assert cli.main(["diff", *map(str, results)]) == 0
    text = capsys.readouterr().out
    assert "Ford, 2020-05-09 to 2020-05-10: the Blues → the Reds" in text
    assert "KEY DAYS: -2020-05-09 +2020-05-11" in text
    assert "HEADLINES: 2 differ" in text and "2020-05-09: Blues took Ford" in text
    assert "FIGURES: 1 added, 1 removed, 1 look otherwise" in text
    assert "~ figures/en/valley: a.png" in text and "b.txt" not in text


def test_what_was_known_by_a_day_is_compared_up_to_that_day(results, capsys):
    """So an edition has its list of corrections, and not of what came later."""
    old, new = results
    for folder, last in ((old, "2020-05-10"), (new, "2020-05-30")):
        show(folder, last=last, headlines={}, key_days=["2020-05-29"], pictures={})
    assert cli.main(["diff", *map(str, results)]) == 0
    text = capsys.readouterr().out
    assert "up to 2020-05-10, the last day that both have" in text
    assert "Ford, from 2020-05-09 on: the Blues → the Reds" in text
    assert "2020-05-11 " not in text and "KEY DAYS" not in text


def test_everything_that_is_missing_is_told_together(results, capsys):
    old, new = results
    shutil.rmtree(old)
    (new / "areas.csv").unlink()
    (new / "states.csv").write_text("place_id\nford\n", encoding="utf-8")
    assert cli.main(["diff", str(old), str(new)]) == 2
    told = capsys.readouterr().err
    assert "no such folder" in told
    assert "areas.csv" in told and "build this case first" in told
    (line,) = (line for line in told.splitlines() if "states.csv" in line)
    assert "found the columns 'place_id'" in line and ", start, end," in line


def test_days_told_otherwise_in_the_same_way_are_one_row_across_a_report():
    """A later word of the same holder, known to both tables, parts nothing."""
    old = [held("ford", 1, 5, "reds"), held("ford", 5, 9, "reds", certainty=CLAIMED)]
    new = [held("ford", 1, 9, "blues")]
    rows = list(town_changes(old, new, holders_alone=True))
    assert [(r.first, r.last) for r in rows] == [(may(1), may(8))]
