"""Parties are told apart by everyone: in each kind of colour blindness, in grey, by contrast.

Differences are those of CAM02-UCS (Luo, Cui and Li 2006), where 15 is safe for areas; colour
blindness after Machado, Oliveira and Fernandes (2009), complete, both by the package colorspacious.
Grey is the same lightness without hue. Contrast is that of the Web Content Accessibility
Guidelines.
"""

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from ebbline.errors import UserError
from ebbline.figures.ink import fill_of
from ebbline.palette import Wish, difference, ground, mix, names, styles
from ebbline.symbols import HATCHES, MARKERS, TILES
from ebbline.vocabulary import Certainty, Convention, Evidence

BLIND = ("protanomaly", "deuteranomaly", "tritanomaly")
SIGHT = ("normal", *BLIND, "grey")
SAFE = 15.0
OFF_THE_GROUND = 13.0
"""What keeps a tint off the bare ground, which has no edge and no pattern."""
IN_GREY = 7.0
"""Fills of eight parties in grey: pattern and marker tell the rest."""
STYLES = list(styles(dict.fromkeys("abcdefgh")).values())
GROUND = ground()


def srgb(colour):
    return np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255


def seen(colour, sight):
    """Return a colour as somebody sees it, in sRGB (0 to 1)."""
    if sight in BLIND:
        space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
        return np.clip(cspace_convert(srgb(colour), space, "sRGB1"), 0, 1)
    if sight == "grey":
        lightness = cspace_convert(srgb(colour), "sRGB1", "CAM02-UCS")[0]
        return cspace_convert([lightness, 0, 0], "CAM02-UCS", "sRGB1")
    return srgb(colour)


def away(one, other, sight="normal"):
    pair = (seen(one, sight), seen(other, sight))
    return float(deltaE(*pair, input_space="sRGB1", uniform_space="CAM02-UCS"))


def lightness(colour):
    return cspace_convert(srgb(colour), "sRGB1", "CAM02-UCS")[0]


