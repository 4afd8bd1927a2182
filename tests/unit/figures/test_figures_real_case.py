"""Names on the maps of the real case: its places, its reports, its rivers and borders.

The land is left out: it changes no name's place but those of areas. With EBBLINE_EVERY_FIGURE=1
every figure of the case is measured, else the busiest days, the small multiples and a comparison;
with EBBLINE_BUILT=results/<case> the tables and the land come from a build.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from measure import problems, texts

from ebbline.cli import main
from ebbline.command import Paths
from ebbline.config import read_config
from ebbline.figures.atelier import Atelier
from ebbline.figures.naming import main_rivers_in
from ebbline.figures.reading import Layers, read_holdings, read_story
from ebbline.layout import Layout, workflow_home

DAY = date(2017, 11, 3)
THE_SIX = ("raqqa", "deir-ezzor", "albu-kamal", "al-qaim", "hiri", "rawa")


@pytest.fixture(scope="module")
def ateliers(tmp_path_factory):
    """Return the ateliers of the real case, its history made by the stages before."""
    folder = tmp_path_factory.mktemp("real")
    path = workflow_home() / "config" / "config.yaml"
    made = [
        str(folder / n) for n in ("places.geojson", "geocoding.csv", "events.csv", "states.csv")
    ]
    names = ["--places", made[0], "--geocoding", made[1]]
    assert main(["geocode", "--config", str(path), *names]) == 0
    history = ["--events", made[2], "--states", made[3]]
    assert main(["reconcile", "--config", str(path), *names, *history]) == 0
    (folder / "settlement_states.csv").write_text(
        "place_id,place,start,end,holder,rival,contested,evidence,certainty,via_place_id,cost_km,"
        "likelihood\n"
    )
    (folder / "areas.csv").write_text(
        "date,holder,region,convention,km2,km2_low,km2_high,settlements,population\n"
    )
    (folder / "checks.csv").write_text(
        "date,region,measure,convention,published,published_low,published_high,model,model_low,"
        "model_high,within,source,note\n"
    )
    config = read_config(path)
    layout = Layout(config, workflow_home())
    inputs = ("sources", "claims", "aliases", "case_places", "gazetteer")
    paths = {name: layout.path(name) for name in inputs}
    paths |= {Path(m).stem: Path(m) for m in made}
    paths |= {name: folder / f"{name}.csv" for name in ("settlement_states", "areas", "checks")}
    story = read_story(config, Paths(paths))
    layers, holdings = Layers(layout.path("basemap")), {}
    if built := os.environ.get("EBBLINE_BUILT"):
        names = ("places", "events", "states", "settlement_states", "areas", "checks")
        paths |= {n: Path(built) / layout.path(n).name for n in names}
        story = read_story(config, Paths(paths))
        holdings = read_holdings(Path(built) / "holdings.gpkg")
    return {lang: Atelier(config, story, holdings, layers, lang) for lang in ("en", "ar")}


def figures_of(atelier, view):
    """Return the figures of a view that are looked at: all of them where that was asked for."""
    seen, days = atelier.view(view), atelier.story.change_days
    if os.environ.get("EBBLINE_EVERY_FIGURE"):
        return [*atelier.view_figures(view), *atelier.charts()]
    busiest = sorted(days, key=lambda d: (-len(atelier.story.changes(d)), d))[:2]
    maps = [atelier.day_map(seen, day, key=True) for day in sorted({DAY, *busiest})]
    return [*maps, atelier.overview(seen), atelier.comparison(seen, days[0], days[-1])]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["valley", "theatre", "border"])
def test_nothing_overlaps_in_any_size(ateliers, lang, view):
    for figure in figures_of(ateliers[lang], view):
        for picture in figure.pictures:
            assert problems(picture.draw(picture.content, picture.setting)) == [], picture.name


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["valley", "theatre", "border"])
def test_every_town_that_must_be_named_is(ateliers, lang, view):
    atelier = ateliers[lang]
    seen = atelier.view(view)
    towns = {p for p in THE_SIX if p in seen.inside}
    towns |= {
        c.place_id for c in atelier.story.changes(DAY) if c.is_change and c.place_id in seen.inside
    }
    for picture in atelier.day_map(seen, DAY, key=True).pictures:
        named = {t.kind for t in texts(picture.draw(picture.content, picture.setting))}
        assert {f"label-town-{t}" for t in towns} <= named, picture.name
        assert {"label-country-SY", "label-country-IQ"} <= named
        rivers = {f"label-river-{r.name}" for r in main_rivers_in(ground(picture), panel(picture))}
        assert rivers
        assert rivers <= named, picture.name


def ground(picture):
    return picture.setting.ground


def panel(picture):
    return picture.setting.panel


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["valley", "theatre", "border"])
def test_the_small_maps_name_a_river_and_nearly_every_place(ateliers, lang, view):
    """The three towns of the border stand on one spot in the smallest maps of the theatre."""
    atelier = ateliers[lang]
    seen = atelier.view(view)
    places = {f"label-town-{p}" for p in seen.settings.places if p in seen.inside}
    for picture in atelier.overview(seen).pictures:
        named = {t.kind for t in texts(picture.draw(picture.content, picture.setting))}
        assert {"label-country-SY", "label-country-IQ"} <= named, picture.name
        assert any(kind.startswith("label-river-") for kind in named), picture.name
        assert len(places - named) <= (1 if view == "theatre" else 0), picture.name


def test_the_story_of_albu_kamal_is_told_as_it_was_claimed(ateliers):
    atelier = ateliers["en"]
    border = atelier.view("border")
    titles = {d: border.map_content(d, atelier.words).title for d in atelier.story.change_days}
    assert "Albu Kamal" in titles[date(2017, 11, 9)]
    back = titles[date(2017, 11, 11)]
    assert back.startswith("11 November: The Islamic State retook Albu Kamal")
    assert "retook" in titles[date(2017, 11, 19)] or "retaken" in titles[date(2017, 11, 19)]


def test_alt_texts_of_the_real_case_are_all_different(ateliers):
    for atelier in ateliers.values():
        for name in atelier.config.figures.views:
            view = atelier.view(name)
            alts = [view.map_content(d, atelier.words).alt for d in atelier.story.change_days]
            assert len(alts) == len(set(alts)) > 20
