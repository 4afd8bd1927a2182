"""What is left of a figure on a photocopy: grey, 8 cm wide, as sharp as a copier (300 dpi).

Land is told apart by lightness or by pattern, letters stay legible, marks keep their shape.
"""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text

from ebbline import symbols
from ebbline.figures.canvas import canvas_of
from ebbline.figures.content import Town
from ebbline.figures.ink import fill_of, paint
from ebbline.figures.towns import stamp
from ebbline.palette import ground, styles
from ebbline.scene.record import Age, Symbol
from ebbline.vocabulary import Certainty, Convention, Evidence

WIDTH_MM = 80
DPI = 300
APART = 7.0
"""Steps of lightness (L*, 0 to 100) that the eye parts at ease between neighbouring greys."""
SEEN = 1.0
"""How far a pattern makes lightness go up and down, at least (standard deviation of L*)."""
LEGIBLE_PT = 4.3
GROUND = ground()
PARTIES = styles(dict.fromkeys("abcd"))
LAND = [
    (holder, evidence) for holder in PARTIES for evidence in (Evidence.REPORTED, Evidence.INFERRED)
]


def lightness(pixels):
    """Return L* of pixels in sRGB (0 to 255), as a copier without colours has it."""
    value = np.asarray(pixels, dtype=float)[..., :3] / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    light = linear @ (0.2126, 0.7152, 0.0722)
    return np.where(light > 0.008856, 116 * np.cbrt(light) - 16, 903.3 * light)


def copied(draw, *, millimetres=12.0, scale=WIDTH_MM / 89):
    """Return L* of the middle of what ``draw`` puts on a square of a column 8 cm wide."""
    size = millimetres / 25.4
    figure = Figure(figsize=(size, size), dpi=DPI, facecolor=GROUND["land"])
    canvas = canvas_of(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    draw(axes, scale)
    canvas.draw()
    return lightness(canvas.buffer_rgba())[8:-8, 8:-8]


def land(holder, evidence, rival=None):
    fill = fill_of(
        PARTIES[holder],
        PARTIES.get(rival),
        convention=Convention.SETTLED,
        evidence=evidence,
        certainty=Certainty.CONFIRMED,
        ground=GROUND["land"],
    )
    square = Path([(-1, -1), (2, -1), (2, 2), (-1, 2), (-1, -1)], closed=True)
    return copied(lambda axes, scale: paint(axes, square, fill, scale=scale))


def course(picture):
    """Return how strongly a pattern runs across, up, and along both diagonals, of 1 in all."""
    light = picture - picture.mean()
    steps = [
        light[1:, 1:] - light[1:, :-1],
        light[1:, 1:] - light[:-1, 1:],
        light[1:, 1:] - light[:-1, :-1],
        light[1:, :-1] - light[:-1, 1:],
    ]
    power = np.array([np.abs(step).mean() for step in steps])
    return power / max(power.sum(), 1e-9)


def told_apart(one, other):
    if abs(one.mean() - other.mean()) >= APART:
        return True
    patterned = [picture.std() >= SEEN for picture in (one, other)]
    if patterned[0] != patterned[1]:
        return True
    return all(patterned) and np.abs(course(one) - course(other)).max() > 0.05


@pytest.mark.parametrize("pair", list(combinations(LAND, 2)), ids=lambda p: f"{p[0]}-{p[1]}")
def test_land_of_two_classes_is_told_apart_by_lightness_or_pattern(pair):
    assert told_apart(*(land(*one) for one in pair))


@pytest.mark.parametrize("holder", PARTIES)
def test_land_stands_out_from_ground_where_nobody_is_known(holder):
    bare = copied(lambda _axes, _scale: None)
    for evidence in (Evidence.REPORTED, Evidence.INFERRED):
        assert told_apart(land(holder, evidence), bare)


@pytest.mark.parametrize("pair", list(combinations(PARTIES, 2)))
def test_contested_land_shows_stripes(pair):
    holder, rival = pair
    striped = land(holder, Evidence.REPORTED, rival)
    assert striped.std() > 4 * SEEN


STANDINGS = {
    "held": {},
    "claimed": {"symbol": Symbol.CLAIMED},
    "disputed": {"symbol": Symbol.DISPUTED},
    "contested": {"symbol": Symbol.CONTESTED, "rival": "b"},
    "stale": {"age": Age.STALE},
    "later": {"age": Age.LATER},
    "besieged": {"besieged": True, "rival": "b"},
}


def mark(**standing):
    known = {"symbol": Symbol.HELD, "holder": "a", "evidence": "reported"} | standing
    town = Town("", "", 0, 0, 0, 0, 0, False, **known)
    layers = symbols.mark(town, PARTIES, GROUND)

    def draw(axes, scale):
        stamp(axes, 0.5, 0.5, layers, 2.7 * scale, zorder=1, gid="mark")

    return copied(draw, millimetres=6)


@pytest.mark.parametrize("pair", list(combinations(STANDINGS, 2)), ids=lambda p: "-".join(p))
def test_marks_of_two_standings_differ_in_grey(pair):
    one, other = (mark(**STANDINGS[name]) for name in pair)
    ink = max((picture < 85).sum() for picture in (one, other))
    assert (np.abs(one - other) > 25).sum() > 0.08 * ink


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_letters_of_a_column_are_legible_at_eight_centimetres(figure_sets, lang):
    figures = figure_sets[lang]
    view, size = figures.view("whole"), figures.settings.sizes["column"]
    day = figures.scene.change_days[0]
    made = [*figures.day_map(view, day, key=True).pictures, *figures.overview(view).pictures]
    for picture in [p for p in made if p.name.endswith(".column")]:
        sheet = picture.draw(picture.content, picture.setting)
        for text in sheet.figure.findobj(Text):
            if text.get_text() and text.get_visible() and text.get_alpha() != 0:
                assert text.get_fontsize() * WIDTH_MM / size.width_mm >= LEGIBLE_PT
                if text.get_gid() not in ("halo",):
                    colour = np.array([int(text.get_color()[n : n + 2], 16) for n in (1, 3, 5)])
                    assert lightness(colour) < 62, text.get_text()


def test_the_title_of_a_page_is_legible_at_eight_centimetres(figures):
    page = figures.settings.sizes["page"]
    for picture in (
        figures.day_map(figures.view("whole"), figures.scene.change_days[0], key=True).pictures[0],
        *(chart.pictures[0] for chart in figures.charts()),
    ):
        sheet = picture.draw(picture.content, picture.setting)
        titles = [t for t in sheet.figure.findobj(Text) if t.get_gid() == "title"]
        assert titles
        assert min(t.get_fontsize() for t in titles) * WIDTH_MM / page.width_mm >= LEGIBLE_PT
