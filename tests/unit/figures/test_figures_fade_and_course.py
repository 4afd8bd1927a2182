"""The desert fades away from people; river names follow the river; published figures stand by."""

import re
from datetime import date
from itertools import combinations

import numpy as np
import pytest
import shapely

from ebbline.figures.course import BENT, SAG, arcs_beside, box_below
from ebbline.figures.render import draw


@pytest.fixture(scope="module")
def veils(figures):
    view = figures.view("whole")
    return view.ground(figures.layers, figures.lang).veils


def test_further_from_people_the_veil_is_thicker(figures, veils):
    assert len(veils) > 5
    strengths = [v.strength for v in veils]
    assert strengths == sorted(strengths)
    assert 0 < strengths[0] < strengths[-1] < 1


def test_no_land_lies_under_two_veils_and_none_outside_the_study(figures, veils):
    study = figures.view("whole").ground(figures.layers, figures.lang).study
    for one, other in combinations([v.shape for v in veils], 2):
        assert shapely.area(shapely.intersection(one, other)) < 1e-6 * shapely.area(study)
    everything = shapely.union_all([v.shape for v in veils])
    assert shapely.area(shapely.difference(everything, study)) < 1e-6 * shapely.area(study)


def test_without_doubt_nothing_fades(config, scene, basemap):
    from ebbline.figures.figureset import FigureSet
    from invented_case import land

    bare = {name: frame for name, frame in basemap.items() if name != "doubt"}
    figures = FigureSet(config.figures, scene, land(), bare, "en")
    assert figures.view("whole").ground(figures.layers, figures.lang).veils == ()


def bow(rise):
    """Return a stretch of river 60 points long that bows upwards by ``rise``."""
    u = np.linspace(0, 60, 17)
    return np.column_stack([u, rise * 4 * u * (60 - u) / 60**2])


@pytest.mark.parametrize("rise", [-5.0, 0.0, 5.0])
def test_a_name_bends_as_its_river_bends(rise):
    for arc, stray in arcs_beside(bow(rise), 50.0, 8.0, 2.0):
        assert np.sign(round(arc.sagitta, 6)) == np.sign(rise)
        assert stray == pytest.approx(0, abs=1e-6)


def test_a_name_stands_off_its_river_on_either_side():
    stretch = bow(4.0)
    above, below = (arc for arc, _ in arcs_beside(stretch, 50.0, 8.0, 2.0))
    at = np.linspace(0, 50, 9)
    river = np.interp(above.points(at)[0][:, 0], stretch[:, 0], stretch[:, 1])
    assert (above.points(at)[0][:, 1] - 2.0 > river).all()
    assert (below.points(at)[0][:, 1] + 6.0 < river).all()


def test_a_winding_river_bends_no_name_out_of_its_box():
    for arc, _ in arcs_beside(bow(40.0), 50.0, 8.0, 2.0):
        assert abs(arc.sagitta) <= SAG * 8.0 + 1e-9
        _, y = box_below(arc, 8.0, 2.0)
        base = arc.points(np.linspace(0, 50, 9))[0]
        assert (base[:, 1] - 2.0 >= y - 1e-6).all()
        assert (base[:, 1] + 6.0 <= y + (1 + SAG) * 8.0 + 1e-6).all()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_river_name_is_drawn_as_outlines_that_say_what_they_read(figure_sets, lang):
    figures = figure_sets[lang]
    picture = figures.day_map(figures.view("whole"), date(2020, 3, 20), key=True).pictures[0]
    text = draw(picture, ("svg",))["svg"].decode()
    name = {"en": "Stroom", "ar": "النهر"}[lang]
    assert re.search(rf'<g class="{BENT}" role="img">\s*<title>{name}</title>\s*<path', text)
    assert "textPath" not in text


def test_only_published_figures_that_compare_stand_beside_the_areas(figures):
    (chart,) = (f for f in figures.charts() if f.name.endswith("area"))
    rows = chart.pictures[0].content.chart.against
    assert [(round(r.model, 2), r.within) for r in rows] == [(0.94, True), (0.25, False)]
    assert rows[0].label["en"] == "20 Mar: Aland, 8,000 km², populated areas only (Wire)"
    assert rows[1].label["en"] == "2 Apr: Aland, 40 %, open land counted (Wire)"
    assert "here 0.9 times as much" in chart.texts.details
    assert "90,000" not in chart.texts.details


def test_the_strip_chart_says_how_many_places_changed_hands(figures):
    (chart,) = (f for f in figures.charts() if f.name.endswith("towns"))
    title = chart.pictures[0].title
    assert title == "5 of 8 places changed hands, Delta-on-the-Stroom 2 times"


@pytest.mark.parametrize("rise", [-5.0, 0.3, 5.0])
def test_the_middle_of_a_name_rises_as_its_arc_says(rise):
    arc, _ = arcs_beside(bow(rise), 50.0, 8.0, 2.0)[0]
    (start, middle), _ = arc.points(np.array([0.0, arc.length / 2]))
    assert middle[1] - start[1] == pytest.approx(arc.sagitta)
