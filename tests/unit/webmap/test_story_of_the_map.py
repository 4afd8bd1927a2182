"""Places, histories and words as they go into the file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ebbline import language
from ebbline import vocabulary as v
from ebbline.config import read_config
from ebbline.scene.build import Inputs, build_scene
from ebbline.scene.facts import Facts
from ebbline.scene.record import Age, Scene
from ebbline.webmap.grid import Grid
from ebbline.webmap.payload import area_data, case_data, language_data
from ebbline.webmap.said import said_data
from ebbline.webmap.story import Story, story_data
from invented_case import scene_of

GRID = Grid.over((38.0, 33.0, 44.0, 37.0), step=60.0)
CONFIG = read_config(Path(__file__).parents[3] / "config" / "config.yaml")


def place(place_id: str, name: str) -> v.Place:
    return v.Place(
        place_id,
        name,
        "",
        ("Other Name",),
        34.45,
        40.93,
        1.0,
        "SY",
        "Deir ez-Zor governorate",
        v.Bank.RIGHT,
        v.PlaceKind.TOWN,
        None,
        "test",
    )


def state(place_id: str) -> v.State:
    return v.State(
        place_id,
        "Albu Kamal",
        date(2017, 11, 8),
        None,
        "is",
        "syria",
        True,
        v.Certainty.CONFIRMED,
        ("reports", "record"),
        date(2017, 11, 9),
        "e1",
    )


EVENT = v.Event(
    event_id="e1",
    place_id="albu-kamal",
    place="Albu Kamal",
    kind=v.Kind.CONTESTED,
    holder="is",
    rival="syria",
    from_holder="",
    date=date(2017, 11, 8),
    date_earliest=date(2017, 11, 8),
    date_latest=date(2017, 11, 8),
    certainty=v.Certainty.CONFIRMED,
    origins=1,
    collections=("reports",),
    claim_ids=(),
    contrary_claim_ids=(),
    acled_sub_event_type="",
    date_prec=1,
    where_prec=1,
    note="",
)


def story(**changes: object) -> Story:
    values: dict[str, object] = {
        "sources": {},
        "claims": (),
        "resolutions": (v.Resolution("Abu Kamal", "albu-kamal", "folded", 100.0, "", None),),
        "places": (place("albu-kamal", "Albu Kamal"), place("elsewhere", "Elsewhere")),
        "events": (EVENT,),
        "states": (state("albu-kamal"),),
    }
    return Story(**{**values, **changes})  # type: ignore[arg-type]


def scene(config=CONFIG, *, areas=()) -> Scene:
    facts = Facts(
        sources={},
        claims={},
        places={
            p.place_id: p for p in (place("albu-kamal", "Albu Kamal"), place("other", "Other"))
        },
        events={},
        states=(state("albu-kamal"),),
        settlement_states=(),
        areas=areas,
        first=config.period.first,
        last=config.period.last,
        subject="is",
    )
    names = {"ar": {"albu-kamal": "البوكمال"}}
    languages = {code: language.of_case(code, config) for code in ("en", "ar")}
    return build_scene(config, Inputs(facts, None, (), names, None, {}), languages)


SCENE = scene()


def told(**changes: object) -> dict:
    return story_data(story(**changes), SCENE, grid=GRID, languages=("en", "ar"))


def test_only_places_that_something_is_told_of_are_in_the_file() -> None:
    assert [p["id"] for p in told()["places"]] == ["albu-kamal"]


def test_a_state_keeps_every_column_of_its_row() -> None:
    (row,) = told()["places"][0]["states"]
    assert row == {
        "start": "2017-11-08",
        "end": None,
        "holder": "is",
        "rival": "syria",
        "contested": 1,
        "certainty": "confirmed",
        "collections": ["reports", "record"],
        "last_report": "2017-11-09",
        "event": 0,
    }
    assert told()["events"][0]["event_id"] == "e1"


def test_a_place_knows_how_its_name_was_written_and_resolved() -> None:
    (written,) = told()["places"][0]["written"]
    assert (written["place_name"], written["method"]) == ("Abu Kamal", "folded")


def test_a_place_has_the_names_of_the_scene() -> None:
    assert told()["places"][0]["names"] == {"en": "Albu Kamal", "ar": "البوكمال"}


def test_a_place_stands_as_in_the_scene() -> None:
    """A fight last told of on 9 November: contested, and old news from a fortnight later on."""
    (place_,) = told()["places"]
    first, last, kind, since, event, *_ = place_["runs"][0]
    assert (first, last, since, event) == ("2017-11-08", "2017-11-23", "2017-11-08", 0)
    assert place_["runs"][1][:2] == ["2017-11-24", None]
    said = said_data(SCENE)
    assert said["kinds"][kind]["contested"]
    assert (said["kinds"][kind]["holder"], said["kinds"][kind]["rival"]) == ("is", "syria")
    assert said["marks"][said["kinds"][kind]["mark"]]
    assert language_data(SCENE, "en")["said"]["kinds"][kind] == SCENE.kinds[kind].text["en"]


def test_only_what_is_stale_in_the_scene_is_stale_on_the_map() -> None:
    kinds = scene_of().kinds
    stale = [kind.age is Age.STALE for kind in kinds]
    assert [kind["stale"] for kind in said_data(scene_of())["kinds"]] == stale
    assert {True, False} == set(stale)


def test_areas_are_those_of_the_scene_each_once() -> None:
    day = CONFIG.period.first
    rows = [
        v.Area(day + timedelta(days=n), "is", "Syria", v.Convention.SETTLED, km2, 9.4, None, 3, 400)
        for n, km2 in enumerate((1_234, 1_234, 1_260.4))
    ]
    (series,) = area_data(scene(areas=tuple(rows)))
    assert series["rows"] == [[0, 1200, 9, None, 3, 400], [2, 1300, 9, None, 3, 400]]


@pytest.mark.parametrize("code", ["en", "ar"])
def test_days_and_numbers_are_written_as_in_the_figures(code: str) -> None:
    """The page has months and digits only; put together they give what Babel writes."""
    lang = language.of_case(code, CONFIG)
    calendar = language_data(SCENE, code)["calendar"]
    day = date(2017, 11, 9)
    digits = {str(d): calendar["digits"][d] for d in range(10)}
    parts = {"d": "9", "y": "2017", "M": calendar["months"][10]}
    text = "".join(parts.get(part, part) for part in calendar["long"])
    assert "".join(digits.get(c, c) for c in text) == lang.day(day)
    grouped = "".join(digits.get(c, c) for c in f"3{calendar['group']}900")
    assert grouped == lang.number(3900)


def test_every_party_and_collection_has_a_name_in_every_language() -> None:
    for code in CONFIG.webmap.languages:
        data = language_data(SCENE, code)
        assert set(data["holders"]) == set(CONFIG.holders)
        assert set(data["collections"]) == set(CONFIG.collections)
        assert set(data["views"]) == set(CONFIG.figures.views)


def test_a_party_stands_in_a_sentence_with_its_article_where_the_language_has_one() -> None:
    english, arabic = (language_data(SCENE, code)["holders"] for code in ("en", "ar"))
    assert english["syria"]["in_text"] == "the Syrian government"
    assert english["iraq"]["in_text"] == english["iraq"]["short"] == "Iraqi forces"
    assert arabic["syria"]["in_text"] == arabic["syria"]["short"]


def test_the_colours_are_those_of_the_palette() -> None:
    from ebbline import palette

    styles = palette.styles(palette.wishes(CONFIG.holders))
    fills = {h["id"]: h["fill"] for h in case_data(CONFIG, SCENE)["holders"]}
    assert fills == {h: s.fill for h, s in styles.items()}


def test_the_map_credits_whom_the_configuration_names_and_nobody_else():
    assert "GeoNames" in language_data(SCENE, "en")["words"]["rights"]
    bare = CONFIG.model_copy(update={"credits": None})
    for code in ("en", "ar"):
        rights = language_data(scene(bare), code)["words"]["rights"]
        assert "Leaflet" in rights
        assert not [n for n in ("GeoNames", "Natural Earth", "GSHHG") if n in rights]


def test_a_view_has_its_short_name_on_its_button_or_else_its_title():
    assert language_data(SCENE, "en")["views"]["border"] == "Border close-up"
    figures = CONFIG.figures
    bare = {name: view.model_copy(update={"short": None}) for name, view in figures.views.items()}
    other = CONFIG.model_copy(update={"figures": figures.model_copy(update={"views": bare})})
    assert language_data(scene(other), "en")["views"]["border"].startswith(
        "The border from Albu Kamal"
    )
