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

from ebbline.figures.ink import HATCHES, MARKERS, fill_of, mix
from ebbline.palette import ground, styles
from ebbline.vocabulary import Certainty, Convention, Evidence

BLIND = ("protanomaly", "deuteranomaly", "tritanomaly")
SIGHT = ("normal", *BLIND, "grey")
SAFE = 15.0
OFF_THE_GROUND = 13.0
"""What keeps a tint off the bare ground, which has no edge and no pattern."""
STYLES = list(styles(dict.fromkeys("abcd")).values())
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


def difference(one, other, sight="normal"):
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
    for one, other in combinations(STYLES, 2):
        away = difference(one.fill, other.fill, sight)
        assert away > SAFE, (one.name, other.name, round(away, 1))


@pytest.mark.parametrize("sight", SIGHT)
def test_inferred_land_differs_in_tint_or_else_in_a_pattern_that_shows(sight):
    for one, other in combinations(STYLES, 2):
        fills = [land(s, Convention.SETTLED, Evidence.INFERRED) for s in (one, other)]
        if difference(fills[0].face, fills[1].face, sight) > SAFE:
            continue
        assert fills[0].hatch != fills[1].hatch
        for fill in fills:
            assert difference(fill.hatch_colour, fill.face, sight) > 7, (one.name, other.name)


@pytest.mark.parametrize("sight", SIGHT)
def test_reported_and_inferred_land_of_a_party_and_the_bare_ground_are_three_things(sight):
    for style in STYLES:
        inferred = land(style, Convention.SETTLED, Evidence.INFERRED).face
        assert difference(style.fill, inferred, sight) > 7, style.name
        assert difference(inferred, GROUND["land"], sight) > OFF_THE_GROUND, style.name


def test_every_party_has_a_pattern_and_a_mark_of_its_own():
    assert len({HATCHES[s.pattern] for s in STYLES}) == len(STYLES)
    assert len({MARKERS[s.marker][0] for s in STYLES}) == len(STYLES)


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