def linear(colour):
    value = srgb(colour)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    light, dark = sorted((linear(c) @ (0.2126, 0.7152, 0.0722) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def land(style, convention, evidence):
    return fill_of(
        style,
        None,
        convention=convention,
        evidence=evidence,
        certainty=Certainty.CONFIRMED,
        ground=GROUND["land"],
    )


@pytest.mark.parametrize("sight", SIGHT)
def test_reported_land_of_two_parties_never_looks_alike(sight):
    least = IN_GREY if sight == "grey" else SAFE
    for one, other in combinations(STYLES, 2):
        apart = away(one.fill, other.fill, sight)
        assert apart > least, (one.name, other.name, round(apart, 1))


@pytest.mark.parametrize("sight", SIGHT)
def test_inferred_land_differs_in_tint_or_else_in_a_pattern_that_shows(sight):
    for one, other in combinations(STYLES, 2):
        fills = [land(s, Convention.SETTLED, Evidence.INFERRED) for s in (one, other)]
        if away(fills[0].face, fills[1].face, sight) > SAFE:
            continue
        assert fills[0].hatch != fills[1].hatch
        for fill in fills:
            assert away(fill.hatch_colour, fill.face, sight) > 7, (one.name, other.name)


@pytest.mark.parametrize("sight", SIGHT)
def test_reported_and_inferred_land_of_a_party_and_the_bare_ground_are_three_things(sight):
    """The tint of the lightest style is near both; its edge and its pattern tell it."""
    for style in STYLES:
        fill = land(style, Convention.SETTLED, Evidence.INFERRED)
        light = style is STYLES[-1]
        assert away(style.fill, fill.face, sight) > (4.5 if light else 7), style.name
        least = 7 if light else OFF_THE_GROUND
        assert away(fill.face, GROUND["land"], sight) > least, style.name
        assert not light or away(fill.hatch_colour, fill.face, sight) > 15


def test_every_party_has_a_pattern_and_a_mark_of_its_own():
    assert len({HATCHES[s.pattern] for s in STYLES}) == len(STYLES)
    assert len({MARKERS[s.marker] for s in STYLES}) == len(STYLES)
    assert len({str(TILES[s.pattern]) for s in STYLES}) == len(STYLES)


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_edges_and_marks_stand_out_against_the_ground(style):
    assert contrast(style.edge, GROUND["land"]) >= 3
    assert contrast(style.edge, "#FFFFFF") >= 3


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_the_white_of_a_claimed_mark_stands_out_from_its_fill(style):
    strongest = max(contrast(GROUND["land"], style.fill), contrast(GROUND["land"], style.edge))
    assert strongest >= 3


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_an_inferred_area_has_an_edge_that_stands_out(style):
    fill = land(style, Convention.SETTLED, Evidence.INFERRED)
    assert fill.edge_width > 0
    assert contrast(fill.edge, GROUND["land"]) >= 3


@pytest.mark.parametrize("name", ["ink", "quiet", "water_name"])
def test_text_is_readable_on_what_it_lies_on(name):
    for paper in ("land", "outside"):
        assert contrast(GROUND[name], GROUND[paper]) >= 4.5
    assert contrast(GROUND[name], "#FFFFFF") >= 4.5


@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_less_evidence_is_always_lighter(style):
    order = [
        land(style, Convention.SETTLED, Evidence.REPORTED),
        land(style, Convention.SETTLED, Evidence.INFERRED),
        land(style, Convention.TOTAL, Evidence.REPORTED),
        land(style, Convention.TOTAL, Evidence.INFERRED),
    ]
    found = [lightness(f.face) for f in order]
    assert found == sorted(found)


def test_land_is_quieter_than_the_subject_but_water_and_borders_quieter_still():
    subject = contrast(STYLES[0].fill, GROUND["land"])
    for name in ("river", "border", "province", "water"):
        assert contrast(GROUND[name], GROUND["land"]) < subject / 3


def test_mixing_keeps_the_ends():
    assert mix("#102030", "#F6F3EC", 1.0) == "#102030"
    assert mix("#102030", "#F6F3EC", 0.0).upper() == "#F6F3EC"


def test_four_parties_are_safely_apart_even_in_grey():
    for one, other in combinations(STYLES[:4], 2):
        assert away(one.fill, other.fill, "grey") > 14.9, (one.name, other.name)


def test_parties_beyond_the_eighth_share_a_look_and_take_no_other_one():
    found = list(styles(dict.fromkeys("abcdefghij")).values())
    assert [s.name for s in found[:8]] == list(names())
    assert found[8] == found[9]
    assert found[8] not in found[:8]


def test_a_colour_of_ones_own_is_taken_and_gets_an_edge_that_stands_out():
    found = styles({"a": Wish(fill="#1f8a4c", marker="star"), "b": Wish("amber")})
    assert (found["a"].fill, found["a"].marker) == ("#1F8A4C", "star")
    assert contrast(found["a"].edge, GROUND["land"]) >= 3
    assert (found["a"].pattern, found["b"].name) == ("rising", "amber")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"a": Wish(fill="#9F383B"), "b": Wish(fill="#9A4A30")}, "holders.b.fill"),
        ({"a": Wish(fill="#D02020"), "b": Wish(fill="#3C7A10")}, "sight"),
        ({"a": Wish(fill="#F4F0E8")}, "from the ground"),
        ({"a": Wish(marker="heart")}, "holders.a.marker"),
        ({"a": "madder", "b": "madder"}, "taken twice"),
        ({"a": "crimson"}, "not in the palette"),
    ],
)
def test_colours_that_somebody_could_not_tell_apart_are_refused(wanted, told):
    with pytest.raises(UserError, match=told):
        styles(wanted)


def test_the_difference_is_the_least_of_all_kinds_of_sight():
    least, sight = difference("#D02020", "#3C7A10")
    assert sight != "normal"
    assert least < away("#D02020", "#3C7A10")
