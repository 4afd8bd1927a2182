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

from ebbline import tables
from ebbline.cli import main
from ebbline.command import Paths
from ebbline.config import read_config
from ebbline.figures.figureset import FigureSet
from ebbline.figures.naming import main_rivers_in
from ebbline.figures.reading import Layers, read_holdings
from ebbline.language import of_case
from ebbline.layout import Layout, workflow_home
from ebbline.scene import command
from ebbline.scene.build import build_scene

DAY = date(2017, 11, 3)
THE_SIX = ("raqqa", "deir-ezzor", "albu-kamal", "al-qaim", "hiri", "rawa")


@pytest.fixture(scope="module")
def figure_sets(tmp_path_factory):
    """Return the figure_sets of the real case, its history made by the stages before."""
    folder = tmp_path_factory.mktemp("real")
    path = workflow_home() / "config" / "config.yaml"
    files = ("places.geojson", "geocoding.csv", "events.csv", "states.csv", "as_known.csv")
    made = [str(folder / name) for name in files]
    names = ["--places", made[0], "--geocoding", made[1]]
    assert main(["geocode", "--config", str(path), *names]) == 0
    history = ["--events", made[2], "--states", made[3], "--as-known", made[4]]
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
    paths["basemap"], paths["display_names"] = layout.path("basemap"), folder / "names.csv"
    paths["story"] = folder / "story.yaml"
    paths["previous_states"] = folder / "previous_states.csv"
    for name, table in (("predictions", tables.PREDICTIONS), ("influence", tables.INFLUENCE)):
        paths[name] = folder / f"{name}.csv"
        table.write(paths[name], [])
    area = config.study_area.bbox
    layers, holdings, told = Layers(layout.path("basemap"), area), {}, []
    if built := os.environ.get("EBBLINE_BUILT"):
        names = ("places", "events", "states", "settlement_states", "areas", "checks")
        paths |= {n: Path(built) / layout.path(n).name for n in names}
        holdings = read_holdings(Path(built) / "holdings.gpkg", area)
        told = command.read_land(Path(built) / "holdings.gpkg")
    languages = {code: of_case(code, config) for code in ("en", "ar")}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "read_land", lambda _: told)
        inputs = command.read_inputs(config, Paths({**paths, "holdings": folder}), languages)
    scene = build_scene(config, inputs, languages)
    return {c: FigureSet(config.figures, scene, holdings, layers, c) for c in ("en", "ar")}


def figures_of(figures, view):
    """Return the figures of a view that are looked at: all of them where that was asked for."""
    seen, days = figures.view(view), figures.scene.change_days
    if os.environ.get("EBBLINE_EVERY_FIGURE"):
        return [*figures.view_figures(view), *figures.charts()]
    busiest = sorted(days, key=lambda d: (-len(figures.scene.days[d].changes), d))[:2]
    maps = [figures.day_map(seen, day, key=True) for day in sorted({DAY, *busiest})]
    return [*maps, figures.overview(seen), figures.comparison(seen, days[0], days[-1])]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["valley", "theatre", "border"])
def test_nothing_overlaps_in_any_size(figure_sets, lang, view):
    for figure in figures_of(figure_sets[lang], view):
        for picture in figure.pictures:
            assert problems(picture.draw(picture.content, picture.setting)) == [], picture.name


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["valley", "theatre", "border"])
def test_every_town_that_must_be_named_is(figure_sets, lang, view):
    figures = figure_sets[lang]
    seen = figures.view(view)
    towns = {p for p in THE_SIX if p in seen.inside}
    towns |= {c.place for c in figures.scene.days[DAY].changes if c.real and c.place in seen.inside}
    for picture in figures.day_map(seen, DAY, key=True).pictures:
        if picture.setting.size.style == "clean":  # names six places at most
            continue
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
def test_the_small_maps_name_a_river_and_nearly_every_place(figure_sets, lang, view):
    """The three towns of the border stand on one spot in the smallest maps of the theatre."""
    figures = figure_sets[lang]
    seen = figures.view(view)
    places = {f"label-town-{p}" for p in seen.framed.places if p in seen.inside}
    for picture in figures.overview(seen).pictures:
        named = {t.kind for t in texts(picture.draw(picture.content, picture.setting))}
        assert {"label-country-SY", "label-country-IQ"} <= named, picture.name
        assert any(kind.startswith("label-river-") for kind in named), picture.name
        assert len(places - named) <= (1 if view == "theatre" else 0), picture.name


def test_the_story_of_albu_kamal_is_told_as_it_was_claimed(figure_sets):
    figures = figure_sets["en"]
    border = figures.view("border")
    titles = {d: figures.map_content(border, d).title for d in figures.scene.change_days}
    assert "Albu Kamal" in titles[date(2017, 11, 9)]
    back = titles[date(2017, 11, 11)]
    assert back.startswith("11 November: The Islamic State retook Albu Kamal")
    assert "retook" in titles[date(2017, 11, 19)] or "retaken" in titles[date(2017, 11, 19)]


def test_alt_texts_of_the_real_case_are_all_different(figure_sets):
    for figures in figure_sets.values():
        for name in figures.scene.view:
            view = figures.view(name)
            alts = [figures.map_content(view, d).alt for d in figures.scene.change_days]
            assert len(alts) == len(set(alts)) > 20
