"""No name meets another, a mark, the frame, the legend or the locator: measured as drawn.

In every figure, language and size, for the invented case and for the real places and reports.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch
from measure import markers, problems, texts
from shapely import box

from ebbline.config import check_config
from ebbline.figures.figureset import FigureSet
from ebbline.figures.furniture import locator_frame
from ebbline.figures.mapping import draw_head
from ebbline.figures.sheet import new_sheet
from ebbline.vocabulary import Convention, Evidence
from invented_case import CONFIG, land, scene_of

FIGURES = ("day", "busy day", "overview", "comparison")
SIZES = ("page", "column", "slide", "social")


def pictures(figures, view, figure):
    found = figures.view(view)
    days = figures.scene.change_days
    if figure == "overview":
        return figures.overview(found).pictures
    if figure == "comparison":
        return figures.comparison(found, days[0], days[-1]).pictures
    day = (
        days[0]
        if figure == "day"
        else max(days[1:], key=lambda d: len(figures.scene.days[d].changes))
    )
    return figures.day_map(found, day, key=True).pictures


def drawn(picture):
    return picture.draw(picture.content, picture.setting)


@pytest.mark.parametrize("rank", [3, 8])
def test_a_river_without_a_name_is_drawn_and_not_named(config, scene, basemap, rank):
    brook = basemap["rivers"].assign(name="", name_ar="", scalerank=rank)
    figures = FigureSet(config.figures, scene, land(), {**basemap, "rivers": brook}, "en")
    picture = figures.day_map(figures.view("whole"), date(2020, 4, 20), key=False).pictures[0]
    assert not [t for t in texts(drawn(picture)) if t.kind.startswith("label-river-")]


def test_what_is_no_land_is_sea(config, scene, basemap):
    shore = basemap["land"].assign(
        geometry=[shape.intersection(box(9.5, 49, 14, 53)) for shape in basemap["land"].geometry]
    )
    figures = FigureSet(config.figures, scene, land(), {**basemap, "land": shore}, "en")
    picture = figures.day_map(figures.view("whole"), date(2020, 4, 20), key=False).pictures[0]
    colours = picture.setting.colours
    papers = [to_hex(a.get_facecolor()).lower() for a in drawn(picture).figure.axes]
    assert papers.count(colours["water"].lower()) == 2, "the map and the small one that says where"
    papers = {to_hex(p.get_facecolor()).lower() for p in drawn(picture).figure.findobj(PathPatch)}
    assert {colours["land"].lower(), colours["outside"].lower()} <= papers


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["whole", "gorge"])
@pytest.mark.parametrize("figure", FIGURES)
def test_nothing_overlaps_in_any_size(figure_sets, lang, view, figure):
    for picture in pictures(figure_sets[lang], view, figure):
        assert problems(drawn(picture)) == [], picture.name


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_nothing_overlaps_in_the_charts(figure_sets, lang):
    for figure in figure_sets[lang].charts():
        assert problems(drawn(figure.pictures[0])) == [], figure.name


def test_long_names_of_parties_and_collections_have_room(basemap):
    """Seven collections in the small print, and parties whose names take two lines of a legend."""
    long = "and those who came over to them in the second year"
    holders = {
        h: {**party, "name": {"en": f"{party['name']['en']} {long}"}}
        for h, party in CONFIG["holders"].items()
    }
    titles = {f"c{n}": {"en": f"reports of the kind of number {n}"} for n in range(7)}
    changes = {"collections": ["reports", *titles], "holders": holders}
    changes["collection_titles"] = CONFIG["collection_titles"] | titles
    config = check_config({**CONFIG, **changes}, name="test")
    scene = scene_of(config)
    figures = FigureSet(config.figures, scene, land(), basemap, "en")
    for figure in ("day", "overview", "comparison"):
        for picture in pictures(figures, "whole", figure):
            assert problems(drawn(picture)) == [], picture.name
    for figure in figures.charts():
        assert problems(drawn(figure.pictures[0])) == [], figure.name


def test_however_many_towns_there_are_their_marks_lie_below_the_names(figures):
    day = figures.scene.change_days[1]
    picture = figures.day_map(figures.view("whole"), day, key=False).pictures[0]
    town = next(t for t in picture.content.towns if t.evidence == "reported")
    many = tuple(replace(town, place_id=f"many{n}", x=town.x + n / 50) for n in range(300))
    sheet = picture.draw(replace(picture.content, towns=many), picture.setting)
    artists = [(a.get_gid() or "", a) for a in sheet.figure.findobj()]
    marks = [a for gid, a in artists if gid.startswith("town-")]
    names = [a for gid, a in artists if gid.startswith(("label-", "halo"))]
    assert len({a.get_gid() for a in marks}) == 300 and names
    assert max(a.get_zorder() for a in marks) < min(19, *(a.get_zorder() for a in names))


def test_a_title_without_room_tells_its_first_finding_whole(figures):
    day = figures.scene.change_days[1]
    picture = figures.day_map(figures.view("whole"), day, key=True).pictures[0]
    size = picture.setting.size
    sheet = new_sheet(
        120, 100, size.type_pt * 1.3, right_to_left=False, colours=picture.setting.colours
    )
    page = replace(picture.setting.page, width=120.0)
    first = "13 October 2019: The southern league took the two towns of the upper valley"
    whole = f"{first}; the northern one fought over the third {'of them ' * 9}"
    draw_head(sheet, page, whole, "", short=first)
    title = " ".join(t.text.replace("\xa0", " ") for t in texts(sheet) if t.kind == "title")
    assert title == first


def test_the_locator_shows_the_whole_frame_and_nothing_beyond_the_base_map(figures):
    ground = figures.day_map(figures.view("whole"), date(2020, 4, 20), key=False)
    ground = ground.pictures[0].setting.ground
    west, south, east, north = np.array([c.shape.bounds for c in ground.locator]).T
    known = (west.min(), south.min(), east.max(), north.max())
    inner = ((known[0] * 3 + known[2]) / 4, (known[1] * 3 + known[3]) / 4)
    frame = (*inner, inner[0] + 60, inner[1] + 40)
    around = locator_frame(ground, [frame], {"AA", "BB"}, 1.3)
    assert box(*known).buffer(1).contains(box(*around))
    assert box(*around).contains(box(*frame))
    away = (known[2] - 20, known[3] - 20, known[2] + 90, known[3] + 60)
    assert box(*locator_frame(ground, [away], {"AA", "BB"}, 1.3)).contains(box(*away))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_places_of_the_view_changed_places_river_and_countries_are_named(figure_sets, lang):
    figures = figure_sets[lang]
    for day in figures.scene.change_days:
        for picture in figures.day_map(figures.view("whole"), day, key=True).pictures:
            if picture.setting.size.style == "clean":
                continue
            named = {t.kind for t in texts(drawn(picture)) if t.kind.startswith("label-")}
            changed = {f"label-town-{c.place}" for c in figures.scene.days[day].changes if c.real}
            always = {"label-town-alpha", "label-town-delta", "label-town-omega"}
            assert changed | always <= named, (picture.name, day)
            assert {"label-country-AA", "label-country-BB"} <= named
            assert any(k.startswith("label-river-") for k in named)


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_clean_map_names_six_places_at_most_and_tells_one_change_or_names_its_place(
    figure_sets, lang
):
    figures = figure_sets[lang]
    for day in figures.scene.change_days:
        pictures = figures.day_map(figures.view("whole"), day, key=True).pictures
        clean = [p for p in pictures if p.setting.size.style == "clean"]
        assert clean
        for picture in clean:
            kinds = {t.kind for t in texts(drawn(picture))}
            named = {k.removeprefix("label-town-") for k in kinds if k.startswith("label-town-")}
            changed = {c.place for c in figures.scene.days[day].changes if c.real}
            assert len(named) <= 6
            assert not changed or "note" in kinds or changed & named, (picture.name, day)


def test_a_clean_map_tells_inferred_land_from_reported_land_in_map_and_legend(figures):
    inferred = 0
    for day in figures.scene.change_days:
        view = figures.view("whole")
        for picture in figures.day_map(view, day, key=True).pictures:
            if picture.setting.size.style != "clean":
                continue
            figure = drawn(picture).figure
            told = {t.get_text() for t in figure.findobj(lambda a: a.get_gid() == "legend")}
            there = any(
                p.evidence is Evidence.INFERRED and p.convention is Convention.SETTLED
                for p in picture.content.land
            )
            gids = {str(a.get_gid()) for a in figure.findobj(lambda a: bool(a.get_gid()))}
            drawn_so = any(g.startswith("land-settled-") and g.endswith("inferred") for g in gids)
            assert ("inferred" in told) == drawn_so == there, day
            inferred += there
    assert inferred


def test_marks_carry_the_place_and_its_holder(figures):
    picture = figures.day_map(figures.view("whole"), date(2020, 4, 20), key=False).pictures[0]
    kinds = {m.kind for m in markers(drawn(picture))}
    assert {"town-omega-green", "town-alpha-blue", "town-eta-green", "town-zeta-red"} <= kinds


def test_the_title_keeps_to_two_lines_and_nothing_is_printed_under_five_points(figure_sets):
    for figures in figure_sets.values():
        for picture in pictures(figures, "whole", "busy day"):
            sheet = drawn(picture)
            written = sheet.figure.findobj(lambda a: hasattr(a, "get_fontsize"))
            assert min(t.get_fontsize() for t in written if t.get_text().strip()) >= 5
            assert sum(t.kind == "title" for t in texts(sheet)) <= 2


def test_maps_of_a_view_lie_exactly_over_each_other(figures):
    view = figures.view("whole")
    boxes = []
    for day in figures.scene.change_days[:2]:
        sheet = drawn(figures.day_map(view, day, key=False).pictures[0])
        panel = next(a for a in sheet.figure.axes if a is not sheet.axes)
        boxes.append((panel.get_position().bounds, panel.get_xlim(), panel.get_ylim()))
    assert boxes[0] == boxes[1]


def test_a_right_to_left_page_is_mirrored_but_its_map_is_not(figure_sets):
    left, right = (
        drawn(a.day_map(a.view("whole"), date(2020, 3, 10), key=False).pictures[0])
        for a in (figure_sets["en"], figure_sets["ar"])
    )
    panels = [next(a for a in s.figure.axes if a is not s.axes) for s in (left, right)]
    assert panels[0].get_xlim() == panels[1].get_xlim()
    assert panels[0].get_position().x0 < 0.1 < 0.2 < panels[1].get_position().x0


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("view", ["whole", "gorge"])
def test_the_small_maps_name_every_place_of_the_view_a_river_and_the_countries_once_at_least(
    figure_sets, lang, view
):
    figures = figure_sets[lang]
    seen = figures.view(view)
    places = {f"label-town-{p}" for p in seen.framed.places}
    for picture in figures.overview(seen).pictures:
        named = {t.kind for t in texts(drawn(picture))}
        assert places | {"label-country-AA"} <= named, picture.name
        assert any(kind.startswith("label-river-") for kind in named), picture.name
